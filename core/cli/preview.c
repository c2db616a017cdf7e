/* SPDX-License-Identifier: MIT
 *
 * preview.c: `hale preview FORMULA`. What would this formula do to our
 * accounts, before anybody's report is built on it?
 *
 * The formula is added to the pipeline as one more score (asked.c), so that one
 * run judges everybody by both, on the same figures; nothing is written. Who it
 * is compared with: --score, else the score that has the formula's name, else
 * the only one there is. Accounts that the formula is not for (where, only, or
 * no component that counts) are left out of every count but their own.
 *
 * Money is the column of --money, else arr, else mrr: it is summed exactly.
 */
#include "cli/preview.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Asked { /* sections of scores */
    const char *added;
    const char *was; /* what it is compared with; NULL: nothing */
} Asked;

/* ---------------------------------------------------------------- columns */

static void ruled_open(Preview *p, Ruled *r, size_t score)
{
    const View *v = p->told->view;
    size_t n = p->end - p->first;
    *r = (Ruled){.by = &v->plan.score[score],
                 .formula = v->formula[score],
                 .name = v->plan.score[score].name,
                 .section = v->plan.score[score].section->name};
    r->names = formula_bands(r->formula);
    band_place(r->formula, S(""), &r->bands);
    r->verdict = arena_array(p->arena, n + 1, sizeof *r->verdict);
    for (size_t i = 0; i < n; i++)
        r->verdict[i] = SIZE_MAX;
}

/* The column that an option names, or `usual` if there is such a one. -1: told
 * what is wrong. */
static int find_column(Preview *p, const char *option, const char *name,
                       const char *usual, hale_type type,
                       const hale_table_column **out)
{
    const hale_table_column *c = column_named(p->table, name ? name : usual);
    const char **names =
        arena_array(p->arena, p->table->columns + 1, sizeof *names);
    *out = c && c->type == type ? c : NULL;
    if (*out || !name)
        return 0;
    for (size_t i = 0; i < p->table->columns; i++)
        names[i] = p->table->column[i]->name;
    if (c)
        complain(EXIT_USAGE, "%s: %s is no column of %s", option, name,
                 type == HALE_TEXT ? "texts" : "money");
    else
        complain(EXIT_USAGE, "%s: the pipeline has no column \"%s\"%s", option,
                 name, suggest_hint(p->arena, str(name), names));
    return -1;
}

/* ---------------------------------------------------------------- accounts */

/* What the formulas said, not what was decided by hand. */
static void find_verdicts(Preview *p)
{
    Map row_of = {0};
    size_t first, end;
    const hale_table *t = p->scores;
    const hale_table_column *id = column_named(p->table, "account");
    table_last(t, hale_facts(p->told->session), &first, &end);
    for (size_t row = p->first; row < p->end; row++)
        map_put(&row_of, cell_text(id, row), row - p->first);
    for (size_t row = first; row < end; row++) {
        size_t at =
            map_get(&row_of, cell_text(column_named(t, "account"), row));
        Str section = cell_text(column_named(t, "section"), row);
        if (at == MAP_NONE)
            continue;
        if (str_is(section, p->is.section))
            p->is.verdict[at] = row;
        else if (p->was.formula && str_is(section, p->was.section))
            p->was.verdict[at] = row;
    }
    map_free(&row_of);
}

static hale_value cell_of(const Preview *p, const Ruled *r, size_t input,
                          size_t row)
{
    return cell_value(column_named(p->table, formula_inputs(r->formula)[input]),
                      row);
}

/* All ranks at once: one by one each would look at everybody again. */
static void find_ranks(Preview *p, Ruled *r)
{
    size_t count, n = p->end - p->first;
    const RankWish *wish = formula_ranks(r->formula, &count);
    Peer *peer = xcalloc(n + 1, sizeof *peer);
    r->rank = arena_array(p->arena, count + 1, sizeof *r->rank);
    for (size_t w = 0; w < count; w++) {
        size_t peers = 0;
        r->rank[w] = arena_array(p->arena, n + 1, sizeof **r->rank);
        for (size_t i = 0; i < n; i++) {
            if (r->verdict[i] == SIZE_MAX)
                continue;
            Peer *each = &peer[peers++];
            *each = (Peer){.row = i,
                           .value = cell_of(p, r, wish[w].input, p->first + i)};
            if (wish[w].within >= 0)
                each->within =
                    cell_of(p, r, (size_t)wish[w].within, p->first + i);
        }
        rank_peers(peer, peers, wish[w].min_n, r->rank[w]);
    }
    free(peer);
}

