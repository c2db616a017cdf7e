/* SPDX-License-Identifier: MIT
 *
 * Fails in output.before_commit: writes to the final name from the start.
 */
#include "hale/plugin.h"

#include <stdio.h>

typedef struct Sink {
    FILE *out;
    const char *path;
} Sink;

static int open_sink(hale_cx *cx, const hale_value *options,
                     const hale_run *run, void *sink)
{
    Sink *s = sink;
    (void)run;
    s->path = options[0].as.text.data;
    s->out = fopen(s->path, "w");
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
    (void)cx;
    fclose(s->out);
    return 0;
}

static void abort_sink(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    if (s->out)
        fclose(s->out);
    remove(s->path);
}

#include "bad_output.h"
