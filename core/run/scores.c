/* SPDX-License-Identifier: MIT
 *
 * scores.c: pass 3. Formulas over the account table.
 *
 * Accounts are judged in blocks; a worker takes blocks from one counter and
 * keeps a room (a Lua state) for each formula. A verdict goes straight into
 * the rows that are its own, of "scores" and of the account table, and its
 * texts into the memory of its block, so which worker judged an account leaves
 * no trace. Only "components", of which there are more or fewer for an account,
 * are joined block by block. Formulas find their facts by column number: names
 * were resolved before anything was read.
 *
 * What people decided by hand is then put over the verdict. Ranks are among
 * those whom the same section judges.
 */
#include "judging.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_ROWS = 512 };

typedef struct Failures { /* of one section, in one block */
    uint64_t rows, errors;
    const char *first;
} Failures;

typedef struct Batch {
    size_t row, end; /* of the account table: within one as-of */
    Arena arena;
    Table *components;  /* NULL: nobody asks */
    Failures *failures; /* for each section */
    uint64_t *unfit;    /* for each set: overrides that say nothing we know */
    const char **first; /* the first of them, in words */
} Batch;

typedef struct Judging {
    hale_session *h;
    ptrdiff_t **fact; /* score -> input -> column of the account table; -1 */
    ptrdiff_t (*hand)[HANDS]; /* set -> columns of what was decided by hand */
    size_t *shown;            /* set -> its first column of the account table */
    hale_value ***rank;       /* score -> wish of the formula -> row */
    Arena ranks;
    bool components;
    size_t most_facts; /* of any formula, ranks and one more */
    Judge **judge;     /* [worker * scores + score] */
    Error *error;      /* for each worker */
    Batch *block;
    size_t first; /* the first block of those at work */
} Judging;

/* --------------------------------------------------------------- blocks -- */

static Judge *judge_of(Judging *j, unsigned worker, size_t score)
{
    Judge **judge = &j->judge[worker * j->h->plan.scores + score];
    if (!*judge)
        *judge = judge_open(j->h->formula[score], &j->error[worker]);
    return *judge;
}

/* Puts what was decided by hand over the verdict. */
static void override(Judging *j, Batch *b, Judged *judged, const char *account)
{
    const ptrdiff_t *column = j->hand[judged->set];
    const Formula *f = j->h->formula[judged->score];
    for (size_t i = 0; i < HANDS; i++) {
        judged->hand[i] = (hale_value){.missing = HALE_NO_ROWS};
        if (column[i] >= 0)
            judged->hand[i] = table_get(j->h->measured.accounts, judged->row,
                                        (size_t)column[i]);
    }
    if (judged->hand[HAND_BAND].missing && judged->hand[HAND_POINTS].missing)
        return;
    const char *trouble = formula_override(
        f, &judged->verdict, &judged->hand[HAND_BAND],
        &judged->hand[HAND_POINTS], &judged->override, &b->arena);
    if (trouble && b->unfit[judged->set]++ == 0)
        b->first[judged->set] =
            arena_printf(&b->arena, "account %s: %s", account, trouble);
}

static void gather_facts(const Judging *j, const Judged *judged,
                         hale_value *fact)
{
    size_t score = (size_t)judged->score, ranks;
    size_t n = formula_input_count(j->h->formula[score]);
    formula_ranks(j->h->formula[score], &ranks);
    for (size_t i = 0; i < n; i++)
        fact[i] = j->fact[score][i] < 0
                      ? (hale_value){.missing = HALE_NOT_GIVEN}
                      : table_get(j->h->measured.accounts, judged->row,
                                  (size_t)j->fact[score][i]);
    for (size_t i = 0; i < ranks; i++)
        fact[n + i] = j->rank[score][i][judged->row];
}

/* What is said of the account whose row it is. */
static Words words_for(const Judging *j, size_t row)
{
    const char *only = j->h->settings.only_account;
    const Column *account = &j->h->measured.accounts->column[COLUMN_ACCOUNT];
    if (only && !str_is(account->as.text[row], only))
        return WORDS_NONE;
    return j->components ? WORDS_ALL : WORDS_REASONS;
}

static void note_failure(Batch *b, const Judged *judged)
{
    Failures *f = &b->failures[judged->score];
    const char *error = judged->verdict.error;
    f->rows++;
    if (error && f->errors++ == 0)
        f->first = arena_strndup(&b->arena, error, strlen(error));
}

