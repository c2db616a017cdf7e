/* SPDX-License-Identifier: MIT
 *
 * hysteresis.c: a band that does not flicker. `hysteresis(2)` keeps the band
 * that the account had until its score is two points past the edge:
 *
 *     was green, edge at 75:   73.5 stays green, 72.9 is yellow
 *     was yellow:              76.5 stays yellow, 77 is green
 *
 * The last band is a fact like any other, the column NAME_band_before, which
 * the history of a pipeline gives. Without it, on a first run, and wherever a
 * cap, a floor or a veto bit (they mean what they say) the band is that of the
 * score.
 */
#include "judge/formula.h"

void hysteresis_input(Formula *f)
{
    if (!(f->hysteresis > 0))
        return;
    const char *name = arena_printf(&f->arena, "%s_band_before", f->name);
    ptrdiff_t at = formula_input(f, name);
    if (at < 0) {
        f->input = list_grow(&f->arena, f->input, f->inputs, sizeof *f->input);
        at = (ptrdiff_t)f->inputs++;
        f->input[at] = (Input){.name = name, .line = f->hysteresis_line};
    }
    f->band_before = (size_t)at;
    f->input[at].optional = true;
    f->input[at].used = true;
    f->input[at].fact.type = HALE_TEXT;
}

size_t hysteresis_band(const Formula *f, double score, size_t before)
{
    size_t band = before;
    while (band + 1 < f->bands &&
           score >= f->band[band + 1].edge + f->hysteresis)
        band++;
    while (band && score < f->band[band].edge - f->hysteresis)
        band--;
    return band;
}
