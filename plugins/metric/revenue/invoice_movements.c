/* SPDX-License-Identifier: MIT
 *
 * revenue.invoice_movements: the movements of revenue.movements, from what
 * was billed, where there are invoices and no subscriptions.
 *
 * A recurring line is a term: its service period, at its net amount a month
 * (lines.h). A period that follows the one before it without a day between is
 * a renewal, whatever the price; `grace` bridges lines that come late. Other
 * types of lines, such as set-up fees and credits, move nothing.
 *
 * A refund has no effect either, since the service was had. With refunds =
 * annual_cancel a line of type refund ends the service periods of a year or
 * more that it falls into, of the same subscription (of the account, where
 * lines have no subscription): a yearly plan that is given up early and paid
 * back is over on that day and not at the end of its year.
 *
 * Source: ChartMogul derives movements from invoice lines; the exception for
 * refunded yearly plans is ProfitWell's.
 */
#include "lines.h"
#include "movements.h"
#include "revenue.h"

enum { SUBSCRIPTION = LINE_COLUMNS };
enum { A_YEAR = 365 }; /* days */

typedef struct Config {
    MovesConfig moves; /* first, for movements_finish */
    struct hale_list recurring;
    uint8_t refunds; /* they end a yearly plan */
} Config;

typedef struct Yearly { /* a period of a year or more, until all is read */
    Term term;
    uint32_t subscription;
} Yearly;

typedef struct State {
    MovesState moves; /* first, for movements_finish */
    Yearly *yearly;
    size_t count, room;
} State;

static const hale_option *const options[] = {
    &line_option_recurring,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "refunds",
        .type = HALE_OPTION_CHOICE,
        .fallback = "ignore",
        .choices = (const char *const[]){"ignore", "annual_cancel", NULL},
        .help = "lines of type refund: no effect, or the end of the yearly "
                "plan that they fall into",
    },
    &policy_option[POLICY_GRACE],
    &moves_option[0],
    &moves_option[1],
    &moves_option[2],
    &moves_option[3],
    &movements_option_churn_base,
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "invoice_lines",
        .shape = HALE_INTERVAL,
        .columns =
            (const hale_column *const[]){
                LINE_COLUMN_LIST,
                &(const hale_column){
                    .size = sizeof(hale_column),
                    .name = "subscription",
                    .type = HALE_TEXT,
                    .flags = HALE_OPTIONAL,
                    .help = "what it is a line of; for refunds",
                },
                NULL},
        .help = "one row for each line, from the start of its service period "
                "to its end",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->recurring = given[0].as.list;
    c->refunds = given[1].as.i == 1;
    c->moves.policy.grace = given[2].as.i;
    moves_own_options(given + 3, &c->moves);
    c->moves.choice[0] = (uint8_t)given[7].as.i;
    return 0;
}

/* ---------------------------------------------------------------- refunds */

static uint32_t subscription_of(const hale_rows *rows, size_t i)
{
    const hale_vector *v = rows->column[SUBSCRIPTION];
    return HALE_HAS(v, i) ? v->as.code[i] : HALE_NO_CODE;
}

static int keep_yearly(hale_cx *cx, State *s, const Term *t,
                       uint32_t subscription)
{
    Yearly *all = grown(cx, s->yearly, s->count, &s->room, sizeof *s->yearly);
    if (!all)
        return -1;
    s->yearly = all;
    s->yearly[s->count++] = (Yearly){*t, subscription};
    return 0;
}

/* Rows come in the order of their begins, so what a refund ends is there. */
static void refund(State *s, int64_t time, uint32_t subscription)
{
    for (size_t i = 0; i < s->count; i++) {
        Yearly *y = &s->yearly[i];
        if ((subscription == HALE_NO_CODE || subscription == y->subscription) &&
            time < y->term.until)
            y->term.until = time;
    }
}

/* ------------------------------------------------------------------ lines */

static int add_line(hale_cx *cx, const Config *c, State *s,
                    const hale_rows *rows, size_t i)
{
    const hale_span *span = rows->span;
    int64_t net;
    Term t;
    if (line_term(cx, rows, i, &t))
        return -1;
    if (t.until <= t.begin || t.begin >= span->end)
        return 0;
    if (!t.missing && span->begin != INT64_MIN) {
        int empty = line_net(cx, rows, i, span->begin, &net);
        if (empty < 0 ||
            (net != t.net && exact_share(cx, net, 1, &t.month, &t.old)))
            return -1;
    }
    if (c->refunds && t.until != HALE_OPEN &&
        (int64_t)cx->day(cx, t.until) - rows->day[i] >= A_YEAR)
        return keep_yearly(cx, s, &t, subscription_of(rows, i));
    return moves_add(cx, &c->moves, &s->moves, span, &t);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    const hale_vector *type = rows->column[LINE_TYPE];
    for (size_t i = 0; i < rows->count; i++) {
        hale_str word = {"", 0};
        if (HALE_HAS(type, i))
            word = cx->text(cx, type, i);
        if (c->refunds && same_word(word, "refund"))
            refund(state, rows->time[i], subscription_of(rows, i));
        if ((!HALE_HAS(type, i) || in_list(word, &c->recurring)) &&
            add_line(cx, c, state, rows, i))
            return -1;
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    State *s = state;
    for (size_t i = 0; i < s->count; i++) {
        const Term *t = &s->yearly[i].term;
        if (t->until > t->begin && moves_add(cx, &c->moves, &s->moves, span, t))
            return -1;
    }
    return movements_finish(cx, config, span, state, results);
}

const hale_metric revenue_invoice_movements = {
    .size = sizeof(hale_metric),
    .name = "invoice_movements",
    .title = "MRR movements from invoices",
    .family = "financial",
    .formula = "the movements of MRR, each recurring line a term of its "
               "service period at (amount - tax) / months",
    .source = "ChartMogul: movements from invoice lines; ProfitWell: refunded "
              "yearly plans",
    .example = "[metric.billed]\n"
               "plugin = revenue.invoice_movements\n"
               "grace = 14d\n"
               "periods = 12 x month\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = movements_results,
    .identities = movements_identities,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