/* -1: there is no room for the formula, which stands in j->error. */
static int judge_with(Judging *j, unsigned worker, Words words, Batch *b,
                      Judged *judged, Arena *arena)
{
    const char *account = j->h->measured.accounts->column[COLUMN_ACCOUNT]
                              .as.text[judged->row]
                              .data;
    Judge *judge = judge_of(j, worker, (size_t)judged->score);
    hale_value *fact = arena_array(arena, j->most_facts, sizeof *fact);
    if (!judge)
        return -1;
    gather_facts(j, judged, fact);
    judge_account(judge, account, fact, words, arena, &judged->verdict);
    override(j, b, judged, account);
    note_failure(b, judged);
    return 0;
}

static void judge_row(Judging *j, unsigned worker, size_t set, Batch *b,
                      size_t row, Laps *laps, Arena *arena)
{
    Words words = words_for(j, row);
    Judged judged = {.set = set, .row = row, .verdict = {.band = "unknown"}};
    judged.score = section_for(j->h, set, row, &judged.verdict.missing);
    if (judged.score >= 0) {
        laps_go(laps);
        if (judge_with(j, worker, words, b, &judged, arena))
            return;
        laps_took(laps, (size_t)judged.score, 1);
    }
    score_keep(&b->arena, j->h, &judged, j->shown[set]);
    if (b->components && words)
        parts_keep(b->components, &b->arena, j->h, &judged);
}

static void judge_block(void *shared, unsigned worker, size_t i)
{
    Judging *j = shared;
    Batch *b = &j->block[j->first + i];
    Arena arena = {0};
    size_t sets = j->h->plan.score_sets;
    Laps laps;
    laps_begin(&laps, plan_effort(&j->h->plan, EFFORT_SCORE, 0),
               j->h->plan.scores);
    if (j->components)
        b->components = components_new(&b->arena);
    b->failures =
        arena_array(&b->arena, j->h->plan.scores + 1, sizeof *b->failures);
    b->unfit = arena_array(&b->arena, sets + 1, sizeof *b->unfit);
    b->first = arena_array(&b->arena, sets + 1, sizeof *b->first);
    for (size_t row = b->row; row < b->end && !atomic_load(&stop_requested);
         row++)
        for (size_t s = 0; s < sets; s++) {
            judge_row(j, worker, s, b, row, &laps, &arena);
            arena_reset(&arena);
        }
    laps_end(&laps);
    arena_free(&arena);
}

/* ----------------------------------------------------------------- join -- */

static const char *named(hale_session *h, size_t set, const char *suffix)
{
    return arena_printf(&h->arena, "%s%s", h->plan.score_set[set].name, suffix);
}

/* What people call the score: several formulas have no title in common. */
static const char *title_of(const hale_session *h, size_t set)
{
    const ScoreSet *s = &h->plan.score_set[set];
    return s->scores == 1 ? formula_title(h->formula[s->score[0]]) : s->name;
}

/* The columns of a score in the account table; returns the first. */
static size_t add_columns(hale_session *h, size_t set)
{
    Table *t = h->measured.accounts;
    size_t at = table_column(t, named(h, set, ""), HALE_REAL, "points",
                             title_of(h, set));
    t->column[at].direction = HALE_UP_IS_GOOD;
    table_column(t, named(h, set, "_band"), HALE_TEXT, NULL, NULL);
    table_column(t, named(h, set, "_coverage"), HALE_REAL, "fraction",
                 "of the weight that is known");
    table_column(t, named(h, set, "_reasons"), HALE_TEXT, NULL, NULL);
    return at;
}

/* Does anybody look at "scores"? The account table has what counts. */
static bool wants_scores(const hale_session *h)
{
    return !h->settings.lean || table_wanted(&h->plan, "scores") ||
           h->plan.history.on || h->past;
}

/* Room for every verdict: in "scores", and on the account table. */
static void make_rows(Judging *j)
{
    hale_session *h = j->h;
    size_t sets = h->plan.score_sets;
    if (wants_scores(h)) {
        h->scores = scores_new(&h->arena);
        table_rows(h->scores, h->measured.accounts->rows * sets);
    }
    j->shown = arena_array(&h->arena, sets + 1, sizeof *j->shown);
    for (size_t s = 0; s < sets; s++)
        j->shown[s] = add_columns(h, s);
}

static Failures failures_of(const Judging *j, size_t score)
{
    Failures all = {0};
    for (size_t i = 0; i < j->h->blocks; i++) {
        const Failures *f = &j->block[i].failures[score];
        all.rows += f->rows;
        all.errors += f->errors;
        if (!all.first)
            all.first = f->first;
    }
    return all;
}

