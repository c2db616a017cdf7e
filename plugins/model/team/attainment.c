/* SPDX-License-Identifier: MIT
 *
 * team.attainment: what was brought in, against what was asked for.
 *
 *     attainment = counted / target
 *     counted    = sum of a column of the account table over the book
 *     target     = the quota of its kind for the period
 *
 * Quotas are a side table: a line has a csm, or a team, or neither (then it is
 * the company's), a kind, a period as text and a target. One section of a
 * pipeline holds one kind against one column: renewed ARR against "renewal",
 * new MRR against "expansion". The period is the month, quarter or year
 * (`unit`) that as_of is the end of, or lies in, named as in 2025-06, 2025-Q2
 * or 2025; or the one that `period` names, as quotas do.
 * The column has to be measured over the same period: hale cannot know.
 *
 * A line with a csm and a team is a CSM's, and says which team they are in. A
 * team or company without a line of its own is asked for the sum of its CSMs'
 * targets, and then only what these CSMs brought in is `counted`: the book of a
 * colleague without a target would make theirs easy. An account's team is that
 * of the column `team` or else that of its CSM in these lines. Accounts without
 * a CSM are a book too, without a name: what they bring is in the team and the
 * company, and in nobody's attainment.
 *
 * Two lines for one book, kind and period contradict each other: an error. No
 * target, or one of 0: no attainment. `unknown` counts accounts without the
 * figure, whose part is not in the sum.
 *
 * Source: quota attainment of sales and customer-success teams.
 */
#include "../common/groups.h"

#include "../../common/period.h"

typedef struct Config {
    hale_str kind, period; /* an empty period: the one that as_of ends */
    int64_t unit;
} Config;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "actual",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "what an account brought in, money or a number",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "csm",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of who is responsible, if not \"csm\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "team",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the team, if not \"team\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kind",
        .type = HALE_OPTION_TEXT,
        .fallback = "renewal",
        .help = "quotas of this kind, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "unit",
        .type = HALE_OPTION_CHOICE,
        .fallback = "quarter",
        .choices = (const char *const[]){"month", "quarter", "year", NULL},
        .help = "how long the period is that as_of ends",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "period",
        .type = HALE_OPTION_TEXT,
        .help = "the period as quotas call it, instead of that of as_of",
    },
    NULL,
};

enum { ACTUAL, CSM, TEAM }; /* the columns of the account table */

static const hale_column *const needs[] = {
    [ACTUAL] =
        CELL_NEED("actual", "actual", HALE_SAME, 0, "an int, money or real"),
    [CSM] = CELL_NEED("csm", "csm", HALE_TEXT, 0, "whose book it is in"),
    [TEAM] = CELL_NEED("team", "team", HALE_TEXT, HALE_OPTIONAL,
                       "the team of the account"),
    NULL,
};

enum { Q_CSM, Q_TEAM, Q_KIND, Q_PERIOD, Q_TARGET }; /* of the quotas */

static const hale_column *const quota_columns[] = {
    [Q_CSM] = CELL_NEED("csm", NULL, HALE_TEXT, HALE_OPTIONAL, "whose target"),
    [Q_TEAM] = CELL_NEED("team", NULL, HALE_TEXT, HALE_OPTIONAL,
                         "whose team, or the team whose target it is"),
    [Q_KIND] = CELL_NEED("kind", NULL, HALE_TEXT, 0, "renewal, expansion ..."),
    [Q_PERIOD] = CELL_NEED("period", NULL, HALE_TEXT, 0,
                           "2025-06, 2025-Q2, 2025 or a name of your own"),
    [Q_TARGET] = CELL_NEED("target", NULL, HALE_MONEY, 0, "what is asked for"),
    NULL,
};

static const hale_need *const sides[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "quotas",
        .shape = HALE_SIDE,
        .columns = quota_columns,
        .help = "one line for each target",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->kind = given[3].as.text;
    c->unit = given[4].as.i;
    if (!given[5].missing)
        c->period = given[5].as.text;
    return 0;
}

/* ------------------------------------------------------------------ quotas */

typedef struct Line { /* a quota of this kind and period */
    hale_str csm, team;
    int64_t target;
} Line;

typedef struct Quotas {
    const Line *line;
    size_t count;
} Quotas;

static int twice(hale_cx *cx, const Config *c, hale_str period, const Line *l)
{
    int of_csm = l->csm.len > 0;
    hale_str who = of_csm ? l->csm : l->team;
    return hale_fail(cx,
                     "quotas have two targets of kind \"%.*s\" for %s%.*s in "
                     "%.*s; leave one",
                     (int)c->kind.len, c->kind.data,
                     of_csm        ? "csm "
                     : who.len > 0 ? "team "
                                   : "the company",
                     (int)who.len, who.data, (int)period.len, period.data);
}

/* Whose target: the csm's, else the team's, else the company's. */
static int by_book(const void *left, const void *right)
{
    const Line *a = left, *b = right;
    int order = text_order(a->csm, b->csm);
    return order || a->csm.len > 0 ? order : text_order(a->team, b->team);
}

