/* SPDX-License-Identifier: MIT
 *
 * catalogue.c: `hale init --from postgres URI`: what a database says it has.
 *
 * A catalogue is one query more, asked through the input plugin like any
 * other, so that nothing here links to a database or knows how to reach one.
 * It answers with a row for each column. Tables whose columns have names that
 * mean something are then looked into, a few rows each, and guessed at as
 * files are; of each role the one that fits best is proposed. A foreign key
 * that leads to the accounts is better than any name.
 *
 * Where the database is and as whom to go there is typed or in DATABASE_URL,
 * and the pipeline only says the latter: there may be a password in it.
 */
#include "cli/probe.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = 20000, LOOKS_MOST = 100, LISTED = 12 };

/* The columns of a catalogue, in its order. */
enum { SCHEMA, TABLE, VISIBLE, READABLE, ROWS, COLUMN, READS, KEY, REFERS };

typedef struct Catalogue {
    const char *plugin;
    const char *place; /* the setting that says where it is */
    bool by_uri;
    const char *query; /* one row a column; flags are "true" or something */
} Catalogue;

static const Catalogue catalogues[] = {
    {"postgres", "uri", true,
     "SELECT nspname, relname, pg_table_is_visible(c.oid) AS v,\n"
     "  has_schema_privilege(n.oid, 'usage') AND"
     "  has_any_column_privilege(c.oid, 'select') AS r,\n"
     "  nullif(reltuples, -1)::bigint AS n, attname,\n"
     "  CASE WHEN b.typname IN ('date', 'timestamp', 'timestamptz') THEN 'td'"
     "  WHEN b.typname IN ('int2', 'int4', 'int8', 'oid') THEN 'tirmb'"
     "  WHEN b.typname IN ('numeric', 'money', 'float8') THEN 'tirm'"
     "  WHEN b.typname = 'float4' THEN 'tir'"
     "  WHEN b.typcategory = 'B' THEN 'tb'"
     "  WHEN b.typname = 'bytea' OR b.typcategory IN ('C', 'P') THEN '-'"
     "  WHEN b.typcategory IN ('S', 'E', 'X') THEN 'tbirmd'"
     "  ELSE 't' END AS t,\n"
     "  EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary"
     "  AND indnatts = 1 AND indkey[0] = attnum) AS k,\n"
     "  (SELECT fn.nspname || '.' || f.relname FROM pg_constraint k"
     "  JOIN pg_class f ON f.oid = confrelid"
     "  JOIN pg_namespace fn ON fn.oid = f.relnamespace"
     "  WHERE contype = 'f' AND conrelid = c.oid AND conkey = ARRAY[attnum]"
     "  ORDER BY conname LIMIT 1) AS f\n"
     "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace\n"
     "JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0"
     "  AND NOT attisdropped\n"
     "JOIN pg_type t ON t.oid = atttypid\n"
     "JOIN pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)\n"
     "WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT relispartition\n"
     "  AND nspname <> 'information_schema' AND nspname !~ '^pg_'\n"
     "ORDER BY reltuples DESC, nspname, relname, attnum"},
    {"sqlite", "path", false,
     "SELECT 'main' AS s, m.name AS t, 'true' AS v, 'true' AS r, NULL AS n,"
     "  p.name, NULL AS l, CASE WHEN p.pk = 1 AND (SELECT count(*)"
     "  FROM pragma_table_info(m.name) WHERE pk > 0) = 1 THEN 'true' END AS "
     "k,\n"
     "  (SELECT 'main.' || \"table\" FROM pragma_foreign_key_list(m.name) f"
     "  WHERE f.\"from\" = p.name LIMIT 1) AS f\n"
     "FROM sqlite_schema m, pragma_table_info(m.name) p\n"
     "WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%'\n"
     "ORDER BY m.name, p.cid"},
};

/* A table, and the rows of the catalogue that are about it. */
typedef struct Relation {
    const char *schema, *name, *whole; /* whole: "schema.name" */
    bool visible, readable, referred, broken;
    size_t first, count;
    bool named; /* by the user */
    Probe *probe;
    Guess guess;
} Relation;

typedef struct Database {
    Args *args;
    Registry *registry;
    const Catalogue *kind;
    const char *place;
    Probe *columns;
    Relation *table;
    size_t tables, looks;
    const Relation *roster;
} Database;

