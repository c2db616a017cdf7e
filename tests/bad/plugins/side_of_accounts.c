/* SPDX-License-Identifier: MIT
 *
 * Refused: a model whose side table is of rows of accounts.
 */
#include "hale/plugin.h"

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *out)
{
    (void)cx, (void)config, (void)span, (void)accounts, (void)out;
    return 0;
}

static const hale_column target = {
    .size = sizeof target, .name = "target", .type = HALE_MONEY};
static const hale_column *const side_columns[] = {&target, NULL};
static const hale_need side = {.size = sizeof side,
                               .role = "quotas",
                               .shape = HALE_EVENT,
                               .flags = 0,
                               .columns = side_columns};
static const hale_need *const sides[] = {&side, NULL};

#define BAD_SIDES sides
#include "bad_model.h"
