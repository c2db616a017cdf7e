/* SPDX-License-Identifier: MIT
 *
 * revenue.arpu: what a paying user brings a month.
 *
 *     arpu = MRR at the end of the span / users of paying accounts then
 *
 * A user is one who exists then (role users, from created to deactivated),
 * counted once by the column `user`, or a row each without it. Users of
 * accounts that pay nothing do not count, nor do paying accounts without a
 * user in the ratio of one account; of a group it is the ratio of sums, so
 * their MRR is in it. Average revenue per account is arpa of revenue.growth:
 * what the "unit" is must be said, and here it stands in the name.
 *
 * Source: average revenue per paying user over monthly recurring revenue.
 */
#include "edge.h"
#include "revenue.h"

enum { SUBSCRIPTIONS, USERS }; /* the needs */

typedef struct State {
    Edge end;
    hale_set *users;
    int64_t rows;
} State;

static const hale_option *const options[] = {POLICY_OPTIONS, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns = (const hale_column *const[]){TERM_COLUMN_LIST, NULL},
        .help = "one row for each term of each subscription",
    },
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "users",
        .shape = HALE_INTERVAL,
        .columns =
            (const hale_column *const[]){
                &(const hale_column){
                    .size = sizeof(hale_column),
                    .name = "user",
                    .type = HALE_TEXT,
                    .flags = HALE_OPTIONAL,
                    .help = "who; without it every row is another",
                },
                NULL},
        .help = "one row for each user, while it exists",
    },
    NULL,
};

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    State *s = state;
    int64_t end = rows->span->end;
    if (edge_wants(config, &s->end, t, end) &&
        term_price(cx, config, rows, i, t))
        return -1;
    return edge_add(cx, config, &s->end, t, end);
}

static int add_users(hale_cx *cx, State *s, const hale_rows *rows)
{
    int64_t end = rows->span->end;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] >= end || rows->until[i] < end)
            continue;
        if (!rows->column[0])
            s->rows++;
        else if ((!s->users && !(s->users = cx->set(cx))) ||
                 cx->set_add(cx, s->users, rows->column[0], i, 1))
            return -1;
    }
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    if (rows->need == USERS)
        return add_users(cx, state, rows);
    return terms_each(cx, config, config, state, rows, add_term);
}

enum { ARPU, MRR, PAYING_USERS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    const Level *level = edge_level(cx, config, &s->end, span->end);
    int64_t mrr = level->total[NOW];
    int64_t users = s->users ? (int64_t)cx->set_count(cx, s->users) : s->rows;
    if (sub_money(cx, &mrr, level->held[NOW]))
        return -1;
    if (mrr <= 0)
        users = 0;
    give(&results[MRR], mrr, level->missing);
    give(&results[PAYING_USERS], users, level->missing);
    give_rate(&results[ARPU], mrr, users, level->missing);
    results[ARPU].as.r /= (double)HALE_MONEY_UNIT;
    return 0;
}

#define UNPRICED .undefined = "an active subscription has no amount"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "currency/month",
        .help = "average revenue per user, mrr / paying_users",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = MRR,
        .denominator = PAYING_USERS,
        .undefined = "no paying account has a user",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "mrr",
        .type = HALE_MONEY,
        .unit = "currency/month",
        .help = "MRR at the end of the span",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        UNPRICED,
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "paying_users",
        .type = HALE_INT,
        .unit = "users",
        .help = "users then of an account whose MRR is above 0",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        UNPRICED,
    },
    NULL,
};

const hale_metric revenue_arpu = {
    .size = sizeof(hale_metric),
    .name = "arpu",
    .title = "Average revenue per user",
    .family = "financial",
    .formula = "MRR / users of accounts that pay, at the end of the span",
    .source = "average revenue per paying user over MRR",
    .example = "[metric.arpu]\n"
               "plugin = revenue.arpu\n",
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Policy),
    .configure = policy_configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
    .reach = policy_reach,
};
