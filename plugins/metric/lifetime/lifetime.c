/* SPDX-License-Identifier: MIT
 *
 * lifetime.lifetime: for how long an account was a customer, and whether that
 * has ended.
 *
 *     lifetime = local day of the end of the first stay
 *              - local day of its first subscription
 *
 * A stay is a chain of subscriptions with no more than `gap` between them. It
 * has ended when the last of them did and nothing followed within the gap; it
 * is open while a subscription runs, or while the gap has not gone by: nobody
 * can tell yet. An open stay is as long as it was seen: to the end of the
 * span, or to the end of the subscription that may still be renewed.
 *
 * Only the first stay counts, also for an account that came back: a customer
 * lost is lost once, and taking the newest stay would lengthen the lives of
 * those who returned. A subscription that ends at the very end of the span
 * still runs, as in revenue.mrr.
 *
 * What counts as a subscription is decided by the same rules, options and
 * columns as in the pack revenue, so that nobody is a customer to the one and
 * not to the other: trials do not count, nor what does not recur; on hold is
 * not gone; past_due and recognition say when one ends. `gap` takes the place
 * of its `grace`. Whose last subscription went to another account, as in a
 * merger, has not left: what was seen of it ends there.
 *
 * With `since`, the day from which the records are complete, an account that
 * is older enters late: `entry` is how old it was then. One whose stay ended
 * before is rejected, because others like it were never recorded.
 *
 * Source: observed lifetime and censoring of survival analysis (Kaplan &
 * Meier 1958); the gap is Gold's allowed gap in "Fighting Churn with Data".
 */
#include <stdlib.h>

#include "../revenue/revenue.h"
#include "../revenue/terms.h"

typedef struct Config {
    Policy policy;
    int64_t gap;   /* microseconds */
    int64_t since; /* INT64_MIN: from the beginning */
} Config;

typedef struct Piece { /* a stretch of a subscription that counts */
    int64_t begin, until;
    int went; /* to another account */
} Piece;

typedef struct State {
    Piece *piece;
    size_t pieces, room;
} State;

enum { BEFORE_GRACE = POLICY_GRACE, GAP = POLICY_OPTION_COUNT - 1, SINCE };

static const hale_option *const options[] = {
    &policy_option[0],
    &policy_option[1],
    &policy_option[2],
    &policy_option[3],
    &policy_option[4],
    &policy_option[5],
    &policy_option[6],
    &policy_option[7],
    &policy_option[8],
    &policy_option[9],
    &policy_option[POLICY_GRACE + 1],
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "gap",
        .type = HALE_OPTION_DAYS,
        .fallback = "31d",
        .unit = "days",
        .min = 0,
        .max = 3660,
        .help = "a pause between subscriptions that is no departure",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "since",
        .type = HALE_OPTION_DATE,
        .help = "the first day of complete records: those who left before it "
                "may be unknown",
    },
    NULL,
};

/* As in revenue, but an amount is needed only to see who is free. */
static const hale_column amount = {
    .size = sizeof(hale_column),
    .name = "mrr",
    .type = HALE_MONEY,
    .flags = HALE_OPTIONAL,
    .unit = "currency/month",
    .named_by = "mrr",
    .help = "the amount, read with zero_mrr = churned",
};

static const hale_column *const columns[] = {
    &amount,
    &term_column[1],
    &term_column[2],
    &term_column[3],
    &term_column[4],
    &term_column[5],
    &term_column[6],
    &term_column[7],
    &term_column[8],
    &term_column[9],
    &term_column[10],
    &term_column[11],
    &term_column[12],
    &term_column[13],
    &term_column[14],
    &term_column[15],
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each term of each subscription",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    hale_value policy[POLICY_OPTION_COUNT] = {{.type = HALE_INT}};
    (void)cx;
    memcpy(policy, given, BEFORE_GRACE * sizeof *policy);
    policy[POLICY_GRACE + 1] = given[BEFORE_GRACE];
    c->policy = policy_read(policy);
    c->gap = given[GAP].as.i * HALE_DAY;
    c->since = given[SINCE].missing ? INT64_MIN : given[SINCE].as.i;
    return 0;
}

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    State *s = state;
    Piece *all = grown(cx, s->piece, s->pieces, &s->room, sizeof *all);
    (void)config, (void)rows, (void)i;
    if (!all)
        return -1;
    s->piece = all;
    s->piece[s->pieces++] = (Piece){t->begin, t->until, t->went};
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    return terms_each(cx, &c->policy, c, state, rows, add_term);
}

/* ------------------------------------------------------------------ stays */

static int by_begin(const void *left, const void *right)
{
    const Piece *a = left, *b = right;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* `at` and the gap after it; never, for an end that is open. */
static int64_t beyond(int64_t at, int64_t gap)
{
    int64_t sum;
    return __builtin_add_overflow(at, gap, &sum) ? HALE_OPEN : sum;
}

/* There is at least one piece. A trial ends, or a pause, later than the next
 * row may begin: so they are put in order first. */
static Piece first_stay(State *s, int64_t gap)
{
    qsort(s->piece, s->pieces, sizeof *s->piece, by_begin);
    Piece stay = s->piece[0];
    for (size_t i = 1; i < s->pieces; i++) {
        const Piece *p = &s->piece[i];
        if (p->begin > beyond(stay.until, gap))
            break;
        if (p->until == stay.until)
            stay.went |= p->went;
        if (p->until > stay.until) {
            stay.until = p->until;
            stay.went = p->went;
        }
    }
    return stay;
}

enum { LIFETIME, CHURNED, ENTRY, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    State *s = state;
    if (s->pieces == 0)
        return 0;
    Piece stay = first_stay(s, c->gap);
    int over = beyond(stay.until, c->gap) < span->end && !stay.went;
    int64_t end = stay.until < span->end ? stay.until : span->end;
    int32_t first = cx->day(cx, stay.begin);
    hale_missing missing = c->since >= end ? HALE_REJECTED : HALE_PRESENT;
    results[LIFETIME].as.i = (int64_t)cx->day(cx, end) - first;
    results[CHURNED].as.b = (uint8_t)over;
    results[ENTRY].as.i =
        c->since > stay.begin ? (int64_t)cx->day(cx, c->since) - first : 0;
    for (size_t i = 0; i < RESULTS; i++)
        results[i].missing = missing;
    return 0;
}

#define DAYS                                                                   \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "days",             \
    .direction = HALE_UP_IS_GOOD,                                              \
    .undefined = "it never subscribed, or left before `since`"

static const hale_result *const results[] = {
    &(const hale_result){DAYS, .name = "",
                         .help = "days of the first stay, as far as it was "
                                 "seen"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "churned",
                         .type = HALE_BOOL,
                         .unit = "yes or no",
                         .help = "whether the first stay has ended",
                         .direction = HALE_DOWN_IS_GOOD,
                         .undefined = "it never subscribed, or left before "
                                      "`since`"},
    &(const hale_result){DAYS, .name = "entry",
                         .help = "days of it that lie before `since`"},
    NULL,
};

const hale_metric lifetime_lifetime = {
    .size = sizeof(hale_metric),
    .name = "lifetime",
    .title = "Lifetime as a customer",
    .family = "financial",
    .formula = "local day of the end of the first stay - local day of its "
               "first subscription",
    .source = "the observed lifetime of survival analysis; the allowed gap: "
              "Gold, \"Fighting Churn with Data\"",
    .example = "[metric.lifetime]\n"
               "plugin = lifetime.lifetime\n"
               "gap = 31d\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
