/* SPDX-License-Identifier: MIT
 *
 * revenue_kit.h: subscriptions as the tests of prices and retention write
 * them down: days since 1970, amounts in whole currency units, and an
 * interval, a count, a quantity and the end of a trial where a test needs
 * them. A column is there if any row has a value in it, as a source that does
 * not have it would leave it out.
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
} KitTerm;

typedef struct KitCells { /* the columns, on the way to vectors */
    int64_t time[KIT_TERMS], until[KIT_TERMS], amount[KIT_TERMS];
    const char *interval[KIT_TERMS];
    int64_t count[KIT_TERMS], trial[KIT_TERMS];
    double quantity[KIT_TERMS];
    uint8_t counted[KIT_TERMS], measured[KIT_TERMS], tried[KIT_TERMS];
    size_t rows, intervals, counts, quantities, trials;
} KitCells;

static inline void kit_cell(KitCells *c, const KitTerm *t)
{
    size_t n = c->rows++;
    c->time[n] = t->from * HALE_DAY;
    c->until[n] = t->to < 0 ? HALE_OPEN : t->to * HALE_DAY;
    c->amount[n] = t->amount;
    c->interval[n] = t->interval;
    c->count[n] = t->count;
    c->quantity[n] = t->quantity;
    c->trial[n] = (int64_t)(t->trial_end * (double)HALE_DAY);
    c->intervals += t->interval != NULL;
    c->counts += c->counted[n] = t->count != 0;
    c->quantities += c->measured[n] = t->quantity > 0;
    c->trials += c->tried[n] = t->trial_end > 0;
}

/* The rows that the engine would hand over for the days [begin, end);
 * begin INT64_MIN: from the first row on. */
static inline const hale_rows *kit_terms(FakeHost *host, const KitTerm *term,
                                         size_t terms, int64_t begin,
                                         int64_t end)
{
    KitCells *c = fake_memory(host, sizeof *c);
    hale_span *span = fake_memory(host, sizeof *span);
    const hale_vector **column = fake_memory(host, 6 * sizeof *column);
    for (size_t i = 0; i < terms; i++)
        if (term[i].from < end)
            kit_cell(c, &term[i]);
    *span = fake_span(host, begin == INT64_MIN ? begin : begin * HALE_DAY,
                      end * HALE_DAY);
    column[0] = fake_money(host, c->amount, NULL, c->rows);
    if (c->intervals)
        column[1] = fake_texts(host, c->interval, c->rows);
    if (c->counts)
        column[2] = fake_ints(host, c->count, c->counted, c->rows);
    if (c->quantities)
        column[3] = fake_reals(host, c->quantity, c->measured, c->rows);
    if (c->trials)
        column[4] = fake_times(host, c->trial, c->tried, c->rows);
    return fake_rows(host, 0, span, c->time, c->until, c->rows, column);
}

/* Sums of whole results over accounts, to make a group's figures of. */
typedef struct KitSum {
    const hale_metric *metric;
    int64_t sum[KIT_RESULTS];
} KitSum;

static inline void kit_add(KitSum *s, const hale_value *r)
{
    for (size_t i = 0; s->metric->results[i]; i++)
        if (s->metric->results[i]->rollup == HALE_ROLLUP_SUM && !r[i].missing)
            s->sum[i] += r[i].as.i;
}

/* The group's figure of a result that is a ratio, as a roll-up makes it. */
static inline double kit_group(const KitSum *s, const char *name)
{
    const hale_result *const *all = s->metric->results;
    for (size_t i = 0; all[i]; i++)
        if (strcmp(all[i]->name, name) == 0) {
            const hale_result *part = all[all[i]->numerator];
            const hale_result *whole = all[all[i]->denominator];
            double unit = part->type == HALE_MONEY && whole->type != HALE_MONEY
                              ? (double)HALE_MONEY_UNIT
                              : 1;
            return (double)s->sum[all[i]->numerator] / unit /
                   (double)s->sum[all[i]->denominator];
        }
    fail_msg("no result %s", name);
    return 0;
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
