/* SPDX-License-Identifier: MIT
 *
 * survival.kaplan_meier: what share of the accounts is still there after so
 * many days.
 *
 *     S(t) = product over u <= t of (1 - left at u / at risk before u)
 *
 * Accounts that are still there have no lifetime yet, only a lower bound of
 * one. Averaging the lifetimes of those that left, or treating today as
 * everybody's end, makes customers look short-lived; here the living count as
 * at risk until they were last seen. An account whose history was cut off at
 * the beginning is at risk from its `entry` on (late entry).
 *
 * Reports: `curve` (a row for each time at which somebody left), `summary`
 * (median and restricted mean of each group) and `logrank` (do the groups
 * differ). The median is missing while more than half remain. The restricted
 * mean is the mean lifetime up to `horizon`, by default the longest time that
 * every group was watched, so that groups can be compared.
 *
 * An account without a figure is left out, and so is one that cannot have
 * been watched: a lifetime below 0, or not beyond its entry. Leaving must not
 * depend on being watched; no method can mend that.
 *
 * Source: Kaplan & Meier (1958); variance: Greenwood (1926); median: Brookmeyer
 * & Crowley (1982); log-rank test: Mantel (1966).
 */
#include "survival.h"

#include <stdlib.h>

#include "../common/cell.h"

static const double longest = 1e9; /* longer lives are slips of the data */

typedef struct Config {
    double horizon; /* below 0: as long as every group was watched */
} Config;

typedef struct Lives {
    Life *life; /* by group, then exit */
    double *entry;
    Group *group;
    size_t n, groups, unusable;
} Lives;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "duration",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the lifetime, if not \"lifetime\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "churned",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that says whether the lifetime has ended, if not "
                "\"lifetime_churned\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "entry",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the age at which we began to watch, if not "
                "\"lifetime_entry\"; without one, all were watched from the "
                "beginning",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "within",
        .type = HALE_OPTION_COLUMN,
        .help = "a curve for each text in this column",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "horizon",
        .type = HALE_OPTION_REAL,
        .unit = "as the duration",
        .min = 0,
        .max = 1e9,
        .help = "the restricted mean is taken up to here; by default as long "
                "as every group was watched",
    },
    NULL,
};

enum { DURATION, CHURNED, ENTRY, WITHIN }; /* the columns */
enum { HORIZON = WITHIN + 1 };             /* the options go on */

static const hale_column *const needs[] = {
    [DURATION] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "lifetime",
            .type = HALE_SAME,
            .unit = "days",
            .help = "how long the account was there, until it left or was "
                    "last seen; a whole or real number",
            .named_by = "duration",
        },
    [CHURNED] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "lifetime_churned",
            .type = HALE_BOOL,
            .help = "whether it left then",
            .named_by = "churned",
        },
    [ENTRY] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "lifetime_entry",
            .type = HALE_SAME,
            .flags = HALE_OPTIONAL,
            .unit = "days",
            .help = "how old it was when we began to watch",
            .named_by = "entry",
        },
    [WITHIN] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "within",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "the group of an account",
            .named_by = "within",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->horizon = given[HORIZON].missing ? -1 : given[HORIZON].as.r;
    return 0;
}

/* --------------------------------------------------------------- lives -- */

