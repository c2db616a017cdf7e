/* SPDX-License-Identifier: MIT
 *
 * plugins.c: from `plugin = usage.active_users` to a plugin and its options.
 *
 * The same for inputs, metrics, models and outputs. Values that go on over
 * several lines are settled here, before anything else reads the section:
 * only an option declared as long text may hold an indented line that looks
 * like a setting, since otherwise the user meant a setting.
 */
#include "build.h"

#include <string.h>

#include "tap.h"

/* What every kind of plugin has, found by kind. */
static const hale_option *const *options_of(Kind kind, const void *plugin)
{
    switch (kind) {
    case KIND_INPUT:
        return ((const hale_input *)plugin)->options;
    case KIND_METRIC:
        return ((const hale_metric *)plugin)->options;
    case KIND_MODEL:
        return ((const hale_model *)plugin)->options;
    case KIND_OUTPUT:
        return ((const hale_output *)plugin)->options;
    }
    return NULL;
}

static const hale_option *option_find(const hale_option *const *declared,
                                      const char *name)
{
    for (; declared && *declared; declared++)
        if (!strcmp((*declared)->name, name))
            return *declared;
    return NULL;
}

/* Does some line of the value but the first look like "key = value"? */
static bool holds_a_setting(const Setting *setting)
{
    Str rest = str(setting->value), line;
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line)) {
        const char *equals = memchr(line.data, '=', line.len);
        Str key = {line.data, equals ? (size_t)(equals - line.data) : 0};
        if (equals && tap_is_key(str_trim(key)))
            return true;
    }
    return false;
}

void section_lines(Build *b, Section *s, const hale_option *const *declared)
{
    for (size_t i = 0; i < s->settings; i++) {
        Setting *setting = &s->setting[i];
        const hale_option *o = option_find(declared, setting->key);
        bool was_used = setting->used;
        if (!setting->lines || (o && o->flags & HALE_LONG_TEXT) ||
            (o && o->type == HALE_OPTION_LIST && !holds_a_setting(setting)))
            continue;
        take(b, s, setting->key);
        setting->used = was_used;
    }
}

static void mark_secrets(Section *s, const hale_option *const *declared)
{
    for (size_t i = 0; i < s->settings; i++) {
        const hale_option *o = option_find(declared, s->setting[i].key);
        s->setting[i].secret |= o && o->flags & HALE_SECRET;
    }
}

static OptionsFrom seen_from(const Build *b, const Section *s)
{
    return (OptionsFrom){.section = s->label,
                         .place = s->place,
                         .dir = b->plan->ini.dir,
                         .zone = b->plan->zone};
}

hale_value *options_take(Build *b, Section *s,
                         const hale_option *const *declared)
{
    OptionsFrom from = seen_from(b, s);
    hale_value *out =
        arena_array(&b->plan->arena, list_count(declared) + 1, sizeof *out);
    section_lines(b, s, declared);
    mark_secrets(s, declared);
    options_read(declared, s->setting, s->settings, &from, &b->plan->arena,
                 b->diags, out);
    return out;
}

static void read_options(Build *b, Kind kind, Section *s, Chosen *chosen)
{
    OptionsFrom from = seen_from(b, s);
    size_t count = chosen->declared ? list_count(chosen->declared) : 0;
    section_lines(b, s, chosen->declared);
    mark_secrets(s, chosen->declared);
    chosen->options =
        arena_array(&b->plan->arena, count + 1, sizeof *chosen->options);
    chosen->good = options_defined(b, kind, s, chosen->declared, &from,
                                   chosen->options) == 0;
}

/* What a plugin remarks while it is set up is a warning at its section. */
typedef struct Remarks {
    Diags *diags;
    const Section *section;
} Remarks;

static void on_warning(void *user, const char *plugin, const char *message)
{
    Remarks *r = user;
    (void)plugin;
    diag_warn(r->diags, r->section->place, r->section->label, "%s", message);
}

