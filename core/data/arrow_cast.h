/* SPDX-License-Identifier: MIT
 *
 * arrow_cast.h: private to data. One column of an Arrow stream becomes one
 * field of a batch, cell by cell.
 *
 * A Cast is made from the schema once; then every array of the stream is
 * checked against it and its cells are converted. A cell that does not fit
 * is answered with a reason, never with a changed value.
 */
#ifndef HALE_CORE_DATA_ARROW_CAST_H
#define HALE_CORE_DATA_ARROW_CAST_H

#include "data/data.h"

/* What the values of a format are, and so what they can become. */
typedef enum ArrowKind {
    ARROW_OTHER, /* nothing that we read */
    ARROW_NULL,  /* no values at all */
    ARROW_BIT,
    ARROW_WHOLE, /* integers and decimals: a whole number / 10^scale */
    ARROW_FLOAT,
    ARROW_DATE,
    ARROW_STAMP,
    ARROW_UTF8, /* offsets and bytes */
    ARROW_VIEW  /* utf8 in views: short texts stand in the view itself */
} ArrowKind;

/* A format string, understood. */
typedef struct ArrowFormat {
    const char *name; /* for people: "int64" */
    ArrowKind kind;
    unsigned width; /* bytes of a value; of an offset in ARROW_UTF8 */
    bool unsign;    /* ARROW_WHOLE: without a sign */
    bool local;     /* ARROW_STAMP: without a time zone */
    int scale;      /* ARROW_WHOLE: decimals; may be negative */
    /* ARROW_STAMP: microseconds are value * up / down. ARROW_DATE: days are
     * value / down. */
    int64_t up, down;
} ArrowFormat;

typedef struct Cast Cast;

/* Writes cell `at` of the array's buffers to to->as[row]. NULL, or why the
 * value does not fit. */
typedef const char *ArrowPut(const Cast *cast, const struct ArrowArray *from,
                             int64_t at, hale_cells *to, size_t row);

struct Cast {
    const char *name;   /* of the field */
    ArrowFormat format; /* of the values */
    ArrowFormat index;  /* of the codes, where a dictionary has the values */
    bool coded;         /* there is a dictionary */
    const Zone *zone;   /* for dates and times that are local */
    Arena *scratch;     /* texts and reasons of the current batch */
    ArrowPut *put;
};

/* Sets all but name, zone and scratch. -1: values of this column do not
 * become `type`; the error names the format and the cure. */
int cast_open(Cast *cast, const struct ArrowSchema *column, hale_type type,
              Error *error);
/* Can the first `rows` cells of an array be read? NULL, or what it lacks. */
const char *cast_check(const Cast *cast, const struct ArrowArray *column,
                       int64_t rows);
/* Cell `at` of a checked column to row `row` of a batch; a null is not
 * present. NULL, or why the value does not fit. */
const char *cast_cell(const Cast *cast, const struct ArrowArray *column,
                      int64_t at, hale_cells *to, size_t row);
/* Is value `at` (offset not yet added) not null? */
bool arrow_has(const struct ArrowArray *array, int64_t at);

/* The writers behind `put`, in arrow_put.c. NULL: there is none for that. */
ArrowPut *arrow_put_for(const ArrowFormat *format, hale_type type);
/* The integer (decimal) at a place of the buffers, offset already added. */
__extension__ typedef __int128 ArrowWide;
ArrowWide arrow_whole(const ArrowFormat *format, const struct ArrowArray *array,
                      int64_t at);

#endif
