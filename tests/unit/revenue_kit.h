/* SPDX-License-Identifier: MIT
 *
 * revenue_kit.h: subscriptions as the tests of prices and retention write
 * them down: days since 1970, amounts in whole currency units, and any other
 * column that the pack reads where a test needs it. A column is there if any
 * row has a value in it, as a source that does not have it would leave it out.
 */
#ifndef HALE_TESTS_REVENUE_KIT_H
#define HALE_TESTS_REVENUE_KIT_H

#include "metric_kit.h"

#define USD(x) ((int64_t)(x)*HALE_MONEY_UNIT)

enum { KIT_TERMS = 160, KIT_OPEN = -1 };

typedef struct KitTerm {
    int64_t from, to; /* days; KIT_OPEN: it has no end */
    int64_t amount;   /* ten-thousandths */
    const char *interval;
    int64_t count;    /* 0: empty */
    double quantity;  /* 0: empty */
    double trial_end; /* a day; 0: no trial */
    /* What the definitions of MRR act on; NULL and 0 are empty cells. */
    const char *type, *discount_kind, *moved_from, *moved_to, *product;
    int64_t discount, committed; /* ten-thousandths */
    int64_t cancel_requested, paid_through, past_due_since, paused_from,
        paused_to; /* days */
} KitTerm;

enum { KIT_COLUMNS = 17 };

typedef struct KitCells { /* a column, on the way to a vector */
    int64_t whole[KIT_TERMS];
    double real[KIT_TERMS];
    const char *text[KIT_TERMS];
    uint8_t present[KIT_TERMS];
    size_t rows, filled;
} KitCells;

static inline void kit_whole(KitCells *c, int64_t value, int present)
{
    c->present[c->rows] = present != 0;
    c->filled += present != 0;
    c->whole[c->rows++] = value;
}

static inline void kit_day(KitCells *c, double day)
{
    kit_whole(c, (int64_t)(day * (double)HALE_DAY), day > 0);
}

static inline void kit_word(KitCells *c, const char *text)
{
    c->filled += text != NULL;
    c->text[c->rows++] = text;
}

/* The columns of the need, in its order. */
static inline void kit_cells(KitCells c[KIT_COLUMNS], const KitTerm *t)
{
    kit_whole(&c[0], t->amount, 1);
    kit_word(&c[1], t->interval);
    kit_whole(&c[2], t->count, t->count != 0);
    c[3].real[c[3].rows] = t->quantity;
    kit_whole(&c[3], 0, t->quantity > 0);
    kit_day(&c[4], t->trial_end);
    kit_whole(&c[5], t->discount, t->discount != 0);
    kit_word(&c[6], t->discount_kind);
    kit_word(&c[7], t->type);
    kit_whole(&c[8], t->committed, t->committed != 0);
    kit_day(&c[9], (double)t->cancel_requested);
    kit_day(&c[10], (double)t->paid_through);
    kit_day(&c[11], (double)t->past_due_since);
    kit_day(&c[12], (double)t->paused_from);
    kit_day(&c[13], (double)t->paused_to);
    kit_word(&c[14], t->moved_from);
    kit_word(&c[15], t->moved_to);
    kit_word(&c[16], t->product);
}

static inline const hale_vector *kit_column(FakeHost *host, size_t which,
                                            const KitCells *c)
{
    if (which > 0 && !c->filled)
        return NULL;
    switch (which) {
    case 0:
        return fake_money(host, c->whole, NULL, c->rows);
    case 2:
        return fake_ints(host, c->whole, c->present, c->rows);
    case 3:
        return fake_reals(host, c->real, c->present, c->rows);
    case 5:
    case 8:
        return fake_money(host, c->whole, c->present, c->rows);
    case 4:
    case 9:
    case 10:
    case 11:
    case 12:
    case 13:
        return fake_times(host, c->whole, c->present, c->rows);
    default:
        return fake_texts(host, c->text, c->rows);
    }
}

/* The rows that the engine would hand over for the days [begin, end);
 * begin INT64_MIN: from the first row on. */
