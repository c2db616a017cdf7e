/* SPDX-License-Identifier: MIT
 *
 * support.open: the tickets that are open at the end of the span.
 *
 *     open = p1 + p2 + p3 + p4 + other
 *
 * A ticket is open if it was opened before the end and not closed before it.
 * The option says which words of the data mean the four priorities, most
 * urgent first; upper and lower case are the same. `other` are the tickets
 * with another priority or none. Where the data have no priorities at all an
 * open ticket makes these five missing: an unknown is not "no urgent ones".
 *
 * No open tickets may mean calm or silence; a formula that rewards 0 should
 * look at usage as well.
 *
 * Source: counting, with the help desks' usual four levels.
 */
#include "hale/plugin.h"

enum { LEVELS = 4, OTHER = LEVELS };

typedef struct Config {
    const hale_str *word; /* most urgent first */
    size_t words;         /* up to LEVELS */
} Config;

typedef struct State {
    int64_t open[LEVELS + 1]; /* by priority, then OTHER */
    uint8_t unknown;          /* open, and there is no column of priorities */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "priorities",
        .type = HALE_OPTION_LIST,
        .fallback = "p1, p2, p3, p4",
        .help = "up to four words for the priorities, most urgent first",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "priority",
        .type = HALE_TEXT,
        .flags = HALE_OPTIONAL,
        .help = "how urgent it is",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "tickets",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each ticket, from opened to closed",
    },
    NULL,
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int same_word(hale_str a, hale_str b)
{
    if (a.len != b.len)
        return 0;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return 0;
    return 1;
}

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->word = given[0].as.list.item;
    c->words = given[0].as.list.count;
    if (c->words == 0 || c->words > LEVELS)
        return hale_fail(cx,
                         "priorities has %zu words; name one to four, "
                         "most urgent first",
                         c->words);
    for (size_t i = 0; i < c->words; i++)
        for (size_t k = 0; k < i; k++)
            if (same_word(c->word[i], c->word[k]))
                return hale_fail(cx, "priorities names \"%.*s\" twice",
                                 (int)c->word[i].len, c->word[i].data);
    return 0;
}

static size_t level(const Config *c, hale_str priority)
{
    for (size_t i = 0; i < c->words; i++)
        if (same_word(c->word[i], priority))
            return i;
    return OTHER;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *priority = rows->column[0];
    for (size_t i = 0; i < rows->count; i++) {
        size_t at = OTHER;
        if (rows->time[i] >= rows->span->end ||
            rows->until[i] < rows->span->end)
            continue;
        if (HALE_HAS(priority, i))
            at = level(config, cx->text(cx, priority, i));
        s->open[at]++;
        s->unknown |= !priority;
    }
    return 0;
}

/* The results: all, then by priority, then the others. */
enum { OPEN, P1, RESULTS = P1 + LEVELS + 1 };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[OPEN].as.i = 0;
    results[OPEN].missing = HALE_PRESENT;
    for (size_t i = 0; i <= OTHER; i++) {
        results[OPEN].as.i += s->open[i];
        results[P1 + i].as.i = s->open[i];
        results[P1 + i].missing = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    }
    return 0;
}

#define TICKETS                                                                \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "tickets",          \
    .direction = HALE_DOWN_IS_GOOD, .rollup = HALE_ROLLUP_SUM
#define UNKNOWN .undefined = "the data do not say how urgent open tickets are"

static const hale_result *const results[] = {
    &(const hale_result){TICKETS, .name = "", .help = "open tickets",
                         .undefined = "never; without tickets it is 0"},
    &(const hale_result){TICKETS, UNKNOWN, .name = "p1",
                         .help = "open tickets of the most urgent kind"},
    &(const hale_result){TICKETS, UNKNOWN, .name = "p2",
                         .help = "open tickets of the second priority"},
    &(const hale_result){TICKETS, UNKNOWN, .name = "p3",
                         .help = "open tickets of the third priority"},
    &(const hale_result){TICKETS, UNKNOWN, .name = "p4",
                         .help = "open tickets of the fourth priority"},
    &(const hale_result){TICKETS, UNKNOWN, .name = "other",
                         .help = "open tickets of another priority or none"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "p1 + p2 + p3 + p4 + other = open",
        .sign = (const signed char[RESULTS]){-1, 1, 1, 1, 1, 1},
    },
    NULL,
};

const hale_metric support_open = {
    .size = sizeof(hale_metric),
    .name = "open",
    .title = "Open tickets",
    .family = "health",
    .formula = "tickets opened before the end of the span and not closed "
               "before it",
    .source = "counting, with the help desks' usual four levels",
    .example = "[metric.open]\n"
               "plugin = support.open\n"
               "priorities = urgent, high, normal, low\n",
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
