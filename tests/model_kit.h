/* SPDX-License-Identifier: MIT
 *
 * model_kit.h: what the tests of models share, on top of fake_host.h.
 *
 * A test compiles one pack into itself, builds an account table of a few
 * columns and runs a model of the pack over it. Columns are given in the
 * order of the model's needs, NULL where an optional one is absent; what it
 * reads beside them (its sides) is given by kit_side. Results and reported
 * rows are asked for by name.
 */
#ifndef HALE_TESTS_MODEL_KIT_H
#define HALE_TESTS_MODEL_KIT_H

#include "fake_host.h"
#include "unit.h"

typedef struct Ran { /* a model that has run */
    FakeHost *host;
    const hale_model *model;
    int result;
    hale_value *column[16]; /* a value an account for each result */
} Ran;

static inline const hale_model *kit_model(const char *name)
{
    for (size_t i = 0; hale_plugin_v1()->models[i]; i++)
        if (strcmp(hale_plugin_v1()->models[i]->name, name) == 0)
            return hale_plugin_v1()->models[i];
    fail_msg("the pack has no model %s", name);
    return NULL;
}

static inline hale_table_column *kit_column(FakeHost *host, hale_type type,
                                            const void *values,
                                            const uint8_t *missing)
{
    hale_table_column *c = fake_memory(host, sizeof *c);
    *c = (hale_table_column){.size = sizeof *c,
                             .name = "given",
                             .type = type,
                             .missing = missing,
                             .as.b = values};
    return c;
}

/* Texts; NULL is a missing one. */
static inline hale_table_column *kit_texts(FakeHost *host,
                                           const char *const *texts, size_t n)
{
    hale_str *text = fake_memory(host, n * sizeof *text);
    uint8_t *missing = fake_memory(host, n);
    for (size_t i = 0; i < n; i++) {
        missing[i] = texts[i] ? HALE_PRESENT : HALE_NO_ROWS;
        if (texts[i])
            text[i] = (hale_str){texts[i], strlen(texts[i])};
    }
    return kit_column(host, HALE_TEXT, text, missing);
}

static inline size_t kit_width(const hale_result *const *columns)
{
    size_t n = 0;
    while (columns && columns[n])
        n++;
    return n;
}

/* What answers side need `side`, from the next kit_fit on: `count` columns in
 * the order of the need's, NULL where an optional one is absent. A side that
 * nobody feeds is one that this was not called for. */
static inline void kit_side(FakeHost *host, size_t side, size_t rows,
                            size_t count,
                            const hale_table_column *const *columns)
{
    hale_table *table = fake_memory(host, sizeof *table);
    *table = (hale_table){.size = sizeof *table,
                          .name = "side",
                          .title = "Side",
                          .rows = rows,
                          .columns = count,
                          .column = columns};
    assert_true(side < 8);
    host->side[side] = table;
}

static inline Ran kit_fit(FakeHost *host, const char *name,
                          const char *const *given, size_t rows,
                          const hale_table_column *const *columns)
{
    const hale_model *m = kit_model(name);
    Ran ran = {.host = host, .model = m};
    hale_table table = {.size = sizeof table, .name = "accounts", .rows = rows};
    hale_span span = fake_span(host, INT64_MIN, 20000 * HALE_DAY);
    void *config = fake_memory(host, m->config_size);
    while (m->needs[table.columns])
        table.columns++;
    table.column = columns;
    for (size_t k = 0; k < kit_width(m->results); k++) {
        ran.column[k] = fake_memory(host, rows * sizeof(hale_value));
        for (size_t i = 0; i < rows; i++)
            ran.column[k][i] = (hale_value){.type = m->results[k]->type,
                                            .missing = HALE_NO_ROWS};
    }
    fake_forget(host);
    for (size_t i = 0; m->reports && m->reports[i]; i++)
        host->emit_width[i] = kit_width(m->reports[i]->columns);
    ran.result =
        m->configure
            ? m->configure(&host->cx, fake_options(host, m->options, given),
                           config)
            : 0;
    if (ran.result == 0)
        ran.result = m->run(&host->cx, config, &span, &table, ran.column);
    return ran;
}

static inline size_t kit_index(const hale_result *const *list, const char *name)
{
    for (size_t i = 0; list[i]; i++)
        if (strcmp(list[i]->name, name) == 0)
            return i;
    fail_msg("there is no \"%s\"", name);
    return 0;
}

/* Result `name` of account `row`. */
static inline hale_value kit_account(const Ran *ran, const char *name,
                                     size_t row)
{
    return ran->column[kit_index(ran->model->results, name)][row];
}

/* How many rows report `report` has. */
static inline size_t kit_rows(const Ran *ran, size_t report)
{
    size_t n = 0;
    for (size_t i = 0; i < ran->host->rows; i++)
        n += ran->host->row[i].report == report;
    return n;
}

/* Cell `name` of row `row` of report `report`. */
static inline hale_value kit_cell(const Ran *ran, size_t report, size_t row,
                                  const char *name)
{
    size_t at = kit_index(ran->model->reports[report]->columns, name);
    for (size_t i = 0; i < ran->host->rows; i++)
        if (ran->host->row[i].report == report && row-- == 0)
            return ran->host->row[i].value[at];
    fail_msg("report %zu has no such row", report);
    return (hale_value){0};
}

static inline double kit_number(hale_value v)
{
    assert_int_equal(v.missing, HALE_PRESENT);
    return v.type == HALE_REAL    ? v.as.r
           : v.type == HALE_MONEY ? (double)v.as.i / (double)HALE_MONEY_UNIT
                                  : (double)v.as.i;
}

/* The description says all that a reader needs. */
static inline void kit_model_described(const hale_model *m, const char *pack)
{
    char plugin[64];
    snprintf(plugin, sizeof plugin, "plugin = %s.%s\n", pack, m->name);
    assert_non_null(strstr(m->example, plugin));
    assert_true(m->title[0] && m->family[0] && m->formula[0] && m->source[0]);
    for (size_t i = 0; m->options && m->options[i]; i++)
        assert_true(m->options[i]->help && m->options[i]->help[0]);
    for (size_t i = 0; m->results && m->results[i]; i++)
        assert_true(m->results[i]->unit && m->results[i]->undefined);
    for (size_t i = 0; m->reports && m->reports[i]; i++)
        for (size_t k = 0; m->reports[i]->columns[k]; k++)
            assert_true(m->reports[i]->columns[k]->unit &&
                        m->reports[i]->columns[k]->undefined);
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

#define KIT_TEST(f)                                                            \
    cmocka_unit_test_setup_teardown(f, kit_open_host, kit_close_host)

#endif