static int by_group_and_exit(const void *left, const void *right)
{
    const Life *a = left, *b = right;
    int order = text_order(a->group, b->group);
    return order ? order : (a->exit > b->exit) - (a->exit < b->exit);
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static int usable(const Life *life)
{
    return life->entry >= 0 && life->exit <= longest &&
           (life->exit > life->entry || (life->exit == 0 && life->entry == 0));
}

static void gather(const hale_table *accounts, Lives *all)
{
    const hale_table_column *const *column = accounts->column;
    for (size_t row = 0; row < accounts->rows; row++) {
        int known = 1;
        for (size_t c = DURATION; c <= WITHIN; c++)
            known &= !cell_missing(column[c], row);
        if (!known)
            continue;
        Life life = {
            .group = column[WITHIN] ? column[WITHIN]->as.text[row]
                                    : (hale_str){"all", 3},
            .entry = column[ENTRY] ? cell_number(column[ENTRY], row) : 0,
            .exit = cell_number(column[DURATION], row),
            .left = column[CHURNED]->as.b[row] != 0,
        };
        if (usable(&life))
            all->life[all->n++] = life;
        else
            all->unusable++;
    }
}

static void part(Lives *all)
{
    for (size_t first = 0, end; first < all->n; first = end) {
        Group *g = &all->group[all->groups++];
        *g = (Group){.name = all->life[first].group,
                     .life = all->life + first,
                     .entry = all->entry + first};
        for (end = first;
             end < all->n && !text_order(all->life[end].group, g->name);
             end++) {
            all->entry[end] = all->life[end].entry;
            g->left += (size_t)all->life[end].left;
        }
        g->n = end - first;
        qsort(all->entry + first, g->n, sizeof *all->entry, ascending);
    }
}

static int read_lives(hale_cx *cx, const hale_table *accounts, Lives *all)
{
    size_t most = accounts->rows + 1;
    if (cell_counts(cx, accounts->column[DURATION]) ||
        (accounts->column[ENTRY] && cell_counts(cx, accounts->column[ENTRY])))
        return -1;
    all->life = cx->alloc(cx, most * sizeof *all->life);
    all->entry = cx->alloc(cx, most * sizeof *all->entry);
    all->group = cx->alloc(cx, most * sizeof *all->group);
    if (!all->life || !all->entry || !all->group)
        return -1;
    gather(accounts, all);
    qsort(all->life, all->n, sizeof *all->life, by_group_and_exit);
    part(all);
    if (all->unusable)
        hale_warn(cx,
                  "%zu accounts are left out: their lifetime is below 0, not "
                  "beyond their entry, or absurd",
                  all->unusable);
    return 0;
}

/* The longest time that every group was watched. */
static double watched(const Lives *all)
{
    double least = longest;
    for (size_t i = 0; i < all->groups; i++) {
        const Group *g = &all->group[i];
        if (g->life[g->n - 1].exit < least)
            least = g->life[g->n - 1].exit;
    }
    return least;
}

/* ------------------------------------------------------------- reports -- */

enum { CURVE, SUMMARY, LOGRANK };

static int emit_curve(hale_cx *cx, const Group *g, const Point *point,
                      size_t points)
{
    for (size_t i = 0; i < points; i++) {
        const Point *p = &point[i];
        double low, high;
        int bad = curve_interval(p, &low, &high);
        hale_value row[] = {
            cell_text(g->name),
            cell_real(p->time),
            cell_whole((size_t)p->moment.at_risk),
            cell_whole((size_t)p->moment.left),
            cell_real(p->survival),
            bad ? cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR)
                : cell_real(curve_error(p)),
            bad ? cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR) : cell_real(low),
            bad ? cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR) : cell_real(high),
        };
        if (cx->emit(cx, CURVE, row))
            return -1;
        if (bad && p->time < g->life[g->n - 1].exit)
            hale_warn(cx,
                      "%.*s: at %g all of the few that were watched left, so "
                      "the curve ends at 0 although others were watched "
                      "later",
                      (int)g->name.len, g->name.data, p->time);
    }
    return 0;
}

static hale_value median(const Point *point, size_t points, int which)
{
    double at = curve_median(point, points, which);
    return at < 0 ? cell_none(HALE_REAL, HALE_TOO_NEW) : cell_real(at);
}

/* Is the whole curve up to `horizon` known? */
static int known_until(const Group *g, const Point *point, size_t points,
                       double horizon)
{
    return g->life[g->n - 1].exit >= horizon ||
           (points > 0 && point[points - 1].survival <= 0);
}

static int emit_summary(hale_cx *cx, const Group *g, const Point *point,
                        size_t points, const double *expected, double horizon)
{
    double error, mean = curve_area(point, points, horizon, &error);
    int known = known_until(g, point, points, horizon);
    hale_value row[] = {
        cell_text(g->name),
        cell_whole(g->n),
        cell_whole(g->left),
        expected ? cell_real(*expected) : cell_none(HALE_REAL, HALE_NO_ROWS),
        median(point, points, 0),
        median(point, points, -1),
        median(point, points, 1),
        known ? cell_real(mean) : cell_none(HALE_REAL, HALE_TOO_NEW),
        known ? cell_real(error) : cell_none(HALE_REAL, HALE_TOO_NEW),
        cell_real(horizon),
    };
    return cx->emit(cx, SUMMARY, row);
}

static int emit_test(hale_cx *cx, const Lives *all, const Logrank *test)
{
    size_t left = 0;
    for (size_t i = 0; i < all->groups; i++)
        left += all->group[i].left;
    hale_value row[] = {
        cell_whole(all->groups),
        cell_whole(all->n),
        cell_whole(left),
        test->df ? cell_real(test->chi2) : cell_none(HALE_REAL, HALE_NO_ROWS),
        cell_whole(test->df),
        test->df ? cell_real(test->p) : cell_none(HALE_REAL, HALE_NO_ROWS),
    };
    return cx->emit(cx, LOGRANK, row);
}

