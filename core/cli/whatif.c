/* SPDX-License-Identifier: MIT
 *
 * whatif.c: `hale whatif ACCOUNT NAME=VALUE...`. How would the account be
 * judged if some of its figures were others?
 *
 *     globex  health ■ 45 red -> ▲ 66 yellow, 21 points more
 *       if        active_users 15 -> 30
 *       component    points    effect  then in words
 *       usage/reach  40 -> 80    +8.4  30 of 40 seats in use
 *       limits                  +12.6  no more cap "quiet before renewal"
 *
 * A run that writes nothing gives the figures as they are; then the judge is
 * asked twice. The effects add up to the difference: a score is 100 minus
 * what its components lose, and what caps, floors and vetoes did is the rest.
 * Figures that depend on others (a ratio and its parts) are not recomputed:
 * each changes only if it is named.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

enum { WAYS_MOST = 3 }; /* of reaching a band that are told */

typedef struct WhatIf {
    Case c;
    const char *score; /* its name */
    const Zone *zone;
    hale_value *now, *then;
    bool *changed;
    Verdict before, after;
    size_t place; /* of --reach; SIZE_MAX: it was not asked for */
    Step *step;
    size_t steps;
} WhatIf;

/* ------------------------------------------------------------- the figures */

static void figures_now(WhatIf *w)
{
    size_t n = formula_input_count(w->c.formula);
    case_columns(&w->c);
    w->now = case_facts(&w->c);
    w->then = facts_new(w->c.arena, w->c.formula);
    w->changed = arena_array(w->c.arena, n + 1, sizeof *w->changed);
    w->step = arena_array(w->c.arena, n + 1, sizeof *w->step);
    memcpy(w->then, w->now, n * sizeof *w->now);
}

static int figures_then(WhatIf *w, Args *args, Error *error)
{
    for (size_t i = 1; i < args->operands; i++) {
        Str name, value;
        if (fact_split(args->operand[i], &name, &value, error))
            return -1;
        size_t at = fact_find(args, w->c.formula, name, error);
        if (at == SIZE_MAX)
            return -1;
        const char *input = formula_inputs(w->c.formula)[at];
        if (w->changed[at])
            return error_set(error, EXIT_USAGE, "\"%s\" is changed twice",
                             input);
        w->changed[at] = true;
        if (fact_read(input, value, &w->now[at], w->zone, &w->then[at], error))
            return -1;
    }
    case_rank(&w->c, w->then, SIZE_MAX);
    return 0;
}

static int band_wanted(WhatIf *w, Args *args, Error *error)
{
    size_t bands;
    w->place = SIZE_MAX;
    if (!args->reach)
        return 0;
    w->place = band_place(w->c.formula, str(args->reach), &bands);
    if (w->place != SIZE_MAX)
        return 0;
    const char *const *all = formula_bands(w->c.formula);
    Text names = {0};
    for (size_t i = 0; i < bands; i++)
        text_printf(&names, "%s%s", i ? ", " : "", all[i]);
    error_set(error, EXIT_USAGE, "--reach: no band \"%s\"%s; there are %s",
              args->reach, suggest_hint(&args->arena, str(args->reach), all),
              names.data);
    text_free(&names);
    return -1;
}

/* ----------------------------------------------------------------- in words */

static double effect_of(const WhatIf *w, size_t part)
{
    return w->before.part[part].lost - w->after.part[part].lost;
}

static double limits_effect(const WhatIf *w)
{
    return (w->after.score - w->after.raw) - (w->before.score - w->before.raw);
}

static void add_part(Grid *g, const WhatIf *w, size_t i)
{
    Text name = {0}, points = {0}, why = {0};
    part_label(&name, &w->after.part[i]);
    points_text(&points, &w->before.part[i]);
    text_puts(&points, " -> ");
    points_text(&points, &w->after.part[i]);
    text_safe(&why, str(w->after.part[i].why));
    grid_add(g, PLAIN, text_str(&name));
    grid_add(g, PLAIN, text_str(&points));
    effect_add(g, effect_of(w, i));
    grid_add(g, PLAIN, text_str(&why));
    text_free(&name);
    text_free(&points);
    text_free(&why);
}

