/* SPDX-License-Identifier: MIT
 *
 * output_run.c: see output_run.h.
 */
#include "output_run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "scratch.h"

int output_run(FakeHost *host, const hale_output *output,
               const char *const *given, const hale_table *const *tables,
               OutputEnd end)
{
    static const int64_t as_of[] = {0};
    static const hale_run run = {.size = sizeof run,
                                 .pipeline = "test",
                                 .version = "0",
                                 .timezone = "UTC",
                                 .currency = "EUR",
                                 .as_of = as_of,
                                 .as_of_count = 1};
    void *sink = fake_memory(host, output->sink_size);
    hale_cx *cx = &host->cx;
    const hale_value *options = fake_options(host, output->options, given);
    if (output->check && output->check(cx, options))
        return -1;
    int rc = output->open(cx, options, &run, sink);
    for (; rc == 0 && *tables; tables++)
        rc = output->write(cx, sink, *tables);
    if (rc == 0 && end == OUTPUT_COMMIT)
        rc = output->commit(cx, sink);
    if (rc || end == OUTPUT_ABORT)
        output->abort(cx, sink);
    return rc;
}

const char *output_show(FakeHost *host, const hale_output *output,
                        const char *const *given,
                        const hale_table *const *tables)
{
    const int keep = dup(STDOUT_FILENO);
    const int fd =
        open(scratch_path(host, "stdout"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int rc;
    fflush(stdout);
    if (keep < 0 || fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
        abort();
    close(fd);
    rc = output_run(host, output, given, tables, OUTPUT_COMMIT);
    dup2(keep, STDOUT_FILENO);
    close(keep);
    return rc ? NULL : scratch_read(host, "stdout");
}
