/* SPDX-License-Identifier: MIT
 *
 * runs.c: reading back how runs came about, which scores there are, and what
 * was restated.
 *
 * Each question is one statement whose rows become an array in the caller's
 * arena; a growing list is copied once when all of it is there.
 */
#include "history/inside.h"

#include <stdlib.h>
#include <string.h>

/* A question, and how an item is made of a row of its answer. */
typedef struct Question {
    const char *sql, *cells;
    void (*fill)(const Rows *rows, Arena *arena, void *item);
    size_t size; /* of an item */
} Question;

/* All rows as an array. `rows` was asked with code `rc`; ends it. */
static int gather(Rows *rows, int rc, const Question *q, Arena *arena,
                  void **out, size_t *count, Error *error)
{
    char *item = NULL;
    size_t n = 0, cap = 0;
    while (rc >= 0 && (rc = db_next(rows, error)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 16;
            item = xrealloc(item, cap, q->size);
        }
        memset(item + n * q->size, 0, q->size);
        q->fill(rows, arena, item + n++ * q->size);
    }
    db_end(rows);
    *out = arena_array(arena, n + 1, q->size);
    *count = n;
    if (n)
        memcpy(*out, item, n * q->size);
    free(item);
    return rc;
}

/* The same of a question about one number. */
static int gather_of(History *h, const Question *q, int64_t number,
                     Arena *arena, void **out, size_t *count, Error *error)
{
    Rows rows;
    int rc = db_ask(h, error, &rows, q->sql, q->cells, "i", number);
    return gather(&rows, rc, q, arena, out, count, error);
}

/* ----------------------------------------------------------------- runs -- */

static void fill_run(const Rows *rows, Arena *arena, void *item)
{
    *(RunFact *)item = (RunFact){.run = row_int(rows, 0),
                                 .made_at = row_int(rows, 1),
                                 .published = row_int(rows, 2) != 0,
                                 .pipeline = row_text(rows, 3, arena),
                                 .hale = row_text(rows, 4, arena),
                                 .timezone = row_text(rows, 5, arena),
                                 .currency = row_text(rows, 6, arena),
                                 .profile = row_text(rows, 7, arena),
                                 .first_as_of = row_int(rows, 8),
                                 .last_as_of = row_int(rows, 9),
                                 .as_ofs = row_int(rows, 10),
                                 .every = row_text(rows, 11, arena),
                                 .known = row_text(rows, 12, arena),
                                 .known_at = row_int(rows, 13),
                                 .settings_hash = row_text(rows, 14, arena),
                                 .settings = row_text(rows, 15, arena),
                                 .moments = row_int(rows, 16),
                                 .rows = (uint64_t)row_int(rows, 17),
                                 .rejected = (uint64_t)row_int(rows, 18)};
}

int history_runs(History *h, int64_t run, Arena *arena, RunFact **out,
                 size_t *count, Error *error)
{
    static const Question q = {
        "SELECT r.run, made_at, published, pipeline, hale, timezone,"
        " currency, profile, first_as_of, last_as_of, as_ofs, every, known,"
        " known_at, settings, body,"
        " (SELECT count(*) FROM moment m WHERE m.run = r.run),"
        " (SELECT sum(rows_read) FROM run_input i WHERE i.run = r.run),"
        " (SELECT sum(rejected) FROM run_input i WHERE i.run = r.run)"
        " FROM run r LEFT JOIN text ON hash = settings"
        " WHERE $1 < 0 OR r.run = $1 ORDER BY r.run",
        "iiitttttiiittittiii", fill_run, sizeof **out};
    void *all;
    int bad = gather_of(h, &q, run, arena, &all, count, error);
    *out = all;
    return bad;
}

static void fill_part(const Rows *rows, Arena *arena, void *item)
{
    *(PartFact *)item = (PartFact){.name = row_text(rows, 0, arena),
                                   .version = row_text(rows, 1, arena),
                                   .hash = row_text(rows, 2, arena)};
}

