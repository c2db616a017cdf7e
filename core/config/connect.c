/* SPDX-License-Identifier: MIT
 *
 * connect.c: opens the inputs and checks that they have what is wanted.
 *
 * The first moment at which hale looks at data: names of columns, no rows.
 * Everything is looked at before anything is told to be wrong, so that one
 * message says what a source has and what was expected of it. A column that
 * the pipeline names must be there; one that is only usual may be missing if
 * all who read it can do without.
 */
#include "config/config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN = 12 }; /* columns in a message */

/* One source and the columns that it says it has. */
typedef struct Source {
    Plan *plan;
    InputPlan *in;
    Diags *diags;
    const char **name;
    size_t names, cap;
} Source;

static int on_found(void *user, hale_str name)
{
    Source *s = user;
    if (s->names + 1 >= s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 16;
        const char **more = arena_array(&s->diags->arena, cap, sizeof *more);
        if (s->names)
            memcpy(more, s->name, s->names * sizeof *more);
        s->name = more;
        s->cap = cap;
    }
    s->name[s->names++] = arena_strndup(&s->diags->arena, name.data, name.len);
    return 0;
}

static void on_warning(void *user, const char *plugin, const char *message)
{
    Source *s = user;
    (void)plugin;
    diag_warn(s->diags, s->in->place, s->in->label, "%s", message);
}

/* ---------------------------------------------------------------- open -- */

/* 66 or 77 if a path among the options says so, else what the host said. */
static int failure_code(const InputPlan *in, int code)
{
    const hale_option *const *o = in->plugin->options;
    for (size_t i = 0; o && o[i]; i++) {
        const hale_value *v = &in->options[i];
        struct stat st;
        if (o[i]->type != HALE_OPTION_PATH || v->missing != HALE_PRESENT ||
            str_is(v->as.text, "-"))
            continue;
        if (!strcmp(o[i]->name, "path") && stat(v->as.text.data, &st) == 0 &&
            S_ISDIR(st.st_mode))
            return EXIT_NO_INPUT;
        if (access(v->as.text.data, R_OK) == 0)
            continue;
        if (errno == ENOENT)
            return EXIT_NO_INPUT;
        if (errno == EACCES)
            return EXIT_NO_PERMISSION;
    }
    return code ? code : EXIT_UNAVAILABLE;
}

static Host *make_host(Source *s, Error *error)
{
    InputPlan *in = s->in;
    Arena *arena = &s->plan->arena;
    Host *host = arena_alloc(arena, sizeof *host);
    host_init(
        host,
        arena_printf(arena, "%s.%s", in->pack->plugin->name, in->plugin->name),
        in->pack->plugin->version, error, arena);
    host->zone = s->plan->zone;
    host->user = s;
    host->found = on_found;
    host->warned = on_warning;
    crumb = (Crumb){
        .plugin = host->plugin, .version = host->version, .call = "open"};
    return host;
}

/* The hooks point to a Source that is gone when this file has done. */
static void keep_host(InputPlan *in, Host *host, void *source)
{
    host->user = NULL;
    host->found = NULL;
    host->warned = NULL;
    in->host = host;
    in->source = source;
}

static int open_source(Source *s)
{
    InputPlan *in = s->in;
    Arena *arena = &s->plan->arena;
    size_t size = in->plugin->source_size;
    Error *error = arena_alloc(arena, sizeof *error);
    Host *host = make_host(s, error);
    void *source = arena_alloc(arena, size ? size : 1);
    if (in->plugin->open(&host->cx, in->options, source) == 0) {
        keep_host(in, host, source);
        return 0;
    }
    const char *why =
        error->code ? error->message : "cannot be opened, it does not say why";
    diag_error(s->diags, in->place, in->label, "%s", why);
    if (!s->plan->connect_code)
        s->plan->connect_code = failure_code(in, error->code);
    return -1;
}

/* ------------------------------------------------------------- columns -- */

static size_t times_found(const Source *s, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < s->names; i++)
        count += !strcmp(s->name[i], name);
    return count;
}

/* Did the pipeline name this column, or is it the usual one? */
static bool is_mapped(const InputPlan *in, size_t mapping)
{
    const Place *at = &in->mapping[mapping];
    return at->line != in->place.line || at->file != in->place.file;
}

static const char *columns_found(const Source *s)
{
    Text t = {0};
    for (size_t i = 0; i < s->names && i < SHOWN; i++)
        text_printf(&t, "%s%s", i ? ", " : "", s->name[i]);
    if (s->names > SHOWN)
        text_printf(&t, " and %zu more", s->names - SHOWN);
    const char *list =
        arena_printf(&s->diags->arena, "%s", s->names ? t.data : "none");
    text_free(&t);
    return list;
}

/* One column whose name holds what parts columns elsewhere? */
static const char *delimiter_hint(const Source *s)
{
    if (s->names != 1 || !strpbrk(s->name[0], ";\t|"))
        return "";
    return "; is the delimiter another, as in delimiter = semicolon?";
}

/* `ours` is our name of the column, `why` who needs it. */
static void tell_missing(const Source *s, size_t mapping, const char *theirs,
                         const char *ours, const char *why)
{
    Arena *arena = &s->diags->arena;
    const char *hint =
        s->names ? suggest_hint(arena, str(theirs), s->name) : "";
    const char *advice =
        is_mapped(s->in, mapping)
            ? ""
            : arena_printf(arena,
                           "; say what it is called, as in column.%s "
                           "= NAME",
                           ours);
    diag_error(s->diags, s->in->mapping[mapping], s->in->label,
               "no column \"%s\", %s%s; columns found: %s%s%s", theirs, why,
               advice, columns_found(s), hint, delimiter_hint(s));
}

