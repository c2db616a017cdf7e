/* SPDX-License-Identifier: MIT
 *
 * The services behind hale_cx: messages, memory, texts, exact sets, days.
 */
#include "unit.h"

#undef fail /* cmocka's; hale_cx has a member of that name */
#include "plugin/inside.h"

typedef struct Fixture {
    Host host;
    Error error;
    Arena arena;
    size_t calls;
    char last[128];
} Fixture;

static Fixture f;
static hale_cx *cx;

static int begin(void **state)
{
    (void)state;
    memset(&f, 0, sizeof f);
    host_init(&f.host, "usage.it", "1.0", &f.error, &f.arena);
    f.host.user = &f;
    cx = &f.host.cx;
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&f.arena);
    return 0;
}

static void says_what_it_speaks(void **state)
{
    (void)state;
    assert_int_equal(cx->size, sizeof(hale_cx));
    assert_int_equal(cx->abi_major, HALE_ABI_MAJOR);
    assert_int_equal(cx->abi_minor, HALE_ABI_MINOR);
}

static void failing(void **state)
{
    char longest[3000];
    (void)state;
    assert_int_equal(hale_fail(cx, "no %s %d", "luck", 7), -1);
    assert_string_equal(f.error.message, "no luck 7");
    assert_int_equal(f.error.code, EXIT_UNAVAILABLE);
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    memset(&f.error, 0, sizeof f.error);
    assert_int_equal(hale_fail(cx, "%s", longest), -1);
    assert_int_equal(strlen(f.error.message), sizeof f.error.message - 1);
}

static void take_warning(void *user, const char *plugin, const char *message)
{
    Fixture *x = user;
    x->calls++;
    snprintf(x->last, sizeof x->last, "%s|%s", plugin, message);
}

static void warning(void **state)
{
    (void)state;
    hale_warn(cx, "nobody listens");
    f.host.warned = take_warning;
    hale_warn(cx, "%d%% full", 90);
    assert_int_equal(f.calls, 1);
    assert_string_equal(f.last, "usage.it|90% full");
}

static void memory(void **state)
{
    char *a;
    (void)state;
    a = cx->alloc(cx, 1000);
    assert_non_null(a);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(a[i], 0);
    f.arena.limit = 2000;
    assert_null(cx->alloc(cx, (size_t)1 << 20));
    assert_int_equal(f.error.code, EXIT_TRY_AGAIN);
    assert_non_null(strstr(f.error.message, "usage.it"));
}

/* Three texts, one of four rows is not there. */
static void texts(void **state)
{
    Dict dict = {0};
    const uint32_t codes[] = {dict_code(&dict, S("ann")),
                              dict_code(&dict, S("bob")),
                              dict_code(&dict, S("ann")), 99};
    const uint8_t present[] = {1, 1, 0, 1};
    hale_vector v = {.size = sizeof v,
                     .type = HALE_TEXT,
                     .present = present,
                     .as.code = codes,
                     .host = &dict};
    (void)state;
    assert_true(str_is(cx->text(cx, &v, 0), "ann"));
    assert_true(str_is(cx->text(cx, &v, 1), "bob"));
    assert_int_equal(cx->text(cx, &v, 2).len, 0); /* not present */
    assert_int_equal(cx->text(cx, &v, 3).len, 0); /* no such code */
    assert_int_equal(cx->text(cx, NULL, 0).len, 0);
    assert_int_equal(cx->code(cx, &v, S("bob")), codes[1]);
    assert_int_equal(cx->code(cx, &v, S("eve")), HALE_NO_CODE);
    assert_int_equal(cx->code(cx, NULL, S("bob")), HALE_NO_CODE);
    v.type = HALE_INT;
    assert_int_equal(cx->code(cx, &v, S("bob")), HALE_NO_CODE);
    dict_free(&dict);
}

/* 0, 7, 14 ... below 7000 and the edges: 1000 + 3 different numbers, each
 * put twice. */
