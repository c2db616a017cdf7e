/* SPDX-License-Identifier: MIT
 *
 * write.c: figures, scores, components and roll-ups of a run.
 *
 * A run ends in this order:
 *
 *     outputs are opened and written     nothing is to be seen yet
 *     the history is replaced            one transaction, published = 0
 *     outputs are committed, by rename or a transaction of their own
 *     published = 1
 *
 * No two stores commit in one instant, so between them a crash can come. It
 * then leaves the new figures in the history, marked as not published, and
 * outputs that are the old or the new, each as a whole. The other way round
 * it would leave outputs that the history knows nothing of, and nothing would
 * say so. The next run of the as-of replaces both.
 *
 * Cells go into the file as they are in the tables: whole numbers as such,
 * reals with the digits that read back as the same double.
 */
#include "history/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- cells -- */

const hale_table_column *cell_column(const hale_table *t, const char *name)
{
    for (size_t i = 0; t && i < t->columns; i++)
        if (!strcmp(t->column[i]->name, name))
            return t->column[i];
    return NULL;
}

bool cell_is_missing(const hale_table_column *c, size_t row)
{
    return !c || (c->missing && c->missing[row]);
}

void cell_put(Text *out, const hale_table_column *c, size_t row)
{
    char number[32];
    if (cell_is_missing(c, row)) {
        text_puts(out, "null");
    } else if (c->type == HALE_TEXT) {
        text_add_json(out, c->as.text[row]);
    } else if (c->type == HALE_BOOL) {
        text_puts(out, c->as.b[row] ? "true" : "false");
    } else if (c->type == HALE_REAL) {
        real_format(c->as.r[row], number);
        text_puts(out, number);
    } else {
        text_printf(out, "%lld", (long long)c->as.i[row]);
    }
}

double cell_real(const hale_table_column *c, size_t row)
{
    return cell_is_missing(c, row) ? (double)NAN : c->as.r[row];
}

/* The word of a text cell; 0 for a missing one, which no word has. */
static int64_t cell_word(History *h, const hale_table_column *c, size_t row,
                         Error *error)
{
    if (cell_is_missing(c, row))
        return 0;
    return word_of(h, c->as.text[row], error);
}

const hale_table *record_table(const Record *r, const char *name)
{
    for (size_t i = 0; i < r->tables; i++)
        if (!strcmp(r->table[i]->name, name))
            return r->table[i];
    return NULL;
}

/* -------------------------------------------------------------- figures -- */

/* The columns of the account table that are figures: after as_of and the
 * account, before the past of scores, which the history can tell again, and
 * the scores themselves. */
static size_t figures_end(const Record *r)
{
    return ACCOUNT_FIXED + r->plan->history.column;
}

/* Which figures the cells are: one that is known, or a new one. */
static int64_t layout_find(History *h, const char *metrics, Error *error)
{
    int64_t id;
    if (db_number(h, error, 0, &id,
                  "SELECT layout FROM layout WHERE metrics = $1", "t", metrics))
        return -1;
    if (id)
        return id;
    if (db_number(h, error, 0, &id, "SELECT max(layout) FROM layout", "") ||
        db_do(h, error, "INSERT INTO layout(layout, metrics) VALUES ($1, $2)",
              "it", id + 1, metrics))
        return -1;
    return id + 1;
}

static int64_t layout_of(History *h, const Record *r, const hale_table *t,
                         Error *error)
{
    Text json = {0};
    int64_t id = 0;
    text_char(&json, '[');
    for (size_t i = ACCOUNT_FIXED; i < figures_end(r) && id >= 0; i++) {
        id = metric_of(h, t->column[i], error);
        text_printf(&json, "%s%lld", i > ACCOUNT_FIXED ? "," : "",
                    (long long)id);
    }
    text_char(&json, ']');
    if (id >= 0)
        id = layout_find(h, json.data, error);
    text_free(&json);
    return id;
}

