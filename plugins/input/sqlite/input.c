/* SPDX-License-Identifier: MIT
 *
 * input.c: the SQLite input, as the host sees it.
 *
 * The order of rows is the order of arrival and must not depend on which
 * columns are wanted, but SQLite reads whatever index has them all. So a
 * table is read by its rowid, and only then are the wanted columns alone
 * selected. Views, tables without a rowid and the user's own query are run
 * as they stand and what is not wanted is left where it is.
 *
 * Nothing is added to the WHERE: dates are texts of many forms here, and what
 * SQL thinks of their order is not what they mean. Rows outside the wanted
 * span are passed, and counted, as those of a file are.
 */
#include "sqlite_input.h"

#include <string.h>

#include "../../common/text.h"
#include "../../common/utf8.h"

enum { OPT_PATH, OPT_TABLE, OPT_QUERY, OPT_DATE_FORMAT, OPT_NULL, OPT_BUSY };

static const hale_option path_option = {
    .size = sizeof path_option,
    .name = "path",
    .type = HALE_OPTION_PATH,
    .flags = HALE_REQUIRED,
    .help = "the database file; it is opened read-only",
};
static const hale_option table_option = {
    .size = sizeof table_option,
    .name = "table",
    .type = HALE_OPTION_TEXT,
    .help = "the table or view to read; or say query",
};
static const hale_option query_option = {
    .size = sizeof query_option,
    .name = "query",
    .type = HALE_OPTION_TEXT,
    .flags = HALE_LONG_TEXT,
    .help = "a SELECT; give it an ORDER BY, for later rows are later arrivals",
};
static const hale_option busy_option = {
    .size = sizeof busy_option,
    .name = "busy_timeout",
    .type = HALE_OPTION_INT,
    .fallback = "10",
    .unit = "seconds",
    .max = 86400,
    .help = "how long to wait while another program writes",
};
static const hale_option *const options_declared[] = {
    [OPT_PATH] = &path_option,   [OPT_TABLE] = &table_option,
    [OPT_QUERY] = &query_option, [OPT_DATE_FORMAT] = &date_format_option,
    [OPT_NULL] = &null_option,   [OPT_BUSY] = &busy_option,
    [OPT_BUSY + 1] = NULL,
};

/* ---------------------------------------------------------------- texts -- */

/* Concatenates, in cx's memory; the list ends in NULL. */
static char *join(hale_cx *cx, const char *const *piece)
{
    size_t len = 0;
    char *to;
    for (size_t i = 0; piece[i]; i++)
        len += strlen(piece[i]);
    to = cx->alloc(cx, len + 1);
    for (size_t i = 0, at = 0; to && piece[i]; at += strlen(piece[i]), i++)
        memcpy(to + at, piece[i], strlen(piece[i]));
    return to;
}

/* "name" as SQL wants it: in quotes, and quotes in it doubled. */
static char *quoted(hale_cx *cx, hale_str name)
{
    char *to = cx->alloc(cx, 2 * name.len + 3), *p = to;
    if (!to)
        return NULL;
    *p++ = '"';
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '"')
            *p++ = '"';
        *p++ = name.data[i];
    }
    *p = '"';
    return to;
}

/* ----------------------------------------------------------------- open -- */

/* Is there such a table or view, and has it rowids? */
static int look_at_table(hale_cx *cx, SqliteSource *source, const char *name)
{
    char names[300];
    sqlite3_stmt *probe = NULL;
    const char *rowid =
        join(cx, (const char *const[]){"SELECT _rowid_ FROM ", name, NULL});
    source->sql = join(cx, (const char *const[]){"SELECT * FROM ", name, NULL});
    if (!rowid || !source->sql)
        return -1;
    source->has_rowid =
        sqlite3_prepare_v2(source->db, rowid, -1, &probe, NULL) == SQLITE_OK;
    sqlite3_finalize(probe);
    if (source->has_rowid || sqlite3_prepare_v2(source->db, source->sql, -1,
                                                &probe, NULL) == SQLITE_OK) {
        if (!source->has_rowid)
            sqlite3_finalize(probe);
        return 0;
    }
    if (!strstr(sqlite3_errmsg(source->db), "no such table"))
        return database_fail(cx, source, sqlite3_errcode(source->db));
    database_tables(source, names, sizeof names);
    return hale_fail(cx, "%s: has no table \"%s\"; %s", source->path,
                     source->table, names);
}

static int has_name(const SqliteSource *source, size_t count, hale_str name)
{
    for (size_t i = 0; i < count; i++)
        if (source->name[i].len == name.len &&
            memcmp(source->name[i].data, name.data, name.len) == 0)
            return 1;
    return 0;
}

