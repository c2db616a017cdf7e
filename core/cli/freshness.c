/* SPDX-License-Identifier: MIT
 *
 * freshness.c: `hale freshness`, how old the inputs are.
 *
 *     demo  as of 2025-12-31
 *       input    rows       newest      age         max_age  state
 *       usage    1,204,331  2025-12-28  3 days      36h      stale, ...
 *       tickets        812  2025-12-30  21.5 hours  2d       fresh
 *
 * Of each input the times are read and nothing else, all of them, so that the
 * newest row is told however old it is. An input that cannot be read is a row
 * as well; the others are looked at all the same. As in a run, age is counted
 * back from the as-of and not from the clock: the past can be asked.
 */
#include "cli/cli.h"

#include "data/data.h"

#include <math.h>
#include <string.h>

/* What was found of one input. */
typedef struct Age {
    const InputPlan *in;
    Fresh fresh;
    Counts counts;
    bool timeless;     /* nothing says when its rows are from */
    const char *error; /* why it could not be read; NULL: it was */
    int code;
} Age;

typedef struct Ages {
    const View *view;
    Age *age; /* of each input */
    size_t count, stale, limited;
    int code; /* of the first that could not be read */
} Ages;

/* ------------------------------------------------------------------ look */

/* What connecting said of the input. */
static const char *connect_error(const View *v, const InputPlan *in)
{
    for (size_t i = 0; i < v->diags.count; i++) {
        const Diag *d = &v->diags.item[i];
        if (d->severity == DIAG_ERROR && d->section &&
            strcmp(d->section, in->label) == 0)
            return d->message;
    }
    return NULL;
}

static void look_at(Age *a, const View *v, size_t i, Arena *arena)
{
    Error *error = arena_alloc(arena, sizeof *error); /* the host's */
    const Plan *plan = &v->plan;
    *a = (Age){.in = &plan->input[i]};
    a->error = connect_error(v, a->in);
    a->timeless = !a->in->time && !a->in->recorded;
    if (a->error) {
        a->code = plan->connect_code ? plan->connect_code : EXIT_CONFIG;
    } else if (!a->timeless &&
               fresh_read(plan, i, &a->fresh, &a->counts, error)) {
        a->error = error->message;
        a->code = error->code;
    }
}

static void look(Ages *all, View *v, Arena *arena)
{
    Plan *plan = &v->plan;
    *all = (Ages){.view = v, .count = plan->inputs};
    all->age = arena_array(arena, plan->inputs + 1, sizeof *all->age);
    plan_connect(plan, &v->diags);
    for (size_t i = 0; i < plan->inputs; i++) {
        Age *a = &all->age[i];
        look_at(a, v, i, arena);
        all->limited += a->in->max_age.count > 0;
        all->stale += a->fresh.stale;
        if (!all->code)
            all->code = a->code;
    }
}

/* ------------------------------------------------------------------ tell */

static const char *state_of(const Age *a)
{
    return a->error           ? "error"
           : a->fresh.stale   ? "stale"
           : a->fresh.limited ? "fresh"
           : a->timeless      ? "timeless"
                              : "unlimited";
}

static void max_age_text(const Age *a, char out[24])
{
    const Window *w = &a->in->max_age;
    if (w->count)
        span_format(w->count, w->unit, out);
    else
        memcpy(out, "-", 2);
}

static void add_state(Grid *g, const Age *a)
{
    static const char *const outcome[] = {
        [STALE_MISSING] = "stale, what rests on it is missing",
        [STALE_WARN] = "stale, a run says so",
        [STALE_FAIL] = "stale, a run fails"};
    if (a->error)
        grid_add(g, RED, S("cannot be read"));
    else if (a->fresh.stale)
        grid_add(g, a->in->on_stale == STALE_WARN ? YELLOW : RED,
                 str(outcome[a->in->on_stale]));
    else if (a->fresh.limited)
        grid_add(g, GREEN, S("fresh"));
    else
        grid_add(g, FAINT, a->timeless ? S("its rows have no time") : S("-"));
}

