/* SPDX-License-Identifier: MIT
 *
 * cells.c: the cells of a result table, for people and as JSON.
 *
 * For people a figure is short and a missing one says why it is missing; as
 * JSON money keeps all its digits and a missing figure is null, never 0.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

const hale_table_column *column_named(const hale_table *t, const char *name)
{
    for (size_t i = 0; t && i < t->columns; i++)
        if (strcmp(t->column[i]->name, name) == 0)
            return t->column[i];
    return NULL;
}

hale_missing cell_missing(const hale_table_column *c, size_t row)
{
    if (!c)
        return HALE_NO_ROWS;
    return c->missing ? (hale_missing)c->missing[row] : HALE_PRESENT;
}

Str cell_text(const hale_table_column *c, size_t row)
{
    if (!c || c->type != HALE_TEXT || cell_missing(c, row))
        return S("");
    return c->as.text[row];
}

double cell_number(const hale_table_column *c, size_t row)
{
    if (cell_missing(c, row))
        return NAN;
    switch (c->type) {
    case HALE_BOOL:
        return c->as.b[row];
    case HALE_INT:
        return (double)c->as.i[row];
    case HALE_REAL:
        return c->as.r[row];
    case HALE_MONEY:
        return (double)c->as.i[row] / (double)HALE_MONEY_UNIT;
    default:
        return NAN;
    }
}

void real_for_people(double value, int digits, char out[32])
{
    snprintf(out, 32, "%.*f", digits, value);
    if (strchr(out, '.')) {
        size_t n = strlen(out);
        while (out[n - 1] == '0')
            out[--n] = 0;
        if (out[n - 1] == '.')
            out[--n] = 0;
    }
    if (strcmp(out, "-0") == 0)
        memcpy(out, "0", 2);
}

static void show_real(Text *out, double value)
{
    char number[32];
    double size = fabs(value);
    if (size >= 1e15 || (size > 0 && size < 1e-4))
        snprintf(number, sizeof number, "%.4g", value);
    else
        real_for_people(value, size >= 100 ? 1 : 4, number);
    text_puts(out, number);
}

void cell_show(Text *out, const hale_table_column *c, size_t row,
               const Zone *zone)
{
    char buffer[40];
    hale_missing missing = cell_missing(c, row);
    if (missing) {
        text_printf(out, "- (%s)", missing_word(missing));
        return;
    }
    switch (c->type) {
    case HALE_BOOL:
        text_puts(out, c->as.b[row] ? "yes" : "no");
        break;
    case HALE_INT:
        count_format(c->as.i[row], buffer);
        text_puts(out, buffer);
        break;
    case HALE_MONEY:
        money_for_people(c->as.i[row], buffer);
        text_puts(out, buffer);
        break;
    case HALE_TIME:
        time_format(zone, c->as.i[row], buffer);
        text_puts(out, buffer);
        break;
    case HALE_TEXT:
        text_safe(out, c->as.text[row]);
        break;
    default:
        show_real(out, c->as.r[row]);
    }
}

void cell_json(Text *out, const hale_table_column *c, size_t row)
{
    char buffer[40];
    if (cell_missing(c, row)) {
        text_puts(out, "null");
        return;
    }
    switch (c->type) {
    case HALE_BOOL:
        text_puts(out, c->as.b[row] ? "true" : "false");
        break;
    case HALE_INT:
        text_printf(out, "%lld", (long long)c->as.i[row]);
        break;
    case HALE_MONEY:
        money_format(c->as.i[row], 2, buffer);
        text_puts(out, buffer);
        break;
    case HALE_TIME:
        time_format_utc(c->as.i[row], buffer);
        text_printf(out, "\"%s\"", buffer);
        break;
    case HALE_TEXT:
        text_add_json(out, c->as.text[row]);
        break;
    default:
        real_format(c->as.r[row], buffer);
        text_puts(out, buffer);
    }
}

void row_json(Text *out, const hale_table *t, size_t row, size_t skip)
{
    text_char(out, '{');
    for (size_t i = skip; i < t->columns; i++) {
        if (i > skip)
            text_char(out, ',');
        text_add_json(out, str(t->column[i]->name));
        text_char(out, ':');
        cell_json(out, t->column[i], row);
    }
    text_char(out, '}');
}

void table_last(const hale_table *t, const hale_run *run, size_t *first,
                size_t *end)
{
    *end = t ? t->rows : 0;
    *first = 0;
    if (!*end || !run->as_of_count)
        return;
    int64_t last = run->as_of[run->as_of_count - 1];
    const hale_table_column *as_of = column_named(t, "as_of");
    if (!as_of)
        return;
    *first = *end;
    while (*first > 0 && as_of->as.i[*first - 1] == last)
        (*first)--;
}

hale_value cell_value(const hale_table_column *c, size_t row)
{
    hale_value v = {.type = c ? c->type : HALE_REAL,
                    .missing = cell_missing(c, row)};
    if (v.missing)
        return v;
    switch (v.type) {
    case HALE_BOOL:
        v.as.b = c->as.b[row];
        break;
    case HALE_TEXT:
        v.as.text = c->as.text[row];
        break;
    case HALE_REAL:
        v.as.r = c->as.r[row];
        break;
    default:
        v.as.i = c->as.i[row];
    }
    return v;
}

/* The value as a column with one row. */
static hale_table_column column_of(const hale_value *v, const uint8_t *missing)
{
    hale_table_column c = {
        .size = sizeof c, .name = "", .type = v->type, .missing = missing};
    switch (v->type) {
    case HALE_BOOL:
        c.as.b = &v->as.b;
        break;
    case HALE_TEXT:
        c.as.text = &v->as.text;
        break;
    case HALE_REAL:
        c.as.r = &v->as.r;
        break;
    default:
        c.as.i = &v->as.i;
    }
    return c;
}

void value_show(Text *out, const hale_value *v, const Zone *zone)
{
    uint8_t missing = (uint8_t)v->missing;
    hale_table_column c = column_of(v, &missing);
    cell_show(out, &c, 0, zone);
}

void value_json(Text *out, const hale_value *v)
{
    uint8_t missing = (uint8_t)v->missing;
    hale_table_column c = column_of(v, &missing);
    cell_json(out, &c, 0);
}
