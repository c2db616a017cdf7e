/* SPDX-License-Identifier: MIT
 *
 * team.capacity: how full each book is, and how much of it is at risk.
 *
 *     hours     = sum of what the segment of each customer takes
 *     load      = hours / hours that a CSM has
 *     of_mean   = customers / mean customers of the books that have an owner
 *     at_risk   = sum of the value of the customers for whom `risk` holds
 *
 * A CSM has hours x utilisation x (1 - overhead) in a period, and an account of
 * a tier takes so many of them: `hours_each` says which, as in enterprise:16,
 * smb:0.5, and `hours` what a CSM has left after everything else. A load above
 * 1 is more than there is time for. Without `hours_each` there are no hours,
 * without `hours` no load: hale knows no usual book, and the popular "2 M of
 * ARR each" is none either.
 *
 * Customers are accounts whose column `customer` is above 0, or all where
 * there is no such column. `risk` is a yes-or-no or a number, above 0 for yes;
 * what it says comes from facts and metrics, since scores are judged later.
 * Customers without an owner are a book without a name, with no mean to it.
 *
 * Source: capacity plans of customer-success teams; accounts and ARR per CSM.
 */
#include "../common/groups.h"

#include "hale/parse.h"

enum { TIERS = 32 };

typedef struct Tier {
    hale_str segment;
    double hours;
} Tier;

typedef struct Config {
    Tier tier[TIERS];
    size_t tiers;
    double hours; /* of a CSM; 0: not given */
} Config;

static const hale_option *const options[] = {
    CELL_NAMES("by", "the column of the books, if not \"csm\""),
    CELL_NAMES("within", "the column of the segment, if not \"segment\""),
    CELL_NAMES("customer", "the column that is above 0 for customers, if not "
                           "\"mrr_customer\""),
    CELL_NAMES("value", "the column of what a customer is worth, if not "
                        "\"mrr_arr\""),
    CELL_NAMES("risk", "the column that is yes, or above 0, for those at risk"),
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "hours_each",
        .type = HALE_OPTION_LIST,
        .unit = "hours",
        .help = "what a customer takes, as in enterprise:16, smb:0.5",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "hours",
        .type = HALE_OPTION_REAL,
        .unit = "hours",
        .min = 0.1,
        .max = 100000,
        .help = "what a CSM has for customers in the same time",
    },
    NULL,
};

enum { BY, WITHIN, CUSTOMER, VALUE, RISK };
enum { HOURS_EACH = RISK + 1, HOURS };

static const hale_column *const needs[] = {
    [BY] = CELL_NEED("csm", "by", HALE_TEXT, 0, "whose book it is in"),
    [WITHIN] = CELL_NEED("segment", "within", HALE_TEXT, HALE_OPTIONAL,
                         "which tier it is of"),
    [CUSTOMER] = CELL_NEED("mrr_customer", "customer", HALE_SAME, HALE_OPTIONAL,
                           "above 0 for a customer"),
    [VALUE] = CELL_NEED("mrr_arr", "value", HALE_MONEY, HALE_OPTIONAL,
                        "what it is worth"),
    [RISK] = CELL_NEED("risk", "risk", HALE_SAME, HALE_OPTIONAL,
                       "yes, or above 0, when it is at risk"),
    NULL,
};

/* "enterprise: 16" */
static int read_tier(hale_cx *cx, hale_str s, Tier *tier)
{
    const hale_signs signs = {0, 0};
    size_t colon = s.len, from;
    while (colon > 0 && s.data[colon - 1] != ':')
        colon--;
    from = colon;
    while (from < s.len && s.data[from] == ' ')
        from++;
    if (colon < 2 ||
        hale_read_real((hale_str){s.data + from, s.len - from}, signs,
                       &tier->hours) ||
        !(tier->hours >= 0 && tier->hours <= 100000))
        return hale_fail(cx,
                         "hours_each: \"%.*s\" is not of the form "
                         "segment:hours, as in enterprise:16",
                         (int)s.len, s.data);
    tier->segment = (hale_str){s.data, colon - 1};
    return 0;
}

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    struct hale_list each = given[HOURS_EACH].as.list;
    if (!given[HOURS].missing)
        c->hours = given[HOURS].as.r;
    c->tiers = given[HOURS_EACH].missing ? 0 : each.count;
    if (c->tiers > TIERS)
        return hale_fail(cx, "hours_each takes up to %d segments", TIERS);
    for (size_t i = 0; i < c->tiers; i++) {
        if (read_tier(cx, each.item[i], &c->tier[i]))
            return -1;
        for (size_t k = 0; k < i; k++)
            if (!text_order(c->tier[k].segment, c->tier[i].segment))
                return hale_fail(cx, "hours_each names \"%.*s\" twice",
                                 (int)c->tier[i].segment.len,
                                 c->tier[i].segment.data);
    }
    return 0;
}

/* ------------------------------------------------------------------- books */

typedef struct Book {
    size_t customers, untimed; /* these take nobody knows how many hours */
    double hours;
    int64_t value, at_risk;
} Book;

/* Is the cell yes, or above 0? */
static int holds(const hale_table_column *column, size_t row)
{
    if (cell_missing(column, row))
        return 0;
    return column->type == HALE_BOOL ? column->as.b[row]
                                     : cell_number(column, row) > 0;
}

static hale_value hours_of(const Config *c, const hale_table *accounts,
                           size_t row)
{
    hale_str segment = cell_name(accounts->column[WITHIN], row);
    for (size_t i = 0; i < c->tiers; i++)
        if (!text_order(c->tier[i].segment, segment))
            return cell_real(c->tier[i].hours);
    return cell_none(HALE_REAL, HALE_NOT_GIVEN);
}

