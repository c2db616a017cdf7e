/* SPDX-License-Identifier: MIT
 *
 * verdicts.c: what is kept of a verdict. The tables "scores" and "components"
 * say the same that the judge said, in cells: no figure is computed here. An
 * account that nobody judges has a row as well, with the reason why; a score
 * that was decided by hand keeps what the formula said beside it. Most texts
 * of a row are those of the formula or the pipeline: they are shared.
 */
#include "judging.h"

#include <math.h>
#include <string.h>

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
    PART_WHY,
    PART_SECTION
};

const char *const by_hand_columns[HANDS] = {
    "_override_band",   "_override_points",  "_override_author",
    "_override_reason", "_override_expires",
};

/* --------------------------------------------------------------- tables -- */

Table *scores_new(Arena *arena)
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
    table_column(t, "section", HALE_TEXT, NULL, "[score.X] that judged it");
    table_column(t, "held", HALE_TEXT, NULL, "why it keeps its band");
    table_column(t, "overridden", HALE_BOOL, NULL, "decided by hand");
    table_column(t, "computed", HALE_REAL, "points", "by the formula");
    table_column(t, "computed_band", HALE_TEXT, NULL, "by the formula");
    table_column(t, "override_author", HALE_TEXT, NULL, NULL);
    table_column(t, "override_reason", HALE_TEXT, NULL, NULL);
    table_column(t, "override_expires", HALE_TIME, NULL, NULL);
    return t;
}

Table *components_new(Arena *arena)
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
    table_column(t, "section", HALE_TEXT, NULL, "[score.X] it belongs to");
    return t;
}

/* ---------------------------------------------------------------- cells -- */

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

/* The same of a text that outlives the table. */
static void share_text(Table *t, size_t row, size_t column, const char *text)
{
    if (text && *text)
        table_share(t, row, column, str(text));
}

static void set_real(Table *t, size_t row, size_t column, double value)
{
    if (isfinite(value))
        table_real(t, row, column, value);
}

/* The same of one that does not: a copy of it is kept. */
static void share_copy(Table *t, size_t row, size_t column, Arena *arena,
                       const char *text)
{
    if (text && *text)
        table_share(t, row, column, arena_str(arena, str(text)));
}

/* Who the row is about. */
static void set_subject(Table *t, size_t row, const hale_session *h,
                        const Judged *j)
{
    table_copy(t, row, 0, h->measured.accounts, j->row, ACCOUNT_FIXED);
    table_share(t, row, SCORE_NAME, str(h->plan.score_set[j->set].name));
}

static const char *limits_of(Arena *arena, const Verdict *v)
{
    const char *all = NULL;
    for (size_t i = 0; i < v->caps; i++)
        all = arena_printf(arena, "%s%s%s %s", all ? all : "", all ? "; " : "",
                           v->cap[i].kind, v->cap[i].id);
    return all;
}

/* A score that is there, or why it is not. */
static void keep_value(Table *t, size_t row, size_t column, double score,
                       hale_missing why)
{
    hale_value none = {.type = HALE_REAL,
                       .missing = why ? why : HALE_NOT_GIVEN};
    if (isnan(score))
        table_set(t, row, column, &none);
    else
        table_real(t, row, column, score);
}

/* A text that somebody wrote by hand: the account table has it. */
static void share_hand(Table *t, size_t row, size_t column, const hale_value *v)
{
    t->column[column].missing[row] = (uint8_t)v->missing;
    if (!v->missing)
        table_share(t, row, column, v->as.text);
}

/* The score and the band that count. */
static double score_of(const Judged *j)
{
    if (j->override.given)
        return j->override.score;
    return j->verdict.known ? j->verdict.score : (double)NAN;
}

static const char *band_of(const Judged *j)
{
    if (j->override.given)
        return j->override.band;
    return j->verdict.known ? j->verdict.band : "unknown";
}

/* What counts, and what the formula said if that is something else. */
static void keep_outcome(Table *t, size_t row, const Judged *j)
{
    const Verdict *v = &j->verdict;
    const Override *o = &j->override;
    keep_value(t, row, SCORE_VALUE, score_of(j), v->missing);
    keep_value(t, row, SCORE_COMPUTED, v->known ? v->score : (double)NAN,
               v->missing);
    share_text(t, row, SCORE_BAND, band_of(j));
    share_text(t, row, SCORE_COMPUTED_BAND, v->known ? v->band : "unknown");
    table_bool(t, row, SCORE_OVERRIDDEN, o->given);
    if (!o->given)
        return;
    share_hand(t, row, SCORE_AUTHOR, &j->hand[HAND_AUTHOR]);
    share_hand(t, row, SCORE_WHY, &j->hand[HAND_REASON]);
    table_set(t, row, SCORE_EXPIRES, &j->hand[HAND_EXPIRES]);
}

