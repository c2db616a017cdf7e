/* SPDX-License-Identifier: MIT
 *
 * property.c: what must hold for every account, tried on made-up ones.
 *
 *     property "more users never hurt" { rising = "active_users" }
 *     property "never green on usage alone" {
 *       known = { "active_users", "seats" }, never = "green",
 *     }
 *
 * Each account is judged (twice where two are compared); the first one that
 * breaks the property is made smaller: what is not needed for the failure
 * becomes missing, and numbers move towards zero. A score outside of 0 to 100
 * breaks every property. Accounts for which a function fails are passed over;
 * a property that no account could try has failed.
 */
#include "judge/build.h"

#include <math.h>
#include <string.h>

#include "judge/judging.h"

enum { USUAL_ACCOUNTS = 200, MOST_ACCOUNTS = 10000, ENOUGH_ERRORS = 10 };

/* -------------------------------------------------------------- reading -- */

size_t property_add(Build *b, const char *id, const char *section, int line)
{
    Formula *f = b->f;
    f->property =
        list_grow(&f->arena, f->property, f->properties, sizeof *f->property);
    f->property[f->properties] =
        (Property){.name = id, .section = section, .line = line};
    return f->properties++;
}

/* The text at the top of the stack. */
static void add_name(const Spot *s, lua_State *L, const char *key, Names *n)
{
    Str text;
    if (lua_type(L, -1) != LUA_TSTRING) {
        spot_wrong(s, key, "%s is an input, or a list of them", key);
        return;
    }
    text.data = lua_tolstring(L, -1, &text.len);
    n->name =
        list_grow(&s->b->f->arena, n->name, n->count, sizeof(const char *));
    n->name[n->count++] = spot_safe(s, text);
}

static void read_names(const Spot *s, lua_State *L, const char *key, Names *n)
{
    if (read_table(L, 2, key))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
            add_name(s, L, key, n);
    else if (lua_type(L, -1) == LUA_TSTRING)
        add_name(s, L, key, n);
    lua_pop(L, 1);
}

void property_fill(const Spot *s, lua_State *L, size_t index)
{
    Property *p = &s->b->f->property[index];
    p->finished = true;
    read_names(s, L, "rising", &p->rising);
    read_names(s, L, "falling", &p->falling);
    read_names(s, L, "hide", &p->hide);
    read_names(s, L, "scale", &p->scale);
    read_names(s, L, "known", &p->known);
    p->never_name = read_text(s, L, 2, "never");
    p->min = read_number(L, 2, "min", NAN);
    p->max = read_number(L, 2, "max", NAN);
    p->when = read_when(s, L, 2);
    double accounts = read_number(L, 2, "accounts", USUAL_ACCOUNTS);
    if (!(accounts >= 1 && accounts <= MOST_ACCOUNTS))
        spot_wrong(s, "accounts", "accounts must be 1 to %d", MOST_ACCOUNTS);
    else
        p->accounts = (size_t)accounts;
    if (!p->rising.count && !p->falling.count && !p->hide.count &&
        !p->scale.count && !p->never_name && isnan(p->min) && isnan(p->max))
        spot_wrong(s, NULL,
                   "says nothing: it needs rising, falling, hide, "
                   "scale, never, min or max");
}

/* --------------------------------------------------------------- trying -- */

typedef enum Rule { ALWAYS, RISING, FALLING, HIDE, SCALE } Rule;

/* From euros to tenths of a cent, from kilograms to grams. */
enum { SMALLER_UNIT = 1000 };

typedef struct Trial {
    const Formula *f;
    const Property *p;
    Judge *j;
    Arena pools, arena; /* arena: of one judgement */
    Pool *pool;
    uint64_t seed;
    size_t tried, errors; /* of the rule */
    char *error;          /* the last of them */
    bool broken;
    /* The account, and what is changed in it. */
    hale_value *fact;
    size_t facts;
    Rule rule;
    size_t input;
    hale_value other;
} Trial;

typedef struct Outcome { /* of judging once */
    bool known;
    double score;
    size_t band;
    const char *band_name;
} Outcome;

/* False: it could not be judged. */
static bool judge_once(Trial *t, Outcome *out)
{
    Verdict v;
    arena_reset(&t->arena);
    judge_account(t->j, "made up", t->fact, WORDS_NONE, &t->arena, &v);
    *out = (Outcome){v.known, v.score, 0, v.known ? v.band : "unknown"};
    while (v.known && strcmp(t->f->band_name[out->band], v.band))
        out->band++;
    if (!v.error)
        return true;
    t->errors++;
    t->error = arena_printf(&t->pools, "%s", v.error);
    return false;
}

