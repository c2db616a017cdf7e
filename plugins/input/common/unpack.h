/* SPDX-License-Identifier: MIT
 *
 * unpack.h: gzip and zstd behind one pair of functions, for bytes.c.
 *
 * Each is compiled in when its library was there at build time. Packed parts
 * (members, frames) may follow each other, as `cat a.gz b.gz` makes them.
 */
#ifndef HALE_INPUT_UNPACK_H
#define HALE_INPUT_UNPACK_H

#include <stddef.h>
#include <stdint.h>

typedef enum Packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD } Packing;

typedef struct Unpack { /* one step */
    const char *in;
    size_t in_len, in_used; /* given; how much of it was taken */
    char *out;
    size_t out_room, out_len; /* given; how much of it was filled */
    int whole;                /* a part ended with the last byte taken */
    const char *trouble;      /* why it failed */
} Unpack;

/* Is it compiled in? */
int unpack_knows(Packing packing);
/* NULL: no memory. */
void *unpack_start(Packing packing);
/* 0, or -1 with `trouble` set. Stops behind the end of a part. */
int unpack_step(Packing packing, void *state, Unpack *step);
void unpack_stop(Packing packing, void *state);

#endif
