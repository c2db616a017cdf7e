/* SPDX-License-Identifier: MIT
 *
 * history.c: `hale history`, the runs that a pipeline remembers; and how the
 * other commands that look back find its history.
 *
 * A run whose figures were all replaced by a later one is still listed: what
 * it said may stand in somebody's slides.
 */
#include "cli/cli.h"

#include <string.h>

int past_find(PastView *p, Args *args, const char *operand)
{
    int code = 0;
    bool none = false;
    *p = (PastView){.args = args};
    p->path = pipeline_path(args, operand, &code);
    if (!p->path)
        return code;
    view_open(&p->view, args, p->path);
    const HistoryPlan *plan = &p->view.plan.history;
    if (!plan->path && !plan->store)
        return complain(EXIT_CONFIG,
                        "%s has no [history], so nothing is remembered: add "
                        "the section, no more is needed",
                        p->path);
    p->history = history_open_read(plan, &none, &p->error);
    if (none && plan->store)
        return complain(EXIT_NO_INPUT,
                        "no run was remembered yet: there is nothing in the "
                        "database that [history] names");
    if (none)
        return complain(EXIT_NO_INPUT,
                        "no run was remembered yet: there is no %s",
                        plan->path);
    return p->history ? 0 : past_trouble(p);
}

int past_trouble(const PastView *p)
{
    return complain(p->error.code, "%s", p->error.message);
}

void past_leave(PastView *p)
{
    history_close(p->history);
    view_close(&p->view);
    arena_free(&p->arena);
}

void past_time(const PastView *p, int64_t instant, char out[40])
{
    time_format(p->view.plan.zone, instant, out);
}

/* ----------------------------------------------------------------- runs -- */

static const char *state_of(Arena *arena, const RunFact *r)
{
    const char *out = r->published ? "" : "not published";
    if (r->moments == 0)
        return arena_printf(arena, "%s%sreplaced", out, *out ? ", " : "");
    if (r->moments < r->as_ofs)
        return arena_printf(arena, "%s%s%lld of %lld not replaced", out,
                            *out ? ", " : "", (long long)r->moments,
                            (long long)r->as_ofs);
    return out;
}

static void add_count(Grid *g, uint64_t count)
{
    char number[32];
    count_format((int64_t)count, number);
    grid_add(g, PLAIN, str(number));
}

static void print_runs(PastView *p, const RunFact *run, size_t count)
{
    Text out = {0};
    Grid g = {0};
    static const char *const head[] = {"run",  "made",     "as of",
                                       "rows", "rejected", ""};
    grid_begin(&g, "rllrrl");
    for (size_t i = 0; i < COUNT(head); i++)
        grid_add(&g, FAINT, str(head[i]));
    for (size_t i = 0; i < count; i++) {
        char first[40], last[40], made[40];
        time_format_utc(run[i].made_at - run[i].made_at % 1000000, made);
        past_time(p, run[i].first_as_of, first);
        past_time(p, run[i].last_as_of, last);
        const char *when = first;
        if (run[i].as_ofs > 1)
            when = run[i].every
                       ? arena_printf(&p->arena, "%s..%s every %s", first, last,
                                      run[i].every)
                       : arena_printf(&p->arena, "%s..%s, %lld of them", first,
                                      last, (long long)run[i].as_ofs);
        grid_add(&g, PLAIN,
                 str(arena_printf(&p->arena, "%lld", (long long)run[i].run)));
        grid_add(&g, PLAIN, str(made));
        grid_add(&g, PLAIN, str(when));
        add_count(&g, run[i].rows);
        add_count(&g, run[i].rejected);
        grid_add(&g, YELLOW, str(state_of(&p->arena, &run[i])));
    }
    grid_end(&g, &out, &p->args->out, 0);
    put(stdout, &out);
}

/* ----------------------------------------------------------------- JSON -- */

static void json_parts(Text *out, const char *key, const PartFact *part,
                       size_t count)
{
    text_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        text_puts(out, i ? ",{\"name\":" : "{\"name\":");
        text_add_json(out, str(part[i].name));
        json_text(out, "version", part[i].version);
        json_text(out, "hash", part[i].hash);
        text_char(out, '}');
    }
    text_char(out, ']');
}

static int json_run(PastView *p, const RunFact *r, Text *out)
{
    PartFact *formula, *pack;
    size_t formulas, packs;
    if (history_formulas(p->history, r->run, &p->arena, &formula, &formulas,
                         &p->error) ||
        history_packs(p->history, r->run, &p->arena, &pack, &packs, &p->error))
        return -1;
    text_printf(out, "{\"run\":%lld", (long long)r->run);
    json_time(out, "made_at", r->made_at);
    text_printf(out, ",\"published\":%s", r->published ? "true" : "false");
    json_text(out, "pipeline", r->pipeline);
    json_text(out, "hale", r->hale);
    json_text(out, "timezone", r->timezone);
    json_text(out, "currency", r->currency);
    json_text(out, "profile", r->profile);
    json_time(out, "first_as_of", r->first_as_of);
    json_time(out, "last_as_of", r->last_as_of);
    text_printf(out, ",\"as_ofs\":%lld,\"current\":%lld", (long long)r->as_ofs,
                (long long)r->moments);
    json_text(out, "every", r->every);
    json_text(out, "known", r->known);
    text_printf(out, ",\"rows\":%llu,\"rejected\":%llu",
                (unsigned long long)r->rows, (unsigned long long)r->rejected);
    json_text(out, "settings_hash", r->settings_hash);
    json_parts(out, "formulas", formula, formulas);
    json_parts(out, "packs", pack, packs);
    text_char(out, '}');
    return 0;
}

static int print_json(PastView *p, const RunFact *run, size_t count)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"runs\":[");
    for (size_t i = 0; i < count; i++) {
        text_puts(&out, i ? "," : "");
        if (json_run(p, &run[i], &out)) {
            text_free(&out);
            return past_trouble(p);
        }
    }
    text_puts(&out, "]}\n");
    put(stdout, &out);
    return 0;
}

int command_history(Args *args)
{
    PastView p;
    RunFact *run;
    size_t count;
    int code = past_find(&p, args, args->operands ? args->operand[0] : NULL);
    if (!code && history_runs(p.history, -1, &p.arena, &run, &count, &p.error))
        code = past_trouble(&p);
    else if (!code && args->json)
        code = print_json(&p, run, count);
    else if (!code)
        print_runs(&p, run, count);
    past_leave(&p);
    return code;
}
