/* SPDX-License-Identifier: MIT
 *
 * bytes.c: opening a file, looking at its first bytes, reading it.
 *
 * One block is read ahead: its beginning tells what the file is. A plain
 * file's first block is copied out and the rest is read straight into the
 * caller's memory; a packed one is unpacked from block to caller.
 */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ahead.h"
#include "unpack.h"

enum { BLOCK = 256 * 1024, LOOK_MS = 100, WRITER_MS = 10000 };

/* What the first bytes of a file say about it. */
typedef struct Magic {
    const char *bytes;
    size_t len;
    Packing packing;
    const char *what, *cure; /* NULL: we can read it */
} Magic;

static const Magic magics[] = {
    {"\x1f\x8b", 2, PACKING_GZIP, NULL, NULL},
    {"\x28\xb5\x2f\xfd", 4, PACKING_ZSTD, NULL, NULL},
    {"\x50\x2a\x4d\x18", 4, PACKING_ZSTD, NULL, NULL}, /* by pzstd */
    {"PK\x03\x04", 4, PACKING_NONE, "an Excel workbook or a zip archive",
     "save it as CSV, or unzip it"},
    {"\xd0\xcf\x11\xe0", 4, PACKING_NONE, "an old Excel workbook",
     "save it as CSV"},
    {"BZh9", 4, PACKING_NONE, "packed by bzip2",
     "unpack it, or use path = - and bzcat FILE |"},
    {"\xfd\x37zXZ", 5, PACKING_NONE, "packed by xz",
     "unpack it, or use path = - and xzcat FILE |"},
    {"PAR1\x15", 5, PACKING_NONE, "a Parquet file", "export it as CSV"},
    {"SQLite format 3", 15, PACKING_NONE, "an SQLite database",
     "read it with plugin = sqlite"},
};

static int fail_errno(hale_cx *cx, const char *path, int error)
{
    char text[128];
    return hale_fail(cx, "%s: %s", path, strerror_r(error, text, sizeof text));
}

/* Until a pipe has bytes or its writer is gone: 1; 0: after a while; -1: the
 * user wants it to end. */
static int await(const Bytes *bytes, hale_cx *cx)
{
    struct pollfd on = {.fd = bytes->fd, .events = POLLIN};
    if (poll(&on, 1, LOOK_MS) > 0)
        return 1;
    return cx->stopped(cx) ? hale_fail(cx, "%s: stopped", bytes->path) : 0;
}

/* As read(2). A named pipe that was opened without waiting says "the end" as
 * long as nobody has it open for writing, and "later" when somebody has. */
static ptrdiff_t read_pipe(const Bytes *bytes, hale_cx *cx, char *to,
                           size_t room)
{
    int alone = 0;
    for (;;) {
        const int ready = await(bytes, cx);
        ssize_t got;
        if (ready < 0)
            return -1;
        if (!ready && bytes->is_stdin)
            continue; /* it would be waited in */
        got = read(bytes->fd, to, room);
        if (got > 0 || (got == 0 && ready))
            return got;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return fail_errno(cx, bytes->path, errno);
        alone = got == 0 ? alone + LOOK_MS : 0;
        if (alone >= WRITER_MS)
            return hale_fail(cx,
                             "%s: is a pipe, and nobody writes to it (waited "
                             "%d s)",
                             bytes->path, WRITER_MS / 1000);
    }
}

static ptrdiff_t read_file(Bytes *bytes, hale_cx *cx, char *to, size_t room)
{
    ssize_t got;
    if (bytes->waits)
        return read_pipe(bytes, cx, to, room);
    do
        got = read(bytes->fd, to, room);
    while (got < 0 && errno == EINTR);
    return got < 0 ? fail_errno(cx, bytes->path, errno) : got;
}

/* As read(2), but goes on after a signal and counts. */
static ptrdiff_t read_some(Bytes *bytes, hale_cx *cx, char *to, size_t room)
{
    ptrdiff_t got = bytes->source.read
                        ? bytes->source.read(cx, bytes->source.state, to, room)
                        : read_file(bytes, cx, to, room);
    if (got < 0)
        return -1;
    bytes->read += (uint64_t)got;
    bytes->ended = got == 0;
    return got;
}

/* Reads until the block holds `least` bytes or the file ends. */
static int read_ahead(Bytes *bytes, hale_cx *cx, size_t least)
{
    if (bytes->from == bytes->to)
        bytes->from = bytes->to = 0;
    while (!bytes->ended && bytes->to - bytes->from < least) {
        ptrdiff_t got =
            read_some(bytes, cx, bytes->block + bytes->to, BLOCK - bytes->to);
        if (got < 0)
            return -1;
        bytes->to += (size_t)got;
    }
    return 0;
}

static const Magic *magic_of(const Bytes *bytes)
{
    size_t have = bytes->to - bytes->from;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (have >= magics[i].len &&
            memcmp(bytes->block + bytes->from, magics[i].bytes,
                   magics[i].len) == 0)
            return &magics[i];
    return NULL;
}

static int start_unpacking(Bytes *bytes, hale_cx *cx, Packing packing)
{
    const char *tool = packing == PACKING_GZIP ? "zcat" : "zstdcat";
    if (!unpack_knows(packing))
        return hale_fail(cx,
                         "%s: packed by %s, which this hale was built "
                         "without; unpack it, or use path = - and %s FILE |",
                         bytes->path, packing == PACKING_GZIP ? "gzip" : "zstd",
                         tool);
    bytes->kind = (int)packing;
    bytes->unpacker = unpack_start(packing);
    if (!bytes->unpacker)
        return hale_fail(cx, "%s: no memory to unpack it", bytes->path);
    return 0;
}

