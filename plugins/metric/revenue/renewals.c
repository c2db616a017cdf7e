/* SPDX-License-Identifier: MIT
 *
 * revenue.renewals: of the contracts that came to their end within the span,
 * how many were renewed, and for how much.
 *
 *     logo_rate  = renewed / decided
 *     gross_rate = sum of min(renewed ARR, ARR) / ARR of the decided
 *     net_rate   = sum of renewed ARR / ARR of the decided
 *
 * The denominator is what was available to renew: a contract of three years
 * is in it once, in the period in which it ends. A renewal signed early or
 * late belongs to that period too.
 *
 * A contract's outcome is its stage, by the words of `won` and `lost`. With
 * another stage or none, a renewed ARR above 0 means renewed and one of 0
 * lost. Without any of these it is pending for `grace` days after its end,
 * and in no rate; from then on it is lost. A stage is what is known today: for
 * honest figures of the past the input needs a column `recorded`.
 *
 * Source: renewal rates by customers and by value over what is due, as in
 * recurring-revenue accounting; the cap is that of gross revenue retention.
 */
#include "contracts.h"
#include "revenue.h"

typedef struct Config {
    struct hale_list won, lost;
    int64_t grace;
} Config;

typedef struct State {
    int64_t due, renewed, pending;
    int64_t due_arr, decided_arr, kept_arr, renewed_arr;
    uint8_t unknown;  /* a contract that is due has no ARR */
    uint8_t unpriced; /* a renewed one has no renewed ARR */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "won",
        .type = HALE_OPTION_LIST,
        .fallback = "won, renewed",
        .help = "stages of contracts that were renewed",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "lost",
        .type = HALE_OPTION_LIST,
        .fallback = "lost, churned",
        .help = "stages of contracts that were not",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "grace",
        .type = HALE_OPTION_DAYS,
        .fallback = "30d",
        .unit = "days",
        .min = 0,
        .max = 3660,
        .help = "a contract without an outcome is lost so long after its end",
    },
    NULL,
};

enum { ARR, STAGE, RENEWED_ARR };

static const hale_column *const columns[] = {
    [ARR] = &contract_arr,
    [STAGE] = &contract_stage,
    [RENEWED_ARR] = &contract_renewed_arr,
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "contracts",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each contract, from its start to its end",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->won = given[0].as.list;
    c->lost = given[1].as.list;
    c->grace = given[2].as.i;
    for (size_t i = 0; i < c->won.count; i++)
        if (in_list(c->won.item[i], &c->lost))
            return hale_fail(cx,
                             "stage \"%.*s\" stands in won and lost; "
                             "take it out of one of them",
                             (int)c->won.item[i].len, c->won.item[i].data);
    return 0;
}

typedef enum Outcome { PENDING, WON, LOST } Outcome;

static Outcome outcome_of(hale_cx *cx, const Config *c, const hale_rows *rows,
                          size_t i)
{
    const hale_vector *renewed = rows->column[RENEWED_ARR];
    int64_t late = rows->span->as_of_day - cx->day(cx, rows->until[i]);
    if (HALE_HAS(rows->column[STAGE], i)) {
        hale_str stage = cx->text(cx, rows->column[STAGE], i);
        if (in_list(stage, &c->won))
            return WON;
        if (in_list(stage, &c->lost))
            return LOST;
    }
    if (HALE_HAS(renewed, i))
        return renewed->as.i[i] > 0 ? WON : LOST;
    return late >= c->grace ? LOST : PENDING;
}

/* A renewed contract: what it brings, and how much of it was there before. */
static int add_renewed(hale_cx *cx, State *s, const hale_vector *renewed,
                       size_t i, int64_t arr)
{
    int64_t again = HALE_HAS(renewed, i) ? renewed->as.i[i] : 0;
    s->renewed++;
    s->unpriced |= (uint8_t)!HALE_HAS(renewed, i);
    return add_money(cx, &s->renewed_arr, again) ||
                   add_money(cx, &s->kept_arr, again < arr ? again : arr)
               ? -1
               : 0;
}

static int add_contract(hale_cx *cx, const Config *c, State *s,
                        const hale_rows *rows, size_t i)
{
    int given = HALE_HAS(rows->column[ARR], i);
    int64_t arr = given ? rows->column[ARR]->as.i[i] : 0;
    Outcome outcome = outcome_of(cx, c, rows, i);
    s->due++;
    s->unknown |= (uint8_t)!given;
    if (add_money(cx, &s->due_arr, arr))
        return -1;
    if (outcome == PENDING) {
        s->pending++;
        return 0;
    }
    if (add_money(cx, &s->decided_arr, arr))
        return -1;
    return outcome == WON
               ? add_renewed(cx, s, rows->column[RENEWED_ARR], i, arr)
               : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->until[i] >= rows->span->begin &&
            rows->until[i] < rows->span->end &&
            add_contract(cx, config, state, rows, i))
            return -1;
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->due += later->due;
    s->renewed += later->renewed;
    s->pending += later->pending;
    s->unknown |= later->unknown;
    s->unpriced |= later->unpriced;
    return add_money(cx, &s->due_arr, later->due_arr) ||
                   add_money(cx, &s->decided_arr, later->decided_arr) ||
                   add_money(cx, &s->kept_arr, later->kept_arr) ||
                   add_money(cx, &s->renewed_arr, later->renewed_arr)
               ? -1
               : 0;
}

