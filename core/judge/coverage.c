/* SPDX-License-Identifier: MIT
 *
 * coverage.c: what the examples of a formula reach. An example that passes
 * proves nothing about a cap that never bites in it; what no example has
 * reached is untested, whatever the count of examples says.
 *
 * A component is reached when it had a value, a cap, floor or veto when it
 * bit, a variant when it was taken, a band when a score fell into it.
 * Properties do not count: they hold for accounts that nobody looked at.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

enum { CAP_KINDS = 3 };
static const char *const cap_kind[CAP_KINDS] = {
    [CAP_CAP] = "cap", [CAP_FLOOR] = "floor", [CAP_VETO] = "veto"};

static Reached *list_all(const Formula *f, Arena *arena, size_t *count)
{
    size_t n = 0, room = f->parts + f->caps + f->variants + f->bands;
    Reached *all = arena_array(arena, room + 1, sizeof *all);
    for (size_t i = 0; i < f->parts; i++)
        all[n++] = (Reached){"component", f->part[i].id, false};
    for (size_t kind = 0; kind < CAP_KINDS; kind++)
        for (size_t i = 0; i < f->caps; i++)
            if ((size_t)f->cap[i].kind == kind)
                all[n++] = (Reached){cap_kind[kind], f->cap[i].id, false};
    for (size_t i = 0; i < f->variants; i++)
        all[n++] = (Reached){"variant", f->variant[i].id, false};
    for (size_t i = 0; i < f->bands; i++)
        all[n++] = (Reached){"band", f->band[i].name, false};
    *count = n;
    return all;
}

static bool bit(const Verdict *v, const Reached *r)
{
    for (size_t i = 0; i < v->caps; i++)
        if (!strcmp(v->cap[i].kind, r->kind) && !strcmp(v->cap[i].id, r->name))
            return true;
    return false;
}

static bool had_value(const Verdict *v, const char *id)
{
    for (size_t i = 0; i < v->parts; i++)
        if (!strcmp(v->part[i].id, id) && v->part[i].weight > 0)
            return v->part[i].value.missing == HALE_PRESENT;
    return false;
}

static bool reaches(const Verdict *v, const Reached *r)
{
    if (!strcmp(r->kind, "component"))
        return had_value(v, r->name);
    if (!strcmp(r->kind, "variant"))
        return !strcmp(v->variant, r->name);
    if (!strcmp(r->kind, "band"))
        return v->known && !strcmp(v->band, r->name);
    return bit(v, r);
}

Reached *formula_coverage(const Formula *f, Arena *arena, size_t *count)
{
    Reached *all = list_all(f, arena, count);
    Arena scratch = {0};
    Judge *j = judge_open(f, NULL);
    for (size_t i = 0; j && i < f->examples; i++) {
        Verdict v = {0};
        hale_value *fact =
            arena_array(&scratch, f->inputs + f->ranks + 1, sizeof *fact);
        example_facts(f, &f->example[i], fact);
        judge_account(j, f->example[i].name, fact, WORDS_NONE, &scratch, &v);
        for (size_t k = 0; k < *count; k++)
            all[k].reached |= !v.error && reaches(&v, &all[k]);
        arena_reset(&scratch);
    }
    judge_close(j);
    arena_free(&scratch);
    return all;
}
