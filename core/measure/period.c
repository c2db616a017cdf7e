/* SPDX-License-Identifier: MIT
 *
 * period.c: figures by month, for the company and for every group.
 *
 * While an account is measured, its figures of every period are added to the
 * groups it belongs to, so a run over many accounts and months keeps sums,
 * not rows. A metric that gives an account's first month makes them cohorts.
 *
 * Where a roll-up moves, the figures of a period go
 *
 *   start      to the group just before it began; what the laws of the metric
 *              call closing is handed over to the one just before its end. An
 *              account that was in none, and brought nothing along, is new:
 *              it is in the group at the end from the start.
 *   end        to the group just before it ended; the opening stays behind
 *   weighted   to each group times the days it held the account
 *
 * Rates are of the accounts that are judged in a group, with all they have:
 * what is handed over is in no rate.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- totals -- */

/* Do groups have a column of that name from a result of the metric? */
static bool shows(const MetricPlan *m, const char *name)
{
    for (size_t r = 0; r < m->results; r++)
        if (m->plugin->results[r]->rollup != HALE_ROLLUP_NONE &&
            (!strcmp(m->plugin->results[r]->name, name) ||
             !strcmp(m->result_name[r], name)))
            return true;
    return false;
}

/* An interval is shown unless columns of its names are there already. */
static bool has_interval(const MetricPlan *m, size_t r)
{
    const hale_result *result = m->plugin->results[r];
    const char *name = result->name[0] ? result->name : m->result_name[r];
    char low[256], high[256];
    snprintf(low, sizeof low, "%s_low", name);
    snprintf(high, sizeof high, "%s_high", name);
    return result->flags & HALE_PROPORTION && !shows(m, low) && !shows(m, high);
}

/* Does some roll-up share accounts by days? */
static bool shares(const Plan *plan)
{
    for (size_t r = 0; r < plan->rollups; r++)
        if (plan->rollup[r].moves && plan->rollup[r].owner == OWNER_WEIGHTED)
            return true;
    return false;
}

static Figure *figures_of(Arena *arena, const Plan *plan, const MetricPlan *m)
{
    Figure *figure = arena_array(arena, m->results + 1, sizeof *figure);
    for (size_t r = 0; r < m->results; r++) {
        const hale_result *result = m->plugin->results[r];
        figure[r] = (Figure){.type = m->result_type[r],
                             .rollup = result->rollup,
                             .numerator = result->numerator,
                             .denominator = result->denominator,
                             .proportion = has_interval(m, r),
                             .shared = shares(plan)};
    }
    return figure;
}

bool rollup_has_periods(const Plan *plan, const RollupPlan *rollup)
{
    return rollup->by < 0 || (plan->column[rollup->by].origin != FROM_MODEL &&
                              plan->column[rollup->by].origin != FROM_HISTORY);
}

Chart *charts_of(Arena *arena, const Plan *plan)
{
    Chart *chart = arena_array(arena, plan->metrics + 1, sizeof *chart);
    for (size_t m = 0; m < plan->metrics; m++)
        if (plan->metric[m].periods)
            chart_open(&chart[m], arena,
                       figures_of(arena, plan, &plan->metric[m]),
                       plan->metric[m].results);
    return chart;
}

static void open_metric(Totals *t, size_t m, Arena *arena)
{
    const MetricPlan *metric = &t->plan->metric[m];
    const Chart *chart = &t->chart[m];
    size_t each = t->plan->as_ofs * t->plan->rollups;
    if (!metric->periods)
        return;
    for (size_t i = 0; i < each; i++)
        t->ledger[m * each + i] =
            (Ledger){.chart = chart, .periods = (size_t)metric->periods};
    t->entry[m] = entries_new(arena, chart, (size_t)metric->periods + 1);
}

void totals_open(Totals *t, const Plan *plan, const Chart *chart, Arena *arena)
{
    size_t each = plan->as_ofs * plan->rollups, most = 0;
    *t = (Totals){.plan = plan, .chart = chart};
    t->entry = arena_array(arena, plan->metrics + 1, sizeof *t->entry);
    t->broken = arena_array(arena, plan->metrics + 1, sizeof *t->broken);
    t->groups = arena_array(arena, each + 1, sizeof *t->groups);
    t->ledger = arena_array(arena, plan->metrics * each + 1, sizeof *t->ledger);
    for (size_t m = 0; m < plan->metrics; m++) {
        open_metric(t, m, arena);
        if (plan->metric[m].results > most)
            most = plan->metric[m].results;
    }
    t->here = arena_array(arena, most + 1, sizeof *t->here);
    t->there = arena_array(arena, most + 1, sizeof *t->there);
}

