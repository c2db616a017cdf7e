/* SPDX-License-Identifier: MIT
 *
 * @NAME@: each account's share of the seats of all accounts.
 *
 * A model sees all accounts at once, after the metrics. It may give each
 * account a figure and may report tables of its own; this one reports how
 * many accounts it knew the seats of. Where nothing is known, nothing is
 * said: a result that is not set stays missing.
 */
#include <hale/plugin.h>

static int known(const hale_table_column *c, size_t row)
{
    return !c->missing || c->missing[row] == HALE_PRESENT;
}

static int report(hale_cx *cx, int64_t accounts, double seats)
{
    const hale_value row[] = {
        {.type = HALE_INT, .as.i = accounts},
        {.type = HALE_REAL, .as.r = seats},
    };
    return cx->emit(cx, 0, row);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const hale_table_column *seats = accounts->column[0];
    int64_t count = 0;
    double sum = 0;
    (void)config, (void)span;
    for (size_t row = 0; row < accounts->rows; row++) {
        if (!known(seats, row) || seats->as.i[row] < 0)
            continue;
        sum += (double)seats->as.i[row];
        count++;
    }
    for (size_t row = 0; row < accounts->rows; row++) {
        hale_value *share = &results[0][row];
        if (!known(seats, row) || seats->as.i[row] < 0)
            continue; /* it stays missing: no rows */
        share->missing = sum > 0 ? HALE_PRESENT : HALE_ZERO_DENOMINATOR;
        share->as.r = sum > 0 ? (double)seats->as.i[row] / sum : 0;
    }
    return report(cx, count, sum);
}

static const hale_column *const needs[] = {
    &(const hale_column){.size = sizeof(hale_column), .name = "seats",
                         .type = HALE_INT, .unit = "seats",
                         .help = "an account's seats"},
    NULL};

static const hale_result *const results[] = {
    &(const hale_result){.size = sizeof(hale_result), .name = "",
                         .type = HALE_REAL, .unit = "fraction",
                         .help = "of the seats of all accounts",
                         .rollup = HALE_ROLLUP_SUM,
                         .undefined = "when its seats are not known"},
    NULL};

static const hale_result *const columns[] = {
    &(const hale_result){.size = sizeof(hale_result), .name = "accounts",
                         .type = HALE_INT, .unit = "accounts",
                         .help = "accounts whose seats are known"},
    &(const hale_result){.size = sizeof(hale_result), .name = "seats",
                         .type = HALE_REAL, .unit = "seats",
                         .help = "their seats"},
    NULL};

static const hale_report *const reports[] = {
    &(const hale_report){.size = sizeof(hale_report), .name = "@NAME@",
                         .title = "Seats of all accounts",
                         .columns = columns},
    NULL};

static const hale_model model = {
    .size = sizeof(hale_model),
    .name = "@NAME@",
    .title = "@TITLE@",
    .family = "usage",
    .formula = "seats / sum of the seats of all accounts",
    .source = "our own",
    .example = "[model.@NAME@]\nplugin = @NAME@\n",
    .needs = needs,
    .results = results,
    .reports = reports,
    .run = run,
};

static const hale_model *const models[] = {&model, NULL};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "@NAME@",
    .version = "0.1.0",
    .license = "MIT",
    .help = "@TITLE@",
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
