/* SPDX-License-Identifier: MIT
 *
 * show_json.c: descriptions for programs, and the list of a pack.
 *
 * Everything a description declares, under the names of hale/plugin.h. Keys
 * are only ever added. What is absent in the description is left out.
 */
#include "plugin/inside.h"

#include <string.h>

/* ---------------------------------------------------------- small pieces -- */

static void key(Text *out, const char *name)
{
    char last = out->len ? out->data[out->len - 1] : '{';
    if (last != '{' && last != '[')
        text_char(out, ',');
    text_add_json(out, str(name));
    text_char(out, ':');
}

static void words(Text *out, const char *name, const char *value)
{
    if (!value)
        return;
    key(out, name);
    text_add_json(out, str(value));
}

static void flag(Text *out, const char *name, bool value)
{
    key(out, name);
    text_puts(out, value ? "true" : "false");
}

static void number(Text *out, const char *name, double value)
{
    char digits[32];
    key(out, name);
    real_format(value, digits);
    text_puts(out, digits);
}

/* Between two members of an array. */
static void comma(Text *out, size_t i)
{
    if (i)
        text_char(out, ',');
}

/* -------------------------------------------------------------- the parts --
 */

static void add_note(Text *out, const OptionNotes *notes, const char *option)
{
    Text note = {0};
    notes->add(notes->user, option, SHOW_JSON, &note);
    if (note.len)
        text_printf(out, ",%s", note.data);
    text_free(&note);
}

static void options(Text *out, const hale_option *const *option,
                    const OptionNotes *notes)
{
    static const char *const types[] = {"",       "bool", "int",  "real",
                                        "money",  "date", "text", "days",
                                        "choice", "list", "path", "column"};
    key(out, "options");
    text_char(out, '[');
    for (size_t i = 0; option && option[i]; i++) {
        const hale_option *o = option[i];
        comma(out, i);
        text_char(out, '{');
        words(out, "name", o->name);
        words(out, "type", types[o->type]);
        words(out, "help", o->help);
        words(out, "unit", o->unit);
        words(out, "default", o->fallback);
        flag(out, "required", o->flags & HALE_REQUIRED);
        flag(out, "secret", o->flags & HALE_SECRET);
        if (o->min != 0 || o->max != 0) {
            number(out, "min", o->min);
            number(out, "max", o->max);
        }
        if (o->choices) {
            key(out, "choices");
            text_char(out, '[');
            for (size_t c = 0; o->choices[c]; c++) {
                comma(out, c);
                text_add_json(out, str(o->choices[c]));
            }
            text_char(out, ']');
        }
        if (notes)
            add_note(out, notes, o->name);
        text_char(out, '}');
    }
    text_char(out, ']');
}

static void columns(Text *out, const char *name,
                    const hale_column *const *column)
{
    key(out, name);
    text_char(out, '[');
    for (size_t i = 0; column && column[i]; i++) {
        comma(out, i);
        text_char(out, '{');
        words(out, "name", column[i]->name);
        words(out, "type", type_word(column[i]->type));
        flag(out, "optional", column[i]->flags & HALE_OPTIONAL);
        words(out, "unit", column[i]->unit);
        words(out, "help", column[i]->help);
        words(out, "named_by", column[i]->named_by);
        text_char(out, '}');
    }
    text_char(out, ']');
}

static void needs(Text *out, const char *name, const hale_need *const *need)
{
    key(out, name);
    text_char(out, '[');
    for (size_t i = 0; need && need[i]; i++) {
        comma(out, i);
        text_char(out, '{');
        words(out, "role", need[i]->role);
        words(out, "shape", shape_word(need[i]->shape));
        words(out, "help", need[i]->help);
        columns(out, "columns", need[i]->columns);
        text_char(out, '}');
    }
    text_char(out, ']');
}

