/* SPDX-License-Identifier: MIT
 *
 * ini.c: a pipeline file as sections and settings.
 *
 *     file --> tap --> inih --> on_event() --> Ini --> --set --> ${VAR}
 *
 * inih drives: it asks the tap for lines and reports each event, and the
 * handler takes what was really written from the tap (tap.h says why). The
 * events are counted on both sides, so that an inih built in some way that
 * nobody foresaw is found out at once.
 *
 * The file's order is kept, places are those of keys and headers. What hangs
 * on a line that has been told as wrong is passed over, since a second
 * message about the same slip helps nobody.
 */
#include "read.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { SECTIONS_MOST = 4000, SETTINGS_MOST = 1000 };

static const char *const section_kinds[] = {"pipeline", "history", "input",
                                            "metric",   "model",   "score",
                                            "rollup",   "output",  NULL};
const Kinds pipeline_kinds = {section_kinds, 2};

/* What the handler works on. */
typedef struct Reader {
    Ini *ini;
    Diags *diags;
    Tap tap;
    Section *section; /* NULL: settings are checked for form only */
    Setting *last;    /* what an indented line goes on with, or NULL */
    bool lost;        /* the line above was told as wrong, be silent */
    bool headed;      /* some section line was seen */
    Text more;        /* the value of `last`, while it grows */
    size_t heard;
} Reader;

static void *grown(Arena *arena, void *old, size_t count, size_t cap,
                   size_t size)
{
    void *array = arena_array(arena, cap, size);
    if (count)
        memcpy(array, old, count * size);
    return array;
}

static const char *copy(Ini *ini, Str text)
{
    return arena_strndup(&ini->arena, text.data, text.len);
}

Section *ini_add_section(Ini *ini, Str text, Place place)
{
    Str kind, name = text;
    if (ini->sections == ini->cap) {
        ini->cap = ini->cap ? ini->cap * 2 : 16;
        ini->section = grown(&ini->arena, ini->section, ini->sections, ini->cap,
                             sizeof *ini->section);
    }
    str_cut(&name, '.', &kind);
    Section *s = &ini->section[ini->sections++];
    *s = (Section){.kind = copy(ini, kind),
                   .name = copy(ini, name),
                   .label = copy(ini, text),
                   .place = place};
    return s;
}

Setting *ini_add_setting(Ini *ini, Section *s, Str key, Str value, Place place)
{
    if (s->settings == SETTINGS_MOST)
        return NULL;
    if (s->settings == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 8;
        s->setting = grown(&ini->arena, s->setting, s->settings, cap,
                           sizeof *s->setting);
        s->more =
            grown(&ini->arena, s->more, s->settings, cap, sizeof *s->more);
        s->cap = cap;
    }
    Setting *setting = &s->setting[s->settings++];
    *setting = (Setting){
        .key = copy(ini, key), .value = copy(ini, value), .place = place};
    return setting;
}

Setting *section_find(Section *s, const char *key)
{
    for (size_t i = 0; i < s->settings; i++)
        if (!strcmp(s->setting[i].key, key))
            return &s->setting[i];
    return NULL;
}

/* ------------------------------------------------------- section names -- */

static const char *bad_kind(const Kinds *kinds, Str kind, Str text,
                            Arena *arena)
{
    const char *hint = suggest_hint(arena, kind, kinds->name);
    Text list = {0};
    for (size_t i = 0; !*hint && kinds->name[i]; i++)
        text_printf(&list, "%s%s",
                    i == 0               ? "; kinds are "
                    : kinds->name[i + 1] ? ", "
                                         : " and ",
                    kinds->name[i]);
    const char *why = arena_printf(arena, "unknown kind of section in [%.*s]%s",
                                   (int)(text.len < 60 ? text.len : 60),
                                   text.data, list.len ? list.data : hint);
    text_free(&list);
    return why;
}

int ini_section_name(Ini *ini, Str text, Section **section, Arena *arena,
                     const char **why)
{
    Str kind = S(""), name = text;
    size_t at = 0;
    *section = NULL;
    str_cut(&name, '.', &kind);
    while (ini->kinds->name[at] && !str_is(kind, ini->kinds->name[at]))
        at++;
    bool bare = at < ini->kinds->bare;
    if (!ini->kinds->name[at])
        *why = bad_kind(ini->kinds, kind, text, arena);
    else if (bare && text.len > kind.len)
        *why = arena_printf(arena, "[%.*s] has no name of its own", PS(kind));
    else if (!bare && text.len <= kind.len + 1)
        *why = arena_printf(arena, "the name is missing: write [%.*s.NAME]",
                            PS(kind));
    else if (!bare && name.len > 48)
        *why = arena_printf(
            arena, "a name of %zu characters; the longest has 48", name.len);
    else if (!bare && !str_is_name(name))
        *why = arena_printf(arena,
                            "\"%.*s\" is no name: names are lower case "
                            "letters, digits and \"_\", a letter first",
                            PS(name));
    else
        *why = NULL;
    for (size_t i = 0; !*why && i < ini->sections; i++)
        if (str_is(text, ini->section[i].label))
            *section = &ini->section[i];
    return *why ? -1 : 0;
}