void totals_free(Totals *t)
{
    size_t each = t->plan ? t->plan->as_ofs * t->plan->rollups : 0;
    for (size_t i = 0; i < each; i++)
        dict_free(&t->groups[i].name);
    for (size_t i = 0; t->plan && i < t->plan->metrics * each; i++)
        ledger_free(&t->ledger[i]);
    *t = (Totals){0};
}

/* ------------------------------------------------------------- accounts -- */

void totals_enter(Totals *t, size_t metric, Stretches periods, bool broken)
{
    for (size_t i = 0; i < periods.count; i++)
        entry_set(&t->entry[metric][i], &t->chart[metric], periods.of[i].value,
                  periods.of[i].value);
    t->broken[metric] = broken;
}

/* Where the figures of one account go. */
typedef struct Adding {
    Totals *totals;
    const MetricPlan *m;
    const Chart *chart;
    Entry *spare;
    Ledger *ledger;
} Adding;

/* The part of an account's figures that one group has. */
static void add_some(const Adding *to, size_t group, size_t p,
                     const hale_value *value, const hale_value *rates)
{
    entry_set(to->spare, to->chart, value, rates);
    ledger_add(to->ledger, group, p, to->spare, rates != NULL, 1);
}

/* The figures of a period in the course of which the account may have gone
 * from group `from` to group `to`. The other group, which does not judge it,
 * has nothing in its rates of it. */
static void add_moved(const Adding *a, const Owners *o, size_t p, size_t from,
                      size_t to, const hale_value *value, const Entry *e)
{
    bool at_end = o->rollup->owner == OWNER_END;
    size_t judged = at_end ? to : from, other = at_end ? from : to;
    Totals *t = a->totals;
    if (from == to || !law_split(a->m, at_end, value, t->here, t->there)) {
        ledger_add(a->ledger, judged, p, e, true, 1);
        return;
    }
    add_some(a, judged, p, t->here, value);
    add_some(a, other, p, t->there, NULL);
}

/* Who holds an account on the days of a period. */
typedef struct Days {
    const size_t *group;
    size_t count;
    size_t first; /* days before it belong to whom it belongs to */
} Days;

static size_t holder(const Days *d, size_t day)
{
    return d->group[day < d->first ? d->first : day];
}

/* How many days the holder of `day` has; 0 if it held one before. */
static int64_t days_held(const Days *d, size_t day)
{
    int64_t held = 0;
    for (size_t i = 0; i < d->count; i++)
        if (holder(d, i) == holder(d, day)) {
            if (i < day)
                return 0;
            held++;
        }
    return held;
}

/* Shares the figures of a period among the groups of its days. A new account
 * is its first group's from the first day on. */
static void add_shared(const Adding *a, const Owners *o, size_t p, bool is_new,
                       const hale_span *span, const Entry *e)
{
    Days days = {o->day + (span->begin_day - o->first_day),
                 (size_t)span_days(span), 0};
    while (is_new && days.first < days.count && !days.group[days.first])
        days.first++;
    if (days.first == days.count)
        days.first = 0;
    for (size_t day = 0; day < days.count; day++) {
        int64_t held = days_held(&days, day);
        if (held)
            ledger_add(a->ledger, holder(&days, day), p, e, true, held);
    }
}

/* A period of an account in a roll-up that moves. */
static void add_period(const Adding *a, const Owners *o, const Spans *spans,
                       size_t p, const hale_value *value, const Entry *e)
{
    size_t begin = o->mark[spans->mark[p]], end = o->mark[spans->mark[p + 1]];
    bool is_new = !begin && law_brings_nothing(a->m, value);
    if (o->day)
        add_shared(a, o, p, is_new, &spans->period[p], e);
    else
        add_moved(a, o, p, is_new ? end : begin, end, value, e);
}

void totals_add(Totals *t, size_t metric, size_t as_of, const Owners *owners,
                const Spans *spans, Stretches periods)
{
    const Plan *plan = t->plan;
    const Entry *entry = t->entry[metric];
    size_t r = (size_t)(owners->rollup - plan->rollup);
    size_t at = (metric * plan->as_ofs + as_of) * plan->rollups + r;
    Adding to = {.totals = t,
                 .m = &plan->metric[metric],
                 .chart = &t->chart[metric],
                 .spare = &t->entry[metric][plan->metric[metric].periods],
                 .ledger = &t->ledger[at]};
    to.ledger->broken |= t->broken[metric];
    if (!owners->mark) {
        ledger_add_all(to.ledger, owners->as_of, entry, periods);
        return;
    }
    for (size_t i = 0; i < periods.count; i++) {
        const Stretch *s = &periods.of[i];
        for (size_t p = s->first; p < s->end; p++)
            add_period(&to, owners, spans, p, s->value, &entry[i]);
    }
}

