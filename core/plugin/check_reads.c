/* SPDX-License-Identifier: MIT
 *
 * check_reads.c: reads a source through an input, as the engine does.
 *
 * What came is written down as text, a line a row, so that two readings can
 * be compared whatever room they had. The batch lies behind fences and is
 * spoiled before each call: a cell or a mask that was not written shows.
 */
#include "plugin/check.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ hooks --
 */

static int on_found(void *user, hale_str name)
{
    Trial *t = user;
    Reading *r = t->book;
    const char **more = arena_array(&t->arena, r->founds + 2, sizeof *more);
    if (r->founds)
        memcpy(more, r->found, r->founds * sizeof *more);
    more[r->founds++] = arena_strndup(&t->arena, name.data, name.len);
    r->found = more;
    return 0;
}

static int on_reject(void *user, const hale_reject *why)
{
    Trial *t = user;
    Reading *r = t->book;
    r->rejects++;
    if (!why->reason || !*why->reason)
        broke(t, "a row was rejected without a reason");
    if (why->raw.len)
        hash_bytes(why->raw.data, why->raw.len); /* is it readable? */
    if (r->stop_on_reject)
        return error_set(&t->error, EXIT_BAD_DATA,
                         "too many rejects (made up)");
    return 0;
}

/* ------------------------------------------------------------------ batch --
 */

typedef struct Tray {
    hale_batch batch;
    hale_request request;
    hale_cells *cells;
} Tray;

static size_t cell_size(hale_type type)
{
    return type == HALE_BOOL ? 1 : type == HALE_TEXT ? sizeof(Str) : 8;
}

static void tray_make(Trial *t, Tray *tray, const Reading *r)
{
    size_t count = list_count(r->column);
    hale_field *field = arena_array(&t->arena, count + 1, sizeof *field);
    const hale_field **fields =
        arena_array(&t->arena, count + 1, sizeof *fields);
    hale_cells **list = arena_array(&t->arena, count + 1, sizeof *list);
    memset(tray, 0, sizeof *tray);
    tray->cells = arena_array(&t->arena, count + 1, sizeof *tray->cells);
    for (size_t i = 0; i < count; i++) {
        hale_cells *c = list[i] = &tray->cells[i];
        hale_type type = r->type ? r->type[i] : HALE_TEXT;
        const char *what =
            arena_printf(&t->arena, "the batch's \"%s\"", r->column[i]);
        field[i] = (hale_field){
            .size = sizeof *field, .name = str(r->column[i]), .type = type};
        fields[i] = &field[i];
        *c = (hale_cells){.size = sizeof *c, .type = type};
        c->present = fenced(t, r->room, what);
        c->as.b = fenced(t, r->room * cell_size(type), what);
    }
    tray->request = (hale_request){.size = sizeof tray->request,
                                   .fields = fields,
                                   .field_count = count,
                                   .time_field = -1,
                                   .begin = INT64_MIN,
                                   .end = INT64_MAX,
                                   .utc = 1};
    tray->batch = (hale_batch){.size = sizeof tray->batch, .field = list};
    tray->batch.line =
        fenced(t, r->room * sizeof *tray->batch.line, "the batch's lines");
    tray->batch.raw =
        fenced(t, r->room * sizeof *tray->batch.raw, "the batch's raw rows");
}

static void tray_spoil(Tray *tray, size_t room)
{
    for (size_t i = 0; i < tray->request.field_count; i++) {
        memset(tray->cells[i].present, 0xEE, room);
        memset(tray->cells[i].as.b, 0xEE,
               room * cell_size(tray->cells[i].type));
    }
    memset(tray->batch.line, 0, room * sizeof *tray->batch.line);
    tray->batch.room = room;
    tray->batch.count = 0;
    tray->batch.file = NULL;
}

static hale_value cell_value(Trial *t, const hale_cells *c, size_t row,
                             const char *name)
{
    hale_value v = {.type = c->type};
    if (c->present[row] > 1)
        broke(t, "column \"%s\", row %zu: present was not written", name, row);
    if (!c->present[row])
        v.missing = HALE_NOT_GIVEN;
    else if (c->type == HALE_BOOL)
        v.as.b = c->as.b[row];
    else if (c->type == HALE_REAL)
        v.as.r = c->as.r[row];
    else if (c->type == HALE_TEXT)
        v.as.text = c->as.text[row];
    else
        v.as.i = c->as.i[row];
    if (!v.missing && v.type == HALE_REAL && !isfinite(v.as.r))
        broke(t, "column \"%s\" gave a real that is not finite", name);
    if (!v.missing && v.type == HALE_BOOL && v.as.b > 1)
        broke(t, "column \"%s\" gave a bool that is neither 0 nor 1", name);
    return v;
}

