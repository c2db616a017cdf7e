/* SPDX-License-Identifier: MIT
 *
 * spill.c: rows that are too many to wait in memory.
 *
 * With [pipeline] memory, chunks beyond that size go to a temporary file, one
 * for each reading thread, in large pieces and only ever at its end; where each
 * chunk is stays in memory. When a partition is put together its chunks are
 * read back, and then they are as if they had never been away. So a run needs
 * memory for the rows of one partition of 64 a thread, whatever their number.
 *
 * The account table and side tables are never spilled.
 *
 * The file has no name: it is gone when it is closed, however the run ends.
 * That it cannot be written is an error of the run. That it cannot be read back
 * is as bad as no memory, and ends the process in the same way.
 */
#include "data/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

static int open_file(Spill *s, const char *folder, Error *error)
{
    Text path = {0};
    text_printf(&path, "%s/hale-rows-XXXXXX", folder);
    s->file = mkostemp(path.data, O_CLOEXEC);
    if (s->file >= 0)
        unlink(path.data);
    else
        error_errno(error, EXIT_CANT_CREATE,
                    "memory is used up, and no temporary file can be made in",
                    folder);
    text_free(&path);
    s->buffer = s->file < 0 ? NULL : xmalloc(PIECE);
    return s->buffer ? 0 : -1;
}

int spill_flush(Spill *s, const char *folder, Error *error)
{
    for (size_t done = 0; done < s->used;) {
        ssize_t n = write(s->file, s->buffer + done, s->used - done);
        if (n < 0 && errno != EINTR)
            return error_errno(
                error, EXIT_IO,
                "memory is used up, and no temporary file can be written in",
                folder);
        done += n > 0 ? (size_t)n : 0;
    }
    s->used = 0;
    return 0;
}

int spill_put(Spill *s, const char *folder, const void *data, size_t size,
              int64_t *at, Error *error)
{
    const unsigned char *from = data;
    if (!s->buffer && open_file(s, folder, error))
        return -1;
    *at = s->size;
    s->size += (int64_t)size;
    while (size) {
        size_t some = PIECE - s->used < size ? PIECE - s->used : size;
        memcpy(s->buffer + s->used, from, some);
        s->used += some;
        from += some;
        size -= some;
        if (s->used == PIECE && spill_flush(s, folder, error))
            return -1;
    }
    return 0;
}

void spill_get(const Spill *s, int64_t at, void *data, size_t size)
{
    unsigned char *to = data;
    while (size) {
        ssize_t n = pread(s->file, to, size, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) { /* other threads may still be running */
            fprintf(stderr,
                    "hale: cannot read back rows from a temporary file: %s\n",
                    n ? strerror(errno) : "it became shorter");
            _exit(EXIT_IO);
        }
        to += n;
        at += n;
        size -= (size_t)n;
    }
}

void spill_close(Spill *s)
{
    if (s->buffer)
        close(s->file);
    free(s->buffer);
    *s = (Spill){0};
}