static double score_of(const Preview *p, const Ruled *r, size_t row)
{
    size_t verdict = r->verdict[row - p->first];
    return verdict == SIZE_MAX
               ? NAN
               : cell_number(column_named(p->scores, "computed"), verdict);
}

static size_t place_of(const Preview *p, const Ruled *r, size_t row)
{
    size_t bands;
    if (isnan(score_of(p, r, row)))
        return r->bands;
    Str band = cell_text(column_named(p->scores, "computed_band"),
                         r->verdict[row - p->first]);
    size_t place = band_place(r->formula, band, &bands);
    return place > bands ? bands : place;
}

/* Is the formula for the account, with at least one component? */
static bool is_judged(const Preview *p, size_t row)
{
    size_t verdict = p->is.verdict[row - p->first];
    return verdict != SIZE_MAX &&
           cell_missing(column_named(p->scores, "computed"), verdict) !=
               HALE_NOT_COVERED;
}

static bool has_moved(const Preview *p, const Seen *s)
{
    const char *from = s->from < p->was.bands ? p->was.names[s->from] : "";
    const char *to = s->to < p->is.bands ? p->is.names[s->to] : "";
    return p->was.formula && strcmp(from, to) != 0;
}

static void see(Preview *p, size_t row)
{
    Seen *s = &p->seen[p->seens];
    hale_value money = cell_value(p->money, row);
    if (!is_judged(p, row)) {
        p->not_judged++;
        return;
    }
    *s = (Seen){.row = row,
                .is = score_of(p, &p->is, row),
                .was = NAN,
                .to = place_of(p, &p->is, row),
                .money = p->money && !money.missing ? money.as.i : 0};
    if (p->was.formula) {
        s->was = score_of(p, &p->was, row);
        s->from = place_of(p, &p->was, row);
    }
    p->seens++;
}

static double step_of(const Seen *s)
{
    return isnan(s->is) || isnan(s->was) ? 100 : fabs(s->is - s->was);
}

/* Who moved, then most money, then the longest step, then as they come. */
static int by_interest(const void *a, const void *b, void *user)
{
    const Seen *x = a, *y = b;
    bool moved = has_moved(user, x);
    if (moved != has_moved(user, y))
        return moved ? -1 : 1;
    if (x->money != y->money)
        return x->money > y->money ? -1 : 1;
    if (step_of(x) > step_of(y) || step_of(x) < step_of(y))
        return step_of(x) > step_of(y) ? -1 : 1;
    return x->row < y->row ? -1 : 1;
}

static void find_errors(Preview *p)
{
    const hale_table_column *error = column_named(p->scores, "error");
    for (size_t i = 0; i < p->seens; i++) {
        size_t at = p->seen[i].row - p->first;
        Str text = cell_text(error, p->is.verdict[at]);
        if (text.len && !p->errors++)
            p->error = text;
    }
}

/* ---------------------------------------------------------------- counting */

static void tally_open(const Preview *p, Tally *t, Str group)
{
    *t = (Tally){.group = group};
    t->band = arena_array(p->arena, p->is.bands + 1, sizeof *t->band);
}

void preview_add_money(int64_t *sum, int64_t money)
{
    if (__builtin_add_overflow(*sum, money, sum))
        *sum = money > 0 ? INT64_MAX : INT64_MIN;
}

static void tally_add(const Preview *p, Tally *t, const Seen *s)
{
    double coverage = cell_number(column_named(p->scores, "coverage"),
                                  p->is.verdict[s->row - p->first]);
    t->accounts++;
    t->band[s->to]++;
    t->coverage += isnan(coverage) ? 0 : coverage;
    preview_add_money(&t->money, s->money);
    if (isnan(s->is))
        return;
    t->scored++;
    t->sum += s->is;
}

