/* SPDX-License-Identifier: MIT
 *
 * revenue.reasons: why customers that stayed pay more or less.
 *
 *     quantity + price + discount + interval + extra - dropped = change
 *
 * `change` is the expansion less the contraction of revenue.movements by
 * snapshots. The subscriptions of both ends are matched by their id. One that
 * is there at the end only is `extra`, one that was at the start only is
 * `dropped`: losing one product of several is that, beside the account's own
 * churn. What changed of the others is taken apart in this order:
 *
 *     discount   what is taken off the list price, less or more of it
 *     interval   all that the list price did when the interval changed, as
 *                from a month to a year at a lower price
 *     quantity   list price of the start x growth of the quantity
 *     price      the rest
 *
 * All is at the rates of exchange of the start, and what moved between
 * accounts is no reason. Several rows of one subscription are added up.
 * Without a column quantity or interval that reason is 0. Of customers who
 * came or left, and of those by grace alone, all of it is 0.
 *
 * Source: the sub-reasons of expansion and contraction that subscription
 * analytics list: seats, plan, coupon, billing interval, further product.
 */
#include "revenue.h"
#include "terms.h"

enum { SUBSCRIPTION = TERM_COLUMNS };
enum { START, END, ENDS };

typedef struct Face { /* of a subscription at one end */
    int64_t net, list;
    int64_t quantity;  /* ten-thousandths, of all its rows */
    uint32_t interval; /* its code, times `every` */
    int64_t every;
    uint8_t rows;
} Face;

typedef struct Sub {
    uint32_t id;
    Face face[ENDS];
} Sub;

typedef struct State {
    Sub *sub;
    size_t count, room;
    int64_t terms[ENDS];
    hale_missing missing;
} State;

static const hale_option *const options[] = {POLICY_OPTIONS, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns =
            (const hale_column *const[]){
                TERM_COLUMN_LIST,
                &(const hale_column){
                    .size = sizeof(hale_column),
                    .name = "subscription",
                    .type = HALE_TEXT,
                    .help = "the id that terms of one subscription share",
                },
                NULL},
        .help = "one row for each term of each subscription",
    },
    NULL,
};

/* ------------------------------------------------------------------ terms */

static Sub *sub_of(hale_cx *cx, State *s, uint32_t id)
{
    Sub *all;
    for (size_t i = 0; i < s->count; i++)
        if (s->sub[i].id == id)
            return &s->sub[i];
    all = grown(cx, s->sub, s->count, &s->room, sizeof *s->sub);
    if (!all)
        return NULL;
    s->sub = all;
    s->sub[s->count] = (Sub){.id = id};
    return &s->sub[s->count++];
}

static int add_face(hale_cx *cx, Face *f, const hale_rows *rows, size_t i,
                    int64_t net, int64_t list)
{
    const hale_vector *quantity = rows->column[TERM_QUANTITY];
    const hale_vector *interval = rows->column[TERM_INTERVAL];
    const hale_vector *count = rows->column[TERM_INTERVAL_COUNT];
    double parts = HALE_HAS(quantity, i) ? quantity->as.r[i] * 1e4 : 0;
    if (parts > 0 && parts <= 1e15)
        f->quantity += (int64_t)(parts + 0.5);
    f->every = HALE_HAS(count, i) ? count->as.i[i] : 1;
    f->interval = HALE_HAS(interval, i) ? interval->as.code[i] : HALE_NO_CODE;
    f->rows = 1;
    return add_money(cx, &f->net, net) || add_money(cx, &f->list, list) ? -1
                                                                        : 0;
}

/* What it is worth at the rates of the start, with and without discounts. */
static int price(hale_cx *cx, const Policy *policy, const hale_rows *rows,
                 size_t i, Term *t, int64_t *list)
{
    Policy gross = *policy;
    Term full = *t;
    gross.discounts = NO_DISCOUNTS;
    if (term_price(cx, policy, rows, i, t) ||
        term_reprice(cx, policy, rows, i, rows->span->begin, t) ||
        term_price(cx, &gross, rows, i, &full) ||
        term_reprice(cx, &gross, rows, i, rows->span->begin, &full))
        return -1;
    *list = full.old;
    return 0;
}

/* Which ends does it stand at? What came within the span stands at the start
 * too, and what went at the end too: then neither is a reason. Of who stayed
 * the former are part, the latter not, as in movements. */
