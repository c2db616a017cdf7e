/* SPDX-License-Identifier: MIT
 *
 * policy.h: where definitions of MRR differ, as options that all metrics of
 * subscriptions share.
 *
 * There is no one correct MRR. Is a discount of three months part of the
 * price? Does a cancellation count when it is asked for or when the paid
 * period is over? Every tool has its own answers; here each question is an
 * option of the same name everywhere, so that a metric can follow any of
 * them and a profile can set them all at once.
 *
 * A rule acts on columns of the subscriptions that may be absent: then there
 * is nothing to act on. What the rules do to a row stands in policy.c.
 */
#ifndef HALE_PLUGINS_POLICY_H
#define HALE_PLUGINS_POLICY_H

#include "hale/plugin.h"

enum Recognition { AT_END, AT_REQUEST, AT_PAID_THROUGH };
enum Discounts { ALL_DISCOUNTS, RECURRING, FOREVER, NO_DISCOUNTS };
enum Metered { NO_USAGE, ALL_USAGE, COMMITTED };
enum Pause { PAUSE_SEPARATE, PAUSE_KEEP, PAUSE_CONTRACTION, PAUSE_CHURN };

typedef struct Policy {
    uint8_t per_interval;   /* the amount is per `interval`, not per month */
    uint8_t times_quantity; /* the amount is for one of `quantity` */
    uint8_t recognition, discounts, metered, pause;
    uint8_t one_off;     /* what does not recur counts */
    uint8_t free_churns; /* a term at 0 does not count */
    uint8_t trials;      /* trials count */
    int64_t past_due;    /* days after which it does not count; -1: never */
    int64_t grace;       /* days without a term that are no gap */
} Policy;

/* The options, in this order at the head of a metric's list. */
enum { POLICY_GRACE = 10, POLICY_OPTION_COUNT = 12 };
extern const hale_option policy_option[POLICY_OPTION_COUNT];
#define POLICY_OPTIONS                                                         \
    &policy_option[0], &policy_option[1], &policy_option[2],                   \
        &policy_option[3], &policy_option[4], &policy_option[5],               \
        &policy_option[6], &policy_option[7], &policy_option[8],               \
        &policy_option[9], &policy_option[10], &policy_option[11]

/* What the values of POLICY_OPTIONS say. */
Policy policy_read(const hale_value *given);

/* hale_metric.configure of metrics that have no other option: the config is
 * a Policy. */
int policy_configure(hale_cx *cx, const hale_value *given, void *config);

/* hale_metric.reach of metrics whose config begins with a Policy, and which
 * look at nothing but their terms and the days of grace. */
int64_t policy_reach(const void *config);

#endif
