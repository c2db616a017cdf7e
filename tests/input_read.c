/* SPDX-License-Identifier: MIT
 *
 * input_read.c: see input_read.h. Columns are allocated to fit `room` exactly,
 * so that ASan sees a reader that writes one row too many.
 */
#include "input_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 16 };

typedef struct Reading {
    FakeHost *host;
    const hale_input *input;
    const InputRead *how;
    hale_field field[FIELDS];
    const hale_field *fields[FIELDS + 1];
    hale_cells cells[FIELDS];
    hale_cells *columns[FIELDS + 1];
    hale_request request;
    hale_batch batch;
    char *out;
    size_t len, cap;
} Reading;

static hale_type type_named(const char *name)
{
    static const char *const names[] = {"same",  "bool", "int", "real",
                                        "money", "time", "text"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return (hale_type)i;
    return HALE_TEXT;
}

/* Takes `fields` apart. */
static void ask(Reading *r)
{
    char *rest = fake_memory(r->host, strlen(r->how->fields) + 1);
    strcpy(rest, r->how->fields);
    r->request = (hale_request){.size = sizeof r->request,
                                .fields = r->fields,
                                .time_field = -1,
                                .begin = r->how->begin,
                                .end = r->how->end,
                                .utc = r->how->utc};
    if (r->request.begin == 0 && r->request.end == 0) {
        r->request.begin = INT64_MIN;
        r->request.end = INT64_MAX;
    }
    for (char *name = strtok(rest, " "); name; name = strtok(NULL, " ")) {
        const size_t i = r->request.field_count++;
        char *type = strchr(name, ':');
        if (name[strlen(name) - 1] == '!')
            r->request.time_field = (ptrdiff_t)i;
        if (type)
            *type = '\0';
        for (char *p = name; *p; p++)
            *p = *p == '_' ? ' ' : *p;
        r->field[i] = (hale_field){sizeof r->field[i],
                                   {name, strlen(name)},
                                   type ? type_named(type + 1) : HALE_TEXT};
        r->fields[i] = &r->field[i];
    }
}

static void make_columns(Reading *r, size_t room)
{
    r->batch = (hale_batch){
        .size = sizeof r->batch, .room = room, .field = r->columns};
    r->batch.line = fake_memory(r->host, room * sizeof *r->batch.line);
    r->batch.raw = fake_memory(r->host, room * sizeof *r->batch.raw);
    for (size_t i = 0; i < r->request.field_count; i++) {
        const size_t size = r->field[i].type == HALE_BOOL   ? 1
                            : r->field[i].type == HALE_TEXT ? sizeof(hale_str)
                                                            : 8;
        r->columns[i] = &r->cells[i];
        r->cells[i] = (hale_cells){
            .size = sizeof r->cells[i],
            .type = r->field[i].type,
            .present = fake_memory(r->host, room),
            .as.i = fake_memory(r->host, room * size),
        };
    }
}

static void add(Reading *r, const char *data, size_t len)
{
    if (r->len + len + 1 > r->cap) {
        size_t cap = 2 * (r->len + len + 1);
        r->out = realloc(r->out, cap);
        if (!r->out)
            abort();
        r->cap = cap;
    }
    memcpy(r->out + r->len, data, len);
    r->len += len;
    r->out[r->len] = '\0';
}

static void add_cell(Reading *r, const hale_cells *cells, size_t row)
{
    char text[40] = "";
    add(r, "|", 1);
    if (!cells->present[row])
        snprintf(text, sizeof text, "~");
    else if (cells->type == HALE_BOOL)
        snprintf(text, sizeof text, "%d", cells->as.b[row]);
    else if (cells->type == HALE_REAL)
        snprintf(text, sizeof text, "%.17g", cells->as.r[row]);
    else if (cells->type == HALE_TEXT)
        add(r, cells->as.text[row].data, cells->as.text[row].len);
    else
        snprintf(text, sizeof text, "%" PRId64, cells->as.i[row]);
    add(r, text, strlen(text));
}

static void add_rows(Reading *r)
{
    for (size_t row = 0; row < r->batch.count; row++) {
        char line[24];
        snprintf(line, sizeof line, "%" PRIu64, r->batch.line[row]);
        add(r, line, strlen(line));
        for (size_t i = 0; i < r->request.field_count; i++)
            add_cell(r, r->columns[i], row);
        if (r->how->with_raw) {
            add(r, "|", 1);
            add(r, r->batch.raw[row].data, r->batch.raw[row].len);
        }
        add(r, "\n", 1);
    }
}

static int drain(Reading *r, void *source, void *reader)
{
    hale_cx *cx = &r->host->cx;
    int rc;
    do {
        rc = r->input->next(cx, source, reader, &r->batch);
        if (rc == 0)
            add_rows(r);
    } while (rc == 0 && r->batch.count);
    if (rc == 0) { /* the end stays the end */
        rc = r->input->next(cx, source, reader, &r->batch);
        if (r->batch.count)
            abort();
    }
    return rc;
}

/* All splits are started, one after another or each when it is read. */
static int read_started(Reading *r, void *source, size_t splits)
{
    hale_cx *cx = &r->host->cx;
    const size_t size = r->input->reader_size;
    const size_t ahead = r->how->start_first ? splits : 1;
    char *readers = fake_memory(r->host, (splits + 1) * size);
    size_t started = 0;
    int rc = 0;
    for (size_t i = 0; i < splits && rc == 0; i++) {
        while (started < splits && started < i + ahead && rc == 0) {
            char *reader = readers + started * size;
            rc = r->input->start(cx, source, started++, reader);
            if (rc == 0 && r->how->set_reader)
                r->how->set_reader(reader);
        }
        if (rc == 0)
            rc = drain(r, source, readers + i * size);
    }
    for (size_t i = 0; i < started; i++)
        r->input->stop(cx, source, readers + i * size);
    return rc;
}

/* The splits of a source that is open. */
static int read_splits(Reading *r, void *source)
{
    size_t splits = 0;
    if (r->how->set_block)
        r->how->set_block(source, r->how->block);
    if (r->how->set_split)
        r->how->set_split(source, r->how->split);
    if (r->input->plan(&r->host->cx, source, &r->request, &splits))
        return -1;
    return read_started(r, source, splits);
}

const char *input_read(FakeHost *host, const hale_input *input,
                       const InputRead *how)
{
    Reading r = {.host = host, .input = input, .how = how};
    void *source = fake_memory(host, input->source_size);
    const hale_value *options = fake_options(host, input->options, how->given);
    char *copy = NULL;
    ask(&r);
    make_columns(&r, how->room ? how->room : 100);
    add(&r, "", 0);
    if ((!input->check || input->check(&host->cx, options) == 0) &&
        input->open(&host->cx, options, source) == 0) {
        const int bad = read_splits(&r, source);
        if (how->passed)
            *how->passed += r.batch.passed;
        if (!bad) {
            copy = fake_memory(host, r.len + 1);
            memcpy(copy, r.out, r.len);
        }
        input->close(&host->cx, source);
    }
    free(r.out);
    return copy;
}
