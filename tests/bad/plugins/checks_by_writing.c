/* SPDX-License-Identifier: MIT
 *
 * Fails in output.check: it tries whether the file can be written.
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
    if (s->out) {
        fclose(s->out);
        remove(s->temporary);
    }
}

static int check(hale_cx *cx, const hale_value *options)
{
    FILE *out = fopen(options[0].as.text.data, "a");
    if (!out || fclose(out))
        return hale_fail(cx, "path: cannot be written");
    return 0;
}

#define BAD_CHECK check
#include "bad_output.h"
