/* SPDX-License-Identifier: MIT
 *
 * bad_model.h: the rest of a model of which one thing is wrong: a bad plugin
 * defines run. It sees "seats" and "segment", gives a real and reports one
 * column of type int.
 */
#ifndef BAD_MODEL_H
#define BAD_MODEL_H

#ifndef BAD_SIDES
#define BAD_SIDES NULL
#endif

static const hale_column seats = {
    .size = sizeof seats, .name = "seats", .type = HALE_REAL};
static const hale_column segment = {
    .size = sizeof segment, .name = "segment", .type = HALE_TEXT};
static const hale_column *const needs[] = {&seats, &segment, NULL};
static const hale_result result = {
    .size = sizeof result, .name = "", .type = HALE_REAL, .help = "a figure"};
static const hale_result *const results[] = {&result, NULL};
static const hale_result count = {
    .size = sizeof count, .name = "n", .type = HALE_INT, .help = "a count"};
static const hale_result *const columns[] = {&count, NULL};
static const hale_report report = {
    .size = sizeof report, .name = "it", .columns = columns};
static const hale_report *const reports[] = {&report, NULL};

static const hale_model model = {
    .size = sizeof model,
    .name = "it",
    .title = "Bad",
    .formula = "none",
    .needs = needs,
    .results = results,
    .reports = reports,
    .run = run,
    .sides = BAD_SIDES,
};
static const hale_model *const models[] = {&model, NULL};

static const hale_plugin pack = {
    .size = sizeof pack,
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = BAD_NAME,
    .version = "0",
    .license = "MIT",
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}

#endif
