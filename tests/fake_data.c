/* SPDX-License-Identifier: MIT
 *
 * fake_data.c: what a fake host hands to plugins: options, columns, rows.
 *
 * Options are read from text by their declared type, so that a test exercises
 * names and defaults as well. A test that gives an option wrongly is broken
 * and stops here; what a plugin must refuse by itself passes.
 */
#include "fake_host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hale/parse.h"

#define MAX_LIST 64

/* Ends a test that is itself wrong. */
static void broken(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

static void broken(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("fake host: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

static const char *keep(FakeHost *host, const char *data, size_t len)
{
    char *copy = fake_memory(host, len + 1);
    if (len)
        memcpy(copy, data, len);
    return copy;
}

/* ------------------------------------------------------------- options -- */

static hale_str trimmed(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return (hale_str){from, (size_t)(to - from)};
}

static void read_list(FakeHost *host, const char *given, hale_value *out)
{
    hale_str *item = fake_memory(host, MAX_LIST * sizeof *item);
    size_t count = 0;
    while (*given) {
        const char *end = given + strcspn(given, ",");
        hale_str piece = trimmed(given, end);
        if (count == MAX_LIST)
            broken("a list of more than %d texts", MAX_LIST);
        piece.data = keep(host, piece.data, piece.len);
        item[count++] = piece;
        given = end + (*end == ',');
    }
    out->as.list.item = item;
    out->as.list.count = count;
}

static int read_days(const char *given, int64_t *out)
{
    size_t len = strlen(given);
    int64_t unit = len && given[len - 1] == 'w' ? 7 : 1;
    if (len && (given[len - 1] == 'd' || given[len - 1] == 'w'))
        len--;
    if (hale_read_int((hale_str){given, len}, (hale_signs){0}, out))
        return -1;
    *out *= unit;
    return 0;
}

static int read_choice(const hale_option *option, const char *given,
                       int64_t *out)
{
    for (size_t i = 0; option->choices[i]; i++) {
        if (strcmp(option->choices[i], given) == 0) {
            *out = (int64_t)i;
            return 0;
        }
    }
    return -1;
}

static int read_date(FakeHost *host, hale_str s, int64_t *out)
{
    int32_t date;
    if (hale_read_date(s, &date))
        return -1;
    *out = date * HALE_DAY - host->offset * HALE_SECOND;
    return 0;
}

static int read_option(FakeHost *host, const hale_option *option,
                       const char *given, hale_value *out)
{
    hale_str s = {keep(host, given, strlen(given)), strlen(given)};
    hale_signs plain = {0};
    switch (option->type) {
    case HALE_OPTION_BOOL:
        return hale_read_bool(s, &out->as.b);
    case HALE_OPTION_INT:
        return hale_read_int(s, plain, &out->as.i);
    case HALE_OPTION_REAL:
        return hale_read_real(s, plain, &out->as.r);
    case HALE_OPTION_MONEY:
        return hale_read_money(s, plain, &out->as.i);
    case HALE_OPTION_DATE:
        return read_date(host, s, &out->as.i);
    case HALE_OPTION_DAYS:
        return read_days(given, &out->as.i);
    case HALE_OPTION_CHOICE:
        return read_choice(option, given, &out->as.i);
    case HALE_OPTION_LIST:
        read_list(host, s.data, out);
        return 0;
    case HALE_OPTION_TEXT:
    case HALE_OPTION_PATH:
    case HALE_OPTION_COLUMN:
        out->as.text = s;
        return 0;
    }
    return -1;
}

static hale_type type_of(hale_option_type type)
{
    switch (type) {
    case HALE_OPTION_BOOL:
        return HALE_BOOL;
    case HALE_OPTION_REAL:
        return HALE_REAL;
    case HALE_OPTION_MONEY:
        return HALE_MONEY;
    case HALE_OPTION_DATE:
        return HALE_TIME;
    case HALE_OPTION_INT:
    case HALE_OPTION_DAYS:
    case HALE_OPTION_CHOICE:
        return HALE_INT;
    default:
        return HALE_TEXT;
    }
}

static void check_names(const hale_option *const *declared,
                        const char *const *given)
{
    for (size_t i = 0; given && given[i]; i += 2) {
        size_t k = 0;
        while (declared && declared[k] &&
               strcmp(declared[k]->name, given[i]) != 0)
            k++;
        if (!declared || !declared[k])
            broken("there is no option \"%s\"", given[i]);
    }
}

const hale_value *fake_options(FakeHost *host,
                               const hale_option *const *declared,
                               const char *const *given)
{
    size_t count = 0;
    check_names(declared, given);
    while (declared && declared[count])
        count++;
    hale_value *values = fake_memory(host, (count + 1) * sizeof *values);
    for (size_t k = 0; k < count; k++) {
        const char *as_written = declared[k]->fallback;
        for (size_t i = 0; given && given[i]; i += 2)
            if (strcmp(given[i], declared[k]->name) == 0)
                as_written = given[i + 1];
        values[k].type = type_of(declared[k]->type);
        if (!as_written) {
            if (declared[k]->flags & HALE_REQUIRED)
                broken("option \"%s\" is required", declared[k]->name);
            values[k].missing = HALE_NOT_GIVEN;
        } else if (read_option(host, declared[k], as_written, &values[k])) {
            broken("%s = %s: not such a value", declared[k]->name, as_written);
        }
    }
    return values;
}

/* ----------------------------------------------------- columns and rows -- */

static hale_vector *vector(FakeHost *host, hale_type type,
                           const uint8_t *present)
{
    hale_vector *v = fake_memory(host, sizeof *v);
    v->size = sizeof *v;
    v->type = type;
    v->present = present;
    return v;
}

/* The values are copied to their own block of exactly `count`, so that ASan
 * sees a metric that reads one too many. */
static const void *exactly(FakeHost *host, const void *values, size_t bytes)
{
    void *copy = fake_memory(host, bytes);
    if (bytes)
        memcpy(copy, values, bytes);
    return copy;
}

const hale_vector *fake_bools(FakeHost *host, const uint8_t *values,
                              const uint8_t *present, size_t count)
{
    hale_vector *v = vector(host, HALE_BOOL, present);
    v->as.b = exactly(host, values, count);
    return v;
}

static const hale_vector *whole(FakeHost *host, hale_type type,
                                const int64_t *values, const uint8_t *present,
                                size_t count)
{
    hale_vector *v = vector(host, type, present);
    v->as.i = exactly(host, values, count * sizeof *values);
    return v;
}

const hale_vector *fake_ints(FakeHost *host, const int64_t *values,
                             const uint8_t *present, size_t count)
{
    return whole(host, HALE_INT, values, present, count);
}

const hale_vector *fake_money(FakeHost *host, const int64_t *values,
                              const uint8_t *present, size_t count)
{
    return whole(host, HALE_MONEY, values, present, count);
}

const hale_vector *fake_times(FakeHost *host, const int64_t *values,
                              const uint8_t *present, size_t count)
{
    return whole(host, HALE_TIME, values, present, count);
}

const hale_vector *fake_reals(FakeHost *host, const double *values,
                              const uint8_t *present, size_t count)
{
    hale_vector *v = vector(host, HALE_REAL, present);
    v->as.r = exactly(host, values, count * sizeof *values);
    return v;
}

hale_span fake_span(FakeHost *host, int64_t begin, int64_t end)
{
    return (hale_span){
        .size = sizeof(hale_span),
        .begin = begin,
        .end = end,
        .begin_day =
            begin == INT64_MIN ? INT32_MIN : host->cx.day(&host->cx, begin),
        .last_day = host->cx.day(&host->cx, end - 1),
        .as_of = end,
        .as_of_day = host->cx.day(&host->cx, end - 1),
    };
}

const hale_rows *fake_rows(FakeHost *host, size_t need, const hale_span *span,
                           const int64_t *time, const int64_t *until,
                           size_t count, const hale_vector *const *column)
{
    hale_rows *rows = fake_memory(host, sizeof *rows);
    int32_t *days = fake_memory(host, count * sizeof *days);
    for (size_t i = 0; i < count; i++)
        days[i] = host->cx.day(&host->cx, time[i]);
    *rows = (hale_rows){
        .size = sizeof *rows,
        .need = need,
        .count = count,
        .time = time,
        .until = until,
        .day = days,
        .column = column,
        .span = span,
    };
    return rows;
}

int fake_measure(FakeHost *host, const hale_metric *metric,
                 const char *const *given, const hale_span *span,
                 const hale_rows *const *rows, hale_value *results)
{
    const hale_value *options = fake_options(host, metric->options, given);
    void *config = fake_memory(host, metric->config_size);
    void *state = fake_memory(host, metric->state_size);
    for (size_t i = 0; metric->results[i]; i++)
        results[i] = (hale_value){.type = metric->results[i]->type,
                                  .missing = HALE_NO_ROWS};
    if (metric->configure && metric->configure(&host->cx, options, config))
        return -1;
    if (metric->init && metric->init(&host->cx, config, span, state))
        return -1;
    for (; *rows; rows++)
        if (metric->update(&host->cx, config, state, *rows))
            return -1;
    return metric->finish(&host->cx, config, span, state, results);
}

hale_table fake_table(const char *name, size_t rows,
                      const hale_table_column *const *columns)
{
    size_t count = 0;
    while (columns[count])
        count++;
    return (hale_table){
        .size = sizeof(hale_table),
        .name = name,
        .title = name,
        .rows = rows,
        .columns = count,
        .column = columns,
    };
}
