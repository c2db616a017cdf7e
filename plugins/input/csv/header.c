/* SPDX-License-Identifier: MIT
 *
 * header.c: the names of a file's columns, and which cell is which field.
 *
 * Cells are bound by name, for each file anew: exports put columns in another
 * order from one month to the next. Two columns of one name cannot be told
 * apart and are refused; columns without a name are merely never found.
 */
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/text.h"
#include "../../common/utf8.h"

static int by_bytes(const void *a, const void *b)
{
    const hale_str x = *(const hale_str *)a, y = *(const hale_str *)b;
    int order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);
    return order ? order : (x.len > y.len) - (x.len < y.len);
}

static int check_unique(hale_cx *cx, const Scan *scan, const Header *header)
{
    hale_str *sorted = malloc((header->count + 1) * sizeof *sorted);
    int rc = 0;
    if (!sorted)
        return hale_fail(cx, "%s: no memory for its header", scan->bytes.path);
    for (size_t i = 0; i < header->count; i++)
        sorted[i] = header->name[i];
    qsort(sorted, header->count, sizeof *sorted, by_bytes);
    for (size_t i = 1; i < header->count && rc == 0; i++)
        if (sorted[i].len && by_bytes(&sorted[i - 1], &sorted[i]) == 0)
            rc =
                hale_fail(cx,
                          "%s: two columns are called \"%.*s\"; rename "
                          "one, so that it is clear which is meant",
                          scan->bytes.path, (int)sorted[i].len, sorted[i].data);
    free(sorted);
    return rc;
}

static int copy_name(hale_cx *cx, hale_str from, hale_str *to)
{
    *to = (hale_str){text_copy(cx, from), from.len};
    return to->data ? 0 : -1;
}

/* The row that names the columns, with all its edges known. */
static int header_row(hale_cx *cx, Scan *scan, Row *row)
{
    int rc;
    if (scan_expect(scan, cx, 256))
        return -1;
    rc = scan_next(scan, cx, row);
    if (rc < 0)
        return -1;
    if (rc == 0)
        return hale_fail(cx,
                         "%s: is empty: the row that names its columns is "
                         "missing",
                         scan->bytes.path);
    if (row->trouble)
        return hale_fail(cx, "%s:%llu: the header is unusable: %s",
                         scan->bytes.path, (unsigned long long)row->line,
                         row->trouble);
    if (row->cells > scan->room) { /* once more, with room for all */
        if (scan_expect(scan, cx, row->cells))
            return -1;
        scan->at = (size_t)(row->data - scan->data);
        scan->line = row->line;
        scan_row(scan, row);
    }
    return 0;
}

static int names_of_row(hale_cx *cx, Scan *scan, const Row *row, Header *out)
{
    for (size_t i = 0; i < row->cells; i++) {
        hale_str name;
        if (careful_cell(scan, row, i, &name))
            return hale_fail(cx, "%s: no memory for its header",
                             scan->bytes.path);
        if (utf8_check(name) < name.len)
            return hale_fail(cx,
                             "%s:%llu: the header is not UTF-8; if an old "
                             "Windows program wrote it, set encoding = "
                             "latin1",
                             scan->bytes.path, (unsigned long long)row->line);
        if (copy_name(cx, name, &out->name[i]))
            return -1;
    }
    return 0;
}

int header_read(hale_cx *cx, Scan *scan, Header *out)
{
    const struct hale_list *given = &scan->dialect->names;
    Row row = {0};
    if (scan->dialect->header && header_row(cx, scan, &row))
        return -1;
    out->count = scan->dialect->header ? row.cells : given->count;
    out->name = cx->alloc(cx, out->count * sizeof *out->name);
    if (!out->name)
        return -1;
    if (scan->dialect->header) {
        if (names_of_row(cx, scan, &row, out))
            return -1;
    } else {
        for (size_t i = 0; i < given->count; i++)
            out->name[i] = given->item[i];
    }
    return check_unique(cx, scan, out);
}

int header_pass(hale_cx *cx, Scan *scan, const Header *known)
{
    Row row;
    if (!scan->dialect->header)
        return 0;
    if (header_row(cx, scan, &row))
        return -1;
    if (row.cells != known->count)
        return hale_fail(cx, "%s: changed while it was read", scan->bytes.path);
    return 0;
}

static hale_str trimmed(hale_str s)
{
    while (s.len && (s.data[0] == ' ' || s.data[0] == '\t')) {
        s.data++;
        s.len--;
    }
    while (s.len && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* But for the case of ASCII letters and surrounding spaces. */
static int is_alike(hale_str a, hale_str b)
{
    a = trimmed(a);
    b = trimmed(b);
    if (a.len != b.len)
        return 0;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return 0;
    return a.len > 0;
}

/* "a, b, c" for a message, cut where it gets long. */
static void list_names(const Header *header, char *out, size_t room)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < header->count; i++) {
        const hale_str name = header->name[i];
        const char *comma = i ? ", " : "";
        if (len + name.len + 10 > room) {
            snprintf(out + len, room - len, "%s...", comma);
            return;
        }
        len += (size_t)snprintf(out + len, room - len, "%s%.*s", comma,
                                (int)name.len, name.data);
    }
}

int header_find(hale_cx *cx, const Header *header, const char *file,
                hale_str name, size_t *cell)
{
    char names[400];
    size_t alike = 0;
    for (size_t i = 0; i < header->count; i++) {
        if (by_bytes(&header->name[i], &name) == 0) {
            *cell = i;
            return 0;
        }
    }
    for (size_t i = 0; i < header->count; i++) {
        if (!is_alike(header->name[i], name))
            continue;
        *cell = i;
        alike++;
    }
    if (alike == 1)
        return 0;
    list_names(header, names, sizeof names);
    return hale_fail(cx, "%s: %s \"%.*s\"; its columns are: %s", file,
                     alike ? "more than one column could be" : "has no column",
                     (int)name.len, name.data, names);
}
