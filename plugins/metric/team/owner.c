/* SPDX-License-Identifier: MIT
 *
 * team.owner: who is responsible for the account, and since when.
 *
 *     owner   = csm of the assignment in force just before the span ends
 *     before  = the same just before the span begins
 *     changed = 1 if there are both and they differ: a hand-over
 *     days    = local days since the owner took over
 *
 * An assignment is in force from its first instant until its last, so one that
 * ends where the span ends still counts and one that begins there does not.
 * Of several in force the one that began last counts, and of these the one
 * that came last. With `role_is` only those of a role are looked at; without
 * it all are. An assignment without a csm says that nobody is responsible:
 * such accounts, and those without any assignment, are the pooled ones.
 *
 * A new assignment of the same csm that follows without a gap is no hand-over,
 * and the days go on. `team` is the team that the assignment names.
 *
 * Roll up by owner, and every figure is that of a CSM's book; the roll-up's
 * `owner` says whose a period is when the account changed hands within it.
 *
 * Source: account ownership as CRM systems keep it, with dates of effect.
 */
#include "../../common/text.h"
#include "../lifecycle/words.h"

enum { CSM, ROLE, TEAM }; /* the columns */

typedef struct Holder { /* one who is responsible */
    hale_str csm, team;
    uint32_t code;
    int64_t since;
    uint8_t any, named, teamed; /* an assignment, with a csm, with a team */
} Holder;

typedef struct State {
    Holder now, before;
    /* The newest unbroken run of assignments of one csm. */
    uint32_t code;
    int64_t since, until;
    uint8_t running;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "role_is",
        .type = HALE_OPTION_LIST,
        .help = "assignments of these roles alone, written as in the data",
    },
    NULL,
};

#define TEXT_COLUMN(name_, flags_, help_)                                      \
    &(const hale_column)                                                       \
    {                                                                          \
        .size = sizeof(hale_column), .name = name_, .type = HALE_TEXT,         \
        .flags = flags_, .help = help_                                         \
    }

static const hale_column *const columns[] = {
    [CSM] = TEXT_COLUMN("csm", 0, "who is responsible; empty: nobody"),
    [ROLE] = TEXT_COLUMN("role", HALE_OPTIONAL, "as what"),
    [TEAM] = TEXT_COLUMN("team", HALE_OPTIONAL, "the team they are in"),
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "assignments",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each time somebody was responsible",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return given[0].missing ? 0
                            : words_configure(cx, "role_is", &given[0], config);
}

/* The assignment of row `i`, responsible since the run began. */
static Holder holder_of(const State *s, const hale_rows *rows, size_t i)
{
    return (Holder){
        .code = s->code,
        .since = s->since,
        .any = 1,
        .named = s->code != HALE_NO_CODE,
        .teamed = HALE_HAS(rows->column[TEAM], i) ? 1 : 0,
    };
}

/* Joins row `i` to the run before it, or begins another. */
static void follow(State *s, const hale_rows *rows, size_t i)
{
    uint32_t code = HALE_HAS(rows->column[CSM], i)
                        ? rows->column[CSM]->as.code[i]
                        : HALE_NO_CODE;
    int64_t until = rows->until[i];
    if (s->running && s->code == code && rows->time[i] <= s->until) {
        s->until = until > s->until ? until : s->until;
        return;
    }
    s->code = code;
    s->since = rows->time[i];
    s->until = until;
    s->running = 1;
}

static int keep_texts(hale_cx *cx, const hale_rows *rows, size_t i, Holder *h)
{
    if (h->named && text_keep(cx, rows->column[CSM], i, &h->csm))
        return -1;
    return h->teamed ? text_keep(cx, rows->column[TEAM], i, &h->team) : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const struct hale_list *roles = config;
    State *s = state;
    const hale_span *span = rows->span;
    WordCodes role = words_codes(cx, rows, ROLE, *roles);
    size_t now = rows->count, before = rows->count; /* none in this batch */
    if (roles->count > 0 && !rows->column[ROLE])
        return hale_fail(cx, "role_is needs to know the role of an assignment, "
                             "and the data have no column role");
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->until[i] <= rows->time[i] ||
            (roles->count > 0 && !words_has(&role, rows, ROLE, i)))
            continue;
        follow(s, rows, i);
        if (rows->until[i] >= span->end) {
            s->now = holder_of(s, rows, i);
            now = i;
        }
        if (rows->time[i] < span->begin && rows->until[i] >= span->begin) {
            s->before = holder_of(s, rows, i);
            before = i;
        }
    }
    if (now < rows->count && keep_texts(cx, rows, now, &s->now))
        return -1;
    return before < rows->count ? keep_texts(cx, rows, before, &s->before) : 0;
}

static void give_text(hale_value *v, const Holder *h, int there, hale_str text)
{
    v->missing = !h->any ? HALE_NO_ROWS : there ? HALE_PRESENT : HALE_NOT_GIVEN;
    v->as.text = text;
}

enum { OWNER, OF_TEAM, BEFORE, CHANGED, DAYS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    const Holder *now = &s->now, *before = &s->before;
    (void)config;
    give_text(&results[OWNER], now, now->named, now->csm);
    give_text(&results[OF_TEAM], now, now->teamed, now->team);
    give_text(&results[BEFORE], before, before->named, before->csm);
    results[CHANGED].missing = results[BEFORE].missing ? results[BEFORE].missing
                                                       : results[OWNER].missing;
    results[CHANGED].as.i = now->code != before->code;
    results[DAYS].missing = results[OWNER].missing;
    if (now->named)
        results[DAYS].as.i = (int64_t)span->last_day - cx->day(cx, now->since);
    return 0;
}

#define NOBODY .undefined = "nobody is responsible at the end of the span"

static const hale_result *const results[] = {
    &(const hale_result){
        NOBODY,
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_TEXT,
        .unit = "name",
        .help = "who is responsible at the end of the span",
        .rollup = HALE_ROLLUP_NONE,
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "team",
        .type = HALE_TEXT,
        .unit = "name",
        .help = "the team that the assignment names",
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "no assignment at the end of the span, or it names none",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "before",
        .type = HALE_TEXT,
        .unit = "name",
        .help = "who was responsible just before the span",
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "nobody was, or there is no window",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "changed",
        .type = HALE_INT,
        .unit = "accounts",
        .help = "1 if it was handed over within the span",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "nobody is responsible at one of the two ends",
    },
    &(const hale_result){
        NOBODY,
        .size = sizeof(hale_result),
        .name = "days",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the owner took over",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
    },
    NULL,
};

const hale_metric team_owner = {
    .size = sizeof(hale_metric),
    .name = "owner",
    .title = "Account owner",
    .family = "team",
    .formula = "csm of the assignment in force just before the span ends",
    .source = "account ownership with dates of effect",
    .example = "[metric.owner]\n"
               "plugin = team.owner\n"
               "window = 90d\n"
               "role_is = csm\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