static const Catalogue *find_kind(const char *plugin)
{
    for (size_t i = 0; i < COUNT(catalogues); i++)
        if (!strcmp(catalogues[i].plugin, plugin))
            return &catalogues[i];
    return NULL;
}

bool catalogue_is_for(const char *plugin)
{
    return find_kind(plugin) != NULL;
}

/* --------------------------------------------------------------- asking -- */

/* NULL: told in the error. */
static Probe *ask(Database *d, const char *query, size_t most, Error *error)
{
    Setting setting[] = {{.key = d->kind->place, .value = d->place},
                         {.key = "query", .value = query},
                         {.key = "statement_timeout", .value = "30"}};
    Probe *p = arena_alloc(&d->args->arena, sizeof *p);
    *p = (Probe){.arena = &d->args->arena, .most = most};
    return probe_source(p, d->registry, d->kind->plugin, setting,
                        d->kind->by_uri ? 3 : 2, error)
               ? NULL
               : p;
}

static Str cell(const Database *d, size_t row, size_t column)
{
    return d->columns->cell[column][row];
}

static bool is_true(const Database *d, size_t row, size_t column)
{
    return str_is(cell(d, row, column), "true");
}

static bool starts_table(const Database *d, size_t row)
{
    return row == 0 || !str_eq(cell(d, row, TABLE), cell(d, row - 1, TABLE)) ||
           !str_eq(cell(d, row, SCHEMA), cell(d, row - 1, SCHEMA));
}

static Relation *table_of(const Database *d, const char *whole)
{
    for (size_t i = 0; i < d->tables; i++)
        if (!strcmp(d->table[i].whole, whole))
            return &d->table[i];
    return NULL;
}

static void gather_tables(Database *d)
{
    Arena *arena = &d->args->arena;
    size_t rows = d->columns->rows;
    d->table = arena_array(arena, rows + 1, sizeof *d->table);
    for (size_t row = 0; row < rows; row++) {
        Relation *t = &d->table[d->tables - !starts_table(d, row)];
        if (starts_table(d, row)) {
            d->tables++;
            *t = (Relation){.schema = cell(d, row, SCHEMA).data,
                            .name = cell(d, row, TABLE).data,
                            .visible = is_true(d, row, VISIBLE),
                            .first = row};
            t->whole = arena_printf(arena, "%s.%s", t->schema, t->name);
            /* what no pipeline can name is as good as closed */
            t->readable =
                is_true(d, row, READABLE) && guess_can_write(t->whole);
        }
        t->count++;
    }
    for (size_t row = 0; row < rows; row++) {
        Str to = cell(d, row, REFERS);
        Relation *other = to.len ? table_of(d, to.data) : NULL;
        if (other)
            other->referred = true;
    }
}

/* -------------------------------------------------------------- looking -- */

/* What the catalogue says of the columns that can be of use; the same ones in
 * the same order each time. */
static void describe(const Database *d, const Relation *t, Probe *p)
{
    p->names = 0;
    for (size_t row = t->first; row < t->first + t->count; row++) {
        const char *name = cell(d, row, COLUMN).data;
        const char *reads = cell(d, row, READS).data;
        Str refers = cell(d, row, REFERS);
        if (p->names == PROBE_COLUMNS || !guess_can_write(name) ||
            (reads && *reads == '-'))
            continue;
        p->name[p->names] = name;
        p->reads[p->names++] = reads;
        if (t->referred && is_true(d, row, KEY))
            p->key = p->names;
        if (d->roster && d->roster != t && str_is(refers, d->roster->whole))
            p->owner = p->names;
    }
}

static void add_quoted(Text *sql, const char *name)
{
    text_char(sql, '"');
    for (; *name; name++) {
        if (*name == '"')
            text_char(sql, '"');
        text_char(sql, *name);
    }
    text_char(sql, '"');
}

/* The first rows that come, of the columns in `p`. */
static Probe *sample(Database *d, const Relation *t, const Probe *p,
                     Error *error)
{
    Text sql = {0};
    for (size_t c = 0; c < p->names; c++) {
        text_puts(&sql, c ? ", " : "SELECT ");
        add_quoted(&sql, p->name[c]);
    }
    text_puts(&sql, " FROM ");
    add_quoted(&sql, t->schema);
    text_char(&sql, '.');
    add_quoted(&sql, t->name);
    text_printf(&sql, " LIMIT %d", PROBE_ROWS);
    Probe *rows = ask(d, sql.data, PROBE_ROWS, error);
    text_free(&sql);
    return rows;
}

