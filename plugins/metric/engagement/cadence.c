/* SPDX-License-Identifier: MIT
 *
 * engagement.cadence: is an account talked to as often as its tier asks for?
 *
 *     cadence = 1 if days <= gap_days, else 0
 *     days    = last day of the span - local day of the last two-way touch
 *
 * A two-way touch is one in which the customer took part (see engagement.h).
 * Of an account that never had one the days count from when it was created;
 * if that is not known either it is out of its cadence and has no days. The
 * longest gap allowed is `gap`, or the one of the account's segment in `gaps`,
 * "enterprise: 14, smb: 90".
 *
 * A group's figure is the share of its accounts that are in their cadence: a
 * CSM's cadence compliance. `days` of a group is its longest silence.
 *
 * Source: cadence compliance of CSM teams, accounts touched within their
 * tier's longest gap over all accounts of the book.
 */
#include "engagement.h"

#include "../../common/text.h"
#include "hale/parse.h"

enum { TOUCH_ROWS, ACCOUNT_ROWS }; /* the needs */
enum { SEGMENT, CREATED };         /* columns of the accounts */

typedef struct Gap {
    hale_str segment;
    int64_t days;
} Gap;

typedef struct Config {
    TouchWords words;
    int64_t gap;
    Gap special[TOUCH_WORDS];
    size_t specials;
} Config;

typedef struct State {
    int64_t gap;
    int32_t touched, created; /* local days */
    uint8_t any, has_created;
    uint8_t unknown; /* a touch, and no column to tell its kind */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "gap",
        .type = HALE_OPTION_DAYS,
        .fallback = "30d",
        .min = 0,
        .max = 36500,
        .help = "longest time allowed between two-way touches",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "gaps",
        .type = HALE_OPTION_LIST,
        .unit = "days",
        .help = "other gaps for some segments, as in enterprise:14, smb:90",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "segment",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the accounts that `gaps` speaks of, if it is "
                "not segment",
    },
    &touch_inbound,
    &touch_talks,
    NULL,
};

static const hale_column *const touch_columns[] = {
    [TOUCH_DIRECTION] = &touch_direction,
    [TOUCH_TYPE] = &touch_type,
    NULL,
};

static const hale_column *const account_columns[] = {
    [SEGMENT] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "segment",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "which tier the account is of",
            .named_by = "segment",
        },
    [CREATED] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "created",
            .type = HALE_TIME,
            .flags = HALE_OPTIONAL,
            .help = "since when the account is a customer",
        },
    NULL,
};

static const hale_need *const needs[] = {
    [TOUCH_ROWS] =
        &(const hale_need){
            .size = sizeof(hale_need),
            .role = "touches",
            .shape = HALE_EVENT,
            .columns = touch_columns,
            .help = "one row for each mail, call, meeting ...",
        },
    [ACCOUNT_ROWS] =
        &(const hale_need){
            .size = sizeof(hale_need),
            .role = "accounts",
            .shape = HALE_ATTRIBUTE,
            .columns = account_columns,
            .help = "which account is of which segment",
        },
    NULL,
};

static hale_str trimmed(const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (from < to && to[-1] == ' ')
        to--;
    return (hale_str){from, (size_t)(to - from)};
}

/* "enterprise: 14" */
static int read_gap(hale_cx *cx, hale_str s, Gap *gap)
{
    size_t colon = s.len;
    const hale_signs signs = {0, 0};
    while (colon > 0 && s.data[colon - 1] != ':')
        colon--;
    if (colon > 0)
        gap->segment = trimmed(s.data, s.data + colon - 1);
    if (colon == 0 || gap->segment.len == 0 ||
        hale_read_int(trimmed(s.data + colon, s.data + s.len), signs,
                      &gap->days) ||
        gap->days < 0)
        return hale_fail(cx,
                         "gaps: \"%.*s\" is not of the form segment:days, as "
                         "in enterprise:14",
                         (int)s.len, s.data);
    return 0;
}

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    struct hale_list gaps = given[1].as.list;
    c->gap = given[0].as.i;
    c->specials = given[1].missing ? 0 : gaps.count;
    if (c->specials > TOUCH_WORDS)
        return hale_fail(cx, "gaps takes up to %d segments", TOUCH_WORDS);
    for (size_t i = 0; i < c->specials; i++) {
        if (read_gap(cx, gaps.item[i], &c->special[i]))
            return -1;
        for (size_t k = 0; k < i; k++)
            if (text_same(c->special[k].segment, c->special[i].segment))
                return hale_fail(cx, "gaps names \"%.*s\" twice",
                                 (int)c->special[i].segment.len,
                                 c->special[i].segment.data);
    }
    return touch_configure(cx, &given[3], &given[4], &c->words);
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)cx, (void)span;
    s->gap = ((const Config *)config)->gap;
    return 0;
}

