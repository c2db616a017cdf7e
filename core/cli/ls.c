/* SPDX-License-Identifier: MIT
 *
 * ls.c: `hale ls`. What the pipeline has, planned but not run: its inputs
 * and what they feed, its metrics, scores and outputs, and the columns of
 * the account table, which are the names that formulas may read. By which
 * rules the figures are made is a long list, shown to who asks for it.
 *
 * Each kind is a list of rows of texts; the same rows become the aligned
 * columns for people and the objects of --json.
 */
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

enum { CELLS_MOST = 5 };

typedef void (*Add)(void *to, Str cell);

typedef struct List {
    const char *kind;
    const char *align;
    const char *key[CELLS_MOST + 1]; /* of the JSON; NULL ends */
    void (*rows)(const Plan *plan, const View *v, Add add, void *to);
    bool asked; /* shown only to who asks for it */
} List;

static const char *type_word(hale_type type)
{
    static const char *const word[] = {"any",   "bool", "int", "real",
                                       "money", "time", "text"};
    return (size_t)type < COUNT(word) ? word[type] : "any";
}

/* "usage.active_users", or "csv" for csv.csv. */
static void add_plugin(Add add, void *to, const Pack *pack, const char *name)
{
    Text text = {0};
    const char *of = pack->plugin->name;
    text_puts(&text, of);
    if (strcmp(of, name) != 0)
        text_printf(&text, ".%s", name);
    add(to, text_str(&text));
    text_free(&text);
}

static void input_rows(const Plan *p, const View *v, Add add, void *to)
{
    (void)v;
    for (size_t i = 0; i < p->inputs; i++) {
        const InputPlan *in = &p->input[i];
        add(to, str(in->name));
        add_plugin(add, to, in->pack, in->plugin->name);
        add(to, str(p->data_set[in->data_set].name));
    }
}

static void metric_rows(const Plan *p, const View *v, Add add, void *to)
{
    (void)v;
    for (size_t i = 0; i < p->metrics; i++) {
        const MetricPlan *m = &p->metric[i];
        add(to, str(m->name));
        add_plugin(add, to, m->pack, m->plugin->name);
        add(to, str(m->plugin->family));
        add(to, str(m->plugin->title));
    }
    for (size_t i = 0; i < p->models; i++) {
        const ModelPlan *m = &p->model[i];
        add(to, str(m->name));
        add_plugin(add, to, m->pack, m->plugin->name);
        add(to, str(m->plugin->family));
        add(to, str(m->plugin->title));
    }
}

static void score_rows(const Plan *p, const View *v, Add add, void *to)
{
    for (size_t i = 0; i < p->scores; i++) {
        const Formula *f = v->formula[i];
        add(to, str(p->score[i].own));
        add(to, str(f ? formula_title(f) : NULL));
        add(to, str(f ? formula_version(f) : NULL));
        Text path = {0};
        path_show(&path, p->score[i].script);
        add(to, text_str(&path));
        text_free(&path);
    }
}

static void output_rows(const Plan *p, const View *v, Add add, void *to)
{
    (void)v;
    for (size_t i = 0; i < p->outputs; i++) {
        const OutputPlan *o = &p->output[i];
        Text tables = {0};
        for (size_t t = 0; t < o->table_count; t++)
            text_printf(&tables, "%s%s", t ? ", " : "", o->tables[t]);
        add(to, str(o->name));
        add_plugin(add, to, o->pack, o->plugin->name);
        add(to, text_str(&tables));
        text_free(&tables);
    }
}

static void column_rows(const Plan *p, const View *v, Add add, void *to)
{
    (void)v;
    for (size_t i = 0; i < p->columns; i++) {
        const AccountColumn *c = &p->column[i];
        add(to, str(c->name));
        add(to, str(type_word(c->type)));
        add(to, str(c->unit));
        add(to, str(c->help));
    }
}

static void definition_rows(const Plan *p, const View *v, Add add, void *to)
{
    (void)v;
    for (size_t i = 0; i < p->definitions; i++) {
        const Definition *d = &p->definition[i];
        add(to, str(d->section));
        add(to, str(knobs[d->knob].option.name));
        add(to, str(d->value));
        add(to, str(d->origin));
        add(to, str(d->note));
    }
}

