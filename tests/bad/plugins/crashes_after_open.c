/* SPDX-License-Identifier: MIT
 *
 * Fails in output.no_folder: abort closes a file that was never opened.
 */
#include "hale/plugin.h"

#include <stdio.h>

typedef struct Sink {
    FILE *out;
} Sink;

static int open_sink(hale_cx *cx, const hale_value *options,
                     const hale_run *run, void *sink)
{
    Sink *s = sink;
    (void)run;
    s->out = fopen(options[0].as.text.data, "w");
    return s->out ? 0 : hale_fail(cx, "cannot be written");
}

static int write_table(hale_cx *cx, void *sink, const hale_table *table)
{
    (void)cx, (void)sink, (void)table;
    return 0;
}

static int commit(hale_cx *cx, void *sink)
{
    (void)cx;
    return fclose(((Sink *)sink)->out) ? hale_fail(cx, "not written") : 0;
}

static void abort_sink(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    fflush(s->out);
    *(volatile char *)s->out = 0;
}

#include "bad_output.h"