void totals_join(Totals *into, Totals *from)
{
    const Plan *plan = into->plan;
    size_t each = plan->as_ofs * plan->rollups;
    for (size_t at = 0; at < each; at++) {
        const Dict *names = &from->groups[at].name;
        size_t *renamed = xcalloc((size_t)names->count + 1, sizeof *renamed);
        for (uint32_t g = 0; g < names->count; g++)
            renamed[g + 1] =
                (size_t)dict_code(&into->groups[at].name, names->text[g]) + 1;
        for (size_t m = 0; m < plan->metrics; m++)
            if (plan->metric[m].periods)
                ledger_join(&into->ledger[m * each + at],
                            &from->ledger[m * each + at], renamed);
        free(renamed);
    }
}

void totals_settle(Totals *t)
{
    size_t each = t->plan->as_ofs * t->plan->rollups;
    for (size_t m = 0; m < t->plan->metrics; m++)
        for (size_t at = 0; t->plan->metric[m].periods && at < each; at++)
            ledger_settle(&t->ledger[m * each + at]);
}

/* --------------------------------------------------------------- tables -- */

/* A result has the name that its plugin gave it, unless a column of the table
 * has it already: two columns of one name cannot be told apart. */
static const char *column_name(const Table *t, const MetricPlan *m, size_t r)
{
    const char *name = m->plugin->results[r]->name;
    return name[0] && table_find(t, name) < 0 ? name : m->result_name[r];
}

static void add_result(Table *t, const Plan *plan, const MetricPlan *m,
                       size_t r, const Figure *group)
{
    hale_result like = *m->plugin->results[r];
    like.name = column_name(t, m, r);
    like.unit = plan->column[m->column + r].unit;
    if (group) {
        figure_columns(t, &like, group);
    } else {
        size_t at =
            table_column(t, like.name, m->result_type[r], like.unit, like.help);
        t->column[at].direction = like.direction;
    }
}

Table *period_table_new(Arena *arena, const Plan *plan, size_t metric,
                        bool by_account)
{
    const MetricPlan *m = &plan->metric[metric];
    Figure *figure = figures_of(arena, plan, m);
    const char *name =
        by_account ? arena_printf(arena, "%s_accounts", m->name) : m->name;
    Table *t = table_new(arena, name, m->plugin->title);
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    if (by_account) {
        table_column(t, "account", HALE_TEXT, NULL, "account id");
    } else {
        table_column(t, "rollup", HALE_TEXT, NULL, "the roll-up");
        table_column(t, "group", HALE_TEXT, NULL, "missing: no group");
    }
    table_column(t, "period", HALE_TEXT, NULL, NULL);
    table_column(t, "period_begin", HALE_TIME, NULL, NULL);
    table_column(t, "period_end", HALE_TIME, NULL, "exclusive");
    table_column(t, "complete", HALE_BOOL, NULL, "is the period over?");
    if (!by_account)
        table_column(t, "accounts", HALE_INT, "accounts", NULL);
    for (size_t r = 0; r < m->results; r++)
        if (by_account || figure[r].rollup != HALE_ROLLUP_NONE)
            add_result(t, plan, m, r, by_account ? NULL : &figure[r]);
    return t;
}

/* When the period is; `c` is the first of these columns, the next is given. */
static size_t set_period(Table *t, const Plan *plan, size_t as_of,
                         const Spans *spans, size_t period, size_t at, size_t c)
{
    const hale_span *span = &spans->period[period];
    table_time(t, at, COLUMN_AS_OF, plan->as_of[as_of]);
    table_text(t, at, c++, spans->label[period]);
    table_time(t, at, c++, span->begin);
    table_time(t, at, c++, span->end);
    table_bool(t, at, c++, spans->complete[period]);
    return c;
}

void period_row(Table *t, const Plan *plan, size_t metric, size_t as_of,
                const Spans *spans, size_t period, size_t at,
                const hale_value *values)
{
    const MetricPlan *m = &plan->metric[metric];
    size_t c = set_period(t, plan, as_of, spans, period, at, 2);
    for (size_t r = 0; r < m->results; r++)
        table_set(t, at, c++, &values[r]);
}

/* A group of one roll-up at one as-of, on its way into the table. */
typedef struct Shown {
    const Plan *plan;
    const MetricPlan *m;
    const RollupPlan *rollup;
    const Ledger *ledger;
    Laws laws;
    const Spans *spans;
    size_t k, group;
    Str name; /* no data: no group */
} Shown;

