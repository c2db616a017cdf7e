/* SPDX-License-Identifier: MIT
 *
 * sides: what plugins get to see besides rows of an account in our currency,
 * for tests of whole runs.
 *
 *     sides.tables = the side tables quotas and costs, row by row, as reports
 *     sides.money  = the sum of a column of money as it is handed over, the
 *                    same at the rates of the span's begin, and the difference,
 *                    which is rates alone
 *
 * It must not be of use: it is not installed.
 */
#include "hale/plugin.h"

#define LIST(type_, ...) ((const type_ *const[]){__VA_ARGS__, NULL})
#define COLUMN(name_, type_, flags_)                                           \
    (&(const hale_column){.size = sizeof(hale_column),                         \
                          .name = (name_),                                     \
                          .type = HALE_##type_,                                \
                          .flags = (flags_)})
#define RESULT(name_, type_, help_)                                            \
    (&(const hale_result){.size = sizeof(hale_result),                         \
                          .name = (name_),                                     \
                          .type = HALE_##type_,                                \
                          .unit = "currency",                                  \
                          .help = (help_),                                     \
                          .rollup = HALE_##type_ == HALE_MONEY                 \
                                        ? HALE_ROLLUP_SUM                      \
                                        : HALE_ROLLUP_NONE,                    \
                          .undefined = "it is not there"})

/* --------------------------------------------------------------- tables -- */

static hale_value cell(const hale_table_column *c, size_t row)
{
    hale_value v = {.type = c ? c->type : HALE_INT, .missing = HALE_NOT_GIVEN};
    if (!c)
        return v;
    v.missing = c->missing ? (hale_missing)c->missing[row] : HALE_PRESENT;
    if (v.missing == HALE_PRESENT && c->type == HALE_TEXT)
        v.as.text = c->as.text[row];
    else if (v.missing == HALE_PRESENT)
        v.as.i = c->as.i[row];
    return v;
}

/* Tells all rows of a side table of three columns. */
static int tell(hale_cx *cx, size_t side)
{
    const hale_table *t = cx->side(cx, side);
    for (size_t row = 0; t && row < t->rows; row++) {
        hale_value v[3];
        for (size_t c = 0; c < 3; c++)
            v[c] = cell(t->column[c], row);
        v[1].type = HALE_TEXT; /* it may be absent */
        if (cx->emit(cx, side, v))
            return -1;
    }
    return 0;
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    (void)config;
    (void)span;
    (void)accounts;
    (void)results;
    return tell(cx, 0) || tell(cx, 1) ? -1 : 0;
}

static const hale_model tables = {
    .size = sizeof(hale_model),
    .name = "tables",
    .title = "Side tables",
    .family = "usage",
    .formula = "every row",
    .source = "counting",
    .reports =
        LIST(hale_report,
             &(const hale_report){
                 .size = sizeof(hale_report),
                 .name = "quotas",
                 .title = "Quotas",
                 .columns = LIST(hale_result, RESULT("csm", TEXT, "whose"),
                                 RESULT("period", TEXT, "which period"),
                                 RESULT("target", MONEY, "how much"))},
             &(const hale_report){
                 .size = sizeof(hale_report),
                 .name = "costs",
                 .title = "Costs",
                 .columns = LIST(hale_result, RESULT("month", TIME, "when"),
                                 RESULT("segment", TEXT, "for whom"),
                                 RESULT("amount", MONEY, "how much"))}),
    .run = run,
    .sides = LIST(hale_need,
                  &(const hale_need){
                      .size = sizeof(hale_need),
                      .role = "quotas",
                      .shape = HALE_SIDE,
                      .columns = LIST(hale_column, COLUMN("csm", TEXT, 0),
                                      COLUMN("period", TEXT, HALE_OPTIONAL),
                                      COLUMN("target", MONEY, 0))},
                  &(const hale_need){
                      .size = sizeof(hale_need),
                      .role = "costs",
                      .shape = HALE_SIDE,
                      .flags = HALE_OPTIONAL,
                      .columns = LIST(hale_column, COLUMN("month", TIME, 0),
                                      COLUMN("segment", TEXT, HALE_OPTIONAL),
                                      COLUMN("amount", MONEY, 0))}),
};

/* ---------------------------------------------------------------- money -- */

typedef struct State {
    int64_t end, begin;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const hale_vector *money = rows->column[0];
    State *s = state;
    int64_t then;
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        if (!HALE_HAS(money, i))
            continue;
        if (rows->span->begin == INT64_MIN)
            then = money->as.i[i];
        else if (cx->money_at(cx, money, i, rows->span->begin, &then))
            return -1;
        if (__builtin_add_overflow(s->end, money->as.i[i], &s->end) ||
            __builtin_add_overflow(s->begin, then, &s->begin))
            return hale_fail(cx, "the sum is too large");
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t change;
    (void)config;
    (void)span;
    if (__builtin_sub_overflow(s->end, s->begin, &change))
        return hale_fail(cx, "the difference is too large");
    results[0] = (hale_value){.type = HALE_MONEY, .as.i = s->end};
    results[1] = (hale_value){.type = HALE_MONEY, .as.i = s->begin};
    results[2] = (hale_value){.type = HALE_MONEY, .as.i = change};
    return 0;
}

static const signed char signs[] = {-1, 1, 1};

static const hale_metric money = {
    .size = sizeof(hale_metric),
    .name = "money",
    .title = "Money at two rates",
    .family = "financial",
    .formula = "sum of amount",
    .source = "counting",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options =
        LIST(hale_option, &(const hale_option){.size = sizeof(hale_option),
                                               .name = "amount",
                                               .type = HALE_OPTION_COLUMN,
                                               .help = "the column to add up"}),
    .needs = LIST(
        hale_need,
        &(const hale_need){
            .size = sizeof(hale_need),
            .columns = LIST(hale_column,
                            &(const hale_column){.size = sizeof(hale_column),
                                                 .name = "amount",
                                                 .type = HALE_MONEY,
                                                 .named_by = "amount"})}),
    .results = LIST(hale_result, RESULT("", MONEY, "as it is handed over"),
                    RESULT("begin", MONEY, "at the rates of the begin"),
                    RESULT("fx", MONEY, "what the rates did")),
    .identities = LIST(hale_identity,
                       &(const hale_identity){.size = sizeof(hale_identity),
                                              .name = "begin + fx = end",
                                              .sign = signs}),
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "sides",
    .version = "1.0.0",
    .license = "MIT",
    .help = "what plugins get to see besides rows in our currency",
    .metrics = LIST(hale_metric, &money),
    .models = LIST(hale_model, &tables),
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
