/* SPDX-License-Identifier: MIT
 *
 * restate.c: past figures that moved.
 *
 * When an as-of is run again its old rows are set aside in temporary tables,
 * and after the new ones are written the two are compared: figures of accounts
 * that are in both, scores and bands, and accounts that came or went. A figure
 * that only one of the runs computes did not move; it is another pipeline.
 *
 * The store finds the rows that differ, which are few; here they are taken
 * apart, so that every store comes to the same.
 */
#include "history/inside.h"

#include <stdlib.h>

/* An as-of that is compared, and what takes the figures that moved. */
typedef struct Again {
    History *h;
    int64_t as_of, was; /* the run before */
    Load load;
} Again;

int restate_begin(History *h, int64_t as_of, Error *error)
{
    static const char *const tables[] = {
        "CREATE TEMP TABLE IF NOT EXISTS was_moment(as_of BIGINT PRIMARY KEY,"
        " run BIGINT, layout BIGINT)",
        "CREATE TEMP TABLE IF NOT EXISTS was_figure(as_of BIGINT,"
        " account BIGINT, cells TEXT, PRIMARY KEY(as_of, account))",
        "CREATE TEMP TABLE IF NOT EXISTS was_score(as_of BIGINT, score BIGINT,"
        " account BIGINT, value DOUBLE PRECISION, band BIGINT,"
        " PRIMARY KEY(as_of, score, account))"};
    static const char *const aside[] = {
        "INSERT INTO was_moment SELECT as_of, run, layout FROM moment"
        " WHERE as_of = $1",
        "INSERT INTO was_figure SELECT as_of, account, cells FROM figure"
        " WHERE as_of = $1",
        "INSERT INTO was_score SELECT as_of, score, account, value, band"
        " FROM score WHERE as_of = $1"};
    for (size_t i = 0; i < COUNT(tables); i++)
        if (db_do(h, error, tables[i], ""))
            return -1;
    for (size_t i = 0; i < COUNT(aside); i++)
        if (db_do(h, error, aside[i], "i", as_of))
            return -1;
    return moment_forget(h, as_of, error);
}

static int moved(Again *a, int64_t account, int64_t metric,
                 const hale_value *was, const hale_value *now, Error *error)
{
    return metric < 0 ? -1
                      : db_put(&a->load, error, a->as_of, account, metric, was,
                               now, a->was, a->h->run);
}

/* -------------------------------------------------------------- figures -- */

/* The metrics of a layout, in the order of the cells. */
static int metrics_of(History *h, int64_t layout, Arena *arena, Str **metric,
                      size_t *count, Error *error)
{
    Rows rows;
    int rc =
        db_ask(h, error, &rows, "SELECT metrics FROM layout WHERE layout = $1",
               "t", "i", layout);
    *count = 0;
    if (rc == 0 && (rc = db_next(&rows, error)) > 0)
        *count = scalars_of(str(row_text(&rows, 0, arena)), arena, metric);
    db_end(&rows);
    return rc < 0 ? -1 : 0;
}

/* Where each metric of `now` stood then; SIZE_MAX: nowhere. */
static size_t *places(const Str *was, size_t were, const Str *now, size_t are,
                      Arena *arena)
{
    Map at = {0};
    size_t *place = arena_array(arena, are + 1, sizeof *place);
    for (size_t i = 0; i < were; i++)
        map_put(&at, was[i], i);
    for (size_t i = 0; i < are; i++) {
        size_t found = map_get(&at, now[i]);
        place[i] = found == MAP_NONE ? SIZE_MAX : found;
    }
    map_free(&at);
    return place;
}

/* The cells of the metrics of one account, then and now. */
typedef struct Pair {
    const Str *metric;
    const size_t *place; /* SIZE_MAX: not then */
    size_t metrics;
} Pair;

static int compare_cells(Again *a, const Pair *p, const Rows *rows,
                         Error *error)
{
    Arena arena = {0};
    Text room_was = {0}, room_now = {0};
    Str *was, *now;
    size_t were = scalars_of(row_str(rows, 1), &arena, &was);
    size_t are = scalars_of(row_str(rows, 2), &arena, &now);
    int bad = 0;
    for (size_t i = 0; i < are && i < p->metrics && !bad; i++) {
        if (p->place[i] >= were || str_eq(was[p->place[i]], now[i]))
            continue;
        hale_value before = scalar_value(was[p->place[i]], &room_was);
        hale_value after = scalar_value(now[i], &room_now);
        int64_t metric = scalar_int(p->metric[i]);
        bad = moved(a, row_int(rows, 0), metric, &before, &after, error);
    }
    text_free(&room_was);
    text_free(&room_now);
    arena_free(&arena);
    return bad;
}

