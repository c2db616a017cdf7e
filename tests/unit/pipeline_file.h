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

/* A pipeline without mistakes as a plan. */
typedef struct Planned {
    Plan plan;
    Diags diags;
    char path[64];
} Planned;

static inline void plan_from(Planned *p, const char *text, PlanFrom from,
                             const char *const *wanted)
{
    memset(p, 0, sizeof *p);
    file_made(p->path, text, strlen(text));
    from.path = p->path;
    plan_begin(&p->plan, &from, &p->diags);
    plan_finish(&p->plan, wanted, &p->diags);
    if (p->diags.count)
        diags_print(&p->diags, stderr);
    assert_int_equal(p->diags.count, 0);
}

static inline void plan_text(Planned *p, const char *text)
{
    plan_from(p, text, (PlanFrom){.now = 0}, NULL);
}

static inline void planned_done(Planned *p)
{
    unlink(p->path);
    plan_free(&p->plan);
    diags_free(&p->diags);
}

#define EVENTS                                                                 \
    "[input.events]\n"                                                         \
    "plugin = probe.rows\n"
#define UTC_2026                                                               \
    "[pipeline]\n"                                                             \
    "as_of = 2026-01-01\n"                                                     \
    "timezone = UTC\n"

#endif
