/* SPDX-License-Identifier: MIT
 *
 * check_metric.c: a metric meets every account that it should survive.
 *
 * The engine promises a metric little: rows of one account, oldest first, in
 * any number of batches, perhaps none at all; cells that are not present hold
 * anything; memory may run out; other accounts are in progress on other
 * threads. Each promise that is not made is a case here. Laws that a metric
 * declares of itself are in check_laws.c and check_spans.c.
 */
#include "plugin/check.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- walking --
 */

static void fresh_results(Walk *w, Trial *t)
{
    size_t count = list_count(w->metric->results);
    w->result = fenced(t, count * sizeof *w->result, "the results");
    for (size_t i = 0; i < count; i++) {
        const hale_result *r = w->metric->results[i];
        w->result[i].type = r->type ? r->type : w->same;
        w->result[i].missing = HALE_NO_ROWS;
    }
}

/* The type that HALE_SAME results have: that of the column they follow. */
static hale_type same_type(const hale_metric *m, const Story *story)
{
    for (size_t i = 0; m->results[i]; i++)
        if (m->results[i]->type == HALE_SAME)
            return story->part[0].column[m->results[i]->same_as].type;
    return HALE_INT;
}

int walk_begin(Trial *t, Walk *w, const Story *story, const hale_span *span)
{
    int result = 0;
    memset(w, 0, sizeof *w);
    w->metric = t->plugin;
    w->story = story;
    w->span = span;
    w->same = same_type(w->metric, story);
    w->state = fenced(t, w->metric->state_size, "the state");
    if (!w->metric->init)
        return 0;
    calling(t, "init");
    result = w->metric->init(&t->host.cx, t->config, span, w->state);
    return called(t, result);
}

int walk_step(Trial *t, Walk *w, size_t batch, bool *more)
{
    const Part *part = &w->story->part[w->need];
    size_t first, count, size;
    const hale_rows *rows;
    story_cut(part, w->span, &first, &count);
    size = count - w->row < batch ? count - w->row : batch;
    rows = part_rows(t, part, w->need, first + w->row, size, w->span);
    w->row += size;
    if (w->row == count) {
        w->need++;
        w->row = 0;
    }
    *more = w->need < w->story->parts;
    calling(t, "update");
    return called(t, w->metric->update(&t->host.cx, t->config, w->state, rows));
}

int walk_end(Trial *t, Walk *w)
{
    int result;
    fresh_results(w, t);
    calling(t, "finish");
    result =
        w->metric->finish(&t->host.cx, t->config, w->span, w->state, w->result);
    result = called(t, result);
    if (result == 0)
        values_declared(t, w->metric->results, w->result, w->same);
    return result;
}

int walk(Trial *t, Walk *w, const Story *story, const hale_span *span,
         size_t batch)
{
    bool more = true;
    int result = walk_begin(t, w, story, span);
    while (result == 0 && more)
        result = walk_step(t, w, batch, &more);
    if (result == 0)
        result = walk_end(t, w);
    return result;
}

/* A walk that has to succeed. */
static void walk_well(Trial *t, Walk *w, const Make *how, int days)
{
    must(t, walk(t, w, story_make(t, how), span_make(t, STORY_END, days),
                 SIZE_MAX));
}

enum { ENOUGH = 37, SEEDS = 8 }; /* rows of a story; stories of a case */
static const int spans[] = {28, 0};

/* ----------------------------------------------------------------- values --
 */

void value_words(const hale_value *v, Text *out)
{
    char digits[32];
    if (v->missing) {
        text_printf(out, "missing (reason %d)", (int)v->missing);
    } else if (v->type == HALE_REAL && isfinite(v->as.r)) {
        real_format(v->as.r, digits);
        text_puts(out, digits);
    } else if (v->type == HALE_REAL) {
        text_puts(out, isnan(v->as.r) ? "NaN" : "infinity");
    } else if (v->type == HALE_TEXT) {
        text_char(out, '"');
        text_add_safe(out, v->as.text, 60);
        text_char(out, '"');
    } else {
        text_printf(out, "%lld",
                    v->type == HALE_BOOL ? (long long)v->as.b
                                         : (long long)v->as.i);
    }
}

static const char *said_name(const hale_result *r)
{
    return *r->name ? r->name : "(main)";
}