enum {
    R_DUE,
    R_DECIDED,
    R_RENEWED,
    R_LOST,
    R_PENDING,
    R_DUE_ARR,
    R_DECIDED_ARR,
    R_KEPT_ARR,
    R_RENEWED_ARR,
    R_LOGO,
    R_GROSS,
    R_NET,
    RESULTS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t decided = s->due - s->pending;
    hale_missing due = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing price = s->unpriced ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing both = due ? due : price;
    (void)cx, (void)config, (void)span;
    give(&results[R_DUE], s->due, HALE_PRESENT);
    give(&results[R_DECIDED], decided, HALE_PRESENT);
    give(&results[R_RENEWED], s->renewed, HALE_PRESENT);
    give(&results[R_LOST], decided - s->renewed, HALE_PRESENT);
    give(&results[R_PENDING], s->pending, HALE_PRESENT);
    give(&results[R_DUE_ARR], s->due_arr, due);
    give(&results[R_DECIDED_ARR], s->decided_arr, due);
    give(&results[R_KEPT_ARR], s->kept_arr, both);
    give(&results[R_RENEWED_ARR], s->renewed_arr, price);
    give_rate(&results[R_LOGO], s->renewed, decided, HALE_PRESENT);
    give_rate(&results[R_GROSS], s->kept_arr, s->decided_arr, both);
    give_rate(&results[R_NET], s->renewed_arr, s->decided_arr, both);
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "contracts",        \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without any it is 0"
#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/year",  \
    .rollup = HALE_ROLLUP_SUM
#define RATE                                                                   \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .rollup = HALE_ROLLUP_RATIO, .direction = HALE_UP_IS_GOOD,                 \
    .undefined = "no contract that was due is decided"
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD
#define NO_ARR .undefined = "a contract that is due has no ARR"

static const hale_result *const results[] = {
    &(const hale_result){COUNT, .name = "due",
                         .help = "contracts that ended in the span"},
    &(const hale_result){COUNT, .name = "decided",
                         .help = "those of them that are not pending"},
    &(const hale_result){COUNT, GOOD, .name = "renewed",
                         .help = "those that were renewed"},
    &(const hale_result){COUNT, BAD, .name = "lost",
                         .help = "those that were not, or not in time"},
    &(const hale_result){COUNT, .name = "pending",
                         .help = "without an outcome, in the days of grace"},
    &(const hale_result){MONEY, NO_ARR, .name = "due_arr",
                         .help = "ARR of the contracts that were due"},
    &(const hale_result){MONEY, NO_ARR, .name = "decided_arr",
                         .help = "ARR of those that are not pending"},
    &(const hale_result){MONEY, GOOD, .name = "kept_arr",
                         .help = "what of it was renewed, growth not counted",
                         .undefined = "a renewed contract has no renewed ARR, "
                                      "or one that is due has no ARR"},
    &(const hale_result){MONEY, GOOD, .name = "renewed_arr",
                         .help = "ARR of the renewals",
                         .undefined = "a renewed contract has no renewed ARR"},
    &(const hale_result){RATE, .name = "logo_rate", .numerator = R_RENEWED,
                         .denominator = R_DECIDED, .flags = HALE_PROPORTION,
                         .help = "renewed / decided"},
    &(const hale_result){RATE, .name = "gross_rate", .numerator = R_KEPT_ARR,
                         .denominator = R_DECIDED_ARR,
                         .help = "kept_arr / decided_arr"},
    &(const hale_result){RATE, .name = "net_rate", .numerator = R_RENEWED_ARR,
                         .denominator = R_DECIDED_ARR,
                         .help = "renewed_arr / decided_arr"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "renewed + lost + pending = due",
        .sign =
            (const signed char[RESULTS]){
                [R_RENEWED] = 1, [R_LOST] = 1, [R_PENDING] = 1, [R_DUE] = -1},
    },
    NULL,
};

const hale_metric revenue_renewals = {
    .size = sizeof(hale_metric),
    .name = "renewals",
    .title = "Renewal rates",
    .family = "financial",
    .formula = "renewed / decided, by contracts and by ARR, of the contracts "
               "that ended in the span",
    .source = "renewal rate over what was available to renew; gross capped "
              "at the old ARR of each contract",
    .example = "[metric.renewals]\n"
               "plugin = revenue.renewals\n"
               "window = 365d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