static void ends_of(State *s, const Term *t, const hale_span *span,
                    int at[ENDS])
{
    int was = term_before(t, span->begin), is = term_before(t, span->end);
    int came = t->came && t->begin >= span->begin;
    int went = t->went && t->until >= span->begin && t->until < span->end;
    at[START] = was || came;
    at[END] = is || went;
    s->terms[START] += was + came - went;
    s->terms[END] += is;
}

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    State *s = state;
    int at[ENDS];
    int64_t list;
    Sub *sub;
    ends_of(s, t, rows->span, at);
    if (!at[START] && !at[END])
        return 0;
    if (price(cx, config, rows, i, t, &list))
        return -1;
    if (!HALE_HAS(rows->column[SUBSCRIPTION], i) && !t->missing)
        t->missing = HALE_NOT_GIVEN;
    if (!s->missing)
        s->missing = t->missing;
    if (t->missing)
        return 0;
    sub = sub_of(cx, s, rows->column[SUBSCRIPTION]->as.code[i]);
    if (!sub)
        return -1;
    for (int end = 0; end < ENDS; end++)
        if (at[end] && add_face(cx, &sub->face[end], rows, i, t->old, list))
            return -1;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    return terms_each(cx, config, config, state, rows, add_term);
}

/* ---------------------------------------------------------------- reasons */

enum { CHANGE, QUANTITY, PRICE, DISCOUNT, INTERVAL, EXTRA, DROPPED, RESULTS };

/* The list price of `b` less that of `a`, by what it comes from. */
static int add_list(hale_cx *cx, int64_t by[RESULTS], const Face *a,
                    const Face *b)
{
    int64_t change = b->list, more = 0;
    if (sub_money(cx, &change, a->list))
        return -1;
    if (a->interval != b->interval || a->every != b->every)
        return add_money(cx, &by[INTERVAL], change);
    if (a->quantity > 0 && b->quantity > 0 &&
        exact_share(cx, a->list, 1,
                    &(Fraction){(Wide)b->quantity - a->quantity, a->quantity},
                    &more))
        return -1;
    return add_money(cx, &by[QUANTITY], more) || sub_money(cx, &change, more) ||
                   add_money(cx, &by[PRICE], change)
               ? -1
               : 0;
}

static int add_sub(hale_cx *cx, int64_t by[RESULTS], const Sub *sub)
{
    const Face *a = &sub->face[START], *b = &sub->face[END];
    int64_t off = a->list; /* the discount of the start less that of the end */
    if (add_money(cx, &by[CHANGE], b->net) ||
        sub_money(cx, &by[CHANGE], a->net))
        return -1;
    if (!a->rows)
        return add_money(cx, &by[EXTRA], b->net);
    if (!b->rows)
        return add_money(cx, &by[DROPPED], a->net);
    return sub_money(cx, &off, a->net) || sub_money(cx, &off, b->list) ||
                   add_money(cx, &off, b->net) ||
                   add_money(cx, &by[DISCOUNT], off) || add_list(cx, by, a, b)
               ? -1
               : 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t by[RESULTS] = {0};
    (void)config, (void)span;
    if (s->terms[START] > 0 && s->terms[END] > 0)
        for (size_t i = 0; i < s->count; i++)
            if (add_sub(cx, by, &s->sub[i]))
                return -1;
    for (size_t i = 0; i < RESULTS; i++)
        give(&results[i], by[i], s->missing);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/month", \
    .rollup = HALE_ROLLUP_SUM,                                                 \
    .undefined = "a subscription that counts has no amount or no id"
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, .name = "",
                         .help = "what customers that stayed pay more; below 0 "
                                 "what they pay less"},
    &(const hale_result){MONEY, GOOD, .name = "quantity",
                         .help = "by more or fewer of the same"},
    &(const hale_result){MONEY, GOOD, .name = "price",
                         .help = "by another price or plan"},
    &(const hale_result){MONEY, GOOD, .name = "discount",
                         .help = "by discounts that end, less those that "
                                 "begin"},
    &(const hale_result){MONEY, GOOD, .name = "interval",
                         .help = "by another billing interval"},
    &(const hale_result){MONEY, GOOD, .name = "extra",
                         .help = "by further subscriptions"},
    &(const hale_result){MONEY, BAD, .name = "dropped",
                         .help = "subscriptions cancelled beside others"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "quantity + price + discount + interval + extra - dropped = "
                "change",
        .sign = (const signed char[RESULTS]){[CHANGE] = -1,
                                             [QUANTITY] = 1,
                                             [PRICE] = 1,
                                             [DISCOUNT] = 1,
                                             [INTERVAL] = 1,
                                             [EXTRA] = 1,
                                             [DROPPED] = -1},
    },
    NULL,
};

const hale_metric revenue_reasons = {
    .size = sizeof(hale_metric),
    .name = "reasons",
    .title = "Reasons of expansion and contraction",
    .family = "financial",
    .formula = "expansion - contraction = quantity + price + discount + "
               "interval + extra - dropped, by subscription",
    .source = "the sub-reasons of expansion and contraction in subscription "
              "analytics",
    .example = "[metric.reasons]\n"
               "plugin = revenue.reasons\n"
               "periods = 12 x month\n",
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Policy),
    .configure = policy_configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
    .reach = policy_reach,
};
