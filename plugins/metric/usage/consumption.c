/* SPDX-License-Identifier: MIT
 *
 * usage.consumption: how much of what was bought is used up, and when it will
 * be exceeded.
 *
 *     consumption = used / quota
 *     used        = sum of the quantities since the term began
 *     quota       = sum of the quotas in force at the end of the span
 *     pace        = consumption / share of the term that has passed
 *     overage     = the day on which used first exceeds quota: the day it
 *                   did, or the day it will at the mean daily rate so far
 *
 * The term runs from the local day on which the earliest entitlement in force
 * begins to the latest end of any; with an add-on, all of the term's use is
 * held against both. A pace above 1 is too fast. There is no overage date if
 * at this rate the term ends first, nor without an end within 100 years.
 *
 * An event without a quantity has used an unknown amount: it is left out and
 * counted. Credits are negative quantities. A window only bounds what is
 * read; where the term began before it, what was used is missing.
 *
 * Source: the burn-down of a consumption contract.
 */
#include "usage.h"

enum { DAYS_MOST = 36525 };

typedef struct Day {
    int32_t day;
    double used; /* on that day */
} Day;

typedef struct State {
    Day *day; /* ascending */
    size_t days, room;
    int64_t unmeasured;
    double quota;
    int64_t begin, end; /* of the term */
    uint8_t any;        /* an entitlement is in force */
    uint8_t unknown;    /* one of them has no quota */
} State;

enum { EVENTS, ENTITLEMENTS };

static const hale_column *const event_columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "quantity",
        .type = HALE_REAL,
        .help = "how much was used",
    },
    NULL,
};

static const hale_column *const entitlement_columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "quota",
        .type = HALE_REAL,
        .help = "how much may be used in the term",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = event_columns,
        .help = "what was used, and when",
    },
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "entitlements",
        .shape = HALE_INTERVAL,
        .columns = entitlement_columns,
        .help = "one row for each term of each thing that was bought",
    },
    NULL,
};

static Day *day_of(hale_cx *cx, State *s, int32_t day)
{
    if (s->days && s->day[s->days - 1].day == day)
        return &s->day[s->days - 1];
    if (s->days == s->room) {
        size_t room = s->room ? 2 * s->room : 32;
        Day *more = cx->alloc(cx, room * sizeof *more);
        if (!more)
            return NULL;
        for (size_t i = 0; i < s->days; i++)
            more[i] = s->day[i];
        s->day = more;
        s->room = room;
    }
    s->day[s->days] = (Day){.day = day};
    return &s->day[s->days++];
}

static int use(hale_cx *cx, State *s, const hale_rows *rows)
{
    const hale_vector *quantity = rows->column[0];
    for (size_t i = 0; i < rows->count; i++) {
        Day *day;
        if (!HALE_HAS(quantity, i)) {
            s->unmeasured++;
            continue;
        }
        day = day_of(cx, s, rows->day[i]);
        if (!day)
            return -1;
        day->used += quantity->as.r[i];
    }
    return 0;
}

static void entitle(State *s, const hale_rows *rows)
{
    int64_t end = rows->span->end;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] >= end || rows->until[i] < end)
            continue;
        if (!s->any || rows->time[i] < s->begin)
            s->begin = rows->time[i];
        if (!s->any || rows->until[i] > s->end)
            s->end = rows->until[i];
        s->any = 1;
        if (HALE_HAS(rows->column[0], i))
            s->quota += rows->column[0]->as.r[i];
        else
            s->unknown = 1;
    }
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    (void)config;
    if (rows->need == EVENTS)
        return use(cx, state, rows);
    entitle(state, rows);
    return 0;
}

enum { CONSUMPTION, USED, QUOTA, PACE, OVERAGE, UNMEASURED };

