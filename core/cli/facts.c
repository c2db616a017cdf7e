/* SPDX-License-Identifier: MIT
 *
 * facts.c: figures that somebody types, "active_users=12".
 *
 * `hale try` has no pipeline that would say what type a figure has, so the
 * type is guessed: true and false, numbers, else a text; quotes make a text of
 * anything. `hale whatif` knows the type of the column and holds what is typed
 * against it, and there a + goes out from what the account has: +20 is 20 more,
 * +-20 less, +20% a fifth more, and +30d puts a date off. Nothing behind the =
 * means: not known.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

static const hale_signs plain = {.decimal = '.'};

int fact_split(const char *word, Str *name, Str *value, Error *error)
{
    Str rest = str(word);
    const char *equals = strchr(word, '=');
    if (!equals || equals == word)
        return error_set(error, EXIT_USAGE, "\"%s\" is no NAME=VALUE", word);
    str_cut(&rest, '=', name);
    *value = str(equals + 1);
    return 0;
}

size_t fact_find(Args *args, const Formula *f, Str name, Error *error)
{
    const char *const *inputs = formula_inputs(f);
    for (size_t i = 0; inputs[i]; i++)
        if (str_is(name, inputs[i]))
            return i;
    Text all = {0};
    const char *hint = suggest_hint(&args->arena, name, inputs);
    for (size_t i = 0; !*hint && inputs[i]; i++)
        text_printf(&all, "%s%s", i ? ", " : "; it reads ", inputs[i]);
    error_set(error, EXIT_USAGE, "the formula does not read \"%.*s\"%s%.600s",
              PS(name), hint, all.data ? all.data : "");
    text_free(&all);
    return SIZE_MAX;
}

/* A text in double quotes, without them. */
static bool unquote(Str *text)
{
    if (text->len < 2 || text->data[0] != '"' ||
        text->data[text->len - 1] != '"')
        return false;
    *text = (Str){text->data + 1, text->len - 2};
    return true;
}

hale_value fact_guess(Str text)
{
    hale_value v = {.type = HALE_TEXT, .as.text = text};
    if (unquote(&v.as.text))
        return v;
    if (!text.len)
        return (hale_value){.type = HALE_REAL, .missing = HALE_NOT_GIVEN};
    if (str_is(text, "true") || str_is(text, "false"))
        return (hale_value){.type = HALE_BOOL, .as.b = text.data[0] == 't'};
    if (!hale_read_int(text, plain, &v.as.i))
        v.type = HALE_INT;
    else if (!hale_read_real(text, plain, &v.as.r))
        v.type = HALE_REAL;
    return v;
}

static int read_typed(Str text, const Zone *zone, hale_value *out)
{
    switch (out->type) {
    case HALE_BOOL:
        return hale_read_bool(text, &out->as.b);
    case HALE_INT:
        return hale_read_int(text, plain, &out->as.i);
    case HALE_MONEY:
        return hale_read_money(text, plain, &out->as.i);
    case HALE_TIME:
        return time_parse(zone, text, &out->as.i);
    case HALE_TEXT:
        out->as.text = text;
        unquote(&out->as.text);
        return 0;
    default:
        return hale_read_real(text, plain, &out->as.r);
    }
}

/* out becomes now + out. */
static int add_up(const hale_value *now, hale_value *out)
{
    if (out->type == HALE_REAL) {
        out->as.r += now->as.r;
        return isfinite(out->as.r) ? 0 : -1;
    }
    return __builtin_add_overflow(now->as.i, out->as.i, &out->as.i) ? -1 : 0;
}

/* out becomes `share` more than now; 1 is money's smallest unit of a percent.
 */
static int add_share(const hale_value *now, int64_t share, hale_value *out)
{
    const int64_t whole = 100 * HALE_MONEY_UNIT;
    if (out->type == HALE_REAL) {
        out->as.r = now->as.r * (1 + (double)share / (double)whole);
        return isfinite(out->as.r) ? 0 : -1;
    }
    if (__builtin_add_overflow(share, whole, &share))
        return -1;
    return money_scale(now->as.i, share, whole, &out->as.i);
}

bool value_is_amount(const hale_value *v)
{
    return v->type == HALE_INT || v->type == HALE_REAL || v->type == HALE_MONEY;
}

static int wrong_type(const char *name, Str text, hale_type type, Error *error)
{
    static const char *const word[] = {
        [HALE_BOOL] = "true or false", [HALE_INT] = "a whole number",
        [HALE_REAL] = "a number",      [HALE_MONEY] = "an amount of money",
        [HALE_TIME] = "a time",        [HALE_TEXT] = "a text"};
    return error_set(error, EXIT_USAGE, "%s is %s, not \"%.*s\"", name,
                     word[type], PS(text));
}

static int put_off(const char *name, Str text, const hale_value *now,
                   const Zone *zone, hale_value *out, Error *error)
{
    int64_t count;
    Unit unit;
    bool back = text.len && text.data[0] == '-';
    if (span_parse((Str){text.data + back, text.len - back}, &count, &unit))
        return error_set(error, EXIT_USAGE,
                         "%s is a time: +30d or +-2w puts it off, not "
                         "\"+%.*s\"",
                         name, PS(text));
    out->as.i = span_move(zone, now->as.i, back ? -count : count, unit);
    return 0;
}

/* What stands behind the +. */
static int read_more(const char *name, Str text, const hale_value *now,
                     const Zone *zone, hale_value *out, Error *error)
{
    int64_t share;
    bool percent = text.len && text.data[text.len - 1] == '%';
    int bad;
    if (now->missing)
        return error_set(error, EXIT_USAGE,
                         "%s is not known, so nothing can be added to it",
                         name);
    if (now->type == HALE_TIME)
        return put_off(name, text, now, zone, out, error);
    if (percent &&
        hale_read_money((Str){text.data, text.len - 1}, plain, &share))
        return error_set(error, EXIT_USAGE,
                         "%s: \"+%.*s\" is no percentage such as +20%% or "
                         "+-12.5%%",
                         name, PS(text));
    if (percent)
        bad = add_share(now, share, out);
    else if (read_typed(text, zone, out))
        return wrong_type(name, text, now->type, error);
    else
        bad = add_up(now, out);
    return bad ? error_set(error, EXIT_USAGE, "%s becomes too large", name) : 0;
}

int fact_read(const char *name, Str text, const hale_value *now,
              const Zone *zone, hale_value *out, Error *error)
{
    bool more = text.len > 1 && text.data[0] == '+' &&
                (value_is_amount(now) || now->type == HALE_TIME);
    *out = (hale_value){.type = now->type};
    if (!text.len) {
        out->missing = HALE_NOT_GIVEN;
        return 0;
    }
    if (more)
        return read_more(name, (Str){text.data + 1, text.len - 1}, now, zone,
                         out, error);
    return read_typed(text, zone, out)
               ? wrong_type(name, text, now->type, error)
               : 0;
}

hale_value *facts_new(Arena *arena, const Formula *f)
{
    size_t ranks, n = formula_input_count(f);
    formula_ranks(f, &ranks);
    hale_value *fact = arena_array(arena, n + ranks + 1, sizeof *fact);
    for (size_t i = 0; i < n + ranks; i++)
        fact[i] = (hale_value){.type = HALE_REAL, .missing = HALE_NOT_GIVEN};
    return fact;
}
