/* SPDX-License-Identifier: MIT
 *
 * usage.h: what several metrics of this pack share.
 *
 * The pack counts people, exactly. A Tally is a number for each key, a user
 * as a rule; Rolling is the book of daily and monthly users that moving
 * figures such as stickiness are read from. Both live in the memory of the
 * account and are never freed.
 *
 * Days are local days. Figures over "the last n days" end with the last day
 * of the span; where a window cuts off days that a figure needs, the figure
 * is missing rather than too small.
 */
#ifndef HALE_PLUGINS_USAGE_H
#define HALE_PLUGINS_USAGE_H

#include <math.h>

#include "hale/plugin.h"

/* ---------------------------------------------------------------- counts -- */

typedef struct TallySlot {
    int64_t key; /* one more than it is; 0: free */
    int64_t value;
} TallySlot;

typedef struct Tally { /* zeroed: empty */
    TallySlot *slot;
    size_t slots, count;
} Tally;

/* The slot of a stored key, or the free one where it belongs. */
static inline TallySlot *usage_tally_place(TallySlot *slot, size_t slots,
                                           int64_t stored)
{
    uint64_t h = (uint64_t)stored * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32) & (slots - 1);
    while (slot[i].key && slot[i].key != stored)
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

/* The number of a key that is not there yet. */
int64_t *usage_tally_new(hale_cx *cx, Tally *t, int64_t key);

/* The number that belongs to `key` (0 or more); a new one is 0 and sets
 * `fresh`, which may be NULL. Valid until the next call. NULL: no memory. */
static inline int64_t *usage_tally(hale_cx *cx, Tally *t, int64_t key,
                                   int *fresh)
{
    TallySlot *at =
        t->slots ? usage_tally_place(t->slot, t->slots, key + 1) : NULL;
    int is_new = !at || !at->key;
    if (fresh)
        *fresh = is_new;
    return is_new ? usage_tally_new(cx, t, key) : &at->value;
}

/* The key of a pair of a small number and a user. */
static inline int64_t usage_pair(size_t number, uint32_t user)
{
    return (int64_t)(((uint64_t)number << 32) | user);
}

/* --------------------------------------------------------- moving months -- */

typedef struct Rolling {
    Tally last;       /* by user: the last day of activity */
    int64_t *daily;   /* distinct users of each of the last `days` days */
    int64_t *monthly; /* [days + 1]: who joins the month of a day less who
                       * leaves it */
    int64_t first;    /* the first of these days */
    int64_t days;
} Rolling;

/* Looks at the last `days` days of the span, each with the month of as many
 * days that ends with it. 0 or -1. */
int usage_rolling_open(hale_cx *cx, Rolling *r, const hale_span *span,
                       int64_t days);
/* Notes the users of rows, oldest first. 0 or -1. */
int usage_rolling_add(hale_cx *cx, Rolling *r, const hale_rows *rows,
                      size_t user_column);
/* Users of the last `days` days, up to the ones that it was opened with. */
int64_t usage_rolling_users(const Rolling *r, int64_t days);
/* The mean over the last `days` days of their distinct users. */
double usage_rolling_daily(const Rolling *r, int64_t days);
/* The mean over the days of daily users / users of the month; days with an
 * empty month have no ratio. Returns 0 if there is none. */
int usage_rolling_stickiness(const Rolling *r, double *mean);

/* ---------------------------------------------------------------- values -- */

static inline void usage_set_int(hale_value *v, int64_t i)
{
    v->as.i = i;
    v->missing = HALE_PRESENT;
}

/* What absurd data made infinite is no figure. */
static inline void usage_set_real(hale_value *v, double r)
{
    v->as.r = r;
    v->missing = isfinite(r) ? HALE_PRESENT : HALE_REJECTED;
}

/* results[at] = results[top] / results[base]; missing where one of them is. */
void usage_set_ratio(hale_value *results, size_t at, size_t top, size_t base);

/* The option `features` must name one to `most`, none of them twice; else it
 * fails. */
int usage_features_check(hale_cx *cx, const struct hale_list *features,
                         size_t most);

/* Does the span begin on `day` or earlier? */
static inline int usage_reaches(const hale_span *span, int64_t day)
{
    return span->begin == INT64_MIN || span->begin_day <= day;
}

/* -------------------------------------------------------------- columns -- */

static const hale_column usage_user = {
    .size = sizeof(hale_column),
    .name = "user",
    .type = HALE_TEXT,
    .help = "who did it",
};

static const hale_column usage_feature = {
    .size = sizeof(hale_column),
    .name = "feature",
    .type = HALE_TEXT,
    .help = "what was used",
};

#endif