/* The day on which the quota was exceeded; 0 if it has not been. */
static int exceeded(const State *s, int32_t from, int32_t *day)
{
    double used = 0;
    for (size_t i = 0; i < s->days; i++) {
        used += s->day[i].day >= from ? s->day[i].used : 0;
        *day = s->day[i].day;
        if (used > s->quota)
            return 1;
    }
    return 0;
}

static void overage(hale_cx *cx, const State *s, const hale_span *span,
                    double used, hale_value *v)
{
    int32_t from = cx->day(cx, s->begin), day;
    double rate = used / ((double)span->last_day - from + 1);
    double days = rate > 0 ? floor(s->quota / rate) : DAYS_MOST;
    if (!exceeded(s, from, &day)) {
        if (!(days < DAYS_MOST))
            return;
        day = from + (int32_t)days;
        day = day > span->last_day ? day : span->last_day + 1;
        if (s->end != HALE_OPEN && cx->instant(cx, day, 0) >= s->end)
            return;
    }
    v->as.i = cx->instant(cx, day, 0);
    v->missing = HALE_PRESENT;
}

static void pace(const State *s, const hale_span *span, hale_value *results)
{
    double passed = (double)span->end - (double)s->begin;
    double term = (double)s->end - (double)s->begin;
    if (s->end != HALE_OPEN)
        usage_set_real(&results[PACE],
                       results[CONSUMPTION].as.r * term / passed);
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    double used = 0;
    (void)config;
    usage_set_int(&results[UNMEASURED], s->unmeasured);
    if (!s->any)
        return 0;
    int32_t from = cx->day(cx, s->begin);
    for (size_t i = 0; i < s->days; i++)
        used += s->day[i].day >= from ? s->day[i].used : 0;
    usage_set_real(&results[USED], used);
    usage_set_real(&results[QUOTA], s->quota);
    if (!usage_reaches(span, from))
        results[USED].missing = HALE_NOT_COVERED;
    if (s->unknown)
        results[QUOTA].missing = HALE_NOT_GIVEN;
    else if (s->quota < 0)
        results[QUOTA].missing = HALE_REJECTED;
    usage_set_ratio(results, CONSUMPTION, USED, QUOTA);
    results[PACE].missing = results[OVERAGE].missing =
        results[CONSUMPTION].missing ? results[CONSUMPTION].missing
                                     : HALE_NO_ROWS;
    if (results[CONSUMPTION].missing)
        return 0;
    pace(s, span, results);
    overage(cx, s, span, used, &results[OVERAGE]);
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "share of the quota that is used; above 1 it is exceeded",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = USED,
        .denominator = QUOTA,
        .undefined = "no entitlement is in force, its quota is 0 or not "
                     "given, or the window is shorter than the term",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "used",
        .type = HALE_REAL,
        .unit = "quantity",
        .help = "used since the term began",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "no entitlement is in force, or the window is shorter "
                     "than the term",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "quota",
        .type = HALE_REAL,
        .unit = "quantity",
        .help = "what the entitlements in force allow",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "no entitlement is in force, or one has no quota",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "pace",
        .type = HALE_REAL,
        .unit = "ratio",
        .help = "share used / share of the term passed; above 1 is too fast",
        .direction = HALE_NEUTRAL,
        .undefined = "the term has no end, or there is no consumption",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "overage",
        .type = HALE_TIME,
        .unit = "date",
        .help = "the day on which the quota was or will be exceeded",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_MIN,
        .undefined = "at this rate the quota outlasts the term",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "unmeasured",
        .type = HALE_INT,
        .unit = "events",
        .help = "events without a quantity",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_consumption = {
    .size = sizeof(hale_metric),
    .name = "consumption",
    .title = "Consumption of the quota",
    .family = "usage",
    .formula = "sum of quantities since the term began / quotas in force",
    .source = "the burn-down of a consumption contract",
    .example = "[metric.consumption]\n"
               "plugin = usage.consumption\n"
               "where.feature = api\n",
    .flags = HALE_TAKES_WINDOW,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
