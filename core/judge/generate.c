/* SPDX-License-Identifier: MIT
 *
 * generate.c: accounts that nobody has, for properties.
 *
 * What an input may be is read off the formula itself: the edges of curves,
 * the constants of conditions, the keys of look-ups, what examples give. That
 * is where scores bend, so that is where mistakes are. Values between these
 * are taken too. The sequence is SplitMix64: the same on every machine, and
 * seeded by the name of the property, so that a failure can be repeated.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

uint64_t generate_next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* ---------------------------------------------------------------- pools -- */

/* A number as the column would hold it; without a pipeline as it is. */
static hale_value number_value(const Formula *f, size_t input, double x)
{
    hale_value v = {.type = HALE_REAL, .as.r = x};
    hale_type type = f->input[input].fact.name ? f->input[input].fact.type : 0;
    double unit = type == HALE_MONEY  ? (double)HALE_MONEY_UNIT
                  : type == HALE_TIME ? (double)HALE_SECOND
                                      : 1;
    bool whole = type ? type != HALE_REAL : rint(x) == x;
    if (!whole || !(fabs(x * unit) < 9e18))
        return v;
    return (hale_value){.type = type ? type : HALE_INT,
                        .as.i = llround(x * unit)};
}

static void add_value(Pool *p, Arena *arena, hale_value v)
{
    size_t i = p->count;
    for (size_t k = 0; k < p->count; k++)
        if (value_equal(&p->value[k], &v))
            return;
    p->value = list_grow(arena, p->value, p->count, sizeof v);
    p->count++;
    for (; i && p->numbers && value_number(&p->value[i - 1]) > value_number(&v);
         i--)
        p->value[i] = p->value[i - 1];
    p->value[i] = v;
}

typedef struct Making {
    const Formula *f;
    Arena *arena;
    Pool *pool;
} Making;

static void add_number(Making *m, size_t input, double x)
{
    hale_value v = number_value(m->f, input, x);
    if (m->pool[input].numbers && isfinite(value_number(&v)))
        add_value(&m->pool[input], m->arena, v);
}

/* A constant of the script. */
static void add_constant(Making *m, size_t input, const hale_value *v)
{
    bool number = v->type != HALE_TEXT && v->type != HALE_BOOL;
    if (number && m->pool[input].numbers) {
        add_number(m, input, value_number(v) - 1);
        add_number(m, input, value_number(v));
        add_number(m, input, value_number(v) + 1);
    } else if (!number && !m->pool[input].numbers) {
        add_value(&m->pool[input], m->arena, *v);
    }
}

static void add_curve(Making *m, size_t input, const Curve *c)
{
    if (!c)
        return;
    for (size_t i = 0; c->kind != CURVE_LOOKUP && i < c->count; i++)
        add_number(m, input, c->x[i]);
    for (size_t i = 0; c->kind == CURVE_LOOKUP && i < c->count; i++)
        add_constant(m, input, &c->key[i]);
    if (c->kind == CURVE_LOGISTIC) {
        add_number(m, input, c->mid - c->width);
        add_number(m, input, c->mid);
        add_number(m, input, c->mid + c->width);
    } else if (c->kind == CURVE_BAND) {
        add_number(m, input, c->lo - c->fade);
        add_number(m, input, c->lo);
        add_number(m, input, c->hi);
        add_number(m, input, c->hi + c->fade);
    } else if (c->kind == CURVE_PERCENTILE) {
        add_curve(m, input, c->fallback);
    }
}

static void add_when(Making *m, const When *when)
{
    for (size_t i = 0; i < when->clauses; i++)
        add_constant(m, when->clause[i].input, &when->clause[i].want);
}

static void add_part(Making *m, size_t i)
{
    const Part *p = &m->f->part[i];
    add_when(m, &p->when);
    for (size_t s = 0; p->metric >= 0 && s <= m->f->variants; s++)
        add_curve(m, (size_t)p->metric, m->f->setup[s].curve[i]);
    if (!p->stale.given)
        return;
    add_number(m, p->stale.age, 0);
    add_number(m, p->stale.age, p->stale.after);
    add_number(m, p->stale.age, 2 * p->stale.after);
    add_number(m, p->stale.age, p->stale.after + p->stale.halflife);
}

static void add_all(Making *m)
{
    const Formula *f = m->f;
    for (size_t i = 0; i < f->parts; i++)
        add_part(m, i);
    for (size_t i = 0; i < f->caps; i++)
        add_when(m, &f->cap[i].when);
    for (size_t i = 0; i < f->variants; i++)
        add_when(m, &f->variant[i].when);
    for (size_t i = 0; i < f->properties; i++)
        add_when(m, &f->property[i].when);
    for (size_t i = 0; f->hysteresis > 0 && i < f->bands; i++)
        add_constant(
            m, f->band_before,
            &(hale_value){.type = HALE_TEXT, .as.text = str(f->band[i].name)});
    for (size_t i = 0; i < f->examples; i++)
        for (size_t k = 0; k < f->example[i].givens; k++) {
            const Given *g = &f->example[i].given[k];
            if (g->value.type == HALE_TEXT || g->value.type == HALE_BOOL)
                add_constant(m, g->input, &g->value);
            else
                add_number(m, g->input, value_number(&g->value));
        }
}

static void fill_pool(Making *m, size_t i)
{
    static const double usual[] = {0, 1, 10, 100};
    const FactInfo *fact = &m->f->input[i].fact;
    Pool *p = &m->pool[i];
    bool text = fact->name && fact->type == HALE_TEXT;
    if (p->numbers) {
        for (size_t k = 0; k < COUNT(usual); k++)
            add_number(m, i, usual[k]);
        return;
    }
    text |= p->count && p->value[0].type == HALE_TEXT;
    if (text)
        add_value(p, m->arena,
                  (hale_value){.type = HALE_TEXT, .as.text = S("other")});
    for (uint8_t b = 0; !text && b < 2; b++)
        add_value(p, m->arena, (hale_value){.type = HALE_BOOL, .as.b = b});
}

Pool *generate_pools(const Formula *f, Arena *arena)
{
    Making m = {f, arena, arena_array(arena, f->inputs + 1, sizeof(Pool))};
    add_all(&m); /* texts and truths; who has none holds numbers */
    for (size_t i = 0; i < f->inputs; i++) {
        const FactInfo *fact = &f->input[i].fact;
        bool words = fact->type == HALE_TEXT || fact->type == HALE_BOOL;
        m.pool[i].numbers = fact->name ? !words : !m.pool[i].count;
    }
    add_all(&m);
    for (size_t i = 0; i < f->inputs; i++)
        fill_pool(&m, i);
    return m.pool;
}

/* --------------------------------------------------------------- values -- */

hale_value generate_value(const Formula *f, const Pool *pool, size_t input,
                          uint64_t *seed)
{
    const Pool *p = &pool[input];
    size_t at = (size_t)(generate_next(seed) % p->count);
    bool between = p->numbers && at && generate_next(seed) % 4 == 0;
    if (!between)
        return p->value[at];
    double low = value_number(&p->value[at - 1]);
    double high = value_number(&p->value[at]);
    double x = low + (high - low) * (double)(generate_next(seed) % 64) / 64;
    bool whole =
        p->value[at].type != HALE_REAL && p->value[at - 1].type != HALE_REAL;
    return number_value(f, input, whole ? rint(x) : x);
}
