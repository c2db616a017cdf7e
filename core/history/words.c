/* SPDX-License-Identifier: MIT
 *
 * words.c: texts and figures as numbers.
 *
 * A history says every name of an account, a band, a component once, and so
 * it does with the name, type and unit of a figure. All that are known are
 * read before the first one is asked for; a new one gets the next number.
 * That needs no answer of the store, so a thousand new accounts are no
 * thousand questions. It holds while the transaction is the only writer.
 */
#include "history/inside.h"

static int load(History *h, Numbers *n, const char *sql, const char *table,
                const char *columns, const char *types, Error *error)
{
    Rows rows;
    if (n->loaded)
        return 0;
    int rc = db_ask(h, error, &rows, sql, "it", "");
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0) {
        int64_t number = row_int(&rows, 0);
        map_put(&n->of, row_str(&rows, 1), (size_t)number);
        n->last = number > n->last ? number : n->last;
    }
    db_end(&rows);
    if (rc == 0)
        rc = db_load(h, error, &n->load, table, columns, types);
    n->loaded = rc == 0;
    return rc;
}

/* What is known of it, or the next number, which *is_new then says. */
static int64_t number_of(Numbers *n, Str key, bool *is_new)
{
    size_t known = map_get(&n->of, key);
    *is_new = known == MAP_NONE;
    if (!*is_new)
        return (int64_t)known;
    map_put(&n->of, key, (size_t)++n->last);
    return n->last;
}

int64_t word_of(History *h, Str text, Error *error)
{
    bool is_new;
    if (load(h, &h->word, "SELECT id, text FROM word", "word", "id, text", "is",
             error))
        return -1;
    int64_t id = number_of(&h->word, text, &is_new);
    return is_new && db_put(&h->word.load, error, id, text) ? -1 : id;
}

int64_t metric_named(History *h, const char *name, const char *type,
                     const char *unit, Error *error)
{
    bool is_new;
    Text key = {0};
    if (load(h, &h->metric,
             "SELECT metric, name || '|' || type || '|' || unit FROM metric",
             "metric", "metric, name, type, unit", "ittt", error))
        return -1;
    text_printf(&key, "%s|%s|%s", name, type, unit);
    int64_t id = number_of(&h->metric, text_str(&key), &is_new);
    text_free(&key);
    return is_new && db_put(&h->metric.load, error, id, name, type, unit) ? -1
                                                                          : id;
}

int64_t metric_of(History *h, const hale_table_column *c, Error *error)
{
    return metric_named(h, c->name, type_name(c->type), c->unit ? c->unit : "",
                        error);
}

void numbers_free(History *h)
{
    map_free(&h->word.of);
    map_free(&h->metric.of);
    h->word = h->metric = (Numbers){0};
}
