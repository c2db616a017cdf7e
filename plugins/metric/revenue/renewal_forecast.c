/* SPDX-License-Identifier: MIT
 *
 * revenue.renewal_forecast: what the contracts that end soon are expected to
 * bring again.
 *
 *     forecast = sum of ARR x probability of the contract's stage
 *
 * over the contracts that end within `ahead` days from the end of the span.
 * `probability` gives each stage its own, as in `commit 0.9, best case 0.5,
 * won 1, lost 0`; `other` is for the stages that it does not name and for
 * contracts without one. Where that is not given such a contract makes the
 * forecast missing: hale knows no usual probability of a renewal. Each
 * product is rounded once, half to even.
 *
 * `called_arr` is the sum of the data's own forecasts (the column
 * forecast_arr), to be held against it.
 *
 * Source: the stage-weighted forecast of sales pipelines.
 */
#include "exact.h"
#include "contracts.h"
#include "revenue.h"

enum {
    WHOLE = 10000, /* a probability of 1 */
    STAGES = 32
};

typedef struct Chance {
    hale_str stage;
    int64_t parts; /* ten-thousandths */
} Chance;

typedef struct Config {
    int64_t ahead;
    Chance chance[STAGES];
    size_t chances;
    int64_t other; /* -1: not given */
} Config;

typedef struct State {
    int64_t due, due_arr, forecast_arr, called_arr;
    uint8_t unknown;  /* a contract that is due has no ARR */
    uint8_t no_stage; /* one has a stage of which no probability is known */
    uint8_t uncalled; /* one has no forecast of its own */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "ahead",
        .type = HALE_OPTION_DAYS,
        .fallback = "90d",
        .unit = "days",
        .min = 1,
        .max = 3660,
        .help = "contracts that end within so many days",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "probability",
        .type = HALE_OPTION_LIST,
        .fallback = "won 1, lost 0",
        .help = "stages, each with the probability of its renewal",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "other",
        .type = HALE_OPTION_REAL,
        .min = 0,
        .max = 1,
        .help = "the probability of any other stage, and of none",
    },
    NULL,
};

enum { ARR, STAGE, CALLED };

static const hale_column *const columns[] = {
    [ARR] = &contract_arr,
    [STAGE] = &contract_stage,
    [CALLED] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "forecast_arr",
            .type = HALE_MONEY,
            .flags = HALE_OPTIONAL,
            .unit = "currency/year",
            .help = "what somebody expects of it",
        },
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

/* ---------------------------------------------------------------- options */

/* "0.85" as 8500; -1 when it is no number from 0 to 1 of up to four digits. */
static int64_t read_parts(hale_str text)
{
    int64_t parts, unit = WHOLE / 10;
    if (text.len == 0 || (text.data[0] != '0' && text.data[0] != '1'))
        return -1;
    parts = (text.data[0] - '0') * WHOLE;
    if (text.len == 1)
        return parts;
    if (text.data[1] != '.' || text.len < 3 || text.len > 6)
        return -1;
    for (size_t i = 2; i < text.len; i++, unit /= 10) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        parts += (text.data[i] - '0') * unit;
    }
    return parts <= WHOLE ? parts : -1;
}

/* "best case 0.5": the last word is the number. */
static int read_chance(hale_cx *cx, hale_str text, Chance *chance)
{
    size_t at = text.len;
    while (at > 0 && text.data[at - 1] != ' ')
        at--;
    chance->stage = (hale_str){text.data, at};
    while (chance->stage.len > 0 && text.data[chance->stage.len - 1] == ' ')
        chance->stage.len--;
    chance->parts = read_parts((hale_str){text.data + at, text.len - at});
    if (chance->stage.len > 0 && chance->parts >= 0)
        return 0;
    return hale_fail(cx,
                     "probability \"%.*s\" is not a stage and a number from "
                     "0 to 1 of up to four digits, as in: commit 0.9",
                     (int)text.len, text.data);
}

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    struct hale_list list = given[1].as.list;
    if (list.count > STAGES)
        return hale_fail(cx, "probability has %zu stages, %d at most",
                         list.count, STAGES);
    for (size_t i = 0; i < list.count; i++) {
        if (read_chance(cx, list.item[i], &c->chance[i]))
            return -1;
        for (size_t k = 0; k < i; k++)
            if (same_text(c->chance[i].stage, c->chance[k].stage))
                return hale_fail(cx, "probability names \"%.*s\" twice",
                                 (int)c->chance[i].stage.len,
                                 c->chance[i].stage.data);
    }
    c->ahead = given[0].as.i;
    c->chances = list.count;
    c->other = given[2].missing ? -1 : (int64_t)(given[2].as.r * WHOLE + 0.5);
    return 0;
}