void values_declared(Trial *t, const hale_result *const *declared,
                     const hale_value *value, hale_type same)
{
    for (size_t i = 0; declared[i]; i++) {
        const hale_value *v = &value[i];
        hale_type type = declared[i]->type ? declared[i]->type : same;
        const char *name = said_name(declared[i]);
        if (v->type != type)
            broke(t, "result %s is declared as %s and came as type %d", name,
                  type_word(type), (int)v->type);
        if (v->missing > HALE_NOT_CUSTOMER)
            broke(t,
                  "result %s is missing for a reason that does not "
                  "exist (%d)",
                  name, (int)v->missing);
        if (v->missing)
            continue;
        if (type == HALE_BOOL && v->as.b > 1)
            broke(t, "result %s: a bool is 0 or 1, not %d", name, v->as.b);
        if (type == HALE_REAL && !isfinite(v->as.r))
            broke(t, "result %s is %s; a figure that has no value is missing",
                  name, isnan(v->as.r) ? "NaN" : "infinite");
        if (type == HALE_TEXT && !v->as.text.data && v->as.text.len)
            broke(t, "result %s is a text at NULL", name);
    }
}

static bool near(double a, double b, double tolerance)
{
    double size = fmax(fmax(fabs(a), fabs(b)), 1);
    return a == b || fabs(a - b) <= tolerance * size;
}

static bool same_value(const hale_value *a, const hale_value *b,
                       double tolerance)
{
    if (a->missing || b->missing)
        return a->missing == b->missing;
    if (a->type == HALE_REAL)
        return near(a->as.r, b->as.r, tolerance);
    if (a->type == HALE_TEXT)
        return str_eq(a->as.text, b->as.text);
    return a->type == HALE_BOOL ? a->as.b == b->as.b : a->as.i == b->as.i;
}

void values_same(Trial *t, const hale_result *const *declared,
                 const hale_value *a, const hale_value *b, double tolerance,
                 const char *how)
{
    for (size_t i = 0; declared[i]; i++) {
        Text x = {0}, y = {0};
        if (same_value(&a[i], &b[i], tolerance))
            continue;
        value_words(&a[i], &x);
        value_words(&b[i], &y);
        broke(t, "result %s: %s, but %s %s", said_name(declared[i]), x.data,
              y.data, how);
    }
}

/* ------------------------------------------------------------------- rows --
 */

static void metric_no_rows(Trial *t)
{
    for (size_t i = 0; i < COUNT(spans); i++) {
        Walk w;
        walk_well(t, &w, &(Make){.seed = 1, .rows = 0}, spans[i]);
        walk_well(t, &w, &(Make){.seed = 1, .no_optional = true}, spans[i]);
    }
}

static void metric_one_row(Trial *t)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Walk w;
        walk_well(t, &w, &(Make){.seed = seed, .rows = 1, .presence = SOME},
                  spans[seed % 2]);
    }
}

static void metric_results(Trial *t)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Walk w;
        walk_well(t, &w,
                  &(Make){.seed = seed,
                          .rows = seed * ENOUGH + 2,
                          .presence = SOME,
                          .no_optional = seed % 3 == 0},
                  spans[seed % 2]);
        fence_free(t, w.state);
    }
}

static void metric_nothing_present(Trial *t)
{
    Walk w;
    walk_well(t, &w, &(Make){.seed = 2, .rows = ENOUGH, .presence = NOTHING},
              0);
    walk_well(
        t, &w,
        &(Make){.seed = 2, .rows = ENOUGH, .presence = NOTHING, .garbage = 1},
        28);
}

static void metric_masks(Trial *t)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Make how = {.seed = seed, .rows = ENOUGH, .presence = ALL_UNMASKED};
        Walk plain, masked;
        walk_well(t, &plain, &how, 0);
        how.presence = ALL_MASKED;
        walk_well(t, &masked, &how, 0);
        values_same(t, plain.metric->results, plain.result, masked.result, 0,
                    "with a mask of ones in place of NULL");
    }
}

static void metric_absent_cells(Trial *t)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Make how = {.seed = seed, .rows = ENOUGH, .presence = SOME};
        Walk one, other;
        walk_well(t, &one, &how, 0);
        how.garbage = 1;
        walk_well(t, &other, &how, 0);
        values_same(t, one.metric->results, one.result, other.result, 0,
                    "when cells that are not present hold something else");
    }
}

/* Failing is an answer here, as long as it is said. */
static void metric_extremes(Trial *t)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Make how = {
            .seed = seed, .rows = ENOUGH, .presence = SOME, .extreme = true};
        Walk w;
        walk(t, &w, story_make(t, &how),
             span_make(t, STORY_END, spans[seed % 2]), SIZE_MAX);
    }
}