static void add_age(Grid *g, const Age *a, const Zone *zone)
{
    bool was_read = !a->error && !a->timeless;
    char rows[32] = "-", newest[40] = "-", age[32] = "-", allowed[24];
    if (was_read)
        count_format((int64_t)a->counts.read, rows);
    if (a->fresh.any) {
        time_format(zone, a->fresh.newest, newest);
        age_format(a->fresh.age, age);
    }
    max_age_text(a, allowed);
    grid_add_safe(g, PLAIN, a->in->name);
    grid_add(g, PLAIN, str(rows));
    grid_add(g, PLAIN, str(newest));
    grid_add(g, PLAIN, str(age));
    grid_add(g, PLAIN, str(allowed));
    add_state(g, a);
}

/* Below the table, where no narrow terminal cuts them. */
static void add_errors(Text *out, const Ages *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (!all->age[i].error)
            continue;
        text_printf(out, "%s: ", all->age[i].in->label);
        text_safe(out, str(all->age[i].error));
        text_char(out, '\n');
    }
}

static void print_ages(const Args *args, const Ages *all)
{
    static const char *const heads[] = {"input", "rows",    "newest",
                                        "age",   "max_age", "state"};
    const Plan *plan = &all->view->plan;
    Text out = {0};
    Grid g;
    char when[40];
    time_format(plan->zone, plan->as_of[plan->as_ofs - 1], when);
    text_safe(&out, str(plan->name));
    text_printf(&out, "  as of %s\n", when);
    grid_begin(&g, "lrlllL");
    for (size_t i = 0; i < COUNT(heads); i++)
        grid_add(&g, FAINT, str(heads[i]));
    for (size_t i = 0; i < all->count; i++)
        add_age(&g, &all->age[i], plan->zone);
    grid_end(&g, &out, &args->out, 2);
    add_errors(&out, all);
    if (!all->limited)
        text_puts(&out, "No input says how old it may be: add max_age, as in "
                        "max_age = 36h\n");
    put(stdout, &out);
}

/* ----------------------------------------------------------------- JSON -- */

static void json_age(Text *out, const Age *a)
{
    const Fresh *f = &a->fresh;
    const double hour = 3600.0 * (double)HALE_SECOND;
    bool was_read = !a->error && !a->timeless;
    char allowed[24];
    max_age_text(a, allowed);
    text_puts(out, "{\"name\":");
    text_add_json(out, str(a->in->name));
    json_text(out, "plugin", a->in->plugin->name);
    json_text(out, "state", state_of(a));
    json_number(out, "rows", was_read ? (double)a->counts.read : (double)NAN);
    json_number(out, "rejected",
                was_read ? (double)a->counts.rejected : (double)NAN);
    if (f->any)
        json_time(out, "newest", f->newest);
    else
        json_text(out, "newest", NULL);
    json_number(out, "age_hours", f->any ? (double)f->age / hour : (double)NAN);
    json_text(out, "max_age", a->in->max_age.count ? allowed : NULL);
    json_number(out, "max_age_hours",
                f->limited ? (double)f->allowed / hour : (double)NAN);
    json_text(out, "on_stale",
              a->in->max_age.count ? on_stale_words[a->in->on_stale] : NULL);
    json_text(out, "error", a->error);
    text_char(out, '}');
}

static void print_json(const Ages *all, int code)
{
    const Plan *plan = &all->view->plan;
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"pipeline\":");
    text_add_json(&out, str(plan->name));
    json_time(&out, "as_of", plan->as_of[plan->as_ofs - 1]);
    text_printf(&out, ",\"exit\":%d,\"stale\":%zu,\"inputs\":[", code,
                all->stale);
    for (size_t i = 0; i < all->count; i++) {
        text_puts(&out, i ? "," : "");
        json_age(&out, &all->age[i]);
    }
    text_puts(&out, "]}\n");
    put(stdout, &out);
}

int command_freshness(Args *args)
{
    int code = 0;
    Ages all;
    const char *path =
        pipeline_path(args, args->operands ? args->operand[0] : NULL, &code);
    if (!path)
        return code;
    View v;
    view_open(&v, args, path);
    code = view_finish(&v);
    if (!code) {
        look(&all, &v, &args->arena);
        code = all.code;
        if (!code && all.stale && args->exit_code)
            code = EXIT_NO;
        code = code_of(code);
        if (args->json)
            print_json(&all, code);
        else
            print_ages(args, &all);
    }
    view_close(&v);
    return code;
}