/* In a unit that is a thousand times smaller; what does not fit is missing. */
static hale_value scaled(const hale_value *v)
{
    hale_value s = *v;
    if (v->missing || v->type == HALE_TEXT || v->type == HALE_BOOL)
        return s;
    if (v->type == HALE_REAL)
        s.as.r *= SMALLER_UNIT;
    else if (__builtin_mul_overflow(v->as.i, SMALLER_UNIT, &s.as.i))
        s.missing = HALE_REJECTED;
    return s;
}

static bool judge_scaled(Trial *t, Outcome *out)
{
    hale_value *kept = t->fact;
    const Names *names = &t->p->scale;
    t->fact = arena_array(&t->pools, t->facts, sizeof *t->fact);
    memcpy(t->fact, kept, t->facts * sizeof *kept);
    for (size_t i = 0; i < names->count; i++)
        t->fact[names->input[i]] = scaled(&kept[names->input[i]]);
    bool judged = judge_once(t, out);
    t->fact = kept;
    return judged;
}

static bool judge_other(Trial *t, Outcome *out)
{
    if (t->rule == SCALE)
        return judge_scaled(t, out);
    hale_value kept = t->fact[t->input];
    t->fact[t->input] = t->other;
    bool judged = judge_once(t, out);
    t->fact[t->input] = kept;
    return judged;
}

static bool breaks_alone(const Property *p, const Outcome *o)
{
    return o->known && (!(o->score >= 0 && o->score <= 100) ||
                        (p->never_name && o->band == p->never) ||
                        o->score < p->min - 1e-9 || o->score > p->max + 1e-9);
}

/* Does the account break the property? */
static bool breaks(Trial *t)
{
    Outcome a, b;
    if (t->p->when.given &&
        !judge_applies(t->j, t->fact, &t->p->when, &t->arena))
        return false;
    if (!judge_once(t, &a))
        return false;
    if (!a.known) { /* no score, so surely not in that band */
        t->tried += t->rule == ALWAYS && t->p->never_name;
        return false;
    }
    if (t->rule != ALWAYS && (!judge_other(t, &b) || !b.known))
        return false;
    t->tried++;
    if (t->rule == ALWAYS)
        return breaks_alone(t->p, &a);
    if (t->rule == HIDE)
        return b.band > a.band;
    if (t->rule == SCALE)
        return fabs(b.score - a.score) > 1e-6;
    return t->rule == RISING ? b.score < a.score - 1e-6
                             : b.score > a.score + 1e-6;
}

/* -------------------------------------------------------------- accounts -- */

static hale_value nothing(void)
{
    return (hale_value){.type = HALE_REAL, .missing = HALE_NOT_GIVEN};
}

static bool may_be_known(const Property *p, size_t input)
{
    for (size_t i = 0; i < p->known.count; i++)
        if (p->known.input[i] == input)
            return true;
    return !p->known.count;
}

/* One in five is missing, unless the property says what is known. */
static void make_account(Trial *t)
{
    for (size_t i = 0; i < t->f->inputs; i++) {
        bool missing = generate_next(&t->seed) % 5 == 0;
        t->fact[i] = generate_value(t->f, t->pool, i, &t->seed);
        if (t->p->known.count ? !may_be_known(t->p, i) : missing)
            t->fact[i] = nothing();
    }
}

/* Picks two values for the input; false: it has no two. */
static bool make_change(Trial *t)
{
    hale_value a = generate_value(t->f, t->pool, t->input, &t->seed);
    hale_value b = generate_value(t->f, t->pool, t->input, &t->seed);
    bool swap = value_number(&a) > value_number(&b);
    t->fact[t->input] = swap ? b : a;
    t->other = t->rule == HIDE ? nothing() : swap ? a : b;
    return t->rule == HIDE || value_number(&a) < value_number(&b) ||
           value_number(&b) < value_number(&a); /* texts are neither */
}

/* -------------------------------------------------------------- smaller -- */

/* Puts the value there if the property is still broken. */
static bool try_instead(Trial *t, hale_value *place, hale_value value)
{
    hale_value kept = *place;
    *place = value;
    if (breaks(t))
        return true;
    *place = kept;
    return false;
}

static double distance(const hale_value *v)
{
    return fabs(value_number(v));
}

static void move_to_zero(Trial *t, size_t input, hale_value *place)
{
    const Pool *p = &t->pool[input];
    for (size_t k = 0; p->numbers && k < p->count; k++)
        if (place->missing == HALE_PRESENT &&
            distance(&p->value[k]) < distance(place))
            try_instead(t, place, p->value[k]);
}

