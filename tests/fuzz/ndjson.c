/* SPDX-License-Identifier: MIT
 *
 * ndjson.c: any bytes through the input of JSON lines.
 *
 * The first byte chooses the room and the block, the rest is the file. It is
 * read twice, see twice.h. The columns are named, since those that are found
 * depend on what stands in the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input/ndjson/ndjson_input.h"
#include "twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void set_block(void *source, size_t block)
{
    ((NdjsonSource *)source)->block = block;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char path[40];
    const char *given[] = {"path", path, "null", "-", NULL};
    InputRead how = {.given = given,
                     .fields = "a a.b a.b.c:int b:money c:real t:time! a.b",
                     .room = 64,
                     .end = INT64_MAX,
                     .with_raw = 1,
                     .set_block = set_block};
    InputRead pieces = how;
    int fd;
    if (len < 1 || len > 4096)
        return 0;
    fd = memfd_create("ndjson", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data + 1, len - 1) != (ssize_t)(len - 1))
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    pieces.room = 1 + data[0] % 5;
    pieces.block = 1 + data[0] / 5;
    read_twice(&ndjson_input, &how, &pieces);
    close(fd);
    return 0;
}
