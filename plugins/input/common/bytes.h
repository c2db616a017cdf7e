/* SPDX-License-Identifier: MIT
 *
 * bytes.h: the bytes of a file, unpacked, in large blocks.
 *
 * A source of plain bytes whatever stands on the disk: a file, a pipe or the
 * standard input ("-"), as it is or packed by gzip or zstd. What it is, the
 * first bytes say, not the name. Files are read, never mapped: a mapped file
 * that somebody shortens meanwhile would kill the process.
 *
 * A packed file that ends too early is a failure, never a short file.
 */
#ifndef HALE_INPUT_BYTES_H
#define HALE_INPUT_BYTES_H

#include "hale/plugin.h"

/* Bytes that a function gives, such as those that a command prints. */
typedef struct BytesSource {
    const char *name; /* for messages */
    void *state;
    /* How many, at most `room`; 0 at the end, -1 after hale_fail. */
    ptrdiff_t (*read)(hale_cx *cx, void *state, char *to, size_t room);
    void (*close)(void *state);
} BytesSource;

typedef struct Bytes {
    BytesSource source;   /* all NULL: a file */
    int fd;               /* -1: not open */
    int is_stdin;         /* 1: of which others hold the same end */
    int held;             /* 1: cannot be opened again: a pipe, "-" */
    int waits;            /* 1: bytes may not be there yet: a pipe, a device */
    const char *path;     /* for messages; the caller's */
    int kind;             /* plain, gzip or zstd, bytes.c */
    void *unpacker;       /* of zlib or libzstd, NULL: plain */
    struct Ahead *ahead;  /* a thread that unpacks, NULL: none */
    int whole;            /* 1: a packed part has ended, none has begun */
    int ended;            /* the file has no more bytes */
    char *block;          /* what was read and not yet handed out */
    size_t from, to;      /*   is block[from, to) */
    uint64_t read, total; /* bytes of the file; total 0: unknown */
} Bytes;

/* Opens `path` and looks at its first bytes; 0, or -1 after hale_fail. Until
 * then and after bytes_close the struct is all zeros with fd -1. */
int bytes_open(Bytes *bytes, hale_cx *cx, const char *path);

/* Opens a file that is known to be plain, at a place in it. */
int bytes_open_at(Bytes *bytes, hale_cx *cx, const char *path, uint64_t at);

/* From here on packed bytes of a file are unpacked by a thread of their own,
 * if one can be had. To be called before or between reads. */
void bytes_unpack_ahead(Bytes *bytes);

/* As bytes_open, of a source. From here on it is the bytes': bytes_close
 * closes it, and so does a failure here. Packed bytes are unpacked. */
int bytes_open_source(Bytes *bytes, hale_cx *cx, const BytesSource *source);

/* The next bytes: how many, at most `room`; 0 at the end, -1 on failure. */
ptrdiff_t bytes_read(Bytes *bytes, hale_cx *cx, char *to, size_t room);

/* Harmless on one that is not open. */
void bytes_close(Bytes *bytes);

#endif
