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

static PartVerdict blank_of(const Part *p)
{
    return (PartVerdict){.id = p->id,
                         .label = p->label,
                         .group = p->group ? p->group : "",
                         .points = NAN,
                         .age = NAN,
                         .fade = 1,
                         .why = ""};
}

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
    j->blank = arena_array(&j->arena, f->parts + 1, sizeof *j->blank);
    for (size_t i = 0; i < f->parts; i++)
        j->blank[i] = blank_of(&f->part[i]);
    return j;
}

void judge_close(Judge *j)
{
    if (!j)
        return;
    room_close(j->room);
    text_free(&j->saying);
    arena_free(&j->arena);
    free(j);
}

/* ------------------------------------------------------------- functions -- */

void judge_fault(Judge *j, const char *section, const Fault *fault)
{
    Text account = {0};
    Place at = script_short(j->f, fault->at.file, fault->at.line);
    if (j->v->error)
        return;
    text_add_safe(&account, str(j->account), 80);
    j->v->error = arena_printf(j->out, "%s:%d: %s%s%s (account %s)", at.file,
                               at.line, section, *section ? ": " : "",
                               fault->text, account.data ? account.data : "");
    text_free(&account);
}

void judge_fail(Judge *j, const char *section, int line, const char *text)
{
    Fault fault = {.at = {0, line}};
    snprintf(fault.text, sizeof fault.text, "%s", text);
    judge_fault(j, section, &fault);
}

/* The room with this account in it; false: failed. */
static bool enter(Judge *j)
{
    Fault fault; /* said by whoever fails */
    if (j->entered)
        return !j->v->error;
    j->entered = true;
    if (!j->room || j->room->broken) {
        room_close(j->room);
        j->room = formula_room(j->f);
    }
    if (!j->room)
        judge_fail(j, "", 1, "no memory for a room");
    else if (room_enter(j->room, j->fact, &fault))
        judge_fault(j, "", &fault);
    return !j->v->error;
}

/* 0: the result is on the stack of the room. */
static int call(Judge *j, const char *section, int function)
{
    Fault fault;
    if (!enter(j))
        return -1;
    if (!room_call(j->room, function, &fault))
        return 0;
    judge_fault(j, section, &fault);
    return -1;
}

static void leave(Judge *j)
{
    Fault fault;
    if (j->entered && j->room && !j->room->broken &&
        room_leave(j->room, &fault))
        judge_fault(j, "", &fault);
}

/* ------------------------------------------------------------- conditions --
 */

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
        const Clause *c = &when->clause[i];
        if (!clause_holds(c, &j->fact[c->input]))
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

/* The rank among its peers, or what the fallback says; NAN: neither. */
static double rank_points(Judge *j, const Curve *curve, size_t rank,
                          const hale_value *v)
{
    const hale_value *r = &j->fact[j->f->inputs + rank];
    if (r->missing == HALE_PRESENT)
        return curve->falling ? 100 - r->as.r : r->as.r;
    return curve->fallback ? curve_points(curve->fallback, v) : NAN;
}

/* 0..100; NAN: the curve does not know the value. */
static double part_points(Judge *j, size_t i, const hale_value *v)
{
    const Part *p = &j->f->part[i];
    const Curve *curve = j->setup->curve[i];
    if (v->type == HALE_REAL && !isfinite(v->as.r)) {
        judge_fail(j, p->section, p->line,
                   "the value is not a finite number (0/0?)");
        return NAN;
    }
    if (curve && curve->kind == CURVE_PERCENTILE)
        return rank_points(j, curve, j->setup->rank[i], v);
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

static bool is_ranked(const Judge *j, size_t i)
{
    const Curve *c = j->setup->curve[i];
    return c && c->kind == CURVE_PERCENTILE;
}

/* An old value weighs less, or is gone. */
static void age_value(Judge *j, const Part *p, PartVerdict *out)
{
    if (!p->stale.given || out->value.missing != HALE_PRESENT)
        return;
    const hale_value *age = &j->fact[p->stale.age];
    if (age->missing == HALE_PRESENT)
        out->age = value_number(age);
    out->fade = stale_fade(&p->stale, age);
    if (out->fade > 0)
        return;
    out->value.missing = HALE_STALE;
    out->fade = 1;
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
    age_value(j, p, out);
    if (out->value.missing == HALE_PRESENT && !j->v->error) {
        out->points = part_points(j, i, &out->value);
        if (isnan(out->points))
            out->value.missing =
                is_ranked(j, i) ? HALE_NOT_COVERED : HALE_REJECTED;
    }
    sum->known = !isnan(out->points);
    sum->data = sum->known ? out->fade : 0;
    sum->counts = sum->weight * out->fade;
    if (sum->known || p->policy == POLICY_SKIP)
        return;
    if (p->policy == POLICY_FAIL) {
        judge_fail(j, p->section, p->line,
                   "there is no value, and missing = \"fail\"");
        return;
    }
    out->points = p->policy_points;
    sum->known = true;
    sum->counts = sum->weight;
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
    memcpy(v->part, j->blank, f->parts * sizeof *v->part);
}

void judge_account(Judge *j, const char *account, const hale_value *fact,
                   Words words, Arena *arena, Verdict *v)
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
        v->held = NULL;
    } else if (words) {
        judge_words(j, words);
    }
}

bool judge_applies(Judge *j, const hale_value *fact, const When *when,
                   Arena *arena)
{
    Verdict v;
    begin(j, "made up", fact, arena, &v);
    bool holds = judge_holds(j, "property", when);
    leave(j);
    return holds && !v.error;
}
