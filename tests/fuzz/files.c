/* SPDX-License-Identifier: MIT
 *
 * files.c: a fuzz target as a test: each file of a corpus once, without
 * libFuzzer. The bytes are copied to memory of just their size, so that ASan
 * sees a reader that goes on behind them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int run_file(const char *path)
{
    static uint8_t data[1 << 17];
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        return 1;
    }
    size_t len = fread(data, 1, sizeof data, in);
    fclose(in);
    uint8_t *exact = malloc(len + 1);
    if (!exact)
        return 1;
    memcpy(exact, data, len);
    LLVMFuzzerTestOneInput(exact, len);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    int rc = argc < 2;
    for (int i = 1; i < argc; i++)
        rc |= run_file(argv[i]);
    printf("%d files\n", argc - 1);
    return rc;
}
