/* SPDX-License-Identifier: MIT
 *
 * events.c: six events, handed over as Arrow in two splits.
 *
 *     account   time (UTC)         user  feature  quantity
 *     acme      2025-06-02 08:00   ann   export   2
 *     acme      2025-06-03 08:00   bob   report   -
 *     globex    2025-06-03 09:00   cid   export   1
 *     acme      2025-06-10 10:00   ann   report   4
 *     globex    2025-06-11 11:00   cid   -        3      from here on split 1
 *     initech   2025-06-12 12:00   dan   report   5
 *
 * All arrays are slices of the same buffers, at most three rows long, so a
 * reader has to heed offsets. Accounts come through a dictionary. Buffers
 * are constants; what an array owns is one block with its structs.
 */
#include "arrowdoor.h"

#include <errno.h>
#include <stdlib.h>

enum { COLUMNS = 5, ROWS = 6, SECOND_SPLIT = 4, MOST = 3 };

typedef struct Field {
    const char *name, *format;
    int64_t nulls, buffers;
    const void *buffer[3];
} Field;

static const char name_bytes[] = "acmeglobexinitech";
static const int32_t name_ends[] = {0, 4, 10, 17};
static const int8_t accounts[ROWS] = {0, 0, 1, 0, 1, 2};
static const int64_t times[ROWS] = {1748851200, 1748937600, 1748941200,
                                    1749549600, 1749639600, 1749729600};
static const char users[] = "annbobcidannciddan";
static const int32_t user_ends[] = {0, 3, 6, 9, 12, 15, 18};
static const char features[] = "exportreportexportreportreport";
static const int32_t feature_ends[] = {0, 6, 12, 18, 24, 24, 30};
static const uint8_t has_feature[] = {0x2f}; /* not the fifth */
static const int64_t quantities[ROWS] = {2, 0, 1, 4, 3, 5};
static const uint8_t has_quantity[] = {0x3d}; /* not the second */

static const Field names = {"", "u", 0, 3, {NULL, name_ends, name_bytes}};
static const Field fields[COLUMNS] = {
    {"account", "c", 0, 2, {NULL, accounts}},
    {"time", "tss:UTC", 0, 2, {NULL, times}},
    {"user", "u", 0, 3, {NULL, user_ends, users}},
    {"feature", "u", 1, 3, {has_feature, feature_ends, features}},
    {"quantity", "l", 1, 2, {has_quantity, quantities}},
};

/* The host's memory for an open source. */
typedef struct Source {
    int broken;
} Source;

/* Behind the private_data of a stream. */
typedef struct Rest {
    int64_t next, end;
    int broken;
} Rest;

/* ------------------------------------------------------------- structs -- */

typedef struct Schemas {
    struct ArrowSchema child[COLUMNS], *list[COLUMNS], dictionary;
} Schemas;

typedef struct Arrays {
    const void *none[1], *buffer[COLUMNS][3], *dictionary_buffer[3];
    struct ArrowArray child[COLUMNS], *list[COLUMNS], dictionary;
} Arrays;

/* Members of a struct are not moved out by hale, and own nothing. */
static void release_member_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void release_schema(struct ArrowSchema *schema)
{
    free(schema->private_data);
    schema->release = NULL;
}

static void release_member_array(struct ArrowArray *array)
{
    array->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    free(array->private_data);
    array->release = NULL;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    Schemas *all = calloc(1, sizeof *all);
    (void)stream;
    if (!all)
        return ENOMEM;
    for (size_t i = 0; i < COLUMNS; i++) {
        all->list[i] = &all->child[i];
        all->child[i] = (struct ArrowSchema){.format = fields[i].format,
                                             .name = fields[i].name,
                                             .flags = ARROW_FLAG_NULLABLE,
                                             .release = release_member_schema};
    }
    all->dictionary = (struct ArrowSchema){.format = names.format,
                                           .release = release_member_schema};
    all->child[0].dictionary = &all->dictionary;
    *out = (struct ArrowSchema){.format = "+s",
                                .n_children = COLUMNS,
                                .children = all->list,
                                .release = release_schema,
                                .private_data = all};
    return 0;
}

static struct ArrowArray member(const Field *field, int64_t length,
                                const void *buffer[3])
{
    for (size_t i = 0; i < 3; i++)
        buffer[i] = field->buffer[i];
    return (struct ArrowArray){.length = length,
                               .null_count = field->nulls,
                               .n_buffers = field->buffers,
                               .buffers = buffer,
                               .release = release_member_array};
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    Rest *rest = stream->private_data;
    int64_t rows = rest->end - rest->next;
    *out = (struct ArrowArray){0};
    if (rest->broken && rest->next > 0)
        return EIO;
    if (rows == 0)
        return 0;
    Arrays *all = calloc(1, sizeof *all);
    if (!all)
        return ENOMEM;
    for (size_t i = 0; i < COLUMNS; i++) {
        all->list[i] = &all->child[i];
        all->child[i] = member(&fields[i], ROWS, all->buffer[i]);
    }
    all->dictionary = member(&names, 3, all->dictionary_buffer);
    all->child[0].dictionary = &all->dictionary;
    *out = (struct ArrowArray){.length = rows < MOST ? rows : MOST,
                               .offset = rest->next,
                               .n_buffers = 1,
                               .n_children = COLUMNS,
                               .buffers = all->none,
                               .children = all->list,
                               .release = release_array,
                               .private_data = all};
    rest->next += out->length;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const Rest *rest = stream->private_data;
    return rest->broken ? "the source was told to break" : NULL;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    free(stream->private_data);
    stream->release = NULL;
}

/* --------------------------------------------------------------- input -- */

static int events_open(hale_cx *cx, const hale_value *options, void *source)
{
    ((Source *)source)->broken = options[0].as.b;
    for (size_t i = 0; i < COLUMNS; i++) {
        hale_str name = {fields[i].name, 0};
        while (name.data[name.len])
            name.len++;
        if (cx->found(cx, name))
            return -1;
    }
    return 0;
}

static int events_plan(hale_cx *cx, void *source, const hale_request *request,
                       size_t *splits)
{
    (void)cx;
    (void)source;
    (void)request;
    *splits = 2;
    return 0;
}

static int events_stream(hale_cx *cx, void *source, size_t split,
                         struct ArrowArrayStream *out)
{
    Rest *rest = calloc(1, sizeof *rest);
    if (!rest)
        return hale_fail(cx, "no memory");
    rest->next = split ? SECOND_SPLIT : 0;
    rest->end = split ? ROWS : SECOND_SPLIT;
    rest->broken = ((Source *)source)->broken;
    *out = (struct ArrowArrayStream){.get_schema = get_schema,
                                     .get_next = get_next,
                                     .get_last_error = get_last_error,
                                     .release = release_stream,
                                     .private_data = rest};
    return 0;
}

static void events_close(hale_cx *cx, void *source)
{
    (void)cx;
    (void)source;
}

static const hale_option broken = {
    .size = sizeof broken,
    .name = "broken",
    .type = HALE_OPTION_BOOL,
    .fallback = "no",
    .help = "let every stream fail behind the first row",
};
static const hale_option *const options[] = {&broken, NULL};

const hale_input arrowdoor_events = {
    .size = sizeof arrowdoor_events,
    .name = "events",
    .title = "Six events as an Arrow stream",
    .example = "[input.usage]\n"
               "plugin = arrowdoor.events\n"
               "role = events\n",
    .options = options,
    .source_size = sizeof(Source),
    .open = events_open,
    .plan = events_plan,
    .stream = events_stream,
    .close = events_close,
};
