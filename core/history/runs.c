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

/* Rows of a statement as an array of items of `size` bytes: `fill` makes one
 * of the current row. Takes the statement over. */
typedef void (*Fill)(sqlite3_stmt *s, Arena *arena, void *item);

static int gather(History *h, sqlite3_stmt *s, Fill fill, size_t size,
                  Arena *arena, void **out, size_t *count, Error *error)
{
    char *item = NULL;
    size_t n = 0, cap = 0;
    int rc = s ? 1 : -1;
    while (s && (rc = db_step(h, s, error)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 16;
            item = xrealloc(item, cap, size);
        }
        memset(item + n * size, 0, size);
        fill(s, arena, item + n++ * size);
    }
    sqlite3_finalize(s);
    *out = arena_array(arena, n + 1, size);
    *count = n;
    if (n)
        memcpy(*out, item, n * size);
    free(item);
    return rc;
}

/* ----------------------------------------------------------------- runs -- */

static void fill_run(sqlite3_stmt *s, Arena *arena, void *item)
{
    *(RunFact *)item =
        (RunFact){.run = sqlite3_column_int64(s, 0),
                  .made_at = sqlite3_column_int64(s, 1),
                  .published = sqlite3_column_int(s, 2),
                  .pipeline = db_text(s, 3, arena),
                  .hale = db_text(s, 4, arena),
                  .timezone = db_text(s, 5, arena),
                  .currency = db_text(s, 6, arena),
                  .profile = db_text(s, 7, arena),
                  .first_as_of = sqlite3_column_int64(s, 8),
                  .last_as_of = sqlite3_column_int64(s, 9),
                  .as_ofs = sqlite3_column_int64(s, 10),
                  .every = db_text(s, 11, arena),
                  .known = db_text(s, 12, arena),
                  .known_at = sqlite3_column_int64(s, 13),
                  .settings_hash = db_text(s, 14, arena),
                  .settings = db_text(s, 15, arena),
                  .moments = sqlite3_column_int64(s, 16),
                  .rows = (uint64_t)sqlite3_column_int64(s, 17),
                  .rejected = (uint64_t)sqlite3_column_int64(s, 18)};
}

