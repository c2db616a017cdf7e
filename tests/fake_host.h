/* SPDX-License-Identifier: MIT
 *
 * fake_host.h: a tiny host for unit tests of plugins.
 *
 * A test compiles a plugin's sources into itself and hands it `&host.cx`.
 * Everything the plugin says is kept here to be looked at: the failure, the
 * warnings, the columns it found, the rows it rejected, the rows it emitted.
 * Options are given as a user writes them and read by the declared type.
 *
 *     FakeHost host;
 *     fake_open(&host);
 *     const char *given[] = {"path", "a.csv", "header", "no", NULL};
 *     input->open(&host.cx, fake_options(&host, input->options, given), src);
 *     assert_string_equal(host.failed, "");
 *     fake_close(&host);
 *
 * The time zone is one fixed offset, which a test may set; memory can be made
 * to run out; the user can be made to ask for a stop. It does not cut rows to
 * windows, does not check what the conformance harness checks, and is meant
 * for one thread.
 */
#ifndef HALE_TESTS_FAKE_HOST_H
#define HALE_TESTS_FAKE_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "hale/plugin.h"

typedef struct FakeReject { /* a copy of a hale_reject */
    const char *file, *field, *reason, *raw;
    size_t raw_len; /* raw may hold NUL bytes */
    uint64_t line, column;
} FakeReject;

typedef struct FakeRow { /* one call of emit */
    size_t report;
    const hale_value *value;
} FakeRow;

typedef struct FakeHost {
    hale_cx cx; /* what the plugin gets */

    /* What the plugin said. */
    char failed[1024]; /* the first failure, "": none */
    size_t failures;
    const char **warning;
    size_t warnings;
    const char **found;
    size_t founds;
    FakeReject *reject;
    size_t rejects;
    FakeRow *row;
    size_t rows;

    /* How the host behaves; set these after fake_open. */
    int32_t offset;        /* of local time, seconds east of UTC */
    size_t reject_most;    /* reject answers -1 from this one on; 0: never */
    size_t alloc_most;     /* alloc answers NULL after so many; 0: never */
    int stop;              /* what stopped answers */
    size_t emit_width[16]; /* columns of each report, for emit's copies */
    const hale_table *side[8]; /* answers each side need; NULL: nobody does */

    /* What a cell of money is at the rate of an instant; NULL: the cell. */
    int64_t (*exchange)(int64_t cell, int64_t at);

    size_t allocs;            /* how often alloc, set and instant were */
    size_t sets, instants;    /*   called */
    struct FakeBlock *memory; /* all that was handed out, freed by close */
} FakeHost;

void fake_open(FakeHost *host);
void fake_close(FakeHost *host);
/* Forgets what the plugin said; memory stays. */
void fake_forget(FakeHost *host);
/* Zeroed memory that fake_close frees; never counts as the plugin's. */
void *fake_memory(FakeHost *host, size_t bytes);

/* The values of declared options, in their order. `given` is name, text,
 * name, text ... NULL; what is not given has its fallback or is
 * HALE_NOT_GIVEN. A name that is not declared, a text that does not fit its
 * type or a required option that is not given ends the test: the test itself
 * is wrong. */
const hale_value *fake_options(FakeHost *host,
                               const hale_option *const *declared,
                               const char *const *given);

/* Columns of `count` rows. `present` has a byte a row or is NULL: all
 * present. The arrays must outlive the use. */
const hale_vector *fake_bools(FakeHost *host, const uint8_t *values,
                              const uint8_t *present, size_t count);
const hale_vector *fake_ints(FakeHost *host, const int64_t *values,
                             const uint8_t *present, size_t count);
const hale_vector *fake_money(FakeHost *host, const int64_t *values,
                              const uint8_t *present, size_t count);
const hale_vector *fake_times(FakeHost *host, const int64_t *values,
                              const uint8_t *present, size_t count);
const hale_vector *fake_reals(FakeHost *host, const double *values,
                              const uint8_t *present, size_t count);
/* Texts get codes by first sight; NULL is a missing one. */
const hale_vector *fake_texts(FakeHost *host, const char *const *texts,
                              size_t count);

/* The span [begin, end) as of `end`; local days by the host's offset. Set
 * as_of of the result for a span that ended earlier. */
hale_span fake_span(FakeHost *host, int64_t begin, int64_t end);

/* Rows of need `need` over `span`: days come from the times, `until` may be
 * NULL, `column` is as in hale_rows. */
const hale_rows *fake_rows(FakeHost *host, size_t need, const hale_span *span,
                           const int64_t *time, const int64_t *until,
                           size_t count, const hale_vector *const *column);

/* configure, init, update for each of `rows` (NULL-ended), finish. The
 * results arrive as the contract says. Returns 0, or the first -1. */
int fake_measure(FakeHost *host, const hale_metric *metric,
                 const char *const *given, const hale_span *span,
                 const hale_rows *const *rows, hale_value *results);

/* A table for outputs. `columns` is NULL-ended. */
hale_table fake_table(const char *name, size_t rows,
                      const hale_table_column *const *columns);

#endif