static const List lists[] = {
    {"inputs", "llL", {"name", "plugin", "feeds"}, input_rows, false},
    {"metrics",
     "lllL",
     {"name", "plugin", "family", "title"},
     metric_rows,
     false},
    {"scores",
     "lllL",
     {"name", "title", "version", "script"},
     score_rows,
     false},
    {"outputs", "llL", {"name", "plugin", "tables"}, output_rows, false},
    {"columns", "lllL", {"name", "type", "unit", "help"}, column_rows, false},
    {"definitions",
     "llllL",
     {"section", "option", "value", "origin", "note"},
     definition_rows,
     true},
};

static void add_to_grid(void *to, Str cell)
{
    Text safe = {0};
    text_safe(&safe, cell);
    grid_add(to, PLAIN, text_str(&safe));
    text_free(&safe);
}

static void print_list(Text *out, const Term *term, const List *l,
                       const View *v, bool heading)
{
    Grid g = {0};
    Text rows = {0};
    grid_begin(&g, l->align);
    l->rows(&v->plan, v, add_to_grid, &g);
    grid_end(&g, &rows, term, heading ? 2 : 0);
    if (heading && rows.len) {
        term_paint(out, term, BOLD, str(l->kind));
        text_char(out, '\n');
    }
    text_add(out, text_str(&rows));
    text_free(&rows);
}

typedef struct Json {
    Text *out;
    const List *list;
    size_t cells, width;
} Json;

static void add_to_json(void *to, Str cell)
{
    Json *j = to;
    size_t column = j->cells++ % j->width;
    if (column == 0)
        text_puts(j->out, j->cells > 1 ? ",{" : "{");
    else
        text_char(j->out, ',');
    text_add_json(j->out, str(j->list->key[column]));
    text_char(j->out, ':');
    text_add_json(j->out, cell);
    if (column + 1 == j->width)
        text_char(j->out, '}');
}

static void json_list(Text *out, const List *l, const View *v)
{
    Json j = {.out = out, .list = l, .width = strlen(l->align)};
    text_printf(out, ",\"%s\":[", l->kind);
    l->rows(&v->plan, v, add_to_json, &j);
    text_char(out, ']');
}

static void print_lists(const Args *args, const View *v, const List *only)
{
    Text out = {0};
    if (args->json) {
        text_puts(&out, "{\"format\":1,\"pipeline\":");
        text_add_json(&out, str(v->plan.name));
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        if (only ? only != &lists[i] : lists[i].asked && !args->json)
            continue;
        if (args->json)
            json_list(&out, &lists[i], v);
        else
            print_list(&out, &args->out, &lists[i], v, !only);
    }
    if (args->json)
        text_puts(&out, "}\n");
    put(stdout, &out);
}

static const List *list_named(const char *kind)
{
    for (size_t i = 0; i < COUNT(lists); i++)
        if (strcmp(lists[i].kind, kind) == 0)
            return &lists[i];
    return NULL;
}

/* A kind typed wrong is not the name of a pipeline. */
static const char *kind_meant(const char *word)
{
    const char *names[COUNT(lists) + 1] = {NULL};
    for (size_t i = 0; i < COUNT(lists); i++)
        names[i] = lists[i].kind;
    return access(word, F_OK) ? suggest(str(word), names) : NULL;
}

int command_ls(Args *args)
{
    int code = 0;
    const List *only = args->operands ? list_named(args->operand[0]) : NULL;
    size_t rest = only ? 1 : 0;
    if (args->operands > rest + 1)
        return complain(EXIT_USAGE, "ls: what is \"%s\"? It takes %s",
                        args->operand[0], args->command->operands);
    const char *meant =
        args->operands && !only ? kind_meant(args->operand[0]) : NULL;
    if (meant)
        return complain(EXIT_USAGE, "no list \"%s\", did you mean \"%s\"?",
                        args->operand[0], meant);
    const char *path = pipeline_path(
        args, args->operands > rest ? args->operand[rest] : NULL, &code);
    if (!path)
        return code;
    View v;
    view_open(&v, args, path);
    code = view_finish(&v);
    if (!code)
        print_lists(args, &v, only);
    view_close(&v);
    return code;
}
