/* SPDX-License-Identifier: MIT
 *
 * model_company: concentration and scaled churn rates, against published
 * figures and hand calculations.
 */
#include "fake_host.h"
#include "unit.h"

enum { MOST = 300 };

/* A model of the pack, run over columns of `rows` accounts. */
typedef struct Trial {
    FakeHost *host;
    const hale_model *model;
    hale_table_column column[2];
    size_t rows;
    hale_value share[MOST], rank[MOST];
} Trial;

static const hale_model *model_of(const char *name)
{
    for (size_t i = 0; hale_plugin_v1()->models[i]; i++)
        if (strcmp(hale_plugin_v1()->models[i]->name, name) == 0)
            return hale_plugin_v1()->models[i];
    fail_msg("no model %s", name);
    return NULL;
}

static void begin(Trial *t, FakeHost *host, const char *name, hale_type type,
                  size_t rows)
{
    *t = (Trial){.host = host, .model = model_of(name), .rows = rows};
    for (size_t i = 0; i < 2; i++)
        t->column[i] = (hale_table_column){.size = sizeof *t->column,
                                           .name = i ? "start" : "amount",
                                           .type = type};
    for (size_t i = 0; i < MOST; i++) {
        t->share[i] = (hale_value){.type = HALE_REAL, .missing = HALE_NO_ROWS};
        t->rank[i] = (hale_value){.type = HALE_INT, .missing = HALE_NO_ROWS};
    }
}

static int run(Trial *t, const char *const *given)
{
    hale_cx *cx = &t->host->cx;
    const hale_table_column *const columns[] = {&t->column[0], &t->column[1],
                                                NULL};
    hale_value *const results[] = {t->share, t->rank, NULL};
    hale_table table = {.size = sizeof table,
                        .name = "accounts",
                        .rows = t->rows,
                        .columns = 2,
                        .column = columns};
    hale_span span = fake_span(t->host, INT64_MIN, 100 * HALE_DAY);
    void *config = fake_memory(t->host, t->model->config_size);
    size_t width = 0;
    while (t->model->reports[0]->columns[width])
        width++;
    t->host->emit_width[0] = width;
    fake_forget(t->host);
    assert_int_equal(
        t->model->configure(cx, fake_options(t->host, t->model->options, given),
                            config),
        0);
    return t->model->run(cx, config, &span, &table, results);
}

static const hale_value *said(const Trial *t, const char *name)
{
    const hale_result *const *column = t->model->reports[0]->columns;
    assert_true(t->host->rows > 0);
    for (size_t i = 0; column[i]; i++)
        if (strcmp(column[i]->name, name) == 0)
            return &t->host->row[t->host->rows - 1].value[i];
    fail_msg("no column %s", name);
    return NULL;
}

static double number(const Trial *t, const char *name)
{
    const hale_value *v = said(t, name);
    assert_int_equal(v->missing, HALE_PRESENT);
    return v->type == HALE_INT ? (double)v->as.i : v->as.r;
}

/* ------------------------------------------------------- concentration -- */

static int shares(Trial *t, FakeHost *host, const int64_t *money,
                  const uint8_t *missing, size_t rows, const char *top)
{
    const char *const given[] = {"column", "mrr", "top", top, NULL};
    begin(t, host, "concentration", HALE_MONEY, rows);
    t->column[0].as.i = money;
    t->column[0].missing = missing;
    return run(t, given);
}

/* The example with which the US Department of Justice explains the index:
 * four firms of 30, 30, 20 and 20 percent: 2,600 of 10,000. */
static void a_published_index(void **state)
{
    const int64_t money[] = {200000, 300000, 300000, 200000};
    static Trial t;
    assert_int_equal(shares(&t, *state, money, NULL, 4, "2"), 0);
    assert_near(number(&t, "hhi"), 0.26, 1e-12);
    assert_near(number(&t, "effective"), 1 / 0.26, 1e-12);
    assert_near(number(&t, "total"), 100, 1e-12);
    assert_near(number(&t, "largest"), 0.3, 1e-12);
    assert_near(number(&t, "top_share"), 0.6, 1e-12);
    assert_near(t.share[1].as.r, 0.3, 1e-12);
    assert_int_equal(t.rank[1].as.i, 1);
    assert_int_equal(t.rank[2].as.i, 1);
    assert_int_equal(t.rank[0].as.i, 3);
}

/* Who has no amount or one below 0 is in no sum and keeps a reason. One
 * payer beside a free account is everything. */
static void who_is_left_out(void **state)
{
    const int64_t money[] = {0, -50000, 70000, 12345};
    const uint8_t missing[] = {0, 0, 0, HALE_NOT_COVERED};
    static Trial t;
    assert_int_equal(shares(&t, *state, money, missing, 4, "10"), 0);
    assert_near(number(&t, "accounts"), 2, 0);
    assert_near(number(&t, "left_out"), 2, 0);
    assert_near(number(&t, "hhi"), 1, 0);
    assert_near(number(&t, "top_share"), 1, 0);
    assert_near(t.share[0].as.r, 0, 0);
    assert_int_equal(t.rank[0].as.i, 2);
    assert_int_equal(t.share[1].missing, HALE_REJECTED);
    assert_int_equal(t.share[3].missing, HALE_NOT_COVERED);
}