static int parts(History *h, const char *sql, int64_t run, Arena *arena,
                 PartFact **out, size_t *count, Error *error)
{
    const Question q = {sql, "ttt", fill_part, sizeof **out};
    void *all;
    int bad = gather_of(h, &q, run, arena, &all, count, error);
    *out = all;
    return bad;
}

int history_formulas(History *h, int64_t run, Arena *arena, PartFact **out,
                     size_t *count, Error *error)
{
    return parts(h,
                 "SELECT section, version, hash FROM run_formula"
                 " WHERE run = $1 ORDER BY section",
                 run, arena, out, count, error);
}

int history_packs(History *h, int64_t run, Arena *arena, PartFact **out,
                  size_t *count, Error *error)
{
    return parts(h,
                 "SELECT pack, version, hash FROM run_pack WHERE run = $1"
                 " ORDER BY pack",
                 run, arena, out, count, error);
}

int history_inputs(History *h, int64_t run, Arena *arena, PartFact **out,
                   size_t *count, Error *error)
{
    return parts(h,
                 "SELECT input, rows_read || ' rows, ' || rows_kept ||"
                 " ' kept', '' FROM run_input WHERE run = $1 ORDER BY input",
                 run, arena, out, count, error);
}

static void fill_digest(const Rows *rows, Arena *arena, void *item)
{
    Digest *d = item;
    d->as_of = row_int(rows, 0);
    d->table = row_text(rows, 1, arena);
    d->rows = (uint64_t)row_int(rows, 2);
    snprintf(d->hash, sizeof d->hash, "%.*s", PS(row_str(rows, 3)));
}

int history_digests(History *h, int64_t run, Arena *arena, Digest **out,
                    size_t *count, Error *error)
{
    static const Question q = {"SELECT as_of, name, rows, hash FROM run_table"
                               " WHERE run = $1 ORDER BY as_of, name",
                               "itit", fill_digest, sizeof **out};
    void *all;
    int bad = gather_of(h, &q, run, arena, &all, count, error);
    *out = all;
    return bad;
}

/* --------------------------------------------------------------- as-ofs -- */

int history_run_of(History *h, int64_t as_of, int64_t *run, Error *error)
{
    return db_number(h, error, 0, run,
                     "SELECT run FROM moment WHERE as_of = $1", "i", as_of);
}

int history_earlier(History *h, const RunFact *run, int64_t *count,
                    Error *error)
{
    return db_number(h, error, 0, count,
                     "SELECT count(*) FROM moment WHERE as_of < $1"
                     " AND run > $2",
                     "ii", run->first_as_of, run->run);
}

static void fill_as_of(const Rows *rows, Arena *arena, void *item)
{
    (void)arena;
    *(int64_t *)item = row_int(rows, 0);
}

int history_as_ofs(History *h, Arena *arena, int64_t **out, size_t *count,
                   Error *error)
{
    static const Question q = {"SELECT as_of FROM moment ORDER BY as_of", "i",
                               fill_as_of, sizeof **out};
    void *all;
    int bad = gather_of(h, &q, 0, arena, &all, count, error);
    *out = all;
    return bad;
}

int history_is_of(History *h, const Plan *plan, Error *error)
{
    Rows rows;
    int rc = db_ask(h, error, &rows,
                    "SELECT pipeline FROM run WHERE pipeline <> $1 LIMIT 1",
                    "t", "t", plan->name);
    if (rc == 0)
        rc = db_next(&rows, error);
    if (rc > 0)
        error_set(error, EXIT_CONFIG,
                  "history %s is that of the pipeline \"%.*s\", and this one "
                  "is \"%s\": two would replace each other's figures, give "
                  "[history] another %s",
                  db_label(h), PS(row_str(&rows, 0)), plan->name,
                  h->store->place);
    db_end(&rows);
    return rc ? -1 : 0;
}

