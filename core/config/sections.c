/* SPDX-License-Identifier: MIT
 *
 * sections.c: reading the settings of a section.
 *
 * A setting that was read is marked as used; what is not marked in the end is
 * unknown, and told with the nearest name that would have been known. Values
 * of the core never go on over several lines, so an indented line below one
 * is most likely a setting that slid to the right: both lines are named.
 */
#include "build.h"

#include <string.h>

static const struct {
    const char *name;
    Unit unit;
} units[] = {{"day", UNIT_DAY},
             {"week", UNIT_WEEK},
             {"month", UNIT_MONTH},
             {"quarter", UNIT_QUARTER},
             {"year", UNIT_YEAR}};

static const char *const type_names[] = {"",      "bool", "int", "real",
                                         "money", "time", "text"};

const char *type_name(hale_type type)
{
    return type_names[type];
}

hale_type type_find(Str name)
{
    for (size_t i = 1; i < COUNT(type_names); i++)
        if (str_is(name, type_names[i]))
            return (hale_type)i;
    return HALE_SAME;
}

int unit_parse(Str s, Unit *unit)
{
    for (size_t i = 0; i < COUNT(units); i++) {
        if (str_is(s, units[i].name)) {
            *unit = units[i].unit;
            return 0;
        }
    }
    return -1;
}

int percent_parse(Str s, double *share)
{
    double percent;
    if (s.len < 2 || s.data[s.len - 1] != '%')
        return -1;
    s.len--;
    if (hale_read_real(str_trim(s), (hale_signs){0}, &percent) || percent < 0 ||
        percent > 100)
        return -1;
    *share = percent / 100;
    return 0;
}

const char *shown(Build *b, Str text)
{
    const char *more = text.len > 60 ? "..." : "";
    int most = text.len > 60 ? 60 : (int)text.len;
    return arena_printf(&b->diags->arena, "%.*s%s", most, text.data, more);
}

/* Tells a value of several lines and keeps the first. */
static void one_line(Build *b, Section *s, Setting *setting)
{
    size_t i = (size_t)(setting - s->setting);
    Str rest = str(setting->value), first = S("");
    if (!setting->lines)
        return;
    diag_error(b->diags, s->more[i], s->label,
               "this indented line goes on with \"%s\" of line %d, which "
               "takes one line: if it is a setting of its own, take the "
               "blanks before it away",
               setting->key, setting->place.line);
    str_cut(&rest, '\n', &first);
    setting->value = arena_strndup(&b->plan->arena, first.data, first.len);
    setting->lines = false;
}

Setting *take(Build *b, Section *s, const char *key)
{
    Setting *setting = section_find(s, key);
    if (setting) {
        setting->used = true;
        one_line(b, s, setting);
    }
    return setting;
}

const char *take_value(Build *b, Section *s, const char *key)
{
    Setting *setting = take(b, s, key);
    return setting && *setting->value ? setting->value : NULL;
}

const char *take_required(Build *b, Section *s, const char *key,
                          const char *why)
{
    Setting *setting = take(b, s, key);
    if (setting && *setting->value)
        return setting->value;
    diag_error(b->diags, setting ? setting->place : s->place, s->label,
               "\"%s\" is missing: %s", key, why);
    return NULL;
}

bool is_named(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name))
        names++;
    return *names != NULL;
}

/* "neither fail nor skip", "none of start, end, weighted". */
static const char *none_of(Arena *arena, const char *const *words)
{
    Text text = {0};
    if (list_count(words) == 2)
        return arena_printf(arena, "neither %s nor %s", words[0], words[1]);
    for (size_t i = 0; words[i]; i++)
        text_printf(&text, "%s%s", i ? ", " : "none of ", words[i]);
    const char *kept = arena_strndup(arena, text.data, text.len);
    text_free(&text);
    return kept;
}

int take_word(Build *b, Section *s, const char *key, const char *const *words,
              int fallback)
{
    Arena *arena = &b->diags->arena;
    Setting *setting = take(b, s, key);
    if (!setting)
        return fallback;
    for (int i = 0; words[i]; i++)
        if (!strcmp(setting->value, words[i]))
            return i;
    diag_error(b->diags, setting->place, s->label, "%s = %s is %s%s", key,
               shown(b, str(setting->value)), none_of(arena, words),
               suggest_hint(arena, str(setting->value), words));
    return fallback;
}

size_t take_list(Build *b, const Section *s, const Setting *from,
                 const char ***items)
{
    Str rest = str(from->value), piece;
    size_t count = 0, most = 1;
    for (const char *p = from->value; *p; p++)
        most += *p == ',';
    *items = arena_array(&b->plan->arena, most + 1, sizeof **items);
    while (str_cut(&rest, ',', &piece)) {
        piece = str_trim(piece);
        if (piece.len == 0)
            diag_error(b->diags, from->place, s->label,
                       "\"%s\" has an empty item between its commas",
                       from->key);
        else
            (*items)[count++] =
                arena_strndup(&b->plan->arena, piece.data, piece.len);
    }
    return count;
}

/* All names that a key of the section could have had. */
static const char *const *known_keys(Build *b, const char *const *core,
                                     const hale_option *const *declared)
{
    size_t cores = core ? list_count(core) : 0, count = 0;
    size_t options = declared ? list_count(declared) : 0;
    const char **name =
        arena_array(&b->diags->arena, cores + options + 1, sizeof *name);
    for (size_t i = 0; i < cores; i++)
        name[count++] = core[i];
    for (size_t i = 0; i < options; i++)
        name[count++] = declared[i]->name;
    return name;
}

void section_rest(Build *b, Section *s, const char *const *core,
                  const hale_option *const *declared)
{
    const char *const *known = known_keys(b, core, declared);
    for (size_t i = 0; i < s->settings; i++) {
        Setting *setting = &s->setting[i];
        if (setting->used)
            continue;
        diag_error(b->diags, setting->place, s->label, "unknown key \"%s\"%s",
                   setting->key,
                   suggest_hint(&b->diags->arena, str(setting->key), known));
        one_line(b, s, setting);
        setting->used = true;
    }
}

size_t section_count(const Build *b, const char *kind)
{
    size_t count = 0, at = 0;
    while (section_next(b, kind, &at))
        count++;
    return count;
}

Section *section_next(const Build *b, const char *kind, size_t *at)
{
    const Ini *ini = &b->plan->ini;
    while (*at < ini->sections) {
        Section *s = &ini->section[(*at)++];
        if (!strcmp(s->kind, kind))
            return s;
    }
    return NULL;
}
