/* SPDX-License-Identifier: MIT
 *
 * measure_answer: which periods a metric is asked about. One that is steady
 * need not be asked where nothing begins, ends or happens in the period or in
 * the one before it; what it says of all of them is the same as if it were. One
 * that is timeless is asked once for several dates.
 *
 * Ten periods of ten: [0, 10), [10, 20) ... [90, 100); at the next date
 * [10, 20) ... [100, 110).
 */
#include "unit.h"

#include "measure/inside.h"

enum { PERIODS = 10, SLOTS = PERIODS + 1, MOST = 4 };

/* The metric: 100 for each row that holds as the span ends, and 1 for each
 * whose cell is a time before then. */
static bool asked[SLOTS];

typedef struct State {
    int64_t sum;
    char text[8]; /* gone with the next call */
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    int64_t end = rows->span->end;
    (void)cx, (void)config;
    asked[rows->span->begin / 10] = true;
    for (size_t i = 0; i < rows->count; i++) {
        s->sum += rows->until && rows->until[i] >= end ? 100 : 0;
        s->sum +=
            HALE_HAS(rows->column[0], i) && rows->column[0]->as.i[i] < end;
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    results[0].missing = HALE_PRESENT;
    if (results[0].type == HALE_INT) {
        results[0].as.i = s->sum;
        return 0;
    }
    snprintf(s->text, sizeof s->text, "%d", (int)s->sum);
    results[0].as.text = str(s->text);
    return 0;
}

static const hale_column cell = {.size = sizeof cell, .type = HALE_TIME};
static const hale_need need = {
    .size = sizeof need, .columns = (const hale_column *const[]){&cell, NULL}};
static const hale_metric plugin = {
    .size = sizeof plugin,
    .name = "holds",
    .needs = (const hale_need *const[]){&need, NULL},
    .identities = (const hale_identity *const[]){NULL},
    .state_size = sizeof(State),
    .update = update,
    .finish = finish};
static const hale_plugin pack_of = {
    .size = sizeof pack_of, .name = "made", .version = "1"};

/* A row; no `cell`: 0. */
typedef struct Row {
    int64_t time, until, cell;
} Row;

typedef struct World {
    Plan plan;
    DataSet set;
    MetricPlan metric;
    NeedPlan need;
    ptrdiff_t bound[1];
    hale_type type;
    Pack pack;
    Partition part;
    Block block;
    hale_vector column;
    Str name;
    int64_t time[MOST], until[MOST], cell[MOST];
    uint8_t present[MOST];
    int32_t day[MOST];
    size_t begin[2];
    hale_span period[SLOTS];
    int64_t since[SLOTS];
    size_t slot[SLOTS];
    int64_t as_of[2];
    Spans spans[2]; /* at each date */
    bool stale[1];
    Error error;
    Diags remarks;
    Arena arena;
    Caller caller;
} World;

static void set_rows(World *w, const Row *row, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        w->time[i] = row[i].time;
        w->until[i] = row[i].until;
        w->cell[i] = row[i].cell;
        w->present[i] = row[i].cell != 0;
    }
    w->column = (hale_vector){.size = sizeof w->column,
                              .type = HALE_TIME,
                              .present = w->present,
                              .as.i = w->cell};
    w->begin[1] = rows;
    w->block = (Block){.rows = rows,
                       .begin = w->begin,
                       .time = w->time,
                       .until = w->until,
                       .day = w->day,
                       .column = &w->column};
}

static void set_plan(World *w, int64_t reach)
{
    w->set = (DataSet){.name = "things", .shape = HALE_INTERVAL};
    w->pack = (Pack){.plugin = &pack_of};
    w->type = HALE_INT;
    w->need = (NeedPlan){.column = w->bound};
    w->metric = (MetricPlan){.label = "metric.holds",
                             .plugin = &plugin,
                             .pack = &w->pack,
                             .need = &w->need,
                             .needs = 1,
                             .results = 1,
                             .result_type = &w->type,
                             .periods = PERIODS,
                             .reach = reach};
    w->plan = (Plan){.data_set = &w->set,
                     .data_sets = 1,
                     .metric = &w->metric,
                     .metrics = 1,
                     .roster = -1};
}

