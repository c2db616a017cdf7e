/* SPDX-License-Identifier: MIT
 *
 * bad_output.h: the rest of an output of which one thing is wrong. A bad
 * plugin defines open_sink, write_table, commit and abort_sink over Sink, and
 * BAD_CHECK if it has a check.
 */
#ifndef BAD_OUTPUT_H
#define BAD_OUTPUT_H

static const hale_option path = {.size = sizeof path,
                                 .name = "path",
                                 .type = HALE_OPTION_PATH,
                                 .flags = HALE_REQUIRED,
                                 .help = "the file to write"};
static const hale_option *const options[] = {&path, NULL};

static const hale_output output = {
    .size = sizeof output,
    .name = "it",
    .title = "Bad",
    .options = options,
    .sink_size = sizeof(Sink),
    .open = open_sink,
    .write = write_table,
    .commit = commit,
    .abort = abort_sink,
#ifdef BAD_CHECK
    .check = BAD_CHECK,
#endif
};
static const hale_output *const outputs[] = {&output, NULL};

static const hale_plugin pack = {
    .size = sizeof pack,
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = BAD_NAME,
    .version = "0",
    .license = "MIT",
    .outputs = outputs,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}

#endif
