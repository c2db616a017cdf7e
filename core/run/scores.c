/* SPDX-License-Identifier: MIT
 *
 * scores.c: pass 3. Formulas over the account table.
 *
 * Accounts are judged in blocks; a worker takes blocks from one counter and
 * keeps a room (a Lua state) for each formula. A block writes tables of its
 * own, which are joined in their order, so which worker judged an account
 * leaves no trace. Formulas find their facts by column number: names were
 * resolved before anything was read.
 */
#include "run/run.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK_ROWS = 512 };

/* Columns of the table "scores". */
enum {
    SCORE_NAME = 2,
    SCORE_VALUE,
    SCORE_BAND,
    SCORE_COVERAGE,
    SCORE_VARIANT,
    SCORE_RAW,
    SCORE_LIMITS,
    SCORE_REASON,
    SCORE_ERROR = SCORE_REASON + 3,
    SCORE_FORMULA,
    SCORE_VERSION,
    SCORE_HASH
};

/* Columns of the table "components". */
enum {
    PART_SCORE = 2,
    PART_ID,
    PART_LABEL,
    PART_GROUP,
    PART_VALUE,
    PART_POINTS,
    PART_WEIGHT,
    PART_SHARE,
    PART_LOST,
    PART_MISSING,
    PART_WHY
};

typedef struct Batch {
    Arena arena;
    Table *scores, *components;
} Batch;

typedef struct Judging {
    hale_session *h;
    size_t **fact;      /* score -> input -> column of the account table */
    hale_value ***rank; /* score -> wish of the formula -> row */
    Arena ranks;
    bool components;
    Judge **judge; /* [worker * scores + score] */
    Error *error;  /* for each worker */
    Batch *block;
} Judging;

/* --------------------------------------------------------------- tables -- */

static Table *scores_new(Arena *arena)
{
    Table *t = table_new(arena, "scores", "Scores");
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "account", HALE_TEXT, NULL, "account id");
    table_column(t, "score", HALE_TEXT, NULL, "its name in the pipeline");
    size_t value = table_column(t, "value", HALE_REAL, "points", "0 to 100");
    t->column[value].direction = HALE_UP_IS_GOOD;
    table_column(t, "band", HALE_TEXT, NULL, NULL);
    table_column(t, "coverage", HALE_REAL, "fraction", "of the weight");
    table_column(t, "variant", HALE_TEXT, NULL, NULL);
    table_column(t, "raw", HALE_REAL, "points", "before caps");
    table_column(t, "limits", HALE_TEXT, NULL, "caps, floors, vetoes");
    table_column(t, "reason_1", HALE_TEXT, NULL, "the largest loss");
    table_column(t, "reason_2", HALE_TEXT, NULL, NULL);
    table_column(t, "reason_3", HALE_TEXT, NULL, NULL);
    table_column(t, "error", HALE_TEXT, NULL, "of the formula");
    table_column(t, "formula", HALE_TEXT, NULL, NULL);
    table_column(t, "formula_version", HALE_TEXT, NULL, NULL);
    table_column(t, "formula_hash", HALE_TEXT, NULL, NULL);
    return t;
}

static Table *components_new(Arena *arena)
{
    Table *t = table_new(arena, "components", "Components");
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "account", HALE_TEXT, NULL, "account id");
    table_column(t, "score", HALE_TEXT, NULL, NULL);
    table_column(t, "component", HALE_TEXT, NULL, NULL);
    table_column(t, "label", HALE_TEXT, NULL, NULL);
    table_column(t, "group", HALE_TEXT, NULL, NULL);
    table_column(t, "value", HALE_TEXT, NULL, "what the curve saw");
    table_column(t, "points", HALE_REAL, "points", "0 to 100");
    table_column(t, "weight", HALE_REAL, NULL, NULL);
    table_column(t, "share", HALE_REAL, "fraction", "of the score");
    table_column(t, "lost", HALE_REAL, "points", "of the score");
    table_column(t, "missing", HALE_TEXT, NULL, "why there is no value");
    table_column(t, "why", HALE_TEXT, NULL, "in words");
    return t;
}

/* ---------------------------------------------------------------- cells -- */

static const char *missing_word(hale_missing why)
{
    static const char *const words[] = {
        "",        "no rows",     "zero denominator", "stale",
        "too new", "not covered", "rejected",         "not given"};
    return (size_t)why < COUNT(words) ? words[why] : "missing";
}

