/* SPDX-License-Identifier: MIT
 *
 * Fails in model.one_account: reports a real where it declared an int.
 */
#include "hale/plugin.h"

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *out)
{
    const hale_value row = {.type = HALE_REAL, .as.r = (double)accounts->rows};
    (void)config, (void)span, (void)out;
    return cx->emit(cx, 0, &row);
}

#include "bad_model.h"