static void sets(void **state)
{
    hale_set *set = cx->set(cx);
    (void)state;
    assert_int_equal(cx->set_count(cx, set), 0);
    for (int round = 0; round < 2; round++) {
        for (int64_t i = 0; i < 1000; i++)
            assert_int_equal(cx->set_put(cx, set, i * 7), 0);
        assert_int_equal(cx->set_put(cx, set, INT64_MIN), 0);
        assert_int_equal(cx->set_put(cx, set, INT64_MAX), 0);
        assert_int_equal(cx->set_put(cx, set, -1), 0);
    }
    assert_int_equal(cx->set_count(cx, set), 1003);
}

static void sets_of_columns(void **state)
{
    const int64_t values[] = {5, 5, 6, 7, 5};
    const uint8_t present[] = {1, 1, 1, 0, 1};
    const double reals[] = {1};
    hale_vector v = {
        .size = sizeof v, .type = HALE_INT, .present = present, .as.i = values};
    hale_vector wrong = {.size = sizeof v, .type = HALE_REAL, .as.r = reals};
    hale_set *set = cx->set(cx);
    (void)state;
    assert_int_equal(cx->set_add(cx, set, &v, 0, 5), 0);
    assert_int_equal(cx->set_count(cx, set), 2);
    v.present = NULL;
    assert_int_equal(cx->set_add(cx, set, &v, 3, 1), 0);
    assert_int_equal(cx->set_count(cx, set), 3);
    assert_int_equal(cx->set_add(cx, set, NULL, 0, 5), 0);
    assert_int_equal(cx->set_add(cx, set, &wrong, 0, 1), -1);
    assert_non_null(strstr(f.error.message, "text, int or time"));
}

static void sets_without_memory(void **state)
{
    hale_set *set = cx->set(cx);
    int result = 0;
    (void)state;
    assert_non_null(set);
    f.arena.limit = f.arena.used + 4096;
    for (int64_t i = 0; i < 10000 && result == 0; i++)
        result = cx->set_put(cx, set, i);
    assert_int_equal(result, -1);
    assert_int_equal(f.error.code, EXIT_TRY_AGAIN);
    f.arena.limit = f.arena.used;
    assert_null(cx->set(cx));
}

enum { SETS = 45, NOTED = 60, BELOW = 10, RANGE = 100 };

/* Puts numbers from -BELOW on into sets in turns; `held` says which. */
static void fill_sets(hale_set *const *set, bool held[SETS][RANGE],
                      uint64_t seed)
{
    static uint32_t codes[RANGE];
    const hale_vector v = {
        .size = sizeof v, .type = HALE_TEXT, .as.code = codes};
    for (uint32_t i = 0; i < RANGE; i++)
        codes[i] = i;
    for (size_t i = 0; i < 4000; i++) {
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        size_t s = seed % SETS, n = seed / SETS % RANGE;
        bool as_code = n >= BELOW && i % 2;
        held[s][n] = true;
        assert_int_equal(as_code ? cx->set_add(cx, set[s], &v, n - BELOW, 1)
                                 : cx->set_put(cx, set[s], (int64_t)n - BELOW),
                         0);
    }
}

/* More sets than a round has places for, with numbers that it has a place for
 * and others, many of them twice. The next round knows nothing of it. */
static void sets_of_rounds(void **state)
{
    (void)state;
    f.host.rounds = rounds_new(&f.arena, NOTED);
    for (uint64_t round = 0; round < 3; round++) {
        static bool held[SETS][RANGE];
        hale_set *set[SETS];
        memset(held, 0, sizeof held);
        for (size_t s = 0; s < SETS; s++)
            set[s] = cx->set(cx);
        fill_sets(set, held, 88172645 + round);
        for (size_t s = 0; s < SETS; s++) {
            size_t count = 0;
            for (size_t n = 0; n < RANGE; n++)
                count += held[s][n];
            assert_int_equal(cx->set_count(cx, set[s]), count);
        }
        rounds_next(f.host.rounds);
    }
}

/* 2^24 rounds have a number; the next one has that of the first again. */
static void rounds_run_out(void **state)
{
    (void)state;
    f.host.rounds = rounds_new(&f.arena, NOTED);
    assert_int_equal(cx->set_put(cx, cx->set(cx), 7), 0);
    for (size_t round = 0; round < (1 << 24) - 1; round++) {
        rounds_next(f.host.rounds);
        hale_set *set = cx->set(cx);
        assert_int_equal(cx->set_count(cx, set), 0);
        if (round < (1 << 24) - 2)
            continue;
        assert_int_equal(cx->set_put(cx, set, 7), 0);
        assert_int_equal(cx->set_count(cx, set), 1);
    }
}

