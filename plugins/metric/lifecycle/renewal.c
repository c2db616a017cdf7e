/* SPDX-License-Identifier: MIT
 *
 * lifecycle.renewal: when the next contract ends, and what is overdue.
 *
 *     renewal      = local day of the next end - today
 *     overdue      = contracts that ended and are in no decided stage
 *     overdue_days = today - local day of the earliest such end
 *
 * Today is the local day of the run's as-of instant. The next end is the
 * earliest one of the contracts in force; one without an end has none, and
 * what happens to a contract in force is not asked, so its stage does not
 * matter. `auto_renew` is that of the contract that ends next; of several that
 * end at once all must renew by themselves.
 *
 * A contract that ended waits for a decision until its stage is one of the
 * option's. A cell of stages that is empty says nothing and is left out. Data
 * without stages cannot tell, and then what is overdue is missing as soon as a
 * contract has ended. A stage is that of today: a run as of an earlier day
 * knows of decisions that came after it.
 *
 * Where the date is a column of the accounts see account.days_until.
 *
 * Source: days to renewal and overdue renewals of customer-success teams.
 */
#include "words.h"

enum { STAGE, AUTO_RENEW }; /* the columns */

typedef struct State {
    int64_t next; /* the earliest end of those in force */
    uint8_t any, renews, renews_known;
    int64_t overdue, earliest; /* the end of the one longest overdue */
    uint8_t unknown;           /* one ended, and no column of stages */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "decided",
        .type = HALE_OPTION_LIST,
        .fallback = "won, renewed, lost, churned",
        .help = "stages in which nothing more is awaited",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [STAGE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "stage",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "how far its renewal is",
        },
    [AUTO_RENEW] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "auto_renew",
            .type = HALE_BOOL,
            .flags = HALE_OPTIONAL,
            .help = "does it renew if nobody says anything?",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "contracts",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each contract, from its start to its end",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return words_configure(cx, "decided", &given[0], config);
}

/* A contract in force that ends some day. */
static void in_force(State *s, const hale_rows *rows, size_t i)
{
    const hale_vector *renews = rows->column[AUTO_RENEW];
    int64_t until = rows->until[i];
    if (until == HALE_OPEN || (s->any && until > s->next))
        return;
    if (!s->any || until < s->next) {
        s->next = until;
        s->any = s->renews = s->renews_known = 1;
    }
    if (HALE_HAS(renews, i))
        s->renews &= renews->as.b[i];
    else
        s->renews_known = 0;
}

static void ended(State *s, const hale_rows *rows, size_t i,
                  const WordCodes *decided)
{
    s->unknown |= !rows->column[STAGE];
    if (!HALE_HAS(rows->column[STAGE], i) || words_has(decided, rows, STAGE, i))
        return;
    if (s->overdue++ == 0 || rows->until[i] < s->earliest)
        s->earliest = rows->until[i];
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const struct hale_list *words = config;
    WordCodes decided = words_codes(cx, rows, STAGE, *words);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->until[i] >= rows->span->end)
            in_force(state, rows, i);
        else
            ended(state, rows, i, &decided);
    }
    return 0;
}

enum { RENEWAL, RENEWS, OVERDUE, OVERDUE_DAYS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config;
    if (s->any) {
        results[RENEWAL].as.i = (int64_t)cx->day(cx, s->next) - span->as_of_day;
        results[RENEWAL].missing = HALE_PRESENT;
        results[RENEWS].as.b = s->renews;
        results[RENEWS].missing =
            s->renews_known ? HALE_PRESENT : HALE_NOT_GIVEN;
    }
    results[OVERDUE].as.i = s->overdue;
    results[OVERDUE].missing = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    if (s->unknown) {
        results[OVERDUE_DAYS].missing = HALE_NOT_GIVEN;
    } else if (s->overdue > 0) {
        results[OVERDUE_DAYS].as.i =
            (int64_t)span->as_of_day - cx->day(cx, s->earliest);
        results[OVERDUE_DAYS].missing = HALE_PRESENT;
    }
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "days until the next contract ends",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_MIN,
        .undefined = "no contract with an end is in force",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "auto_renew",
        .type = HALE_BOOL,
        .unit = "yes or no",
        .help = "does that contract renew by itself?",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "no such contract, or the data do not say",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "overdue",
        .type = HALE_INT,
        .unit = "contracts",
        .help = "contracts that ended without a decision",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "a contract ended and the data have no stages",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "overdue_days",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the end of the one longest overdue",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MAX,
        .undefined = "nothing is overdue, or the data have no stages",
    },
    NULL,
};

const hale_metric lifecycle_renewal = {
    .size = sizeof(hale_metric),
    .name = "renewal",
    .title = "Days to renewal",
    .family = "health",
    .formula = "local day of the next end of a contract in force - local day "
               "of the as-of instant",
    .source = "days to renewal and overdue renewals of customer-success teams",
    .example = "[metric.renewal]\n"
               "plugin = lifecycle.renewal\n"
               "decided = won, lost\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
