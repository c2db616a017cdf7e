/* SPDX-License-Identifier: MIT
 *
 * change.c: `hale explain ACCOUNT --from D1 --to D2`. Why is the score another
 * one than it was?
 *
 *     acme  health  ● 82.3 green -> ▲ 61.4 yellow, 20.9 points less
 *       2025-11-30 -> 2025-12-31
 *       component             effect  now in words
 *       adoption  87 -> 54     -15.2  38% of paid seats active
 *       nps       14 % -> 0 %   -2.1  no longer known
 *       limits                  -3.6  now cap "P1"
 *       figure                          effect
 *       active_users  40 -> 24           -18.8
 *
 * One run sees both dates. The effects add up to the difference (split.c);
 * where components do not tell what happened, only figures are shown. What the
 * formula itself did is its judgement on the earlier figures, against that of
 * the formula that judged them then: --was names it. If one of the dates has
 * no score, there is nothing to divide: which figures came and went is told,
 * and no number is made up.
 */
#include "cli/change.h"

#include <string.h>

bool change_of_formula(const Change *c)
{
    return c->before.c.formula != c->formula;
}

double change_by_formula(const Change *c)
{
    return c->bridge.score - c->before.verdict.score;
}

bool change_is_split(const Change *c)
{
    return c->before.verdict.known && c->bridge.known && c->after.verdict.known;
}

/* ------------------------------------------------------------- the two sides
 */

static void find_row(Side *s, const char *account)
{
    const hale_table_column *id = column_named(s->c.table, "account");
    const hale_table_column *as_of = column_named(s->c.table, "as_of");
    size_t rows = s->c.table ? s->c.table->rows : 0;
    s->c.row = SIZE_MAX;
    while (s->c.first < rows && as_of->as.i[s->c.first] != s->as_of)
        s->c.first++;
    s->c.end = s->c.first;
    for (; s->c.end < rows && as_of->as.i[s->c.end] == s->as_of; s->c.end++)
        if (str_is(cell_text(id, s->c.end), account))
            s->c.row = s->c.end;
    s->there = s->c.row != SIZE_MAX;
}

/* Was the score of that date decided by hand? */
static void find_hand(Side *s, const char *account, const char *score)
{
    const hale_table *t = hale_table_named(s->c.told->session, "scores");
    const hale_table_column *as_of = column_named(t, "as_of");
    const hale_table_column *hand = column_named(t, "overridden");
    s->by_hand = SIZE_MAX;
    for (size_t row = 0; t && row < t->rows; row++)
        if (as_of->as.i[row] == s->as_of && cell_value(hand, row).as.b &&
            str_is(cell_text(column_named(t, "account"), row), account) &&
            str_is(cell_text(column_named(t, "score"), row), score))
            s->by_hand = row;
}

static void side_open(Side *s, const Told *told, size_t score, int64_t as_of)
{
    const Formula *formula = told->view->formula[score];
    *s = (Side){.c = {.told = told,
                      .section = &told->view->plan.score[score],
                      .formula = formula,
                      .table = hale_table_named(told->session, "accounts"),
                      .arena = &told->args->arena},
                .as_of = as_of};
    find_row(s, told->args->operand[0]);
    case_columns(&s->c);
    s->judged = s->there;
    s->fact = s->there ? case_facts(&s->c) : facts_new(s->c.arena, formula);
}

static int side_judge(const Side *s, const hale_value *fact, Verdict *v,
                      Error *error)
{
    *v = (Verdict){.band = "unknown", .variant = ""};
    if (!s->judged)
        return 0;
    Judge *judge = judge_open(s->c.formula, error);
    if (!judge)
        return -1;
    judge_account(judge, s->c.told->args->operand[0], fact, WORDS_ALL,
                  s->c.arena, v);
    judge_close(judge);
    if (v->error)
        return error_set(error, EXIT_CONFIG, "%s", v->error);
    return 0;
}

/* The earlier facts in the words of the later formula. */
static void bridge_facts(Change *c)
{
    Side s;
    if (!change_of_formula(c)) {
        c->then = c->before.fact;
        return;
    }
    side_open(&s, c->told, c->judge, c->before.as_of);
    c->then = s.fact;
}