static int name_columns(hale_cx *cx, SqliteSource *source, sqlite3_stmt *rows)
{
    source->columns = (size_t)sqlite3_column_count(rows);
    source->name = cx->alloc(cx, source->columns * sizeof *source->name);
    if (!source->name)
        return -1;
    for (size_t i = 0; i < source->columns; i++) {
        const char *text = sqlite3_column_name(rows, (int)i);
        const hale_str name = {text, text ? strlen(text) : 0};
        if (!text || utf8_check(name) < name.len)
            return hale_fail(cx, "%s: the name of column %zu is not UTF-8",
                             source->label, i + 1);
        if (has_name(source, i, name))
            return hale_fail(cx,
                             "%s: two columns are called \"%s\"; name one of "
                             "them otherwise: AS ...",
                             source->label, text);
        source->name[i] = (hale_str){text_copy(cx, name), name.len};
        if (!source->name[i].data || cx->found(cx, source->name[i]))
            return -1;
    }
    return 0;
}

static int read_options(hale_cx *cx, const hale_value *options,
                        SqliteSource *source)
{
    const hale_value *table = &options[OPT_TABLE], *query = &options[OPT_QUERY];
    const int has_table = !table->missing && table->as.text.len;
    const int has_query = !query->missing && query->as.text.len;
    if (has_table == has_query)
        return hale_fail(cx, has_table
                                 ? "table and query: say one of them, not both"
                                 : "table or query: say what to read");
    if (strcmp(options[OPT_PATH].as.text.data, "-") == 0)
        return hale_fail(cx, "path: a database cannot be read from standard "
                             "input; name its file");
    source->busy_seconds = (int)options[OPT_BUSY].as.i;
    source->rules.dates = (DateForm)options[OPT_DATE_FORMAT].as.i;
    source->path = text_copy(cx, options[OPT_PATH].as.text);
    if (!source->path ||
        cell_list(cx, &options[OPT_NULL], &source->rules.nulls))
        return -1;
    source->label = source->path;
    if (has_query)
        return (source->sql = text_copy(cx, query->as.text)) ? 0 : -1;
    source->table = text_copy(cx, table->as.text);
    if (!source->table)
        return -1;
    source->label =
        join(cx, (const char *const[]){source->path, ":", source->table, NULL});
    return source->label ? 0 : -1;
}

static int look_at_columns(hale_cx *cx, SqliteSource *source)
{
    sqlite3_stmt *rows = NULL;
    int rc;
    if (source->table) {
        const char *name =
            quoted(cx, (hale_str){source->table, strlen(source->table)});
        if (!name || look_at_table(cx, source, name))
            return -1;
    }
    if (database_prepare(cx, source, source->sql, &rows))
        return -1;
    rc = name_columns(cx, source, rows);
    sqlite3_finalize(rows);
    return rc;
}

static void sqlite_close(hale_cx *cx, void *memory)
{
    SqliteSource *source = memory;
    (void)cx;
    sqlite3_close(source->db);
    source->db = NULL;
}

static int sqlite_check(hale_cx *cx, const hale_value *options)
{
    SqliteSource source = {0};
    return read_options(cx, options, &source);
}

static int sqlite_open(hale_cx *cx, const hale_value *options, void *memory)
{
    SqliteSource *source = memory;
    if (read_options(cx, options, source) == 0 &&
        database_open(cx, source) == 0 && look_at_columns(cx, source) == 0)
        return 0;
    sqlite_close(cx, source);
    return -1;
}

/* ----------------------------------------------------------------- plan -- */

/* Selects the fields alone, in the order of the rowid. */
static int select_fields(hale_cx *cx, SqliteSource *source)
{
    const size_t count = source->request->field_count;
    const char **piece = cx->alloc(cx, (2 * count + 5) * sizeof *piece);
    size_t at = 0;
    if (!piece)
        return -1;
    piece[at++] = "SELECT ";
    for (size_t k = 0; k < count; k++) {
        piece[at++] = k ? ", " : "";
        piece[at++] = quoted(cx, source->request->fields[k]->name);
        if (!piece[at - 1])
            return -1;
        source->column[k] = (int)k;
    }
    piece[at++] = count ? " FROM " : "NULL FROM ";
    piece[at++] = quoted(cx, (hale_str){source->table, strlen(source->table)});
    if (!piece[at - 1])
        return -1;
    piece[at++] = " ORDER BY _rowid_";
    source->sql = join(cx, piece);
    return source->sql ? 0 : -1;
}

static int sqlite_plan(hale_cx *cx, void *memory, const hale_request *request,
                       size_t *splits)
{
    SqliteSource *source = memory;
    source->request = request;
    source->rules.utc = request->utc;
    source->column =
        cx->alloc(cx, (request->field_count + 1) * sizeof *source->column);
    if (!source->column)
        return -1;
    for (size_t k = 0; k < request->field_count; k++) {
        const hale_str name = request->fields[k]->name;
        size_t i = 0;
        while (i < source->columns &&
               (source->name[i].len != name.len ||
                memcmp(source->name[i].data, name.data, name.len) != 0))
            i++;
        if (i == source->columns)
            return hale_fail(cx, "%s: has no column \"%.*s\"", source->label,
                             (int)name.len, name.data);
        source->column[k] = (int)i;
    }
    *splits = 1;
    return source->has_rowid ? select_fields(cx, source) : 0;
}

