/* SPDX-License-Identifier: MIT
 *
 * tables.c: every table a run gives, by name.
 *
 *   accounts, scores, components      one row an account (and score, part)
 *   rollup_NAME                       one row a group
 *   METRIC, METRIC_accounts           figures by period
 *   MODEL_REPORT                      what models tell
 *   inputs                            what was read, kept, left out
 *   definitions                       by which rules the figures are made
 *
 * The names are known before anything is read, so an output that asks for a
 * table this pipeline does not give is a mistake found by `check`, and so is
 * one that would be written over something else (targets.c).
 */
#include "run/run.h"

#include <string.h>

bool table_wanted(const Plan *plan, const char *table)
{
    for (size_t i = 0; i < plan->outputs; i++)
        for (size_t k = 0; k < plan->output[i].table_count; k++)
            if (str_glob(plan->output[i].tables[k], str(table)))
                return true;
    return false;
}

/* ---------------------------------------------------------------- names -- */

typedef struct Names {
    Arena arena;
    const char **name; /* NULL-ended */
    size_t count;
} Names;

static void add_name(Names *n, const char *name)
{
    n->name[n->count++] = name;
}

static Names names_of(const Plan *plan)
{
    Names n = {0};
    size_t room = 9 + plan->rollups + 2 * plan->metrics;
    for (size_t i = 0; i < plan->models; i++)
        room += list_count(plan->model[i].plugin->reports);
    n.name = arena_array(&n.arena, room, sizeof *n.name);
    add_name(&n, "accounts");
    add_name(&n, "inputs");
    add_name(&n, "definitions");
    if (plan->scores) {
        add_name(&n, "scores");
        add_name(&n, "components");
    }
    for (size_t i = 0; i < plan->rollups; i++)
        add_name(&n, arena_printf(&n.arena, "rollup_%s", plan->rollup[i].name));
    for (size_t i = 0; i < plan->metrics; i++) {
        if (!plan->metric[i].periods)
            continue;
        add_name(&n, plan->metric[i].name);
        add_name(&n,
                 arena_printf(&n.arena, "%s_accounts", plan->metric[i].name));
    }
    for (size_t i = 0; i < plan->models; i++) {
        const ModelPlan *m = &plan->model[i];
        for (size_t r = 0; r < list_count(m->plugin->reports); r++)
            add_name(&n, arena_printf(&n.arena, "%s_%s", m->name,
                                      m->plugin->reports[r]->name));
    }
    return n;
}

static bool matches(const Names *n, const char *pattern)
{
    for (size_t i = 0; i < n->count; i++)
        if (str_glob(pattern, str(n->name[i])))
            return true;
    return false;
}

static Text listed(const Names *n)
{
    Text all = {0};
    for (size_t i = 0; i < n->count; i++)
        text_printf(&all, "%s%s", i ? ", " : "", n->name[i]);
    return all;
}

/* --------------------------------------------------------------- check -- */

void tables_check(const Plan *plan, Diags *diags)
{
    Names n = names_of(plan);
    Text all = listed(&n);
    for (size_t i = 0; i < plan->outputs; i++) {
        const OutputPlan *o = &plan->output[i];
        for (size_t k = 0; k < o->table_count; k++)
            if (!matches(&n, o->tables[k]))
                diag_error(diags, o->place, o->label,
                           "tables: this pipeline gives no table \"%s\" "
                           "(it gives %s)%s",
                           o->tables[k], all.data,
                           suggest_hint(&n.arena, str(o->tables[k]), n.name));
    }
    targets_check(plan, n.name, &n.arena, diags);
    text_free(&all);
    arena_free(&n.arena);
}

/* --------------------------------------------------------------- inputs -- */

/* How old an input is at the last as-of: columns at the end. */
static size_t fresh_columns(Table *t)
{
    size_t first = table_column(t, "newest", HALE_TIME, NULL,
                                "of the rows that were asked for");
    table_column(t, "age", HALE_REAL, "hours", "of the newest row at as_of");
    table_column(t, "max_age", HALE_REAL, "hours", "that it may have");
    table_column(t, "state", HALE_TEXT, NULL, "fresh or stale");
    return first;
}