static inline const hale_rows *kit_terms(FakeHost *host, const KitTerm *term,
                                         size_t terms, int64_t begin,
                                         int64_t end)
{
    KitCells *c = fake_memory(host, KIT_COLUMNS * sizeof *c);
    int64_t *time = fake_memory(host, 2 * KIT_TERMS * sizeof *time);
    int64_t *until = time + KIT_TERMS;
    hale_span *span = fake_memory(host, sizeof *span);
    const hale_vector **column =
        fake_memory(host, (KIT_COLUMNS + 1) * sizeof *column);
    size_t rows = 0;
    for (size_t i = 0; i < terms; i++) {
        if (term[i].from >= end)
            continue;
        time[rows] = term[i].from * HALE_DAY;
        until[rows++] = term[i].to < 0 ? HALE_OPEN : term[i].to * HALE_DAY;
        kit_cells(c, &term[i]);
    }
    *span = fake_span(host, begin == INT64_MIN ? begin : begin * HALE_DAY,
                      end * HALE_DAY);
    for (size_t i = 0; i < KIT_COLUMNS; i++)
        column[i] = kit_column(host, i, &c[i]);
    return fake_rows(host, 0, span, time, until, rows, column);
}

#define GIVEN(...) ((const char *const[]){__VA_ARGS__, NULL})
#define OPEN_TERM .to = KIT_OPEN

/* A metric over the days [30, 60), which the tests call a month. */
static inline void kit_month(FakeHost *host, const char *name,
                             const char *const *given, const KitTerm *term,
                             size_t terms, hale_value *r)
{
    kit_everyhow(host, kit_metric(name), given,
                 kit_terms(host, term, terms, 30, 60), r);
}

/* One figure of it. */
static inline int64_t kit_over(FakeHost *host, const char *name,
                               const char *const *given, const KitTerm *term,
                               size_t terms, const char *figure)
{
    hale_value r[KIT_RESULTS];
    kit_month(host, name, given, term, terms, r);
    return kit_int(kit_metric(name), r, figure);
}

/* The MRR just before a day. */
static inline int64_t kit_mrr(FakeHost *host, const char *const *given,
                              const KitTerm *term, size_t terms, int64_t day)
{
    hale_value r[KIT_RESULTS];
    kit_everyhow(host, kit_metric("mrr"), given,
                 kit_terms(host, term, terms, INT64_MIN, day), r);
    return kit_int(kit_metric("mrr"), r, "");
}

static inline size_t kit_result(const hale_metric *m, const char *name)
{
    size_t i = 0;
    while (m->results[i] && strcmp(m->results[i]->name, name) != 0)
        i++;
    assert_non_null(m->results[i]);
    return i;
}

static inline int kit_option(const hale_metric *m, const char *name)
{
    for (size_t i = 0; m->options[i]; i++)
        if (strcmp(m->options[i]->name, name) == 0)
            return 1;
    return 0;
}

/* Sums of results over accounts, to make a group's figures of. */
typedef struct KitSum {
    const hale_metric *metric;
    int64_t sum[KIT_RESULTS];
    double real[KIT_RESULTS]; /* of results that are reals */
} KitSum;

static inline void kit_add(KitSum *s, const hale_value *r)
{
    const hale_result *const *all = s->metric->results;
    for (size_t i = 0; all[i]; i++) {
        if (all[i]->rollup != HALE_ROLLUP_SUM || r[i].missing)
            continue;
        if (all[i]->type == HALE_REAL)
            s->real[i] += r[i].as.r;
        else
            s->sum[i] += r[i].as.i;
    }
}

/* In currency units, where money is divided by something else. */
static inline double kit_part(const KitSum *s, size_t i, int in_units)
{
    const hale_result *result = s->metric->results[i];
    if (result->type == HALE_REAL)
        return s->real[i];
    return (double)s->sum[i] / (in_units && result->type == HALE_MONEY
                                    ? (double)HALE_MONEY_UNIT
                                    : 1);
}

/* The group's figure of a result that is a ratio, as a roll-up makes it. */
static inline double kit_group(const KitSum *s, const char *name)
{
    const hale_result *const *all = s->metric->results;
    const hale_result *ratio = all[kit_result(s->metric, name)];
    int in_units = all[ratio->denominator]->type != HALE_MONEY;
    return kit_part(s, ratio->numerator, in_units) /
           kit_part(s, ratio->denominator, 0);
}

static inline int kit_open_host(void **state)
{
    static FakeHost host;
    fake_open(&host);
    *state = &host;
    return 0;
}

static inline int kit_close_host(void **state)
{
    fake_close(*state);
    return 0;
}

#define WITH_HOST(f)                                                           \
    cmocka_unit_test_setup_teardown(f, kit_open_host, kit_close_host)

#endif
