/* SPDX-License-Identifier: MIT
 *
 * scores.c: [score.X], a formula and whom it judges.
 *
 * Several sections may give one score: `as = NAME` puts their verdicts into
 * the columns of NAME, and `where.COLUMN` says which accounts a section is
 * for. The first in the file that is for an account judges it, so that there
 * is never more than one verdict. A section behind one that is for the same
 * accounts and more can never judge anybody: that is told.
 *
 * The other settings of a section are params of its formula, which alone knows
 * them; they are left as they are.
 */
#include "build.h"

#include <string.h>

/* ------------------------------------------------------------- settings -- */

/* "red > 15%" */
static int fail_on_parse(Build *b, Str text, ScorePlan *score)
{
    Str band;
    if (!str_cut(&text, '>', &band) || str_trim(band).len == 0 ||
        percent_parse(str_trim(text), &score->fail_share))
        return -1;
    band = str_trim(band);
    score->fail_band = arena_strndup(&b->plan->arena, band.data, band.len);
    return 0;
}

static void read_fail_on(Build *b, Section *s, ScorePlan *score)
{
    Setting *fail_on = take(b, s, "fail_on");
    if (fail_on && fail_on_parse(b, str(fail_on->value), score))
        diag_error(b->diags, fail_on->place, s->label,
                   "fail_on = %s is not a band and a share, as in red > 15%%",
                   shown(b, str(fail_on->value)));
}

/* A whole number between 1 and `most`; 0: not given, or told. */
static int64_t read_limit(Build *b, Section *s, const char *key, int64_t most)
{
    Setting *setting = take(b, s, key);
    int64_t limit = 0;
    if (!setting)
        return 0;
    if (!hale_read_int(str(setting->value), (hale_signs){0}, &limit) &&
        limit >= 1 && limit <= most)
        return limit;
    diag_error(b->diags, setting->place, s->label,
               "%s = %s is not a whole number from 1 to %lld", key,
               shown(b, str(setting->value)), (long long)most);
    return 0;
}

static const char *read_as(Build *b, Section *s)
{
    Setting *as = take(b, s, "as");
    if (!as)
        return s->name;
    if (str_is_name(str(as->value)))
        return as->value;
    diag_error(b->diags, as->place, s->label,
               "as = %s is no name of a score, such as health",
               shown(b, str(as->value)));
    return s->name;
}

static void read_score(Build *b, Section *s, ScorePlan *score)
{
    enum { MOST_STEPS = 1000000000, MOST_MEMORY = 1024 };
    const char *script =
        take_required(b, s, "script",
                      "the file of the formula, as in script = "
                      "scripts/health.lua");
    *score = (ScorePlan){.name = read_as(b, s),
                         .own = s->name,
                         .label = s->label,
                         .place = s->place,
                         .section = s,
                         .only = NONE,
                         .weigh_by = NONE};
    if (script)
        score->script =
            path_real(&b->plan->arena,
                      path_join(&b->plan->arena, b->plan->ini.dir, script));
    read_fail_on(b, s, score);
    score->budget = read_limit(b, s, "budget", MOST_STEPS);
    score->memory = read_limit(b, s, "memory", MOST_MEMORY);
    take(b, s, "only");
    take(b, s, "weigh_by");
    section_lines(b, s, NULL);
}

/* ----------------------------------------------------------------- sets -- */

static void join_set(Plan *p, size_t score)
{
    ScorePlan *s = &p->score[score];
    while (s->set < p->score_sets && strcmp(p->score_set[s->set].name, s->name))
        s->set++;
    ScoreSet *set = &p->score_set[s->set];
    if (s->set == p->score_sets) {
        *set = (ScoreSet){.name = s->name, .weigh_by = NONE};
        set->score = arena_array(&p->arena, p->scores + 1, sizeof *set->score);
        p->score_sets++;
    }
    set->score[set->scores++] = score;
}

void scores_read(Build *b)
{
    Plan *p = b->plan;
    size_t at = 0, count = section_count(b, "score");
    Section *s;
    p->score = arena_array(&p->arena, count + 1, sizeof *p->score);
    p->score_set = arena_array(&p->arena, count + 1, sizeof *p->score_set);
    while ((s = section_next(b, "score", &at)))
        read_score(b, s, &p->score[p->scores++]);
    for (size_t i = 0; i < p->scores; i++)
        join_set(p, i);
}

