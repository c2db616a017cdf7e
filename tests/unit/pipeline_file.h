/* SPDX-License-Identifier: MIT
 *
 * pipeline_file.h: a pipeline written down in a test, as a file and a plan.
 */
#ifndef HALE_TESTS_PIPELINE_FILE_H
#define HALE_TESTS_PIPELINE_FILE_H

#include "unit.h"

#include <unistd.h>

#include "config/config.h"

/* A file with these bytes; file_gone removes it. */
static inline void file_made(char path[64], const void *bytes, size_t len)
{
    strcpy(path, "/tmp/hale-test-XXXXXX.ini");
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
}

/* Lines and columns of what was told, with its section: "3:1 metric.x; ". */
static inline void assert_told(const Diags *diags, const char *expected)
{
    Text t = {0};
    text_puts(&t, "");
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *d = &diags->item[i];
        text_printf(&t, "%d:%d %s; ", d->place.line, d->place.column,
                    d->section ? d->section : "-");
    }
    if (strcmp(t.data, expected) != 0)
        diags_print(diags, stderr);
    assert_string_equal(t.data, expected);
    text_free(&t);
}

#endif
