/* SPDX-License-Identifier: MIT
 *
 * lifecycle.pulse: what the CSM thinks of the account, unless it is too old.
 *
 *     pulse    = the newest value given, while age_days <= expires
 *     age_days = last day of the span - local day on which it was given
 *
 * A pulse is an opinion with a date. Once it is older than `expires` it is
 * missing as stale, so that a formula treats it as unknown; a green dot of
 * last year is no green dot. It is a word or a number, as in the data.
 *
 * Read are events, a row each time somebody says something, or facts of
 * accounts. When a fact was given its own date tells (`pulse_date`, or the
 * column that `date` names), else the time from which the row holds; without
 * either nobody knows its age, so it does not expire, and is not fresh either.
 * What was given after the end of the span is not known by then.
 *
 * A group's `coverage` is the share of its accounts with a fresh pulse.
 *
 * Source: CSM sentiment with an expiry; the share of the book rated lately.
 */
#include "../../common/text.h"

enum { PULSE, DATE }; /* the columns */

typedef struct Config {
    int64_t expires;
} Config;

typedef struct State {
    hale_value value; /* with its reason if there is none */
    int32_t day;
    uint8_t dated;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "expires",
        .type = HALE_OPTION_DAYS,
        .fallback = "90d",
        .min = 0,
        .max = 36500,
        .help = "how old a pulse may be",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .fallback = "pulse",
        .help = "the column of the pulse",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "date",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that says when it was given, if it is not "
                "pulse_date",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [PULSE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "pulse",
            .type = HALE_SAME,
            .help = "what the CSM thinks, a word or a number",
            .named_by = "column",
        },
    [DATE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "pulse_date",
            .type = HALE_TIME,
            .flags = HALE_OPTIONAL,
            .help = "when it was given; without it, the time of the row",
            .named_by = "date",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .columns = columns,
        .help = "events or facts of accounts",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    (void)cx;
    ((Config *)config)->expires = given[0].as.i;
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    s->value.missing = HALE_NO_ROWS;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *date = rows->column[DATE];
    (void)config;
    for (size_t i = rows->count; i-- > 0;) { /* from the newest back */
        if (!HALE_HAS(rows->column[PULSE], i)) {
            if (s->value.missing)
                s->value.missing = HALE_NOT_GIVEN;
            continue;
        }
        if (HALE_HAS(date, i) && date->as.i[i] >= rows->span->end)
            continue;
        s->dated = HALE_HAS(date, i) || rows->time[i] != INT64_MIN;
        if (s->dated)
            s->day =
                HALE_HAS(date, i) ? cx->day(cx, date->as.i[i]) : rows->day[i];
        return text_keep_cell(cx, rows->column[PULSE], i, &s->value);
    }
    return 0;
}

enum { VALUE, AGE_DAYS, FRESH, ACCOUNTS, COVERAGE };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    int64_t age = (int64_t)span->last_day - s->day;
    int given = !s->value.missing, known = !given || s->dated;
    (void)cx;
    results[VALUE].as = s->value.as;
    results[VALUE].missing = s->value.missing;
    results[AGE_DAYS].missing = given ? HALE_NOT_GIVEN : s->value.missing;
    if (given && s->dated) {
        results[AGE_DAYS].as.i = age;
        results[AGE_DAYS].missing = HALE_PRESENT;
        if (age > c->expires)
            results[VALUE].missing = HALE_STALE;
    }
    results[FRESH].as.i = given && !results[VALUE].missing;
    results[ACCOUNTS].as.i = 1;
    results[COVERAGE].as.r = (double)results[FRESH].as.i;
    for (size_t i = FRESH; i <= COVERAGE; i++)
        results[i].missing = known ? HALE_PRESENT : HALE_NOT_GIVEN;
    return 0;
}

#define OF_ACCOUNTS                                                            \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "accounts",         \
    .rollup = HALE_ROLLUP_SUM,                                                 \
    .undefined = "there is a pulse and no date of it"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_SAME,
        .unit = "of the column",
        .help = "the newest pulse that has not expired",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "nobody gave one, or it is older than `expires`",
        .same_as = PULSE,
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "age_days",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the newest pulse was given, expired or not",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "nobody gave one, or its date is not known",
    },
    &(const hale_result){OF_ACCOUNTS, .name = "fresh",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "1 if there is a pulse that has not expired"},
    &(const hale_result){OF_ACCOUNTS, .name = "accounts",
                         .direction = HALE_NEUTRAL,
                         .help = "1 for an account that can be judged"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "coverage",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "1 if the pulse is fresh; a group: the share",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = FRESH,
        .denominator = ACCOUNTS,
        .flags = HALE_PROPORTION,
        .undefined = "there is a pulse and no date of it",
    },
    NULL,
};

const hale_metric lifecycle_pulse = {
    .size = sizeof(hale_metric),
    .name = "pulse",
    .title = "CSM pulse",
    .family = "health",
    .formula = "the newest value given, while it is not older than expires",
    .source = "CSM sentiment with an expiry, and the share of the book rated "
              "lately",
    .example = "[metric.csm_pulse]\n"
               "plugin = lifecycle.pulse\n"
               "from = accounts\n"
               "expires = 90d\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
