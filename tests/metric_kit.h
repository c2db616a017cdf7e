/* SPDX-License-Identifier: MIT
 *
 * metric_kit.h: what the tests of metrics share, on top of fake_host.h.
 *
 * A test compiles one pack into itself and finds its metrics through
 * hale_plugin_v1, as the engine does. The kit runs a metric over rows in one
 * piece, in batches, or as two merged states; answers results by name; and
 * checks the laws that every metric declares about itself.
 */
#ifndef HALE_TESTS_METRIC_KIT_H
#define HALE_TESTS_METRIC_KIT_H

#include "fake_host.h"
#include "unit.h"

#define KIT_RESULTS 32                         /* no metric has more */
#define KIT_NONE ((const char *const[]){NULL}) /* no options given */

/* The metric of the pack under test; ends the test if there is none. */
static inline const hale_metric *kit_metric(const char *name)
{
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        if (strcmp(hale_plugin_v1()->metrics[i]->name, name) == 0)
            return hale_plugin_v1()->metrics[i];
    fail_msg("the pack has no metric %s", name);
    return NULL;
}

static inline const hale_value *kit_get(const hale_metric *metric,
                                        const hale_value *results,
                                        const char *name)
{
    for (size_t i = 0; metric->results[i]; i++)
        if (strcmp(metric->results[i]->name, name) == 0)
            return &results[i];
    fail_msg("%s has no result \"%s\"", metric->name, name);
    return NULL;
}

/* A result that is a whole number or money, and is not missing. */
static inline int64_t kit_int(const hale_metric *metric,
                              const hale_value *results, const char *name)
{
    const hale_value *v = kit_get(metric, results, name);
    assert_int_equal(v->missing, HALE_PRESENT);
    return v->as.i;
}

static inline double kit_real(const hale_metric *metric,
                              const hale_value *results, const char *name)
{
    const hale_value *v = kit_get(metric, results, name);
    assert_int_equal(v->missing, HALE_PRESENT);
    return v->as.r;
}

static inline hale_missing kit_missing(const hale_metric *metric,
                                       const hale_value *results,
                                       const char *name)
{
    return kit_get(metric, results, name)->missing;
}

static inline void kit_arrive(const hale_metric *metric, hale_value *results)
{
    for (size_t i = 0; metric->results[i]; i++)
        results[i] = (hale_value){.type = metric->results[i]->type,
                                  .missing = HALE_NO_ROWS};
}

/* Rows [first, first + count) of `rows`, as an engine would cut them. */
static inline const hale_rows *kit_slice(FakeHost *host,
                                         const hale_metric *metric,
                                         const hale_rows *rows, size_t first,
                                         size_t count)
{
    hale_rows *part = fake_memory(host, sizeof *part);
    const hale_vector **column = fake_memory(host, 32 * sizeof *column);
    *part = *rows;
    part->count = count;
    part->time += first;
    part->day += first;
    if (rows->until)
        part->until += first;
    for (size_t i = 0; metric->needs[0]->columns[i]; i++) {
        hale_vector *v = fake_memory(host, sizeof *v);
        if (!rows->column[i])
            continue;
        *v = *rows->column[i];
        if (v->present)
            v->present += first;
        if (v->type == HALE_BOOL)
            v->as.b += first;
        else if (v->type == HALE_TEXT)
            v->as.code += first;
        else if (v->type == HALE_REAL)
            v->as.r += first;
        else
            v->as.i += first;
        column[i] = v;
    }
    part->column = column;
    return part;
}

/* In batches of `size` rows, with an empty one before each. */
static inline int kit_batches(FakeHost *host, const hale_metric *metric,
                              const char *const *given, const hale_rows *rows,
                              size_t size, hale_value *results)
{
    const hale_rows **list =
        fake_memory(host, (2 * (rows->count / size) + 4) * sizeof *list);
    size_t n = 0;
    for (size_t first = 0; first < rows->count; first += size) {
        size_t left = rows->count - first;
        list[n++] = kit_slice(host, metric, rows, first, 0);
        list[n++] =
            kit_slice(host, metric, rows, first, left < size ? left : size);
    }
    return fake_measure(host, metric, given, rows->span, list, results);
}

static inline int kit_run(FakeHost *host, const hale_metric *metric,
                          const char *const *given, const hale_rows *rows,
                          hale_value *results)
{
    const hale_rows *list[] = {rows, NULL};
    return fake_measure(host, metric, given, rows->span, list, results);
}

