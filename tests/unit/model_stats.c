/* SPDX-License-Identifier: MIT
 *
 * model_stats: percentiles and quantiles against published examples, groups,
 * what is missing, and laws on random accounts.
 */
#include "fake_host.h"
#include "unit.h"

enum { MOST = 64, COLUMNS = 8 };

typedef struct Book { /* an account table of one figure and one group */
    size_t rows;
    double value[MOST];
    uint8_t no_value[MOST];  /* a hale_missing */
    const char *group[MOST]; /* NULL: the account has none */
} Book;

static const hale_model *percentile(void)
{
    const hale_model *m = hale_plugin_v1()->models[0];
    assert_string_equal(m->name, "percentile");
    return m;
}

static int run_columns(FakeHost *host, const char *min_n,
                       const hale_table_column *const *columns, size_t rows,
                       hale_value *places)
{
    const hale_model *m = percentile();
    const char *const given[] = {"column", "x", "min_n", min_n, NULL};
    hale_table table = {.size = sizeof table,
                        .name = "accounts",
                        .rows = rows,
                        .columns = 2,
                        .column = columns};
    hale_span span = fake_span(host, INT64_MIN, 100 * HALE_DAY);
    void *config = fake_memory(host, m->config_size);
    hale_value *results[] = {places};
    for (size_t i = 0; i < rows; i++)
        places[i] = (hale_value){.type = HALE_REAL, .missing = HALE_NO_ROWS};
    host->emit_width[0] = COLUMNS;
    fake_forget(host);
    assert_int_equal(
        m->configure(&host->cx, fake_options(host, m->options, given), config),
        0);
    return m->run(&host->cx, config, &span, &table, results);
}

/* `grouped` 0: there is no column `within`. */
static void run(FakeHost *host, const Book *book, int grouped,
                const char *min_n, hale_value *places)
{
    hale_str *text = fake_memory(host, MOST * sizeof *text);
    uint8_t *no_text = fake_memory(host, MOST);
    for (size_t i = 0; i < book->rows; i++) {
        no_text[i] = book->group[i] ? HALE_PRESENT : HALE_NO_ROWS;
        if (book->group[i])
            text[i] = (hale_str){book->group[i], strlen(book->group[i])};
    }
    hale_table_column value = {.size = sizeof value,
                               .name = "x",
                               .type = HALE_REAL,
                               .missing = book->no_value,
                               .as.r = book->value};
    hale_table_column within = {.size = sizeof within,
                                .name = "segment",
                                .type = HALE_TEXT,
                                .missing = no_text,
                                .as.text = text};
    const hale_table_column *const columns[] = {&value,
                                                grouped ? &within : NULL, NULL};
    assert_int_equal(run_columns(host, min_n, columns, book->rows, places), 0);
}

static void spread_is(const FakeHost *host, size_t row, const char *group,
                      int64_t n)
{
    const hale_value *v = host->row[row].value;
    assert_int_equal(v[0].as.text.len, strlen(group));
    assert_memory_equal(v[0].as.text.data, group, strlen(group));
    assert_int_equal(v[1].as.i, n);
}

static int open_host(void **state)
{
    static FakeHost host;
    fake_open(&host);
    *state = &host;
    return 0;
}

static int close_host(void **state)
{
    fake_close(*state);
    return 0;
}

/* SciPy's documented example: among 1, 2, 3, 3, 4 the 3 has the mean rank
 * 60. By hand the others: 1 (0 + 0.5) / 5 = 10, 2 30, 4 (4 + 0.5) / 5 = 90. */
static void a_published_rank(void **state)
{
    const Book book = {.rows = 5, .value = {3, 1, 4, 2, 3}};
    static const double want[] = {60, 10, 90, 30, 60};
    hale_value places[MOST];
    run(*state, &book, 0, "1", places);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(places[i].missing, HALE_PRESENT);
        assert_near(places[i].as.r, want[i], 1e-12);
    }
}

