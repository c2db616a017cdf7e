/* SPDX-License-Identifier: MIT
 *
 * usage_kit.h: rows for the tests of the usage pack, on top of metric_kit.h.
 *
 * A Row says what happened or holds, with a name for each column that a
 * metric may ask for; the kit hands over the columns that it does ask for. A
 * text that is NULL and a number that is NONE are empty cells. Times are days
 * and minutes; what has an end is an interval.
 */
#ifndef HALE_TESTS_USAGE_KIT_H
#define HALE_TESTS_USAGE_KIT_H

#include "metric_kit.h"

#define NONE INT64_MIN
#define OPEN INT64_MAX
#define ALL INT64_MIN /* no window */

typedef struct Row {
    int64_t day, minute;
    const char *user, *feature, *status;
    int64_t number; /* quantity, quota, seats_purchased, created (a day) */
    int64_t second; /* seats_assigned */
    int64_t end;    /* a day, or OPEN */
} Row;

static inline int64_t usage_number(const Row *row, const char *column)
{
    int64_t n = strcmp(column, "seats_assigned") ? row->number : row->second;
    int is_time = strcmp(column, "created") == 0;
    return n == NONE ? NONE : is_time ? n * HALE_DAY : n;
}

static inline const hale_vector *usage_numbers(FakeHost *host,
                                               const hale_column *column,
                                               const Row *row, size_t n)
{
    int64_t *whole = fake_memory(host, (n + 1) * sizeof *whole);
    double *real = fake_memory(host, (n + 1) * sizeof *real);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        whole[i] = usage_number(&row[i], column->name);
        real[i] = (double)whole[i];
        present[i] = whole[i] != NONE;
    }
    if (column->type == HALE_REAL)
        return fake_reals(host, real, present, n);
    if (column->type == HALE_TIME)
        return fake_times(host, whole, present, n);
    return fake_ints(host, whole, present, n);
}

static inline const hale_vector *usage_column(FakeHost *host,
                                              const hale_column *column,
                                              const Row *row, size_t n)
{
    const char **text = fake_memory(host, (n + 1) * sizeof *text);
    if (column->type != HALE_TEXT)
        return usage_numbers(host, column, row, n);
    for (size_t i = 0; i < n; i++)
        text[i] = strcmp(column->name, "user") == 0      ? row[i].user
                  : strcmp(column->name, "feature") == 0 ? row[i].feature
                                                         : row[i].status;
    return fake_texts(host, text, n);
}

/* The days [begin, end) as a span. */
static inline hale_span *usage_span(FakeHost *host, int64_t begin, int64_t end)
{
    hale_span *span = fake_memory(host, sizeof *span);
    *span =
        fake_span(host, begin == ALL ? ALL : begin * HALE_DAY, end * HALE_DAY);
    return span;
}

/* Rows for need `need` of a metric, all of them in the span. */
static inline const hale_rows *usage_rows(FakeHost *host, const hale_metric *m,
                                          size_t need, const hale_span *span,
                                          const Row *row, size_t n)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    int64_t *until = fake_memory(host, (n + 1) * sizeof *until);
    const hale_vector **column = fake_memory(host, 8 * sizeof *column);
    int ends = m->needs[need]->shape == HALE_INTERVAL || (n && row[0].end);
    for (size_t i = 0; i < n; i++) {
        time[i] = row[i].day * HALE_DAY + row[i].minute * 60 * HALE_SECOND;
        until[i] = row[i].end == OPEN ? HALE_OPEN : row[i].end * HALE_DAY;
    }
    for (size_t c = 0; m->needs[need]->columns[c]; c++)
        column[c] = usage_column(host, m->needs[need]->columns[c], row, n);
    return fake_rows(host, need, span, time, ends ? until : NULL, n, column);
}

/* A metric of one need over the days [begin, end), in every way. */
static inline void usage_measure(FakeHost *host, const char *name,
                                 const char *const *given, const Row *row,
                                 size_t n, int64_t begin, int64_t end,
                                 hale_value *results)
{
    const hale_metric *m = kit_metric(name);
    const hale_span *span = usage_span(host, begin, end);
    kit_everyhow(host, m, given, usage_rows(host, m, 0, span, row, n), results);
}

/* A metric of two needs: both in one piece, then the events one by one. */
static inline void usage_both(FakeHost *host, const char *name,
                              const char *const *given, const Row *row,
                              size_t n, const Row *other, size_t others,
                              int64_t begin, int64_t end, hale_value *results)
{
    const hale_metric *m = kit_metric(name);
    const hale_span *span = usage_span(host, begin, end);
    const hale_rows *events = usage_rows(host, m, 0, span, row, n);
    const hale_rows *facts = usage_rows(host, m, 1, span, other, others);
    const hale_rows *whole[] = {events, facts, NULL};
    const hale_rows **single = fake_memory(host, (n + 2) * sizeof *single);
    hale_value again[KIT_RESULTS];
    for (size_t i = 0; i < n; i++)
        single[i] = kit_slice(host, m, events, i, 1);
    single[n] = facts;
    assert_int_equal(fake_measure(host, m, given, span, whole, results), 0);
    assert_int_equal(fake_measure(host, m, given, span, single, again), 0);
    kit_same(m, results, again);
    kit_laws(m, results);
}

/* The options are refused, and the message has `words`. */
static inline void usage_refused(FakeHost *host, const char *name,
                                 const char *const *given, const char *words)
{
    const hale_metric *m = kit_metric(name);
    const hale_span *span = usage_span(host, 100, 104);
    hale_value r[KIT_RESULTS];
    fake_forget(host);
    assert_int_equal(
        kit_run(host, m, given, usage_rows(host, m, 0, span, NULL, 0), r), -1);
    assert_non_null(strstr(host->failed, words));
}

static inline int usage_open(void **state)
{
    static FakeHost host;
    fake_open(&host);
    *state = &host;
    return 0;
}

static inline int usage_close(void **state)
{
    fake_close(*state);
    return 0;
}

#define GIVEN(...) ((const char *const[]){__VA_ARGS__, NULL})
#define COUNT_OF(a) (sizeof(a) / sizeof *(a))
#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, usage_open, usage_close)

#endif
