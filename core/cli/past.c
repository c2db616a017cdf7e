/* SPDX-License-Identifier: MIT
 *
 * past.c: what explain tells of earlier scores of an account.
 *
 *     history  ▅▅▆▆▇▇▇▆  61 as of 2025-12-01; 8 as-ofs since 2025-05-01
 *
 * They come from the pipeline's history, as-ofs before the run's own. Without
 * one, and for an account it does not know, there is no such line.
 */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>

enum { LINE_MOST = 24 };

/* The newest scores, the oldest first; none where nothing is known. */
static ScoreThen *read_line(const Told *told, Str account, size_t score,
                            Arena *arena, size_t *count)
{
    const Plan *plan = &told->view->plan;
    const hale_run *run = hale_facts(told->session);
    Error error = {0};
    bool none = false;
    ScoreThen *then = NULL;
    *count = 0;
    if (!plan->history.on)
        return NULL;
    History *h = history_open_read(&plan->history, &none, &error);
    if (h && history_scores_of(h, plan->score[score].name, account,
                               run->as_of[run->as_of_count - 1], LINE_MOST,
                               arena, &then, count, &error))
        *count = 0;
    history_close(h);
    if (error.code)
        complain(error.code, "%s", error.message);
    return then;
}

/* A cell from ▁ for 0 to █ for 100 points. */
static void add_cell(Text *out, double value)
{
    static const char *const cells[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    if (isnan(value)) {
        text_puts(out, "·");
        return;
    }
    int at = (int)(value / 100 * 8);
    text_puts(out, cells[at < 0 ? 0 : at > 7 ? 7 : at]);
}

void past_line_print(Text *out, const Told *told, Str account, size_t score)
{
    Arena arena = {0};
    size_t count;
    char number[32] = "unknown", last[40], first[40];
    const Zone *zone = told->view->plan.zone;
    ScoreThen *then = read_line(told, account, score, &arena, &count);
    if (count) {
        const ScoreThen *newest = &then[count - 1];
        text_puts(out, "  history  ");
        for (size_t i = 0; i < count; i++)
            add_cell(out, then[i].value);
        if (!isnan(newest->value))
            real_for_people(newest->value, 1, number);
        time_format(zone, newest->as_of, last);
        time_format(zone, then->as_of, first);
        text_printf(out, "  %s as of %s; ", number, last);
        text_count(out, (int64_t)count, "as-of", "as-ofs");
        text_printf(out, " since %s\n", first);
    }
    arena_free(&arena);
}

void past_line_json(Text *out, const Told *told, Str account, size_t score)
{
    Arena arena = {0};
    size_t count;
    char number[32];
    ScoreThen *then = read_line(told, account, score, &arena, &count);
    text_puts(out, "\"history\":[");
    for (size_t i = 0; i < count; i++) {
        real_format(then[i].value, number);
        text_printf(out, "%s{\"value\":%s", i ? "," : "",
                    isnan(then[i].value) ? "null" : number);
        json_text(out, "band", then[i].band);
        json_time(out, "as_of", then[i].as_of);
        text_char(out, '}');
    }
    text_char(out, ']');
    arena_free(&arena);
}

/* The as-ofs that are known, the nearest to `as_of` among them. */
static int tell_unknown(PastView *p, const char *word, int64_t as_of)
{
    int64_t *known, nearest = 0;
    size_t count;
    char time[40];
    if (history_as_ofs(p->history, &p->arena, &known, &count, &p->error))
        return past_trouble(p);
    if (count == 0)
        return complain(EXIT_NO, "the history is empty");
    for (size_t i = 0; i < count; i++)
        if (i == 0 || llabs(known[i] - as_of) < llabs(nearest - as_of))
            nearest = known[i];
    past_time(p, nearest, time);
    return complain(EXIT_NO,
                    "the history has no as-of %s; the nearest of %zu is %s",
                    word, count, time);
}

int past_as_of(PastView *p, const char *word, int64_t *as_of)
{
    int64_t run;
    if (time_parse(p->view.plan.zone, str(word), as_of))
        return complain(EXIT_USAGE,
                        "\"%s\" is not a date such as 2025-12-31, nor a date "
                        "and time",
                        word);
    if (history_run_of(p->history, *as_of, &run, &p->error))
        return past_trouble(p);
    return run ? 0 : tell_unknown(p, word, *as_of);
}