/* What happened up to `back` before a period matters to it. */
static void make(World *w, const Row *row, size_t rows, int64_t back)
{
    memset(w, 0, sizeof *w);
    memset(asked, 0, sizeof asked);
    w->name = S("a");
    set_plan(w, back);
    set_rows(w, row, rows);
    w->part =
        (Partition){.block = &w->block, .account = &w->name, .accounts = 1};
    for (size_t p = 0; p < SLOTS; p++) {
        int64_t begin = 10 * (int64_t)p;
        w->slot[p] = p;
        w->period[p] = (hale_span){
            .size = sizeof *w->period, .begin = begin, .end = begin + 10};
        w->since[p] = begin - back;
    }
    for (size_t k = 0; k < 2; k++)
        w->spans[k] = (Spans){.period = w->period + k,
                              .since = w->since + k,
                              .slot = w->slot + k,
                              .slots = SLOTS};
    w->plan.as_of = w->as_of;
    w->plan.as_ofs = 2;
}

static Stretches find(World *w)
{
    caller_open(&w->caller, &w->plan, &w->part, NULL, &w->error, &w->remarks,
                &w->arena);
    caller_at(&w->caller, 0, w->stale);
    assert_int_equal(answers_find(&w->caller, 0, 0, w->spans), 0);
    return w->caller.answers[0].periods;
}

/* The same at the next date, asked anew. */
static Stretches find_next(World *w)
{
    memset(asked, 0, sizeof asked);
    caller_at(&w->caller, 1, w->stale);
    assert_int_equal(answers_find(&w->caller, 0, 0, &w->spans[1]), 0);
    return w->caller.answers[0].periods;
}

static void unmake(World *w)
{
    caller_close(&w->caller);
    diags_free(&w->remarks);
    arena_free(&w->part.arena);
    arena_free(&w->arena);
}

/* Which were asked about, as "x.x........"? */
static void assert_asked(const char *expected)
{
    char was[SLOTS + 1] = {0};
    for (size_t p = 0; p < SLOTS; p++)
        was[p] = asked[p] ? 'x' : '.';
    assert_string_equal(was, expected);
}

static void assert_says(Stretches all, const int64_t *expected)
{
    size_t p = 0;
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(all.of[i].first, p);
        for (; p < all.of[i].end; p++)
            assert_int_equal(all.of[i].value->as.i, expected[p]);
    }
    assert_int_equal(p, PERIODS);
}

/* It holds at the ends of [20, 30) and [30, 40), and the cell is a time from
 * 71 on. */
static const Row usual[] = {{25, 47, 71}};
static const int64_t usual_says[] = {0, 0, 100, 100, 0, 0, 0, 1, 1, 1};

static void test_asked_where_stirred(void **state)
{
    (void)state;
    World w;
    make(&w, usual, 1, 0);
    Stretches all = find(&w);
    assert_asked("x.xxxx.xx..");
    assert_says(all, usual_says);
    assert_int_equal(all.count, 4); /* 0, 100, 0, 1 */
    unmake(&w);
}

/* A period has its first instant and not its end. What is before all of them
 * or after does not stir. */
static void test_edges(void **state)
{
    (void)state;
    static const Row rows[] = {{-5, -1, 0}, {20, 30, 0}, {99, HALE_OPEN, 100}};
    World w;
    make(&w, rows, COUNT(rows), 0);
    Stretches all = find(&w);
    assert_asked("x.xxx....x.");
    assert_says(all, (const int64_t[]){0, 0, 100, 0, 0, 0, 0, 0, 0, 100});
    unmake(&w);
}

/* Of what goes on to matter for 15 each period is stirred that begins within
 * them, and the one after it is asked about too. */
static void test_reach(void **state)
{
    (void)state;
    static const Row row[] = {{-20, 5, 0}};
    World w;
    make(&w, row, 1, 15);
    Stretches all = find(&w);
    assert_asked("xxxx......."); /* 5 + 15 = 20: [20, 30) knows of it */
    assert_int_equal(all.count, 1);
    unmake(&w);
}

