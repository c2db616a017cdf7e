/* SPDX-License-Identifier: MIT
 *
 * policy.c: the rules, applied to a row of subscriptions.
 *
 *     counts at all    type, by `metered` and `oneoff`; price, by `zero_mrr`
 *     from             the start, or the end of the trial, by `trial`
 *     until            the end, by `recognition`, and by `past_due`
 *     in between       on hold, by `pause`
 *
 * What a rule says of a row never depends on the span that is looked at, so a
 * period closes as the next one opens. A type that we do not know makes the
 * price missing, with a remark: any guess is a figure that looks right.
 */
#include "policy.h"

#include "revenue.h"
#include "terms.h"

#define CHOICES(...) ((const char *const[]){__VA_ARGS__, NULL})

enum {
    O_MRR,
    O_PER,
    O_TIMES_QUANTITY,
    O_RECOGNITION,
    O_DISCOUNTS,
    O_METERED,
    O_ONEOFF,
    O_ZERO_MRR,
    O_PAST_DUE,
    O_PAUSE,
    O_GRACE = POLICY_GRACE,
    O_TRIAL
};

#define OPTION .size = sizeof(hale_option)
#define CHOICE(...)                                                            \
    OPTION, .type = HALE_OPTION_CHOICE, .choices = CHOICES(__VA_ARGS__)
#define DAYS                                                                   \
    OPTION, .type = HALE_OPTION_DAYS, .unit = "days", .min = 0, .max = 3660

const hale_option policy_option[POLICY_OPTION_COUNT] = {
    [O_MRR] = {OPTION, .name = "mrr", .type = HALE_OPTION_COLUMN,
               .help = "the column of the amount, if not \"mrr\""},
    [O_PER] = {CHOICE("month", "interval"), .name = "per", .fallback = "month",
               .help = "what the amount pays for: a month, or what the column "
                       "interval says, times interval_count"},
    [O_TIMES_QUANTITY] = {OPTION, .name = "times_quantity",
                          .type = HALE_OPTION_BOOL, .fallback = "no",
                          .help = "the amount is the price of one; multiply "
                                  "by the column quantity"},
    [O_RECOGNITION] = {CHOICE("effective", "requested", "paid_through"),
                       .name = "recognition", .fallback = "effective",
                       .help = "when a cancelled subscription stops to count: "
                               "at its end, at cancel_requested, or at "
                               "paid_through"},
    [O_DISCOUNTS] = {CHOICE("all", "recurring", "forever", "none"),
                     .name = "discounts", .fallback = "all",
                     .help = "which discounts (column discount, by "
                             "discount_kind) lower the amount; recurring: "
                             "forever and repeating"},
    [O_METERED] = {CHOICE("exclude", "include", "committed"), .name = "metered",
                   .fallback = "exclude",
                   .help = "rows of type metered: left out, in full, or only "
                           "the minimum in the column committed"},
    [O_ONEOFF] = {CHOICE("exclude", "include"), .name = "oneoff",
                  .fallback = "exclude",
                  .help = "rows of a type that does not recur, such as "
                          "one_off and setup"},
    [O_ZERO_MRR] = {CHOICE("active", "churned"), .name = "zero_mrr",
                    .fallback = "active",
                    .help = "does a subscription at 0 keep its account a "
                            "customer"},
    [O_PAST_DUE] = {DAYS, .name = "past_due",
                    .help = "a subscription stops to count so many days after "
                            "past_due_since; if not given it goes on"},
    [O_PAUSE] = {CHOICE("separate", "keep", "contraction", "churn"),
                 .name = "pause", .fallback = "separate",
                 .help = "from paused_from to paused_to: on hold, as a class "
                         "of its own; as if it were not; at 0; or not there"},
    [O_GRACE] = {DAYS, .name = "grace", .fallback = "0d",
                 .help = "an account without a subscription for so many days "
                         "goes on as it was; it is lost only after them"},
    [O_TRIAL] = {CHOICE("exclude", "include"), .name = "trial",
                 .fallback = "exclude",
                 .help = "does a subscription count before its trial_end"},
};

