/* SPDX-License-Identifier: MIT
 *
 * lifecycle.first_value: how long it takes until a customer has something of
 * the product.
 *
 *     first_value = local day of the first value - local day of the start
 *
 * What the first value is, the one who writes the milestones decides: the
 * first report sent, the first order booked. milestone.h says what happens to
 * accounts that are not there yet, and what figures a group has. Sections with
 * a target of 30d, 60d and 90d give the usual three shares.
 *
 * Source: time to first value, by its median and not its mean, with the
 * accounts that are not there as what they are, right-censored.
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
        .fallback = "first_value",
        .help = "kinds of milestones that end it; the earliest counts",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "target",
        .type = HALE_OPTION_DAYS,
        .fallback = "30d",
        .min = 0,
        .max = 36500,
        .help = "how long it may take to be on time",
    },
    NULL,
};

const hale_metric lifecycle_first_value = {
    .size = sizeof(hale_metric),
    .name = "first_value",
    .title = "Time to first value",
    .family = "health",
    .formula = "local day of the first first_value - local day of the start",
    .source = "time to first value, right-censored",
    .example = "[metric.first_value]\n"
               "plugin = lifecycle.first_value\n"
               "start = contract_signed, kickoff\n"
               "done = first_value\n"
               "target = 30d\n",
    .options = options,
    .needs = milestone_needs,
    .results = milestone_results,
    .config_size = sizeof(MilestoneConfig),
    .configure = milestone_configure,
    .state_size = sizeof(MilestoneState),
    .update = milestone_update,
    .finish = milestone_finish,
};