int history_runs(History *h, int64_t run, Arena *arena, RunFact **out,
                 size_t *count, Error *error)
{
    sqlite3_stmt *s = db_ask(
        h, error,
        "SELECT r.run, made_at, published, pipeline, hale, timezone,"
        " currency, profile, first_as_of, last_as_of, as_ofs, every, known,"
        " known_at, settings, body,"
        " (SELECT count(*) FROM moment m WHERE m.run = r.run),"
        " (SELECT sum(rows_read) FROM run_input i WHERE i.run = r.run),"
        " (SELECT sum(rejected) FROM run_input i WHERE i.run = r.run)"
        " FROM run r LEFT JOIN text ON hash = settings"
        " WHERE ?1 < 0 OR r.run = ?1 ORDER BY r.run",
        "i", run);
    void *all;
    int bad = gather(h, s, fill_run, sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

static void fill_part(sqlite3_stmt *s, Arena *arena, void *item)
{
    *(PartFact *)item = (PartFact){.name = db_text(s, 0, arena),
                                   .version = db_text(s, 1, arena),
                                   .hash = db_text(s, 2, arena)};
}

static int parts(History *h, const char *sql, int64_t run, Arena *arena,
                 PartFact **out, size_t *count, Error *error)
{
    void *all;
    int bad = gather(h, db_ask(h, error, sql, "i", run), fill_part,
                     sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

int history_formulas(History *h, int64_t run, Arena *arena, PartFact **out,
                     size_t *count, Error *error)
{
    return parts(h,
                 "SELECT section, version, hash FROM run_formula"
                 " WHERE run = ? ORDER BY section",
                 run, arena, out, count, error);
}

int history_packs(History *h, int64_t run, Arena *arena, PartFact **out,
                  size_t *count, Error *error)
{
    return parts(h,
                 "SELECT pack, version, hash FROM run_pack WHERE run = ?"
                 " ORDER BY pack",
                 run, arena, out, count, error);
}

int history_inputs(History *h, int64_t run, Arena *arena, PartFact **out,
                   size_t *count, Error *error)
{
    return parts(h,
                 "SELECT input, rows_read || ' rows, ' || rows_kept ||"
                 " ' kept', '' FROM run_input WHERE run = ? ORDER BY input",
                 run, arena, out, count, error);
}

static void fill_digest(sqlite3_stmt *s, Arena *arena, void *item)
{
    Digest *d = item;
    d->as_of = sqlite3_column_int64(s, 0);
    d->table = db_text(s, 1, arena);
    d->rows = (uint64_t)sqlite3_column_int64(s, 2);
    snprintf(d->hash, sizeof d->hash, "%s",
             (const char *)sqlite3_column_text(s, 3));
}

int history_digests(History *h, int64_t run, Arena *arena, Digest **out,
                    size_t *count, Error *error)
{
    void *all;
    int bad = gather(h,
                     db_ask(h, error,
                            "SELECT as_of, name, rows, hash FROM run_table"
                            " WHERE run = ? ORDER BY as_of, name",
                            "i", run),
                     fill_digest, sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

/* --------------------------------------------------------------- as-ofs -- */

int history_run_of(History *h, int64_t as_of, int64_t *run, Error *error)
{
    return db_number(h, error, 0, run, "SELECT run FROM moment WHERE as_of = ?",
                     "i", as_of);
}

int history_earlier(History *h, const RunFact *run, int64_t *count,
                    Error *error)
{
    return db_number(h, error, 0, count,
                     "SELECT count(*) FROM moment WHERE as_of < ? AND run > ?",
                     "ii", run->first_as_of, run->run);
}

static void fill_as_of(sqlite3_stmt *s, Arena *arena, void *item)
{
    (void)arena;
    *(int64_t *)item = sqlite3_column_int64(s, 0);
}

int history_as_ofs(History *h, Arena *arena, int64_t **out, size_t *count,
                   Error *error)
{
    void *all;
    int bad = gather(
        h, db_prepare(h, "SELECT as_of FROM moment ORDER BY as_of", error),
        fill_as_of, sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

int history_is_of(History *h, const Plan *plan, Error *error)
{
    Arena arena = {0};
    sqlite3_stmt *s =
        db_ask(h, error, "SELECT pipeline FROM run WHERE pipeline <> ? LIMIT 1",
               "t", plan->name);
    int rc = s ? db_step(h, s, error) : -1;
    if (rc > 0)
        error_set(error, EXIT_CONFIG,
                  "history %s is that of the pipeline \"%s\", and this one is "
                  "\"%s\": two would replace each other's figures, give "
                  "[history] another path",
                  h->path, db_text(s, 0, &arena), plan->name);
    sqlite3_finalize(s);
    arena_free(&arena);
    return rc ? -1 : 0;
}

int history_known(History *h, const Plan *plan, int64_t *known, Error *error)
{
    *known = INT64_MAX;
    for (size_t i = 0; i < plan->as_ofs; i++) {
        int64_t then;
        /* What a run knew ends when it was made, or earlier if it said so. */
        if (db_number(h, error, INT64_MAX, &then,
                      "SELECT min(made_at, CASE known WHEN 'at' THEN known_at"
                      " WHEN 'as_of' THEN as_of ELSE made_at END)"
                      " FROM moment JOIN run USING (run) WHERE as_of = ?",
                      "i", plan->as_of[i]))
            return -1;
        if (then < *known)
            *known = then;
    }
    return 0;
}

/* --------------------------------------------------------------- scores -- */

static void fill_name(sqlite3_stmt *s, Arena *arena, void *item)
{
    *(const char **)item = db_text(s, 0, arena);
}

const char *const *history_scores(History *h, Arena *arena, Error *error)
{
    void *names;
    size_t count;
    sqlite3_stmt *s =
        db_prepare(h,
                   "SELECT text FROM word WHERE id IN (SELECT score FROM"
                   " score) ORDER BY id",
                   error);
    return gather(h, s, fill_name, sizeof(char *), arena, &names, &count, error)
               ? NULL
               : names; /* behind the last is a NULL */
}

static void fill_score(sqlite3_stmt *s, Arena *arena, void *item)
{
    *(ScoreThen *)item = (ScoreThen){sqlite3_column_int64(s, 0), db_real(s, 1),
                                     db_text(s, 2, arena)};
}

int history_scores_of(History *h, const char *score, Str account,
                      int64_t before, size_t most, Arena *arena,
                      ScoreThen **out, size_t *count, Error *error)
{
    sqlite3_stmt *s =
        db_ask(h, error,
               "SELECT * FROM (SELECT m.as_of, s.value, b.text FROM moment m"
               " JOIN score s ON s.as_of = m.as_of"
               " AND s.score = (SELECT id FROM word WHERE text = ?)"
               " AND s.account = (SELECT id FROM word WHERE text = ?)"
               " LEFT JOIN word b ON b.id = s.band WHERE m.as_of < ?"
               " ORDER BY m.as_of DESC LIMIT ?) ORDER BY as_of",
               "tsii", score, account, before, (int64_t)most);
    void *all;
    int bad = gather(h, s, fill_score, sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

/* ------------------------------------------------------------- restated -- */

static void fill_restated(sqlite3_stmt *s, Arena *arena, void *item)
{
    *(Restated *)item = (Restated){.as_of = sqlite3_column_int64(s, 0),
                                   .account = db_text(s, 1, arena),
                                   .figure = db_text(s, 2, arena),
                                   .type = db_text(s, 3, arena),
                                   .old_value = db_text(s, 4, arena),
                                   .new_value = db_text(s, 5, arena),
                                   .old_run = sqlite3_column_int64(s, 6),
                                   .new_run = sqlite3_column_int64(s, 7)};
}

int history_restated(History *h, int64_t as_of, Arena *arena, Restated **out,
                     size_t *count, Error *error)
{
    sqlite3_stmt *s =
        db_ask(h, error,
               "SELECT r.as_of, a.text, m.name, m.type,"
               " r.old, r.new, r.old_run, r.new_run FROM restated r"
               " JOIN word a ON a.id = r.account JOIN metric m USING (metric)"
               " WHERE ?1 = 0 OR r.as_of = ?1"
               " ORDER BY r.as_of, r.new_run, m.name, a.text",
               "i", as_of);
    void *all;
    int bad =
        gather(h, s, fill_restated, sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

static void fill_late(sqlite3_stmt *s, Arena *arena, void *item)
{
    *(LateRows *)item = (LateRows){.input = db_text(s, 0, arena),
                                   .rows = (uint64_t)sqlite3_column_int64(s, 1),
                                   .first = db_text(s, 2, arena)};
}

int history_late(History *h, int64_t run, Arena *arena, LateRows **out,
                 size_t *count, Error *error)
{
    void *all;
    int bad = gather(h,
                     db_ask(h, error,
                            "SELECT input, rows, first FROM run_late"
                            " WHERE run = ? ORDER BY input",
                            "i", run),
                     fill_late, sizeof **out, arena, &all, count, error);
    *out = all;
    return bad;
}

/* Adds "what NAME 1 -> 2" for every name whose hash differs. */
static int add_causes(History *h, const char *what, const char *sql,
                      int64_t before, int64_t run, Text *out, Error *error)
{
    sqlite3_stmt *s = db_ask(h, error, sql, "ii", before, run);
    int rc = s ? 1 : -1;
    while (s && (rc = db_step(h, s, error)) > 0) {
        text_printf(out, "%s%s", out->len ? ", " : "", what);
        for (int i = 0; i < sqlite3_column_count(s); i++)
            if (sqlite3_column_type(s, i) != SQLITE_NULL)
                text_printf(out, "%s%s", i == 2 ? " -> " : " ",
                            (const char *)sqlite3_column_text(s, i));
    }
    sqlite3_finalize(s);
    return rc;
}

int history_causes(History *h, int64_t before, int64_t run, Arena *arena,
                   const char **out, Error *error)
{
    Text all = {0};
    int bad =
        add_causes(h, "formula",
                   "SELECT a.section, a.version, b.version FROM run_formula a"
                   " JOIN run_formula b USING (section) WHERE a.run = ?1"
                   " AND b.run = ?2 AND a.hash <> b.hash",
                   before, run, &all, error) ||
        add_causes(h, "pack",
                   "SELECT a.pack, a.version, b.version FROM run_pack a"
                   " JOIN run_pack b USING (pack) WHERE a.run = ?1"
                   " AND b.run = ?2 AND (a.hash <> b.hash"
                   " OR a.version <> b.version)",
                   before, run, &all, error) ||
        add_causes(h, "settings",
                   "SELECT NULL FROM run a JOIN run b WHERE a.run = ?1"
                   " AND b.run = ?2 AND a.settings <> b.settings",
                   before, run, &all, error) ||
        add_causes(h, "hale",
                   "SELECT NULL, a.hale, b.hale FROM run a JOIN run b"
                   " WHERE a.run = ?1 AND b.run = ?2 AND a.hale <> b.hale",
                   before, run, &all, error);
    *out = arena_strndup(arena, all.data ? all.data : "", all.len);
    text_free(&all);
    return bad ? -1 : 0;
}
