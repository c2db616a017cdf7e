/* SPDX-License-Identifier: MIT
 *
 * ages.c: how old the inputs of a run were, in words, from its table "inputs".
 *
 *     ages  usage is 3 days old, allowed 36h, newest 2025-12-28: stale
 *
 * A figure that is missing as stale may rest on several inputs: those that
 * were too old are named.
 */
#include "cli/cli.h"

#include "data/data.h"

#include <string.h>

/* How old plan.input[input] was at the last as-of. */
static Fresh fresh_of(const Told *told, size_t input)
{
    const hale_table *t = hale_table_named(told->session, "inputs");
    const hale_run *run = hale_facts(told->session);
    hale_value newest = cell_value(column_named(t, "newest"), input);
    Str state = cell_text(column_named(t, "state"), input);
    Fresh f = {.any = !newest.missing,
               .limited = state.len > 0,
               .stale = str_is(state, "stale")};
    if (f.any) {
        f.newest = newest.as.i;
        f.age = run->as_of[run->as_of_count - 1] - f.newest;
    }
    return f;
}

bool age_text(Text *out, const Told *told, size_t input)
{
    const Plan *plan = &told->view->plan;
    Fresh f = fresh_of(told, input);
    char newest[40];
    if (!f.limited)
        return false;
    fresh_words(out, &plan->input[input], &f);
    if (f.any) {
        time_format(plan->zone, f.newest, newest);
        text_printf(out, ", newest %s", newest);
    }
    text_puts(out, f.stale ? ": stale" : ": fresh");
    return true;
}

/* Adds those inputs of a data set that were too old and are not to be used. */
static void add_stale(Text *out, const Told *told, size_t data_set)
{
    const Plan *plan = &told->view->plan;
    for (size_t i = 0; i < plan->inputs; i++) {
        Fresh f = fresh_of(told, i);
        if (plan->input[i].data_set != data_set || !f.stale ||
            plan->input[i].on_stale != STALE_MISSING)
            continue;
        text_puts(out, out->len ? "; " : "");
        fresh_words(out, &plan->input[i], &f);
    }
}

static void add_needs(Text *out, const Told *told, const NeedPlan *need,
                      size_t needs)
{
    for (size_t n = 0; n < needs; n++)
        add_stale(out, told, need[n].data_set);
}

void stale_text(Text *out, const Told *told, const AccountColumn *c)
{
    const Plan *plan = &told->view->plan;
    Text why = {0};
    if (c->origin == FROM_METRIC || c->origin == FROM_BEFORE ||
        c->origin == FROM_CHANGE)
        add_needs(&why, told, plan->metric[c->owner].need,
                  plan->metric[c->owner].needs);
    else if (c->origin == FROM_MODEL)
        add_needs(&why, told, plan->model[c->owner].side,
                  plan->model[c->owner].sides);
    text_add(out, text_str(&why));
    text_free(&why);
}