/* R's quantile(1:10): 1, 3.25, 5.5, 7.75, 10, and 1 + 0.9 x 9 for 90 %. */
static void published_quantiles(void **state)
{
    static const double want[] = {1, 3.25, 5.5, 7.75, 9.1, 10};
    FakeHost *host = *state;
    Book book = {.rows = 10};
    hale_value places[MOST];
    for (size_t i = 0; i < 10; i++)
        book.value[i] = (double)((i * 7) % 10 + 1);
    run(host, &book, 0, "5", places);
    assert_int_equal(host->rows, 1);
    spread_is(host, 0, "all", 10);
    for (size_t i = 0; i < 6; i++)
        assert_near(host->row[0].value[2 + i].as.r, want[i], 1e-12);
}

static void all_alike_stand_in_the_middle(void **state)
{
    FakeHost *host = *state;
    const Book book = {.rows = 3, .value = {0.1, 0.1, 0.1}};
    hale_value places[MOST];
    run(host, &book, 0, "1", places);
    for (size_t i = 0; i < 3; i++)
        assert_near(places[i].as.r, 50, 0);
    for (size_t i = 2; i < COLUMNS; i++)
        assert_near(host->row[0].value[i].as.r, 0.1, 0);
}

/* Two groups in order of their names, ranked apart; in the third there are
 * too few; who has no group or no value is in none of them. */
static void groups(void **state)
{
    FakeHost *host = *state;
    const Book book = {
        .rows = 8,
        .value = {5, 1, 7, 3, 100, 2, 9, 9},
        .no_value = {[7] = HALE_STALE},
        .group = {"smb", "ent", "smb", "ent", "mid", "ent", NULL, "smb"},
    };
    hale_value places[MOST];
    run(host, &book, 1, "2", places);
    assert_near(places[0].as.r, 25, 1e-12);
    assert_near(places[2].as.r, 75, 1e-12);
    assert_near(places[1].as.r, 100 * 0.5 / 3, 1e-12);
    assert_near(places[5].as.r, 50, 1e-12);
    assert_near(places[3].as.r, 100 * 2.5 / 3, 1e-12);
    assert_int_equal(places[4].missing, HALE_TOO_FEW);
    assert_int_equal(places[6].missing, HALE_NOT_GIVEN);
    assert_int_equal(places[7].missing, HALE_STALE);
    assert_int_equal(host->rows, 3);
    spread_is(host, 0, "ent", 3);
    spread_is(host, 1, "mid", 1);
    spread_is(host, 2, "smb", 2);
    assert_int_equal(host->row[1].value[4].missing, HALE_TOO_FEW);
    assert_near(host->row[2].value[4].as.r, 6, 1e-12); /* (5 + 7) / 2 */
}

/* Four are too few for the usual minimum of five. */
static void the_usual_minimum(void **state)
{
    FakeHost *host = *state;
    const hale_model *m = percentile();
    assert_string_equal(m->options[2]->name, "min_n");
    assert_string_equal(m->options[2]->fallback, "5");
    const Book book = {.rows = 4, .value = {1, 2, 3, 4}};
    hale_value places[MOST];
    run(host, &book, 0, m->options[2]->fallback, places);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(places[i].missing, HALE_TOO_FEW);
}

static void nobody(void **state)
{
    FakeHost *host = *state;
    const Book book = {.rows = 0};
    hale_value places[MOST];
    run(host, &book, 1, "1", places);
    assert_int_equal(host->rows, 0);
}