/* What a run knew ends when it was made, or earlier if it said so. */
static void fill_known(const Rows *rows, Arena *arena, void *item)
{
    Str known = row_str(rows, 1);
    int64_t made = row_int(rows, 0),
            said = str_is(known, "at")      ? row_int(rows, 2)
                   : str_is(known, "as_of") ? row_int(rows, 3)
                                            : made;
    (void)arena;
    *(int64_t *)item = said < made ? said : made;
}

int history_known(History *h, const Plan *plan, int64_t *known, Error *error)
{
    static const Question q = {
        "SELECT made_at, known, known_at, as_of"
        " FROM moment m JOIN run r ON r.run = m.run WHERE as_of = $1",
        "itii", fill_known, sizeof *known};
    Arena arena = {0};
    int bad = 0;
    *known = INT64_MAX;
    for (size_t i = 0; i < plan->as_ofs && !bad; i++) {
        void *then;
        size_t count;
        bad = gather_of(h, &q, plan->as_of[i], &arena, &then, &count, error);
        if (!bad && count && *(int64_t *)then < *known)
            *known = *(int64_t *)then;
    }
    arena_free(&arena);
    return bad;
}

/* --------------------------------------------------------------- scores -- */

static void fill_name(const Rows *rows, Arena *arena, void *item)
{
    *(const char **)item = row_text(rows, 0, arena);
}

const char *const *history_scores(History *h, Arena *arena, Error *error)
{
    static const Question q = {
        "SELECT w.text FROM (SELECT DISTINCT score FROM score) AS known"
        " JOIN word w ON w.id = known.score ORDER BY w.id",
        "t", fill_name, sizeof(char *)};
    void *names;
    size_t count;
    return gather_of(h, &q, 0, arena, &names, &count, error)
               ? NULL
               : names; /* behind the last is a NULL */
}

static void fill_score(const Rows *rows, Arena *arena, void *item)
{
    *(ScoreThen *)item = (ScoreThen){row_int(rows, 0), row_real(rows, 1),
                                     row_text(rows, 2, arena)};
}

int history_scores_of(History *h, const char *score, Str account,
                      int64_t before, size_t most, Arena *arena,
                      ScoreThen **out, size_t *count, Error *error)
{
    static const Question q = {
        "SELECT as_of, value, band FROM (SELECT m.as_of, s.value,"
        " b.text AS band FROM moment m JOIN score s ON s.as_of = m.as_of"
        " AND s.score = (SELECT id FROM word WHERE text = $1)"
        " AND s.account = (SELECT id FROM word WHERE text = $2)"
        " LEFT JOIN word b ON b.id = s.band WHERE m.as_of < $3"
        " ORDER BY m.as_of DESC LIMIT $4) AS newest ORDER BY as_of",
        "irt", fill_score, sizeof **out};
    Rows rows;
    void *all;
    int rc = db_ask(h, error, &rows, q.sql, q.cells, "tsii", score, account,
                    before, (int64_t)most);
    int bad = gather(&rows, rc, &q, arena, &all, count, error);
    *out = all;
    return bad;
}

/* ------------------------------------------------------------- restated -- */

/* A figure as it is kept: money and instants are whole numbers. */
static const char *kept_text(const Rows *rows, int column, const char *type,
                             Arena *arena)
{
    hale_value v = rows->cell[column];
    char number[32];
    if (v.missing)
        return NULL;
    if (v.type == HALE_INT)
        return arena_printf(arena, "%lld", (long long)v.as.i);
    if (v.type == HALE_TEXT && strcmp(type, "real") != 0)
        return arena_strndup(arena, v.as.text.data, v.as.text.len);
    real_format(v.type == HALE_REAL ? v.as.r : scalar_real(v.as.text), number);
    return arena_printf(arena, "%s", number);
}

