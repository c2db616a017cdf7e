/* SPDX-License-Identifier: MIT
 *
 * history.c: [history], what a pipeline remembers of its runs.
 *
 * A pipeline without the section remembers nothing and leaves no file behind.
 * The section alone, without a setting, turns the history on, in a file
 * beside the pipeline. A uri, or `plugin`, puts it into a database instead,
 * whose options the pack declares. `trends` names scores whose past becomes
 * columns of the account table, so that formulas, roll-ups and `check` know
 * them.
 */
#include "build.h"

#include <string.h>

const hale_result *trend_result(Trend trend)
{
    static const hale_result results[TRENDS] = {
        [TREND_BAND_BEFORE] = {.name = "_band_before",
                               .type = HALE_TEXT,
                               .help = "its band at the as-of before"},
        [TREND_BEFORE] = {.name = "_before",
                          .type = HALE_REAL,
                          .unit = "points",
                          .help = "the score at the as-of before"},
        [TREND_30D_AGO] = {.name = "_30d_ago",
                           .type = HALE_REAL,
                           .unit = "points",
                           .help = "the score 30 days before"},
        [TREND_CHANGE_30D] = {.name = "_change_30d",
                              .type = HALE_REAL,
                              .unit = "points",
                              .direction = HALE_UP_IS_GOOD,
                              .help = "from 30 days before to the as-of "
                                      "before"},
        [TREND_SLOPE_90D] = {.name = "_slope_90d",
                             .type = HALE_REAL,
                             .unit = "points/day",
                             .direction = HALE_UP_IS_GOOD,
                             .help = "least squares over 90 days"},
        [TREND_DRAWDOWN_90D] = {.name = "_drawdown_90d",
                                .type = HALE_REAL,
                                .unit = "points",
                                .direction = HALE_DOWN_IS_GOOD,
                                .help = "below the highest of 90 days"},
        [TREND_DAYS_IN_BAND] = {.name = "_days_in_band",
                                .type = HALE_INT,
                                .unit = "days",
                                .help = "since it came to its band; at most "
                                        "400"},
        [TREND_BAND_CHANGES_90D] = {.name = "_band_changes_90d",
                                    .type = HALE_INT,
                                    .unit = "changes",
                                    .direction = HALE_DOWN_IS_GOOD,
                                    .help = "from band to band in 90 days"},
    };
    return &results[trend];
}

static void read_path(Build *b, Section *s)
{
    Plan *p = b->plan;
    const char *path = take_value(b, s, "path");
    if (!path)
        path = arena_printf(&p->arena, "%s-history.sqlite", p->name);
    p->history.path = path_join(&p->arena, p->ini.dir, path);
}

/* ---------------------------------------------------------------- store -- */

/* The first setting that speaks of a database; NULL: it is a file. */
static const Setting *store_setting(Section *s)
{
    static const char *const keys[] = {"plugin", "uri", "uri_env", "uri_file"};
    for (size_t i = 0; i < COUNT(keys); i++)
        if (section_find(s, keys[i]))
            return section_find(s, keys[i]);
    return NULL;
}

/* The pack that has the database: as named, or postgres. */
static void read_store(Build *b, Section *s, const Setting *named)
{
    Plan *p = b->plan;
    Error error = {0};
    const char *name = take_value(b, s, "plugin");
    const Setting *path = take(b, s, "path");
    if (path)
        diag_error(b->diags, path->place, s->label,
                   "path is for a history that is a file, and %s for one in a "
                   "database: one of the two",
                   named->key);
    const hale_store *store =
        registry_store(&p->registry, str(name ? name : "postgres"), &error);
    p->history.store = store;
    if (!store) {
        diag_error(b->diags, named->place, s->label, "%s", error.message);
        return;
    }
    p->history.options = options_take(b, s, store->options);
}

static void read_keep(Build *b, Section *s)
{
    Window keep = {0};
    Setting *setting = take(b, s, "keep");
    if (!setting)
        return;
    if (span_parse(str(setting->value), &keep.count, &keep.unit) ||
        keep.count < 1 || keep.unit == UNIT_HOUR)
        diag_error(b->diags, setting->place, s->label,
                   "keep = %s is not a span of days or longer, such as 400d "
                   "or 24m",
                   shown(b, str(setting->value)));
    else
        b->plan->history.keep = keep;
}

/* Trends of an as-of that is run again must find what they found. */
static void check_keep(Build *b, Section *s)
{
    static const int64_t days[] = {[UNIT_DAY] = 1,
                                   [UNIT_WEEK] = 7,
                                   [UNIT_MONTH] = 30,
                                   [UNIT_QUARTER] = 91,
                                   [UNIT_YEAR] = 365};
    const HistoryPlan *h = &b->plan->history;
    const Setting *setting = section_find(s, "keep");
    if (h->trends == 0 || h->keep.count == 0)
        return;
    int64_t least = (TREND_DAYS - 1) / days[h->keep.unit] + 1;
    if (h->keep.count < least)
        diag_error(b->diags, setting->place, s->label,
                   "keep = %s: trends look %d days back, so keep at least "
                   "those",
                   shown(b, str(setting->value)), TREND_DAYS);
}

static void read_off(Build *b, Section *s)
{
    static const char *const words[] = {"yes", "no", NULL};
    b->plan->history.on = take_word(b, s, "off", words, 1) == 1;
}

/* The names of all scores, NULL-ended. */
static const char *const *score_names(Build *b)
{
    const Plan *p = b->plan;
    const char **name =
        arena_array(&b->diags->arena, p->score_sets + 1, sizeof *name);
    for (size_t i = 0; i < p->score_sets; i++)
        name[i] = p->score_set[i].name;
    return name;
}

static void read_trends(Build *b, Section *s)
{
    HistoryPlan *h = &b->plan->history;
    Setting *setting = take(b, s, "trends");
    const char *const *scores = score_names(b);
    const char **item;
    size_t count = setting ? take_list(b, s, setting, &item) : 0;
    h->trend = arena_array(&b->plan->arena, count + 1, sizeof *h->trend);
    for (size_t i = 0; i < count; i++) {
        if (!is_named(scores, item[i]))
            diag_error(b->diags, setting->place, s->label,
                       "trends: there is no score \"%s\"%s",
                       shown(b, str(item[i])),
                       suggest_hint(&b->diags->arena, str(item[i]), scores));
        else if (is_named(h->trend, item[i]))
            diag_error(b->diags, setting->place, s->label,
                       "trends: \"%s\" is named twice", item[i]);
        else
            h->trend[h->trends++] = item[i];
    }
}

void history_read(Build *b)
{
    static const char *const keys[] = {"path", "plugin", "keep",
                                       "off",  "trends", NULL};
    size_t at = 0;
    Section *s = section_next(b, "history", &at);
    if (!s)
        return;
    const Setting *named = store_setting(s);
    HistoryPlan *h = &b->plan->history;
    h->place = s->place;
    if (named)
        read_store(b, s, named);
    else
        read_path(b, s);
    read_keep(b, s);
    read_off(b, s);
    read_trends(b, s);
    check_keep(b, s);
    section_rest(b, s, keys, h->store ? h->store->options : NULL);
}
