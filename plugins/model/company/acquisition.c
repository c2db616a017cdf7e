/* SPDX-License-Identifier: MIT
 *
 * company.acquisition: what a new customer costs, and whether it pays.
 *
 *     CAC     = costs of a month / customers whose first month it was
 *     LTV:CAC = mean lifetime value of those that pay / CAC
 *     payback = CAC / (mean MRR of those that pay x margin), in months
 *
 * Costs are a side table: a month (any date in it), an amount, and where known
 * a segment and a kind. With `kinds` only those count: sales and marketing
 * make customers, hosting does not. The customers are those of the account
 * table; their month is the text of the column `cohort`, as revenue.cohort
 * gives it by month. LTV and payback look at who pays now, MRR above 0.
 *
 * Both reports have rows for each segment and for "all"; costs that name no
 * segment are in the latter alone, and so are customers of none. The report
 * `months` has a row for each month that has costs, `segments` the sums over
 * these months. Customers who came in a month without costs are in no figure:
 * what they cost is not known. A cost after as_of is not known yet either.
 *
 * Nobody new: no CAC, neither 0 nor infinite. Nobody pays, or CAC is 0: what
 * is divided by that is missing. It is the blended CAC; sales that take months
 * have their costs before their customers, which longer spans even out.
 *
 * Source: CAC, LTV:CAC and CAC payback as investors and boards use them.
 */
#include "../common/groups.h"

#include "../../common/period.h"

enum { MAX_KINDS = 32 };

typedef struct Config {
    double margin;
    struct hale_list kinds; /* none: all */
} Config;

static const hale_option *const options[] = {
    CELL_NAMES("cohort", "the column of the month in which an account became a "
                         "customer, as in 2025-06, if not \"cohort\""),
    CELL_NAMES("within", "the column of the segment, if not \"segment\""),
    CELL_NAMES("mrr",
               "the column of what an account pays a month, if not \"mrr\""),
    CELL_NAMES("ltv", "the column of its lifetime value, if not \"ltv\""),
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kinds",
        .type = HALE_OPTION_LIST,
        .help = "costs of these kinds alone, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "margin",
        .type = HALE_OPTION_REAL,
        .fallback = "1",
        .unit = "share",
        .min = 0,
        .max = 1,
        .help = "the gross margin of the MRR, for the payback",
    },
    NULL,
};

enum { COHORT, WITHIN, MRR, LTV };             /* of the account table */
enum { C_MONTH, C_AMOUNT, C_SEGMENT, C_KIND }; /* of the costs */

static const hale_column *const needs[] = {
    [COHORT] = CELL_NEED("cohort", "cohort", HALE_TEXT, 0,
                         "the month of the first paid subscription"),
    [WITHIN] = CELL_NEED("segment", "within", HALE_TEXT, HALE_OPTIONAL,
                         "the segment of the account"),
    [MRR] = CELL_NEED("mrr", "mrr", HALE_MONEY, HALE_OPTIONAL,
                      "what it pays a month"),
    [LTV] = CELL_NEED("ltv", "ltv", HALE_MONEY, HALE_OPTIONAL,
                      "its lifetime value"),
    NULL,
};

static const hale_column *const cost_columns[] = {
    [C_MONTH] = CELL_NEED("month", NULL, HALE_TIME, 0, "any date of the month"),
    [C_AMOUNT] = CELL_NEED("amount", NULL, HALE_MONEY, 0, "what was spent"),
    [C_SEGMENT] = CELL_NEED("segment", NULL, HALE_TEXT, HALE_OPTIONAL,
                            "for which segment; empty: for all"),
    [C_KIND] = CELL_NEED("kind", NULL, HALE_TEXT, HALE_OPTIONAL,
                         "sales, marketing ..."),
    NULL,
};

static const hale_need *const sides[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "costs",
        .shape = HALE_SIDE,
        .columns = cost_columns,
        .help = "one line for each amount spent",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    if (!given[4].missing)
        c->kinds = given[4].as.list;
    c->margin = given[5].as.r;
    if (c->kinds.count > MAX_KINDS)
        return hale_fail(cx, "kinds has %zu words, %d at most", c->kinds.count,
                         MAX_KINDS);
    return 0;
}

/* ----------------------------------------------------------------- entries */

/* A cost, or an account; once for its segment and once for "all". */
typedef struct Entry {
    hale_str segment, month;
    int64_t cost, mrr, ltv;
    uint8_t is_cost, pays, has_ltv;
} Entry;

typedef struct Work {
    Entry *entry;
    size_t count;
} Work;

static const hale_str all = {"all", 3};

static void put(Work *w, Entry e)
{
    if (e.segment.len > 0)
        w->entry[w->count++] = e;
    e.segment = all;
    w->entry[w->count++] = e;
}

