/* SPDX-License-Identifier: MIT
 *
 * restate.c: past figures that moved.
 *
 * When an as-of is run again its old rows are set aside in temporary tables,
 * and after the new ones are written the two are compared: figures of accounts
 * that are in both, scores and bands, and accounts that came or went. A figure
 * that only one of the runs computes did not move; it is another pipeline.
 */
#include "history/inside.h"

/* The columns have the types of those they are compared with: without, SQLite
 * would not look them up in the keys. */
static const char aside_tables[] =
    "CREATE TEMP TABLE IF NOT EXISTS was_moment(as_of INTEGER PRIMARY KEY,"
    " run INTEGER, layout INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS was_figure(as_of INTEGER,"
    " account INTEGER, cells TEXT, PRIMARY KEY(as_of, account)) WITHOUT ROWID;"
    "CREATE TEMP TABLE IF NOT EXISTS was_score(as_of INTEGER, score INTEGER,"
    " account INTEGER, value REAL, band INTEGER,"
    " PRIMARY KEY(as_of, score, account)) WITHOUT ROWID;"
    "CREATE TEMP TABLE IF NOT EXISTS moved(account INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE IF NOT EXISTS was_at(place INTEGER PRIMARY KEY,"
    " metric INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS is_at(place INTEGER PRIMARY KEY,"
    " metric INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS was_cell(account INTEGER,"
    " metric INTEGER, value, PRIMARY KEY(account, metric)) WITHOUT ROWID";

int restate_begin(History *h, int64_t as_of, Error *error)
{
    static const char *const aside[] = {
        "INSERT INTO temp.was_moment SELECT * FROM main.moment"
        " WHERE as_of = ?",
        "INSERT INTO temp.was_figure SELECT * FROM main.figure"
        " WHERE as_of = ?",
        "INSERT INTO temp.was_score SELECT as_of, score, account, value, band"
        " FROM main.score WHERE as_of = ?"};
    if (db_run(h, aside_tables, error))
        return -1;
    for (size_t i = 0; i < COUNT(aside); i++)
        if (db_do(h, error, aside[i], "i", as_of))
            return -1;
    return moment_forget(h, as_of, error);
}

/* Which figure stands at which place of the cells, then and now. */
static int find_places(History *h, int64_t as_of, Error *error)
{
    if (db_run(h, "DELETE FROM temp.was_at; DELETE FROM temp.is_at", error) ||
        db_do(h, error,
              "INSERT INTO temp.was_at SELECT c.key, c.value"
              " FROM temp.was_moment JOIN layout l USING (layout),"
              " json_each(l.metrics) c WHERE as_of = ?",
              "i", as_of))
        return -1;
    return db_do(h, error,
                 "INSERT INTO temp.is_at SELECT c.key, c.value"
                 " FROM main.moment JOIN layout l USING (layout),"
                 " json_each(l.metrics) c WHERE as_of = ?",
                 "i", as_of);
}

/* Only accounts with other cells are taken apart, in this order: the joins
 * are written as CROSS JOIN so that SQLite keeps it. */
static int compare_figures(History *h, int64_t as_of, int64_t run, Error *error)
{
    if (find_places(h, as_of, error) ||
        db_run(h, "DELETE FROM temp.moved; DELETE FROM temp.was_cell", error) ||
        db_do(h, error,
              "INSERT INTO temp.moved SELECT account FROM temp.was_figure o"
              " JOIN main.figure n USING (as_of, account) WHERE as_of = ?1"
              " AND (n.cells <> o.cells OR (SELECT layout FROM main.moment"
              " WHERE as_of = ?1) <> (SELECT layout FROM temp.was_moment"
              " WHERE as_of = ?1))",
              "i", as_of) ||
        db_do(h, error,
              "INSERT INTO temp.was_cell SELECT o.account, a.metric, c.value"
              " FROM temp.moved CROSS JOIN temp.was_figure o USING (account)"
              " CROSS JOIN json_each(o.cells) c"
              " CROSS JOIN temp.was_at a ON a.place = c.key"
              " WHERE o.as_of = ?",
              "i", as_of))
        return -1;
    return db_do(h, error,
                 "INSERT INTO restated SELECT ?1, n.account, a.metric,"
                 " w.value, c.value, ?2, ?3 FROM temp.moved"
                 " CROSS JOIN main.figure n USING (account)"
                 " CROSS JOIN json_each(n.cells) c"
                 " CROSS JOIN temp.is_at a ON a.place = c.key"
                 " CROSS JOIN temp.was_cell w ON w.account = n.account"
                 " AND w.metric = a.metric"
                 " WHERE n.as_of = ?1 AND w.value IS NOT c.value",
                 "iii", as_of, run, h->run);
}