/* All amounts 0, and nobody at all: shares of nothing are missing. */
static void shares_of_nothing(void **state)
{
    const int64_t money[] = {0, 0};
    static Trial t;
    assert_int_equal(shares(&t, *state, money, NULL, 2, "10"), 0);
    assert_near(number(&t, "total"), 0, 0);
    assert_int_equal(said(&t, "hhi")->missing, HALE_ZERO_DENOMINATOR);
    assert_int_equal(t.share[0].missing, HALE_ZERO_DENOMINATOR);
    assert_int_equal(shares(&t, *state, money, NULL, 0, "10"), 0);
    assert_int_equal(said(&t, "largest")->missing, HALE_NO_ROWS);
}

static void a_text_has_no_share(void **state)
{
    FakeHost *host = *state;
    const char *const given[] = {"column", "plan", NULL};
    const hale_str text[] = {{"x", 1}};
    static Trial t;
    begin(&t, host, "concentration", HALE_TEXT, 1);
    t.column[0].as.text = text;
    assert_int_equal(run(&t, given), -1);
    assert_non_null(strstr(host->failed, "amount is no number"));
}

/* --------------------------------------------------------------- churn -- */

static int churn(Trial *t, FakeHost *host, int64_t lost, int64_t start,
                 const char *days)
{
    static int64_t cell[2];
    const char *const given[] = {"lost", "a", "start", "b", "days", days, NULL};
    begin(t, host, "churn", HALE_INT, 1);
    cell[0] = lost;
    cell[1] = start;
    t->column[0].as.i = &cell[0];
    t->column[1].as.i = &cell[1];
    return run(t, given);
}

/* Listing 2.5 of "Fighting Churn with Data": 12 % over 90 days is 4.2283 % a
 * month and 40.4549 % a year. And 21.5283 % a year is 2 % a month, 45.9640 %
 * is 5 %: 1 - 0.98^12 and 1 - 0.95^12. */
static void published_scales(void **state)
{
    static Trial t;
    assert_int_equal(churn(&t, *state, 12, 100, "90d"), 0);
    assert_near(number(&t, "rate"), 0.12, 1e-12);
    assert_near(number(&t, "monthly"), 0.042283, 5e-7);
    assert_near(number(&t, "yearly"), 0.404549, 5e-7);
    assert_int_equal(churn(&t, *state, 215283, 1000000, "365d"), 0);
    assert_near(number(&t, "monthly"), 0.02, 1e-6);
    assert_near(number(&t, "yearly"), 0.215283, 1e-12);
    assert_int_equal(churn(&t, *state, 459640, 1000000, "365d"), 0);
    assert_near(number(&t, "monthly"), 0.05, 1e-6);
}

/* Newcombe (1998), table I, Wilson's score interval: 81 of 263 is 0.2553 to
 * 0.3662, 15 of 148 is 0.0624 to 0.1605, 0 of 20 is 0 to 0.1611 and 1 of 29
 * is 0.0061 to 0.1718. */
static void published_intervals(void **state)
{
    static const struct {
        int64_t lost, start;
        double low, high;
    } want[] = {{81, 263, 0.2553, 0.3662},
                {15, 148, 0.0624, 0.1605},
                {0, 20, 0, 0.1611},
                {1, 29, 0.0061, 0.1718}};
    static Trial t;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(churn(&t, *state, want[i].lost, want[i].start, "30d"),
                         0);
        assert_near(number(&t, "low"), want[i].low, 5e-5);
        assert_near(number(&t, "high"), want[i].high, 5e-5);
    }
}

/* Everybody lost: a rate of 1, and none of another span. Nobody at the
 * start: none at all. More than there was is no count of customers. */
static void rates_without_a_value(void **state)
{
    static Trial t;
    assert_int_equal(churn(&t, *state, 5, 5, "90d"), 0);
    assert_near(number(&t, "rate"), 1, 0);
    assert_int_equal(said(&t, "yearly")->missing, HALE_REJECTED);
    assert_near(number(&t, "high"), 1, 1e-12);
    assert_int_equal(churn(&t, *state, 0, 0, "90d"), 0);
    assert_int_equal(said(&t, "rate")->missing, HALE_ZERO_DENOMINATOR);
    assert_int_equal(said(&t, "monthly")->missing, HALE_ZERO_DENOMINATOR);
    assert_int_equal(said(&t, "low")->missing, HALE_ZERO_DENOMINATOR);
    assert_int_equal(churn(&t, *state, 6, 5, "90d"), 0);
    assert_int_equal(said(&t, "low")->missing, HALE_REJECTED);
    t.rows = 0;
    assert_int_equal(run(&t, (const char *const[]){"lost", "a", "start", "b",
                                                   "days", "9d", NULL}),
                     0);
    assert_int_equal(said(&t, "rate")->missing, HALE_NO_ROWS);
}