/* True if the source has the column; a name that stands twice is told. */
static bool has_column(const Source *s, size_t mapping, const char *theirs)
{
    size_t times = times_found(s, theirs);
    if (times > 1)
        diag_error(s->diags, s->in->mapping[mapping], s->in->label,
                   "column \"%s\" stands in the source %zu times: which one "
                   "is meant?",
                   theirs, times);
    return times > 0;
}

/* A column that must be there; NULL: none is expected. */
static void require(const Source *s, size_t mapping, const char *theirs,
                    const char *ours, const char *why)
{
    if (theirs && !has_column(s, mapping, theirs))
        tell_missing(s, mapping, theirs, ours, why);
}

/* A column that may be there: forgotten if it is not and nobody named it. */
static void allow(const Source *s, size_t mapping, const char **theirs,
                  const char *ours)
{
    if (!*theirs || has_column(s, mapping, *theirs))
        return;
    if (is_mapped(s->in, mapping))
        tell_missing(s, mapping, *theirs, ours, "which this line names");
    *theirs = NULL;
}

static void check_fixed(const Source *s)
{
    InputPlan *in = s->in;
    DataSet *d = &s->plan->data_set[in->data_set];
    require(s, 0, in->account, "account", "which says whose a row is");
    require(s, 1, in->time, "time", "which says when a row happened or began");
    require(s, 2, in->until, "until",
            "which says when a row ended (if rows never end, write "
            "column.until =)");
    allow(s, 3, &in->recorded, "recorded");
    allow(s, 4, &in->currency, "currency");
    d->has_recorded |= in->recorded != NULL;
    if (in->currency && !*s->plan->currency && !is_mapped(in, 4))
        diag_error(s->diags, in->mapping[4], in->label,
                   "there is a column \"currency\": say in [pipeline] what "
                   "figures are in, as in currency = EUR, or write "
                   "column.currency = to leave it unread");
}

static void check_kept(const Source *s)
{
    InputPlan *in = s->in;
    DataSet *d = &s->plan->data_set[in->data_set];
    for (size_t i = 0; i < d->kept_count; i++) {
        const Kept *k = &d->kept[i];
        d->foreign |= s->plan->fx == FX_SPOT && in->currency != NULL &&
                      k->type == HALE_MONEY;
        if (k->optional)
            allow(s, 5 + i, &in->kept[i], k->name);
        else
            require(
                s, 5 + i, in->kept[i], k->name,
                arena_printf(&s->diags->arena, "which %s needs", k->wanted_by));
    }
}

/* -------------------------------------------------------------- together -- */

static bool anyone_has(const Plan *p, size_t data_set, ptrdiff_t kept)
{
    for (size_t i = 0; i < p->inputs; i++)
        if (p->input[i].data_set == data_set && p->input[i].source &&
            p->input[i].kept[kept])
            return true;
    return false;
}

/* Plugins see no column where no source has an optional one. */
static void forget_absent(const Plan *p, NeedPlan *need,
                          const hale_need *declared)
{
    if (need->data_set == (size_t)-1)
        return;
    const DataSet *d = &p->data_set[need->data_set];
    size_t count = list_count(declared->columns);
    for (size_t c = 0; c < count; c++)
        if (need->column[c] >= 0 && d->kept[need->column[c]].optional &&
            !anyone_has(p, need->data_set, need->column[c]))
            need->column[c] = -1;
}

static void forget_all_absent(Plan *p)
{
    for (size_t i = 0; i < p->metrics; i++)
        for (size_t k = 0; k < p->metric[i].needs; k++)
            forget_absent(p, &p->metric[i].need[k],
                          p->metric[i].plugin->needs[k]);
    for (size_t i = 0; i < p->models; i++)
        for (size_t k = 0; k < p->model[i].sides; k++)
            forget_absent(p, &p->model[i].side[k],
                          p->model[i].plugin->sides[k]);
}

static void check_known_at(const Plan *p, Diags *diags)
{
    for (size_t i = 0; i < p->data_sets; i++)
        if (p->data_set[i].has_recorded)
            return;
    if (p->known != KNOWN_ALWAYS)
        diag_warn(diags, (Place){p->ini.path, 0, 0}, "pipeline",
                  "known_at changes nothing: no input has a column "
                  "\"recorded\" that says when a row was learned");
}

/* Dated rates, and nobody asked for any. */
static void check_rates(const Plan *p, Diags *diags)
{
    for (size_t i = 0; i < p->inputs; i++) {
        const InputPlan *in = &p->input[i];
        const DataSet *d = &p->data_set[in->data_set];
        if (d->role == role_find(S("rates")) && d->kept_count == 0)
            diag_warn(diags, in->place, in->label,
                      "nothing reads these rates: with fx = constant those of "
                      "[pipeline] hold; say fx = start or fx = spot there");
    }
}

/* Opens one and looks at its columns. */
static void connect_one(Plan *plan, size_t i, Diags *diags)
{
    Source s = {.plan = plan, .in = &plan->input[i], .diags = diags};
    size_t errors = diags->errors;
    Effort *effort = plan->opening ? &plan->opening[i] : NULL;
    Since since = effort_begin(effort);
    if (open_source(&s) == 0) {
        check_fixed(&s);
        check_kept(&s);
    }
    effort_end(effort, since, 0);
    s.in->found = s.name;
    s.in->founds = s.names;
    s.in->sound = diags->errors == errors;
}

int plan_connect(Plan *plan, Diags *diags)
{
    size_t errors = diags->errors;
    for (size_t i = 0; i < plan->inputs; i++)
        connect_one(plan, i, diags);
    forget_all_absent(plan);
    check_known_at(plan, diags);
    check_rates(plan, diags);
    return diags->errors > errors ? -1 : 0;
}
