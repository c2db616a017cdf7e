/* SPDX-License-Identifier: MIT
 *
 * override.c: what people decided by hand, over what the formula said.
 *
 * A band moves the score to the nearest edge of that band, as a veto does, so
 * that the two never contradict each other; points give their own band. With
 * both, the points are held inside the band. Where the formula knows no score
 * a band alone leaves it unknown. A formula that says override "never" is not
 * overruled. The verdict itself is not touched: both are kept.
 */
#include "judge/formula.h"

#include <math.h>

/* The band's number; -1 and *trouble: there is no such band. */
static ptrdiff_t band_given(const Formula *f, const hale_value *band,
                            const char **trouble, Arena *arena)
{
    Text safe = {0};
    if (band->missing || !band->as.text.len)
        return -1;
    ptrdiff_t at = find_band(f, band->as.text);
    if (at >= 0)
        return at;
    text_add_safe(&safe, band->as.text, 40);
    *trouble = arena_printf(arena, "there is no band \"%s\"%s",
                            safe.data ? safe.data : "",
                            suggest_hint(arena, band->as.text, f->band_name));
    text_free(&safe);
    return -1;
}

const char *formula_override(const Formula *f, const Verdict *v,
                             const hale_value *band, const hale_value *points,
                             Override *out, Arena *arena)
{
    const char *trouble = NULL;
    double score = v->known ? v->score : (double)NAN;
    ptrdiff_t at = band_given(f, band, &trouble, arena);
    *out = (Override){.score = NAN};
    if (!points->missing)
        score = value_number(points);
    if (!points->missing && !(score >= 0 && score <= 100))
        trouble = arena_printf(arena, "%g points are not 0 to 100", score);
    if (f->by_rule)
        trouble = "its formula says override \"never\"";
    if (trouble || (at < 0 && points->missing))
        return trouble;
    if (at >= 0 && !isnan(score))
        score = into_band(f, (size_t)at, score);
    if (at < 0)
        at = (ptrdiff_t)band_of(f, score);
    *out = (Override){true, score, f->band[at].name};
    return NULL;
}