/* -------------------------------------------------------------- columns -- */

static const char *column_of(const Setting *setting)
{
    if (str_starts(str(setting->key), "where."))
        return setting->key + strlen("where.");
    if (!strcmp(setting->key, "only") || !strcmp(setting->key, "weigh_by"))
        return *setting->value ? setting->value : NULL;
    return NULL;
}

bool score_wish(const Build *b, size_t score, size_t setting, Wish *wish)
{
    const ScorePlan *s = &b->plan->score[score];
    const Setting *from = &s->section->setting[setting];
    const char *name = column_of(from);
    if (name)
        *wish = (Wish){.name = name, .place = from->place, .label = s->label};
    return name != NULL;
}

/* The column that `key` of the section names; what is wrong is told. */
static ptrdiff_t bind_column(Build *b, ScorePlan *s, const char *key,
                             bool fits(hale_type), const char *what)
{
    const Setting *setting = section_find(s->section, key);
    const Plan *p = b->plan;
    if (!setting)
        return NONE;
    Wish wish = {.name = setting->value,
                 .type = HALE_SAME,
                 .place = setting->place,
                 .label = s->label};
    ptrdiff_t at = want_figure(b, &wish, p->columns);
    if (at == NONE || fits(p->column[at].type))
        return at;
    diag_error(b->diags, setting->place, s->label,
               "%s = %s: the column holds %s values, %s", key, setting->value,
               type_name(p->column[at].type), what);
    return NONE;
}

/* A count will do: revenue.mrr says 1 or 0 customers. */
static bool is_truth(hale_type type)
{
    return type == HALE_BOOL || type == HALE_INT;
}

static bool is_weight(hale_type type)
{
    return type == HALE_INT || type == HALE_REAL || type == HALE_MONEY;
}

/* The first of a set that is for everybody whom `later` is for. */
static const ScorePlan *before(const Plan *p, const ScoreSet *set,
                               const ScorePlan *later)
{
    for (size_t i = 0; i < set->scores; i++) {
        const ScorePlan *s = &p->score[set->score[i]];
        if (s == later)
            return NULL;
        if (filters_imply(later->filter, later->filters, s->filter, s->filters))
            return s;
    }
    return NULL;
}

/* A set is weighed by one column, whichever section says so. */
static void bind_weight(Build *b, ScoreSet *set)
{
    Plan *p = b->plan;
    const ScorePlan *said = NULL;
    set->weigh_by = NONE;
    for (size_t i = 0; i < set->scores; i++) {
        const ScorePlan *s = &p->score[set->score[i]];
        if (s->weigh_by == NONE)
            continue;
        if (said && s->weigh_by != set->weigh_by)
            diag_error(b->diags, s->place, s->label,
                       "weigh_by differs from that of [%s] in line %d: one "
                       "score is weighed by one column",
                       said->label, said->place.line);
        if (said)
            continue;
        said = s;
        set->weigh_by = s->weigh_by;
    }
}

void scores_bind(Build *b)
{
    Plan *p = b->plan;
    for (size_t i = 0; i < p->scores; i++) {
        ScorePlan *s = &p->score[i];
        s->only = bind_column(b, s, "only", is_truth, "not yes or no");
        s->weigh_by = bind_column(b, s, "weigh_by", is_weight,
                                  "no number that could weigh an account");
        s->filters = filters_of_table(b, s->section, "where.", &s->filter);
    }
    for (size_t i = 0; i < p->score_sets; i++) {
        bind_weight(b, &p->score_set[i]);
        for (size_t k = 0; k < p->score_set[i].scores; k++) {
            const ScorePlan *s = &p->score[p->score_set[i].score[k]];
            const ScorePlan *first = before(p, &p->score_set[i], s);
            if (first)
                diag_warn(b->diags, s->place, s->label,
                          "it never judges anybody: [%s] in line %d comes "
                          "first and is for all of its accounts",
                          first->label, first->place.line);
        }
    }
}
