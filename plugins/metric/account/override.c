/* SPDX-License-Identifier: MIT
 *
 * account.override: what people decided by hand about a score.
 *
 *     override = the row in force that was decided last, for this score
 *
 * A row says from when on and until when a band or points stand in place of
 * what the formula says, who decided it, and why. One without an end holds
 * until another row comes. A row with neither band nor points takes back those
 * before it. Rows that name no score are for every one.
 *
 * A pipeline with an input of role overrides has this metric for each of its
 * scores without saying so. Whether the formula has such a band is not known
 * here.
 *
 * Source: manual health overrides of customer-success teams.
 */
#include "../../common/text.h"

enum { SCORE, BAND, POINTS, AUTHOR, REASON }; /* columns */
enum { OUT_BAND, OUT_POINTS, OUT_AUTHOR, OUT_REASON, OUT_EXPIRES };

typedef struct Config {
    hale_str score;
    struct hale_list known; /* empty: nobody asks */
} Config;

typedef struct State {
    uint8_t given;
    int64_t until;
    hale_value band, points, author, reason;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "score",
        .type = HALE_OPTION_TEXT,
        .flags = HALE_REQUIRED,
        .help = "the score that is overridden",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "known",
        .type = HALE_OPTION_LIST,
        .help = "all scores there are: a row about another one is remarked on",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [SCORE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "score",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "which score; empty: all",
        },
    [BAND] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "band",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "the band in its place",
        },
    [POINTS] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "points",
            .type = HALE_REAL,
            .flags = HALE_OPTIONAL,
            .help = "the points in its place, 0 to 100",
        },
    [AUTHOR] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "author",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "who decided it",
        },
    [REASON] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "reason",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "why",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "overrides",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each decision, from when to when it holds",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->score = given[0].as.text;
    if (given[1].missing == HALE_PRESENT)
        c->known = given[1].as.list;
    return 0;
}

/* Is the row about this score? One that names none is. */
static int is_meant(hale_cx *cx, const Config *c, const hale_rows *rows,
                    size_t i)
{
    if (!HALE_HAS(rows->column[SCORE], i))
        return 1;
    hale_str score = cx->text(cx, rows->column[SCORE], i);
    int known = !c->known.count || !score.len;
    for (size_t k = 0; k < c->known.count; k++)
        known |= text_same(c->known.item[k], score);
    if (!known)
        hale_warn(cx, "an override names the score \"%.*s\", which is none",
                  score.len < 40 ? (int)score.len : 40, score.data);
    return !score.len || text_same(score, c->score);
}

/* A cell that outlives the rows; -1: no memory. */
static int take(hale_cx *cx, const hale_rows *rows, size_t column, size_t i,
                hale_value *out)
{
    const hale_vector *v = rows->column[column];
    *out = (hale_value){.missing = HALE_NOT_GIVEN};
    if (!HALE_HAS(v, i))
        return 0;
    out->missing = HALE_PRESENT;
    if (v->type != HALE_TEXT) {
        out->as.r = v->as.r[i];
        return 0;
    }
    if (text_keep(cx, v, i, &out->as.text))
        return -1;
    if (out->as.text.len == 0)
        out->missing = HALE_NOT_GIVEN;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    for (size_t i = 0; i < rows->count; i++) {
        if (!is_meant(cx, config, rows, i) || rows->until[i] < rows->span->end)
            continue;
        s->until = rows->until[i];
        if (take(cx, rows, BAND, i, &s->band) ||
            take(cx, rows, POINTS, i, &s->points) ||
            take(cx, rows, AUTHOR, i, &s->author) ||
            take(cx, rows, REASON, i, &s->reason))
            return -1;
        s->given = !s->band.missing || !s->points.missing;
    }
    return 0;
}

static void give(const hale_value *from, hale_value *to)
{
    to->as = from->as;
    to->missing = from->missing;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    if (!s->given)
        return 0;
    give(&s->band, &results[OUT_BAND]);
    give(&s->points, &results[OUT_POINTS]);
    give(&s->author, &results[OUT_AUTHOR]);
    give(&s->reason, &results[OUT_REASON]);
    results[OUT_EXPIRES].as.i = s->until;
    results[OUT_EXPIRES].missing =
        s->until == HALE_OPEN ? HALE_NOT_GIVEN : HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    [OUT_BAND] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "band",
            .type = HALE_TEXT,
            .unit = "band",
            .help = "the band that was decided",
            .undefined = "nothing is decided, or only points",
        },
    [OUT_POINTS] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "points",
            .type = HALE_REAL,
            .unit = "points",
            .help = "the points that were decided",
            .undefined = "nothing is decided, or only a band",
        },
    [OUT_AUTHOR] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "author",
            .type = HALE_TEXT,
            .unit = "name",
            .help = "who decided it",
            .undefined = "nothing is decided, or nobody is named",
        },
    [OUT_REASON] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "reason",
            .type = HALE_TEXT,
            .unit = "text",
            .help = "why it was decided",
            .undefined = "nothing is decided, or no reason is given",
        },
    [OUT_EXPIRES] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "expires",
            .type = HALE_TIME,
            .unit = "time",
            .help = "until when it holds",
            .undefined = "nothing is decided, or it has no end",
        },
    NULL,
};

const hale_metric account_override = {
    .size = sizeof(hale_metric),
    .name = "override",
    .title = "Override",
    .family = "health",
    .formula = "the row in force that was decided last, for one score",
    .source = "manual health overrides of customer-success teams",
    .example = "[metric.health_override]\n"
               "plugin = account.override\n"
               "score = health\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