static int look_inside(Bytes *bytes, hale_cx *cx)
{
    const Magic *magic;
    bytes->block = malloc(BLOCK);
    if (!bytes->block)
        return hale_fail(cx, "%s: no memory to read it", bytes->path);
    if (read_ahead(bytes, cx, 16))
        return -1;
    magic = magic_of(bytes);
    if (magic && magic->what)
        return hale_fail(cx, "%s: this is %s; %s", bytes->path, magic->what,
                         magic->cure);
    return magic ? start_unpacking(bytes, cx, magic->packing) : 0;
}

static int look_at_file(Bytes *bytes, hale_cx *cx)
{
    struct stat st;
    if (fstat(bytes->fd, &st))
        return fail_errno(cx, bytes->path, errno);
    bytes->waits = !S_ISREG(st.st_mode);
    bytes->held |= bytes->waits;
    bytes->total = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    if (S_ISDIR(st.st_mode))
        return hale_fail(cx, "%s: %s; name the files in it, such as %s/*.csv",
                         bytes->path, "Is a directory", bytes->path);
    return look_inside(bytes, cx);
}

int bytes_open(Bytes *bytes, hale_cx *cx, const char *path)
{
    const int is_stdin = strcmp(path, "-") == 0;
    memset(bytes, 0, sizeof *bytes);
    bytes->path = is_stdin ? "standard input" : path;
    bytes->is_stdin = is_stdin;
    bytes->held = is_stdin; /* even a file: its position is shared */
    bytes->fd = is_stdin ? dup(STDIN_FILENO)
                         : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (bytes->fd < 0)
        return fail_errno(cx, bytes->path, errno);
    if (look_at_file(bytes, cx)) {
        bytes_close(bytes);
        return -1;
    }
    return 0;
}

int bytes_open_at(Bytes *bytes, hale_cx *cx, const char *path, uint64_t at)
{
    *bytes = (Bytes){.fd = open(path, O_RDONLY | O_CLOEXEC), .path = path};
    if (bytes->fd >= 0 && lseek(bytes->fd, (off_t)at, SEEK_SET) >= 0)
        return 0;
    fail_errno(cx, path, errno);
    bytes_close(bytes);
    return -1;
}

int bytes_open_source(Bytes *bytes, hale_cx *cx, const BytesSource *source)
{
    *bytes =
        (Bytes){.source = *source, .fd = -1, .path = source->name, .held = 1};
    if (look_inside(bytes, cx)) {
        bytes_close(bytes);
        return -1;
    }
    return 0;
}

/* At a packed part's end: 1 when another one follows, 0 when the file ends
 * there, -1 when something else follows. */
static int another_part(Bytes *bytes, hale_cx *cx)
{
    const Magic *magic;
    if (bytes->to - bytes->from < 4) { /* make room for what follows */
        memmove(bytes->block, bytes->block + bytes->from,
                bytes->to - bytes->from);
        bytes->to -= bytes->from;
        bytes->from = 0;
    }
    if (read_ahead(bytes, cx, 4))
        return -1;
    if (bytes->from == bytes->to)
        return 0;
    magic = magic_of(bytes);
    if (magic && (int)magic->packing == bytes->kind)
        return 1;
    return hale_fail(cx,
                     "%s: something follows the packed data; it is "
                     "damaged, pack it anew",
                     bytes->path);
}

static ptrdiff_t unpack_some(Bytes *bytes, hale_cx *cx, char *to, size_t room)
{
    Unpack step = {.out = to, .out_room = room};
    while (step.out_len == 0) {
        if (bytes->whole) {
            int more = another_part(bytes, cx);
            if (more <= 0)
                return more;
            bytes->whole = 0;
        }
        if (read_ahead(bytes, cx, 1))
            return -1;
        step.in = bytes->block + bytes->from;
        step.in_len = bytes->to - bytes->from;
        if (unpack_step((Packing)bytes->kind, bytes->unpacker, &step))
            return hale_fail(cx, "%s: cannot be unpacked: %s", bytes->path,
                             step.trouble);
        bytes->from += step.in_used;
        bytes->whole = step.whole;
        if (bytes->ended && !step.whole && step.in_used == step.in_len &&
            step.out_len == 0)
            return hale_fail(cx,
                             "%s: is cut off: the packed data ends in the "
                             "middle; fetch it again",
                             bytes->path);
    }
    return (ptrdiff_t)step.out_len;
}

ptrdiff_t bytes_read(Bytes *bytes, hale_cx *cx, char *to, size_t room)
{
    size_t have = bytes->to - bytes->from;
    if (bytes->ahead)
        return ahead_read(bytes->ahead, cx, to, room, &bytes->read);
    if (bytes->unpacker)
        return unpack_some(bytes, cx, to, room);
    if (have == 0)
        return bytes->ended ? 0 : read_some(bytes, cx, to, room);
    if (have > room)
        have = room;
    memcpy(to, bytes->block + bytes->from, have);
    bytes->from += have;
    return (ptrdiff_t)have;
}

void bytes_unpack_ahead(Bytes *bytes)
{
    Ahead *ahead = bytes->unpacker && !bytes->source.read && !bytes->waits
                       ? ahead_open(bytes)
                       : NULL;
    if (ahead)
        *bytes = (Bytes){.fd = -1,
                         .held = bytes->held,
                         .path = bytes->path,
                         .read = bytes->read,
                         .total = bytes->total,
                         .ahead = ahead};
}

void bytes_close(Bytes *bytes)
{
    ahead_close(bytes->ahead);
    unpack_stop((Packing)bytes->kind, bytes->unpacker);
    free(bytes->block);
    if (bytes->source.close)
        bytes->source.close(bytes->source.state);
    else if (bytes->fd > 0 || bytes->block)
        close(bytes->fd);
    memset(bytes, 0, sizeof *bytes);
    bytes->fd = -1;
}
