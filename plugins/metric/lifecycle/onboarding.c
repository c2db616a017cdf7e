/* SPDX-License-Identifier: MIT
 *
 * lifecycle.onboarding: how long it takes until a customer is live.
 *
 *     onboarding = local day of going live - local day of the start
 *
 * The start is the first of contract signed and kickoff, whichever the data
 * have; the options name other milestones. milestone.h says what happens to
 * accounts that are not live yet, and what figures a group has.
 *
 * To be live is not yet to have anything of it: see lifecycle.first_value.
 *
 * Source: onboarding time of customer-success teams, with the accounts that
 * are not done as what they are, right-censored.
 */
#include "milestone.h"

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "start",
        .type = HALE_OPTION_LIST,
        .fallback = "contract_signed, kickoff",
        .help = "kinds of milestones that start it; the earliest counts",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "done",
        .type = HALE_OPTION_LIST,
        .fallback = "go_live",
        .help = "kinds of milestones that end it; the earliest counts",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "target",
        .type = HALE_OPTION_DAYS,
        .fallback = "90d",
        .min = 0,
        .max = 36500,
        .help = "how long it may take to be on time",
    },
    NULL,
};

const hale_metric lifecycle_onboarding = {
    .size = sizeof(hale_metric),
    .name = "onboarding",
    .title = "Onboarding time",
    .family = "health",
    .formula = "local day of the first go_live - local day of the start",
    .source = "onboarding time of customer-success teams, right-censored",
    .example = "[metric.onboarding]\n"
               "plugin = lifecycle.onboarding\n"
               "start = contract_signed, kickoff\n"
               "done = go_live\n"
               "target = 90d\n",
    .options = options,
    .needs = milestone_needs,
    .results = milestone_results,
    .config_size = sizeof(MilestoneConfig),
    .configure = milestone_configure,
    .state_size = sizeof(MilestoneState),
    .update = milestone_update,
    .finish = milestone_finish,
};
