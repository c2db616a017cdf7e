/* SPDX-License-Identifier: MIT
 *
 * expand.c: what comes to a value from outside the file.
 *
 * --set replaces or adds a setting; its text is taken as it is, without
 * comments or continued lines. Then ${VAR} is replaced by the environment
 * variable, ${VAR:-default} by the default when the variable is not set or
 * empty, $$ by a dollar sign. That happens once: what comes out of a variable
 * is never looked into again. A dollar sign before anything else stays, so
 * that "$1" in a query needs no care.
 */
#include "read.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* --------------------------------------------------------------- --set -- */

/* "input.x.column.account" -> the section "input.x", the key
 * "column.account". */
static bool split_path(const Kinds *kinds, Str path, Str *section, Str *key)
{
    Str rest = path, kind = S("");
    size_t dots = 2;
    str_cut(&rest, '.', &kind);
    for (size_t i = 0; i < kinds->bare; i++)
        if (str_is(kind, kinds->name[i]))
            dots = 1;
    for (size_t i = 0; i < path.len; i++) {
        if (path.data[i] != '.' || --dots > 0)
            continue;
        *section = (Str){path.data, i};
        *key = (Str){path.data + i + 1, path.len - i - 1};
        return true;
    }
    return false;
}

static void set_value(Ini *ini, Section *s, Str key, Str value)
{
    Place place = {"--set", 0, 0};
    const char *name = arena_strndup(&ini->arena, key.data, key.len);
    Setting *setting = section_find(s, name);
    if (!setting) {
        ini_add_setting(ini, s, key, value, place);
        return;
    }
    *setting =
        (Setting){.key = setting->key,
                  .value = arena_strndup(&ini->arena, value.data, value.len),
                  .place = place};
}

void ini_set(Ini *ini, const char *text, Diags *diags)
{
    Place place = {"--set", 0, 0};
    Str rest = str(text), path = S(""), section, key;
    Section *s;
    const char *why;
    bool equals = strchr(text, '=') != NULL;
    str_cut(&rest, '=', &path);
    path = str_trim(path);
    if (!equals || !split_path(ini->kinds, path, &section, &key) ||
        !tap_is_key(key))
        diag_error(diags, place, NULL,
                   "\"%s\" is not section.key=value, for example "
                   "metric.mrr.window=28d",
                   text);
    else if (ini_section_name(ini, section, &s, &diags->arena, &why))
        diag_error(diags, place, NULL, "\"%s\": %s", text, why);
    else
        set_value(ini, s ? s : ini_add_section(ini, section, place), key,
                  str_trim(rest));
}

/* ---------------------------------------------------------- environment -- */

/* The value that is being written anew. */
typedef struct Expansion {
    const Section *section;
    const Setting *setting;
    Diags *diags;
    Text out;
    bool failed; /* then the value stays as it is written */
} Expansion;

static bool is_variable(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && c != '_' && (i == 0 || !hale_is_digit(c)))
            return false;
    }
    return name.len > 0;
}

/* `written` is what stands in the file, from the dollar sign on. */
static void mistake(Expansion *x, Str written, const char *what)
{
    int most = written.len < 60 ? (int)written.len : 60;
    x->failed = true;
    diag_error(x->diags, x->setting->place, x->section->label, "\"%.*s\" %s",
               most, written.data, what);
}

/* `inside` stood between "${" and "}". */
static void add_variable(Expansion *x, Str inside)
{
    Str name = inside;
    const char *dash = memmem(inside.data, inside.len, ":-", 2);
    if (dash)
        name.len = (size_t)(dash - inside.data);
    if (!is_variable(name)) {
        mistake(x, (Str){inside.data - 2, inside.len + 3},
                "is neither ${VAR} nor ${VAR:-default}; a dollar sign of its "
                "own is written $$");
        return;
    }
    const char *variable = arena_strndup(&x->diags->arena, name.data, name.len);
    const char *value = getenv(variable);
    if (value && (*value || !dash)) {
        text_puts(&x->out, value);
    } else if (dash) {
        text_add(&x->out, (Str){dash + 2, inside.len - name.len - 2});
    } else {
        x->failed = true;
        diag_error(x->diags, x->setting->place, x->section->label,
                   "the environment has no variable %s: set it, or write a "
                   "default: ${%s:-...}",
                   variable, variable);
    }
}

/* Expands what begins at the dollar sign, and cuts it off. */
static void add_dollar(Expansion *x, Str *rest)
{
    size_t taken = str_starts(*rest, "$$") ? 2 : 1;
    if (str_starts(*rest, "${")) {
        const char *end = memchr(rest->data, '}', rest->len);
        Str inside = {rest->data + 2, rest->len - 2};
        if (end) {
            inside.len = (size_t)(end - inside.data);
            add_variable(x, inside);
            taken = inside.len + 3;
        } else {
            mistake(x, *rest, "has no \"}\"");
            taken = rest->len;
        }
    } else {
        text_char(&x->out, '$');
    }
    *rest = (Str){rest->data + taken, rest->len - taken};
}

static void expand_value(Expansion *x)
{
    Str rest = str(x->setting->value);
    text_clear(&x->out);
    x->failed = false;
    while (rest.len) {
        const char *dollar = memchr(rest.data, '$', rest.len);
        size_t plain = dollar ? (size_t)(dollar - rest.data) : rest.len;
        text_add(&x->out, (Str){rest.data, plain});
        rest = (Str){rest.data + plain, rest.len - plain};
        if (dollar)
            add_dollar(x, &rest);
    }
}

void ini_expand(Ini *ini, Diags *diags)
{
    Expansion x = {.diags = diags};
    for (size_t i = 0; i < ini->sections; i++) {
        Section *s = &ini->section[i];
        for (size_t k = 0; k < s->settings; k++) {
            if (!strchr(s->setting[k].value, '$'))
                continue;
            x.section = s;
            x.setting = &s->setting[k];
            expand_value(&x);
            if (x.failed)
                continue;
            s->setting[k].written = s->setting[k].value;
            s->setting[k].value = arena_strndup(
                &ini->arena, x.out.data ? x.out.data : "", x.out.len);
        }
    }
    text_free(&x.out);
}