/* ------------------------------------------------------------------- rows */

static int64_t parts_of(hale_cx *cx, const Config *c, const hale_rows *rows,
                        size_t i)
{
    if (!HALE_HAS(rows->column[STAGE], i))
        return c->other;
    hale_str stage = cx->text(cx, rows->column[STAGE], i);
    for (size_t k = 0; k < c->chances; k++)
        if (same_text(stage, c->chance[k].stage))
            return c->chance[k].parts;
    return c->other;
}

static int add_contract(hale_cx *cx, const Config *c, State *s,
                        const hale_rows *rows, size_t i)
{
    const hale_vector *called = rows->column[CALLED];
    int64_t parts = parts_of(cx, c, rows, i), share;
    int given = HALE_HAS(rows->column[ARR], i);
    int64_t arr = given ? rows->column[ARR]->as.i[i] : 0;
    s->due++;
    s->unknown |= (uint8_t)!given;
    s->no_stage |= (uint8_t)(parts < 0);
    s->uncalled |= (uint8_t)!HALE_HAS(called, i);
    if (exact_share(cx, arr, 1, &(Fraction){parts < 0 ? 0 : parts, WHOLE},
                    &share))
        return -1;
    return add_money(cx, &s->due_arr, arr) ||
                   add_money(cx, &s->forecast_arr, share) ||
                   (HALE_HAS(called, i) &&
                    add_money(cx, &s->called_arr, called->as.i[i]))
               ? -1
               : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    int64_t today = cx->day(cx, rows->span->end);
    for (size_t i = 0; i < rows->count; i++) {
        int64_t until = rows->until[i];
        if (until >= rows->span->end && until != HALE_OPEN &&
            cx->day(cx, until) - today < c->ahead &&
            add_contract(cx, c, state, rows, i))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->due += later->due;
    s->unknown |= later->unknown;
    s->no_stage |= later->no_stage;
    s->uncalled |= later->uncalled;
    return add_money(cx, &s->due_arr, later->due_arr) ||
                   add_money(cx, &s->forecast_arr, later->forecast_arr) ||
                   add_money(cx, &s->called_arr, later->called_arr)
               ? -1
               : 0;
}

enum { R_DUE, R_DUE_ARR, R_FORECAST_ARR, R_CALLED_ARR, R_RATE, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    hale_missing due = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing guess = s->no_stage ? HALE_NOT_GIVEN : due;
    (void)cx, (void)config, (void)span;
    give(&results[R_DUE], s->due, HALE_PRESENT);
    give(&results[R_DUE_ARR], s->due_arr, due);
    give(&results[R_FORECAST_ARR], s->forecast_arr, guess);
    give(&results[R_CALLED_ARR], s->called_arr,
         s->uncalled ? HALE_NOT_GIVEN : HALE_PRESENT);
    give_rate(&results[R_RATE], s->forecast_arr, s->due_arr, guess);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/year",  \
    .rollup = HALE_ROLLUP_SUM

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "due",
        .type = HALE_INT,
        .unit = "contracts",
        .help = "contracts that end within `ahead` days",
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without any it is 0",
    },
    &(const hale_result){MONEY, .name = "due_arr", .help = "their ARR",
                         .undefined = "a contract that is due has no ARR"},
    &(const hale_result){MONEY, .name = "", .direction = HALE_UP_IS_GOOD,
                         .help = "their ARR times the probability of their "
                                 "stage",
                         .undefined = "a contract that is due has no ARR, or "
                                      "its stage no probability"},
    &(const hale_result){MONEY, .name = "called_arr",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "what the data themselves expect of them",
                         .undefined = "a contract that is due has no "
                                      "forecast of its own"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "rate",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "forecast / due_arr",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = R_FORECAST_ARR,
        .denominator = R_DUE_ARR,
        .undefined = "nothing is due, or there is no forecast",
    },
    NULL,
};

const hale_metric revenue_renewal_forecast = {
    .size = sizeof(hale_metric),
    .name = "renewal_forecast",
    .title = "Renewal forecast",
    .family = "financial",
    .formula = "sum of ARR x probability of the stage, over contracts that "
               "end within `ahead` days",
    .source = "the stage-weighted forecast of sales pipelines",
    .example = "[metric.renewal_forecast]\n"
               "plugin = revenue.renewal_forecast\n"
               "ahead = 90d\n"
               "probability = won 1, commit 0.9, open 0.7, lost 0\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
