/* SPDX-License-Identifier: MIT
 *
 * milestone.c: the metric that onboarding and first_value are.
 *
 * Rows come oldest first, so the first start that is met is the start and the
 * first done after it is the end. A done of the same day may stand before the
 * start when the data have dates only; it is remembered for that.
 */
#include "milestone.h"

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "kind",
        .type = HALE_TEXT,
        .help = "which milestone",
    },
    NULL,
};

const hale_need *const milestone_needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "milestones",
        .shape = HALE_EVENT,
        .columns = columns,
        .help = "one row for each milestone that was reached",
    },
    NULL,
};

int milestone_configure(hale_cx *cx, const hale_value *given, void *config)
{
    MilestoneConfig *c = config;
    c->target = given[2].as.i;
    if (words_configure(cx, "start", &given[0], &c->start))
        return -1;
    return words_configure(cx, "done", &given[1], &c->done);
}

static void begin(MilestoneState *s, int32_t day)
{
    s->start = s->done = day;
    s->started = 1;
    s->reached = s->too_early && s->early == day;
}

static void complete(MilestoneState *s, int32_t day)
{
    if (s->started) {
        s->done = day;
        s->reached = 1;
    } else {
        s->early = day;
        s->too_early = 1;
    }
}

int milestone_update(hale_cx *cx, const void *config, void *state,
                     const hale_rows *rows)
{
    const MilestoneConfig *c = config;
    MilestoneState *s = state;
    WordCodes start = words_codes(cx, rows, 0, c->start);
    WordCodes done = words_codes(cx, rows, 0, c->done);
    for (size_t i = 0; i < rows->count && !s->reached; i++) {
        if (!s->started && words_has(&start, rows, 0, i))
            begin(s, rows->day[i]);
        else if (words_has(&done, rows, 0, i))
            complete(s, rows->day[i]);
    }
    return 0;
}

enum {
    DAYS,
    REACHED,
    STARTED,
    REACHED_RATE,
    AGE_DAYS,
    ON_TIME,
    JUDGED,
    ON_TIME_RATE,
    RESULTS
};

static void set_int(hale_value *v, int64_t value)
{
    v->as.i = value;
    v->missing = HALE_PRESENT;
}

static void set_rate(hale_value *results, size_t at, size_t part, size_t of,
                     hale_missing otherwise)
{
    results[at].missing = otherwise;
    if (results[of].as.i == 0)
        return;
    results[at].as.r = (double)results[part].as.i / (double)results[of].as.i;
    results[at].missing = HALE_PRESENT;
}

int milestone_finish(hale_cx *cx, const void *config, const hale_span *span,
                     void *state, hale_value *results)
{
    const MilestoneConfig *c = config;
    const MilestoneState *s = state;
    int64_t since = (int64_t)span->last_day - s->start;
    int64_t days = (int64_t)s->done - s->start;
    int judged = s->started && since >= c->target;
    (void)cx;
    if (s->started && !s->reached && s->too_early) {
        for (size_t i = 0; i < RESULTS; i++)
            results[i].missing = HALE_REJECTED;
        return 0;
    }
    set_int(&results[REACHED], s->reached);
    set_int(&results[STARTED], s->started);
    set_int(&results[ON_TIME], judged && s->reached && days <= c->target);
    set_int(&results[JUDGED], judged);
    set_rate(results, REACHED_RATE, REACHED, STARTED, HALE_ZERO_DENOMINATOR);
    set_rate(results, ON_TIME_RATE, ON_TIME, JUDGED,
             s->started ? HALE_TOO_NEW : HALE_ZERO_DENOMINATOR);
    if (s->reached)
        set_int(&results[DAYS], days);
    if (s->started)
        set_int(&results[AGE_DAYS], s->reached ? days : since);
    return 0;
}

#define ACCOUNTS                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "accounts",         \
    .rollup = HALE_ROLLUP_SUM, .undefined = "it was done before it started"
#define DAYS_OF                                                                \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "days",             \
    .direction = HALE_DOWN_IS_GOOD, .rollup = HALE_ROLLUP_NONE
#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_RATIO,                 \
    .flags = HALE_PROPORTION

const hale_result *const milestone_results[] = {
    &(const hale_result){DAYS_OF, .name = "",
                         .help = "days from the start until it was done",
                         .undefined = "not started, or not done yet"},
    &(const hale_result){ACCOUNTS, .name = "reached",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "1 if it started and is done"},
    &(const hale_result){ACCOUNTS, .name = "started", .direction = HALE_NEUTRAL,
                         .help = "1 if it started"},
    &(const hale_result){SHARE, .name = "reached_rate", .numerator = REACHED,
                         .denominator = STARTED,
                         .help = "share of those started that are done",
                         .undefined = "not started"},
    &(const hale_result){DAYS_OF, .name = "age_days",
                         .help = "days until it was done, or so far",
                         .undefined = "not started"},
    &(const hale_result){ACCOUNTS, .name = "on_time",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "1 if it was done within the target"},
    &(const hale_result){ACCOUNTS, .name = "judged", .direction = HALE_NEUTRAL,
                         .help = "1 if it started at least the target ago"},
    &(const hale_result){SHARE, .name = "on_time_rate", .numerator = ON_TIME,
                         .denominator = JUDGED,
                         .help = "share of those judged done in time",
                         .undefined = "not started, or less than the target "
                                      "ago"},
    NULL,
};
