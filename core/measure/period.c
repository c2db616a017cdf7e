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

void totals_open(Totals *t, const Plan *plan, Arena *arena)
{
    size_t each = plan->as_ofs * plan->rollups, most = 0;
    *t = (Totals){.plan = plan};
    t->figure = arena_array(arena, plan->metrics + 1, sizeof *t->figure);
    t->groups = arena_array(arena, each + 1, sizeof *t->groups);
    t->sums = arena_array(arena, plan->metrics * each + 1, sizeof *t->sums);
    for (size_t m = 0; m < plan->metrics; m++) {
        t->figure[m] = figures_of(arena, plan, &plan->metric[m]);
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
    for (size_t i = 0; t->plan && i < t->plan->metrics * each; i++) {
        free(t->sums[i].sum);
        free(t->sums[i].accounts);
        free(t->sums[i].rows);
    }
    *t = (Totals){0};
}

static void *more(void *old, size_t had, size_t cap, size_t size)
{
    char *all = xrealloc(old, cap, size);
    memset(all + had * size, 0, (cap - had) * size);
    return all;
}

static size_t cells_of(const MetricPlan *m)
{
    return (size_t)m->periods * m->results;
}

/* Makes room for a group if it is new. */
static void make_room(PeriodSums *s, size_t group, const MetricPlan *m)
{
    size_t periods = (size_t)m->periods, had = s->cap;
    if (group >= s->groups)
        s->groups = group + 1;
    if (group < had)
        return;
    s->cap = group ? 2 * group + 1 : 1; /* the company is group 0 */
    s->sum =
        more(s->sum, had * cells_of(m), s->cap * cells_of(m), sizeof *s->sum);
    s->accounts =
        more(s->accounts, had * periods, s->cap * periods, sizeof *s->accounts);
    s->rows = more(s->rows, had * periods, s->cap * periods, sizeof *s->rows);
}

/* ------------------------------------------------------------- accounts -- */

/* Where the figures of one account go. */
typedef struct Adding {
    Totals *totals;
    const MetricPlan *m;
    const Figure *figure;
    PeriodSums *sums;
} Adding;

/* `rates`: the account as it is judged; NULL for what another group, which
 * judges it, hands over. */
static void add_row(const Adding *to, size_t group, size_t p,
                    const hale_value *value, const hale_value *rates,
                    int64_t days)
{
    size_t periods = (size_t)to->m->periods;
    make_room(to->sums, group, to->m);
    to->sums->accounts[group * periods + p] += rates != NULL;
    to->sums->rows[group * periods + p]++;
    sums_add(to->sums->sum + (group * periods + p) * to->m->results, to->figure,
             to->m->results, value, rates, days);
}

/* The figures of a period in the course of which the account may have gone
 * from group `from` to group `to`. */
static void add_moved(const Adding *a, const Owners *o, size_t p, size_t from,
                      size_t to, const hale_value *value)
{
    bool at_end = o->rollup->owner == OWNER_END;
    size_t judged = at_end ? to : from, other = at_end ? from : to;
    Totals *t = a->totals;
    if (from == to || !law_split(a->m, at_end, value, t->here, t->there)) {
        add_row(a, judged, p, value, value, 1);
        return;
    }
    add_row(a, judged, p, t->here, value, 1);
    add_row(a, other, p, t->there, NULL, 1);
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
                       const hale_span *span, const hale_value *value)
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
            add_row(a, holder(&days, day), p, value, value, held);
    }
}

void totals_add(Totals *t, size_t metric, size_t as_of, const Owners *owners,
                const Spans *spans, const hale_value *values)
{
    const Plan *plan = t->plan;
    const MetricPlan *m = &plan->metric[metric];
    size_t r = (size_t)(owners->rollup - plan->rollup);
    size_t at = (metric * plan->as_ofs + as_of) * plan->rollups + r;
    Adding to = {t, m, t->figure[metric], &t->sums[at]};
    to.sums->gaps |= law_has_gaps(m, values);
    for (size_t p = 0; p < (size_t)m->periods; p++) {
        const hale_value *value = values + p * m->results;
        if (!owners->mark) {
            add_row(&to, owners->as_of, p, value, value, 1);
            continue;
        }
        size_t begin = owners->mark[spans->mark[p]];
        size_t end = owners->mark[spans->mark[p + 1]];
        bool is_new = !begin && law_brings_nothing(m, value);
        if (owners->day)
            add_shared(&to, owners, p, is_new, &spans->period[p], value);
        else
            add_moved(&to, owners, p, is_new ? end : begin, end, value);
    }
}