Policy policy_read(const hale_value *given)
{
    return (Policy){
        .per_interval = given[O_PER].as.i == 1,
        .times_quantity = given[O_TIMES_QUANTITY].as.b,
        .recognition = (uint8_t)given[O_RECOGNITION].as.i,
        .discounts = (uint8_t)given[O_DISCOUNTS].as.i,
        .metered = (uint8_t)given[O_METERED].as.i,
        .pause = (uint8_t)given[O_PAUSE].as.i,
        .one_off = given[O_ONEOFF].as.i == 1,
        .free_churns = given[O_ZERO_MRR].as.i == 1,
        .trials = given[O_TRIAL].as.i == 1,
        .past_due = given[O_PAST_DUE].missing ? -1 : given[O_PAST_DUE].as.i,
        .grace = given[O_GRACE].as.i,
    };
}

int policy_configure(hale_cx *cx, const hale_value *given, void *config)
{
    (void)cx;
    *(Policy *)config = policy_read(given);
    return 0;
}

/* A bill is past due so many days after its cell says so, and grace begins
 * then. With past_due = 0d it is from the begin of that day on: before the
 * cell, so that no instant of the row says when. */
int64_t policy_reach(const void *config)
{
    const Policy *p = config;
    if (p->past_due == 0)
        return -1;
    return p->grace + (p->past_due > 0 ? p->past_due : 0);
}

/* ------------------------------------------------------------------ types */

typedef enum Kind { RECURS, ONCE, USAGE, UNTOLD, UNKNOWN } Kind;

static Kind kind_of(hale_cx *cx, const hale_rows *rows, size_t i)
{
    static const struct {
        const char *word;
        Kind kind;
    } words[] = {
        {"recurring", RECURS}, {"subscription", RECURS}, {"metered", USAGE},
        {"usage", USAGE},      {"one_off", ONCE},        {"one_time", ONCE},
        {"oneoff", ONCE},      {"setup", ONCE},          {"services", ONCE}};
    const hale_vector *type = rows->column[TERM_TYPE];
    if (!type)
        return RECURS;
    if (!HALE_HAS(type, i))
        return UNTOLD;
    hale_str text = cx->text(cx, type, i);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (same_word(text, words[k].word))
            return words[k].kind;
    hale_warn(cx,
              "type \"%.*s\" of a subscription is none of recurring, one_off "
              "and metered, so the MRR of its account is not known; correct "
              "it, or leave such rows out by where.type",
              (int)(text.len < 60 ? text.len : 60), text.data);
    return UNKNOWN;
}

/* Is the row part of the MRR? Sets why its price is not known. */
static int kind_counts(hale_cx *cx, const Policy *p, const hale_rows *rows,
                       size_t i, Term *t)
{
    Kind kind = kind_of(cx, rows, i);
    t->missing = kind == UNTOLD    ? HALE_NOT_GIVEN
                 : kind == UNKNOWN ? HALE_REJECTED
                                   : HALE_PRESENT;
    if (kind == ONCE)
        return p->one_off;
    if (kind != USAGE || p->metered == ALL_USAGE)
        return 1;
    t->minimum =
        p->metered == COMMITTED && HALE_HAS(rows->column[TERM_COMMITTED], i);
    return t->minimum;
}

/* ------------------------------------------------------------------- time */

/* The instant in a column of times, or `otherwise`. */
static int64_t time_in(const hale_rows *rows, int column, size_t i,
                       int64_t otherwise)
{
    const hale_vector *v = rows->column[column];
    return HALE_HAS(v, i) ? v->as.i[i] : otherwise;
}

static int64_t earlier_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When it stops to count; *unpaid: because it is past due. paid_through of a
 * subscription that nobody cancelled is only the next bill. */
static int64_t end_of(hale_cx *cx, const Policy *p, const hale_rows *rows,
                      size_t i, uint8_t *unpaid)
{
    const hale_vector *since = rows->column[TERM_PAST_DUE_SINCE];
    int64_t until = rows->until[i], due = HALE_OPEN;
    int64_t requested = time_in(rows, TERM_CANCEL_REQUESTED, i, HALE_OPEN);
    if (p->recognition == AT_REQUEST)
        until = earlier_of(until, requested);
    else if (p->recognition == AT_PAID_THROUGH &&
             (until != HALE_OPEN || requested != HALE_OPEN))
        until = time_in(rows, TERM_PAID_THROUGH, i, until);
    if (p->past_due >= 0 && HALE_HAS(since, i))
        due = cx->instant(
            cx, cx->day(cx, since->as.i[i]) + (int32_t)p->past_due, 0);
    *unpaid = due < until;
    return earlier_of(until, due);
}