/* ----------------------------------------------------------- the events -- */

/* The value above is complete. */
static void close_value(Reader *r)
{
    if (r->last && r->last->lines)
        r->last->value = copy(r->ini, text_str(&r->more));
    text_clear(&r->more);
    r->last = NULL;
    r->lost = false;
}

static void on_section(Reader *r)
{
    const Tap *t = &r->tap;
    Section *known;
    const char *why;
    close_value(r);
    r->headed = true;
    r->section = NULL;
    if (t->key.len == 0)
        return;
    if (ini_section_name(r->ini, t->key, &known, &r->diags->arena, &why))
        diag_error(r->diags, t->place, NULL, "%s", why);
    else if (known)
        diag_error(r->diags, t->place, known->label,
                   "the section was begun in line %d already: put its "
                   "settings together",
                   known->place.line);
    else if (r->ini->sections == SECTIONS_MOST)
        diag_error(r->diags, t->place, NULL, "more than %d sections",
                   SECTIONS_MOST);
    else
        r->section = ini_add_section(r->ini, t->key, t->place);
}

static void on_key(Reader *r)
{
    const Tap *t = &r->tap;
    close_value(r);
    r->lost = t->key.len == 0 || !r->section;
    if (t->key.len && !r->headed)
        diag_error(r->diags, t->place, NULL,
                   "\"%.*s\" stands before the first [section]", PS(t->key));
    if (r->lost)
        return;
    Str key = t->key;
    const char *name = arena_strndup(&r->diags->arena, key.data, key.len);
    Setting *first = section_find(r->section, name);
    if (first) {
        diag_error(r->diags, t->place, r->section->label,
                   "\"%s\" is given twice, first in line %d", name,
                   first->place.line);
        r->lost = true;
        return;
    }
    r->last = ini_add_setting(r->ini, r->section, key, t->value, t->place);
    if (!r->last)
        diag_error(r->diags, t->place, r->section->label,
                   "more than %d settings", SETTINGS_MOST);
    r->lost = !r->last;
}

static void on_more(Reader *r)
{
    const Tap *t = &r->tap;
    if (r->last && !r->last->lines) {
        text_puts(&r->more, r->last->value);
        r->last->lines = true;
        r->section->more[r->last - r->section->setting] = t->place;
    }
    if (r->last) {
        text_char(&r->more, '\n');
        text_add(&r->more, t->value);
    } else if (!r->lost) {
        diag_error(r->diags, t->place, r->section ? r->section->label : NULL,
                   "an indented line goes on with the value above, and there "
                   "is none: settings begin at the left margin");
        r->lost = true;
    }
}

/* Called by inih; some builds pass a line number as well, which is never
 * looked at. */
static int on_event(void *user, const char *section, const char *name,
                    const char *value)
{
    Reader *r = user;
    (void)section;
    (void)value;
    r->heard++;
    if (!strcmp(name, TAP_SECTION))
        on_section(r);
    else if (!strcmp(name, TAP_KEY))
        on_key(r);
    else if (!strcmp(name, TAP_MORE))
        on_more(r);
    else
        return 0;
    return 1;
}

static void read_text(Ini *ini, Str text, Diags *diags)
{
    Reader r = {.ini = ini, .diags = diags};
    tap_open(&r.tap, ini->path, text, diags);
    int line = ini_parse_stream(tap_read, &r.tap, on_event, &r);
    close_value(&r);
    if (line != 0 || r.heard != r.tap.given)
        diag_error(diags, (Place){ini->path, 0, 0}, NULL,
                   "the inih library of this system does not read the INI "
                   "format as it should (event %d of %zu)",
                   line, r.tap.given);
    text_free(&r.more);
}

/* --------------------------------------------------------------- public -- */

/* The folder of the pipeline, absolute where the system can tell. */
static const char *folder_of(Ini *ini)
{
    const char *dir = path_dir(&ini->arena, ini->path);
    char *real = realpath(dir, NULL);
    if (real)
        dir = copy(ini, str(real));
    free(real);
    return dir;
}

void ini_read_text(Ini *ini, const char *path, Str text, const Kinds *kinds,
                   Diags *diags)
{
    *ini = (Ini){.kinds = kinds};
    ini->path = copy(ini, str(path));
    ini->dir = folder_of(ini);
    read_text(ini, text, diags);
}

void ini_read(Ini *ini, const char *path, const char *const *set, Diags *diags)
{
    Error error = {0};
    Text text = {0};
    file_read(path, FILE_MOST, &text, &error);
    ini_read_text(ini, path, text_str(&text), &pipeline_kinds, diags);
    if (error.code)
        diag_error(diags, (Place){path, 0, 0}, NULL, "%s", error.message);
    text_free(&text);
    for (; !error.code && set && *set; set++)
        ini_set(ini, *set, diags);
    ini_expand(ini, diags);
}

void ini_free(Ini *ini)
{
    arena_free(&ini->arena);
    *ini = (Ini){0};
}