static void add_limits(Grid *g, const WhatIf *w)
{
    Text words = {0};
    bool changed = limits_text(&words, &w->before, &w->after);
    if (changed || effect_shows(limits_effect(w))) {
        grid_add(g, PLAIN, S("limits"));
        grid_add(g, PLAIN, S(""));
        effect_add(g, limits_effect(w));
        grid_add(g, PLAIN, text_str(&words));
    }
    text_free(&words);
}

static void print_parts(Text *out, const Term *term, const WhatIf *w)
{
    static const char *const head[] = {"component", "points", "effect",
                                       "then in words"};
    Grid g = {0};
    if (!w->before.known || !w->after.known)
        return;
    grid_begin(&g, "llrL");
    for (size_t i = 0; i < COUNT(head); i++)
        grid_add(&g, FAINT, str(head[i]));
    for (size_t i = 0; i < w->before.parts; i++)
        if (effect_shows(effect_of(w, i)))
            add_part(&g, w, i);
    add_limits(&g, w);
    grid_end(&g, out, term, 2);
}

static void print_change(Text *out, const WhatIf *w, size_t input,
                         const hale_value *to)
{
    text_puts(out, formula_inputs(w->c.formula)[input]);
    text_char(out, ' ');
    value_show(out, &w->now[input], w->zone);
    text_puts(out, " -> ");
    value_show(out, to, w->zone);
}

static void print_then(Text *out, const Term *term, const WhatIf *w)
{
    text_puts(out, " -> ");
    verdict_head(out, term, w->c.formula, &w->after);
    difference_text(out, &w->before, &w->after);
    text_puts(out, "\n");
    for (size_t i = 0; i < formula_input_count(w->c.formula); i++) {
        if (!w->changed[i])
            continue;
        text_puts(out, "  if ");
        print_change(out, w, i, &w->then[i]);
        text_char(out, '\n');
    }
    print_parts(out, term, w);
}

/* ------------------------------------------------------------------- reach */

static bool is_there(const WhatIf *w)
{
    size_t bands;
    size_t at = band_place(w->c.formula, str(w->after.band), &bands);
    return w->after.known && at >= w->place && at < bands;
}

static void print_way(Text *out, const Term *term, const WhatIf *w, size_t i)
{
    Text line = {0};
    step_text(&line, &w->c, w->then, &w->step[i]);
    term_wrap(out, term, i ? "    or  " : "        ", text_str(&line));
    text_free(&line);
}

static void print_reach(Text *out, const Term *term, const WhatIf *w,
                        const char *band)
{
    if (is_there(w)) {
        text_printf(out, "  is %s or better already\n", band);
        return;
    }
    if (!w->steps) {
        text_printf(out,
                    "  no single figure reaches %s within the range "
                    "seen among the accounts\n",
                    band);
        return;
    }
    text_printf(out, "  to reach %s, all else as it is:\n", band);
    for (size_t i = 0; i < w->steps && i < WAYS_MOST; i++)
        print_way(out, term, w, i);
}

static void print_text(const WhatIf *w, const Args *args)
{
    Text out = {0}, name = {0};
    const Term *term = &args->out;
    text_safe(&name, str(args->operand[0]));
    term_paint(&out, term, BOLD, text_str(&name));
    text_printf(&out, "  %s ", w->score);
    verdict_head(&out, term, w->c.formula, &w->before);
    if (args->operands > 1)
        print_then(&out, term, w);
    else
        text_char(&out, '\n');
    if (args->reach)
        print_reach(&out, term, w, args->reach);
    put(stdout, &out);
    text_free(&name);
}

/* -------------------------------------------------------------------- JSON */

static void json_changes(Text *out, const WhatIf *w)
{
    bool any = false;
    text_puts(out, ",\"changes\":[");
    for (size_t i = 0; i < formula_input_count(w->c.formula); i++) {
        if (!w->changed[i])
            continue;
        text_puts(out, any ? "," : "");
        text_puts(out, "{\"input\":");
        text_add_json(out, str(formula_inputs(w->c.formula)[i]));
        text_puts(out, ",\"from\":");
        value_json(out, &w->now[i]);
        text_puts(out, ",\"to\":");
        value_json(out, &w->then[i]);
        text_char(out, '}');
        any = true;
    }
}