/* The whole text, so that one that is cut or moved shows. */
static void write_cell(Text *out, const hale_value *v)
{
    if (v->type == HALE_TEXT && !v->missing)
        text_add(out, v->as.text);
    else
        value_words(v, out);
    text_char(out, '\x1f');
}

static void write_rows(Trial *t, Reading *r, const Tray *tray)
{
    const hale_batch *b = &tray->batch;
    if (b->count > r->room)
        broke(t, "next filled %zu rows, there is room for %zu", b->count,
              r->room);
    if (b->count && !b->file)
        broke(t, "next did not say which file the rows come from");
    for (size_t row = 0; row < b->count; row++) {
        if (b->line[row] == 0)
            broke(t, "next did not write the line of row %zu", row);
        text_printf(&r->rows, "%llu\x1f", (unsigned long long)b->line[row]);
        for (size_t i = 0; i < tray->request.field_count; i++) {
            hale_value v = cell_value(t, &tray->cells[i], row, r->column[i]);
            write_cell(&r->rows, &v);
        }
        text_char(&r->rows, '\n');
        hash_bytes(b->raw[row].data, b->raw[row].len);
    }
    r->count += b->count;
}

/* ----------------------------------------------------------------- reading --
 */

static int read_batches(Trial *t, Reading *r, Tray *tray, void *reader)
{
    for (;;) {
        tray_spoil(tray, r->room);
        calling(t, "next");
        if (called(t, r->input->next(&t->host.cx, r->source, reader,
                                     &tray->batch)))
            return -1;
        if (tray->batch.count == 0)
            return 0;
        write_rows(t, r, tray);
        if (r->most_rows && r->count >= r->most_rows)
            return 0;
    }
}

static int read_split(Trial *t, Reading *r, Tray *tray, size_t split)
{
    void *reader = fenced(t, r->input->reader_size, "the reader");
    Aside aside;
    int result;
    calling(t, "start");
    result = called(t, r->input->start(&t->host.cx, r->source, split, reader));
    if (result == 0)
        result = read_batches(t, r, tray, reader);
    cleaning_up(t, "stop", &aside);
    r->input->stop(&t->host.cx, r->source, reader);
    cleaned_up(t, &aside);
    fence_free(t, reader);
    return result;
}

static int read_splits(Trial *t, Reading *r)
{
    Tray tray;
    int result;
    if (!r->column)
        r->column = r->found;
    tray_make(t, &tray, r);
    calling(t, "plan");
    r->splits = SIZE_MAX;
    result = called(
        t, r->input->plan(&t->host.cx, r->source, &tray.request, &r->splits));
    if (result == 0 && r->splits == SIZE_MAX)
        broke(t, "plan did not say how many splits there are");
    for (size_t i = 0; i < r->splits && result == 0; i++) {
        if (r->most_rows && r->count >= r->most_rows)
            break;
        if (r->input->start)
            result = read_split(t, r, &tray, i);
    }
    return result;
}

int read_all(Trial *t, Reading *r)
{
    const Fence *before = t->fence;
    Aside aside;
    int result;
    r->input = t->plugin;
    r->source = fenced(t, r->input->source_size, "the source");
    t->book = r;
    t->host.found = on_found;
    t->host.rejected = on_reject;
    result = trial_check(t, r->input->check);
    if (result == 0) {
        calling(t, "open");
        result = called(t, r->input->open(&t->host.cx, t->options, r->source));
    }
    if (result == 0) {
        result = read_splits(t, r);
        cleaning_up(t, "close", &aside);
        r->input->close(&t->host.cx, r->source);
        cleaned_up(t, &aside);
    }
    memory_reset(t);
    fences_free(t, before);
    return result;
}

void reading_free(Reading *r)
{
    text_free(&r->rows);
}

const char **read_columns(Trial *t)
{
    static const char *const none[] = {NULL};
    Reading r = {.column = none, .room = 1, .most_rows = 1};
    must(t, read_all(t, &r));
    if (r.founds == 0)
        skip(t, "the source has no columns");
    reading_free(&r);
    return r.found;
}
