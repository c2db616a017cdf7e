/* SPDX-License-Identifier: MIT
 *
 * reconcile_run.c: the runs between two profiles, and what moves from one to
 * the next.
 *
 * A run is a session with every knob given (pipeline.knob.NAME), the metrics
 * in question narrowed to the one period, and no outputs. Of each only the
 * figures of the company and of its accounts are kept, and of those only what
 * the next run changes. An account that a rule takes away, or brings, counts
 * as 0 where it is not there: that is how sums see it.
 */
#include "reconcile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- the figures */

static bool is_amount(hale_type type)
{
    return type == HALE_INT || type == HALE_MONEY || type == HALE_REAL;
}

static const char *owner_of(const Plan *p, const AccountColumn *c)
{
    if (c->origin == FROM_METRIC)
        return p->metric[c->owner].label;
    return c->origin == FROM_MODEL ? p->model[c->owner].label : NULL;
}

/* The figures that the company has, of the sections in question. */
static void find_figures(Reconcile *r, const hale_table *company)
{
    const Plan *p = &r->view->plan;
    r->figure = arena_array(r->arena, p->columns + 1, sizeof *r->figure);
    for (size_t i = 0; i < p->columns; i++) {
        const AccountColumn *c = &p->column[i];
        const char *owner = owner_of(p, c);
        const hale_table_column *t = column_named(company, c->name);
        if (!owner || !reconcile_asks(r, owner) || !t || !is_amount(t->type))
            continue;
        r->figure[r->figures++] = (Figure){
            .name = c->name,
            .unit = c->unit ? c->unit : "",
            .type = t->type,
            .adds_up = c->rollup == HALE_ROLLUP_SUM,
            .effect = arena_array(r->arena, r->rules + 1, sizeof(RulePart)),
        };
    }
}

hale_value figure_difference(const Figure *f, hale_value now, hale_value before)
{
    hale_value part = {.type = f->type};
    if (!f->adds_up && (now.missing || before.missing)) {
        part.missing = now.missing ? now.missing : before.missing;
        if (now.missing && before.missing)
            part = (hale_value){.type = f->type}; /* as it was */
        return part;
    }
    if (f->type == HALE_REAL)
        part.as.r =
            (now.missing ? 0 : now.as.r) - (before.missing ? 0 : before.as.r);
    else if (__builtin_sub_overflow(now.missing ? 0 : now.as.i,
                                    before.missing ? 0 : before.as.i,
                                    &part.as.i))
        part.missing = HALE_REJECTED;
    return part;
}

bool part_is_there(const hale_value *part)
{
    if (part->missing)
        return true; /* a figure came or went */
    return part->type == HALE_REAL ? part->as.r != 0 : part->as.i != 0;
}

bool figure_moved(const Figure *f, size_t rules)
{
    for (size_t i = 0; i < rules; i++)
        if (part_is_there(&f->effect[i].part) || f->effect[i].count)
            return true;
    return false;
}

/* ------------------------------------------------------------ the accounts */

static double size_of(const hale_value *part)
{
    return part->type == HALE_REAL ? fabs(part->as.r)
                                   : fabs((double)part->as.i);
}

/* By size, then in the order in which they were first seen: by id. */
static int by_size(const void *a, const void *b)
{
    const Moved *x = a, *y = b;
    double p = size_of(&x->part), q = size_of(&y->part);
    if (p != q)
        return p < q ? 1 : -1;
    return (x->account > y->account) - (x->account < y->account);
}

/* The column of an account-wise figure, by the codes of the accounts. */
static hale_value *values_of(Reconcile *r, const hale_table *accounts,
                             const Figure *f)
{
    const hale_table_column *id = column_named(accounts, "account");
    const hale_table_column *c = column_named(accounts, f->name);
    hale_value *value = xcalloc(r->account.count + 1, sizeof *value);
    for (size_t i = 0; i < r->account.count; i++)
        value[i] = (hale_value){.type = f->type, .missing = HALE_NO_ROWS};
    for (size_t row = 0; c && row < accounts->rows; row++)
        value[dict_code(&r->account, id->as.text[row])] = cell_value(c, row);
    return value;
}

