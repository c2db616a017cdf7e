/* SPDX-License-Identifier: MIT
 *
 * Fails in output.abort: the temporary file stays behind.
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
    fprintf(s->out, "%s %zu\n", table->name, table->rows);
    return 0;
}

static int commit(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    if (fclose(s->out) || rename(s->temporary, s->path))
        return hale_fail(cx, "%s: cannot be written", s->path);
    return 0;
}

static void abort_sink(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    if (s->out)
        fclose(s->out);
}

#include "bad_output.h"