enum { REASONS = COUNT(((Verdict *)0)->reason) };

/* All reasons as one text, "a; b; c", of which each reason is a piece. */
static Str join_reasons(Arena *arena, const Verdict *v, Str *piece)
{
    size_t room = 0, at = 0;
    for (size_t i = 0; i < REASONS; i++) {
        piece[i] = v->reason[i] ? str(v->reason[i]) : (Str){0};
        room += piece[i].len ? piece[i].len + strlen("; ") : 0;
    }
    char *all = room ? arena_array(arena, room + 1, 1) : NULL;
    for (size_t i = 0; i < REASONS; i++) {
        if (!piece[i].len)
            continue;
        if (at)
            at += (size_t)(stpcpy(all + at, "; ") - (all + at));
        memcpy(all + at, piece[i].data, piece[i].len);
        piece[i].data = all + at;
        at += piece[i].len;
    }
    return (Str){all, at};
}

/* What the account table shows of it, in columns `at` and on. */
static void show_on_account(Table *t, const Judged *j, size_t at, Str reasons)
{
    keep_value(t, j->row, at, score_of(j), j->verdict.missing);
    share_text(t, j->row, at + 1, band_of(j));
    if (j->score >= 0)
        set_real(t, j->row, at + 2, j->verdict.coverage);
    if (reasons.len)
        table_share(t, j->row, at + 3, reasons);
}

/* What only a formula says. */
static void keep_verdict(Table *t, size_t row, Arena *arena,
                         const hale_session *h, const Judged *j,
                         const Str *reason)
{
    const Verdict *v = &j->verdict;
    const Formula *f = h->formula[j->score];
    if (v->known)
        set_real(t, row, SCORE_RAW, v->raw);
    set_real(t, row, SCORE_COVERAGE, v->coverage);
    share_text(t, row, SCORE_VARIANT, v->variant);
    share_text(t, row, SCORE_LIMITS, limits_of(arena, v));
    share_copy(t, row, SCORE_ERROR, arena, v->error);
    share_text(t, row, SCORE_FORMULA, formula_title(f));
    share_text(t, row, SCORE_VERSION, formula_version(f));
    share_text(t, row, SCORE_HASH, formula_hash(f));
    share_text(t, row, SCORE_SECTION, h->plan.score[j->score].own);
    share_copy(t, row, SCORE_HELD, arena, v->held);
    for (size_t i = 0; i < REASONS; i++)
        if (reason[i].len)
            table_share(t, row, SCORE_REASON + i, reason[i]);
}

void score_keep(Arena *arena, const hale_session *h, const Judged *j,
                size_t shown)
{
    Table *t = h->scores;
    size_t row = j->row * h->plan.score_sets + j->set;
    Str reason[REASONS], all = join_reasons(arena, &j->verdict, reason);
    show_on_account(h->measured.accounts, j, shown, all);
    if (!t)
        return;
    set_subject(t, row, h, j);
    keep_outcome(t, row, j);
    if (j->score >= 0)
        keep_verdict(t, row, arena, h, j, reason);
}

void parts_keep(Table *t, Arena *arena, const hale_session *h, const Judged *j)
{
    for (size_t i = 0; i < j->verdict.parts; i++) {
        const PartVerdict *p = &j->verdict.part[i];
        size_t row = table_row(t);
        set_subject(t, row, h, j);
        Str value = value_words(arena, &p->value);
        set_text(t, row, PART_ID, p->id);
        set_text(t, row, PART_LABEL, p->label);
        set_text(t, row, PART_GROUP, p->group);
        if (value.data)
            table_text(t, row, PART_VALUE, value);
        set_real(t, row, PART_POINTS, p->points);
        set_real(t, row, PART_WEIGHT, p->weight);
        set_real(t, row, PART_SHARE, p->share);
        set_real(t, row, PART_LOST, p->lost);
        if (p->value.missing)
            set_text(t, row, PART_MISSING, missing_word(p->value.missing));
        set_text(t, row, PART_WHY, p->why);
        set_text(t, row, PART_SECTION, h->plan.score[j->score].own);
    }
}
