/* SPDX-License-Identifier: MIT
 *
 * revenue.forecast_accuracy: how near the forecasts of renewals came.
 *
 *     accuracy = 1 - sum of |forecast - renewed| / renewed
 *     ratio    = forecast / renewed; above 1 more was forecast than came
 *
 * over the contracts that ended in the span, are decided, and had a forecast
 * (column forecast_arr). What a contract was renewed for is 0 where its stage
 * is among `lost`, as in revenue.renewals, else renewed_arr; one that has
 * neither is pending and left out. The errors are those of single contracts,
 * so a forecast that is too high here does not make up for one that is too low
 * there; for what they come to together there is `ratio`, and 1 - |ratio - 1|
 * is the accuracy of the sum. Below 0 is possible: worse than a forecast of
 * nothing.
 *
 * A forecast is what the data hold. For the one of 90 days before the end
 * keep its value of that day in the column, or run as of that day.
 *
 * Source: weighted absolute percentage error, as sales forecasts are judged.
 */
#include "contracts.h"
#include "revenue.h"

typedef struct Config {
    struct hale_list lost;
} Config;

typedef struct State {
    int64_t contracts, pending;
    int64_t forecast, renewed, error;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "lost",
        .type = HALE_OPTION_LIST,
        .fallback = "lost, churned",
        .help = "stages of contracts that were not renewed",
    },
    NULL,
};

enum { FORECAST, RENEWED, STAGE };

static const hale_column *const columns[] = {
    [FORECAST] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "forecast_arr",
            .type = HALE_MONEY,
            .unit = "currency/year",
            .help = "what somebody expected of the renewal",
        },
    [RENEWED] = &contract_renewed_arr,
    [STAGE] = &contract_stage,
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
    (void)cx;
    ((Config *)config)->lost = given[0].as.list;
    return 0;
}

/* 1 with what the contract was renewed for, 0 while nobody knows. */
static int outcome(hale_cx *cx, const Config *c, const hale_rows *rows,
                   size_t i, int64_t *renewed)
{
    const hale_vector *stage = rows->column[STAGE];
    *renewed = 0;
    if (HALE_HAS(stage, i) && in_list(cx->text(cx, stage, i), &c->lost))
        return 1;
    if (!HALE_HAS(rows->column[RENEWED], i))
        return 0;
    *renewed = rows->column[RENEWED]->as.i[i];
    return 1;
}

static int add_contract(hale_cx *cx, State *s, int64_t forecast,
                        int64_t renewed)
{
    int64_t high = forecast > renewed ? forecast : renewed;
    int64_t low = forecast > renewed ? renewed : forecast;
    s->contracts++;
    return sub_money(cx, &high, low) || add_money(cx, &s->error, high) ||
                   add_money(cx, &s->forecast, forecast) ||
                   add_money(cx, &s->renewed, renewed)
               ? -1
               : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    for (size_t i = 0; i < rows->count; i++) {
        int64_t renewed;
        if (rows->until[i] < rows->span->begin ||
            rows->until[i] >= rows->span->end ||
            !HALE_HAS(rows->column[FORECAST], i))
            continue;
        if (!outcome(cx, config, rows, i, &renewed))
            s->pending++;
        else if (add_contract(cx, s, rows->column[FORECAST]->as.i[i], renewed))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->contracts += later->contracts;
    s->pending += later->pending;
    return add_money(cx, &s->forecast, later->forecast) ||
                   add_money(cx, &s->renewed, later->renewed) ||
                   add_money(cx, &s->error, later->error)
               ? -1
               : 0;
}

enum {
    R_CONTRACTS,
    R_PENDING,
    R_FORECAST,
    R_RENEWED,
    R_ERROR,
    R_HIT,
    R_ACCURACY,
    R_RATIO,
    RESULTS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t hit = s->renewed;
    (void)config, (void)span;
    if (sub_money(cx, &hit, s->error))
        return -1;
    give(&results[R_CONTRACTS], s->contracts, HALE_PRESENT);
    give(&results[R_PENDING], s->pending, HALE_PRESENT);
    give(&results[R_FORECAST], s->forecast, HALE_PRESENT);
    give(&results[R_RENEWED], s->renewed, HALE_PRESENT);
    give(&results[R_ERROR], s->error, HALE_PRESENT);
    give(&results[R_HIT], hit, HALE_PRESENT);
    give_rate(&results[R_ACCURACY], hit, s->renewed, HALE_PRESENT);
    give_rate(&results[R_RATIO], s->forecast, s->renewed, HALE_PRESENT);
    return 0;
}

#define NEVER .undefined = "never; without any it is 0"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "contracts",        \
    .rollup = HALE_ROLLUP_SUM, NEVER
#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/year",  \
    .rollup = HALE_ROLLUP_SUM, NEVER
#define RATE                                                                   \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .rollup = HALE_ROLLUP_RATIO, .denominator = R_RENEWED,                     \
    .undefined = "nothing was renewed"
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){COUNT, .name = "contracts",
                         .help = "decided contracts that had a forecast"},
    &(const hale_result){COUNT, .name = "pending",
                         .help = "contracts with one that nobody decided"},
    &(const hale_result){MONEY, .name = "forecast_arr",
                         .help = "what was forecast of the decided"},
    &(const hale_result){MONEY, GOOD, .name = "renewed_arr",
                         .help = "what they were renewed for"},
    &(const hale_result){MONEY, BAD, .name = "error_arr",
                         .help = "sum of the differences of each contract, "
                                 "above and below alike"},
    &(const hale_result){MONEY, GOOD, .name = "hit_arr",
                         .help = "renewed_arr - error_arr"},
    &(const hale_result){RATE, GOOD, .name = "", .numerator = R_HIT,
                         .help = "hit_arr / renewed_arr; 1 is exact"},
    &(const hale_result){RATE, .name = "ratio", .numerator = R_FORECAST,
                         .help = "forecast_arr / renewed_arr"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "hit + error = renewed",
        .sign =
            (const signed char[RESULTS]){
                [R_HIT] = 1, [R_ERROR] = 1, [R_RENEWED] = -1},
    },
    NULL,
};

const hale_metric revenue_forecast_accuracy = {
    .size = sizeof(hale_metric),
    .name = "forecast_accuracy",
    .title = "Accuracy of the renewal forecast",
    .family = "financial",
    .formula = "1 - sum of |forecast - renewed| / sum of renewed, over the "
               "decided contracts that ended in the span",
    .source = "weighted absolute percentage error of forecasts",
    .example = "[metric.forecast_accuracy]\n"
               "plugin = revenue.forecast_accuracy\n"
               "periods = 4 x quarter\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
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
