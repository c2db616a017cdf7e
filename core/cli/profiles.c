/* SPDX-License-Identifier: MIT
 *
 * profiles.c: what the profiles in the binary say, for `hale plugin show`.
 *
 *     discounts: all (baremetrics, hale), forever (stripe); not documented:
 *     chargebee
 *
 * An option is looked up by its name alone, as a pipeline does it: a metric
 * of somebody else that declares an option of that name takes part too.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/* Was the answer of profile i given by one before it? */
static bool is_told(const Profiles *all, size_t i, size_t knob)
{
    for (size_t k = 0; k < i; k++)
        if (same(all->profile[k]->knob[knob].value,
                 all->profile[i]->knob[knob].value))
            return true;
    return false;
}

static void add_names(const Profiles *all, size_t knob, const char *value,
                      Text *out)
{
    bool any = false;
    for (size_t i = 0; i < all->count; i++) {
        if (!same(all->profile[i]->knob[knob].value, value))
            continue;
        text_printf(out, "%s%s", any ? ", " : "", all->profile[i]->name);
        any = true;
    }
}

static void add_text(const Profiles *all, size_t knob, Text *out)
{
    bool silent = false;
    text_printf(out, "%s:", knobs[knob].option.name);
    size_t before = out->len;
    for (size_t i = 0; i < all->count; i++) {
        const char *value = all->profile[i]->knob[knob].value;
        silent |= !value;
        if (!value || is_told(all, i, knob))
            continue;
        text_printf(out, "%s %s (", out->len > before ? "," : "", value);
        add_names(all, knob, value, out);
        text_char(out, ')');
    }
    if (!silent)
        return;
    text_puts(out,
              out->len > before ? "; not documented: " : " not documented: ");
    add_names(all, knob, NULL, out);
}

/* The members of profiles that have an answer, or of those that have none. */
static void add_members(const Profiles *all, size_t knob, bool answered,
                        Text *out)
{
    bool any = false;
    for (size_t i = 0; i < all->count; i++) {
        const Profile *p = all->profile[i];
        const char *value = p->knob[knob].value;
        if (answered != (value != NULL))
            continue;
        text_printf(out, "%s\"%s\":", any ? "," : "", p->name);
        text_add_json(out, str(answered           ? value
                               : p->unknown[knob] ? p->unknown[knob]
                                                  : "not documented"));
        any = true;
    }
}

static void add_note(void *user, const char *option, ShowFormat format,
                     Text *out)
{
    const Profiles *all = user;
    size_t knob = knob_find(str(option));
    if (knob == KNOB_COUNT || knobs[knob].place != KNOB_OF_FIGURES)
        return;
    if (format != SHOW_JSON) {
        add_text(all, knob, out);
        return;
    }
    text_puts(out, "\"profiles\":{");
    add_members(all, knob, true, out);
    text_puts(out, "},\"undocumented\":{");
    add_members(all, knob, false, out);
    text_char(out, '}');
}

Profiles *profiles_open(OptionNotes *notes)
{
    Profiles *all = xcalloc(1, sizeof *all);
    Diags diags = {0};
    const char *const *name = profile_names(&all->arena);
    all->profile =
        arena_array(&all->arena, list_count(name), sizeof(const Profile *));
    for (; *name; name++) {
        ProfileFrom from = {.name = *name, .dir = "."};
        const Profile *p = profile_load(&from, &all->arena, &diags);
        if (p)
            all->profile[all->count++] = p;
    }
    diags_free(&diags);
    *notes = (OptionNotes){add_note, all};
    return all;
}

void profiles_close(Profiles *all)
{
    arena_free(&all->arena);
    free(all);
}