/* Guesses what the table is: by its names, and if they make it one of that
 * role (NULL: of any), by its rows. */
static void look(Database *d, Relation *t, const Role *role)
{
    Error error = {0};
    Probe *p = arena_alloc(&d->args->arena, sizeof *p);
    describe(d, t, p);
    guess_role(&t->guess, p, t->name);
    t->probe = p;
    if (!t->guess.role || (role && t->guess.role != role))
        return;
    t->guess = (Guess){0};
    if (!t->readable || t->broken || d->looks++ >= LOOKS_MOST ||
        atomic_load(&stop_requested))
        return;
    p = sample(d, t, p, &error);
    t->broken = !p;
    if (!p && !atomic_load(&stop_requested))
        complain(error.code, "%s is left out: %s", t->whole, error.message);
    if (!p)
        return;
    describe(d, t, p);
    guess_role(&t->guess, p, t->name);
    t->probe = p;
}

/* The first of the tables that fit the role best: the largest. */
static Relation *best_of(Database *d, const Role *role)
{
    Relation *best = NULL;
    for (size_t i = 0; i < d->tables; i++) {
        Relation *t = &d->table[i];
        if (t->guess.role == role &&
            (!best || t->guess.score > best->guess.score))
            best = t;
    }
    return best;
}

/* The accounts among the tables, or among those that were named. */
static const Relation *find_roster(Database *d, bool named)
{
    const Role *accounts = role_find(S("accounts"));
    for (size_t i = 0; i < d->tables; i++) {
        Relation *t = &d->table[i];
        if (!named || t->named)
            look(d, t, accounts);
        if (t->guess.role != accounts)
            t->guess = (Guess){0};
    }
    return best_of(d, accounts);
}

/* First the accounts, since the others refer to them. */
static void look_at_all(Database *d, bool named)
{
    d->roster = find_roster(d, named);
    if (!d->roster && named)
        d->roster = find_roster(d, false);
    for (size_t i = 0; i < d->tables; i++) {
        Relation *t = &d->table[i];
        if ((!named || t->named) && !t->guess.role)
            look(d, t, NULL);
    }
}

/* ------------------------------------------------------------- proposing -- */

static const char *const *lines_of(const Database *d, const Relation *t)
{
    Arena *arena = &d->args->arena;
    const char **line = arena_array(arena, 6, sizeof *line);
    Str rows = cell(d, t->first, ROWS);
    size_t n = 0;
    bool apart = !t->visible || strchr(t->name, '.');
    if (rows.len && rows.data[0] != '-')
        line[n++] = arena_printf(arena, "; about %s rows", rows.data);
    line[n++] =
        arena_printf(arena, "%-6s = %s", d->kind->place,
                     d->kind->by_uri ? "${" DATABASE_URL "}" : d->place);
    if (apart)
        line[n++] = arena_printf(arena, "schema = %s", t->schema);
    line[n++] = arena_printf(arena, "table  = %s", t->name);
    return line;
}

static void add_source(const Database *d, Sources *all, const Relation *t)
{
    Arena *arena = &d->args->arena;
    Source *s = &all->source[all->count];
    *s = (Source){.label = t->visible ? t->name : t->whole,
                  .settings = lines_of(d, t),
                  .probe = t->probe,
                  .guess = t->guess};
    s->name = source_name(arena, all->source, all->count, t->name);
    all->count++;
}

/* "; Not proposed: a, b and 7 more", and what the uri is. */
static const char *note_of(const Database *d, const Sources *all)
{
    Text note = {0};
    size_t left = 0;
    if (d->kind->by_uri)
        text_puts(&note, "; " DATABASE_URL " is asked of the environment: "
                         "postgresql://USER@HOST/DATABASE, and a\n"
                         "; password by PGPASSWORD or ~/.pgpass.\n");
    for (size_t i = 0; i < d->tables; i++) {
        const Relation *t = &d->table[i];
        bool used = false;
        for (size_t k = 0; k < all->count; k++)
            used |= all->source[k].probe == t->probe;
        if (used || left++ >= LISTED)
            continue;
        text_puts(&note, left == 1 ? "; Not proposed: " : ", ");
        text_add_safe(&note, str(t->whole), 60);
    }
    if (left > LISTED)
        text_printf(&note, " and %zu more", left - LISTED);
    text_puts(&note, left ? "\n" : "");
    const char *kept = arena_strndup(&d->args->arena, note.data, note.len);
    text_free(&note);
    return kept;
}