/* Errors of formulas: counted, the first one told; each stands in "scores". */
static int tell_errors(Judging *j)
{
    hale_session *h = j->h;
    for (size_t s = 0; s < h->plan.scores; s++) {
        const ScorePlan *score = &h->plan.score[s];
        Failures f = failures_of(j, s);
        if (f.errors && f.errors == f.rows)
            return error_set(&h->error, EXIT_CONFIG,
                             "%s: the formula failed for every account: %s",
                             score->label, f.first);
        if (f.errors)
            diag_warn(&h->diags, score->place, score->label,
                      "%llu of %llu accounts have no score because the "
                      "formula failed: %s",
                      (unsigned long long)f.errors, (unsigned long long)f.rows,
                      f.first);
    }
    return 0;
}

/* Overrides that could not be followed: the formula's verdict stands. */
static void tell_unfit(Judging *j)
{
    hale_session *h = j->h;
    for (size_t s = 0; s < h->plan.score_sets; s++) {
        const ScorePlan *score = &h->plan.score[h->plan.score_set[s].score[0]];
        const char *first = NULL;
        uint64_t count = 0;
        for (size_t i = 0; i < h->blocks; i++) {
            count += j->block[i].unfit[s];
            if (!first)
                first = j->block[i].first[s];
        }
        if (count)
            diag_warn(&h->diags, score->place, score->label,
                      "%llu override%s could not be followed: %s",
                      (unsigned long long)count, count == 1 ? "" : "s", first);
    }
}

static void join_components(Judging *j)
{
    hale_session *h = j->h;
    size_t rows = 0;
    for (size_t i = 0; i < h->blocks; i++)
        rows += j->block[i].components->rows;
    h->components = components_new(&h->arena);
    table_reserve(h->components, rows);
    for (size_t i = 0; i < h->blocks; i++) {
        const Table *from = j->block[i].components;
        for (size_t row = 0; row < from->rows; row++)
            table_copy(h->components, table_row(h->components), 0, from, row,
                       from->columns);
    }
}

static int join(Judging *j)
{
    hale_session *h = j->h;
    if (atomic_load(&stop_requested))
        return error_set(&h->error, EXIT_INTERRUPTED, "interrupted");
    for (unsigned w = 0; w < h->plan.threads; w++)
        if (j->error[w].code) {
            h->error = j->error[w];
            return -1;
        }
    if (j->components)
        join_components(j);
    tell_unfit(j);
    return tell_errors(j);
}

/* Where each fact stands in the account table. */
static void find_facts(Judging *j)
{
    hale_session *h = j->h;
    j->fact = arena_array(&h->arena, h->plan.scores + 1, sizeof *j->fact);
    for (size_t s = 0; s < h->plan.scores; s++) {
        const char *const *input = formula_inputs(h->formula[s]);
        size_t n = formula_input_count(h->formula[s]), ranks;
        formula_ranks(h->formula[s], &ranks);
        if (j->most_facts < n + ranks + 1)
            j->most_facts = n + ranks + 1;
        j->fact[s] = arena_array(&h->arena, n + 1, sizeof **j->fact);
        for (size_t i = 0; i < n; i++)
            j->fact[s][i] = table_find(h->measured.accounts, input[i]);
    }
}

static void find_hands(Judging *j)
{
    hale_session *h = j->h;
    j->hand = arena_array(&h->arena, h->plan.score_sets + 1, sizeof *j->hand);
    for (size_t s = 0; s < h->plan.score_sets; s++)
        for (size_t i = 0; i < HANDS; i++)
            j->hand[s][i] = table_find(h->measured.accounts,
                                       named(h, s, by_hand_columns[i]));
}

/* Does this section judge the account? */
static bool judges(const hale_session *h, size_t score, size_t row)
{
    hale_missing why;
    return section_for(h, h->plan.score[score].set, row, &why) ==
           (ptrdiff_t)score;
}

/* One column of the account table, ranked among those of rows [first, end)
 * whom the section judges. */
static void rank_column(const Judging *j, size_t score, const RankWish *wish,
                        size_t first, size_t end, hale_value *rank)
{
    const Table *t = j->h->measured.accounts;
    const ptrdiff_t *fact = j->fact[score];
    Peer *peer = xcalloc(end - first + 1, sizeof *peer);
    size_t count = 0;
    for (size_t row = first; row < end; row++) {
        if (!judges(j->h, score, row))
            continue;
        Peer *p = &peer[count++];
        p->row = row;
        p->as_of = table_get(t, row, COLUMN_AS_OF).as.i;
        p->value = table_get(t, row, (size_t)fact[wish->input]);
        if (wish->within >= 0)
            p->within = table_get(t, row, (size_t)fact[wish->within]);
    }
    rank_peers(peer, count, wish->min_n, rank);
    free(peer);
}