/* A value as people read it; empty for a missing one. */
static Str value_words(Arena *arena, const hale_value *v)
{
    char out[40] = "";
    if (v->missing)
        return (Str){0};
    switch (v->type) {
    case HALE_BOOL:
        return v->as.b ? S("true") : S("false");
    case HALE_TEXT:
        return v->as.text;
    case HALE_MONEY:
        money_format(v->as.i, 2, out);
        break;
    case HALE_TIME:
        time_format_utc(v->as.i, out);
        break;
    case HALE_REAL:
        snprintf(out, sizeof out, "%.4g", v->as.r);
        break;
    default:
        snprintf(out, sizeof out, "%lld", (long long)v->as.i);
    }
    return str(arena_printf(arena, "%s", out));
}

static void set_text(Table *t, size_t row, size_t column, const char *text)
{
    if (text && *text)
        table_text(t, row, column, str(text));
}

static void set_real(Table *t, size_t row, size_t column, double value)
{
    if (isfinite(value))
        table_real(t, row, column, value);
}

/* Who the row is about. */
static size_t row_for(Table *t, const Table *accounts, size_t account_row,
                      const char *score)
{
    size_t row = table_row(t);
    table_copy(t, row, 0, accounts, account_row, ACCOUNT_FIXED);
    table_text(t, row, SCORE_NAME, str(score));
    return row;
}

static const char *limits_of(Arena *arena, const Verdict *v)
{
    Text all = {0};
    for (size_t i = 0; i < v->caps; i++)
        text_printf(&all, "%s%s %s", i ? "; " : "", v->cap[i].kind,
                    v->cap[i].id);
    const char *copy = arena_strndup(arena, all.data ? all.data : "", all.len);
    text_free(&all);
    return copy;
}

static void keep_score(Batch *b, const hale_session *h, size_t score,
                       size_t account_row, const Verdict *v)
{
    Table *t = b->scores;
    const Formula *f = h->formula[score];
    size_t row = row_for(t, h->measured.accounts, account_row,
                         h->plan.score[score].name);
    if (v->known) {
        table_real(t, row, SCORE_VALUE, v->score);
        set_real(t, row, SCORE_RAW, v->raw);
    } else {
        table_set(
            t, row, SCORE_VALUE,
            &(hale_value){.type = HALE_REAL,
                          .missing = v->missing ? v->missing : HALE_NOT_GIVEN});
    }
    set_text(t, row, SCORE_BAND, v->known ? v->band : "unknown");
    set_real(t, row, SCORE_COVERAGE, v->coverage);
    set_text(t, row, SCORE_VARIANT, v->variant);
    set_text(t, row, SCORE_LIMITS, limits_of(&b->arena, v));
    for (size_t i = 0; i < 3; i++)
        set_text(t, row, SCORE_REASON + i, v->reason[i]);
    set_text(t, row, SCORE_ERROR, v->error);
    set_text(t, row, SCORE_FORMULA, formula_title(f));
    set_text(t, row, SCORE_VERSION, formula_version(f));
    set_text(t, row, SCORE_HASH, formula_hash(f));
}

static void keep_parts(Batch *b, const hale_session *h, size_t score,
                       size_t account_row, const Verdict *v)
{
    Table *t = b->components;
    for (size_t i = 0; i < v->parts; i++) {
        const PartVerdict *p = &v->part[i];
        size_t row = row_for(t, h->measured.accounts, account_row,
                             h->plan.score[score].name);
        Str value = value_words(&b->arena, &p->value);
        set_text(t, row, PART_ID, p->id);
        set_text(t, row, PART_LABEL, p->label);
        set_text(t, row, PART_GROUP, p->group);
        if (value.data)
            table_text(t, row, PART_VALUE, value);
        set_real(t, row, PART_POINTS, p->points);
        set_real(t, row, PART_WEIGHT, p->weight);
        set_real(t, row, PART_SHARE, p->share);
        set_real(t, row, PART_LOST, p->lost);
        set_text(t, row, PART_MISSING, missing_word(p->value.missing));
        set_text(t, row, PART_WHY, p->why);
    }
}

/* --------------------------------------------------------------- blocks -- */

