/* SPDX-License-Identifier: MIT
 *
 * exposition.h: a table as gauges in the text format that Prometheus reads.
 *
 *     # HELP hale_rollup_segment_active_users distinct users (users)
 *     # TYPE hale_rollup_segment_active_users gauge
 *     hale_rollup_segment_active_users{pipeline="demo",group="smb"} 1231
 *
 * Every column that is a number, a yes or no or a time is a family; the texts
 * that name a row are its labels. The lines of a family stand together, no
 * two of them have the same labels, and a missing value has no line at all.
 *
 *   names.c    what a family is called
 *   rows.c     which rows are shown, under which labels
 *   family.c   the lines
 */
#ifndef HALE_EXPOSITION_H
#define HALE_EXPOSITION_H

#include "../common/publish.h"

enum { ROWS_MOST = 1000 }; /* of a table */

typedef struct Name { /* of a family that was written */
    struct Name *next;
    const char *table, *column; /* what it stands for */
    char text[];
} Name;

typedef struct Exposition {
    hale_cx *cx;
    Publish files;
    PublishFile *file;
    const char *prefix, *top_by;
    const char *pipeline; /* the first label of every line */
    const char *currency; /* in small letters, or NULL */
    size_t limit, max_accounts;
    int64_t as_of; /* the newest: older rows are history */
    Name *names;
} Exposition;

typedef struct Rows { /* of a table, that are shown */
    const hale_table *table;
    size_t row[ROWS_MOST];
    size_t begin[ROWS_MOST + 1]; /* where the labels of each begin in... */
    size_t count;
    Buffer labels; /* {pipeline="demo",group="smb"} */
} Rows;

/* --------------------------------------------------------------- names.c */

/* PREFIX_TABLE_COLUMN with the unit's ending, noted as taken: NULL when two
 * columns would have the same. `column` may be NULL: TABLE alone. */
const char *name_make(Exposition *e, const char *table,
                      const hale_table_column *column);

/* ---------------------------------------------------------------- rows.c */

/* Is the column part of what names a row? */
int rows_is_label(const hale_table *table, const hale_table_column *column);
/* Chooses the rows and writes their labels; rows_free in any case. */
int rows_choose(Exposition *e, const hale_table *table, Rows *rows);
void rows_free(Rows *rows);

/* -------------------------------------------------------------- family.c */

/* name="value", the value escaped; what is not UTF-8 becomes U+FFFD. */
void put_label(Buffer *out, const char *name, hale_str value);
/* "# HELP" and "# TYPE". */
void put_head(Buffer *out, const char *name, const char *help,
              const char *unit);
/* Seconds since 1970. */
void put_seconds(Buffer *out, int64_t instant);
/* All families of a table: 0 or -1. */
int put_table(Exposition *e, const hale_table *table);

#endif