static void fresh_cells(Table *t, size_t row, size_t first, const Store *s,
                        size_t input)
{
    const double hour = 3600.0 * (double)HALE_SECOND;
    Fresh f = store_fresh(s, input, s->plan->as_ofs - 1);
    if (f.any) {
        table_time(t, row, first, f.newest);
        table_real(t, row, first + 1, (double)f.age / hour);
    }
    if (f.limited) {
        table_real(t, row, first + 2, (double)f.allowed / hour);
        table_text(t, row, first + 3, f.stale ? S("stale") : S("fresh"));
    }
}

static Table *inputs_table(hale_session *h)
{
    static const char *const counts[] = {"rows_read",   "rows_kept", "outside",
                                         "unknown_yet", "orphans",   "rejected",
                                         "duplicates",  "excluded"};
    const Plan *plan = &h->plan;
    Table *t = table_new(&h->arena, "inputs", "What was read");
    table_column(t, "input", HALE_TEXT, NULL, NULL);
    table_column(t, "data_set", HALE_TEXT, NULL, NULL);
    table_column(t, "plugin", HALE_TEXT, NULL, NULL);
    for (size_t i = 0; i < COUNT(counts); i++)
        table_column(t, counts[i], HALE_INT, "rows", NULL);
    size_t first = fresh_columns(t);
    for (size_t i = 0; i < plan->inputs; i++) {
        const InputPlan *input = &plan->input[i];
        const Counts *c = &h->store.counts[i];
        uint64_t value[] = {c->read,        c->kept,    c->outside,
                            c->unknown_yet, c->orphans, c->rejected,
                            c->duplicates,  c->excluded};
        size_t row = table_row(t);
        table_text(t, row, 0, str(input->name));
        table_text(t, row, 1, str(plan->data_set[input->data_set].name));
        table_text(t, row, 2, str(input->plugin->name));
        for (size_t k = 0; k < COUNT(value); k++)
            table_int(t, row, 3 + k, (int64_t)value[k]);
        fresh_cells(t, row, first, &h->store, i);
    }
    return t;
}

/* ---------------------------------------------------------- definitions -- */

static Table *definitions_table(hale_session *h)
{
    static const char *const names[] = {"section", "option", "value", "origin",
                                        "note"};
    const Plan *plan = &h->plan;
    Table *t = table_new(&h->arena, "definitions", "What the figures mean");
    for (size_t i = 0; i < COUNT(names); i++)
        table_column(t, names[i], HALE_TEXT, NULL, NULL);
    for (size_t i = 0; i < plan->definitions; i++) {
        const Definition *d = &plan->definition[i];
        const char *cell[] = {d->section, knobs[d->knob].option.name, d->value,
                              d->origin, d->note};
        size_t row = table_row(t);
        for (size_t c = 0; c < COUNT(cell); c++)
            if (*cell[c])
                table_text(t, row, c, str(cell[c]));
    }
    return t;
}

/* --------------------------------------------------------------- gather -- */

/* What roll-ups say of one score. */
typedef struct Tallying {
    hale_session *h;
    const ScoreSet *set;
    size_t score, band; /* its columns of the account table */
    ScoreTally *tally;
    size_t count;
} Tallying;

static void add_tally(Tallying *to, TallyOf of, const char *band,
                      const char *suffix, const char *unit, const char *help)
{
    const Plan *plan = &to->h->plan;
    Arena *arena = &to->h->arena;
    ScoreTally *t = &to->tally[to->count++];
    *t = (ScoreTally){.of = of,
                      .column = band ? to->band : to->score,
                      .equals = band,
                      .unit = unit,
                      .help = help};
    t->name = arena_printf(arena, "%s%s%s%s", to->set->name, band ? "_" : "",
                           band ? band : "", suffix);
    if (to->set->weigh_by < 0)
        return;
    t->weigh_by = ACCOUNT_FIXED + (size_t)to->set->weigh_by;
    t->type = plan->column[to->set->weigh_by].type;
}

/* What a band weighs stands in the unit of what it is weighed by. */
static void add_weight(Tallying *to, const char *band)
{
    if (to->set->weigh_by < 0)
        return;
    const AccountColumn *by = &to->h->plan.column[to->set->weigh_by];
    const char *suffix = arena_printf(&to->h->arena, "_%s", by->name);
    add_tally(to, TALLY_WEIGHT, band, suffix, by->unit, by->help);
}