static void group_row(Table *out, const Shown *s, size_t p)
{
    const MetricPlan *m = s->m;
    size_t at = s->group * (size_t)m->periods + p, row, c;
    bool shared = s->rollup->moves && s->rollup->owner == OWNER_WEIGHTED;
    const Figure *figure = s->ledger->chart->figure;
    Basis basis = {ledger_accounts(s->ledger, at), s->rollup->min_n,
                   shared ? span_days(&s->spans->period[p]) : 1};
    if (!ledger_days(s->ledger, at))
        return; /* the group was empty then */
    row = table_row(out);
    table_text(out, row, 1, str(s->rollup->name));
    if (s->name.data)
        table_text(out, row, 2, s->name);
    c = set_period(out, s->plan, s->k, s->spans, p, row, 3);
    table_int(out, row, c++, (int64_t)basis.accounts);
    for (size_t r = 0; r < m->results; r++)
        if (figure[r].rollup != HALE_ROLLUP_NONE) {
            Sum sum = ledger_sum(s->ledger, at, r);
            figure_cells(out, row, &c, &sum, figure, r, &basis);
        }
}

/* What a group must carry from period to period. Not what an account takes
 * along unseen, in parts or because it is not known in one of them. */
static Carry carry_of(const Shown *s)
{
    if (s->ledger->broken)
        return CARRY_NONE;
    if (!s->rollup->moves)
        return CARRY_ALL;
    return s->rollup->owner == OWNER_WEIGHTED ? CARRY_NONE : CARRY_TRANSFERS;
}

/* What every period of a group adds up to. */
static Stretches group_periods(const Shown *s, Arena *scratch)
{
    size_t periods = (size_t)s->m->periods, results = s->m->results;
    Stretches all = {arena_array(scratch, periods, sizeof *all.of), periods};
    for (size_t p = 0; p < periods; p++) {
        hale_value *value = arena_array(scratch, results + 1, sizeof *value);
        for (size_t r = 0; r < results; r++) {
            Sum sum = ledger_sum(s->ledger, s->group * periods + p, r);
            value[r] = sum_exact(&sum, &s->ledger->chart->figure[r]);
        }
        all.of[p] = (Stretch){value, p, p + 1};
    }
    return all;
}

/* All periods of one group. */
static int group_rows(Table *out, const Shown *s, Arena *scratch, Error *error)
{
    if (s->group >= s->ledger->groups)
        return 0;
    for (size_t p = 0; p < (size_t)s->m->periods; p++)
        group_row(out, s, p);
    return laws_hold(&s->laws, group_periods(s, scratch), carry_of(s),
                     s->name.data ? s->name.data : "no group", error);
}

/* All groups of one roll-up. */
static int rollup_rows(Table *out, const Totals *t, Shown *s, size_t at,
                       Error *error)
{
    const Groups *groups = &t->groups[at];
    Arena order_room = {0}, scratch = {0};
    size_t *order =
        arena_array(&order_room, (size_t)groups->name.count + 1, sizeof *order);
    size_t n = groups_ordered(groups, order);
    int bad = 0;
    for (size_t g = 0; g < n && !bad; g++) {
        s->group = order[g];
        s->name = s->rollup->by < 0 ? S("company")
                  : s->group        ? groups->name.text[s->group - 1]
                                    : (Str){0};
        bad = group_rows(out, s, &scratch, error);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    arena_free(&order_room);
    return bad;
}

/* At most so many rows: a group may not have any. */
static size_t most_rows(const Totals *t, size_t metric)
{
    size_t n = 0;
    for (size_t at = 0; at < t->plan->as_ofs * t->plan->rollups; at++)
        n += (size_t)t->groups[at].name.count + 1;
    return n * (size_t)t->plan->metric[metric].periods;
}

int period_table(Table *out, const Totals *t, size_t metric, const Spans *spans,
                 Error *error)
{
    const Plan *plan = t->plan;
    Laws laws = laws_of(out->arena, &plan->metric[metric]);
    table_reserve(out, most_rows(t, metric));
    for (size_t k = 0; k < plan->as_ofs; k++)
        for (size_t r = 0; r < plan->rollups; r++) {
            size_t at = k * plan->rollups + r;
            Shown shown = {
                .plan = plan,
                .m = &plan->metric[metric],
                .rollup = &plan->rollup[r],
                .ledger =
                    &t->ledger[metric * plan->as_ofs * plan->rollups + at],
                .laws = laws,
                .spans = &spans[metric * plan->as_ofs + k],
                .k = k};
            if (rollup_rows(out, t, &shown, at, error))
                return -1;
        }
    return 0;
}
