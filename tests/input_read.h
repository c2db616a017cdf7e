/* SPDX-License-Identifier: MIT
 *
 * input_read.h: drives an input through a fake host and writes down what came
 * out, for unit tests and fuzzers.
 *
 *     "2|acme|12500|~\n"    row of line 2: a text, an amount, a missing cell
 *
 * Bools are 0 or 1, money ten-thousandths, times microseconds, reals %.17g.
 */
#ifndef HALE_TESTS_INPUT_READ_H
#define HALE_TESTS_INPUT_READ_H

#include "fake_host.h"

typedef struct InputRead {
    const char *const *given; /* options, as fake_options takes them */
    const char *fields;       /* "user mrr:money at:time!"; text when not said;
                               * '!' marks the time field, '_' is a space */
    size_t room;              /* rows of a batch; 0: 100 */
    size_t block;             /* bytes read at a time; 0: the usual */
    size_t split;             /* bytes of a split; 0: the usual */
    int start_first;          /* all splits are started before one is read */
    int64_t begin, end;       /* of the wanted span; both 0: all */
    int utc;
    int with_raw; /* appends "|raw" */
    /* Tell an open source its block and its splits; NULL: it has none. */
    void (*set_block)(void *source, size_t block);
    void (*set_split)(void *source, size_t split);
    void (*set_reader)(void *reader); /* each, when it was started, or NULL */
    uint64_t *passed; /* rows left out for their time are added to; or NULL */
} InputRead;

/* The rows of all splits, in the host's memory; NULL when the input failed:
 * host->failed says why. Rejects are in the host. */
const char *input_read(FakeHost *host, const hale_input *input,
                       const InputRead *how);

#endif