static void add_tallies(Tallying *to, const char *const *band)
{
    for (; *band; band++) {
        add_tally(to, TALLY_COUNT, *band, "", "accounts", NULL);
        add_tally(to, TALLY_SHARE, *band, "_share", "fraction",
                  "of the accounts that have a band");
        add_weight(to, *band);
    }
    add_tally(to, TALLY_COUNT, "unknown", "", "accounts", NULL);
    add_weight(to, "unknown");
    add_tally(to, TALLY_MEAN, NULL, "_mean", "points", "of the scores");
    if (to->set->weigh_by >= 0)
        add_tally(to, TALLY_WEIGHTED, NULL, "_weighted", "points",
                  "of the scores, weighed");
    add_tally(to, TALLY_WORST, NULL, "_worst", "points", "the least score");
}

/* What roll-ups say of every score. */
static ScoreTally *tallies_of(hale_session *h, size_t *count)
{
    Tallying to = {.h = h};
    const Table *t = h->measured.accounts;
    size_t room = 1;
    for (size_t s = 0; s < h->plan.scores; s++)
        room += 5 + 3 * list_count(formula_bands(h->formula[s]));
    to.tally = arena_array(&h->arena, room, sizeof *to.tally);
    for (size_t s = 0; s < h->plan.score_sets; s++) {
        to.set = &h->plan.score_set[s];
        to.score = (size_t)table_find(t, to.set->name);
        to.band = (size_t)table_find(
            t, arena_printf(&h->arena, "%s_band", to.set->name));
        add_tallies(&to, formula_bands(h->formula[to.set->score[0]]));
    }
    *count = to.count;
    return to.tally;
}

static bool is_midnight(const Zone *zone, int64_t instant)
{
    return zone_day_start(zone, zone_day(zone, instant)) == instant;
}

/* Is every as-of a local midnight? Then people read it as a date. */
static bool as_of_dates(const Plan *plan)
{
    for (size_t k = 0; k < plan->as_ofs; k++)
        if (!is_midnight(plan->zone, plan->as_of[k]))
            return false;
    return true;
}

/* The same of a column: a renewal on 15 March must not print as the evening
 * before in UTC. */
static bool column_dates(const Plan *plan, const Table *t, const Column *c)
{
    for (size_t row = 0; row < t->rows; row++)
        if (!c->missing[row] && !is_midnight(plan->zone, c->as.i[row]))
            return false;
    return true;
}

/* The times among the facts of the roster. */
static void mark_dates(const hale_session *h)
{
    const Plan *plan = &h->plan;
    const Table *t = h->measured.accounts;
    for (size_t c = 0; c < plan->columns; c++) {
        Column *column = &t->column[ACCOUNT_FIXED + c];
        if (plan->column[c].origin == FROM_ROSTER &&
            column->type == HALE_TIME && column_dates(plan, t, column))
            column->unit = "date";
    }
}

static void add_table(hale_session *h, Table *t)
{
    if (!t)
        return;
    if (table_find(t, "as_of") == COLUMN_AS_OF && as_of_dates(&h->plan))
        t->column[COLUMN_AS_OF].unit = "date";
    table_face(t);
    h->table[h->tables++] = t;
}

void tables_gather(hale_session *h)
{
    const Plan *plan = &h->plan;
    Measured *m = &h->measured;
    size_t tallies, room = 5 + plan->rollups + 2 * plan->metrics + m->reports;
    ScoreTally *tally = tallies_of(h, &tallies);
    h->table = arena_array(&h->arena, room, sizeof *h->table);
    mark_dates(h);
    add_table(h, m->accounts);
    add_table(h, h->scores);
    add_table(h, h->components);
    Table **rollup = rollup_tables(m, plan, tally, tallies);
    for (size_t i = 0; i < plan->rollups; i++)
        add_table(h, rollup[i]);
    for (size_t i = 0; i < plan->metrics; i++) {
        add_table(h, m->periods[i]);
        add_table(h, m->period_accounts[i]);
    }
    for (size_t i = 0; i < m->reports; i++)
        add_table(h, m->report[i]);
    add_table(h, inputs_table(h));
    add_table(h, definitions_table(h));
}