static void assert_always_asked(World *w)
{
    Stretches all = find(w);
    assert_asked("xxxxxxxxxx.");
    assert_says(all, usual_says);
    assert_int_equal(all.count, 4); /* the same answers, as long stretches */
    unmake(w);
}

/* Nobody knows whether it is, or what rates do. */
static void test_asked_always(void **state)
{
    (void)state;
    static const uint32_t currency[] = {HALE_NO_CODE};
    World w;
    make(&w, usual, 1, -1);
    assert_always_asked(&w);
    make(&w, usual, 1, 0);
    w.block.currency = (uint32_t *)(uintptr_t)currency;
    assert_always_asked(&w);
}

/* An account that is not in the newest full state has no row that says so. */
static void test_snapshots(void **state)
{
    (void)state;
    int64_t time[] = {25, 55}, known[] = {INT64_MIN, INT64_MIN};
    Snapshots shots = {time, known, 2};
    World w;
    make(&w, usual, 1, 0);
    w.set.shape = HALE_SNAPSHOT;
    w.until[0] = HALE_OPEN;
    caller_open(&w.caller, &w.plan, &w.part, &shots, &w.error, &w.remarks,
                &w.arena);
    caller_at(&w.caller, 0, w.stale);
    for (size_t p = 0; p < PERIODS; p++)
        w.period[p].begin = 0; /* the state of 25 counts until that of 55 */
    assert_int_equal(answers_find(&w.caller, 0, 0, w.spans), 0);
    assert_says(w.caller.answers[0].periods,
                (const int64_t[]){0, 0, 100, 100, 100, 0, 0, 0, 0, 0});
    unmake(&w);
}

/* The metric wrote them into its state. */
static void test_texts(void **state)
{
    (void)state;
    static const char *const words[] = {"0", "100", "0", "1"};
    World w;
    make(&w, usual, 1, 0);
    w.type = HALE_TEXT;
    Stretches all = find(&w);
    for (size_t p = 0, i = 0; p < PERIODS; p++) {
        while (p >= all.of[i].end)
            i++;
        const char *word = words[p < 2 ? 0 : p < 4 ? 1 : p < 7 ? 2 : 3];
        assert_string_equal(all.of[i].value->as.text.data, word);
    }
    unmake(&w);
}

static const int64_t next_says[] = {0, 100, 100, 0, 0, 0, 1, 1, 1, 1};

/* The last period is new; what the others say is kept. */
static void test_kept(void **state)
{
    (void)state;
    World w;
    make(&w, usual, 1, -1);
    w.metric.timeless = true;
    assert_says(find(&w), usual_says);
    Stretches all = find_next(&w);
    assert_asked("..........x");
    assert_says(all, next_says);
    assert_int_equal(all.count, 4);
    assert_int_equal(w.caller.answers[0].fresh, 3); /* where it was added */
    all = find_next(&w);
    assert_asked("...........");
    assert_says(all, next_says);
    unmake(&w);
}

/* It may be that nothing has to be asked. */
static void test_kept_and_quiet(void **state)
{
    (void)state;
    World w;
    make(&w, usual, 1, 0);
    w.metric.timeless = true;
    find(&w);
    assert_says(find_next(&w), next_says);
    assert_asked("...........");
    unmake(&w);
}

/* The metric looks at the date, or there are rows that are known only then. Of
 * [10, 20), in which there are none, it is asked once anyway (call.c). */
static void test_not_kept(void **state)
{
    (void)state;
    int64_t recorded[] = {INT64_MIN};
    World w;
    make(&w, usual, 1, -1);
    find(&w);
    assert_says(find_next(&w), next_says);
    assert_asked("..xxxxxxxxx");
    unmake(&w);
    make(&w, usual, 1, -1);
    w.metric.timeless = true;
    w.plan.known = KNOWN_AT_AS_OF;
    w.block.recorded = recorded;
    find(&w);
    assert_says(find_next(&w), next_says);
    assert_asked("..xxxxxxxxx");
    unmake(&w);
}

