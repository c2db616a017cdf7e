/* SPDX-License-Identifier: MIT
 *
 * milestone.h: how long it takes from one milestone to another.
 *
 *     days = local day of the first `done` - local day of the first `start`
 *
 * The start is the earliest milestone of one of the kinds of `start`, done the
 * earliest of `done` on that day or after it. An account that is not there yet
 * is censored: it has taken `age_days` so far and nobody knows how many more.
 * It is not left out, and it has no `days`. A mean of the days of those who
 * made it praises the quick ones, so a group has no such figure; `age_days`
 * with `reached` beside it are what a survival curve is fitted to.
 *
 * What a group does have is the share that made it within the target. It is
 * taken over the accounts that started at least so long ago, whether they made
 * it or not: younger ones have not had the time.
 *
 * An account that was done before it started, and not since, is rejected: one
 * of its dates is wrong.
 */
#ifndef HALE_PLUGINS_LIFECYCLE_MILESTONE_H
#define HALE_PLUGINS_LIFECYCLE_MILESTONE_H

#include "words.h"

typedef struct MilestoneConfig {
    struct hale_list start, done;
    int64_t target; /* days */
} MilestoneConfig;

typedef struct MilestoneState {
    int32_t start, done, early; /* local days */
    uint8_t started, reached, too_early;
} MilestoneState;

/* What onboarding and first_value share: the whole metric but its names and
 * defaults. The options are start, done, target, in this order. */
extern const hale_need *const milestone_needs[];
extern const hale_result *const milestone_results[];
int milestone_configure(hale_cx *cx, const hale_value *given, void *config);
int milestone_update(hale_cx *cx, const void *config, void *state,
                     const hale_rows *rows);
int milestone_finish(hale_cx *cx, const void *config, const hale_span *span,
                     void *state, hale_value *results);

#endif