/* Without a zone the days are those of UTC; before 1970 they round down. */
static void days(void **state)
{
    Error error = {0};
    Zone *zone = zone_open("America/New_York", &error);
    (void)state;
    assert_int_equal(cx->day(cx, 0), 0);
    assert_int_equal(cx->day(cx, -1), -1);
    assert_int_equal(cx->day(cx, -HALE_DAY), -1);
    assert_int_equal(cx->instant(cx, -1, HALE_SECOND), -HALE_DAY + HALE_SECOND);
    assert_non_null(zone);
    f.host.zone = zone;
    assert_int_equal(cx->day(cx, 0), -1); /* five hours behind */
    assert_int_equal(cx->instant(cx, 0, 0), 5 * 3600 * HALE_SECOND);
    zone_free(zone);
}

static int take_name(void *user, hale_str name)
{
    Fixture *x = user;
    snprintf(x->last, sizeof x->last, "%.*s", PS(name));
    return 0;
}

static int take_reject(void *user, const hale_reject *why)
{
    Fixture *x = user;
    snprintf(x->last, sizeof x->last, "%s:%llu", why->reason,
             (unsigned long long)why->line);
    return -1;
}

static int take_row(void *user, size_t report, const hale_value *row)
{
    Fixture *x = user;
    snprintf(x->last, sizeof x->last, "%zu:%lld", report, (long long)row->as.i);
    return 0;
}

static void hooks(void **state)
{
    const hale_reject why = {.size = sizeof why, .reason = "bad", .line = 3};
    const hale_value row = {.type = HALE_INT, .as.i = 9};
    (void)state;
    assert_int_equal(cx->found(cx, S("user")), 0);
    assert_int_equal(cx->reject(cx, &why), 0);
    assert_int_equal(cx->emit(cx, 0, &row), 0);
    f.host.found = take_name;
    f.host.rejected = take_reject;
    f.host.emitted = take_row;
    assert_int_equal(cx->found(cx, S("user")), 0);
    assert_string_equal(f.last, "user");
    assert_int_equal(cx->reject(cx, &why), -1);
    assert_string_equal(f.last, "bad:3");
    assert_int_equal(cx->emit(cx, 2, &row), 0);
    assert_string_equal(f.last, "2:9");
}

static void stopping(void **state)
{
    (void)state;
    assert_int_equal(cx->stopped(cx), 0);
    atomic_store(&stop_requested, 1);
    assert_int_equal(cx->stopped(cx), 1);
    atomic_store(&stop_requested, 0);
}

typedef struct Marks {
    unsigned char made[1000];
    bool named[1000]; /* would a crash have named the plugin? */
} Marks;

static void make_mark(void *user, size_t i)
{
    Marks *marks = user;
    marks->made[i]++;
    marks->named[i] = crumb.plugin && !strcmp(crumb.plugin, "usage.it");
}

/* Each number once, whatever the threads, and known by name while at it. */
static void errands(void **state)
{
    (void)state;
    for (unsigned threads = 0; threads <= 8; threads += 2) {
        static Marks marks;
        memset(&marks, 0, sizeof marks);
        f.host.threads = threads;
        crumb = (Crumb){.plugin = "usage.it"};
        cx->each(cx, COUNT(marks.made), make_mark, &marks);
        cx->each(cx, 0, make_mark, &marks);
        crumb = (Crumb){0};
        for (size_t i = 0; i < COUNT(marks.made); i++) {
            assert_int_equal(marks.made[i], 1);
            assert_true(marks.named[i]);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(says_what_it_speaks),
        TEST(failing),
        TEST(warning),
        TEST(memory),
        TEST(texts),
        TEST(sets),
        TEST(sets_of_columns),
        TEST(sets_without_memory),
        TEST(sets_of_rounds),
        TEST(rounds_run_out),
        TEST(days),
        TEST(hooks),
        TEST(stopping),
        TEST(errands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
