/* SPDX-License-Identifier: MIT
 *
 * account.attribute: a fact about the account, as it stands.
 *
 *     attribute = the value of a column in the row in force
 *
 * Columns of the roster reach formulas by themselves; this metric is for the
 * facts of other inputs (a contract list, a CRM export), for facts that change
 * over time, and for a second name. It keeps the type of its column, whatever
 * that is. A group has no such figure: plans do not add up.
 *
 * Texts live until the call returns, so a text is copied: the one case in
 * this folder where memory is needed.
 *
 * Source: the data.
 */
#include "../../common/text.h"

typedef struct State {
    hale_value value; /* with its reason if there is none */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "the column to take",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "value",
        .type = HALE_SAME,
        .help = "the fact",
        .named_by = "column",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .shape = HALE_ATTRIBUTE,
        .columns = columns,
        .help = "any data set of facts about accounts",
    },
    NULL,
};

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    s->value.missing = HALE_NO_ROWS;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *v = rows->column[0];
    size_t i = rows->count - 1; /* the row in force: there is one at most */
    (void)config;
    if (rows->count == 0)
        return 0;
    s->value.missing = HALE_NOT_GIVEN;
    return HALE_HAS(v, i) ? text_keep_cell(cx, v, i, &s->value) : 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[0].as = s->value.as;
    results[0].missing = s->value.missing;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_SAME,
        .same_as = 0,
        .unit = "as given",
        .help = "the fact in force",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "no row is in force, or its cell is empty",
    },
    NULL,
};

const hale_metric account_attribute = {
    .size = sizeof(hale_metric),
    .name = "attribute",
    .title = "Attribute",
    .family = "health",
    .formula = "the value of a column in the row in force",
    .source = "the data",
    .example = "[metric.sponsor]\n"
               "plugin = account.attribute\n"
               "from = accounts\n"
               "column = csm\n",
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