static void make_ranks(Judging *j)
{
    size_t scores = j->h->plan.scores, rows = j->h->measured.accounts->rows;
    size_t count;
    j->rank = arena_array(&j->ranks, scores + 1, sizeof *j->rank);
    for (size_t s = 0; s < scores; s++) {
        formula_ranks(j->h->formula[s], &count);
        j->rank[s] = arena_array(&j->ranks, count + 1, sizeof **j->rank);
        for (size_t i = 0; i < count; i++)
            j->rank[s][i] =
                arena_array(&j->ranks, rows + 1, sizeof(hale_value));
    }
}

/* The only thing that needs everybody comes before the workers. */
static void rank_rows(const Judging *j, size_t first, size_t end)
{
    for (size_t s = 0; s < j->h->plan.scores; s++) {
        size_t count;
        const RankWish *wish = formula_ranks(j->h->formula[s], &count);
        for (size_t i = 0; i < count; i++)
            rank_column(j, s, &wish[i], first, end, j->rank[s][i]);
    }
}

/* The rows of every as-of in blocks. */
static void cut_blocks(Judging *j)
{
    hale_session *h = j->h;
    const size_t *first = h->measured.first;
    size_t most = h->measured.accounts->rows / BLOCK_ROWS + h->plan.as_ofs;
    j->block = xcalloc(most + 1, sizeof *j->block);
    for (size_t k = 0; k < h->plan.as_ofs; k++)
        for (size_t row = first[k]; row < first[k + 1]; row += BLOCK_ROWS) {
            Batch *b = &j->block[h->blocks++];
            b->row = row;
            b->end = row + BLOCK_ROWS < first[k + 1] ? row + BLOCK_ROWS
                                                     : first[k + 1];
        }
}

/* Adds the scores of as-of `k` to the past. */
static void keep_past(const hale_session *h, size_t k)
{
    const Table *t = h->scores;
    size_t sets = h->plan.score_sets, first = h->measured.first[k] * sets;
    Arena arena = {0};
    hale_table_column *face = arena_array(&arena, t->columns, sizeof *face);
    const hale_table_column **list =
        arena_array(&arena, t->columns, sizeof *list);
    for (size_t c = 0; c < t->columns; c++) {
        face[c] = column_face(&t->column[c], first);
        list[c] = &face[c];
    }
    hale_table part = {.size = sizeof part,
                       .name = t->name,
                       .rows = h->measured.first[k + 1] * sets - first,
                       .columns = t->columns,
                       .column = list};
    past_add(h->past, &h->plan, &part, h->plan.as_of[k]);
    arena_free(&arena);
}

/* The as-ofs one after another: scores of one are facts of the next. */
static void judge_in_order(Judging *j)
{
    hale_session *h = j->h;
    const size_t *first = h->measured.first;
    for (size_t k = 0; k < h->plan.as_ofs; k++) {
        size_t end = j->first;
        past_fill(h->past, &h->plan, h->measured.accounts, first[k],
                  first[k + 1], h->plan.as_of[k]);
        rank_rows(j, first[k], first[k + 1]);
        while (end < h->blocks && j->block[end].row < first[k + 1])
            end++;
        workers_run(h->plan.threads, end - j->first, judge_block, j);
        j->first = end;
        keep_past(h, k);
    }
}

int scores_make(hale_session *h, bool components)
{
    size_t scores = h->plan.scores;
    if (!scores)
        return 0;
    Judging j = {.h = h,
                 .components = components,
                 .judge =
                     xcalloc(h->plan.threads * scores + 1, sizeof *j.judge),
                 .error = xcalloc(h->plan.threads + 1, sizeof *j.error)};
    cut_blocks(&j);
    find_facts(&j);
    find_hands(&j);
    make_ranks(&j);
    make_rows(&j); /* the last: no formula sees what it gives */
    if (h->past) {
        judge_in_order(&j);
    } else {
        rank_rows(&j, 0, h->measured.accounts->rows);
        workers_run(h->plan.threads, h->blocks, judge_block, &j);
    }
    arena_free(&j.ranks);
    int bad = join(&j);
    for (size_t i = 0; i < h->plan.threads * scores; i++)
        if (j.judge[i])
            judge_close(j.judge[i]);
    h->verdicts = xcalloc(h->blocks + 1, sizeof *h->verdicts);
    for (size_t i = 0; i < h->blocks; i++)
        h->verdicts[i] = j.block[i].arena; /* texts stay */
    free(j.block);
    free(j.judge);
    free(j.error);
    return bad;
}