/* Picks the lines that are meant, sorted by book. */
static int read_quotas(hale_cx *cx, const Config *c, hale_str period,
                       const hale_table *side, Quotas *quotas)
{
    Line *line = cx->alloc(cx, (side->rows + 1) * sizeof *line);
    size_t n = 0;
    if (!line)
        return -1;
    for (size_t i = 0; i < side->rows; i++) {
        const hale_table_column *target = side->column[Q_TARGET];
        if (text_same(cell_name(side->column[Q_KIND], i), c->kind) &&
            text_same(cell_name(side->column[Q_PERIOD], i), period) &&
            !cell_missing(target, i))
            line[n++] =
                (Line){cell_name(side->column[Q_CSM], i),
                       cell_name(side->column[Q_TEAM], i), target->as.i[i]};
    }
    qsort(line, n, sizeof *line, by_book);
    for (size_t i = 1; i < n; i++)
        if (by_book(&line[i - 1], &line[i]) == 0)
            return twice(cx, c, period, &line[i]);
    if (n == 0 && side->rows > 0)
        hale_warn(cx,
                  "quotas have no target of kind \"%.*s\" for %.*s, and %zu "
                  "other lines",
                  (int)c->kind.len, c->kind.data, (int)period.len, period.data,
                  side->rows);
    *quotas = (Quotas){line, n};
    return 0;
}

