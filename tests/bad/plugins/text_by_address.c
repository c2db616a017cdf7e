/* SPDX-License-Identifier: MIT
 *
 * Fails in model.texts: takes texts for equal if they lie at one place.
 */
#include "hale/plugin.h"

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *out)
{
    const hale_table_column *c = accounts->column[1];
    (void)cx, (void)config, (void)span;
    for (size_t i = 0; i < accounts->rows; i++) {
        double alike = 0;
        for (size_t k = 0; k < accounts->rows; k++)
            alike += c->as.text[k].data == c->as.text[i].data;
        out[0][i].as.r = alike;
        out[0][i].missing = HALE_PRESENT;
    }
    return 0;
}

#include "bad_model.h"
