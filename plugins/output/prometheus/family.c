/* SPDX-License-Identifier: MIT
 *
 * family.c: the lines of a family.
 *
 * No line has a timestamp: the collector of text files refuses them, and the
 * as-of is a gauge of its own. Whole numbers and money are written exactly;
 * Prometheus makes doubles of them.
 */
#include "exposition.h"

#include <string.h>

#include "../../common/utf8.h"

/* A text in which backslash, line feed and, in labels, quotes are escaped. */
static void put_escaped(Buffer *out, hale_str s, int quotes)
{
    while (s.len) {
        uint32_t c = 0;
        size_t len = utf8_next(s, &c);
        if (len == 0) {
            buffer_puts(out, "\xef\xbf\xbd");
            len = 1;
        } else if (c == '\n') {
            buffer_puts(out, "\\n");
        } else {
            if (c == '\\' || (c == '"' && quotes))
                buffer_char(out, '\\');
            buffer_add(out, s.data, len);
        }
        s.data += len;
        s.len -= len;
    }
}

void put_label(Buffer *out, const char *name, hale_str value)
{
    buffer_puts(out, name);
    buffer_puts(out, "=\"");
    put_escaped(out, value, 1);
    buffer_char(out, '"');
}

void put_head(Buffer *out, const char *name, const char *help, const char *unit)
{
    buffer_puts(out, "# HELP ");
    buffer_puts(out, name);
    buffer_char(out, ' ');
    put_escaped(out, (hale_str){help, strlen(help)}, 0);
    if (unit) {
        buffer_puts(out, " (");
        put_escaped(out, (hale_str){unit, strlen(unit)}, 0);
        buffer_char(out, ')');
    }
    buffer_puts(out, "\n# TYPE ");
    buffer_puts(out, name);
    buffer_puts(out, " gauge\n");
}

void put_seconds(Buffer *out, int64_t instant)
{
    value_real(out, (double)instant / (double)HALE_SECOND);
}

static void put_value(Exposition *e, Buffer *out,
                      const hale_table_column *column, size_t row)
{
    if (column->type == HALE_BOOL)
        buffer_char(out, column->as.b[row] ? '1' : '0');
    else if (column->type == HALE_TIME)
        put_seconds(out, column->as.i[row]);
    else
        value_cell(e->cx, out, column, row);
}

static int has_value(const Rows *rows, const hale_table_column *column)
{
    for (size_t i = 0; i < rows->count; i++)
        if (!value_missing(column, rows->row[i]))
            return 1;
    return 0;
}

static int put_family(Exposition *e, const Rows *rows,
                      const hale_table_column *column)
{
    const hale_table *table = rows->table;
    const char *unit = column->type == HALE_TIME ? NULL : column->unit;
    const char *name = name_make(e, table->name, column);
    Buffer *out = &e->file->text;
    if (!name)
        return -1;
    if (!has_value(rows, column))
        return 0;
    put_head(out, name, column->help ? column->help : column->name, unit);
    for (size_t i = 0; i < rows->count; i++) {
        const size_t begin = rows->begin[i];
        if (value_missing(column, rows->row[i]))
            continue;
        buffer_puts(out, name);
        buffer_add(out, rows->labels.data + begin, rows->begin[i + 1] - begin);
        buffer_char(out, ' ');
        put_value(e, out, column, rows->row[i]);
        buffer_char(out, '\n');
    }
    return publish_flush(e->cx, e->file);
}

static int is_family(const hale_table *table, const hale_table_column *column)
{
    return column->type != HALE_TEXT && !rows_is_label(table, column) &&
           strcmp(column->name, "as_of") != 0;
}

int put_table(Exposition *e, const hale_table *table)
{
    Rows rows;
    int rc = rows_choose(e, table, &rows);
    for (size_t c = 0; c < table->columns && rc == 0; c++)
        if (rows.count && is_family(table, table->column[c]))
            rc = put_family(e, &rows, table->column[c]);
    rows_free(&rows);
    return rc;
}
