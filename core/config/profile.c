/* SPDX-License-Identifier: MIT
 *
 * profile.c: named sets of definitions, and the one that a pipeline takes.
 *
 *     [pipeline]
 *     profile       = stripe     ; or a file, as in profile = ours.ini
 *     knob.past_due = 30d        ; but this, for every metric
 *
 * A profile is an INI file: [profile] says what it is and where that was
 * published, [knobs] the answers, [undocumented] what nobody could find out.
 * Those of etc/profiles are in the binary. A knob that a profile leaves out is
 * left alone: each metric falls back to what it declares.
 *
 * What a profile says of the pipeline itself is put into the pipeline's
 * sections as if it stood there, so that nobody else has to know of
 * profiles. Rates by date need an input that has them: without one nothing
 * is converted, and `fx` of a profile has nothing to act on.
 */
#include "build.h"

#include <string.h>

#include "read.h"

extern const Embedded profile_files[]; /* etc/profiles */

static const char *const profile_sections[] = {"profile", "knobs",
                                               "undocumented", NULL};
static const Kinds profile_kinds = {profile_sections, 3};

/* A profile while it is read. */
typedef struct Reading {
    Arena *arena;
    Diags *diags;
    Ini ini;
    Profile *profile;
} Reading;

/* -------------------------------------------------------------- the names */

static bool is_file(const char *name)
{
    size_t n = strlen(name);
    return strchr(name, '/') || (n > 4 && !strcmp(name + n - 4, ".ini"));
}

const char *const *profile_names(Arena *arena)
{
    size_t count = 0;
    while (profile_files[count].name)
        count++;
    const char **name = arena_array(arena, count + 1, sizeof *name);
    for (size_t i = 0; i < count; i++)
        name[i] = arena_strndup(arena, profile_files[i].name,
                                strlen(profile_files[i].name) - 4);
    return name;
}

/* ------------------------------------------------------------ the content */

static const char *kept(const Reading *r, const char *text)
{
    return arena_strndup(r->arena, text, strlen(text));
}

/* Setting pointers and their places end with the Ini; the profile's stay. */
static Place place_of(const Reading *r, const Setting *setting)
{
    return (Place){r->profile->path, setting->place.line,
                   setting->place.column};
}

static void tell(const Reading *r, const Setting *setting, const char *what)
{
    diag_error(r->diags, setting->place, "profile", "%s", what);
}

static void read_words(const Reading *r, Section *s)
{
    static const char *const keys[] = {"title", "source", NULL};
    for (size_t i = 0; i < s->settings; i++) {
        const Setting *setting = &s->setting[i];
        if (!strcmp(setting->key, "title"))
            r->profile->title = kept(r, setting->value);
        else if (!strcmp(setting->key, "source"))
            r->profile->source = kept(r, setting->value);
        else
            tell(r, setting,
                 arena_printf(
                     &r->diags->arena, "unknown key \"%s\"%s", setting->key,
                     suggest_hint(&r->diags->arena, str(setting->key), keys)));
    }
}

static size_t find_knob(const Reading *r, const Setting *setting)
{
    Arena *arena = &r->diags->arena;
    size_t k = knob_find(str(setting->key));
    if (k == KNOB_COUNT)
        tell(r, setting,
             arena_printf(
                 arena, "there is no knob \"%s\"%s", setting->key,
                 suggest_hint(arena, str(setting->key), knob_names(arena))));
    return k;
}

static void read_knobs(const Reading *r, Section *s)
{
    for (size_t i = 0; i < s->settings; i++) {
        const Setting *setting = &s->setting[i];
        size_t k = find_knob(r, setting);
        Text why = {0};
        if (k == KNOB_COUNT)
            continue;
        if (knob_check(k, setting->value, &r->diags->arena, &why))
            tell(r, setting, why.data);
        else
            r->profile->knob[k] = (KnobAnswer){.value = kept(r, setting->value),
                                               .place = place_of(r, setting)};
        text_free(&why);
    }
}

static void read_unknown(const Reading *r, Section *s)
{
    for (size_t i = 0; i < s->settings; i++) {
        const Setting *setting = &s->setting[i];
        size_t k = find_knob(r, setting);
        if (k == KNOB_COUNT)
            continue;
        if (r->profile->knob[k].value)
            tell(r, setting,
                 arena_printf(&r->diags->arena,
                              "\"%s\" has an answer under [knobs]",
                              setting->key));
        r->profile->unknown[k] = kept(r, setting->value);
    }
}

static void read_sections(const Reading *r)
{
    static void (*const read[])(const Reading *, Section *) = {
        read_words, read_knobs, read_unknown};
    for (size_t k = 0; k < COUNT(read); k++)
        for (size_t i = 0; i < r->ini.sections; i++)
            if (!strcmp(r->ini.section[i].kind, profile_sections[k]))
                read[k](r, &r->ini.section[i]);
}