static int emit_group(hale_cx *cx, const Group *g, Point *point,
                      const double *expected, double horizon)
{
    size_t points = curve(g, point);
    if (emit_curve(cx, g, point, points))
        return -1;
    return emit_summary(cx, g, point, points, expected, horizon);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    Lives all = {0};
    Logrank test;
    (void)span, (void)results;
    if (read_lives(cx, accounts, &all) ||
        logrank(cx, all.group, all.groups, &test))
        return -1;
    Point *point = cx->alloc(cx, (all.n + 1) * sizeof *point);
    if (!point)
        return -1;
    double horizon = c->horizon < 0 ? watched(&all) : c->horizon;
    for (size_t i = 0; i < all.groups; i++)
        if (emit_group(cx, &all.group[i], point,
                       test.expected ? &test.expected[i] : NULL, horizon))
            return -1;
    if (all.groups > LOGRANK_GROUPS)
        hale_warn(cx, "%zu groups are too many for a log-rank test, %d at most",
                  all.groups, (int)LOGRANK_GROUPS);
    return all.groups > 0 ? emit_test(cx, &all, &test) : 0;
}

static const hale_result *const curve_columns[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the text of `within`, or all",
                "never"),
    CELL_COLUMN(HALE_REAL, "time", "as the duration",
                "a time at which accounts left", "never"),
    CELL_COLUMN(HALE_INT, "at_risk", "accounts", "watched just before",
                "never"),
    CELL_COLUMN(HALE_INT, "events", "accounts", "left at this time", "never"),
    CELL_COLUMN(HALE_REAL, "survival", "share", "still there after it",
                "never"),
    CELL_COLUMN(HALE_REAL, "error", "share", "standard error (Greenwood)",
                "the survival is 0"),
    CELL_COLUMN(HALE_REAL, "low", "share",
                "95 % interval on the log(-log) scale", "the survival is 0"),
    CELL_COLUMN(HALE_REAL, "high", "share", "its upper end",
                "the survival is 0"),
    NULL,
};

static const hale_result *const summary_columns[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the text of `within`, or all",
                "never"),
    CELL_COLUMN(HALE_INT, "n", "accounts", "watched accounts", "never"),
    CELL_COLUMN(HALE_INT, "events", "accounts", "that left", "never"),
    CELL_COLUMN(HALE_REAL, "expected", "accounts",
                "would have left if the groups were alike",
                "there are more than 100 groups"),
    CELL_COLUMN(HALE_REAL, "median", "as the duration",
                "half or fewer are left at this time", "more than half remain"),
    CELL_COLUMN(HALE_REAL, "median_low", "as the duration", "95 % interval",
                "more than half remain by the lower curve"),
    CELL_COLUMN(HALE_REAL, "median_high", "as the duration", "its upper end",
                "more than half remain by the upper curve"),
    CELL_COLUMN(HALE_REAL, "restricted_mean", "as the duration",
                "mean lifetime up to the horizon",
                "the group was not watched as long as the horizon"),
    CELL_COLUMN(HALE_REAL, "restricted_mean_error", "as the duration",
                "its standard error",
                "the group was not watched as long as the horizon"),
    CELL_COLUMN(HALE_REAL, "horizon", "as the duration",
                "up to which the mean is taken", "never"),
    NULL,
};

static const hale_result *const logrank_columns[] = {
    CELL_COLUMN(HALE_INT, "groups", "groups", "groups that are compared",
                "never"),
    CELL_COLUMN(HALE_INT, "n", "accounts", "watched accounts", "never"),
    CELL_COLUMN(HALE_INT, "events", "accounts", "that left", "never"),
    CELL_COLUMN(HALE_REAL, "chi2", "chi-square", "the log-rank statistic",
                "there is one group, nobody left, or there are more than 100"),
    CELL_COLUMN(HALE_INT, "df", "degrees", "its degrees of freedom",
                "never; 0 when there is nothing to compare"),
    CELL_COLUMN(HALE_REAL, "p", "probability",
                "of a difference as large as this if the groups were alike",
                "as chi2"),
    NULL,
};

static const hale_report *const reports[] = {
    [CURVE] = &(const hale_report){.size = sizeof(hale_report),
                                   .name = "curve",
                                   .title = "Survival curves",
                                   .columns = curve_columns},
    [SUMMARY] = &(const hale_report){.size = sizeof(hale_report),
                                     .name = "summary",
                                     .title = "Lifetimes by group",
                                     .columns = summary_columns},
    [LOGRANK] = &(const hale_report){.size = sizeof(hale_report),
                                     .name = "logrank",
                                     .title = "Do the groups differ?",
                                     .columns = logrank_columns},
    NULL,
};

const hale_model survival_kaplan_meier = {
    .size = sizeof(hale_model),
    .name = "kaplan_meier",
    .title = "Survival of accounts",
    .family = "financial",
    .formula = "S(t) = product over u <= t of (1 - left at u / at risk at u)",
    .source = "Kaplan & Meier (1958); Greenwood (1926); Brookmeyer & Crowley "
              "(1982); log-rank: Mantel (1966)",
    .example = "[model.survival]\n"
               "plugin = survival.kaplan_meier\n"
               "within = segment\n",
    .options = options,
    .needs = needs,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