static void take_touches(hale_cx *cx, const Config *c, State *s,
                         const hale_rows *rows)
{
    TouchCodes in = touch_codes(cx, rows, TOUCH_DIRECTION, c->words.inbound);
    TouchCodes talks = touch_codes(cx, rows, TOUCH_TYPE, c->words.talks);
    s->unknown |= rows->count > 0 && !touch_can_tell(rows, TWO_WAY_TOUCH);
    for (size_t i = rows->count; i-- > 0;) { /* from the newest back */
        if (!touch_wanted(rows, i, TWO_WAY_TOUCH, &in, &talks))
            continue;
        s->touched = rows->day[i];
        s->any = 1;
        break;
    }
}

static int take_account(hale_cx *cx, const Config *c, State *s,
                        const hale_rows *rows)
{
    const hale_vector *segment = rows->column[SEGMENT];
    const hale_vector *created = rows->column[CREATED];
    if (c->specials > 0 && !segment)
        return hale_fail(cx, "gaps are by segment, and the accounts have no "
                             "such column; name one, as in segment = tier");
    for (size_t i = 0; i < rows->count; i++) { /* one at most */
        s->has_created = HALE_HAS(created, i);
        if (s->has_created)
            s->created = cx->day(cx, created->as.i[i]);
        for (size_t k = 0; HALE_HAS(segment, i) && k < c->specials; k++)
            if (text_same(cx->text(cx, segment, i), c->special[k].segment))
                s->gap = c->special[k].days;
    }
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    if (rows->need == ACCOUNT_ROWS)
        return take_account(cx, config, state, rows);
    take_touches(cx, config, state, rows);
    return 0;
}

enum { CADENCE, WITHIN, ACCOUNTS, DAYS, GAP_DAYS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int counts = s->any || s->has_created;
    int64_t days = (int64_t)span->last_day - (s->any ? s->touched : s->created);
    (void)cx, (void)config;
    results[GAP_DAYS].as.i = s->gap;
    results[GAP_DAYS].missing = HALE_PRESENT;
    if (s->unknown || (counts && days < 0)) {
        for (size_t i = CADENCE; i <= DAYS; i++)
            results[i].missing = s->unknown ? HALE_NOT_GIVEN : HALE_TOO_NEW;
        return 0;
    }
    results[WITHIN].as.i = counts && days <= s->gap;
    results[ACCOUNTS].as.i = 1;
    results[CADENCE].as.r = (double)results[WITHIN].as.i;
    for (size_t i = CADENCE; i <= ACCOUNTS; i++)
        results[i].missing = HALE_PRESENT;
    if (!counts)
        return 0;
    results[DAYS].as.i = days;
    results[DAYS].missing = HALE_PRESENT;
    return 0;
}

#define CANNOT_TELL                                                            \
    .undefined = "the data cannot tell two-way touches, or the account is "    \
                 "not there yet"

static const hale_result *const results[] = {
    &(const hale_result){
        CANNOT_TELL,
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "1 if the last touch is recent enough; a group: the share",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = WITHIN,
        .denominator = ACCOUNTS,
        .flags = HALE_PROPORTION,
    },
    &(const hale_result){
        CANNOT_TELL,
        .size = sizeof(hale_result),
        .name = "within",
        .type = HALE_INT,
        .unit = "accounts",
        .help = "1 if the account is in its cadence",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
    },
    &(const hale_result){
        CANNOT_TELL,
        .size = sizeof(hale_result),
        .name = "accounts",
        .type = HALE_INT,
        .unit = "accounts",
        .help = "1 for an account that can be judged",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "days",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the last two-way touch, or since it was created",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MAX,
        .undefined = "never touched and no date of creation, or the data "
                     "cannot tell",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "gap_days",
        .type = HALE_INT,
        .unit = "days",
        .help = "the longest gap allowed for this account",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "never",
    },
    NULL,
};

const hale_metric engagement_cadence = {
    .size = sizeof(hale_metric),
    .name = "cadence",
    .title = "Cadence compliance",
    .family = "team",
    .formula = "1 if the last two-way touch is at most the tier's gap ago, "
               "else 0",
    .source = "cadence compliance of CSM teams",
    .example = "[metric.cadence]\n"
               "plugin = engagement.cadence\n"
               "gap = 60d\n"
               "gaps = enterprise:14, smb:90\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