static void metric_same_type(Trial *t)
{
    const hale_metric *m = t->plugin;
    bool any = false;
    for (size_t i = 0; m->results[i]; i++)
        any |= m->results[i]->type == HALE_SAME;
    if (!any)
        skip(t, "no result has the type of a column");
    for (int type = HALE_BOOL; type <= HALE_TEXT; type++) {
        Walk w;
        walk_well(t, &w,
                  &(Make){.seed = 3,
                          .rows = ENOUGH,
                          .presence = SOME,
                          .same = (hale_type)type},
                  0);
    }
}

/* ------------------------------------------------------ order of the calls --
 */

static void metric_batches(Trial *t)
{
    static const size_t sizes[] = {1, 2, 7};
    for (uint64_t seed = 0; seed < 4; seed++) {
        Make how = {.seed = seed, .rows = ENOUGH, .presence = SOME};
        const Story *story = story_make(t, &how);
        const hale_span *span = span_make(t, STORY_END, spans[seed % 2]);
        Walk whole;
        must(t, walk(t, &whole, story, span, SIZE_MAX));
        for (size_t i = 0; i < COUNT(sizes); i++) {
            char words[64];
            Walk w;
            must(t, walk(t, &w, story, span, sizes[i]));
            snprintf(words, sizeof words, "in batches of %zu", sizes[i]);
            values_same(t, w.metric->results, whole.result, w.result, 0, words);
        }
    }
}

/* The same account before and after others that look different. */
static void metric_again(Trial *t)
{
    Make how = {.seed = 4, .rows = ENOUGH, .presence = SOME};
    Walk first, other, again;
    walk_well(t, &first, &how, 28);
    for (uint64_t seed = 5; seed < 9; seed++)
        walk_well(t, &other, &(Make){.seed = seed, .rows = ENOUGH + seed}, 28);
    walk_well(t, &again, &how, 28);
    values_same(t, first.metric->results, first.result, again.result, 0,
                "when the same account comes again after others");
}

static void metric_interleaved(Trial *t)
{
    enum { ACCOUNTS = 3 };
    const hale_span *span = span_make(t, STORY_END, 0);
    const Story *story[ACCOUNTS];
    Walk alone[ACCOUNTS], mixed[ACCOUNTS];
    bool more[ACCOUNTS], any = true;
    for (uint64_t k = 0; k < ACCOUNTS; k++) {
        story[k] = story_make(
            t, &(Make){.seed = k, .rows = ENOUGH + k, .presence = SOME});
        must(t, walk(t, &alone[k], story[k], span, 5));
        more[k] = true;
    }
    for (size_t k = 0; k < ACCOUNTS; k++)
        must(t, walk_begin(t, &mixed[k], story[k], span));
    while (any) {
        any = false;
        for (size_t k = 0; k < ACCOUNTS; k++) {
            if (more[k])
                must(t, walk_step(t, &mixed[k], 5, &more[k]));
            any |= more[k];
        }
    }
    for (size_t k = 0; k < ACCOUNTS; k++) {
        must(t, walk_end(t, &mixed[k]));
        values_same(t, alone[k].metric->results, alone[k].result,
                    mixed[k].result, 0,
                    "when other accounts are under way (a global?)");
    }
}

static void metric_no_memory(Trial *t)
{
    const Story *story = story_make(t, &(Make){.seed = 6, .rows = 3 * ENOUGH});
    const hale_span *span = span_make(t, STORY_END, 0);
    Walk w;
    for (size_t n = 1; n < 10000; n++) {
        int result;
        trial_starve(t, n);
        result = walk(t, &w, story, span, 11);
        if (!t->starved) {
            must(t, result);
            return;
        }
        if (result == 0)
            broke(t,
                  "allocation %zu failed and nobody said so: cx->alloc, "
                  "set, set_add and set_put can fail",
                  n);
        memory_reset(t);
    }
}

const Case metric_cases[] = {
    {"metric.no_rows", metric_no_rows},
    {"metric.one_row", metric_one_row},
    {"metric.results", metric_results},
    {"metric.nothing_present", metric_nothing_present},
    {"metric.masks", metric_masks},
    {"metric.absent_cells", metric_absent_cells},
    {"metric.extremes", metric_extremes},
    {"metric.same_type", metric_same_type},
    {"metric.batches", metric_batches},
    {"metric.again", metric_again},
    {"metric.interleaved", metric_interleaved},
    {"metric.threads", metric_threads},
    {"metric.no_memory", metric_no_memory},
    {"metric.merge", metric_laws_merge},
    {"metric.identities", metric_laws_identities},
    {"metric.steady", metric_steady},
    {"metric.timeless", metric_timeless},
    {NULL, NULL},
};
