/* SPDX-License-Identifier: MIT
 *
 * diag.c: how trouble is told.
 *
 * Two kinds. An Error is the one reason why a call or a run failed, with the
 * exit code that says so to a scheduler. Diags are the mistakes of a pipeline:
 * all are gathered first and told together, sorted by place, since fixing them
 * one run at a time is what makes configuration hateful.
 */
#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int error_set(Error *error, int code, const char *format, ...)
{
    if (!error || error->code)
        return -1;
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    error->code = code;
    return -1;
}

int error_blame(Error *error, int code, const char *format, ...)
{
    Error why = *error;
    char who[256];
    va_list args;
    va_start(args, format);
    vsnprintf(who, sizeof who, format, args);
    va_end(args);
    *error = (Error){0};
    return error_set(error, code, "%s: %s", who,
                     why.message[0] ? why.message : "failed without a word");
}

int error_errno(Error *error, int code, const char *what, const char *path)
{
    return error_set(error, code, "%s %s: %s", what, path, strerror(errno));
}

PRINTF(5, 0)
static void diag_add(Diags *d, Severity severity, Place at, const char *section,
                     const char *format, va_list args)
{
    Text message = {0};
    text_vprintf(&message, format, args);
    if (d->count == d->cap) {
        d->cap = d->cap ? d->cap * 2 : 16;
        d->item = xrealloc(d->item, d->cap, sizeof *d->item);
    }
    if (at.file)
        at.file = arena_str(&d->arena, str(at.file)).data;
    d->item[d->count++] = (Diag){
        .severity = severity,
        .place = at,
        .section = section ? arena_str(&d->arena, str(section)).data : NULL,
        .message = arena_str(&d->arena, text_str(&message)).data};
    *(severity == DIAG_ERROR ? &d->errors : &d->warnings) += 1;
    text_free(&message);
}

void diag_error(Diags *d, Place at, const char *section, const char *format,
                ...)
{
    va_list args;
    va_start(args, format);
    diag_add(d, DIAG_ERROR, at, section, format, args);
    va_end(args);
}

void diag_warn(Diags *d, Place at, const char *section, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_add(d, DIAG_WARNING, at, section, format, args);
    va_end(args);
}

/* A total order, so that the result does not depend on how qsort works. */
static int by_place(const void *left, const void *right)
{
    const Diag *a = left, *b = right;
    int order = str_cmp(str(a->place.file), str(b->place.file));
    if (!order)
        order =
            (a->place.line > b->place.line) - (a->place.line < b->place.line);
    if (!order)
        order = (a->place.column > b->place.column) -
                (a->place.column < b->place.column);
    if (!order)
        order = (a->severity > b->severity) - (a->severity < b->severity);
    if (!order)
        order = str_cmp(str(a->section), str(b->section));
    return order ? order : str_cmp(str(a->message), str(b->message));
}

void diags_sort(Diags *d)
{
    size_t kept = 0;
    if (d->count == 0)
        return;
    qsort(d->item, d->count, sizeof *d->item, by_place);
    d->errors = d->warnings = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (kept && by_place(&d->item[kept - 1], &d->item[i]) == 0)
            continue;
        *(d->item[i].severity == DIAG_ERROR ? &d->errors : &d->warnings) += 1;
        d->item[kept++] = d->item[i];
    }
    d->count = kept;
}

/* "pipeline.ini:12:3: ", as far as it is known. */
static void add_place(Text *t, Place place)
{
    if (!place.file)
        return;
    text_add_safe(t, str(place.file), SIZE_MAX);
    if (place.line > 0)
        text_printf(t, ":%d", place.line);
    if (place.line > 0 && place.column > 0)
        text_printf(t, ":%d", place.column);
    text_puts(t, ": ");
}

void diags_print(const Diags *d, FILE *out)
{
    Text t = {0};
    for (size_t i = 0; i < d->count; i++) {
        const Diag *diag = &d->item[i];
        text_clear(&t);
        add_place(&t, diag->place);
        if (diag->section) {
            text_add_safe(&t, str(diag->section), SIZE_MAX);
            text_puts(&t, ": ");
        }
        if (diag->severity == DIAG_WARNING)
            text_puts(&t, "warning: ");
        text_add_safe(&t, str(diag->message), SIZE_MAX);
        fprintf(out, "%s\n", t.data);
    }
    text_free(&t);
}

static void add_text_or_null(Text *out, const char *key, const char *value)
{
    text_printf(out, ", \"%s\": ", key);
    if (value)
        text_add_json(out, str(value));
    else
        text_puts(out, "null");
}

static void add_number_or_null(Text *out, const char *key, int value)
{
    if (value > 0)
        text_printf(out, ", \"%s\": %d", key, value);
    else
        text_printf(out, ", \"%s\": null", key);
}

void diags_json(const Diags *d, Text *out)
{
    text_char(out, '[');
    for (size_t i = 0; i < d->count; i++) {
        const Diag *diag = &d->item[i];
        text_printf(out, "%s\n  {\"severity\": \"%s\"", i ? "," : "",
                    diag->severity == DIAG_ERROR ? "error" : "warning");
        add_text_or_null(out, "file", diag->place.file);
        add_number_or_null(out, "line", diag->place.line);
        add_number_or_null(out, "column", diag->place.column);
        add_text_or_null(out, "section", diag->section);
        add_text_or_null(out, "message", diag->message);
        text_char(out, '}');
    }
    text_puts(out, d->count ? "\n]\n" : "]\n");
}

void diags_free(Diags *d)
{
    free(d->item);
    arena_free(&d->arena);
    *d = (Diags){0};
}