/* Cuts out [from, to), which is put on hold or left out: the terms that
 * remain, in their order. */
static int cut(const Policy *p, int64_t from, int64_t to, Term *term)
{
    const Term whole = term[0];
    Term hold = whole;
    int n = 0;
    hold.begin = from > whole.begin ? from : whole.begin;
    hold.until = earlier_of(to, whole.until);
    if (hold.until <= hold.begin)
        return 1;
    hold.held = p->pause == PAUSE_SEPARATE;
    hold.idle = p->pause == PAUSE_CONTRACTION;
    hold.came = whole.came && hold.begin == whole.begin;
    hold.went = whole.went && hold.until == whole.until;
    if (hold.begin > whole.begin) {
        term[n] = whole;
        term[n].until = hold.begin;
        term[n].unpaid = 0;
        term[n++].went = 0;
    }
    if (p->pause != PAUSE_CHURN)
        term[n++] = hold;
    if (hold.until < whole.until) {
        term[n] = whole;
        term[n].begin = hold.until;
        term[n++].came = 0;
    }
    return n;
}

/* 1 when it is known to be free, where that is as good as gone; -1. */
static int is_nothing(hale_cx *cx, const Policy *p, const hale_rows *rows,
                      size_t i, Term *t)
{
    if (!p->free_churns)
        return 0;
    if (term_price(cx, p, rows, i, t))
        return -1;
    return !t->missing && t->mrr == 0;
}

int terms_of(hale_cx *cx, const Policy *p, const hale_rows *rows, size_t i,
             Term term[TERMS_A_ROW])
{
    Term *t = &term[0];
    int64_t trial, from;
    int nothing;
    term_between(t, rows->time[i], HALE_OPEN);
    t->until = end_of(cx, p, rows, i, &t->unpaid);
    trial = time_in(rows, TERM_TRIAL_END, i, t->begin);
    if (!p->trials && trial > t->begin)
        t->begin = trial;
    if (t->until <= t->begin || !kind_counts(cx, p, rows, i, t))
        return 0;
    nothing = is_nothing(cx, p, rows, i, t);
    if (nothing)
        return nothing < 0 ? -1 : 0;
    t->came = HALE_HAS(rows->column[TERM_MOVED_FROM], i);
    t->went = HALE_HAS(rows->column[TERM_MOVED_TO], i);
    from = time_in(rows, TERM_PAUSED_FROM, i, HALE_OPEN);
    if (p->pause == PAUSE_KEEP || from == HALE_OPEN)
        return 1;
    return cut(p, from, time_in(rows, TERM_PAUSED_TO, i, HALE_OPEN), term);
}

/* Do the rows say no more than from when to when? */
static int are_plain(const Policy *p, const hale_rows *rows)
{
    static const uint8_t more[] = {TERM_TRIAL_END,        TERM_TYPE,
                                   TERM_CANCEL_REQUESTED, TERM_PAID_THROUGH,
                                   TERM_PAST_DUE_SINCE,   TERM_PAUSED_FROM,
                                   TERM_MOVED_FROM,       TERM_MOVED_TO};
    if (p->free_churns)
        return 0;
    for (size_t i = 0; i < sizeof more; i++)
        if (rows->column[more[i]])
            return 0;
    return 1;
}

/* Then each is a term, whatever the rules. */
static int plain_each(hale_cx *cx, const void *config, void *state,
                      const hale_rows *rows, TermReader *read)
{
    for (size_t i = 0; i < rows->count; i++) {
        Term t;
        term_between(&t, rows->time[i], rows->until[i]);
        if (t.until > t.begin && t.begin < rows->span->end &&
            read(cx, config, state, rows, i, &t))
            return -1;
    }
    return 0;
}

int terms_each(hale_cx *cx, const Policy *policy, const void *config,
               void *state, const hale_rows *rows, TermReader *read)
{
    if (are_plain(policy, rows))
        return plain_each(cx, config, state, rows, read);
    for (size_t i = 0; i < rows->count; i++) {
        Term term[TERMS_A_ROW];
        int terms = terms_of(cx, policy, rows, i, term);
        if (terms < 0)
            return -1;
        for (int k = 0; k < terms; k++)
            if (term[k].begin < rows->span->end &&
                read(cx, config, state, rows, i, &term[k]))
                return -1;
    }
    return 0;
}