static void propose_all(Database *d, Sources *all, bool named)
{
    all->source =
        arena_array(&d->args->arena, d->tables + 1, sizeof *all->source);
    if (d->roster && (!named || d->roster->named))
        add_source(d, all, d->roster);
    for (size_t i = 0; i < d->tables; i++) {
        const Relation *t = &d->table[i];
        const Role *role = t->guess.role;
        if (t != d->roster &&
            (named ? t->named : role && best_of(d, role) == t))
            add_source(d, all, t);
    }
    all->note = note_of(d, all);
}

/* ---------------------------------------------------------------- asked -- */

/* A table that the user named. */
static int mark_named(Database *d, const char *name)
{
    const char **names =
        arena_array(&d->args->arena, d->tables + 1, sizeof *names);
    for (size_t i = 0; i < d->tables; i++) {
        Relation *t = &d->table[i];
        names[i] = t->visible ? t->name : t->whole;
        if (strcmp(t->whole, name) && (strcmp(t->name, name) || !t->visible))
            continue;
        t->named = true;
        if (!guess_can_write(t->whole))
            return complain(EXIT_BAD_DATA,
                            "that name of a table cannot stand in a pipeline; "
                            "make a view of another name");
        return t->readable ? 0
                           : complain(EXIT_NO_PERMISSION,
                                      "this user may not read %s; its owner "
                                      "can GRANT SELECT on it",
                                      name);
    }
    return complain(EXIT_NO_INPUT, "the database has no table \"%s\"%s", name,
                    suggest_hint(&d->args->arena, str(name), names));
}

static int tables_trouble(const Database *d)
{
    size_t readable = 0;
    for (size_t i = 0; i < d->tables; i++)
        readable += d->table[i].readable;
    if (readable)
        return 0;
    if (!d->tables)
        return complain(EXIT_NO_INPUT, "the database has no tables");
    return complain(EXIT_NO_PERMISSION,
                    "this user may read none of the %zu tables of the "
                    "database; their owner can GRANT SELECT on them",
                    d->tables);
}

/* Where the database is: typed, or in the environment. `*used` are the
 * operands that were needed for it. */
static int find_place(Database *d, size_t *used)
{
    const Args *args = d->args;
    const char *typed = args->operands > 1 ? args->operand[1] : NULL;
    *used = 1;
    if (!d->kind->by_uri) {
        if (!typed)
            return complain(EXIT_USAGE, "--from %s: from which file?",
                            args->from);
        *used = 2;
        d->place = path_real(&d->args->arena, typed);
        return file_trouble(typed);
    }
    d->place = getenv(DATABASE_URL);
    if (typed && (strstr(typed, "://") || strchr(typed, '='))) {
        *used = 2;
        d->place = args_take_secret(d->args, typed);
    }
    if (d->place && *d->place)
        return setenv(DATABASE_URL, d->place, 1)
                   ? complain(EXIT_TRY_AGAIN, "no memory")
                   : 0;
    return complain(
        EXIT_USAGE,
        "--from %s: from which database? Write "
        "postgresql://USER@HOST/DATABASE behind it, or set " DATABASE_URL,
        args->from);
}

int sources_of_database(Sources *all, Args *args, Registry *registry)
{
    Database d = {
        .args = args, .registry = registry, .kind = find_kind(args->from)};
    Error error = {0};
    size_t first;
    int code = find_place(&d, &first);
    if (code)
        return code;
    *all = (Sources){.plugin = args->from, .by_uri = d.kind->by_uri};
    d.columns = ask(&d, d.kind->query, COLUMNS_MOST, &error);
    if (!d.columns)
        return complain(error.code, "%s", error.message);
    gather_tables(&d);
    code = tables_trouble(&d);
    for (size_t i = first; i < args->operands && !code; i++)
        code = mark_named(&d, args->operand[i]);
    if (code)
        return code;
    look_at_all(&d, args->operands > first);
    if (atomic_load(&stop_requested))
        return EXIT_INTERRUPTED;
    propose_all(&d, all, args->operands > first);
    return 0;
}
