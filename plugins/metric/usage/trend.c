/* SPDX-License-Identifier: MIT
 *
 * usage.trend: is the use going up or down?
 *
 *     trend    = now / before - 1, the events of the last `days` days against
 *                those of the days just before them
 *     seasonal = now / expected - 1, where expected takes for each of the
 *                last days the mean of the same weekday before
 *     slope    = least-squares line through the events of the whole weeks,
 *                in events per week per week
 *
 * With 7, 14, 28 ... days both windows hold the same weekdays and the first
 * two agree; with another number the first one compares Mondays with Sundays
 * and the second does not. Weeks are seven days, counted back from the end,
 * over both windows.
 *
 * A fall to nothing is -1; a rise from nothing has no percentage. A window
 * only bounds what is read and must hold both: window = 56d for 28 days.
 *
 * Source: the percentage change of Gold, Fighting Churn with Data, undefined
 * over nothing; ordinary least squares.
 */
#include "usage.h"

typedef struct Config {
    int64_t days;
} Config;

typedef struct State {
    int64_t *events; /* of each of the 2 x days days */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "days",
        .type = HALE_OPTION_DAYS,
        .fallback = "28d",
        .help = "how many days are compared with as many before",
        .unit = "days",
        .min = 1,
        .max = 366,
    },
    NULL,
};

static const hale_column *const columns[] = {NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = columns,
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->days = given[0].as.i;
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    const Config *c = config;
    State *s = state;
    (void)span;
    s->events = cx->alloc(cx, 2 * (size_t)c->days * sizeof *s->events);
    return s->events ? 0 : -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    int64_t first = (int64_t)rows->span->last_day - 2 * c->days + 1;
    (void)cx;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->day[i] >= first)
            s->events[rows->day[i] - first]++;
    return 0;
}

enum { TREND, SEASONAL, SLOPE, NOW, BEFORE, CHANGE, EXPECTED, EXCESS, RESULTS };

/* What the days before let the last days expect; 0 if a weekday is lacking. */
static int expect(const int64_t *event, int64_t days, double *expected)
{
    *expected = 0;
    if (days < 7)
        return 0;
    for (int64_t i = days; i < 2 * days; i++) {
        int64_t sum = 0, n = 0;
        for (int64_t k = i % 7; k < days; k += 7, n++)
            sum += event[k];
        *expected += (double)sum / (double)n;
    }
    return 1;
}

/* The slope through the weeks, the last one at the end of `days` days; 0 if
 * there are fewer than two. */
static int slope(const int64_t *event, int64_t days, double *per_week)
{
    int64_t weeks = days / 7;
    double middle = (double)(weeks - 1) / 2, top = 0, base = 0;
    for (int64_t w = 0; w < weeks; w++) {
        double x = (double)w - middle, y = 0;
        for (int64_t k = days - 7 * (weeks - w), n = 0; n < 7; k++, n++)
            y += (double)event[k];
        top += x * y;
        base += x * x;
    }
    *per_week = weeks > 1 ? top / base : 0;
    return weeks > 1;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    int64_t now = 0, before = 0, days = c->days;
    double expected, per_week;
    (void)cx;
    if (!usage_reaches(span, (int64_t)span->last_day - 2 * days + 1)) {
        for (size_t i = 0; i < RESULTS; i++)
            results[i].missing = HALE_NOT_COVERED;
        return 0;
    }
    for (int64_t i = 0; i < days; i++) {
        before += s->events[i];
        now += s->events[days + i];
    }
    usage_set_int(&results[NOW], now);
    usage_set_int(&results[BEFORE], before);
    usage_set_int(&results[CHANGE], now - before);
    usage_set_ratio(results, TREND, CHANGE, BEFORE);
    if (expect(s->events, days, &expected)) {
        usage_set_real(&results[EXPECTED], expected);
        usage_set_real(&results[EXCESS], (double)now - expected);
    }
    usage_set_ratio(results, SEASONAL, EXCESS, EXPECTED);
    if (slope(s->events, 2 * days, &per_week))
        usage_set_real(&results[SLOPE], per_week);
    return 0;
}

#define FIGURE .size = sizeof(hale_result), .direction = HALE_UP_IS_GOOD
#define SHORT .undefined = "the window is shorter than twice the days"
#define WEEKS .undefined = "there are fewer than 7 days, or the window is short"

static const hale_result *const results[] = {
    &(const hale_result){FIGURE, .name = "", .type = HALE_REAL,
                         .unit = "fraction", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = CHANGE, .denominator = BEFORE,
                         .undefined = "there was nothing before, or the "
                                      "window is too short",
                         .help = "change of the events against the days "
                                 "before"},
    &(const hale_result){FIGURE, .name = "seasonal", .type = HALE_REAL,
                         .unit = "fraction", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = EXCESS, .denominator = EXPECTED,
                         .undefined = "nothing was to be expected, or there "
                                      "are fewer than 7 days",
                         .help = "change against the same weekdays before"},
    &(const hale_result){FIGURE, WEEKS, .name = "slope", .type = HALE_REAL,
                         .unit = "events/week/week", .rollup = HALE_ROLLUP_SUM,
                         .help = "slope of the weekly events"},
    &(const hale_result){FIGURE, SHORT, .name = "now", .type = HALE_INT,
                         .unit = "events", .rollup = HALE_ROLLUP_SUM,
                         .help = "events of the last days"},
    &(const hale_result){FIGURE, SHORT, .name = "before", .type = HALE_INT,
                         .unit = "events", .rollup = HALE_ROLLUP_SUM,
                         .help = "events of the days before"},
    &(const hale_result){FIGURE, SHORT, .name = "difference", .type = HALE_INT,
                         .unit = "events", .rollup = HALE_ROLLUP_SUM,
                         .help = "now - before"},
    &(const hale_result){FIGURE, WEEKS, .name = "expected", .type = HALE_REAL,
                         .unit = "events", .rollup = HALE_ROLLUP_SUM,
                         .help = "what the same weekdays before had"},
    &(const hale_result){FIGURE, WEEKS, .name = "excess", .type = HALE_REAL,
                         .unit = "events", .rollup = HALE_ROLLUP_SUM,
                         .help = "now - expected"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "before + difference = now",
        .sign =
            (const signed char[RESULTS]){
                [NOW] = -1, [BEFORE] = 1, [CHANGE] = 1},
    },
    NULL,
};

const hale_metric usage_trend = {
    .size = sizeof(hale_metric),
    .name = "trend",
    .title = "Usage trend",
    .family = "usage",
    .formula = "events of the last days / events of the days before - 1; the "
               "slope of the weeks",
    .source = "Gold, Fighting Churn with Data; ordinary least squares",
    .example = "[metric.trend]\n"
               "plugin = usage.trend\n"
               "days = 28d\n"
               "window = 56d\n",
    .flags = HALE_TAKES_WINDOW,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