/* Of one account it is asked how new its figures are. */
static void test_newest(void **state)
{
    (void)state;
    int64_t newest[4];
    World w;
    make(&w, usual, 1, -1);
    w.metric.timeless = true;
    find(&w);
    w.caller.newest = newest;
    assert_says(find_next(&w), next_says);
    assert_asked("..xxxxxxxxx");
    assert_int_equal(w.caller.last, 25);
    unmake(&w);
}

/* At the first date the rows are too old, at the next one they are not. */
static void test_silent(void **state)
{
    (void)state;
    World w;
    make(&w, usual, 1, 0);
    w.metric.timeless = true;
    w.stale[0] = true;
    Stretches all = find(&w);
    assert_asked("...........");
    assert_int_equal(all.count, 1);
    assert_int_equal(all.of[0].end, PERIODS);
    assert_int_equal(all.of[0].value->missing, HALE_STALE);
    w.stale[0] = false;
    all = find_next(&w);
    assert_says(all, next_says);
    assert_int_equal(all.of[0].value->missing, HALE_PRESENT);
    unmake(&w);
}

/* Dates as seconds. */
static void assert_slots(World *w, int64_t a, int64_t b, const size_t *expected,
                         size_t slots)
{
    Arena arena = {0};
    Zone *zone = zone_open("UTC", &w->error);
    w->as_of[0] = a * HALE_SECOND;
    w->as_of[1] = b * HALE_SECOND;
    w->plan.zone = zone;
    w->metric.periods = 2;
    w->metric.period = UNIT_MONTH;
    w->metric.timeless = true;
    const Spans *spans = spans_of(&arena, &w->plan);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(spans[i / 2].slot[i % 2], expected[i]);
    assert_int_equal(spans[0].slots, slots);
    assert_int_equal(spans[1].slots, slots);
    w->metric.timeless = false;
    assert_null(spans_of(&arena, &w->plan)[0].slot);
    zone_free(zone);
    arena_free(&arena);
}

/* January, February, March: February is looked at from both dates. February,
 * half of March, March, half of April: none is. */
static void test_slots(void **state)
{
    (void)state;
    World w;
    make(&w, usual, 1, -1);
    /* 2025-03-01 and 04-01, 2025-03-15 and 04-15 */
    assert_slots(&w, 1740787200, 1743465600, (const size_t[]){0, 1, 1, 2}, 3);
    assert_slots(&w, 1741996800, 1744675200, (const size_t[]){0, 1, 2, 3}, 4);
}

/* Three days before 2025-03-01, 04-01 and 05-01 in Berlin, where the clocks
 * went on on 2025-03-30: 23:00 and 22:00 of the day before in UTC. */
static void test_since(void **state)
{
    (void)state;
    static const int64_t expected[] = {
        INT64_C(1740524400),  /* 2025-02-25T23:00Z */
        INT64_C(1743202800),  /* 2025-03-28T23:00Z */
        INT64_C(1745791200)}; /* 2025-04-27T22:00Z */
    World w;
    Arena arena = {0};
    make(&w, usual, 1, 3);
    w.metric.periods = 3;
    w.metric.period = UNIT_MONTH;
    w.as_of[0] = w.as_of[1] = INT64_C(1747000000) * HALE_SECOND;
    Zone *zone = zone_open("Europe/Berlin", &w.error);
    w.plan.zone = zone;
    assert_non_null(zone);
    Spans *spans = spans_of(&arena, &w.plan);
    for (size_t p = 0; p < COUNT(expected); p++)
        assert_int_equal(spans[0].since[p], expected[p] * HALE_SECOND);
    w.metric.reach = -1;
    assert_null(spans_of(&arena, &w.plan)[0].since);
    zone_free(zone);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asked_where_stirred),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_asked_always),
        cmocka_unit_test(test_snapshots),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_kept_and_quiet),
        cmocka_unit_test(test_not_kept),
        cmocka_unit_test(test_newest),
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_slots),
        cmocka_unit_test(test_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