static void fill_restated(const Rows *rows, Arena *arena, void *item)
{
    const char *type = row_text(rows, 3, arena);
    *(Restated *)item = (Restated){.as_of = row_int(rows, 0),
                                   .account = row_text(rows, 1, arena),
                                   .figure = row_text(rows, 2, arena),
                                   .type = type,
                                   .old_value = kept_text(rows, 4, type, arena),
                                   .new_value = kept_text(rows, 5, type, arena),
                                   .old_run = row_int(rows, 6),
                                   .new_run = row_int(rows, 7)};
}

int history_restated(History *h, int64_t as_of, Arena *arena, Restated **out,
                     size_t *count, Error *error)
{
    static const Question q = {
        "SELECT r.as_of, a.text, m.name, m.type,"
        " r.old, r.new, r.old_run, r.new_run FROM restated r"
        " JOIN word a ON a.id = r.account JOIN metric m ON m.metric = r.metric"
        " WHERE $1 = 0 OR r.as_of = $1"
        " ORDER BY r.as_of, r.new_run, m.name, a.text",
        "itttvvii", fill_restated, sizeof **out};
    void *all;
    int bad = gather_of(h, &q, as_of, arena, &all, count, error);
    *out = all;
    return bad;
}

static void fill_late(const Rows *rows, Arena *arena, void *item)
{
    *(LateRows *)item = (LateRows){.input = row_text(rows, 0, arena),
                                   .rows = (uint64_t)row_int(rows, 1),
                                   .first = row_text(rows, 2, arena)};
}

int history_late(History *h, int64_t run, Arena *arena, LateRows **out,
                 size_t *count, Error *error)
{
    static const Question q = {"SELECT input, rows, first FROM run_late"
                               " WHERE run = $1 ORDER BY input",
                               "tit", fill_late, sizeof **out};
    void *all;
    int bad = gather_of(h, &q, run, arena, &all, count, error);
    *out = all;
    return bad;
}

/* Adds "what NAME 1 -> 2" for every row of a name, old and new, each of which
 * may be missing. */
static int add_causes(History *h, const char *what, const char *sql,
                      int64_t before, int64_t run, Text *out, Error *error)
{
    Rows rows;
    int rc = db_ask(h, error, &rows, sql, "ttt", "ii", before, run);
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0) {
        text_printf(out, "%s%s", out->len ? ", " : "", what);
        for (int i = 0; i < 3; i++)
            if (!rows.cell[i].missing)
                text_printf(out, "%s%.*s", i == 2 ? " -> " : " ",
                            PS(row_str(&rows, i)));
    }
    db_end(&rows);
    return rc;
}

int history_causes(History *h, int64_t before, int64_t run, Arena *arena,
                   const char **out, Error *error)
{
    Text all = {0};
    int bad =
        add_causes(h, "formula",
                   "SELECT a.section, a.version, b.version FROM run_formula a"
                   " JOIN run_formula b ON b.section = a.section"
                   " WHERE a.run = $1 AND b.run = $2 AND a.hash <> b.hash"
                   " ORDER BY a.section",
                   before, run, &all, error) ||
        add_causes(h, "pack",
                   "SELECT a.pack, a.version, b.version FROM run_pack a"
                   " JOIN run_pack b ON b.pack = a.pack WHERE a.run = $1"
                   " AND b.run = $2 AND (a.hash <> b.hash"
                   " OR a.version <> b.version) ORDER BY a.pack",
                   before, run, &all, error) ||
        add_causes(h, "settings",
                   "SELECT NULL, NULL, NULL FROM run a, run b WHERE a.run = $1"
                   " AND b.run = $2 AND a.settings <> b.settings",
                   before, run, &all, error) ||
        add_causes(h, "hale",
                   "SELECT NULL, a.hale, b.hale FROM run a, run b"
                   " WHERE a.run = $1 AND b.run = $2 AND a.hale <> b.hale",
                   before, run, &all, error);
    *out = arena_strndup(arena, all.data ? all.data : "", all.len);
    text_free(&all);
    return bad ? -1 : 0;
}
