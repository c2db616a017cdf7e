/* SPDX-License-Identifier: MIT
 *
 * csv.c: any bytes through the CSV input.
 *
 * The first two bytes choose the dialect and the block, the rest is the file.
 * It is read twice, with rooms, blocks and splits that differ; beyond not
 * falling, the law is that rows and rejects are the same. And all ways to index
 * the bytes must find the same in them. Without libFuzzer the program
 * runs over the files it is given, which makes the corpus a regression test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "csv_read.h"
#include "input/csv/csv.h"
#include "twice.h"
#include "ways.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Each bit of the first byte is an option. */
static void choose(unsigned bits, const char *path, const char **given)
{
    static const char *const options[][2] = {
        {"trim", "yes"},        {"encoding", "latin1"}, {"comment", "#"},
        {"skip", "1"},          {"quote", "'"},         {"delimiter", ";"},
        {"date_format", "dmy"},
    };
    size_t n = 0;
    given[n++] = "path";
    given[n++] = path;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (bits >> i & 1) {
            given[n++] = options[i][0];
            given[n++] = options[i][1];
        }
    }
    if (bits >> 7 & 1) { /* three columns without a header */
        given[n++] = "header";
        given[n++] = "no";
        given[n++] = "columns";
        given[n++] = "a,b,t";
    }
    given[n] = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char path[40];
    const char *given[24];
    CsvRead how = {.given = given,
                   .fields = "a b b:money a:real t:time!",
                   .room = 64,
                   .end = INT64_MAX,
                   .with_raw = 1};
    CsvRead pieces;
    int fd;
    if (len < 2 || len > 4096)
        return 0;
    fd = memfd_create("csv", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data + 2, len - 2) != (ssize_t)(len - 2))
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    choose(data[0], path, given);
    how.set_block = csv_set_block;
    how.set_split = csv_set_split;
    pieces = how;
    pieces.room = 1 + data[1] % 5;
    pieces.block = 1 + data[1] / 5;
    pieces.split = 1 + data[1] % 37;
    pieces.start_first = data[1] & 1;
    read_twice(&csv_input, &how, &pieces);
    close(fd);
    if (ways_differ((const char *)data + 2, len - 2, (Signs){'\n', ',', '"'}))
        abort();
    return 0;
}