/* 1.5 and 2.5 in currency units: the median is 2.0, not 20000. */
static void money_and_other_types(void **state)
{
    FakeHost *host = *state;
    static const int64_t whole[] = {15000, 25000};
    static const uint8_t yes[] = {0, 1};
    static const hale_str text[] = {{"a", 1}, {"b", 1}};
    hale_table_column value = {
        .size = sizeof value, .name = "x", .type = HALE_MONEY, .as.i = whole};
    const hale_table_column *const columns[] = {&value, NULL, NULL};
    hale_value places[MOST];
    assert_int_equal(run_columns(host, "1", columns, 2, places), 0);
    assert_near(host->row[0].value[4].as.r, 2.0, 1e-12);
    value.type = HALE_INT;
    assert_int_equal(run_columns(host, "1", columns, 2, places), 0);
    assert_near(host->row[0].value[4].as.r, 20000, 1e-9);
    value.type = HALE_BOOL;
    value.as.b = yes;
    assert_int_equal(run_columns(host, "1", columns, 2, places), 0);
    assert_near(places[1].as.r, 75, 1e-12);
    value.type = HALE_TEXT;
    value.as.text = text;
    assert_int_equal(run_columns(host, "1", columns, 2, places), -1);
    assert_non_null(strstr(host->failed, "x is text"));
}

static void no_memory(void **state)
{
    FakeHost *host = *state;
    static const int64_t whole[] = {1, 2};
    hale_table_column value = {
        .size = sizeof value, .name = "x", .type = HALE_INT, .as.i = whole};
    const hale_table_column *const columns[] = {&value, NULL, NULL};
    hale_value places[MOST];
    host->allocs = 1;
    host->alloc_most = 1;
    assert_int_equal(run_columns(host, "1", columns, 2, places), -1);
}

/* ----------------------------------------------------------------- laws -- */

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return *seed >> 33;
}

/* The places of a group have the mean 50; another order of the accounts, or
 * other values in the same order (here x -> x^3 + 1), change none. */
static void places_by_law(void **state)
{
    static const char *const names[] = {"a", "b", "c"};
    uint64_t seed = 1;
    for (int round = 0; round < 200; round++) {
        Book book = {.rows = 1 + next(&seed) % 40}, turned, cubed;
        hale_value p[MOST], t[MOST], c[MOST];
        double sum[3] = {0};
        size_t n[3] = {0};
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < book.rows; i++) {
            book.value[i] = (double)(next(&seed) % 10);
            book.group[i] = names[next(&seed) % 3];
        }
        turned = cubed = book;
        for (size_t i = 0; i < book.rows; i++) {
            double v = book.value[i];
            turned.value[i] = book.value[book.rows - 1 - i];
            turned.group[i] = book.group[book.rows - 1 - i];
            cubed.value[i] = v * v * v + 1;
        }
        run(*state, &book, 1, "1", p);
        run(*state, &turned, 1, "1", t);
        run(*state, &cubed, 1, "1", c);
        for (size_t i = 0; i < book.rows; i++) {
            assert_near(p[i].as.r, t[book.rows - 1 - i].as.r, 0);
            assert_near(p[i].as.r, c[i].as.r, 0);
            assert_true(p[i].as.r > 0 && p[i].as.r < 100);
            sum[book.group[i][0] - 'a'] += p[i].as.r;
            n[book.group[i][0] - 'a']++;
        }
        for (size_t g = 0; g < 3; g++)
            assert_near(sum[g], 50.0 * (double)n[g], 1e-9);
    }
}

static void the_model_is_described(void **state)
{
    const hale_model *m = percentile();
    (void)state;
    assert_non_null(strstr(m->example, "plugin = stats.percentile\n"));
    assert_true(m->formula[0] && m->source[0] && m->title[0]);
    for (size_t i = 0; m->options[i]; i++)
        assert_true(m->options[i]->help[0]);
    for (size_t i = 0; m->reports[0]->columns[i]; i++)
        assert_true(m->reports[0]->columns[i]->help &&
                    m->reports[0]->columns[i]->unit);
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(a_published_rank),
        WITH_HOST(published_quantiles),
        WITH_HOST(all_alike_stand_in_the_middle),
        WITH_HOST(groups),
        WITH_HOST(the_usual_minimum),
        WITH_HOST(nobody),
        WITH_HOST(money_and_other_types),
        WITH_HOST(no_memory),
        WITH_HOST(places_by_law),
        WITH_HOST(the_model_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