static Judge *judge_of(Judging *j, unsigned worker, size_t score)
{
    Judge **judge = &j->judge[worker * j->h->plan.scores + score];
    if (!*judge)
        *judge = judge_open(j->h->formula[score], &j->error[worker]);
    return *judge;
}

static void judge_row(Judging *j, unsigned worker, size_t score, Batch *b,
                      size_t row, Arena *arena)
{
    const Table *accounts = j->h->measured.accounts;
    const char *only = j->h->settings.only_account;
    Judge *judge = judge_of(j, worker, score);
    size_t ranks, n = formula_input_count(j->h->formula[score]);
    formula_ranks(j->h->formula[score], &ranks);
    hale_value *fact = arena_array(arena, n + ranks + 1, sizeof *fact);
    const Str id = accounts->column[COLUMN_ACCOUNT].as.text[row];
    Verdict verdict = {0};
    if (!judge)
        return;
    for (size_t i = 0; i < n; i++)
        fact[i] = table_get(accounts, row, j->fact[score][i]);
    for (size_t i = 0; i < ranks; i++)
        fact[n + i] = j->rank[score][i][row];
    bool asked = !only || str_is(id, only);
    judge_account(judge, id.data, fact, asked, arena, &verdict);
    keep_score(b, j->h, score, row, &verdict);
    if (j->components && asked)
        keep_parts(b, j->h, score, row, &verdict);
}

static void judge_block(void *shared, unsigned worker, size_t i)
{
    Judging *j = shared;
    Batch *b = &j->block[i];
    Arena arena = {0};
    size_t row = i * BLOCK_ROWS, end = row + BLOCK_ROWS;
    if (end > j->h->measured.accounts->rows)
        end = j->h->measured.accounts->rows;
    b->scores = scores_new(&b->arena);
    b->components = components_new(&b->arena);
    table_reserve(b->scores, (end - row) * j->h->plan.scores);
    for (; row < end && !atomic_load(&stop_requested); row++)
        for (size_t s = 0; s < j->h->plan.scores; s++) {
            judge_row(j, worker, s, b, row, &arena);
            arena_reset(&arena);
        }
    arena_free(&arena);
}

/* ----------------------------------------------------------------- join -- */

static void append(Table *to, const Table *from)
{
    for (size_t row = 0; row < from->rows; row++)
        table_copy(to, table_row(to), 0, from, row, from->columns);
}

static const char *named(hale_session *h, size_t score, const char *suffix)
{
    return arena_printf(&h->arena, "%s%s", h->plan.score[score].name, suffix);
}

/* The columns of a score in the account table; returns the first. */
static size_t add_columns(hale_session *h, size_t score)
{
    Table *t = h->measured.accounts;
    size_t at = table_column(t, named(h, score, ""), HALE_REAL, "points",
                             formula_title(h->formula[score]));
    t->column[at].direction = HALE_UP_IS_GOOD;
    table_column(t, named(h, score, "_band"), HALE_TEXT, NULL, NULL);
    table_column(t, named(h, score, "_coverage"), HALE_REAL, "fraction",
                 "of the weight that is known");
    table_column(t, named(h, score, "_reasons"), HALE_TEXT, NULL, NULL);
    return at;
}

static void set_reasons(hale_session *h, size_t from, size_t row, size_t at)
{
    Text all = {0};
    for (size_t i = 0; i < 3; i++) {
        hale_value reason = table_get(h->scores, from, SCORE_REASON + i);
        if (reason.missing)
            continue;
        text_puts(&all, all.len ? "; " : "");
        text_add(&all, reason.as.text);
    }
    if (all.len)
        table_text(h->measured.accounts, row, at, text_str(&all));
    text_free(&all);
}

static void show_on_accounts(hale_session *h)
{
    Table *t = h->measured.accounts;
    size_t scores = h->plan.scores;
    for (size_t s = 0; s < scores; s++) {
        size_t at = add_columns(h, s);
        for (size_t row = 0; row < t->rows; row++) {
            size_t from = row * scores + s;
            hale_value value = table_get(h->scores, from, SCORE_VALUE);
            hale_value band = table_get(h->scores, from, SCORE_BAND);
            hale_value coverage = table_get(h->scores, from, SCORE_COVERAGE);
            table_set(t, row, at, &value);
            table_set(t, row, at + 1, &band);
            table_set(t, row, at + 2, &coverage);
            set_reasons(h, from, row, at + 3);
        }
    }
}