static void join_sums(PeriodSums *into, const PeriodSums *from,
                      const MetricPlan *m, const Figure *figure,
                      const size_t *renamed)
{
    size_t periods = (size_t)m->periods;
    into->gaps |= from->gaps;
    for (size_t g = 0; g < from->groups; g++)
        for (size_t p = 0; p < periods; p++) {
            size_t at = g * periods + p, to = renamed[g] * periods + p;
            if (!from->rows[at])
                continue;
            make_room(into, renamed[g], m);
            into->accounts[to] += from->accounts[at];
            into->rows[to] += from->rows[at];
            sums_join(into->sum + to * m->results, from->sum + at * m->results,
                      figure, m->results);
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
                join_sums(&into->sums[m * each + at],
                          &from->sums[m * each + at], &plan->metric[m],
                          into->figure[m], renamed);
        free(renamed);
    }
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
static size_t set_period(Table *t, const Plan *plan, const MetricPlan *m,
                         size_t as_of, const Spans *spans, size_t period,
                         size_t at, size_t c)
{
    const hale_span *span = &spans->period[period];
    char label[16];
    period_label(plan->zone, span->begin, m->period, label);
    table_time(t, at, COLUMN_AS_OF, plan->as_of[as_of]);
    table_text(t, at, c++, str(label));
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
    size_t c = set_period(t, plan, m, as_of, spans, period, at, 2);
    for (size_t r = 0; r < m->results; r++)
        table_set(t, at, c++, &values[r]);
}

/* A group of one roll-up at one as-of, on its way into the table. */
typedef struct Shown {
    const Plan *plan;
    const MetricPlan *m;
    const RollupPlan *rollup;
    const Figure *figure;
    const PeriodSums *sums;
    const Spans *spans;
    size_t k, group;
    Str name; /* no data: no group */
} Shown;

static void group_row(Table *out, const Shown *s, size_t p)
{
    const MetricPlan *m = s->m;
    size_t at = s->group * (size_t)m->periods + p, row, c;
    bool shared = s->rollup->moves && s->rollup->owner == OWNER_WEIGHTED;
    Basis basis = {s->sums->accounts[at], s->rollup->min_n,
                   shared ? span_days(&s->spans->period[p]) : 1};
    if (!s->sums->rows[at])
        return; /* the group was empty then */
    row = table_row(out);
    table_text(out, row, 1, str(s->rollup->name));
    if (s->name.data)
        table_text(out, row, 2, s->name);
    c = set_period(out, s->plan, m, s->k, s->spans, p, row, 3);
    table_int(out, row, c++, (int64_t)basis.accounts);
    for (size_t r = 0; r < m->results; r++)
        if (s->figure[r].rollup != HALE_ROLLUP_NONE)
            figure_cells(out, row, &c, &s->sums->sum[at * m->results + r],
                         s->figure, r, &basis);
}

/* What a group must carry from period to period. Not what an account takes
 * along unseen, in parts or because it is not known in one of them. */
static Carry carry_of(const Shown *s)
{
    if (s->sums->gaps)
        return CARRY_NONE;
    if (!s->rollup->moves)
        return CARRY_ALL;
    return s->rollup->owner == OWNER_WEIGHTED ? CARRY_NONE : CARRY_TRANSFERS;
}

/* All periods of one group. */
static int group_rows(Table *out, const Shown *s, Error *error)
{
    const MetricPlan *m = s->m;
    size_t cells = cells_of(m);
    if (s->group >= s->sums->groups)
        return 0;
    hale_value *value = arena_array(out->arena, cells + 1, sizeof *value);
    for (size_t i = 0; i < cells; i++)
        value[i] = sum_exact(&s->sums->sum[s->group * cells + i],
                             &s->figure[i % m->results]);
    for (size_t p = 0; p < (size_t)m->periods; p++)
        group_row(out, s, p);
    return identities_hold(m, value, carry_of(s),
                           s->name.data ? s->name.data : "no group", error);
}

/* All groups of one roll-up. */
static int rollup_rows(Table *out, const Totals *t, Shown *s, size_t at,
                       Error *error)
{
    const Groups *groups = &t->groups[at];
    size_t *order =
        arena_array(out->arena, (size_t)groups->name.count + 1, sizeof *order);
    size_t n = groups_ordered(groups, order);
    for (size_t g = 0; g < n; g++) {
        s->group = order[g];
        s->name = s->rollup->by < 0 ? S("company")
                  : s->group        ? groups->name.text[s->group - 1]
                                    : (Str){0};
        if (group_rows(out, s, error))
            return -1;
    }
    return 0;
}

int period_table(Table *out, const Totals *t, size_t metric, const Spans *spans,
                 Error *error)
{
    const Plan *plan = t->plan;
    for (size_t k = 0; k < plan->as_ofs; k++)
        for (size_t r = 0; r < plan->rollups; r++) {
            size_t at = k * plan->rollups + r;
            Shown shown = {
                .plan = plan,
                .m = &plan->metric[metric],
                .rollup = &plan->rollup[r],
                .figure = t->figure[metric],
                .sums = &t->sums[metric * plan->as_ofs * plan->rollups + at],
                .spans = &spans[metric * plan->as_ofs + k],
                .k = k};
            if (rollup_rows(out, t, &shown, at, error))
                return -1;
        }
    return 0;
}