/* ---------------------------------------------------------------- finding */

/* The text of a profile and where it comes from; -1: told why not. */
static int find(const ProfileFrom *from, Arena *arena, Diags *diags, Text *out,
                const char **path)
{
    Error error = {0};
    if (is_file(from->name)) {
        *path = path_join(arena, from->dir, from->name);
        if (file_read(*path, FILE_MOST, out, &error) == 0)
            return 0;
        diag_error(diags, from->place, from->section, "profile: %s",
                   error.message);
        return -1;
    }
    for (const Embedded *e = profile_files; e->name; e++) {
        if (strncmp(e->name, from->name, strlen(from->name)) ||
            strcmp(e->name + strlen(from->name), ".ini"))
            continue;
        *path = arena_printf(arena, "%s (built in)", e->name);
        text_add(out, (Str){(const char *)e->data, e->size});
        return 0;
    }
    diag_error(
        diags, from->place, from->section,
        "profile: there is no \"%s\"%s; a file of one's own ends in .ini",
        from->name,
        suggest_hint(&diags->arena, str(from->name), profile_names(arena)));
    return -1;
}

const Profile *profile_load(const ProfileFrom *from, Arena *arena, Diags *diags)
{
    Text text = {0};
    const char *path = NULL;
    size_t errors = diags->errors;
    Profile *profile = arena_alloc(arena, sizeof *profile);
    Reading r = {.arena = arena, .diags = diags, .profile = profile};
    if (find(from, arena, diags, &text, &path) == 0) {
        *profile = (Profile){
            .name = arena_strndup(arena, from->name, strlen(from->name)),
            .path = path,
            .title = "",
            .source = ""};
        ini_read_text(&r.ini, path, text_str(&text), &profile_kinds, diags);
        read_sections(&r);
        ini_free(&r.ini);
    }
    text_free(&text);
    return diags->errors == errors ? profile : NULL;
}

/* ------------------------------------------------------- of the pipeline -- */

/* knob.NAME = value: for everybody, before the profile. */
static void read_overrides(Build *b, Section *s)
{
    for (size_t i = 0; i < s->settings; i++) {
        const Setting *setting = &s->setting[i];
        Text why = {0};
        if (!str_starts(str(setting->key), "knob."))
            continue;
        const char *name = setting->key + strlen("knob.");
        size_t k = knob_find(str(name));
        take(b, s, setting->key);
        if (k == KNOB_COUNT)
            diag_error(b->diags, setting->place, s->label,
                       "%s: there is no such knob%s", setting->key,
                       suggest_hint(&b->diags->arena, str(name),
                                    knob_names(&b->diags->arena)));
        else if (knob_check(k, setting->value, &b->diags->arena, &why))
            diag_error(b->diags, setting->place, s->label, "knob.%s", why.data);
        else
            b->plan->knob[k] = (KnobAnswer){
                .value = setting->value, .place = setting->place, .own = true};
        text_free(&why);
    }
}

static bool has_rates(Build *b)
{
    size_t at = 0;
    Section *s;
    while ((s = section_next(b, "input", &at))) {
        const Setting *role = section_find(s, "role");
        if (!strcmp(role ? role->value : s->name, "rates"))
            return true;
    }
    return false;
}

/* Rates for all times stand beside those by date so that either profile can
 * be asked for; with one that goes by date they do not hold. */
static void drop_constants(Section *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->settings; i++) {
        if (str_starts(str(s->setting[i].key), "fx."))
            continue;
        s->setting[kept] = s->setting[i];
        s->more[kept++] = s->more[i];
    }
    s->settings = kept;
}

/* Puts what concerns the pipeline itself into its section. */
static void give_own(Build *b, Section *s)
{
    bool rates = has_rates(b);
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        const KnobAnswer *a = &b->plan->knob[k];
        const char *name = knobs[k].option.name;
        bool fx = !strcmp(name, "fx");
        if (knobs[k].place != KNOB_OF_PIPELINE || !a->value ||
            !strcmp(a->value, KNOB_DEFAULT) || section_find(s, name) ||
            (fx && !rates))
            continue;
        ini_add_setting(&b->plan->ini, s, str(name), str(a->value), a->place);
        if (fx && strcmp(a->value, knob_usual(k)))
            drop_constants(s);
    }
}

void profile_read(Build *b)
{
    Plan *p = b->plan;
    size_t at = 0;
    Section *s = section_next(b, "pipeline", &at);
    const Setting *setting = s ? take(b, s, "profile") : NULL;
    if (!s)
        return;
    if (setting) {
        ProfileFrom from = {setting->value, p->ini.dir, setting->place,
                            s->label};
        p->profile = profile_load(&from, &p->arena, b->diags);
    }
    for (size_t k = 0; p->profile && k < KNOB_COUNT; k++)
        p->knob[k] = p->profile->knob[k];
    read_overrides(b, s);
    give_own(b, s);
}
