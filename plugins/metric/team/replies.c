/* SPDX-License-Identifier: MIT
 *
 * team.replies: how long customers wait for an answer to their mails.
 *
 *     replies = median of the hours from a mail of the customer to our next
 *               touch
 *
 * A wait begins with a mail from the customer (a direction of `inbound`, a
 * type of `mails`) and ends with our next touch in another direction, be it a
 * mail, a call or a meeting. Mails that follow while the customer still waits
 * begin no wait of their own: the first is the one that was kept waiting. With
 * `answers` only touches of those types end a wait, so that automatic replies
 * and newsletters do not.
 *
 * A mail without an answer by the end of the span is right-censored: it is
 * counted beside the hours and not among them (see support's waits.h). A touch
 * without a direction neither begins nor ends a wait. Where the data have no
 * types every touch of the customer is a mail.
 *
 * Source: time to first response, of support desks, kept for the mails that
 * reach the CSM and not the desk.
 */
#include "../engagement/engagement.h"
#include "../support/waits.h"

typedef struct Config {
    Hours hours;
    struct hale_list inbound, mails, answers;
} Config;

typedef struct State {
    Waits waits; /* of those that are over */
    int64_t from;
    uint8_t waiting; /* since `from` */
} State;

static const hale_option *const options[] = {
    &support_hours,
    &support_days,
    &support_holidays,
    &touch_inbound,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "mails",
        .type = HALE_OPTION_LIST,
        .fallback = "email, mail, message",
        .help = "types of touches that wait for an answer",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "answers",
        .type = HALE_OPTION_LIST,
        .help = "types of touches that are an answer; without it all",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [TOUCH_DIRECTION] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "direction",
            .type = HALE_TEXT,
            .help = "who began it",
        },
    [TOUCH_TYPE] = &touch_type,
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "touches",
        .shape = HALE_EVENT,
        .columns = columns,
        .help = "one row for each mail, call, meeting ...",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->inbound = given[3].as.list;
    c->mails = given[4].as.list;
    if (!given[5].missing)
        c->answers = given[5].as.list;
    if (c->inbound.count > TOUCH_WORDS || c->mails.count > TOUCH_WORDS ||
        c->answers.count > TOUCH_WORDS)
        return hale_fail(cx, "inbound, mails and answers take up to %d words",
                         TOUCH_WORDS);
    return hours_configure(cx, given, &c->hours);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    TouchCodes in = touch_codes(cx, rows, TOUCH_DIRECTION, c->inbound);
    TouchCodes mail = touch_codes(cx, rows, TOUCH_TYPE, c->mails);
    TouchCodes answer = touch_codes(cx, rows, TOUCH_TYPE, c->answers);
    for (size_t i = 0; i < rows->count; i++) {
        if (!HALE_HAS(rows->column[TOUCH_DIRECTION], i))
            continue;
        if (touch_is(rows, TOUCH_DIRECTION, i, &in)) {
            if (s->waiting || (rows->column[TOUCH_TYPE] &&
                               !touch_is(rows, TOUCH_TYPE, i, &mail)))
                continue;
            s->from = rows->time[i];
            s->waiting = 1;
        } else if (s->waiting && (c->answers.count == 0 ||
                                  touch_is(rows, TOUCH_TYPE, i, &answer))) {
            s->waiting = 0;
            if (waits_add(cx, &c->hours, &s->waits, rows->span, s->from,
                          rows->time[i]))
                return -1;
        }
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    s->waits.waiting = s->waiting;
    waits_finish(&s->waits, results);
    return 0;
}

#define HOURS                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "hours",           \
    .direction = HALE_DOWN_IS_GOOD
#define COUNTED                                                                \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "mails",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without mails it is 0"
#define UNANSWERED .undefined = "no mail of the window was answered"

static const hale_result *const results[] = {
    &(const hale_result){HOURS, UNANSWERED, .name = "",
                         .rollup = HALE_ROLLUP_NONE,
                         .help = "median hours until the answer"},
    &(const hale_result){HOURS, UNANSWERED, .name = "p90",
                         .rollup = HALE_ROLLUP_NONE,
                         .help = "nine of ten took no longer"},
    &(const hale_result){HOURS, UNANSWERED, .name = "mean",
                         .rollup = HALE_ROLLUP_RATIO, .numerator = WAIT_HOURS,
                         .denominator = WAIT_OVER,
                         .help = "mean hours until the answer"},
    &(const hale_result){HOURS, .name = "hours", .rollup = HALE_ROLLUP_SUM,
                         .help = "hours of all of them",
                         .undefined = "never; without mails it is 0"},
    &(const hale_result){COUNTED, .name = "answered",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "mails that were answered"},
    &(const hale_result){COUNTED, .name = "unanswered",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "1 if the customer waits at the end"},
    &(const hale_result){COUNTED, .name = "mails", .direction = HALE_NEUTRAL,
                         .help = "mails that began a wait"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "unanswered_share",
                         .type = HALE_REAL,
                         .unit = "fraction",
                         .help = "share of the mails that wait still",
                         .direction = HALE_DOWN_IS_GOOD,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = WAITING,
                         .denominator = WAIT_TICKETS,
                         .undefined = "the customer wrote no mail",
                         .flags = HALE_PROPORTION},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "answered + unanswered = mails",
        .sign =
            (const signed char[WAIT_REJECTED]){
                [WAIT_OVER] = 1, [WAITING] = 1, [WAIT_TICKETS] = -1},
    },
    NULL,
};

const hale_metric team_replies = {
    .size = sizeof(hale_metric),
    .name = "replies",
    .title = "Time to answer a customer's mail",
    .family = "team",
    .formula = "median of the hours from a customer's mail to our next touch",
    .source = "time to first response of help desks, of the CSM's own mails",
    .example = "[metric.replies]\n"
               "plugin = team.replies\n"
               "window = 90d\n"
               "hours = 09:00-17:00\n"
               "days = mon-fri\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
