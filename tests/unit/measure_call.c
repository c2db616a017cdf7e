/* SPDX-License-Identifier: MIT
 *
 * measure_call: which accounts a metric is asked about. One without rows in a
 * span says what every such account says, so the metric is asked once for each
 * span; with rows, or if it gives texts, it is asked each time.
 */
#include "unit.h"

#include "measure/inside.h"

/* Three accounts: no rows, two rows, none. */
enum { ACCOUNTS = 3, ROWS = 2 };
static const int64_t times[ROWS] = {10, 20};

static int asked; /* how often the metric was */

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    (void)cx;
    (void)config;
    *(size_t *)state += rows->count;
    return 0;
}

/* A hundred for each row, and the end of the span. */
static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    (void)config;
    asked++;
    results[0].missing = HALE_PRESENT;
    results[0].as.i = (int64_t)(*(size_t *)state * 100) + span->end;
    hale_warn(cx, "so it is");
    return 0;
}

static const hale_need need = {.size = sizeof need,
                               .columns = (const hale_column *const[]){NULL}};
static const hale_metric plugin = {
    .size = sizeof plugin,
    .name = "counts",
    .needs = (const hale_need *const[]){&need, NULL},
    .identities = (const hale_identity *const[]){NULL},
    .state_size = sizeof(size_t),
    .update = update,
    .finish = finish};
static const hale_plugin pack_of = {
    .size = sizeof pack_of, .name = "made", .version = "1"};

typedef struct World {
    Plan plan;
    DataSet set;
    MetricPlan metric;
    NeedPlan need;
    Pack pack;
    Partition part;
    Block block;
    Str name[ACCOUNTS];
    bool stale[1];
    Error error;
    Diags remarks;
    Arena arena;
    Caller caller;
} World;

static void make(World *w, hale_type *type)
{
    static int32_t days[ROWS];
    static size_t begin[ACCOUNTS + 1] = {0, 0, ROWS, ROWS};
    *w = (World){.name = {S("a"), S("b"), S("c")}};
    w->set = (DataSet){.name = "things", .shape = HALE_EVENT};
    w->pack = (Pack){.plugin = &pack_of};
    w->metric = (MetricPlan){.label = "metric.counts",
                             .plugin = &plugin,
                             .pack = &w->pack,
                             .need = &w->need,
                             .needs = 1,
                             .results = 1,
                             .result_type = type};
    w->plan = (Plan){.data_set = &w->set,
                     .data_sets = 1,
                     .metric = &w->metric,
                     .metrics = 1,
                     .roster = -1};
    w->block = (Block){.rows = ROWS,
                       .begin = begin,
                       .time = (int64_t *)(uintptr_t)times,
                       .day = days};
    w->part.block = &w->block;
    w->part.account = w->name;
    w->part.accounts = ACCOUNTS;
    caller_open(&w->caller, &w->plan, &w->part, NULL, &w->error, &w->remarks,
                &w->arena);
    caller_at(&w->caller, 0, w->stale);
}

static void unmake(World *w)
{
    caller_close(&w->caller);
    diags_free(&w->remarks);
    arena_free(&w->part.arena);
    arena_free(&w->arena);
}

static int64_t says(World *w, size_t account, int64_t begin, int64_t end,
                    int64_t as_of)
{
    hale_value v;
    hale_span span = {
        .size = sizeof span, .begin = begin, .end = end, .as_of = as_of};
    assert_int_equal(call_metric(&w->caller, 0, account, &span, &v), 0);
    assert_int_equal(v.missing, HALE_PRESENT);
    return v.as.i;
}

static void test_asked_once(void **state)
{
    (void)state;
    World w;
    hale_type type = HALE_INT;
    make(&w, &type);
    asked = 0;
    for (size_t round = 0; round < 3; round++) {
        assert_int_equal(says(&w, 0, 0, 30, 90), 30);
        assert_int_equal(says(&w, 1, 0, 30, 90), 230);
        assert_int_equal(says(&w, 2, 0, 30, 90), 30);
    }
    assert_int_equal(asked, 1 + 3);
    assert_int_equal(w.remarks.count, 1);
    unmake(&w);
}

/* Spans that differ in any way, more of them than are kept. */
static void test_other_spans(void **state)
{
    (void)state;
    World w;
    hale_type type = HALE_INT;
    make(&w, &type);
    asked = 0;
    says(&w, 0, 0, 30, 90);
    says(&w, 0, 1, 30, 90);
    says(&w, 0, 0, 31, 90);
    says(&w, 0, 0, 30, 91);
    assert_int_equal(asked, 4);
    for (size_t round = 0; round < 2; round++)
        for (int64_t end = 30; end < 130; end++)
            for (size_t a = 0; a < ACCOUNTS; a++)
                assert_int_equal(says(&w, a, 21, end, 200), end);
    unmake(&w);
}

/* What is said of the rows of an account is said of none in a span that has
 * none of them. */
static void test_outside(void **state)
{
    (void)state;
    World w;
    hale_type type = HALE_INT;
    make(&w, &type);
    assert_int_equal(says(&w, 1, 0, 30, 90), 230);
    assert_int_equal(says(&w, 1, 11, 30, 90), 130);
    assert_int_equal(says(&w, 1, 21, 30, 90), 30);
    assert_int_equal(says(&w, 1, 0, 30, 90), 230);
    unmake(&w);
}

/* Its memory goes with the account. */
static void test_texts(void **state)
{
    (void)state;
    World w;
    hale_type type = HALE_TEXT;
    make(&w, &type);
    assert_null(w.caller.call[0].nothing);
    unmake(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asked_once),
        cmocka_unit_test(test_other_spans),
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
