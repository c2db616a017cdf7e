/* SPDX-License-Identifier: MIT
 *
 * clause.c: conditions that are data, { metric = "open_p1", ge = 1 }. Because
 * they can be looked at, it can be told before any data is read that one of
 * them always holds when another does, or that it never does.
 */
#include "judge/formula.h"

#include <string.h>

bool clause_holds(const Clause *c, const hale_value *v)
{
    double a = value_number(v), b = value_number(&c->want);
    if (v->missing != HALE_PRESENT)
        return false;
    switch (c->op) {
    case OP_LT:
        return a < b;
    case OP_LE:
        return a <= b;
    case OP_GT:
        return a > b;
    case OP_GE:
        return a >= b;
    default:
        return value_equal(v, &c->want);
    }
}

static bool is_upper(const Clause *c)
{
    return c->op == OP_LT || c->op == OP_LE;
}

static bool is_strict(const Clause *c)
{
    return c->op == OP_LT || c->op == OP_GT;
}

/* Both name the same input. */
static bool implies(const Clause *a, const Clause *b)
{
    double x = value_number(&a->want), y = value_number(&b->want);
    if (a->op == OP_EQ)
        return clause_holds(b, &a->want);
    if (b->op == OP_EQ || is_upper(a) != is_upper(b))
        return false;
    if (x == y)
        return is_strict(a) || !is_strict(b);
    return is_upper(a) ? x < y : x > y;
}

static bool contradicts(const Clause *a, const Clause *b)
{
    double x = value_number(&a->want), y = value_number(&b->want);
    if (a->op == OP_EQ)
        return !clause_holds(b, &a->want);
    if (b->op == OP_EQ)
        return !clause_holds(a, &b->want);
    if (is_upper(a) == is_upper(b))
        return false;
    if (x == y)
        return is_strict(a) || is_strict(b);
    return is_upper(a) ? x < y : x > y;
}

static bool implied(const When *a, const Clause *b)
{
    for (size_t i = 0; i < a->clauses; i++)
        if (a->clause[i].input == b->input && implies(&a->clause[i], b))
            return true;
    return false;
}

bool when_implies(const When *a, const When *b)
{
    if (!b->given)
        return true;
    if (!a->given || a->function || b->function)
        return false;
    for (size_t i = 0; i < b->clauses; i++)
        if (!implied(a, &b->clause[i]))
            return false;
    return b->clauses > 0;
}

const char *when_never(const When *w)
{
    for (size_t i = 0; i < w->clauses; i++)
        for (size_t k = i + 1; k < w->clauses; k++)
            if (w->clause[i].input == w->clause[k].input &&
                contradicts(&w->clause[i], &w->clause[k]))
                return w->clause[i].name;
    return NULL;
}
