/* SPDX-License-Identifier: MIT
 *
 * overrides.c: scores that people decide by hand.
 *
 * An input of role overrides is all that a user writes. For each score there
 * is then a metric that picks the row in force, as if the pipeline said
 *
 *     [metric.health_override]
 *     plugin = account.override
 *     score  = health
 *     known  = health, csm
 *
 * so that overrides are cut by time, by when they were known and by account
 * like all other rows, and stand in the account table as health_override_band
 * and the like, where the score finds them. A pipeline that has a section of
 * that name already keeps its own.
 */
#include "build.h"

#include <string.h>

#include "read.h"

static bool is_overrides(Section *s)
{
    const Setting *role = section_find(s, "role");
    return !strcmp(s->kind, "input") && role &&
           !strcmp(role->value, "overrides");
}

static const char *score_named(Section *s)
{
    const Setting *as = section_find(s, "as");
    const char *name = as ? as->value : s->name;
    return !strcmp(s->kind, "score") && str_is_name(str(name)) ? name : NULL;
}

static size_t scores_named(Build *b, const char **name)
{
    Ini *ini = &b->plan->ini;
    size_t count = 0;
    for (size_t i = 0; i < ini->sections; i++) {
        const char *score = score_named(&ini->section[i]);
        bool twice = !score;
        for (size_t k = 0; k < count && !twice; k++)
            twice = !strcmp(name[k], score);
        if (!twice)
            name[count++] = score;
    }
    return count;
}

static void add_metric(Build *b, const char *score, Str known, Place place)
{
    Ini *ini = &b->plan->ini;
    const char *why;
    Section *s;
    const char *label = arena_printf(&ini->arena, "metric.%s_override", score);
    if (ini_section_name(ini, str(label), &s, &b->diags->arena, &why) || s)
        return;
    s = ini_add_section(ini, str(label), place);
    ini_add_setting(ini, s, S("plugin"), S("account.override"), place);
    ini_add_setting(ini, s, S("score"), str(score), place);
    ini_add_setting(ini, s, S("known"), known, place);
}

void overrides_read(Build *b)
{
    Ini *ini = &b->plan->ini;
    const char **name =
        arena_array(&ini->arena, ini->sections + 1, sizeof *name);
    size_t input = 0, count = scores_named(b, name);
    Text known = {0};
    while (input < ini->sections && !is_overrides(&ini->section[input]))
        input++;
    if (input == ini->sections)
        return;
    Place place = ini->section[input].place;
    for (size_t i = 0; i < count; i++)
        text_printf(&known, "%s%s", i ? ", " : "", name[i]);
    for (size_t i = 0; i < count; i++)
        add_metric(b, name[i], text_str(&known), place);
    text_free(&known);
}
