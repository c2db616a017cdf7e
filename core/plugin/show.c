/* SPDX-License-Identifier: MIT
 *
 * show.c: a description for people, and as Markdown for the reference.
 *
 * Nothing is written by hand twice: what `hale plugin show` prints and what
 * the reference pages say comes from the declarations that the plugin runs
 * by. Both forms are the same walk over a description with two sets of
 * punctuation; the JSON form, which has a shape of its own, is in
 * show_json.c.
 */
#include "plugin/inside.h"

#include <string.h>

/* ----------------------------------------------------------------- facts -- */

const char *type_word(hale_type type)
{
    static const char *const words[] = {"same",  "bool", "int", "real",
                                        "money", "time", "text"};
    return words[type];
}

const char *rollup_word(hale_rollup rollup)
{
    static const char *const words[] = {"none", "sum", "ratio",
                                        "mean", "min", "max"};
    return words[rollup];
}

const char *direction_word(hale_direction direction)
{
    static const char *const words[] = {"neutral", "up is good",
                                        "down is good"};
    return words[direction];
}

const char *shape_word(hale_shape shape)
{
    static const char *const words[] = {
        "any", "events", "intervals", "snapshots", "attributes", "side table"};
    return words[shape];
}

Face plugin_face(Kind kind, const void *plugin)
{
    Face f = {0};
    if (kind == KIND_INPUT) {
        const hale_input *p = plugin;
        f = (Face){.name = p->name,
                   .title = p->title,
                   .example = p->example,
                   .options = p->options};
    } else if (kind == KIND_METRIC) {
        const hale_metric *p = plugin;
        f = (Face){.name = p->name,
                   .title = p->title,
                   .example = p->example,
                   .options = p->options,
                   .family = p->family,
                   .formula = p->formula,
                   .source = p->source,
                   .results = p->results};
    } else if (kind == KIND_MODEL) {
        const hale_model *p = plugin;
        f = (Face){.name = p->name,
                   .title = p->title,
                   .example = p->example,
                   .options = p->options,
                   .family = p->family,
                   .formula = p->formula,
                   .source = p->source,
                   .results = p->results};
    } else {
        const hale_output *p = plugin;
        f = (Face){.name = p->name,
                   .title = p->title,
                   .example = p->example,
                   .options = p->options};
    }
    return f;
}

/* "active_users" for a result with no name of its own, "open_p1" for "p1" in
 * the plugin "open". */
void result_name(const Face *face, const hale_result *r, Text *out)
{
    text_puts(out, face->name);
    if (*r->name)
        text_printf(out, "_%s", r->name);
}

/* ------------------------------------------------------------------- page --
 */

/* Where the two forms differ. */
typedef struct Page {
    Text *out;
    bool markdown;
    const char *last; /* the label of the line before */
} Page;

/* A labelled line; the label is said once for a group of lines. */
static void line(Page *page, const char *label, const char *text)
{
    bool again = page->last && strcmp(page->last, label) == 0;
    if (!page->markdown) {
        text_printf(page->out, "  %-9s %s\n", again ? "" : label, text);
    } else if (again) {
        text_printf(page->out, "- %s\n", text);
    } else {
        text_printf(page->out, "\n**%s**\n\n- %s\n", label, text);
    }
    page->last = label;
}

static void line_of(Page *page, const char *label, Text *text)
{
    line(page, label, text_str(text).data);
    text_clear(text);
}

static void maybe_line(Page *page, const char *label, const char *text)
{
    if (text && *text)
        line(page, label, text);
}

static void add_column(const hale_column *c, Text *out)
{
    text_printf(out, "%s%s %s", c->name, c->flags & HALE_OPTIONAL ? "?" : "",
                c->type == HALE_SAME ? "any" : type_word(c->type));
    if (c->named_by)
        text_printf(out, " (or as %s says)", c->named_by);
}

static void show_columns(Page *page, const hale_column *const *column)
{
    Text t = {0};
    for (size_t i = 0; column && column[i]; i++) {
        add_column(column[i], &t);
        if (column[i]->help)
            text_printf(&t, ": %s", column[i]->help);
        line_of(page, "needs", &t);
    }
    text_free(&t);
}

static void show_needs(Page *page, const hale_need *const *need)
{
    Text t = {0};
    for (size_t i = 0; need && need[i]; i++) {
        const hale_column *const *column = need[i]->columns;
        text_puts(&t, need[i]->role ? need[i]->role : "any rows");
        if (need[i]->shape)
            text_printf(&t, " (%s)", shape_word(need[i]->shape));
        for (size_t c = 0; column && column[c]; c++) {
            text_puts(&t, c ? ", " : ": ");
            add_column(column[c], &t);
        }
        if (need[i]->help)
            text_printf(&t, " - %s", need[i]->help);
        if (need[i]->flags & HALE_OPTIONAL)
            text_puts(&t, " (may be absent)");
        line_of(page, "needs", &t);
    }
    text_free(&t);
}

static void add_result(const Face *face, const hale_result *r, Text *t)
{
    const hale_result *const *all = face->results;
    result_name(face, r, t);
    if (r->type == HALE_SAME)
        text_puts(t, ", as the column");
    else
        text_printf(t, " %s", type_word(r->type));
    if (r->unit)
        text_printf(t, " in %s", r->unit);
    if (r->help)
        text_printf(t, ": %s", r->help);
    if (r->direction)
        text_printf(t, "; %s", direction_word(r->direction));
    if (r->rollup == HALE_ROLLUP_RATIO) {
        text_puts(t, "; of a group: sum of ");
        result_name(face, all[r->numerator], t);
        text_puts(t, " / sum of ");
        result_name(face, all[r->denominator], t);
        if (r->flags & HALE_PROPORTION)
            text_puts(t, ", with its 95 % interval");
    } else if (r->rollup) {
        text_printf(t, "; of a group: %s", rollup_word(r->rollup));
    }
    if (r->undefined)
        text_printf(t, "; missing: %s", r->undefined);
}

