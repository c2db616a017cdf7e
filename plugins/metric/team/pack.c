/* SPDX-License-Identifier: MIT
 *
 * team: how the team does: who is responsible, what they do, and what came of
 * it against what was asked for and what was to be expected.
 */
#include "hale/plugin.h"

extern const hale_metric team_owner, team_rated, team_replies, team_tasks;
extern const hale_model team_attainment, team_capacity, team_expected_churn,
    team_nps;

static const hale_metric *const metrics[] = {
    &team_owner, &team_rated, &team_replies, &team_tasks, NULL,
};

static const hale_model *const models[] = {
    &team_attainment, &team_expected_churn, &team_capacity, &team_nps, NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "team",
    .version = "1.0.0",
    .license = "MIT",
    .help = "how the team does, by CSM and by team",
    .metrics = metrics,
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