/* A host for one call that looks at options. */
static void host_for(Host *host, Build *b, const Chosen *chosen,
                     const Section *s, Remarks *remarks, Error *error)
{
    host_init(host, s->label, chosen->pack->plugin->version, error,
              &b->plan->arena);
    host->zone = b->plan->zone;
    host->user = remarks;
    host->warned = on_warning;
}

static const char *refusal(const Error *error)
{
    return error->code ? error->message
                       : "the plugin refuses these settings and does not "
                         "say why";
}

/* The setting that a message begins with, or the section. */
static Place place_of(const Section *s, const char *message)
{
    for (size_t i = 0; i < s->settings; i++) {
        const char *key = s->setting[i].key;
        size_t len = strlen(key);
        if (!strncmp(message, key, len) && strchr(": ", message[len]))
            return s->setting[i].place;
    }
    return s->place;
}

/* What only the plugin knows to be wrong with its options. */
static void check_options(Build *b, Kind kind, const Section *s,
                          const Chosen *chosen)
{
    Error error = {0};
    Host host = {0};
    Remarks remarks = {b->diags, s};
    int (*check)(hale_cx *, const hale_value *) = NULL;
    if (kind == KIND_INPUT)
        check = ((const hale_input *)chosen->plugin)->check;
    else if (kind == KIND_OUTPUT)
        check = ((const hale_output *)chosen->plugin)->check;
    if (!check || !chosen->good)
        return;
    host_for(&host, b, chosen, s, &remarks, &error);
    crumb =
        (Crumb){.plugin = s->label, .version = host.version, .call = "check"};
    if (check(&host.cx, chosen->options))
        diag_error(b->diags, place_of(s, error.message), s->label, "%s",
                   refusal(&error));
}

Chosen plugin_choose(Build *b, Kind kind, Section *s)
{
    Chosen chosen = {0};
    Error error = {0};
    const char *name = take_required(b, s, "plugin",
                                     "which plugin is it, as in plugin = "
                                     "pack.name?");
    if (!name)
        return chosen;
    chosen.plugin = registry_find(&b->plan->registry, kind, str(name),
                                  &chosen.pack, &error);
    if (!chosen.plugin) {
        diag_error(b->diags, section_find(s, "plugin")->place, s->label, "%s",
                   error.message);
        return chosen;
    }
    chosen.declared = options_of(kind, chosen.plugin);
    read_options(b, kind, s, &chosen);
    check_options(b, kind, s, &chosen);
    return chosen;
}

void *plugin_configure(Build *b, const Chosen *chosen, const Section *s,
                       size_t size,
                       int (*configure)(hale_cx *cx, const hale_value *options,
                                        void *config))
{
    Error error = {0};
    Host host = {0};
    Remarks remarks = {b->diags, s};
    void *config = arena_alloc(&b->plan->arena, size ? size : 1);
    if (!configure)
        return config;
    host_for(&host, b, chosen, s, &remarks, &error);
    crumb = (Crumb){
        .plugin = s->label, .version = host.version, .call = "configure"};
    if (configure(&host.cx, chosen->options, config) == 0)
        return config;
    diag_error(b->diags, s->place, s->label, "%s", refusal(&error));
    return NULL;
}

const char *plugin_named(Build *b, const Chosen *chosen, const Section *s,
                         const hale_column *column, Place *place)
{
    if (!column->named_by)
        return NULL;
    for (size_t i = 0; chosen->declared && chosen->declared[i]; i++) {
        const hale_value *value = &chosen->options[i];
        const char *name = chosen->declared[i]->name;
        if (strcmp(name, column->named_by) || value->missing != HALE_PRESENT ||
            value->as.text.len == 0)
            continue;
        for (size_t k = 0; k < s->settings; k++)
            if (!strcmp(s->setting[k].key, name))
                *place = s->setting[k].place;
        if (str_is_name(value->as.text))
            return arena_str(&b->plan->arena, value->as.text).data;
        diag_error(b->diags, *place, s->label,
                   "%s: \"%s\" can be no column: our columns are named in "
                   "lower case letters, digits and \"_\"",
                   name, shown(b, value->as.text));
        return NULL;
    }
    return NULL;
}
