/* SPDX-License-Identifier: MIT
 *
 * movements.h: the figures of movements, for every metric that gives them,
 * whatever its terms are made of.
 */
#ifndef HALE_PLUGINS_MOVEMENTS_H
#define HALE_PLUGINS_MOVEMENTS_H

#include "moves.h"

/* MovesConfig.choice[0] is the value of this option. */
extern const hale_option movements_option_churn_base;

extern const hale_result *const movements_results[];
extern const hale_identity *const movements_identities[];

/* hale_metric.finish of metrics whose config begins with a MovesConfig and
 * whose state begins with a MovesState. */
int movements_finish(hale_cx *cx, const void *config, const hale_span *span,
                     void *state, hale_value *results);

#endif