static void show_results(Page *page, const Face *face)
{
    Text t = {0};
    for (size_t i = 0; face->results && face->results[i]; i++) {
        add_result(face, face->results[i], &t);
        line_of(page, "gives", &t);
    }
    text_free(&t);
}

static void show_reports(Page *page, const hale_report *const *report)
{
    Text t = {0};
    for (size_t i = 0; report && report[i]; i++) {
        text_printf(&t, "%s", report[i]->name);
        if (report[i]->title)
            text_printf(&t, " - %s", report[i]->title);
        for (size_t c = 0; report[i]->columns[c]; c++)
            text_printf(&t, "%s%s %s", c ? ", " : ": ",
                        report[i]->columns[c]->name,
                        type_word(report[i]->columns[c]->type));
        line_of(page, "reports", &t);
    }
    text_free(&t);
}

static void show_options(Page *page, const hale_option *const *option)
{
    Text t = {0};
    for (size_t i = 0; option && option[i]; i++) {
        const hale_option *o = option[i];
        text_printf(&t, "%s = ", o->name);
        option_expects(o, &t);
        if (o->unit)
            text_printf(&t, " (%s)", o->unit);
        if (o->fallback)
            text_printf(&t, " [%s]", o->fallback);
        if (o->flags & HALE_REQUIRED)
            text_puts(&t, ", required");
        if (o->flags & HALE_SECRET)
            text_printf(&t, ", secret: give %s_env or %s_file", o->name,
                        o->name);
        text_printf(&t, ": %s", o->help);
        line_of(page, "settings", &t);
    }
    text_free(&t);
}

/* A page of all packs would say the same again and again: it names the options
 * and where to look. */
static void show_notes(Page *page, const hale_option *const *option,
                       const OptionNotes *notes)
{
    Text note = {0}, names = {0};
    for (size_t i = 0; option && option[i]; i++) {
        text_clear(&note);
        notes->add(notes->user, option[i]->name, SHOW_TEXT, &note);
        if (!note.len)
            continue;
        text_printf(&names, "%s`%s`", names.len ? ", " : "", option[i]->name);
        if (!page->markdown)
            line(page, "profiles", note.data);
    }
    if (page->markdown && names.len) {
        text_puts(&names, ": see [definitions.md](definitions.md)");
        line(page, "profiles", names.data);
    }
    text_free(&note);
    text_free(&names);
}

static void show_laws(Page *page, const hale_metric *m)
{
    for (size_t i = 0; m->identities && m->identities[i]; i++)
        line(page, "laws", m->identities[i]->name);
    if (m->flags & (HALE_TAKES_WINDOW | HALE_TAKES_PERIODS))
        line(page, "takes",
             m->flags & HALE_TAKES_WINDOW ? m->flags & HALE_TAKES_PERIODS
                                                ? "window, compare, periods"
                                                : "window, compare"
                                          : "periods");
}

static void show_example(Page *page, const char *example)
{
    Str rest = str(example), row;
    if (!example)
        return;
    if (page->markdown) {
        text_printf(page->out, "\n```ini\n%s%s```\n", example,
                    rest.len && rest.data[rest.len - 1] == '\n' ? "" : "\n");
        return;
    }
    while (str_cut(&rest, '\n', &row)) {
        Text t = {0};
        text_add(&t, row);
        line_of(page, "example", &t);
        text_free(&t);
    }
}

static void show_head(Page *page, Kind kind, const Face *face, const Pack *pack)
{
    const hale_plugin *p = pack->plugin;
    const char *mark = page->markdown ? "## " : "";
    if (strcmp(p->name, face->name) == 0)
        text_printf(page->out, "%s%s", mark, face->name);
    else
        text_printf(page->out, "%s%s.%s", mark, p->name, face->name);
    text_printf(page->out, "%s%s", page->markdown ? "\n\n" : "  ",
                kind_names[kind]);
    if (face->family)
        text_printf(page->out, " · family %s", face->family);
    text_printf(page->out, " · version %s · %s", p->version, p->license);
    if (page->markdown) /* a path would differ from machine to machine */
        text_printf(page->out, "\n\n%s.\n", face->title);
    else
        text_printf(page->out, " · ABI %u.%u · %s\n  %s\n", p->abi_major,
                    p->abi_minor, pack->path, face->title);
}

void plugin_show(Text *out, Kind kind, const void *plugin, const Pack *pack,
                 ShowFormat format, const OptionNotes *notes)
{
    Page page = {out, format == SHOW_MARKDOWN, NULL};
    Face face = plugin_face(kind, plugin);
    if (kind != KIND_METRIC && kind != KIND_MODEL)
        notes = NULL;
    if (format == SHOW_JSON) {
        plugin_json(out, kind, plugin, pack, notes);
        return;
    }
    show_head(&page, kind, &face, pack);
    maybe_line(&page, "formula", face.formula);
    maybe_line(&page, "source", face.source);
    if (kind == KIND_METRIC)
        show_needs(&page, ((const hale_metric *)plugin)->needs);
    if (kind == KIND_MODEL) {
        show_columns(&page, ((const hale_model *)plugin)->needs);
        show_needs(&page, ((const hale_model *)plugin)->sides);
    }
    show_results(&page, &face);
    if (kind == KIND_MODEL)
        show_reports(&page, ((const hale_model *)plugin)->reports);
    show_options(&page, face.options);
    if (notes)
        show_notes(&page, face.options, notes);
    if (kind == KIND_METRIC)
        show_laws(&page, plugin);
    show_example(&page, face.example);
}
