/* SPDX-License-Identifier: MIT
 *
 * digest.c: the rows of a table as one hash.
 *
 * Two runs gave the same table if they gave the same names, types and units,
 * and in every row the same bits and the same reasons for what is missing.
 * The rows are written one after another in a form of their own and hashed
 * in pieces, each together with the hash of all before, so a table of any
 * size needs a small buffer.
 */
#include "history/inside.h"

#include <string.h>

enum { PIECE = 1 << 16 };

static void fold(Text *buffer, char hash[33])
{
    text_add(buffer, (Str){hash, 32});
    hash_hex(buffer->data, buffer->len, hash);
    text_clear(buffer);
}

static void put_bytes(Text *out, const void *data, size_t len)
{
    text_add(out, (Str){data, len});
}

static void put_name(Text *out, const char *text)
{
    put_bytes(out, text ? text : "", (text ? strlen(text) : 0) + 1);
}

static void put_head(Text *out, const hale_table *t)
{
    put_name(out, t->name);
    for (size_t i = 0; i < t->columns; i++) {
        const hale_table_column *c = t->column[i];
        put_name(out, c->name);
        put_name(out, c->unit);
        text_char(out, (char)('a' + c->type));
    }
}

static void put_cell(Text *out, const hale_table_column *c, size_t row)
{
    char missing = c->missing ? (char)c->missing[row] : 0;
    text_char(out, missing);
    if (missing)
        return;
    if (c->type == HALE_BOOL) {
        put_bytes(out, &c->as.b[row], 1);
    } else if (c->type == HALE_REAL) {
        double value = c->as.r[row] + 0.0; /* -0 is 0 */
        put_bytes(out, &value, sizeof value);
    } else if (c->type == HALE_TEXT) {
        uint64_t len = c->as.text[row].len;
        put_bytes(out, &len, sizeof len);
        put_bytes(out, c->as.text[row].data, len);
    } else {
        put_bytes(out, &c->as.i[row], sizeof *c->as.i);
    }
}

/* The rows [row, end) that have the same as-of, as one digest. */
static size_t digest_rows(const hale_table *t, bool dated, size_t row,
                          Digest *out)
{
    Text buffer = {0};
    *out =
        (Digest){.table = t->name,
                 .as_of = dated && row < t->rows ? t->column[0]->as.i[row] : 0};
    memset(out->hash, '0', 32);
    put_head(&buffer, t);
    for (; row < t->rows; row++, out->rows++) {
        if (dated && t->column[0]->as.i[row] != out->as_of)
            break;
        for (size_t i = 0; i < t->columns; i++)
            put_cell(&buffer, t->column[i], row);
        if (buffer.len > PIECE)
            fold(&buffer, out->hash);
    }
    fold(&buffer, out->hash);
    text_free(&buffer);
    return row;
}

size_t digests_of(Arena *arena, const hale_table *t, Digest **out)
{
    bool dated = t->columns && !strcmp(t->column[0]->name, "as_of");
    size_t count = 0, most = 1, row = 0;
    for (size_t i = 1; dated && i < t->rows; i++)
        most += t->column[0]->as.i[i] != t->column[0]->as.i[i - 1];
    *out = arena_array(arena, most, sizeof **out);
    do
        row = digest_rows(t, dated, row, &(*out)[count++]);
    while (row < t->rows);
    return count;
}