static int compare_scores(History *h, int64_t as_of, int64_t run, Error *error)
{
    if (db_do(h, error,
              "INSERT OR IGNORE INTO metric(name, type, unit)"
              " SELECT DISTINCT text, 'real', 'points' FROM temp.was_score s"
              " JOIN word w ON w.id = s.score WHERE s.as_of = ?1"
              " UNION ALL SELECT DISTINCT text || '_band', 'text', ''"
              " FROM temp.was_score s JOIN word w ON w.id = s.score"
              " WHERE s.as_of = ?1",
              "i", as_of) ||
        db_do(h, error,
              "INSERT INTO restated SELECT ?1, n.account, m.metric, o.value,"
              " n.value, ?2, ?3 FROM score n JOIN temp.was_score o"
              " USING (as_of, score, account) JOIN word w ON w.id = n.score"
              " JOIN metric m ON m.name = w.text AND m.type = 'real'"
              " AND m.unit = 'points'"
              " WHERE as_of = ?1 AND o.value IS NOT n.value",
              "iii", as_of, run, h->run))
        return -1;
    return db_do(h, error,
                 "INSERT INTO restated SELECT ?1, n.account, m.metric, a.text,"
                 " b.text, ?2, ?3 FROM score n JOIN temp.was_score o"
                 " USING (as_of, score, account) JOIN word w ON w.id = n.score"
                 " JOIN metric m ON m.name = w.text || '_band'"
                 " AND m.type = 'text' AND m.unit = ''"
                 " LEFT JOIN word a ON a.id = o.band"
                 " LEFT JOIN word b ON b.id = n.band"
                 " WHERE as_of = ?1 AND o.band IS NOT n.band",
                 "iii", as_of, run, h->run);
}

/* Accounts that are in one of the two only. */
static int compare_accounts(History *h, int64_t as_of, int64_t run,
                            Error *error)
{
    hale_table_column account = {.name = "account", .type = HALE_TEXT};
    int64_t metric = metric_of(h, &account, error);
    if (metric < 0 ||
        db_do(h, error,
              "INSERT INTO restated SELECT ?1, o.account, ?4, w.text, NULL,"
              " ?2, ?3 FROM temp.was_figure o JOIN word w ON w.id = o.account"
              " WHERE o.as_of = ?1 AND NOT EXISTS (SELECT 1 FROM figure n"
              " WHERE n.as_of = ?1 AND n.account = o.account)",
              "iiii", as_of, run, h->run, metric))
        return -1;
    return db_do(h, error,
                 "INSERT INTO restated SELECT ?1, n.account, ?4, NULL, w.text,"
                 " ?2, ?3 FROM figure n JOIN word w ON w.id = n.account"
                 " WHERE n.as_of = ?1 AND NOT EXISTS (SELECT 1"
                 " FROM temp.was_figure o WHERE o.as_of = ?1"
                 " AND o.account = n.account)",
                 "iiii", as_of, run, h->run, metric);
}

int restate_end(History *h, int64_t as_of, Error *error)
{
    int64_t run;
    if (db_number(h, error, 0, &run,
                  "SELECT run FROM temp.was_moment WHERE as_of = ?", "i",
                  as_of))
        return -1;
    if (run == 0)
        return 0; /* it was not known before */
    if (compare_figures(h, as_of, run, error) ||
        compare_scores(h, as_of, run, error))
        return -1;
    return compare_accounts(h, as_of, run, error);
}