static void make_smaller(Trial *t)
{
    bool compares = t->rule == RISING || t->rule == FALLING;
    bool alone = t->rule == ALWAYS || t->rule == SCALE;
    for (size_t i = 0; i < t->f->inputs; i++)
        if ((alone || i != t->input) && t->fact[i].missing == HALE_PRESENT)
            try_instead(t, &t->fact[i], nothing());
    for (size_t i = 0; i < t->f->inputs; i++)
        if (!compares || i != t->input)
            move_to_zero(t, i, &t->fact[i]);
    for (size_t k = 0; compares && k < t->pool[t->input].count; k++) {
        const hale_value *v = &t->pool[t->input].value[k];
        double x = value_number(v);
        if (x > value_number(&t->fact[t->input]) && x < value_number(&t->other))
            try_instead(t, &t->other, *v);
    }
}

/* --------------------------------------------------------------- telling -- */

static void tell_value(Text *out, const hale_value *v)
{
    char number[32];
    if (v->missing != HALE_PRESENT) {
        text_puts(out, "missing");
    } else if (v->type == HALE_TEXT) {
        text_char(out, '"');
        text_add_safe(out, v->as.text, 60);
        text_char(out, '"');
    } else if (v->type == HALE_BOOL) {
        text_puts(out, v->as.b ? "true" : "false");
    } else {
        real_format(value_number(v), number);
        text_puts(out, number);
    }
}

static void tell_outcome(Text *out, const Outcome *o)
{
    char score[32] = "none";
    if (o->known)
        real_format(o->score, score);
    text_printf(out, ": score %s, %s\n", score, o->band_name);
}

void facts_tell(Text *out, const Formula *f, const hale_value *fact)
{
    size_t known = 0;
    for (size_t i = 0; i < f->inputs; i++) {
        if (fact[i].missing != HALE_PRESENT)
            continue;
        text_printf(out, "%s%s = ", known++ ? ", " : "", f->input[i].name);
        tell_value(out, &fact[i]);
    }
    text_puts(out, !known              ? "nothing known"
                   : known < f->inputs ? ", the rest missing"
                                       : "");
}

static void tell_account(Trial *t, Text *out)
{
    Outcome o;
    text_puts(out, "        ");
    facts_tell(out, t->f, t->fact);
    judge_once(t, &o);
    tell_outcome(out, &o);
    if (t->rule == ALWAYS)
        return;
    if (t->rule == SCALE) {
        text_printf(out, "        with %s", t->f->input[t->input].name);
        text_printf(out, "%s times %d", t->p->scale.count > 1 ? ", ..." : "",
                    SMALLER_UNIT);
    } else {
        text_printf(out, "        with %s = ", t->f->input[t->input].name);
        tell_value(out, &t->other);
    }
    judge_other(t, &o);
    tell_outcome(out, &o);
}

/* ------------------------------------------------------------------ all -- */

/* True: found an account that breaks the rule, or none that could. */
static bool try_rule(Trial *t, Rule rule, size_t input)
{
    t->rule = rule;
    t->input = input;
    t->tried = t->errors = 0;
    for (size_t i = 0; i < t->p->accounts; i++) {
        if (t->errors >= ENOUGH_ERRORS && !t->tried)
            return true;
        make_account(t);
        bool alone = rule == ALWAYS || rule == SCALE;
        if ((alone || make_change(t)) && breaks(t))
            return t->broken = true;
    }
    return !t->tried;
}

static bool try_names(Trial *t, Rule rule, const Names *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (try_rule(t, rule, names->input[i]))
            return true;
    return false;
}

static void tell_untried(const Trial *t, Text *out)
{
    text_puts(out, "        nothing was tried: no made-up account ");
    text_puts(out, t->p->when.given ? "meets its when and " : "");
    if (t->rule == ALWAYS)
        text_puts(out, "has a score\n");
    else
        text_printf(out, "has a score with two values of %s\n",
                    t->f->input[t->input].name);
    if (!t->errors)
        return;
    text_puts(out, "        ");
    text_add_safe(out, str(t->error), 600);
    text_char(out, '\n');
}

int property_try(const Formula *f, const Property *p, Judge *j, Text *out)
{
    Trial t = {.f = f, .p = p, .j = j};
    t.seed = hash_bytes(p->name, strlen(p->name));
    t.pool = generate_pools(f, &t.pools);
    t.facts = f->inputs + f->ranks;
    t.fact = arena_array(&t.pools, t.facts + 1, sizeof *t.fact);
    for (size_t i = 0; i < f->ranks; i++) /* made-up accounts have no peers */
        t.fact[f->inputs + i] = nothing();
    bool failed = try_names(&t, RISING, &p->rising) ||
                  try_names(&t, FALLING, &p->falling) ||
                  try_names(&t, HIDE, &p->hide) ||
                  (p->scale.count && try_rule(&t, SCALE, p->scale.input[0])) ||
                  try_rule(&t, ALWAYS, 0);
    if (t.broken) {
        make_smaller(&t);
        tell_account(&t, out);
    } else if (failed) {
        tell_untried(&t, out);
    }
    arena_free(&t.arena);
    arena_free(&t.pools);
    return failed ? -1 : 0;
}