static int compare_figures(Again *a, Error *error)
{
    Arena arena = {0};
    Rows rows = {0};
    int64_t old, new;
    Str *was, *now;
    size_t were, are;
    int bad = db_number(a->h, error, 0, &old,
                        "SELECT layout FROM was_moment WHERE as_of = $1", "i",
                        a->as_of) ||
              db_number(a->h, error, 0, &new,
                        "SELECT layout FROM moment WHERE as_of = $1", "i",
                        a->as_of) ||
              metrics_of(a->h, old, &arena, &was, &were, error) ||
              metrics_of(a->h, new, &arena, &now, &are, error);
    if (!bad) {
        Pair pair = {now, places(was, were, now, are, &arena), are};
        bad = db_ask(a->h, error, &rows,
                     "SELECT n.account, o.cells, n.cells FROM was_figure o"
                     " JOIN figure n ON n.as_of = o.as_of"
                     " AND n.account = o.account WHERE o.as_of = $1"
                     " AND (n.cells <> o.cells OR $2 <> $3)"
                     " ORDER BY n.account",
                     "itt", "iii", a->as_of, old, new);
        while (!bad && (bad = db_next(&rows, error)) > 0)
            bad = compare_cells(a, &pair, &rows, error);
        db_end(&rows);
    }
    arena_free(&arena);
    return bad ? -1 : 0;
}

/* --------------------------------------------------------------- scores -- */

static bool differ(const hale_value *a, const hale_value *b)
{
    if (a->missing || b->missing)
        return !a->missing != !b->missing;
    return a->type == HALE_TEXT ? !str_eq(a->as.text, b->as.text)
                                : a->as.r < b->as.r || a->as.r > b->as.r;
}

static int compare_score(Again *a, const Rows *rows, Arena *arena, Error *error)
{
    const hale_value *cell = rows->cell;
    const char *name = row_text(rows, 1, arena);
    int64_t account = row_int(rows, 0);
    if (differ(&cell[2], &cell[3]) &&
        moved(a, account, metric_named(a->h, name, "real", "points", error),
              &cell[2], &cell[3], error))
        return -1;
    if (!differ(&cell[4], &cell[5]))
        return 0;
    return moved(a, account,
                 metric_named(a->h, arena_printf(arena, "%s_band", name),
                              "text", "", error),
                 &cell[4], &cell[5], error);
}

static int compare_scores(Again *a, Error *error)
{
    Arena arena = {0};
    Rows rows;
    int bad = db_ask(a->h, error, &rows,
                     "SELECT n.account, w.text, o.value, n.value, a.text,"
                     " b.text FROM score n JOIN was_score o"
                     " ON o.as_of = n.as_of AND o.score = n.score"
                     " AND o.account = n.account JOIN word w ON w.id = n.score"
                     " LEFT JOIN word a ON a.id = o.band"
                     " LEFT JOIN word b ON b.id = n.band WHERE n.as_of = $1"
                     " AND (o.value <> n.value OR o.band <> n.band"
                     " OR (o.value IS NULL) <> (n.value IS NULL)"
                     " OR (o.band IS NULL) <> (n.band IS NULL))"
                     " ORDER BY n.score, n.account",
                     "itrrtt", "i", a->as_of);
    while (!bad && (bad = db_next(&rows, error)) > 0)
        bad = compare_score(a, &rows, &arena, error);
    db_end(&rows);
    arena_free(&arena);
    return bad ? -1 : 0;
}

/* ------------------------------------------------------------- accounts -- */

/* Those of the statement came, or went. */
static int compare_accounts(Again *a, const char *sql, bool came,
                            int64_t metric, Error *error)
{
    const hale_value none = {.type = HALE_TEXT, .missing = HALE_NOT_GIVEN};
    Rows rows;
    int bad = db_ask(a->h, error, &rows, sql, "it", "i", a->as_of);
    while (!bad && (bad = db_next(&rows, error)) > 0)
        bad = moved(a, row_int(&rows, 0), metric, came ? &none : &rows.cell[1],
                    came ? &rows.cell[1] : &none, error);
    db_end(&rows);
    return bad ? -1 : 0;
}

int restate_end(History *h, int64_t as_of, Error *error)
{
    Again a = {.h = h, .as_of = as_of};
    if (db_number(h, error, 0, &a.was,
                  "SELECT run FROM was_moment WHERE as_of = $1", "i", as_of))
        return -1;
    if (a.was == 0)
        return 0; /* it was not known before */
    /* It also makes sure that all metrics are known before rows are read. */
    int64_t metric = metric_named(h, "account", "text", "", error);
    if (metric < 0 ||
        db_load(h, error, &a.load, "restated",
                "as_of, account, metric, old, new, old_run, new_run",
                "iiivvii") ||
        compare_figures(&a, error) || compare_scores(&a, error) ||
        compare_accounts(&a,
                         "SELECT o.account, w.text FROM was_figure o"
                         " JOIN word w ON w.id = o.account WHERE o.as_of = $1"
                         " AND NOT EXISTS (SELECT 1 FROM figure n"
                         " WHERE n.as_of = $1 AND n.account = o.account)"
                         " ORDER BY o.account",
                         false, metric, error))
        return -1;
    return compare_accounts(&a,
                            "SELECT n.account, w.text FROM figure n"
                            " JOIN word w ON w.id = n.account"
                            " WHERE n.as_of = $1 AND NOT EXISTS (SELECT 1"
                            " FROM was_figure o WHERE o.as_of = $1"
                            " AND o.account = n.account) ORDER BY n.account",
                            true, metric, error);
}