/* Errors of formulas: counted, the first one told; each stands in "scores". */
static int tell_errors(hale_session *h)
{
    const Plan *plan = &h->plan;
    for (size_t s = 0; s < plan->scores; s++) {
        const ScorePlan *score = &plan->score[s];
        uint64_t errors = 0, rows = 0;
        Str first = {0};
        for (size_t i = s; i < h->scores->rows; i += plan->scores, rows++) {
            hale_value e = table_get(h->scores, i, SCORE_ERROR);
            if (!e.missing && errors++ == 0)
                first = e.as.text;
        }
        if (errors && errors == rows)
            return error_set(&h->error, EXIT_CONFIG,
                             "%s: the formula failed for every account: %.*s",
                             score->label, PS(first));
        if (errors)
            diag_warn(&h->diags, score->place, score->label,
                      "%llu of %llu accounts have no score because the "
                      "formula failed: %.*s",
                      (unsigned long long)errors, (unsigned long long)rows,
                      PS(first));
    }
    return 0;
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
    h->scores = scores_new(&h->arena);
    if (j->components)
        h->components = components_new(&h->arena);
    size_t scores = 0, components = 0;
    for (size_t i = 0; i < h->blocks; i++) {
        scores += j->block[i].scores->rows;
        components += j->block[i].components->rows;
    }
    table_reserve(h->scores, scores);
    if (j->components)
        table_reserve(h->components, components);
    for (size_t i = 0; i < h->blocks; i++) {
        append(h->scores, j->block[i].scores);
        if (j->components)
            append(h->components, j->block[i].components);
    }
    show_on_accounts(h);
    return tell_errors(h);
}

/* Where each fact stands in the account table. */
static size_t **facts_of(hale_session *h)
{
    size_t **fact = arena_array(&h->arena, h->plan.scores + 1, sizeof *fact);
    for (size_t s = 0; s < h->plan.scores; s++) {
        const char *const *input = formula_inputs(h->formula[s]);
        size_t n = formula_input_count(h->formula[s]);
        fact[s] = arena_array(&h->arena, n + 1, sizeof **fact);
        for (size_t i = 0; i < n; i++)
            fact[s][i] = (size_t)table_find(h->measured.accounts, input[i]);
    }
    return fact;
}

/* One column of the account table, ranked. */
static hale_value *rank_column(Judging *j, const size_t *fact,
                               const RankWish *wish)
{
    const Table *t = j->h->measured.accounts;
    hale_value *rank = arena_array(&j->ranks, t->rows + 1, sizeof *rank);
    Peer *peer = xcalloc(t->rows + 1, sizeof *peer);
    for (size_t row = 0; row < t->rows; row++) {
        peer[row].row = row;
        peer[row].as_of = table_get(t, row, COLUMN_AS_OF).as.i;
        peer[row].value = table_get(t, row, fact[wish->input]);
        if (wish->within >= 0)
            peer[row].within = table_get(t, row, fact[wish->within]);
    }
    rank_peers(peer, t->rows, wish->min_n, rank);
    free(peer);
    return rank;
}

/* The only thing that needs everybody comes before the workers. */
static void rank_all(Judging *j)
{
    size_t scores = j->h->plan.scores, count;
    j->rank = arena_array(&j->ranks, scores + 1, sizeof *j->rank);
    for (size_t s = 0; s < scores; s++) {
        const RankWish *wish = formula_ranks(j->h->formula[s], &count);
        j->rank[s] = arena_array(&j->ranks, count + 1, sizeof **j->rank);
        for (size_t i = 0; i < count; i++)
            j->rank[s][i] = rank_column(j, j->fact[s], &wish[i]);
    }
}

int scores_make(hale_session *h, bool components)
{
    size_t rows = h->measured.accounts->rows, scores = h->plan.scores;
    if (!scores)
        return 0;
    h->blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    Judging j = {.h = h,
                 .components = components,
                 .fact = facts_of(h),
                 .judge =
                     xcalloc(h->plan.threads * scores + 1, sizeof *j.judge),
                 .error = xcalloc(h->plan.threads + 1, sizeof *j.error),
                 .block = xcalloc(h->blocks + 1, sizeof *j.block)};
    rank_all(&j);
    workers_run(h->plan.threads, h->blocks, judge_block, &j);
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
