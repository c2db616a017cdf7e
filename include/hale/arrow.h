/* SPDX-License-Identifier: MIT
 *
 * hale/arrow.h: the Arrow C data and stream interfaces.
 *
 * Three structs whose layout is frozen by the Arrow project and meant to be
 * declared anew by whoever speaks them. hale speaks Arrow at its doors only:
 * an input may hand over a stream, an output may take one. No Arrow library
 * is needed. The guards keep this header friendly to Arrow's own.
 *
 * Ownership: a struct is released by calling its `release`, which sets that
 * member to NULL; a struct whose `release` is NULL is released already. To
 * move one, copy the bytes and set `release` of the source to NULL. Arrays
 * and schemas outlive the stream they came from.
 */
#ifndef HALE_ARROW_H
#define HALE_ARROW_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;   /* "l" int64, "g" double, "u" utf8, "+s" struct */
    const char *name;     /* or NULL */
    const char *metadata; /* or NULL */
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary; /* or NULL */
    void (*release)(struct ArrowSchema *);
    void *private_data; /* the producer's own */
};

struct ArrowArray {
    int64_t length;
    int64_t null_count; /* -1: not counted */
    int64_t offset;     /* in values, for every buffer */
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers; /* the first is the validity bitmap, or NULL */
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    /* Each returns 0 or an errno code. get_next answers the end of the
     * stream with an array that is released already. */
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

#ifdef __cplusplus
}
#endif
#endif