/* Two states, the rows before `cut` in one and the rest in the other. */
static inline void kit_merged(FakeHost *host, const hale_metric *metric,
                              const char *const *given, const hale_rows *rows,
                              size_t cut, hale_value *results)
{
    hale_cx *cx = &host->cx;
    const hale_value *options = fake_options(host, metric->options, given);
    void *config = fake_memory(host, metric->config_size);
    void *state[2];
    if (metric->configure)
        assert_int_equal(metric->configure(cx, options, config), 0);
    for (size_t i = 0; i < 2; i++) {
        const hale_rows *part = kit_slice(host, metric, rows, i ? cut : 0,
                                          i ? rows->count - cut : cut);
        state[i] = fake_memory(host, metric->state_size);
        if (metric->init)
            assert_int_equal(metric->init(cx, config, rows->span, state[i]), 0);
        assert_int_equal(metric->update(cx, config, state[i], part), 0);
    }
    assert_int_equal(metric->merge(cx, config, state[0], state[1]), 0);
    kit_arrive(metric, results);
    assert_int_equal(metric->finish(cx, config, rows->span, state[0], results),
                     0);
}

static inline void kit_same(const hale_metric *metric, const hale_value *a,
                            const hale_value *b)
{
    for (size_t i = 0; metric->results[i]; i++) {
        assert_int_equal(a[i].missing, b[i].missing);
        if (a[i].missing)
            continue;
        if (a[i].type == HALE_REAL) /* to the last bit */
            assert_memory_equal(&a[i].as.r, &b[i].as.r, sizeof a[i].as.r);
        else if (a[i].type == HALE_TEXT) {
            assert_int_equal(a[i].as.text.len, b[i].as.text.len);
            assert_memory_equal(a[i].as.text.data, b[i].as.text.data,
                                a[i].as.text.len);
        } else
            assert_int_equal(a[i].as.i, b[i].as.i);
    }
}

/* What the metric declares of its own results: the identities, and that a
 * ratio is the ratio of the two results it names. */
static inline void kit_laws(const hale_metric *metric, const hale_value *r)
{
    for (size_t k = 0; metric->identities && metric->identities[k]; k++) {
        int64_t sum = 0;
        int whole = 1;
        for (size_t i = 0; metric->results[i]; i++) {
            int sign = metric->identities[k]->sign[i];
            if (sign && r[i].missing)
                whole = 0;
            else if (sign)
                sum += sign * r[i].as.i;
        }
        if (whole)
            assert_int_equal(sum, 0);
    }
    for (size_t i = 0; metric->results[i]; i++) {
        const hale_result *result = metric->results[i];
        if (result->rollup != HALE_ROLLUP_RATIO || r[i].missing)
            continue;
        const hale_value *part = &r[result->numerator];
        const hale_value *of = &r[result->denominator];
        double top = part->type == HALE_REAL ? part->as.r : (double)part->as.i;
        double base = of->type == HALE_REAL ? of->as.r : (double)of->as.i;
        if (part->type == HALE_MONEY && of->type != HALE_MONEY)
            top /= (double)HALE_MONEY_UNIT; /* money for one of something */
        assert_near(r[i].as.r, top / base, 1e-12);
    }
}

/* Rows in one piece, in batches of 1, 2, 3 and 7, and merged where that is
 * declared: always the same, and the laws hold. */
static inline void kit_everyhow(FakeHost *host, const hale_metric *metric,
                                const char *const *given, const hale_rows *rows,
                                hale_value *results)
{
    static const size_t sizes[] = {1, 2, 3, 7};
    hale_value again[KIT_RESULTS];
    assert_int_equal(kit_run(host, metric, given, rows, results), 0);
    kit_laws(metric, results);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(
            kit_batches(host, metric, given, rows, sizes[i], again), 0);
        kit_same(metric, results, again);
    }
    for (size_t i = 0; metric->merge && i < 3; i++) {
        kit_merged(host, metric, given, rows, rows->count * i / 2, again);
        kit_same(metric, results, again);
    }
}

/* Every description of the pack says all that a reader needs. */
static inline void kit_described(const hale_metric *m, const char *pack)
{
    char plugin[64];
    snprintf(plugin, sizeof plugin, "plugin = %s.%s\n", pack, m->name);
    assert_non_null(strstr(m->example, plugin));
    assert_true(strncmp(m->example, "[metric.", 8) == 0);
    assert_true(m->title[0] && m->family[0] && m->formula[0] && m->source[0]);
    for (size_t i = 0; m->options && m->options[i]; i++)
        assert_true(m->options[i]->help && m->options[i]->help[0]);
    for (size_t i = 0; m->needs[0]->columns[i]; i++)
        assert_true(m->needs[0]->columns[i]->help[0]);
    for (size_t i = 0; m->results[i]; i++)
        assert_true(m->results[i]->unit && m->results[i]->help &&
                    m->results[i]->undefined);
}

/* splitmix64: the same numbers everywhere. */
static inline uint64_t kit_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline int64_t kit_below(uint64_t *seed, int64_t limit)
{
    return (int64_t)(kit_random(seed) % (uint64_t)limit);
}

#endif
