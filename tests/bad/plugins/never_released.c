/* SPDX-License-Identifier: MIT
 *
 * Fails in input.stream: its schema does not say that it was released.
 */
#include "hale/arrow.h"
#include "hale/plugin.h"

static int open_source(hale_cx *cx, const hale_value *options, void *source)
{
    (void)options, (void)source;
    return cx->found(cx, (hale_str){"n", 1});
}

static int plan(hale_cx *cx, void *source, const hale_request *request,
                size_t *splits)
{
    (void)cx, (void)source, (void)request;
    *splits = 1;
    return 0;
}

static void release_schema(struct ArrowSchema *schema)
{
    (void)schema; /* it should be: schema->release = NULL */
}

static int get_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    (void)s;
    *out = (struct ArrowSchema){
        .format = "+s", .name = "", .release = release_schema};
    return 0;
}

static int get_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    (void)s;
    *out = (struct ArrowArray){.length = 0};
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *s)
{
    (void)s;
    return NULL;
}

static void release_stream(struct ArrowArrayStream *s)
{
    s->release = NULL;
}

static int stream(hale_cx *cx, void *source, size_t split,
                  struct ArrowArrayStream *out)
{
    (void)cx, (void)source, (void)split;
    *out = (struct ArrowArrayStream){.get_schema = get_schema,
                                     .get_next = get_next,
                                     .get_last_error = get_last_error,
                                     .release = release_stream};
    return 0;
}

static void close_source(hale_cx *cx, void *source)
{
    (void)cx, (void)source;
}

static const hale_input input = {
    .size = sizeof input,
    .name = "it",
    .title = "Bad",
    .open = open_source,
    .plan = plan,
    .stream = stream,
    .close = close_source,
};
static const hale_input *const inputs[] = {&input, NULL};

static const hale_plugin pack = {
    .size = sizeof pack,
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = BAD_NAME,
    .version = "0",
    .license = "MIT",
    .inputs = inputs,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
