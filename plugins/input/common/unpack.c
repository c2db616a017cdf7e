/* SPDX-License-Identifier: MIT
 *
 * unpack.c: zlib and libzstd, stepwise.
 *
 * Both libraries work alike: they take some input, give some output and say
 * when a part is complete. What differs is kept here; a build without one of
 * them has its three functions missing from the table and nothing else.
 */
#include "unpack.h"

#include <stdlib.h>
#include <string.h>

typedef struct Unpacker {
    void *(*start)(void);
    int (*step)(void *state, Unpack *step);
    void (*stop)(void *state);
} Unpacker;

#ifdef HALE_WITH_ZLIB
#include <zlib.h>

static void *gzip_start(void)
{
    z_stream *z = calloc(1, sizeof *z);
    if (z && inflateInit2(z, 15 + 16) != Z_OK) { /* 16: gzip, not zlib */
        free(z);
        z = NULL;
    }
    return z;
}

static int gzip_step(void *state, Unpack *step)
{
    z_stream *z = state;
    const size_t most = 1u << 30; /* zlib counts in unsigned int */
    int rc;
    z->next_in = (z_const Bytef *)(uintptr_t)step->in;
    z->avail_in = (uInt)(step->in_len < most ? step->in_len : most);
    z->next_out = (Bytef *)step->out;
    z->avail_out = (uInt)(step->out_room < most ? step->out_room : most);
    rc = inflate(z, Z_NO_FLUSH);
    step->in_used = (size_t)((const char *)z->next_in - step->in);
    step->out_len = (size_t)((char *)z->next_out - step->out);
    step->whole = rc == Z_STREAM_END;
    if (rc == Z_STREAM_END)
        rc = inflateReset(z);
    if (rc == Z_OK || rc == Z_BUF_ERROR) /* the latter: needs more input */
        return 0;
    step->trouble = z->msg ? z->msg : "it is damaged";
    return -1;
}

static void gzip_stop(void *state)
{
    inflateEnd(state);
    free(state);
}
#endif

#ifdef HALE_WITH_ZSTD
#include <zstd.h>

static void *zstd_start(void)
{
    return ZSTD_createDStream();
}

static int zstd_step(void *state, Unpack *step)
{
    ZSTD_inBuffer in = {step->in, step->in_len, 0};
    ZSTD_outBuffer out = {step->out, step->out_room, 0};
    size_t rc = ZSTD_decompressStream(state, &out, &in);
    step->in_used = in.pos;
    step->out_len = out.pos;
    step->whole = rc == 0;
    if (!ZSTD_isError(rc))
        return 0;
    step->trouble = ZSTD_getErrorName(rc);
    return -1;
}

static void zstd_stop(void *state)
{
    ZSTD_freeDStream(state);
}
#endif

static const Unpacker unpackers[] = {
    [PACKING_NONE] = {0},
#ifdef HALE_WITH_ZLIB
    [PACKING_GZIP] = {gzip_start, gzip_step, gzip_stop},
#else
    [PACKING_GZIP] = {0},
#endif
#ifdef HALE_WITH_ZSTD
    [PACKING_ZSTD] = {zstd_start, zstd_step, zstd_stop},
#else
    [PACKING_ZSTD] = {0},
#endif
};

int unpack_knows(Packing packing)
{
    return packing == PACKING_NONE || unpackers[packing].start != NULL;
}

void *unpack_start(Packing packing)
{
    return unpackers[packing].start();
}

int unpack_step(Packing packing, void *state, Unpack *step)
{
    return unpackers[packing].step(state, step);
}

void unpack_stop(Packing packing, void *state)
{
    if (state)
        unpackers[packing].stop(state);
}