static int judge_all(Change *c, Error *error)
{
    bridge_facts(c);
    if (side_judge(&c->before, c->before.fact, &c->before.verdict, error) ||
        side_judge(&c->after, c->then, &c->bridge, error) ||
        side_judge(&c->after, c->after.fact, &c->after.verdict, error))
        return -1;
    if (!change_is_split(c))
        return 0;
    Judge *judge = judge_open(c->formula, error);
    if (!judge)
        return -1;
    if (split_parts_tell(c->formula))
        c->part = split_parts(&c->bridge, &c->after.verdict,
                              &c->told->args->arena, &c->parts);
    c->input = split_inputs(judge, c->account, c->then, c->after.fact,
                            &c->told->args->arena, &c->inputs);
    judge_close(judge);
    return 0;
}

/* ------------------------------------------------------------- the command */

/* The place of --was; else of what judged the account then. */
static size_t judge_then(const Change *c, size_t score, const char *was)
{
    const Plan *plan = &c->told->view->plan;
    for (size_t i = 0; was && i < plan->scores; i++)
        if (strcmp(plan->score[i].section->name, was) == 0)
            return i;
    return view_judge_at(c->told, score, c->account, plan->as_of[0]);
}

static int tell(const Told *told, size_t score, void *user)
{
    Error error = {0};
    const View *v = told->view;
    const Plan *plan = &v->plan;
    int64_t first = plan->as_of[0], last = plan->as_of[plan->as_ofs - 1];
    Change c = {.told = told,
                .account = told->args->operand[0],
                .score = plan->score[score].name,
                .judge = score,
                .formula = v->formula[score]};
    size_t then = judge_then(&c, score, user);
    bool judged = then != SIZE_MAX;
    side_open(&c.before, told, judged ? then : score, first);
    side_open(&c.after, told, score, last);
    if (!c.before.there && !c.after.there)
        return account_unknown(told, c.account);
    find_hand(&c.before, c.account, c.score);
    find_hand(&c.after, c.account, c.score);
    c.before.judged &= judged;
    c.after.judged &= view_judge_at(told, score, c.account, last) != SIZE_MAX;
    if (judge_all(&c, &error))
        return complain(error.code, "%s", error.message);
    (told->args->json ? change_json : change_print)(&c);
    return 0;
}

/* Is the text a time that --from and --to take? */
static int check_time(const View *v, const char *option, const char *text,
                      int64_t *instant)
{
    *instant = INT64_MIN;
    if (!v->plan.zone || strcmp(text, "today") == 0 ||
        strcmp(text, "last-month-end") == 0 ||
        time_parse(v->plan.zone, str(text), instant) == 0)
        return 0;
    return complain(EXIT_USAGE,
                    "%s: \"%s\" is not a date such as 2025-12-31, a date and "
                    "time, today or last-month-end",
                    option, text);
}

/* Both dates, as as_of takes them; NULL: told what is wrong. */
static const char *dates(Args *args, const View *v)
{
    char last[40] = "";
    int64_t from, to;
    if (args->to && args->as_of) {
        complain(EXIT_USAGE, "--to and --as-of are the same: give one");
        return NULL;
    }
    if (v->plan.as_ofs)
        time_format_utc(v->plan.as_of[v->plan.as_ofs - 1], last);
    const char *end = args->to ? args->to : last;
    if (check_time(v, "--from", args->from, &from) ||
        check_time(v, "--to", end, &to))
        return NULL;
    if (from != INT64_MIN && to != INT64_MIN && from >= to) {
        complain(EXIT_USAGE, "--from %s does not lie before %s%s", args->from,
                 args->to ? "--to " : "the as-of, ",
                 args->to ? args->to : last);
        return NULL;
    }
    return arena_printf(&args->arena, "%s, %s", args->from, end);
}

int command_change(Args *args, const char *path)
{
    View v;
    ptrdiff_t score = 0;
    const char *was = NULL;
    view_open(&v, args, path);
    if (!v.diags.errors && v.plan.scores)
        score = view_score(args, &v);
    const char *as_of = score < 0 ? NULL : dates(args, &v);
    int code = as_of && args->was ? file_trouble(args->was) : 0;
    if (score >= 0 && !args->score &&
        v.plan.scores) /* also when one is added */
        args->score =
            arena_printf(&args->arena, "%s", v.plan.score[score].name);
    if (as_of && args->was && !code && v.plan.scores)
        was = score_add(args, &v, "was", args->was, (size_t)score);
    view_close(&v);
    if (!as_of || code)
        return code ? code : EXIT_USAGE;
    args->as_of = as_of;
    view_open(&v, args, path);
    code = ask_run(args, path, &v, args->operand[0], tell, (void *)was);
    view_close(&v);
    return code;
}
