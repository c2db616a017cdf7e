/* SPDX-License-Identifier: MIT
 *
 * rows.c: statements with values, rows back, rows in bulk.
 *
 * Values and cells are texts on the wire, and their types are named, so the
 * server guesses nothing. Rows come one by one, for a history of years is
 * larger than what one wants in memory. While they come nothing can be sent:
 * what is put then waits, however much it is.
 */
#include "database.h"

#include <stdlib.h>
#include <string.h>

#include "hale/parse.h"

enum {
    INT8_OID = 20,
    TEXT_OID = 25,
    FLOAT8_OID = 701,
    VALUES_MOST = 32,
    ENOUGH = 1 << 20,
    LARGE = 1 << 16
};

typedef struct Answer {
    Database *db;
    PGresult *row; /* the current one */
    int done;      /* all were taken, or it failed */
    size_t columns;
    hale_type type[];
} Answer;

/* ---------------------------------------------------------------- asking -- */

static Oid oid_of(hale_type type)
{
    return type == HALE_REAL   ? FLOAT8_OID
           : type == HALE_TEXT ? TEXT_OID
                               : INT8_OID;
}

static void add_value(Buffer *out, const hale_value *v)
{
    if (v->type == HALE_REAL)
        value_real(out, v->as.r);
    else if (v->type == HALE_TEXT)
        buffer_add(out, v->as.text.data, v->as.text.len);
    else
        value_int(out, v->as.i);
}

/* The texts lie one behind the other, each with its NUL. */
static int send(Database *db, const char *sql, const hale_value *value,
                size_t count)
{
    Oid type[VALUES_MOST];
    size_t at[VALUES_MOST];
    const char *text[VALUES_MOST];
    Buffer room = {0};
    for (size_t i = 0; i < count; i++) {
        type[i] = oid_of(value[i].type);
        at[i] = room.len;
        if (!value[i].missing)
            add_value(&room, &value[i]);
        buffer_char(&room, '\0');
    }
    int rc =
        room.failed ? hale_fail(db->link.cx, "no memory for a statement") : 0;
    for (size_t i = 0; i < count && rc == 0; i++)
        text[i] = value[i].missing ? NULL : room.data + at[i];
    if (rc == 0)
        rc = link_send(&db->link, sql, (int)count, type, text);
    buffer_free(&room);
    return rc;
}

int database_ask(hale_cx *cx, void *memory, const char *sql,
                 const hale_value *value, size_t count, const hale_type *type,
                 size_t columns, void **rows)
{
    Database *db = memory;
    *rows = NULL;
    if (count > VALUES_MOST || database_flush(db))
        return count > VALUES_MOST
                   ? (hale_fail(cx, "too many values"), HALE_STORE_REFUSED)
                   : database_trouble(db);
    Answer *a = calloc(1, sizeof *a + columns * sizeof *type);
    if (!a) {
        hale_fail(cx, "no memory for an answer");
        return HALE_STORE_AWAY;
    }
    a->db = db;
    a->columns = columns;
    if (columns)
        memcpy(a->type, type, columns * sizeof *type);
    if (send(db, sql, value, count)) {
        free(a);
        return database_trouble(db);
    }
    db->asking++;
    *rows = a;
    return 0;
}

static hale_value read_cell(const PGresult *row, int column, hale_type type)
{
    hale_value v = {.type = type ? type : HALE_TEXT};
    const hale_str text = {PQgetvalue(row, 0, column),
                           (size_t)PQgetlength(row, 0, column)};
    if (PQgetisnull(row, 0, column) ||
        (v.type == HALE_INT && hale_read_int(text, (hale_signs){0}, &v.as.i)) ||
        (v.type == HALE_REAL && hale_read_real(text, (hale_signs){0}, &v.as.r)))
        v.missing = HALE_NOT_GIVEN;
    else if (v.type == HALE_TEXT)
        v.as.text = text;
    return v;
}

static int next_row(Answer *a)
{
    PQclear(a->row);
    a->row = NULL;
    int rc = a->done ? 0 : link_row(&a->db->link, &a->row);
    a->done = rc <= 0;
    return rc;
}

int database_next(hale_cx *cx, void *rows, hale_value *cell)
{
    Answer *a = rows;
    (void)cx;
    int rc = next_row(a);
    for (size_t i = 0; i < a->columns && rc > 0; i++)
        cell[i] = read_cell(a->row, (int)i, a->type[i]);
    return rc < 0 ? database_trouble(a->db) : rc;
}

/* Rows that nobody took are still on their way. */
void database_end(hale_cx *cx, void *rows)
{
    Answer *a = rows;
    (void)cx;
    while (next_row(a) > 0)
        ;
    a->db->asking--;
    free(a);
}

/* --------------------------------------------------------------- filling -- */

int database_fill(hale_cx *cx, void *memory, const char *table,
                  const char *columns, size_t count, void **fill)
{
    Database *db = memory;
    const size_t room = strlen(table) + strlen(columns) + 4;
    Copy *copy = calloc(1, sizeof *copy + room);
    if (!copy) {
        hale_fail(cx, "no memory for rows");
        return HALE_STORE_AWAY;
    }
    copy->db = db;
    copy->columns = count;
    copy->next = db->copies;
    snprintf(copy->target, room, "%s (%s)", table, columns);
    db->copies = copy;
    *fill = copy;
    return 0;
}

static int flush_one(Copy *copy)
{
    Link *link = &copy->db->link;
    Buffer sql = {0};
    const char *text;
    int rc;
    if (copy->rows.failed)
        return hale_fail(link->cx, "no memory for rows");
    if (copy->rows.len == 0)
        return 0;
    sql_add(&sql, "COPY %s FROM STDIN", copy->target);
    text = sql_end(link->cx, &sql);
    rc = text ? link_copy(link, text, PGRES_COPY_IN) : -1;
    buffer_free(&sql);
    if (rc || link_put(link, copy->rows.data, copy->rows.len))
        return -1;
    copy->sent += copy->rows.len;
    copy->rows.len = 0;
    return link_put_end(link);
}

int database_put(hale_cx *cx, void *fill, const hale_value *value)
{
    Copy *copy = fill;
    (void)cx;
    for (size_t i = 0; i < copy->columns; i++) {
        if (i)
            buffer_char(&copy->rows, '\t');
        if (value[i].missing)
            buffer_puts(&copy->rows, "\\N");
        else if (value[i].type == HALE_TEXT)
            sql_add_cell(&copy->rows, value[i].as.text);
        else
            add_value(&copy->rows, &value[i]);
    }
    buffer_char(&copy->rows, '\n');
    if (copy->rows.len < ENOUGH || copy->db->asking)
        return 0;
    return flush_one(copy) ? database_trouble(copy->db) : 0;
}

int database_flush(Database *db)
{
    if (db->asking)
        return hale_fail(db->link.cx, "asked while rows are being read");
    for (Copy *copy = db->copies; copy; copy = copy->next)
        if (flush_one(copy))
            return -1;
    return 0;
}

int database_analyze(Database *db)
{
    for (const Copy *copy = db->copies; copy; copy = copy->next) {
        const int len = (int)strcspn(copy->target, " ");
        char table[64];
        snprintf(table, sizeof table, "%.*s", len, copy->target);
        if (copy->sent > LARGE && link_do(&db->link, "ANALYZE %s", table))
            return -1;
    }
    return 0;
}

void database_drop(Database *db)
{
    while (db->copies) {
        Copy *next = db->copies->next;
        buffer_free(&db->copies->rows);
        free(db->copies);
        db->copies = next;
    }
}