/* The text of the month in which the instant lies. */
static int month_of(hale_cx *cx, int64_t instant, hale_str *month)
{
    char *room = cx->alloc(cx, PERIOD_ROOM);
    if (!room)
        return -1;
    *month = period_name(cx->day(cx, instant), PERIOD_MONTH, room);
    return 0;
}

static int wanted(const Config *c, const hale_table *costs, size_t i)
{
    hale_str kind = cell_name(costs->column[C_KIND], i);
    for (size_t k = 0; k < c->kinds.count; k++)
        if (!text_order(c->kinds.item[k], kind))
            return 1;
    return c->kinds.count == 0;
}

static int take_costs(hale_cx *cx, const Config *c, const hale_span *span,
                      const hale_table *costs, Work *w)
{
    const hale_table_column *month = costs->column[C_MONTH];
    const hale_table_column *amount = costs->column[C_AMOUNT];
    if (c->kinds.count > 0 && !costs->column[C_KIND])
        return hale_fail(cx, "kinds needs to know the kind of a cost, and the "
                             "data have no column kind");
    for (size_t i = 0; i < costs->rows; i++) {
        Entry e = {.is_cost = 1,
                   .segment = cell_name(costs->column[C_SEGMENT], i)};
        if (cell_missing(month, i) || cell_missing(amount, i) ||
            month->as.i[i] >= span->end || !wanted(c, costs, i))
            continue;
        e.cost = amount->as.i[i];
        if (month_of(cx, month->as.i[i], &e.month))
            return -1;
        put(w, e);
    }
    return 0;
}

static void take_accounts(const hale_table *accounts, Work *w)
{
    const hale_table_column *const *column = accounts->column;
    for (size_t row = 0; row < accounts->rows; row++) {
        Entry e = {.segment = cell_name(column[WITHIN], row),
                   .month = cell_name(column[COHORT], row)};
        if (column[MRR] && !cell_missing(column[MRR], row))
            e.mrr = column[MRR]->as.i[row];
        e.pays = column[MRR] ? e.mrr > 0 : 1;
        if (column[LTV] && !cell_missing(column[LTV], row)) {
            e.ltv = column[LTV]->as.i[row];
            e.has_ltv = e.pays;
        }
        put(w, e);
    }
}

static int by_segment_and_month(const void *left, const void *right)
{
    const Entry *a = left, *b = right;
    int order = text_order(a->segment, b->segment);
    return order ? order : text_order(a->month, b->month);
}

/* -------------------------------------------------------------------- sums */

typedef struct Sum {
    size_t costs, accounts, paying, valued;
    int64_t cost, mrr, ltv;
} Sum;

static int too_much(hale_cx *cx)
{
    return hale_fail(cx, "the sums are more than money can hold");
}

static int add(hale_cx *cx, Sum *s, const Entry *e)
{
    s->costs += e->is_cost;
    if (__builtin_add_overflow(s->cost, e->cost, &s->cost))
        return too_much(cx);
    if (e->is_cost)
        return 0;
    s->accounts++;
    s->paying += e->pays;
    s->valued += e->has_ltv;
    return (e->pays && __builtin_add_overflow(s->mrr, e->mrr, &s->mrr)) ||
                   (e->has_ltv &&
                    __builtin_add_overflow(s->ltv, e->ltv, &s->ltv))
               ? too_much(cx)
               : 0;
}

/* sum / n, rounded half to even. */
static hale_value mean_money(int64_t sum, size_t n)
{
    hale_value v = {.type = HALE_MONEY, .missing = HALE_ZERO_DENOMINATOR};
    if (n == 0)
        return v;
    int64_t count = (int64_t)n, rest = sum % count;
    int64_t twice = 2 * (rest < 0 ? -rest : rest);
    v.missing = HALE_PRESENT;
    v.as.i = sum / count;
    if (twice > count || (twice == count && v.as.i % 2 != 0))
        v.as.i += sum < 0 ? -1 : 1;
    return v;
}

static int emit_month(hale_cx *cx, const Entry *at, const Sum *s)
{
    const hale_value row[] = {
        cell_text(at->segment),
        cell_text(at->month),
        {.type = HALE_MONEY, .as.i = s->cost},
        cell_whole(s->accounts),
        mean_money(s->cost, s->accounts),
    };
    return cx->emit(cx, 0, row);
}

/* `fresh` holds costs and new customers of the months with costs, `book` the
 * whole segment. */
