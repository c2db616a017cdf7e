/* SPDX-License-Identifier: MIT
 *
 * judge.c: one account.
 *
 *     variant -> components (value, points) -> groups -> score -> caps, band
 *
 * Groups are added up from the leaves: what is known inside weighs, what is
 * missing hands its weight to its neighbours. Then shares go down from the
 * whole (1) to the components, and the score is the sum of share * points:
 * what explain shows adds up to what was scored.
 *
 * Coverage counts only what data said. A component that gets points for a
 * missing value (missing = "zero") takes part, but is not known.
 */
#include "judge/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/judging.h"

/* -------------------------------------------------------- open and close -- */

Judge *judge_open(const Formula *f, Error *error)
{
    Judge *j = xcalloc(1, sizeof *j);
    j->f = f;
    j->room = f->functions ? formula_room(f) : NULL;
    if (f->functions && !j->room) {
        error_set(error, EXIT_CONFIG,
                  "%s: the script does not run a second "
                  "time as it did the first",
                  f->path);
        free(j);
        return NULL;
    }
    j->part = arena_array(&j->arena, f->parts + 1, sizeof *j->part);
    j->group = arena_array(&j->arena, f->groups, sizeof *j->group);
    return j;
}

void judge_close(Judge *j)
{
    if (!j)
        return;
    room_close(j->room);
    arena_free(&j->arena);
    free(j);
}

/* ------------------------------------------------------------- functions -- */

void judge_fail(Judge *j, const char *section, int line, const char *text)
{
    Text account = {0};
    if (j->v->error)
        return;
    text_add_safe(&account, str(j->account), 80);
    j->v->error = arena_printf(j->out, "%s:%d: %s%s%s (account %s)", j->f->file,
                               line, section, *section ? ": " : "", text,
                               account.data ? account.data : "");
    text_free(&account);
}

/* The room with this account in it; false: failed. */
static bool enter(Judge *j)
{
    Fault fault = {0};
    if (j->entered)
        return !j->v->error;
    j->entered = true;
    if (!j->room || j->room->broken) {
        room_close(j->room);
        j->room = formula_room(j->f);
    }
    if (!j->room)
        judge_fail(j, "", 1, "no memory for a room");
    else if (room_enter(j->room, j->fact, j->f->input_read, &fault))
        judge_fail(j, "", fault.line, fault.text);
    return !j->v->error;
}

/* 0: the result is on the stack of the room. */
static int call(Judge *j, const char *section, int function)
{
    Fault fault = {0};
    if (!enter(j))
        return -1;
    if (!room_call(j->room, function, &fault))
        return 0;
    judge_fail(j, section, fault.line, fault.text);
    return -1;
}

static void leave(Judge *j)
{
    Fault fault = {0};
    if (j->entered && j->room && !j->room->broken &&
        room_leave(j->room, &fault))
        judge_fail(j, "", fault.line, fault.text);
}

/* ------------------------------------------------------------- conditions --
 */

static bool compare(const Clause *c, const hale_value *v)
{
    double a = value_number(v), b = value_number(&c->want);
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

bool judge_holds(Judge *j, const char *section, const When *when)
{
    if (!when->given)
        return true;
    if (when->function) {
        if (call(j, section, when->function))
            return false;
        bool holds = lua_toboolean(j->room->L, -1);
        room_drop(j->room);
        return holds;
    }
    for (size_t i = 0; i < when->clauses; i++) {
        const hale_value *v = &j->fact[when->clause[i].input];
        if (v->missing != HALE_PRESENT || !compare(&when->clause[i], v))
            return false;
    }
    return true;
}

static void choose_variant(Judge *j)
{
    j->setup = &j->f->setup[0];
    j->v->variant = "";
    for (size_t i = 0; i < j->f->variants; i++) {
        const Variant *variant = &j->f->variant[i];
        if (!judge_holds(j, variant->section, &variant->when))
            continue;
        j->setup = &j->f->setup[i + 1];
        j->v->variant = variant->id;
        return;
    }
}

/* ------------------------------------------------------------- components --
 */

/* What the function left on the stack, as a value. */
static hale_value result_value(Judge *j, const Part *p)
{
    lua_State *L = j->room->L;
    hale_value v = {.type = HALE_REAL, .missing = HALE_NOT_GIVEN};
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        if (j->room->noted != HALE_PRESENT)
            v.missing = j->room->noted;
        return v;
    case LUA_TNUMBER:
        v.missing = HALE_PRESENT;
        v.as.r = lua_tonumber(L, -1);
        if (lua_isinteger(L, -1)) {
            v.type = HALE_INT;
            v.as.i = lua_tointeger(L, -1);
        }
        return v;
    case LUA_TBOOLEAN:
        return (hale_value){.type = HALE_BOOL,
                            .as.b = (uint8_t)lua_toboolean(L, -1)};
    case LUA_TSTRING: {
        Str text;
        text.data = lua_tolstring(L, -1, &text.len);
        return (hale_value){.type = HALE_TEXT,
                            .as.text = arena_str(j->out, text)};
    }
    default:
        judge_fail(j, p->section, p->line, "the function must give a number");
        return v;
    }
}

