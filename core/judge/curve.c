/* SPDX-License-Identifier: MIT
 *
 * curve.c: points from a value. Curves are plain data: judging a component
 * that has a metric and a curve is arithmetic, Lua never hears of it, and a
 * curve can be checked and explained because it can be looked at.
 *
 * Every curve is clamped to 0..100 by construction: outside its points it
 * stays where its last point was.
 */
#include "judge/formula.h"

#include <math.h>

double value_number(const hale_value *value)
{
    switch (value->type) {
    case HALE_BOOL:
        return value->as.b ? 1 : 0;
    case HALE_INT:
        return (double)value->as.i;
    case HALE_REAL:
        return value->as.r;
    case HALE_MONEY:
        return (double)value->as.i / (double)HALE_MONEY_UNIT;
    case HALE_TIME:
        return (double)value->as.i / (double)HALE_SECOND;
    default:
        return NAN;
    }
}

bool value_equal(const hale_value *a, const hale_value *b)
{
    bool text = a->type == HALE_TEXT, truth = a->type == HALE_BOOL;
    if (text != (b->type == HALE_TEXT) || truth != (b->type == HALE_BOOL))
        return false;
    if (text)
        return str_eq(a->as.text, b->as.text);
    if (truth)
        return !a->as.b == !b->as.b;
    return value_number(a) == value_number(b);
}

/* The last x[i] <= v; SIZE_MAX if v lies before all of them. */
static size_t at_or_before(const Curve *c, double v)
{
    size_t low = 0, high = c->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->x[middle] <= v)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? low - 1 : SIZE_MAX;
}

static double between(const Curve *c, double v)
{
    size_t i = at_or_before(c, v);
    if (i == SIZE_MAX)
        return c->y[0];
    if (i + 1 == c->count)
        return c->y[i];
    double part = (v - c->x[i]) / (c->x[i + 1] - c->x[i]);
    return c->y[i] + (c->y[i + 1] - c->y[i]) * part;
}

static double step(const Curve *c, double v)
{
    size_t i = at_or_before(c, v);
    return c->y[i == SIZE_MAX ? 0 : i];
}

/* 10 points at half a width before `mid`, 90 at half a width after it. */
static double logistic(const Curve *c, double v)
{
    double x = (v - c->mid) / c->width;
    return 100 / (1 + pow(81, c->falling ? x : -x));
}

static double band(const Curve *c, double v)
{
    double outside = v < c->lo ? c->lo - v : v > c->hi ? v - c->hi : 0;
    if (outside <= 0)
        return 100;
    return outside >= c->fade ? 0 : 100 * (1 - outside / c->fade);
}

static double look_up(const Curve *c, const hale_value *value)
{
    for (size_t i = 0; i < c->count; i++)
        if (value_equal(&c->key[i], value))
            return c->y[i];
    return NAN;
}

double curve_points(const Curve *c, const hale_value *value)
{
    if (c->kind == CURVE_LOOKUP)
        return look_up(c, value);
    double v = value_number(value);
    if (isnan(v))
        return NAN;
    switch (c->kind) {
    case CURVE_POINTS:
        return between(c, v);
    case CURVE_STEPS:
        return step(c, v);
    case CURVE_LOGISTIC:
        return logistic(c, v);
    default:
        return band(c, v);
    }
}

int curve_direction(const Curve *c)
{
    bool rises = false, falls = false;
    if (c->kind == CURVE_LOGISTIC || c->kind == CURVE_PERCENTILE)
        return c->falling ? -1 : 1;
    if (c->kind != CURVE_POINTS && c->kind != CURVE_STEPS)
        return 0;
    for (size_t i = 1; i < c->count; i++) {
        rises |= c->y[i] > c->y[i - 1];
        falls |= c->y[i] < c->y[i - 1];
    }
    return rises == falls ? 0 : rises ? 1 : -1;
}
