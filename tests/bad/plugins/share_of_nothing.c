/* SPDX-License-Identifier: MIT
 *
 * Fails in model.nothing_present: a mean over no accounts is 0/0.
 */
#include "hale/plugin.h"

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *out)
{
    const hale_table_column *c = accounts->column[0];
    double sum = 0, known = 0;
    (void)cx, (void)config, (void)span;
    for (size_t i = 0; i < accounts->rows; i++) {
        if (c->missing && c->missing[i])
            continue;
        sum += c->as.r[i];
        known++;
    }
    for (size_t i = 0; i < accounts->rows; i++) {
        out[0][i].as.r = sum / known;
        out[0][i].missing = HALE_PRESENT;
    }
    return 0;
}

#include "bad_model.h"