static void json_ways(Text *out, const WhatIf *w, const char *band)
{
    text_puts(out, ",\"reach\":{\"band\":");
    text_add_json(out, str(band));
    text_printf(out, ",\"reached\":%s,\"ways\":[",
                is_there(w) ? "true" : "false");
    for (size_t i = 0; i < w->steps; i++) {
        text_puts(out, i ? "," : "");
        step_json(out, &w->c, w->then, &w->step[i]);
    }
    text_puts(out, "]}");
}

static void print_json(const WhatIf *w, const Args *args)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    text_puts(&out, ",\"account\":");
    text_add_json(&out, str(args->operand[0]));
    text_puts(&out, ",\"score\":");
    text_add_json(&out, str(w->score));
    json_changes(&out, w);
    text_puts(&out, "],\"now\":");
    verdict_json(&out, &w->before);
    text_puts(&out, ",\"then\":");
    verdict_json(&out, &w->after);
    if (args->reach)
        json_ways(&out, w, args->reach);
    text_puts(&out, "}\n");
    put(stdout, &out);
}

/* --------------------------------------------------------------- the command
 */

static int judge_twice(WhatIf *w, Args *args)
{
    const char *account = args->operand[0];
    judge_account(w->c.judge, account, w->now, WORDS_ALL, w->c.arena,
                  &w->before);
    judge_account(w->c.judge, account, w->then, WORDS_ALL, w->c.arena,
                  &w->after);
    const char *error = w->before.error ? w->before.error : w->after.error;
    if (error)
        return complain(EXIT_CONFIG, "%s", error);
    if (args->reach && !is_there(w))
        w->steps = reach_find(&w->c, w->then, w->place, w->step);
    if (args->json)
        print_json(w, args);
    else
        print_text(w, args);
    return args->reach && !is_there(w) && !w->steps ? EXIT_NO : 0;
}

static int ask(const Told *told, size_t score, void *user)
{
    Args *args = told->args;
    (void)user;
    Error error = {0};
    WhatIf w = {.c = {.told = told,
                      .section = &told->view->plan.score[score],
                      .formula = told->view->formula[score],
                      .table = hale_table_named(told->session, "accounts"),
                      .arena = &args->arena},
                .score = told->view->plan.score[score].name,
                .zone = told->view->plan.zone};
    table_last(w.c.table, hale_facts(told->session), &w.c.first, &w.c.end);
    w.c.row = account_find(told, args->operand[0]);
    if (w.c.row == SIZE_MAX)
        return account_unknown(told, args->operand[0]);
    const char *unjudged = view_unjudged(told, score, args->operand[0]);
    if (unjudged)
        return complain(EXIT_NO, "%s does not judge %s: %s", w.score,
                        args->operand[0], unjudged);
    figures_now(&w);
    if (figures_then(&w, args, &error) || band_wanted(&w, args, &error))
        return complain(error.code, "%s", error.message);
    w.c.judge = judge_open(w.c.formula, &error);
    if (!w.c.judge)
        return complain(error.code, "%s", error.message);
    int code = judge_twice(&w, args);
    judge_close(w.c.judge);
    return code;
}

int command_whatif(Args *args)
{
    int code = 0;
    if (args->operands < 2 && !args->reach)
        return complain(EXIT_USAGE, "whatif needs a change, NAME=VALUE, or "
                                    "--reach BAND");
    for (size_t i = 1; i < args->operands; i++)
        if (!strchr(args->operand[i], '='))
            return complain(EXIT_USAGE,
                            "\"%s\" is no NAME=VALUE; the pipeline is given "
                            "with -p",
                            args->operand[i]);
    const char *path = pipeline_path(args, NULL, &code);
    if (!path)
        return code;
    View v;
    view_open(&v, args, path);
    code = ask_run(args, path, &v, args->operand[0], ask, NULL);
    view_close(&v);
    return code;
}