static int write_figures(History *h, const Record *r, Error *error)
{
    const hale_table *t = record_table(r, "accounts");
    Load load;
    Text cells = {0};
    int bad =
        db_load(h, error, &load, "figure", "as_of, account, cells", "iis");
    for (size_t row = 0; row < t->rows && !bad; row++) {
        int64_t id = cell_word(h, t->column[COLUMN_ACCOUNT], row, error);
        text_clear(&cells);
        text_char(&cells, '[');
        for (size_t i = ACCOUNT_FIXED; i < figures_end(r); i++) {
            text_puts(&cells, i > ACCOUNT_FIXED ? "," : "");
            cell_put(&cells, t->column[i], row);
        }
        text_char(&cells, ']');
        bad = id < 0 || db_put(&load, error, t->column[COLUMN_AS_OF]->as.i[row],
                               id, text_str(&cells));
    }
    text_free(&cells);
    return bad ? -1 : 0;
}

/* --------------------------------------------------------------- scores -- */

static int write_scores(History *h, const Record *r, Error *error)
{
    static const char *const names[] = {
        "band",    "variant",         "limits",
        "formula", "formula_version", "formula_hash"};
    const hale_table *t = record_table(r, "scores");
    const hale_table_column *word[COUNT(names)];
    Load load;
    if (!t)
        return 0;
    const hale_table_column *account = cell_column(t, "account"),
                            *score = cell_column(t, "score"),
                            *value = cell_column(t, "value"),
                            *raw = cell_column(t, "raw"),
                            *coverage = cell_column(t, "coverage");
    int bad = db_load(h, error, &load, "score",
                      "as_of, score, account, value, raw, coverage, band,"
                      " variant, limits, formula, version, hash",
                      "iiirrrwwwwww");
    for (size_t i = 0; i < COUNT(names); i++)
        word[i] = cell_column(t, names[i]);
    for (size_t row = 0; row < t->rows && !bad; row++) {
        int64_t id[COUNT(names)];
        for (size_t i = 0; i < COUNT(names); i++)
            id[i] = cell_word(h, word[i], row, error);
        int64_t of = cell_word(h, score, row, error),
                who = cell_word(h, account, row, error);
        bad = error->code != 0 ||
              db_put(&load, error, t->column[COLUMN_AS_OF]->as.i[row], of, who,
                     cell_real(value, row), cell_real(raw, row),
                     cell_real(coverage, row), id[0], id[1], id[2], id[3],
                     id[4], id[5]);
    }
    return bad ? -1 : 0;
}

/* ----------------------------------------------------------- components -- */

static bool same_owner(const hale_table *t, size_t a, size_t b)
{
    return t->column[0]->as.i[a] == t->column[0]->as.i[b] &&
           str_eq(t->column[1]->as.text[a], t->column[1]->as.text[b]) &&
           str_eq(t->column[2]->as.text[a], t->column[2]->as.text[b]);
}

static int write_parts(History *h, const Record *r, Error *error)
{
    const hale_table *t = record_table(r, "components");
    Load load;
    if (!t)
        return 0;
    const hale_table_column *name = cell_column(t, "component"),
                            *points = cell_column(t, "points"),
                            *share = cell_column(t, "share"),
                            *value = cell_column(t, "value");
    Text parts = {0};
    int bad = db_load(h, error, &load, "part", "as_of, score, account, parts",
                      "iiis");
    for (size_t row = 0, end; row < t->rows && !bad; row = end) {
        text_clear(&parts);
        for (end = row; end < t->rows && same_owner(t, row, end); end++) {
            text_printf(&parts, "%s%lld,", end > row ? ",[" : "[[",
                        (long long)cell_word(h, name, end, error));
            cell_put(&parts, points, end);
            text_char(&parts, ',');
            cell_put(&parts, share, end);
            text_char(&parts, ',');
            cell_put(&parts, value, end);
            text_char(&parts, ']');
        }
        text_char(&parts, ']');
        int64_t of = cell_word(h, t->column[2], row, error),
                who = cell_word(h, t->column[1], row, error);
        bad = error->code != 0 || db_put(&load, error, t->column[0]->as.i[row],
                                         of, who, text_str(&parts));
    }
    text_free(&parts);
    return bad ? -1 : 0;
}

