/* SPDX-License-Identifier: MIT
 *
 * effects.c: what `hale whatif`, `hale explain --from` and `hale preview` say
 * alike about two verdicts on one account: a signed number of points, coloured
 * by whether it is good news, and which caps, floors and vetoes came and went.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

bool effect_shows(double effect)
{
    return fabs(effect) >= 0.05;
}

void effect_text(Text *out, double effect)
{
    char number[32];
    real_for_people(effect, 1, number);
    text_printf(out, "%s%s", effect > 0 ? "+" : "", number);
}

void effect_add(Grid *g, double effect)
{
    Text text = {0};
    effect_text(&text, effect);
    grid_add(g, effect < 0 ? RED : GREEN, text_str(&text));
    text_free(&text);
}

void points_text(Text *out, const PartVerdict *p)
{
    char number[32] = "-";
    if (!isnan(p->points) && p->weight > 0)
        real_for_people(p->points, 0, number);
    text_puts(out, number);
}

void difference_text(Text *out, const Verdict *before, const Verdict *after)
{
    char number[32];
    double more = after->score - before->score;
    if (!before->known || !after->known)
        return;
    real_for_people(fabs(more), 1, number);
    if (strcmp(number, "0") == 0)
        text_puts(out, ", no difference");
    else
        text_printf(out, ", %s points %s", number, more > 0 ? "more" : "less");
}

/* The limits of `v` that `other` has too, or has not. */
static void add_limits_of(Text *out, const Verdict *v, const Verdict *other,
                          bool shared, const char *word)
{
    for (size_t i = 0; i < v->caps; i++) {
        bool both = false;
        for (size_t k = 0; k < other->caps; k++)
            both |= strcmp(v->cap[i].id, other->cap[k].id) == 0 &&
                    strcmp(v->cap[i].kind, other->cap[k].kind) == 0;
        if (both != shared)
            continue;
        text_printf(out, "%s%s %s \"", out->len ? ", " : "", word,
                    v->cap[i].kind);
        text_safe(out, str(v->cap[i].id));
        text_char(out, '"');
    }
}

bool limits_text(Text *out, const Verdict *before, const Verdict *after)
{
    size_t len = out->len;
    add_limits_of(out, before, after, false, "no more");
    add_limits_of(out, after, before, false, "now");
    bool changed = out->len > len;
    add_limits_of(out, before, after, true, "still");
    return changed;
}
