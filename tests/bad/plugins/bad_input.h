/* SPDX-License-Identifier: MIT
 *
 * bad_input.h: an input of ten rows with one column, "n", of which one thing
 * is wrong: a bad plugin defines next over Reader.
 */
#ifndef BAD_INPUT_H
#define BAD_INPUT_H

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

static int start(hale_cx *cx, void *source, size_t split, void *reader)
{
    (void)cx, (void)source, (void)split, (void)reader;
    return 0;
}

static void stop(hale_cx *cx, void *source, void *reader)
{
    (void)cx, (void)source, (void)reader;
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
    .reader_size = sizeof(Reader),
    .start = start,
    .next = next,
    .stop = stop,
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

#endif
