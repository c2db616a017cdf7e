/* SPDX-License-Identifier: MIT
 *
 * manifest.c: how a run came about.
 *
 * What decides the figures is written down: the settings as they stand in the
 * pipeline and in --set, the formulas, the packs, the rows that were read,
 * and a hash of every table that came out. Texts are stored once under their
 * hash, so a formula that never changes is in the file once.
 *
 * Secrets are not: settings that are marked as such are left out, variables
 * of the environment stay ${VAR}, and of rejected rows only the number is
 * kept.
 */
#include "history/inside.h"

#include <string.h>

/* Stores a text under its hash. */
static int put_text(History *h, Str body, char hash[33], Error *error)
{
    hash_hex(body.data ? body.data : "", body.len, hash);
    return db_do(h, error,
                 "INSERT INTO text VALUES ($1, $2) ON CONFLICT DO NOTHING",
                 "ts", hash, body.data ? body : S(""));
}

static int write_run(History *h, const Record *r, Error *error)
{
    static const char *const known[] = {[KNOWN_ALWAYS] = "always",
                                        [KNOWN_AT_AS_OF] = "as_of",
                                        [KNOWN_AT] = "at"};
    const Plan *p = r->plan;
    Text settings = {0};
    char hash[33];
    ini_text(&p->ini, &settings);
    int bad = put_text(h, text_str(&settings), hash, error);
    text_free(&settings);
    if (bad)
        return -1;
    if (db_number(h, error, 0, &h->run, "SELECT max(run) FROM run", ""))
        return -1;
    return db_do(h, error,
                 "INSERT INTO run(run, made_at, published, pipeline, hale,"
                 " timezone, currency, profile, first_as_of, last_as_of,"
                 " as_ofs, every, known, known_at, settings)"
                 " VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
                 " $12, CASE WHEN $12 = 'at' THEN $13 END, $14)",
                 "iitttttiiittit", ++h->run, r->made_at, p->name, r->hale,
                 zone_name(p->zone), p->currency, r->profile, p->as_of[0],
                 p->as_of[p->as_ofs - 1], (int64_t)p->as_ofs, p->every,
                 known[p->known], p->known_at, hash);
}

static int write_formulas(History *h, const Record *r, Error *error)
{
    for (size_t i = 0; i < r->formulas; i++) {
        const FormulaFact *f = &r->formula[i];
        if (db_do(h, error,
                  "INSERT INTO text VALUES ($1, $2) ON CONFLICT DO NOTHING",
                  "tt", f->hash, f->text) ||
            db_do(h, error,
                  "INSERT INTO run_formula VALUES ($1, $2, $3, $4, $5, $6)",
                  "ittttt", h->run, f->section, f->score, f->title, f->version,
                  f->hash))
            return -1;
    }
    return 0;
}

void pack_hash(const Pack *pack, char out[33])
{
    Text file = {0};
    Error none = {0};
    *out = 0;
    if (file_read(pack->path, SIZE_MAX, &file, &none) == 0)
        hash_hex(file.data, file.len, out);
    text_free(&file);
}

static int write_packs(History *h, const Record *r, Error *error)
{
    const Registry *registry = &r->plan->registry;
    for (size_t i = 0; i < registry->packs; i++) {
        const Pack *pack = registry->pack[i];
        char hash[33];
        pack_hash(pack, hash);
        if (db_do(h, error, "INSERT INTO run_pack VALUES ($1, $2, $3, $4)",
                  "ittt", h->run, pack->plugin->name, pack->plugin->version,
                  hash))
            return -1;
    }
    return 0;
}

static int write_inputs(History *h, const Record *r, Error *error)
{
    static const char *const counts[] = {"rows_read",   "rows_kept", "outside",
                                         "unknown_yet", "orphans",   "rejected",
                                         "duplicates"};
    const hale_table *t = record_table(r, "inputs");
    for (size_t row = 0; t && row < t->rows; row++) {
        int64_t n[COUNT(counts)];
        for (size_t i = 0; i < COUNT(counts); i++) {
            const hale_table_column *c = cell_column(t, counts[i]);
            n[i] = cell_is_missing(c, row) ? 0 : c->as.i[row];
        }
        const hale_table_column *newest = cell_column(t, "newest");
        const hale_table_column *state = cell_column(t, "state");
        if (db_do(h, error,
                  "INSERT INTO run_input VALUES ($1, $2, $3, $4, $5, $6, $7,"
                  " $8, $9, $10, $11, $12, $13, $14)",
                  "isssiiiiiiiwrs", h->run,
                  cell_column(t, "input")->as.text[row],
                  cell_column(t, "data_set")->as.text[row],
                  cell_column(t, "plugin")->as.text[row], n[0], n[1], n[2],
                  n[3], n[4], n[5], n[6],
                  cell_is_missing(newest, row) ? 0 : newest->as.i[row],
                  cell_real(cell_column(t, "max_age"), row),
                  cell_is_missing(state, row) ? (Str){0} : state->as.text[row]))
            return -1;
    }
    return 0;
}

static int write_digests(History *h, const Record *r, Error *error)
{
    Arena arena = {0};
    Load load;
    int bad = db_load(h, error, &load, "run_table",
                      "run, as_of, name, rows, hash", "iitit");
    for (size_t i = 0; i < r->tables && !bad; i++) {
        Digest *digest;
        size_t count = digests_of(&arena, r->table[i], &digest);
        for (size_t k = 0; k < count && !bad; k++)
            bad = db_put(&load, error, h->run, digest[k].as_of, digest[k].table,
                         (int64_t)digest[k].rows, digest[k].hash);
    }
    arena_free(&arena);
    return bad;
}

static int write_late(History *h, const Record *r, Error *error)
{
    for (size_t i = 0; i < r->lates; i++)
        if (db_do(h, error, "INSERT INTO run_late VALUES ($1, $2, $3, $4)",
                  "itit", h->run, r->late[i].input, (int64_t)r->late[i].rows,
                  r->late[i].first))
            return -1;
    return 0;
}

int manifest_write(History *h, const Record *r, Error *error)
{
    if (write_run(h, r, error) || write_formulas(h, r, error) ||
        write_packs(h, r, error) || write_inputs(h, r, error) ||
        write_digests(h, r, error))
        return -1;
    return write_late(h, r, error);
}
