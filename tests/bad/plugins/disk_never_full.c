/* SPDX-License-Identifier: MIT
 *
 * Fails in output.disk_full: asks nobody whether the bytes were written.
 */
#include "hale/plugin.h"

#include <stdio.h>

typedef struct Sink {
    FILE *out;
    const char *path;
    char temporary[4096];
} Sink;

static int open_sink(hale_cx *cx, const hale_value *options,
                     const hale_run *run, void *sink)
{
    Sink *s = sink;
    (void)run;
    s->path = options[0].as.text.data;
    snprintf(s->temporary, sizeof s->temporary, "%s.part", s->path);
    s->out = fopen(s->temporary, "w");
    return s->out ? 0 : hale_fail(cx, "%s: cannot be written", s->path);
}

static int write_table(hale_cx *cx, void *sink, const hale_table *table)
{
    Sink *s = sink;
    (void)cx;
    for (size_t i = 0; i < table->rows; i++)
        fprintf(s->out, "row %zu\n", i);
    return 0;
}

static int commit(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    fclose(s->out);
    rename(s->temporary, s->path);
    return 0;
}

static void abort_sink(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    if (s->out)
        fclose(s->out);
    remove(s->temporary);
}

#include "bad_output.h"