/* ----------------------------------------------------------------- read -- */

static int sqlite_start(hale_cx *cx, void *memory, size_t split, void *state)
{
    const SqliteSource *source = memory;
    SqliteReader *reader = state;
    const size_t fields = source->request->field_count + 1;
    (void)split;
    reader->slice = cx->alloc(cx, fields * sizeof *reader->slice);
    reader->kind = cx->alloc(cx, fields * sizeof *reader->kind);
    if (!reader->slice || !reader->kind)
        return -1;
    return database_prepare(cx, source, source->sql, &reader->rows);
}

static int reject(hale_cx *cx, const SqliteSource *source,
                  const SqliteReader *reader, size_t k)
{
    char reason[500];
    const hale_str name = source->request->fields[k]->name;
    const char *field = text_copy(cx, name);
    values_reason(source, reader, k, reason, sizeof reason);
    const hale_reject why = {
        .size = sizeof why,
        .file = source->label,
        .line = reader->line,
        .column = (uint64_t)(reader->slice[k].data - reader->raw.data) + 1,
        .field = field,
        .reason = reason,
        .raw = reader->raw,
    };
    return !field || cx->reject(cx, &why) ? -1 : 0;
}

/* Field `k` of the row at hand. 1: taken; 0: the row is not; -1: stop. */
static int take_field(hale_cx *cx, const SqliteSource *source,
                      SqliteReader *reader, hale_batch *batch, size_t k)
{
    const hale_request *request = source->request;
    hale_cells *to = batch->field[k];
    const size_t at = batch->count;
    if (values_read(cx, source, reader, k, to, at))
        return reject(cx, source, reader, k);
    if ((ptrdiff_t)k == request->time_field && to->type == HALE_TIME &&
        to->present[at] &&
        (to->as.i[at] < request->begin || to->as.i[at] >= request->end)) {
        batch->passed++;
        return 0;
    }
    return 1;
}

/* As take_field, the whole row: first its time, which may spare the rest. */
static int take_row(hale_cx *cx, const SqliteSource *source,
                    SqliteReader *reader, hale_batch *batch)
{
    const hale_request *request = source->request;
    const ptrdiff_t time = request->time_field;
    int taken = 1;
    if (values_render(source, reader))
        return hale_fail(cx, "%s: no memory for row %llu", source->label,
                         (unsigned long long)reader->line);
    if (time >= 0)
        taken = take_field(cx, source, reader, batch, (size_t)time);
    for (size_t k = 0; k < request->field_count && taken > 0; k++)
        if ((ptrdiff_t)k != time)
            taken = take_field(cx, source, reader, batch, k);
    if (taken > 0) {
        batch->line[batch->count] = reader->line;
        batch->raw[batch->count++] = reader->raw;
    }
    return taken;
}

static int sqlite_next(hale_cx *cx, void *memory, void *state,
                       hale_batch *batch)
{
    const SqliteSource *source = memory;
    SqliteReader *reader = state;
    batch->count = 0;
    batch->file = source->label;
    keep_forget(&reader->keep);
    database_watch(cx, source);
    while (!reader->ended && batch->count < batch->room) {
        const int rc = sqlite3_step(reader->rows);
        reader->ended = rc != SQLITE_ROW;
        if (reader->ended && rc != SQLITE_DONE)
            return database_fail(cx, source, rc);
        if (reader->ended)
            break;
        reader->line++;
        if (take_row(cx, source, reader, batch) < 0)
            return -1;
    }
    return 0;
}

static void sqlite_stop(hale_cx *cx, void *memory, void *state)
{
    SqliteReader *reader = state;
    (void)cx;
    (void)memory;
    sqlite3_finalize(reader->rows);
    reader->rows = NULL;
    keep_close(&reader->keep);
}

const hale_input sqlite_input = {
    .size = sizeof sqlite_input,
    .name = "sqlite",
    .title = "A table or a query of an SQLite database",
    .example = "[input.tickets]\n"
               "plugin = sqlite\n"
               "path = crm.db\n"
               "query =\n"
               "    SELECT account, opened, closed, priority\n"
               "    FROM ticket JOIN customer USING (customer_id)\n"
               "    ORDER BY ticket_id\n",
    .options = options_declared,
    .source_size = sizeof(SqliteSource),
    .open = sqlite_open,
    .plan = sqlite_plan,
    .reader_size = sizeof(SqliteReader),
    .start = sqlite_start,
    .next = sqlite_next,
    .stop = sqlite_stop,
    .close = sqlite_close,
    .check = sqlite_check,
};
