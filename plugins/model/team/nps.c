/* SPDX-License-Identifier: MIT
 *
 * team.nps: the Net Promoter Score of each book, and how sure it is.
 *
 *     nps = 100 x (promoters - detractors) / answers of the book
 *
 * The score of a book is that of all its answers together and never a mean of
 * its accounts' scores; the counts are columns of the account table, as
 * survey.nps gives them. A roll-up has the same score, and no interval: that
 * of a group cannot be had from those of its accounts. Here it is worked out
 * from the sums, see common/nps.h.
 *
 * A handful of answers says little: books with fewer than `min_n` answers have
 * no score. Their counts and the interval stay, to show why. The answers of
 * accounts without an owner are a book without a name.
 *
 * Source: Reichheld, "The One Number You Need to Grow" (2003); intervals:
 * Rocks, "Interval Estimation for the Net Promoter Score" (2016).
 */
#include "../common/groups.h"

#include "../../common/nps.h"

typedef struct Config {
    int64_t min_n, interval;
} Config;

static const hale_option *const options[] = {
    CELL_NAMES("by", "the column of the books, if not \"csm\""),
    CELL_NAMES("promoters", "the column that counts promoters, if not "
                            "\"nps_promoters\""),
    CELL_NAMES("detractors", "the column that counts detractors, if not "
                             "\"nps_detractors\""),
    CELL_NAMES("answers",
               "the column that counts answers, if not \"nps_answers\""),
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "5",
        .unit = "answers",
        .min = 1,
        .max = 1000000,
        .help = "books with fewer answers have no score",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "interval",
        .type = HALE_OPTION_CHOICE,
        .fallback = "adjusted_wald",
        .choices = (const char *const[]){"adjusted_wald", "trinomial", NULL},
        .help = "how low and high are worked out",
    },
    NULL,
};

enum { BY, PROMOTERS, DETRACTORS, ANSWERED, COLUMNS };

static const hale_column *const needs[] = {
    [BY] = CELL_NEED("csm", "by", HALE_TEXT, 0, "whose book it is in"),
    [PROMOTERS] = CELL_NEED("nps_promoters", "promoters", HALE_INT, 0,
                            "answers of 9 and 10"),
    [DETRACTORS] = CELL_NEED("nps_detractors", "detractors", HALE_INT, 0,
                             "answers of 0 to 6"),
    [ANSWERED] =
        CELL_NEED("nps_answers", "answers", HALE_INT, 0, "all answers"),
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->min_n = given[4].as.i;
    c->interval = given[5].as.i;
    return 0;
}

typedef struct Book {
    int64_t count[COLUMNS]; /* by column; accounts under BY */
} Book;

/* Adds an account that has all three counts and counts that can be. */
static void add(const hale_table *accounts, size_t row, Book *b)
{
    const hale_table_column *const *column = accounts->column;
    int64_t count[COLUMNS] = {1};
    for (size_t i = PROMOTERS; i <= ANSWERED; i++) {
        if (cell_missing(column[i], row))
            return;
        count[i] = column[i]->as.i[row];
        if (count[i] < 0 || count[i] > INT32_MAX)
            return;
    }
    if (count[PROMOTERS] + count[DETRACTORS] > count[ANSWERED])
        return;
    for (size_t i = 0; i < COLUMNS; i++)
        b->count[i] += count[i];
}

static int emit_book(hale_cx *cx, const Config *c, hale_str name, const Book *b)
{
    int64_t p = b->count[PROMOTERS], d = b->count[DETRACTORS];
    int64_t n = b->count[ANSWERED];
    hale_value nps = cell_none(HALE_REAL, n ? HALE_TOO_FEW : HALE_NO_ROWS);
    hale_value low = cell_none(HALE_REAL, HALE_NO_ROWS), high = low;
    if (n > 0) {
        low = high = cell_real(0);
        nps_interval(c->interval, p, d, n, &low.as.r, &high.as.r);
    }
    if (n > 0 && n >= c->min_n)
        nps = cell_real(100 * (double)(p - d) / (double)n);
    const hale_value row[] = {
        cell_group(name),
        cell_whole((size_t)b->count[BY]),
        cell_whole((size_t)n),
        cell_whole((size_t)p),
        cell_whole((size_t)d),
        nps,
        low,
        high,
    };
    return cx->emit(cx, 0, row);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    Member *list = group_members(cx, accounts, accounts->column[BY]);
    (void)span, (void)results;
    for (size_t first = 0, end; list && first < accounts->rows; first = end) {
        Book book = {{0}};
        end = group_end(list, accounts->rows, first);
        for (size_t i = first; i < end; i++)
            add(accounts, list[i].row, &book);
        if (emit_book(cx, config, list[first].group, &book))
            return -1;
    }
    return list ? 0 : -1;
}

static const hale_result *const books[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "whose book",
                "accounts in nobody's book"),
    CELL_COLUMN(HALE_INT, "accounts", "accounts", "with counts", "never"),
    CELL_COLUMN(HALE_INT, "answers", "answers", "of their users", "never"),
    CELL_COLUMN(HALE_INT, "promoters", "answers", "of 9 and 10", "never"),
    CELL_COLUMN(HALE_INT, "detractors", "answers", "of 0 to 6", "never"),
    CELL_COLUMN(HALE_REAL, "nps", "points", "Net Promoter Score",
                "fewer than min_n answers"),
    CELL_COLUMN(HALE_REAL, "low", "points", "lower end of its 95 % interval",
                "nobody answered"),
    CELL_COLUMN(HALE_REAL, "high", "points", "upper end of its 95 % interval",
                "nobody answered"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "books",
        .title = "Net Promoter Score of each book",
        .columns = books,
    },
    NULL,
};

const hale_model team_nps = {
    .size = sizeof(hale_model),
    .name = "nps",
    .title = "Net Promoter Score of each book",
    .family = "team",
    .formula = "100 x (promoters - detractors) / answers of the book",
    .source = "Reichheld (2003); interval: Rocks (2016)",
    .example = "[model.book_nps]\n"
               "plugin = team.nps\n"
               "by = csm\n",
    .options = options,
    .needs = needs,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