static void compare_accounts(Reconcile *r, Figure *f, hale_value *now,
                             RulePart *effect)
{
    const hale_value none = {.type = f->type, .missing = HALE_NO_ROWS};
    Moved *moved = xcalloc(r->account.count + 1, sizeof *moved);
    for (uint32_t i = 0; i < r->account.count; i++) {
        hale_value before = i < f->accounts ? f->account[i] : none;
        hale_value part = figure_difference(f, now[i], before);
        if (part_is_there(&part))
            moved[effect->count++] = (Moved){i, part};
    }
    qsort(moved, effect->count, sizeof *moved, by_size);
    effect->moved =
        arena_array(r->arena, effect->count + 1, sizeof *effect->moved);
    memcpy(effect->moved, moved, effect->count * sizeof *moved);
    free(moved);
}

/* ------------------------------------------------------------------- a run */

/* Takes the figures of a run; `rule` is the one that made it different, or
 * SIZE_MAX. */
static void take_figures(Reconcile *r, hale_session *h, size_t rule)
{
    const hale_table *company = hale_table_named(h, "rollup_company");
    const hale_table *accounts = hale_table_named(h, "accounts");
    const hale_table_column *id = column_named(accounts, "account");
    for (size_t row = 0; row < accounts->rows; row++)
        dict_code(&r->account, id->as.text[row]);
    if (rule == SIZE_MAX)
        find_figures(r, company);
    for (size_t i = 0; i < r->figures; i++) {
        Figure *f = &r->figure[i];
        hale_value now = cell_value(column_named(company, f->name), 0);
        hale_value *account = f->adds_up ? values_of(r, accounts, f) : NULL;
        if (rule == SIZE_MAX) {
            f->a = now;
        } else {
            f->effect[rule].part = figure_difference(f, now, f->now);
            if (account)
                compare_accounts(r, f, account, &f->effect[rule]);
        }
        free(f->account);
        f->account = account;
        f->accounts = r->account.count;
        f->now = now;
        f->b = now;
    }
}

/* The answer to a knob after the first `done` rules. One that belongs to
 * another changes with that. */
static const char *answer_after(const Reconcile *r, size_t knob, size_t done)
{
    const char *with = knobs[knob].with;
    size_t lead = with ? knob_find(str(with)) : knob;
    const Profile *p = r->a;
    for (size_t i = 0; i < done; i++)
        if (r->rule[i].knob == lead || r->rule[i].knob == knob)
            p = r->b;
    return p->knob[knob].value ? p->knob[knob].value : KNOB_DEFAULT;
}

/* Whose a period is does not matter to the company, and is left alone. */
static const char **settings_of(const Reconcile *r, size_t done)
{
    size_t n = 0, most = r->args->sets + KNOB_COUNT + 2;
    const char **set = arena_array(r->arena, most, sizeof *set);
    for (size_t i = 0; i < r->args->sets; i++)
        set[n++] = r->args->set[i];
    set[n++] = "pipeline.profile=hale";
    for (size_t k = 0; k < KNOB_COUNT; k++)
        if (strcmp(knobs[k].option.name, "owner") != 0)
            set[n++] =
                arena_printf(r->arena, "pipeline.knob.%s=%s",
                             knobs[k].option.name, answer_after(r, k, done));
    return set;
}

/* A rule may ask for what the pipeline does not have, such as rates. */
static void tell_failure(const Reconcile *r, hale_session *h, size_t done)
{
    session_tell(r->args, h, NULL);
    if (!done)
        return;
    const Rule *rule = &r->rule[done - 1];
    complain(0, "that was the run with %s = %s, after %s was done",
             knobs[rule->knob].option.name, rule->to, r->a->name);
}

/* The run after the first `done` rules. */
static int run_once(Reconcile *r, size_t done)
{
    Bar bar;
    Args args = *r->args;
    bar_begin(&bar, r->args);
    bar.title =
        arena_printf(r->arena, "run %zu of %zu", done + 1, r->rules + 1);
    args.set = settings_of(r, done);
    hale_settings settings = session_settings(&args, r->view->path, &bar);
    settings.dry_run = 1;
    settings.only = r->only;
    settings.only_over = r->over;
    hale_session *h = hale_open(&settings);
    int code = code_of(hale_session_run(h));
    bar_clear(&bar);
    if (code > EXIT_NO)
        tell_failure(r, h, done);
    else
        take_figures(r, h, done ? done - 1 : SIZE_MAX);
    hale_close(h);
    return code > EXIT_NO ? code : 0;
}

int reconcile_run(Reconcile *r)
{
    int code = 0;
    for (size_t done = 0; done <= r->rules && !code; done++)
        code = run_once(r, done);
    for (size_t i = 0; i < r->figures; i++)
        free(r->figure[i].account);
    return code;
}
