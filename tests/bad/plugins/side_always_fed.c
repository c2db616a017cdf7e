/* SPDX-License-Identifier: MIT
 *
 * Fails in model.no_optional: takes an optional side table for there.
 */
#include "hale/plugin.h"

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *out)
{
    const hale_table *quotas = cx->side(cx, 0);
    (void)config, (void)span;
    for (size_t i = 0; i < accounts->rows; i++) {
        out[0][i].as.r = (double)quotas->rows;
        out[0][i].missing = HALE_PRESENT;
    }
    return 0;
}

static const hale_column target = {
    .size = sizeof target, .name = "target", .type = HALE_MONEY};
static const hale_column *const side_columns[] = {&target, NULL};
static const hale_need side = {.size = sizeof side,
                               .role = "quotas",
                               .shape = HALE_SIDE,
                               .flags = HALE_OPTIONAL,
                               .columns = side_columns};
static const hale_need *const sides[] = {&side, NULL};

#define BAD_SIDES sides
#include "bad_model.h"