static int add(hale_cx *cx, const Config *c, const hale_table *accounts,
               size_t row, Book *b, hale_value *hours)
{
    const hale_table_column *const *column = accounts->column;
    int64_t value = 0;
    if (column[CUSTOMER] && !holds(column[CUSTOMER], row)) {
        hours->missing = HALE_NOT_CUSTOMER;
        return 0;
    }
    *hours = hours_of(c, accounts, row);
    b->customers++;
    b->untimed += hours->missing != HALE_PRESENT;
    b->hours += hours->missing ? 0 : hours->as.r;
    if (column[VALUE] && !cell_missing(column[VALUE], row))
        value = column[VALUE]->as.i[row];
    int at_risk = column[RISK] && holds(column[RISK], row);
    if (__builtin_add_overflow(b->value, value, &b->value) ||
        __builtin_add_overflow(b->at_risk, at_risk ? value : 0, &b->at_risk))
        return hale_fail(cx, "the sums are more than money can hold");
    return 0;
}

typedef struct Mean { /* over the books that have an owner */
    double customers, value;
    size_t books;
} Mean;

static int emit_book(hale_cx *cx, const Config *c, const hale_table *accounts,
                     hale_str name, const Book *b, const Mean *mean)
{
    hale_missing no_value =
        accounts->column[VALUE] ? HALE_PRESENT : HALE_NOT_GIVEN;
    hale_missing no_risk = accounts->column[RISK] ? no_value : HALE_NOT_GIVEN;
    hale_missing no_hours = b->untimed ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing no_load = c->hours > 0 ? no_hours : HALE_NOT_GIVEN;
    hale_missing pooled = name.len > 0 ? HALE_PRESENT : HALE_NO_ROWS;
    double value = (double)b->value;
    const hale_value row[] = {
        cell_group(name),
        cell_whole(b->customers),
        cell_quotient((double)b->customers, mean->customers, pooled),
        {.type = HALE_MONEY, .missing = no_value, .as.i = b->value},
        cell_quotient(value, mean->value, no_value ? no_value : pooled),
        {.type = HALE_MONEY, .missing = no_risk, .as.i = b->at_risk},
        cell_quotient((double)b->at_risk, value, no_risk),
        no_hours ? cell_none(HALE_REAL, no_hours) : cell_real(b->hours),
        cell_quotient(b->hours, c->hours, no_load ? no_load : pooled),
    };
    return cx->emit(cx, 0, row);
}

static Mean mean_of(const Member *list, const Book *book, size_t rows)
{
    Mean m = {0};
    for (size_t first = 0; first < rows; first = group_end(list, rows, first)) {
        if (list[first].group.len == 0 || book[first].customers == 0)
            continue;
        m.books++;
        m.customers += (double)book[first].customers;
        m.value += (double)book[first].value;
    }
    if (m.books > 0) {
        m.customers /= (double)m.books;
        m.value /= (double)m.books;
    }
    return m;
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const hale_table_column *const *column = accounts->column;
    size_t rows = accounts->rows;
    Member *list = group_members(cx, accounts, column[BY]);
    Book *book = cx->alloc(cx, (rows + 1) * sizeof *book); /* by first row */
    (void)span;
    for (size_t i = CUSTOMER; i <= RISK; i++)
        if (column[i] && column[i]->type != HALE_BOOL &&
            cell_figures(cx, column[i]))
            return -1;
    if (!list || !book)
        return -1;
    for (size_t first = 0, end; first < rows; first = end) {
        end = group_end(list, rows, first);
        for (size_t i = first; i < end; i++)
            if (add(cx, config, accounts, list[i].row, &book[first],
                    &results[0][list[i].row]))
                return -1;
    }
    Mean mean = mean_of(list, book, rows);
    for (size_t first = 0; first < rows; first = group_end(list, rows, first))
        if (emit_book(cx, config, accounts, list[first].group, &book[first],
                      &mean))
            return -1;
    return 0;
}

/* --------------------------------------------------------------- described */

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "hours",
        .help = "what the customer takes",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "no customer, or hours_each does not name its segment",
    },
    NULL,
};

static const hale_result *const books[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "whose book",
                "customers in nobody's book"),
    CELL_COLUMN(HALE_INT, "customers", "customers", "in the book", "never"),
    CELL_COLUMN(HALE_REAL, "of_mean", "ratio",
                "customers / those of the mean book",
                "the book has no owner, or nobody has customers"),
    CELL_COLUMN(HALE_MONEY, "value", "of the column", "what they are worth",
                "there is no such column"),
    CELL_COLUMN(HALE_REAL, "value_of_mean", "ratio",
                "value / that of the mean book",
                "the book has no owner, or nothing is worth anything"),
    CELL_COLUMN(HALE_MONEY, "at_risk", "of the column",
                "value of those at risk", "nothing says who is at risk"),
    CELL_COLUMN(HALE_REAL, "at_risk_share", "fraction", "at_risk / value",
                "nothing says who is at risk, or the value is 0"),
    CELL_COLUMN(HALE_REAL, "hours", "hours", "what the book takes",
                "hours_each does not name the segment of a customer"),
    CELL_COLUMN(HALE_REAL, "load", "ratio", "hours / what a CSM has",
                "the book has no owner, or the hours are not known"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "books",
        .title = "How full each book is",
        .columns = books,
    },
    NULL,
};

const hale_model team_capacity = {
    .size = sizeof(hale_model),
    .name = "capacity",
    .title = "Capacity of the team",
    .family = "team",
    .formula = "load = sum of hours of the customers' segments / hours of a "
               "CSM",
    .source = "capacity plans of customer-success teams",
    .example = "[model.capacity]\n"
               "plugin = team.capacity\n"
               "by = csm\n"
               "hours_each = enterprise:16, mid-market:6, smb:1\n"
               "hours = 330\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