static int emit_segment(hale_cx *cx, const Config *c, hale_str segment,
                        const Sum *fresh, const Sum *book)
{
    double cac =
        fresh->accounts ? (double)fresh->cost / (double)fresh->accounts : 0;
    double arpa = book->paying ? (double)book->mrr / (double)book->paying : 0;
    double ltv = book->valued ? (double)book->ltv / (double)book->valued : 0;
    hale_missing nobody =
        fresh->accounts ? HALE_PRESENT : HALE_ZERO_DENOMINATOR;
    hale_missing no_ltv = book->valued ? nobody : HALE_NO_ROWS;
    hale_value mrr = mean_money(book->mrr, book->paying);
    if (book->mrr == 0)
        mrr = cell_none(HALE_MONEY, HALE_NO_ROWS);
    const hale_value row[] = {
        cell_text(segment),
        {.type = HALE_MONEY, .as.i = fresh->cost},
        cell_whole(fresh->accounts),
        mean_money(fresh->cost, fresh->accounts),
        cell_whole(book->paying),
        mrr,
        mean_money(book->ltv, book->valued),
        cell_quotient(ltv, cac, no_ltv),
        cell_quotient(cac, arpa * c->margin, nobody),
    };
    return cx->emit(cx, 1, row);
}

static int run_segment(hale_cx *cx, const Config *c, const Entry *entry,
                       size_t n)
{
    Sum fresh = {0}, book = {0};
    for (size_t first = 0, end; first < n; first = end) {
        Sum month = {0};
        for (end = first;
             end < n && !text_order(entry[end].month, entry[first].month);
             end++)
            if (add(cx, &month, &entry[end]) || add(cx, &book, &entry[end]))
                return -1;
        if (month.costs == 0)
            continue;
        fresh.costs += month.costs;
        fresh.accounts += month.accounts;
        if (__builtin_add_overflow(fresh.cost, month.cost, &fresh.cost))
            return too_much(cx);
        if (emit_month(cx, &entry[first], &month))
            return -1;
    }
    return fresh.costs ? emit_segment(cx, c, entry[0].segment, &fresh, &book)
                       : 0;
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const hale_table *costs = cx->side(cx, 0);
    Work w = {0};
    (void)results;
    if (!costs)
        return hale_fail(cx, "nothing feeds the costs");
    w.entry = cx->alloc(cx, (2 * (accounts->rows + costs->rows) + 1) *
                                sizeof *w.entry);
    if (!w.entry || take_costs(cx, config, span, costs, &w))
        return -1;
    take_accounts(accounts, &w);
    qsort(w.entry, w.count, sizeof *w.entry, by_segment_and_month);
    for (size_t first = 0, end; first < w.count; first = end) {
        end = first + 1;
        while (end < w.count &&
               !text_order(w.entry[end].segment, w.entry[first].segment))
            end++;
        if (run_segment(cx, config, w.entry + first, end - first))
            return -1;
    }
    return 0;
}

/* --------------------------------------------------------------- described */

#define NOBODY "nobody became a customer"

static const hale_result *const months[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the segment, or all", "never"),
    CELL_COLUMN(HALE_TEXT, "month", "month", "as in 2025-06", "never"),
    CELL_COLUMN(HALE_MONEY, "costs", "currency", "what was spent", "never"),
    CELL_COLUMN(HALE_INT, "new", "customers", "who became customers", "never"),
    CELL_COLUMN(HALE_MONEY, "cac", "currency", "costs / new", NOBODY),
    NULL,
};

static const hale_result *const segments[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the segment, or all", "never"),
    CELL_COLUMN(HALE_MONEY, "costs", "currency", "what was spent", "never"),
    CELL_COLUMN(HALE_INT, "new", "customers",
                "who became customers in months with costs", "never"),
    CELL_COLUMN(HALE_MONEY, "cac", "currency", "costs / new", NOBODY),
    CELL_COLUMN(HALE_INT, "paying", "customers", "who pay now", "never"),
    CELL_COLUMN(HALE_MONEY, "arpa", "currency/month", "their mean MRR",
                "nobody pays, or nobody knows"),
    CELL_COLUMN(HALE_MONEY, "ltv", "currency", "their mean lifetime value",
                "none of them has one"),
    CELL_COLUMN(HALE_REAL, "ltv_cac", "ratio", "ltv / cac",
                NOBODY ", at no cost, or there is no lifetime value"),
    CELL_COLUMN(HALE_REAL, "payback", "months", "cac / (arpa x margin)",
                NOBODY ", or nobody pays"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "months",
        .title = "Cost of a new customer by month",
        .columns = months,
    },
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "segments",
        .title = "Cost of a new customer, and what it brings",
        .columns = segments,
    },
    NULL,
};

const hale_model company_acquisition = {
    .size = sizeof(hale_model),
    .name = "acquisition",
    .title = "Customer acquisition cost",
    .family = "financial",
    .formula = "CAC = costs / new customers; LTV / CAC; payback = CAC / "
               "(ARPA x margin)",
    .source = "CAC, LTV:CAC and CAC payback as boards use them",
    .example = "[model.acquisition]\n"
               "plugin = company.acquisition\n"
               "kinds = sales, marketing\n"
               "margin = 0.8\n",
    .options = options,
    .needs = needs,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
    .sides = sides,
};
