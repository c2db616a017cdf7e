/* SPDX-License-Identifier: MIT
 *
 * explain.c: `hale explain ACCOUNT`. A run that writes nothing, made for one
 * account: the verdict with its components (parts.c), the smallest changes that
 * would lift it a band, then the figures that the formula read (figures.c).
 * With --from it is about a change instead (change.c). An account that is not
 * there is a "no", exit 1, with the nearest names. Whether fail_on of the
 * pipeline trips was not asked here.
 */
#include "cli/cli.h"

#include <string.h>

/* ----------------------------------------------------------------- lever */

enum { LEVERS_MOST = 2 };

typedef struct Lever { /* what single figure would reach the next band */
    Case c;
    hale_value *fact;
    Step *step; /* the smallest first */
    size_t steps;
} Lever;

static void find_lever(Lever *l, const Told *told, size_t score, size_t row)
{
    Error error = {0};
    Verdict now;
    size_t bands;
    Arena *arena = &told->args->arena;
    *l = (Lever){.c = {.told = told,
                       .section = &told->view->plan.score[score],
                       .formula = told->view->formula[score],
                       .table = hale_table_named(told->session, "accounts"),
                       .row = row,
                       .arena = arena}};
    if (view_unjudged(told, score, told->args->operand[0]))
        return;
    table_last(l->c.table, hale_facts(told->session), &l->c.first, &l->c.end);
    case_columns(&l->c);
    l->fact = case_facts(&l->c);
    l->c.judge = judge_open(l->c.formula, &error);
    if (!l->c.judge)
        return;
    judge_account(l->c.judge, told->args->operand[0], l->fact, WORDS_NONE,
                  arena, &now);
    size_t place = band_place(l->c.formula, str(now.band), &bands);
    l->step = arena_array(arena, formula_input_count(l->c.formula) + 1,
                          sizeof *l->step);
    if (now.known && place + 1 < bands)
        l->steps = reach_find(&l->c, l->fact, place + 1, l->step);
    judge_close(l->c.judge);
}

static void print_lever(Text *out, const Term *term, const Lever *l)
{
    Text line = {0};
    for (size_t i = 0; i < l->steps && i < LEVERS_MOST; i++) {
        text_clear(&line);
        step_text(&line, &l->c, l->fact, &l->step[i]);
        term_wrap(out, term,
                  i ? "         or: " : "  a band up: ", text_str(&line));
    }
    text_free(&line);
}

/* ------------------------------------------------------------ the command */

static void print_json(const Told *told, size_t score, size_t row,
                       const Lever *l)
{
    Text out = {0};
    const hale_table *t = hale_table_named(told->session, "accounts");
    Str account = cell_text(column_named(t, "account"), row);
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    text_puts(&out, ",\"pipeline\":");
    text_add_json(&out, str(hale_facts(told->session)->pipeline));
    text_puts(&out, ",\"account\":");
    text_add_json(&out, account);
    text_puts(&out, ",\"as_of\":");
    cell_json(&out, column_named(t, "as_of"), row);
    text_char(&out, ',');
    parts_json(&out, told, account, score);
    text_puts(&out, ",\"levers\":[");
    for (size_t i = 0; i < l->steps; i++) {
        text_puts(&out, i ? "," : "");
        step_json(&out, &l->c, l->fact, &l->step[i]);
    }
    text_puts(&out, "],");
    past_line_json(&out, told, account, score);
    text_puts(&out, ",\"figures\":");
    row_json(&out, t, row, 2);
    text_puts(&out, ",\"origins\":");
    figures_origins(&out, told, score);
    text_puts(&out, "}\n");
    put(stdout, &out);
}

static int tell(const Told *told, size_t score, void *user)
{
    const char *account = told->args->operand[0];
    const Term *term = &told->args->out;
    size_t row = account_find(told, account);
    Lever lever;
    Text out = {0};
    if (row == SIZE_MAX)
        return account_unknown(told, account);
    view_finish(user); /* which metric gave which column */
    find_lever(&lever, told, score, row);
    if (told->args->json) {
        print_json(told, score, row, &lever);
        return 0;
    }
    parts_print(&out, term, told, str(account), score);
    print_lever(&out, term, &lever);
    past_line_print(&out, told, str(account), score);
    figures_print(&out, term, told, score, row);
    put(stdout, &out);
    return 0;
}

int command_explain(Args *args)
{
    int code = 0;
    const char *path = pipeline_path(
        args, args->operands > 1 ? args->operand[1] : NULL, &code);
    if (!path)
        return code;
    if (args->from)
        return command_change(args, path);
    if (args->to || args->was)
        return complain(EXIT_USAGE, "%s goes with --from",
                        args->to ? "--to" : "--was");
    View v;
    view_open(&v, args, path);
    code = ask_run(args, path, &v, args->operand[0], tell, &v);
    view_close(&v);
    return code;
}
