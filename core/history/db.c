/* SPDX-License-Identifier: MIT
 *
 * db.c: a store behind a handful of calls.
 *
 * Here letters and arguments become values, what a store says when it fails
 * becomes an error with its exit code, and the tables are looked at before
 * anything else is done with them. Whichever store it is, the statements are
 * the same, and so is what comes out.
 */
#include "history/inside.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------- failures -- */

static int code_of(int rc)
{
    switch (rc) {
    case HALE_STORE_BUSY:
        return EXIT_TRY_AGAIN;
    case HALE_STORE_DENIED:
        return EXIT_NO_PERMISSION;
    case HALE_STORE_DAMAGED:
        return EXIT_BAD_DATA;
    case HALE_STORE_NOWHERE:
        return EXIT_CANT_CREATE;
    case HALE_STORE_FULL:
        return EXIT_IO;
    case HALE_STORE_REFUSED:
        return EXIT_BUG;
    default:
        return EXIT_UNAVAILABLE;
    }
}

/* Before a call of the store; its cx. */
static hale_cx *enter(History *h, const char *call)
{
    h->trouble = (Error){0};
    crumb = (Crumb){h->store->name, h->store->version, call, NULL, 0};
    return &h->host.cx;
}

/* After it: what it answered, or -1 if it failed. */
static int leave(History *h, int rc, Error *error)
{
    crumb = (Crumb){0};
    if (rc >= 0)
        return rc;
    int code = atomic_load(&stop_requested) ? EXIT_INTERRUPTED : code_of(rc);
    return error_set(error, code, "history %s", h->trouble.message);
}

/* ----------------------------------------------------------- connection -- */

int db_open(History *h, const hale_value *options, Error *error)
{
    return leave(h, h->store->open(enter(h, "open"), options, h->db), error);
}

void db_close(History *h)
{
    h->store->rollback(enter(h, "rollback"), h->db);
    h->store->close(enter(h, "close"), h->db);
    crumb = (Crumb){0};
}

int db_lock(History *h, const char *holder, char *other, size_t room,
            Error *error)
{
    if (!h->store->lock)
        return 0;
    return leave(
        h, h->store->lock(enter(h, "lock"), h->db, holder, other, room), error);
}

const char *db_label(const History *h)
{
    return h->store->label(h->db);
}

/* --------------------------------------------------------------- values -- */

static hale_value text_value(Str text)
{
    return (hale_value){.as.text = text,
                        .type = HALE_TEXT,
                        .missing = text.data ? HALE_PRESENT : HALE_NOT_GIVEN};
}

static hale_value int_value(int64_t value, bool missing)
{
    return (hale_value){.as.i = value,
                        .type = HALE_INT,
                        .missing = missing ? HALE_NOT_GIVEN : HALE_PRESENT};
}

static hale_value real_value(double value)
{
    return (hale_value){.as.r = value,
                        .type = HALE_REAL,
                        .missing =
                            isfinite(value) ? HALE_PRESENT : HALE_NOT_GIVEN};
}

static size_t take_values(const char *types, va_list args, hale_value *out)
{
    size_t n = 0;
    for (; types[n]; n++) {
        if (types[n] == 'i' || types[n] == 'w') {
            int64_t value = va_arg(args, int64_t);
            out[n] = int_value(value, types[n] == 'w' && value == 0);
        } else if (types[n] == 'r') {
            out[n] = real_value(va_arg(args, double));
        } else if (types[n] == 's') {
            out[n] = text_value(va_arg(args, Str));
        } else if (types[n] == 't') {
            const char *text = va_arg(args, const char *);
            out[n] = text_value(text ? str(text) : (Str){0});
        } else {
            out[n] = *va_arg(args, const hale_value *);
        }
    }
    return n;
}

static hale_type type_of(char letter)
{
    return letter == 'i'   ? HALE_INT
           : letter == 'r' ? HALE_REAL
           : letter == 't' ? HALE_TEXT
                           : HALE_SAME;
}

/* --------------------------------------------------------------- asking -- */

static int ask(History *h, Error *error, Rows *rows, const char *sql,
               const char *cells, const char *types, va_list args)
{
    hale_value value[CELLS_MOST];
    hale_type type[CELLS_MOST];
    size_t columns = strlen(cells);
    size_t count = take_values(types, args, value);
    for (size_t i = 0; i < columns; i++)
        type[i] = type_of(cells[i]);
    *rows = (Rows){.h = h};
    return leave(h,
                 h->store->ask(enter(h, "ask"), h->db, sql, value, count, type,
                               columns, &rows->rows),
                 error);
}

int db_ask(History *h, Error *error, Rows *rows, const char *sql,
           const char *cells, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    int bad = ask(h, error, rows, sql, cells, types, args);
    va_end(args);
    return bad;
}