/* Net churn below 0: 100 became 110 in a year of 365 days; that is growth of
 * 10 % a year, and of 1.1^(1/12) - 1 = 0.797 % a month. No interval. */
static void growth_is_scaled_as_growth(void **state)
{
    static Trial t;
    assert_int_equal(churn(&t, *state, -10, 100, "365d"), 0);
    assert_near(number(&t, "yearly"), -0.10, 1e-12);
    assert_near(number(&t, "monthly"), -0.00797414, 1e-8);
    assert_int_equal(said(&t, "low")->missing, HALE_REJECTED);
}

/* Money, and an account that lacks one of the columns: 30 of 150. */
static void money_and_gaps(void **state)
{
    const int64_t lost[] = {100000, 200000, 900000};
    const int64_t start[] = {1000000, 500000, 900000};
    const uint8_t missing[] = {0, 0, HALE_NOT_GIVEN};
    const char *const given[] = {"lost", "a",    "start", "b",
                                 "days", "365d", NULL};
    static Trial t;
    begin(&t, *state, "churn", HALE_MONEY, 3);
    t.column[0].as.i = lost;
    t.column[1].as.i = start;
    t.column[1].missing = missing;
    assert_int_equal(run(&t, given), 0);
    assert_near(number(&t, "accounts"), 2, 0);
    assert_near(number(&t, "lost"), 30, 1e-12);
    assert_near(number(&t, "rate"), 0.2, 1e-12);
    assert_int_equal(said(&t, "high")->missing, HALE_REJECTED);
}

static void a_text_is_no_rate(void **state)
{
    FakeHost *host = *state;
    const char *const given[] = {"lost", "a", "start", "b", "days", "9d", NULL};
    static Trial t;
    begin(&t, host, "churn", HALE_INT, 0);
    t.column[1].type = HALE_TEXT;
    assert_int_equal(run(&t, given), -1);
    assert_non_null(strstr(host->failed, "start is no number"));
}

static void no_memory(void **state)
{
    FakeHost *host = *state;
    const int64_t money[] = {1, 2};
    static Trial t;
    assert_int_equal(shares(&t, host, money, NULL, 2, "1"), 0);
    host->alloc_most = host->allocs;
    assert_int_equal(shares(&t, host, money, NULL, 2, "1"), -1);
}

/* Shares add up to 1; 1 / n <= hhi <= largest; no order of the accounts
 * changes a bit of the report. */
static void shares_by_law(void **state)
{
    FakeHost *host = *state;
    static Trial t, turned;
    int64_t money[MOST], reverse[MOST];
    uint64_t draw = 17;
    for (size_t n = 1; n < MOST; n += 7) {
        double sum = 0;
        for (size_t i = 0; i < n; i++) {
            draw = draw * UINT64_C(6364136223846793005) + 1442695040888963407;
            money[i] = reverse[n - 1 - i] = (int64_t)(draw >> 44);
        }
        assert_int_equal(shares(&t, host, money, NULL, n, "3"), 0);
        double hhi = number(&t, "hhi"), top = number(&t, "top_share");
        for (size_t i = 0; i < n; i++)
            sum += t.share[i].as.r;
        assert_near(sum, 1, 1e-12);
        assert_true(hhi >= 1 / (double)n - 1e-12 &&
                    hhi <= number(&t, "largest") + 1e-12);
        assert_int_equal(shares(&turned, host, reverse, NULL, n, "3"), 0);
        assert_near(number(&turned, "hhi"), hhi, 0);
        assert_near(number(&turned, "top_share"), top, 0);
    }
}

static void the_models_are_described(void **state)
{
    (void)state;
    for (size_t k = 0; hale_plugin_v1()->models[k]; k++) {
        const hale_model *m = hale_plugin_v1()->models[k];
        assert_non_null(strstr(m->example, "plugin = company."));
        assert_true(m->formula[0] && m->source[0] && m->title[0]);
        for (size_t i = 0; m->options[i]; i++)
            assert_true(m->options[i]->help[0]);
        for (size_t i = 0; m->reports[0]->columns[i]; i++)
            assert_true(m->reports[0]->columns[i]->help &&
                        m->reports[0]->columns[i]->unit &&
                        m->reports[0]->columns[i]->undefined);
    }
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

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(a_published_index),
        WITH_HOST(who_is_left_out),
        WITH_HOST(shares_of_nothing),
        WITH_HOST(a_text_has_no_share),
        WITH_HOST(published_scales),
        WITH_HOST(published_intervals),
        WITH_HOST(rates_without_a_value),
        WITH_HOST(growth_is_scaled_as_growth),
        WITH_HOST(money_and_gaps),
        WITH_HOST(a_text_is_no_rate),
        WITH_HOST(no_memory),
        WITH_HOST(shares_by_law),
        WITH_HOST(the_models_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