/* ------------------------------------------------------------- roll-ups -- */

static hale_value cell_value(const hale_table_column *c, size_t row)
{
    hale_value v = {.type = c->type, .missing = HALE_NOT_GIVEN};
    if (cell_is_missing(c, row))
        return v;
    v.missing = HALE_PRESENT;
    if (c->type == HALE_REAL)
        v.as.r = c->as.r[row];
    else if (c->type == HALE_TEXT)
        v.as.text = c->as.text[row];
    else {
        v.type = HALE_INT;
        v.as.i = c->type == HALE_BOOL ? c->as.b[row] : c->as.i[row];
    }
    return v;
}

/* A row for each figure of each group. */
static int write_rollup(History *h, const hale_table *t, Load *load,
                        Error *error)
{
    int64_t name = word_of(h, str(t->name + strlen("rollup_")), error);
    const hale_table_column *group = cell_column(t, "group");
    int64_t *metric = xcalloc(t->columns + 1, sizeof *metric);
    bool bad = name < 0;
    for (size_t i = 2; i < t->columns && !bad; i++)
        bad = (metric[i] = metric_of(h, t->column[i], error)) < 0;
    for (size_t row = 0; row < t->rows && !bad; row++) {
        Str text = cell_is_missing(group, row) ? S("") : group->as.text[row];
        int64_t id = word_of(h, text, error);
        bad = id < 0;
        for (size_t i = 2; i < t->columns && !bad; i++) {
            hale_value v = cell_value(t->column[i], row);
            bad = db_put(load, error, t->column[0]->as.i[row], name, id,
                         metric[i], &v);
        }
    }
    free(metric);
    return bad ? -1 : 0;
}

static int write_rollups(History *h, const Record *r, Error *error)
{
    Load load;
    int bad = db_load(h, error, &load, "rollup",
                      "as_of, rollup, grp, metric, value", "iiiiv");
    for (size_t i = 0; i < r->tables && !bad; i++)
        if (str_starts(str(r->table[i]->name), "rollup_"))
            bad = write_rollup(h, r->table[i], &load, error);
    return bad;
}

/* -------------------------------------------------------------- the run -- */

static int write_all(History *h, const Record *r, Error *error)
{
    const Plan *p = r->plan;
    if (manifest_write(h, r, error))
        return -1;
    for (size_t k = 0; k < p->as_ofs; k++)
        if (restate_begin(h, p->as_of[k], error))
            return -1;
    int64_t layout = layout_of(h, r, record_table(r, "accounts"), error);
    for (size_t k = 0; k < p->as_ofs && layout >= 0; k++)
        if (db_do(h, error, "INSERT INTO moment VALUES ($1, $2, $3)", "iii",
                  p->as_of[k], h->run, layout))
            return -1;
    if (layout < 0 || write_figures(h, r, error) || write_scores(h, r, error) ||
        write_parts(h, r, error) || write_rollups(h, r, error))
        return -1;
    for (size_t k = 0; k < p->as_ofs; k++)
        if (restate_end(h, p->as_of[k], error))
            return -1;
    return history_retain(h, p, error);
}

int history_write(History *h, const Record *r, Error *error)
{
    history_rest(h);
    int bad = db_begin(h, true, error) || db_version(h, error) ||
              (h->version != SCHEMA_VERSION && db_make(h, error)) ||
              write_all(h, r, error) || db_commit(h, error);
    numbers_free(h);
    if (!bad)
        return 0;
    db_rollback(h);
    return error_set(error, EXIT_BUG, "history %s: not written", db_label(h));
}

int history_publish(History *h, Error *error)
{
    if (db_begin(h, true, error) == 0 &&
        db_do(h, error, "UPDATE run SET published = 1 WHERE run = $1", "i",
              h->run) == 0 &&
        db_commit(h, error) == 0)
        return 0;
    db_rollback(h);
    return -1;
}