static hale_value part_value(Judge *j, const Part *p)
{
    if (p->metric >= 0)
        return j->fact[p->metric];
    hale_value v = {.type = HALE_REAL, .missing = HALE_NOT_GIVEN};
    if (call(j, p->section, p->function))
        return v;
    v = result_value(j, p);
    room_drop(j->room);
    return v;
}

/* 0..100; NAN: the curve does not know the value. */
static double part_points(Judge *j, const Part *p, const Curve *curve,
                          const hale_value *v)
{
    if (v->type == HALE_REAL && !isfinite(v->as.r)) {
        judge_fail(j, p->section, p->line,
                   "the value is not a finite number (0/0?)");
        return NAN;
    }
    if (curve)
        return curve_points(curve, v);
    if (v->type == HALE_TEXT || v->type == HALE_BOOL) {
        judge_fail(j, p->section, p->line,
                   "the value is no number: it needs a lookup curve");
        return NAN;
    }
    double points = value_number(v);
    return points < 0 ? 0 : points > 100 ? 100 : points;
}

static void judge_part(Judge *j, size_t i)
{
    const Part *p = &j->f->part[i];
    PartVerdict *out = &j->v->part[i];
    PartSum *sum = &j->part[i];
    sum->weight = j->setup->part_weight[i];
    if (sum->weight > 0 && !judge_holds(j, p->section, &p->when))
        sum->weight = 0;
    out->weight = sum->weight;
    out->value.missing = HALE_NOT_COVERED;
    if (!(sum->weight > 0) || j->v->error)
        return;
    out->value = part_value(j, p);
    if (out->value.missing == HALE_PRESENT && !j->v->error) {
        out->points = part_points(j, p, j->setup->curve[i], &out->value);
        if (isnan(out->points))
            out->value.missing = HALE_REJECTED;
    }
    sum->data = sum->known = !isnan(out->points);
    if (sum->known || p->policy == POLICY_SKIP)
        return;
    if (p->policy == POLICY_FAIL) {
        judge_fail(j, p->section, p->line,
                   "there is no value, and missing = \"fail\"");
        return;
    }
    out->points = p->policy_points;
    sum->known = true;
}

/* ------------------------------------------------------------ one account --
 */

static void begin(Judge *j, const char *account, const hale_value *fact,
                  Arena *arena, Verdict *v)
{
    const Formula *f = j->f;
    j->account = account;
    j->fact = fact;
    j->out = arena;
    j->v = v;
    j->entered = false;
    memset(j->part, 0, f->parts * sizeof *j->part);
    memset(j->group, 0, f->groups * sizeof *j->group);
    *v = (Verdict){.missing = HALE_NOT_GIVEN,
                   .band = "unknown",
                   .parts = f->parts,
                   .part = arena_array(arena, f->parts + 1, sizeof *v->part),
                   .cap = arena_array(arena, f->caps + 1, sizeof *v->cap)};
    for (size_t i = 0; i < f->parts; i++) {
        const Part *p = &f->part[i];
        v->part[i] = (PartVerdict){.id = p->id,
                                   .label = p->label,
                                   .group = p->group ? p->group : "",
                                   .points = NAN,
                                   .why = ""};
    }
}

void judge_account(Judge *j, const char *account, const hale_value *fact,
                   bool words, Arena *arena, Verdict *v)
{
    begin(j, account, fact, arena, v);
    choose_variant(j);
    for (size_t i = 0; i < j->f->parts && !v->error; i++)
        judge_part(j, i);
    if (!v->error)
        judge_add_up(j);
    if (v->known)
        judge_limits(j);
    leave(j);
    if (v->error) {
        v->known = false;
        v->missing = HALE_REJECTED;
        v->band = "unknown";
        v->caps = 0;
    } else if (words) {
        judge_words(j);
    }
}
