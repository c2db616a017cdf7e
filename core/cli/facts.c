/* SPDX-License-Identifier: MIT
 *
 * facts.c: figures that somebody types, "active_users=12".
 *
 * `hale try` has no pipeline that would say what type a figure has, so the
 * type is guessed: true and false, numbers, else a text; quotes make a text of
 * anything. `hale whatif` knows the type of the column and holds what is typed
 * against it, and there a + adds to what the account has. Nothing behind the
 * = means: not known.
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

bool value_is_amount(const hale_value *v)
{
    return v->type == HALE_INT || v->type == HALE_REAL || v->type == HALE_MONEY;
}

int fact_read(const char *name, Str text, const hale_value *now,
              const Zone *zone, hale_value *out, Error *error)
{
    static const char *const word[] = {
        [HALE_BOOL] = "true or false", [HALE_INT] = "a whole number",
        [HALE_REAL] = "a number",      [HALE_MONEY] = "an amount of money",
        [HALE_TIME] = "a time",        [HALE_TEXT] = "a text"};
    bool more = text.len > 1 && text.data[0] == '+' && value_is_amount(now);
    *out = (hale_value){.type = now->type};
    if (!text.len) {
        out->missing = HALE_NOT_GIVEN;
        return 0;
    }
    if (more && now->missing)
        return error_set(error, EXIT_USAGE,
                         "%s is not known, so nothing can be added to it",
                         name);
    if (more)
        text = (Str){text.data + 1, text.len - 1};
    if (read_typed(text, zone, out))
        return error_set(error, EXIT_USAGE, "%s is %s, not \"%.*s\"", name,
                         word[now->type], PS(text));
    if (more && add_up(now, out))
        return error_set(error, EXIT_USAGE, "%s becomes too large", name);
    return 0;
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