int db_next(Rows *rows, Error *error)
{
    History *h = rows->h;
    return leave(h, h->store->next(enter(h, "next"), rows->rows, rows->cell),
                 error);
}

void db_end(Rows *rows)
{
    if (rows->rows)
        rows->h->store->end(enter(rows->h, "end"), rows->rows);
    crumb = (Crumb){0};
    rows->rows = NULL;
}

int db_do(History *h, Error *error, const char *sql, const char *types, ...)
{
    Rows rows;
    va_list args;
    va_start(args, types);
    int bad = ask(h, error, &rows, sql, "", types, args);
    va_end(args);
    if (!bad)
        bad = db_next(&rows, error);
    db_end(&rows);
    return bad;
}

int db_number(History *h, Error *error, int64_t fallback, int64_t *out,
              const char *sql, const char *types, ...)
{
    Rows rows;
    va_list args;
    va_start(args, types);
    int rc = ask(h, error, &rows, sql, "i", types, args);
    va_end(args);
    *out = fallback;
    if (rc == 0)
        rc = db_next(&rows, error);
    if (rc > 0 && !rows.cell[0].missing)
        *out = rows.cell[0].as.i;
    db_end(&rows);
    return rc < 0 ? -1 : 0;
}

/* -------------------------------------------------------------- loading -- */

int db_load(History *h, Error *error, Load *load, const char *table,
            const char *columns, const char *types)
{
    *load = (Load){.h = h, .types = types};
    return leave(h,
                 h->store->fill(enter(h, "fill"), h->db, table, columns,
                                strlen(types), &load->fill),
                 error);
}

int db_put(Load *load, Error *error, ...)
{
    History *h = load->h;
    hale_value value[CELLS_MOST];
    va_list args;
    va_start(args, error);
    take_values(load->types, args, value);
    va_end(args);
    return leave(h, h->store->put(enter(h, "put"), load->fill, value), error);
}

/* --------------------------------------------------------- transactions -- */

int db_begin(History *h, bool write, Error *error)
{
    return leave(h, h->store->begin(enter(h, "begin"), h->db, write), error);
}

int db_commit(History *h, Error *error)
{
    return leave(h, h->store->commit(enter(h, "commit"), h->db), error);
}

void db_rollback(History *h)
{
    h->store->rollback(enter(h, "rollback"), h->db);
    crumb = (Crumb){0};
}

/* ----------------------------------------------------------- the tables -- */

int db_version(History *h, Error *error)
{
    const char *label = db_label(h), *place = h->store->place;
    if (leave(h, h->store->schema(enter(h, "schema"), h->db, &h->version),
              error))
        return -1;
    if (h->version < 0)
        return error_set(error, EXIT_CONFIG,
                         "%s is no history of hale but another database; "
                         "give [history] another %s",
                         label, place);
    if (h->version > SCHEMA_VERSION)
        return error_set(error, EXIT_CONFIG,
                         "history %s has version %lld of its schema, this "
                         "hale knows %d: use the hale that wrote it, or give "
                         "[history] another %s",
                         label, (long long)h->version, SCHEMA_VERSION, place);
    return 0;
}

/* The script is DIALECT.sql, or DIALECT-1.sql for tables of version 1. */
int db_make(History *h, Error *error)
{
    const Embedded *script = history_schema;
    char name[64];
    if (h->version == 0)
        snprintf(name, sizeof name, "%s.sql", h->store->dialect);
    else
        snprintf(name, sizeof name, "%s-%lld.sql", h->store->dialect,
                 (long long)h->version);
    while (script->name && strcmp(script->name, name) != 0)
        script++;
    if (!script->name)
        return error_set(error, EXIT_CONFIG,
                         "history %s: this hale has no %s for its tables",
                         db_label(h), name);
    return leave(
        h, h->store->make(enter(h, "make"), h->db, (const char *)script->data),
        error);
}

/* ---------------------------------------------------------------- cells -- */

const char *row_text(const Rows *rows, int column, Arena *arena)
{
    const hale_value *v = &rows->cell[column];
    return v->missing ? NULL
                      : arena_strndup(arena, v->as.text.data, v->as.text.len);
}

double row_real(const Rows *rows, int column)
{
    const hale_value *v = &rows->cell[column];
    return v->missing ? (double)NAN : v->as.r;
}

int64_t row_int(const Rows *rows, int column)
{
    const hale_value *v = &rows->cell[column];
    return v->missing ? 0 : v->as.i;
}

Str row_str(const Rows *rows, int column)
{
    const hale_value *v = &rows->cell[column];
    return v->missing ? S("") : v->as.text;
}
