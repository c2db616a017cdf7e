/* SPDX-License-Identifier: MIT
 *
 * ingest_kit.h: an input that is made in a test. It hands out rows as the test
 * wrote them down, in as many splits and as few at a time as it likes, and a
 * World is a plan of one or two of them.
 */
#ifndef HALE_TESTS_INGEST_KIT_H
#define HALE_TESTS_INGEST_KIT_H

#include "unit.h"

#include "data/part.h"

/* A row of a made input; NULL, INT64_MIN: the cell is empty. */
typedef struct Given {
    const char *account;
    int64_t time, until;
    const char *text;
    int64_t number;
} Given;

enum { NONE = INT32_MIN }; /* an empty number */

typedef struct Made { /* the source */
    const Given *row;
    size_t rows, splits, room; /* rows a call */
    uint64_t passed;           /* told in the first call of each split */
    size_t rejects_at;         /* this row is one the input cannot read */
    const char *fails;         /* instead of an end */
} Made;

typedef struct At {
    size_t split, at, end;
    int told;
} At;

static int made_plan(hale_cx *cx, void *source, const hale_request *request,
                     size_t *splits)
{
    (void)cx;
    (void)request;
    *splits = ((Made *)source)->splits;
    return 0;
}

static int made_start(hale_cx *cx, void *source, size_t split, void *reader)
{
    const Made *m = source;
    At *at = reader;
    (void)cx;
    at->split = split;
    at->at = m->rows * split / m->splits;
    at->end = m->rows * (split + 1) / m->splits;
    return 0;
}

/* Fields: account, time, then until if there are five, then text, number. */
static void put(hale_batch *b, size_t n, const Given *row, size_t fields)
{
    hale_cells *const *f = b->field;
    size_t k = 0;
    f[k]->present[n] = row->account != NULL;
    f[k++]->as.text[n] = str(row->account);
    f[k]->present[n] = row->time != INT64_MIN;
    f[k++]->as.i[n] = row->time;
    if (fields == 5) {
        f[k]->present[n] = row->until != INT64_MIN;
        f[k++]->as.i[n] = row->until;
    }
    f[k]->present[n] = row->text != NULL;
    f[k++]->as.text[n] = str(row->text);
    f[k]->present[n] = row->number != NONE;
    f[k]->as.i[n] = row->number;
}

static size_t made_fields;

static int made_next(hale_cx *cx, void *source, void *reader, hale_batch *b)
{
    const Made *m = source;
    At *at = reader;
    b->file = "made.csv";
    b->passed += at->told++ ? 0 : m->passed;
    for (; at->at < at->end && b->count < m->room; at->at++) {
        size_t n = b->count;
        b->line[n] = at->at + 2;
        b->raw[n] = S("raw");
        hale_reject why = {.size = sizeof why,
                           .file = b->file,
                           .line = at->at + 2,
                           .column = 3,
                           .field = "number",
                           .reason = "not a number",
                           .raw = S("a,\"b\"")};
        if (at->at + 1 == m->rejects_at && cx->reject(cx, &why))
            return -1;
        if (at->at + 1 == m->rejects_at)
            continue;
        put(b, n, &m->row[at->at], made_fields);
        b->count++;
    }
    /* Not hale_fail: cmocka has a macro called fail. */
    return b->count == 0 && m->fails ? (cx->fail)(cx, "%s", m->fails) : 0;
}

static const hale_input made_input = {.size = sizeof made_input,
                                      .name = "made",
                                      .source_size = sizeof(Made),
                                      .plan = made_plan,
                                      .reader_size = sizeof(At),
                                      .start = made_start,
                                      .next = made_next};

/* A plan of one or two inputs. Roster or not, the first set is set 0. */
typedef struct World {
    Plan plan;
    DataSet set[2];
    InputPlan input[2];
    Host host[2];
    Made made[2];
    Kept kept[2];
    const char *names[2];
    int64_t as_of[1];
    Error error;
    Arena arena;
    Store store;
} World;

static World *world_made(hale_shape shape, const Given *row, size_t rows)
{
    World *w = xcalloc(1, sizeof *w);
    w->kept[0] = (Kept){.name = "text", .type = HALE_TEXT};
    w->kept[1] = (Kept){.name = "number", .type = HALE_INT};
    w->names[0] = "text";
    w->names[1] = "number";
    w->as_of[0] = 1000;
    made_fields = shape == HALE_INTERVAL ? 5 : 4;
    for (size_t i = 0; i < 2; i++) {
        w->set[i] = (DataSet){.name = "things",
                              .shape = shape,
                              .kept = w->kept,
                              .kept_count = 2,
                              .has_time = true,
                              .begin = INT64_MIN,
                              .end = 1000};
        w->made[i] = (Made){.row = row, .rows = rows, .splits = 1, .room = 3};
        host_init(&w->host[i], "made", "1", &w->error, &w->arena);
        w->input[i] =
            (InputPlan){.name = "made",
                        .label = "input.made",
                        .plugin = &made_input,
                        .account = "account",
                        .time = "time",
                        .until = shape == HALE_INTERVAL ? "until" : NULL,
                        .kept = w->names,
                        .host = &w->host[i],
                        .source = &w->made[i]};
    }
    w->plan = (Plan){.zone = zone_open("UTC", NULL),
                     .as_of = w->as_of,
                     .as_ofs = 1,
                     .threads = 2,
                     .max_rejects = -1,
                     .max_reject_share = -1,
                     .data_set = w->set,
                     .data_sets = 1,
                     .roster = -1,
                     .input = w->input,
                     .inputs = 1,
                     .currency = "EUR"};
    return w;
}

static int read_all(World *w)
{
    w->error = (Error){0};
    return store_read(&w->store, &w->plan, NULL, NULL, &w->error);
}

static void world_gone(World *w)
{
    store_free(&w->store);
    zone_free(w->plan.zone);
    arena_free(&w->arena);
    free(w);
}

#endif