static int by_group(const void *a, const void *b, void *user)
{
    const Preview *p = user;
    const Seen *x = *(Seen *const *)a, *y = *(Seen *const *)b;
    int order = str_cmp(cell_text(p->by, x->row), cell_text(p->by, y->row));
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static int by_size(const void *a, const void *b)
{
    const Tally *x = a, *y = b;
    if (x->accounts != y->accounts)
        return x->accounts > y->accounts ? -1 : 1;
    return str_cmp(x->group, y->group);
}

static void count_groups(Preview *p)
{
    const Seen **order = arena_array(p->arena, p->seens + 1, sizeof *order);
    p->group = arena_array(p->arena, p->seens + 1, sizeof *p->group);
    for (size_t i = 0; i < p->seens; i++)
        order[i] = &p->seen[i];
    qsort_r(order, p->seens, sizeof *order, by_group, p);
    for (size_t i = 0; i < p->seens; i++) {
        Str group = cell_text(p->by, order[i]->row);
        if (!p->groups || !str_eq(group, p->group[p->groups - 1].group))
            tally_open(p, &p->group[p->groups++], group);
        tally_add(p, &p->group[p->groups - 1], order[i]);
    }
    qsort(p->group, p->groups, sizeof *p->group, by_size);
}

static void count_ways(Preview *p)
{
    size_t to = p->is.bands + 1, ways = (p->was.bands + 1) * to;
    p->way = arena_array(p->arena, ways, sizeof *p->way);
    for (size_t i = 0; i < ways; i++)
        tally_open(p, &p->way[i], S(""));
    for (size_t i = 0; i < p->seens; i++) {
        const Seen *s = &p->seen[i];
        tally_add(p, &p->way[s->from * to + s->to], s);
        if (!has_moved(p, s))
            continue;
        p->moved++;
        preview_add_money(&p->moved_money, s->money);
    }
}

static void count(Preview *p)
{
    p->seen = arena_array(p->arena, p->end - p->first + 1, sizeof *p->seen);
    find_verdicts(p);
    find_ranks(p, &p->is);
    if (p->was.formula)
        find_ranks(p, &p->was);
    for (size_t row = p->first; row < p->end; row++)
        see(p, row);
    qsort_r(p->seen, p->seens, sizeof *p->seen, by_interest, p);
    find_errors(p);
    tally_open(p, &p->all, S(""));
    for (size_t i = 0; i < p->seens; i++) {
        double score = p->seen[i].is;
        tally_add(p, &p->all, &p->seen[i]);
        if (!isnan(score))
            p->tens[score >= 90 ? TENS - 1 : (size_t)(score / 10)]++;
    }
    if (p->by)
        count_groups(p);
    if (p->was.formula)
        count_ways(p);
}

/* -------------------------------------------------------- why an account -- */

/* What the run judged by. One that the section is not for joins its peers. */
static hale_value *facts_of(const Preview *p, const Ruled *side, const Seen *s)
{
    size_t ranks, n = formula_input_count(side->formula);
    size_t at = s->row - p->first;
    Case c = {.told = p->told,
              .section = side->by,
              .formula = side->formula,
              .table = p->table,
              .row = s->row,
              .first = p->first,
              .end = p->end,
              .arena = p->arena};
    formula_ranks(side->formula, &ranks);
    if (side->verdict[at] == SIZE_MAX) {
        case_columns(&c);
        return case_facts(&c);
    }
    hale_value *fact = facts_new(p->arena, side->formula);
    for (size_t i = 0; i < n; i++)
        fact[i] = cell_of(p, side, i, s->row);
    for (size_t i = 0; i < ranks; i++)
        fact[n + i] = side->rank[i][at];
    return fact;
}

static void judge_by(const Preview *p, const Ruled *side, const Seen *s,
                     Judge *judge, Verdict *v)
{
    Str id = cell_text(column_named(p->table, "account"), s->row);
    judge_account(judge, arena_str(p->arena, id).data, facts_of(p, side, s),
                  WORDS_ALL, p->arena, v);
}

static void add_lost(Both *b, const PartVerdict *part, double points)
{
    size_t i = b->losts++;
    for (; i && fabs(b->lost[i - 1].points) < fabs(points); i--)
        b->lost[i] = b->lost[i - 1];
    b->lost[i] = (struct Lost){part, points};
}

static const PartVerdict *part_named(const Verdict *v, const char *id)
{
    for (size_t i = 0; i < v->parts; i++)
        if (strcmp(v->part[i].id, id) == 0)
            return &v->part[i];
    return NULL;
}

/* A score is 100 less what its components lose, and what limits do. */
void preview_judge(const Preview *p, const Seen *s, Judge *is, Judge *was,
                   Both *b)
{
    *b = (Both){0};
    judge_by(p, &p->is, s, is, &b->is);
    judge_by(p, &p->was, s, was, &b->was);
    b->lost =
        arena_array(p->arena, b->is.parts + b->was.parts + 1, sizeof *b->lost);
    if (!b->is.known || !b->was.known)
        return;
    for (size_t i = 0; i < b->is.parts; i++) {
        const PartVerdict *now = &b->is.part[i];
        const PartVerdict *old = part_named(&b->was, now->id);
        add_lost(b, now, (old ? old->lost : 0) - now->lost);
    }
    for (size_t i = 0; i < b->was.parts; i++)
        if (!part_named(&b->is, b->was.part[i].id))
            add_lost(b, &b->was.part[i], b->was.part[i].lost);
    b->limits = (b->is.score - b->is.raw) - (b->was.score - b->was.raw);
}

/* ------------------------------------------------------------- the command */

static int tell(Preview *p)
{
    Error error = {0};
    Judge *is = judge_open(p->is.formula, &error);
    Judge *was =
        is && p->was.formula ? judge_open(p->was.formula, &error) : NULL;
    if (!error.code)
        (p->told->args->json ? preview_json : preview_print)(p, is, was);
    judge_close(is);
    judge_close(was);
    return error.code ? complain(error.code, "%s", error.message) : 0;
}

static int preview(const Told *told, size_t score, void *user)
{
    const Asked *asked = user;
    Args *args = told->args;
    const Plan *plan = &told->view->plan;
    Preview p = {.told = told,
                 .path = args->operand[0],
                 .table = hale_table_named(told->session, "accounts"),
                 .scores = hale_table_named(told->session, "scores"),
                 .arena = &args->arena};
    (void)score;
    table_last(p.table, hale_facts(told->session), &p.first, &p.end);
    for (size_t i = 0; i < plan->scores; i++) {
        const char *section = plan->score[i].section->name;
        if (strcmp(section, asked->added) == 0)
            ruled_open(&p, &p.is, i);
        else if (asked->was && strcmp(section, asked->was) == 0)
            ruled_open(&p, &p.was, i);
    }
    if (find_column(&p, "--by", args->by, "segment", HALE_TEXT, &p.by) ||
        find_column(&p, "--money", args->money, "arr", HALE_MONEY, &p.money))
        return EXIT_USAGE;
    if (!p.money)
        find_column(&p, "--money", NULL, "mrr", HALE_MONEY, &p.money);
    count(&p);
    return tell(&p);
}

/* The score with that name, or the only one; SIZE_MAX: neither. */
static size_t usual_score(const View *v, const char *name)
{
    size_t only = SIZE_MAX, scripts = 0;
    for (size_t i = 0; i < v->plan.scores; i++) {
        if (strcmp(v->plan.score[i].name, name) == 0)
            return i;
        if (v->plan.score[i].script && !scripts++)
            only = i;
    }
    return scripts == 1 ? only : SIZE_MAX;
}

/* 0, or told that there is no such score. */
static int ask(Args *args, const View *v, Asked *asked)
{
    const char *path = args->operand[0];
    ptrdiff_t named = args->score ? view_score(args, v) : -1;
    if (args->score && named < 0)
        return EXIT_USAGE;
    size_t was = named >= 0 ? (size_t)named
                            : usual_score(v, formula_name(&args->arena, path));
    if (was != SIZE_MAX)
        asked->was =
            arena_printf(&args->arena, "%s", v->plan.score[was].section->name);
    asked->added = score_add(args, v, "preview", path, was);
    return 0;
}

int command_preview(Args *args)
{
    int code = file_trouble(args->operand[0]);
    const char *path =
        code ? NULL
             : pipeline_path(args, args->operands > 1 ? args->operand[1] : NULL,
                             &code);
    if (!path)
        return code;
    View v;
    Asked asked = {0};
    view_open(&v, args, path);
    code = ask(args, &v, &asked);
    view_close(&v);
    if (code)
        return code;
    view_open(&v, args, path);
    code = ask_run(args, path, &v, NULL, preview, &asked);
    view_close(&v);
    return code;
}
