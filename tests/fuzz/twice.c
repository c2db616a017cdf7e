/* SPDX-License-Identifier: MIT
 *
 * twice.c: see twice.h.
 */
#include "twice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Seen { /* of one reading */
    FakeHost host;
    const char *rows; /* NULL: it failed */
} Seen;

static void read_once(Seen *seen, const hale_input *input, const InputRead *how)
{
    fake_open(&seen->host);
    seen->rows = input_read(&seen->host, input, how);
}

static int same_rejects(const FakeHost *a, const FakeHost *b)
{
    if (a->rejects != b->rejects)
        return 0;
    for (size_t i = 0; i < a->rejects; i++)
        if (a->reject[i].line != b->reject[i].line ||
            a->reject[i].column != b->reject[i].column ||
            a->reject[i].raw_len != b->reject[i].raw_len ||
            strcmp(a->reject[i].reason, b->reject[i].reason) != 0)
            return 0;
    return 1;
}

static void compare(const Seen *a, const Seen *b)
{
    if (!a->rows != !b->rows || strcmp(a->host.failed, b->host.failed) != 0 ||
        (a->rows && strcmp(a->rows, b->rows) != 0) ||
        !same_rejects(&a->host, &b->host)) {
        fprintf(stderr, "%s%s\nis not\n%s%s\n", a->host.failed,
                a->rows ? a->rows : "", b->host.failed, b->rows ? b->rows : "");
        abort();
    }
}

void read_twice(const hale_input *input, const InputRead *a, const InputRead *b)
{
    Seen first, second;
    read_once(&first, input, a);
    read_once(&second, input, b);
    compare(&first, &second);
    fake_close(&first.host);
    fake_close(&second.host);
}