static void results(Text *out, const char *name,
                    const hale_result *const *result)
{
    key(out, name);
    text_char(out, '[');
    for (size_t i = 0; result && result[i]; i++) {
        const hale_result *r = result[i];
        comma(out, i);
        text_char(out, '{');
        words(out, "name", r->name);
        words(out, "type", type_word(r->type));
        words(out, "unit", r->unit);
        words(out, "help", r->help);
        words(out, "direction", direction_word(r->direction));
        words(out, "rollup", rollup_word(r->rollup));
        if (r->rollup == HALE_ROLLUP_RATIO) {
            words(out, "numerator", result[r->numerator]->name);
            words(out, "denominator", result[r->denominator]->name);
            flag(out, "proportion", r->flags & HALE_PROPORTION);
        }
        words(out, "undefined", r->undefined);
        text_char(out, '}');
    }
    text_char(out, ']');
}

static void reports(Text *out, const hale_report *const *report)
{
    key(out, "reports");
    text_char(out, '[');
    for (size_t i = 0; report && report[i]; i++) {
        comma(out, i);
        text_char(out, '{');
        words(out, "name", report[i]->name);
        words(out, "title", report[i]->title);
        results(out, "columns", report[i]->columns);
        text_char(out, '}');
    }
    text_char(out, ']');
}

static void metric(Text *out, const hale_metric *m)
{
    needs(out, "needs", m->needs);
    results(out, "results", m->results);
    key(out, "laws");
    text_char(out, '[');
    for (size_t i = 0; m->identities && m->identities[i]; i++) {
        comma(out, i);
        text_add_json(out, str(m->identities[i]->name));
    }
    text_char(out, ']');
    flag(out, "window", m->flags & HALE_TAKES_WINDOW);
    flag(out, "periods", m->flags & HALE_TAKES_PERIODS);
    flag(out, "mergeable", m->merge != NULL);
    flag(out, "steady", m->flags & HALE_STEADY);
    flag(out, "timeless", m->flags & HALE_TIMELESS);
}

static void model(Text *out, const hale_model *m)
{
    columns(out, "needs", m->needs);
    needs(out, "sides", m->sides);
    results(out, "results", m->results);
    reports(out, m->reports);
}

/* ------------------------------------------------------------------- whole --
 */

void plugin_json(Text *out, Kind kind, const void *plugin, const Pack *pack,
                 const OptionNotes *notes)
{
    Face f = plugin_face(kind, plugin);
    text_char(out, '{');
    words(out, "kind", kind_names[kind]);
    words(out, "pack", pack->plugin->name);
    words(out, "name", f.name);
    words(out, "version", pack->plugin->version);
    words(out, "license", pack->plugin->license);
    words(out, "path", pack->path);
    words(out, "title", f.title);
    words(out, "family", f.family);
    words(out, "formula", f.formula);
    words(out, "source", f.source);
    words(out, "example", f.example);
    options(out, f.options, notes);
    if (kind == KIND_METRIC)
        metric(out, plugin);
    if (kind == KIND_MODEL)
        model(out, plugin);
    text_puts(out, "}\n");
}

static void list_line(Text *out, Kind kind, const Face *f, const Pack *pack)
{
    const char *name = pack->plugin->name;
    Text whole = {0};
    if (strcmp(name, f->name) == 0)
        text_puts(&whole, name);
    else
        text_printf(&whole, "%s.%s", name, f->name);
    text_printf(out, "%-6s  %-28s %-8s %s%s%s\n", kind_names[kind], whole.data,
                pack->plugin->version, f->family ? f->family : "",
                f->family ? ": " : "", f->title);
    text_free(&whole);
}

void plugin_list(Text *out, const Pack *pack, bool json)
{
    const hale_plugin *p = pack->plugin;
    const void *const lists[4] = {p->inputs, p->metrics, p->models, p->outputs};
    for (int kind = 0; kind < 4; kind++) {
        for (size_t i = 0; list_at(lists[kind], i); i++) {
            Face f = plugin_face((Kind)kind, list_at(lists[kind], i));
            if (json)
                plugin_json(out, (Kind)kind, list_at(lists[kind], i), pack,
                            NULL);
            else
                list_line(out, (Kind)kind, &f, pack);
        }
    }
}
