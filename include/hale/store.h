/* SPDX-License-Identifier: MIT
 *
 * hale/store.h: the door to a database that keeps the history of pipelines.
 *
 * A history is a handful of tables. What is in them, and every statement on
 * them, is hale's; a store only carries statements to a database and rows
 * back. SQLite's is part of hale. Another one is a shared object on the plugin
 * path, PACK.so, that exports hale_store_v1, alone or beside hale_plugin_v1;
 * a pipeline names it with `[history] plugin = PACK`.
 *
 * Statements keep to what SQLite and PostgreSQL both understand, and have
 * their values as $1, $2 ... Only the tables themselves are made in a dialect.
 *
 * The rules of hale/plugin.h hold: structs begin with their size and grow at
 * their end, functions say why they fail by hale_fail. They are called on one
 * thread. A connection may rest for hours between two transactions.
 */
#ifndef HALE_STORE_H
#define HALE_STORE_H

#include "hale/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HALE_STORE_MAJOR 1

/* What functions answer when they fail, after hale_fail. */
enum {
    HALE_STORE_AWAY = -1,    /* there is no database to be had, or it went */
    HALE_STORE_BUSY = -2,    /* others hold what is needed: try again */
    HALE_STORE_DENIED = -3,  /* this user may not */
    HALE_STORE_DAMAGED = -4, /* what is stored cannot be read */
    HALE_STORE_NOWHERE = -5, /* the place for it is not there */
    HALE_STORE_FULL = -6,    /* the disk, or what stands in for it */
    HALE_STORE_REFUSED = -7  /* the statement is wrong, so hale is */
};

typedef struct hale_store {
    size_t size;
    uint32_t major;   /* HALE_STORE_MAJOR */
    const char *name; /* the file's name without .so */
    const char *version, *title;
    const char *dialect; /* of the tables: "sqlite" or "postgresql" */
    const char *place;   /* the option that names another place: "schema" */
    const hale_option *const *options;

    /* `db` is db_size zeroed bytes, and lives as cx does. Nothing is made by
     * opening; close follows in any case. */
    size_t db_size;
    int (*open)(hale_cx *cx, const hale_value *options, void *db);
    void (*close)(hale_cx *cx, void *db);
    /* What people call it, without any secret; valid after open. */
    const char *(*label)(const void *db);

    /* The version of the history's tables; 0: the place is empty or not there
     * yet; -1 stands in *version for something that is no history. Within
     * begin. */
    int (*schema)(hale_cx *cx, void *db, int64_t *version);
    /* One transaction. A reader sees the history as it is at begin, or at each
     * statement, and never half a writer's work. Only one writer is in. */
    int (*begin)(hale_cx *cx, void *db, int write);
    int (*commit)(hale_cx *cx, void *db);
    void (*rollback)(hale_cx *cx, void *db); /* harmless without begin */
    /* Makes the place, if need be, and runs the script that makes the tables;
     * within begin, and undone by rollback. */
    int (*make)(hale_cx *cx, void *db, const char *script);

    /* Runs a statement with `count` values, whose types are set even where
     * they are missing. Its rows have `columns` cells of the given types; a
     * cell of type HALE_SAME may come as int, real or text. `rows` is to be
     * ended by end, also if there are none; NULL if the call fails. */
    int (*ask)(hale_cx *cx, void *db, const char *sql, const hale_value *value,
               size_t count, const hale_type *type, size_t columns,
               void **rows);
    /* 1: a row, whose texts are valid until the next call with these rows; 0:
     * no more. Rows of fills may be put meanwhile. */
    int (*next)(hale_cx *cx, void *rows, hale_value *cell);
    void (*end)(hale_cx *cx, void *rows);

    /* Many rows for one table: what is put may wait until the next ask, make
     * or commit, and a failure may be told there. A value of a column that
     * holds several types has its own. A fill lives until commit, rollback or
     * close, and rows of another ask may be open meanwhile. */
    int (*fill)(hale_cx *cx, void *db, const char *table, const char *columns,
                size_t count, void **fill);
    int (*put)(hale_cx *cx, void *fill, const hale_value *value);

    /* NULL: a lock beside the pipeline is enough. Keeps others from this place
     * until close: 0, or 1 if somebody else has it, whose `holder` text, as
     * far as it is known, is copied to `other`, `room` bytes. */
    int (*lock)(hale_cx *cx, void *db, const char *holder, char *other,
                size_t room);
} hale_store;

HALE_EXPORT const hale_store *hale_store_v1(void);

#ifdef __cplusplus
}
#endif
#endif