/* The line of a CSM, or NULL; lines are sorted by CSM. */
static const Line *line_of(const Quotas *quotas, hale_str csm)
{
    size_t low = 0, high = csm.len > 0 ? quotas->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_order(quotas->line[middle].csm, csm);
        if (order == 0)
            return &quotas->line[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ------------------------------------------------------------------- books */

typedef enum Level { OF_CSM, OF_TEAM, OF_COMPANY } Level;

typedef struct Entry { /* an account's part in a book, or a target of it */
    hale_str book;
    enum { ACCOUNT, OWN_TARGET, PART_TARGET } what;
    int64_t amount;
    uint8_t unknown; /* the account has no figure */
    uint8_t asked;   /* its CSM has a target */
} Entry;

typedef struct Work { /* all there is, ready to be added up by level */
    const hale_table *accounts;
    Quotas quotas;
    Entry *entry;
    size_t count;
} Work;

/* The part of an account, without its amount. */
static Entry part_of(const Work *w, size_t row, Level level)
{
    const hale_table_column *const *column = w->accounts->column;
    hale_str csm = cell_name(column[CSM], row);
    hale_str team = cell_name(column[TEAM], row);
    const Line *line = line_of(&w->quotas, csm);
    Entry e = {.book = {"", 0}, .what = ACCOUNT, .asked = line != NULL};
    if (level == OF_CSM)
        e.book = csm;
    else if (level == OF_TEAM)
        e.book = team.len > 0 || !line ? team : line->team;
    e.unknown = cell_missing(column[ACTUAL], row) != HALE_PRESENT;
    return e;
}

/* A cell in ten-thousandths, as targets are kept; -1: too large. */
static int units(const hale_table_column *column, size_t row, int64_t *amount)
{
    if (column->type == HALE_REAL)
        return cell_money(column->as.r[row], amount);
    *amount = column->as.i[row];
    return column->type == HALE_INT &&
                   __builtin_mul_overflow(*amount, HALE_MONEY_UNIT, amount)
               ? -1
               : 0;
}

static void add_target(Work *w, const Line *line, Level level)
{
    Entry e = {.what = OWN_TARGET, .amount = line->target};
    int of_csm = line->csm.len > 0, of_team = !of_csm && line->team.len > 0;
    if (level == OF_CSM && of_csm)
        e.book = line->csm;
    else if (level == OF_TEAM && line->team.len > 0)
        e.book = line->team;
    else if (level != OF_COMPANY || of_team)
        return;
    if (level != OF_CSM && of_csm)
        e.what = PART_TARGET;
    w->entry[w->count++] = e;
}

static int by_name(const void *left, const void *right)
{
    const Entry *a = left, *b = right;
    return text_order(a->book, b->book);
}

static int gather(hale_cx *cx, Work *w, Level level)
{
    const hale_table_column *actual = w->accounts->column[ACTUAL];
    w->count = 0;
    for (size_t row = 0; row < w->accounts->rows; row++) {
        Entry e = part_of(w, row, level);
        if (!e.unknown && units(actual, row, &e.amount))
            return hale_fail(cx, "%s is more than can be counted",
                             actual->name);
        w->entry[w->count++] = e;
    }
    for (size_t i = 0; i < w->quotas.count; i++)
        add_target(w, &w->quotas.line[i], level);
    qsort(w->entry, w->count, sizeof *w->entry, by_name);
    return 0;
}

typedef struct Book { /* sums; [what] */
    int64_t amount[3];
    int64_t asked; /* of the amounts of accounts */
    size_t count[3], unknown;
} Book;

static int add_up(hale_cx *cx, const Entry *entry, size_t n, Book *book)
{
    for (size_t i = 0; i < n; i++) {
        int64_t *sum = &book->amount[entry[i].what];
        book->count[entry[i].what]++;
        book->unknown += entry[i].unknown;
        int64_t asked = entry[i].asked ? entry[i].amount : 0;
        if (__builtin_add_overflow(*sum, entry[i].amount, sum) ||
            __builtin_add_overflow(book->asked, asked, &book->asked))
            return hale_fail(cx, "the sums are more than money can hold");
    }
    return 0;
}

static int emit_book(hale_cx *cx, Level level, hale_str name, const Book *b)
{
    static const char *const levels[] = {"csm", "team", "company"};
    int own = b->count[OWN_TARGET] > 0;
    int64_t target = b->amount[own ? OWN_TARGET : PART_TARGET];
    int64_t actual = b->amount[ACCOUNT], counted = own ? actual : b->asked;
    size_t accounts = b->count[ACCOUNT];
    hale_missing no_target =
        own || b->count[PART_TARGET] ? HALE_PRESENT : HALE_NO_ROWS;
    hale_missing no_actual =
        accounts > 0 && accounts == b->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing none = no_target     ? no_target
                        : target == 0 ? HALE_ZERO_DENOMINATOR
                                      : no_actual;
    const hale_value row[] = {
        cell_text((hale_str){levels[level], strlen(levels[level])}),
        level == OF_COMPANY ? cell_text((hale_str){"company", 7})
                            : cell_group(name),
        {.type = HALE_MONEY, .missing = no_target, .as.i = target},
        {.type = HALE_MONEY, .missing = no_actual, .as.i = actual},
        {.type = HALE_MONEY,
         .missing = no_target ? no_target : no_actual,
         .as.i = counted},
        none ? cell_none(HALE_REAL, none)
             : cell_real((double)counted / (double)target),
        cell_whole(accounts),
        cell_whole(b->unknown),
    };
    return cx->emit(cx, 0, row);
}

static int run_level(hale_cx *cx, Work *w, Level level)
{
    if (gather(cx, w, level))
        return -1;
    if (level == OF_TEAM &&
        (w->count == 0 || w->entry[w->count - 1].book.len == 0))
        return 0; /* there are no teams */
    for (size_t first = 0, end; first < w->count; first = end) {
        Book book = {0};
        end = first + 1;
        while (end < w->count &&
               text_same(w->entry[end].book, w->entry[first].book))
            end++;
        if (add_up(cx, w->entry + first, end - first, &book) ||
            emit_book(cx, level, w->entry[first].book, &book))
            return -1;
    }
    return 0;
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    const hale_table *side = cx->side(cx, 0);
    char room[PERIOD_ROOM];
    hale_str period =
        c->period.len ? c->period : period_name(span->last_day, c->unit, room);
    Work work = {.accounts = accounts};
    (void)results;
    if (!side)
        return hale_fail(cx, "nothing feeds the quotas");
    if (cell_figures(cx, accounts->column[ACTUAL]))
        return -1;
    if (read_quotas(cx, c, period, side, &work.quotas))
        return -1;
    work.entry = cx->alloc(cx, (accounts->rows + work.quotas.count + 1) *
                                   sizeof *work.entry);
    for (Level level = OF_CSM; work.entry && level <= OF_COMPANY; level++)
        if (run_level(cx, &work, level))
            return -1;
    return work.entry ? 0 : -1;
}

static const hale_result *const columns[] = {
    CELL_COLUMN(HALE_TEXT, "level", "name", "csm, team or company", "never"),
    CELL_COLUMN(HALE_TEXT, "name", "name", "whose book",
                "accounts without a CSM, or without a team"),
    CELL_COLUMN(HALE_MONEY, "target", "of the column", "what was asked for",
                "there is no quota"),
    CELL_COLUMN(HALE_MONEY, "actual", "of the column", "what was brought in",
                "no account of the book has the figure"),
    CELL_COLUMN(HALE_MONEY, "counted", "of the column",
                "what of it whose targets add up to this one, or all",
                "there is no quota, or no account has the figure"),
    CELL_COLUMN(HALE_REAL, "attainment", "fraction", "counted / target",
                "there is no quota, it is 0, or no account has the figure"),
    CELL_COLUMN(HALE_INT, "accounts", "accounts", "accounts of the book",
                "never"),
    CELL_COLUMN(HALE_INT, "unknown", "accounts", "those without the figure",
                "never"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "books",
        .title = "Quota attainment",
        .columns = columns,
    },
    NULL,
};

const hale_model team_attainment = {
    .size = sizeof(hale_model),
    .name = "attainment",
    .title = "Quota attainment",
    .family = "team",
    .formula = "sum of a column over the book / its quota for the period",
    .source = "quota attainment of sales and customer-success teams",
    .example = "[model.renewal]\n"
               "plugin = team.attainment\n"
               "actual = renewals_renewed_arr\n"
               "kind = renewal\n"
               "unit = quarter\n",
    .options = options,
    .needs = needs,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
    .sides = sides,
};
