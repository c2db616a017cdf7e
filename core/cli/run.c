/* SPDX-License-Identifier: MIT
 *
 * run.c: `hale run`. The library reads, measures, judges and writes; here
 * the bar is drawn and the outcome told.
 *
 * The summary goes to stderr, the list of accounts at risk to stdout, or to
 * stderr as well when an output of the pipeline has stdout for itself. With
 * --json stdout carries one document, so no output may want it too.
 */
#include "cli/cli.h"
#include "run/run.h"

#include <signal.h>
#include <string.h>

static bool section_is_output(const Section *s)
{
    return strcmp(s->kind, "output") == 0;
}

/* The label of an output that writes to stdout, or NULL. */
static const char *terminal_output(Plan *plan)
{
    for (size_t i = 0; i < plan->ini.sections; i++) {
        const Section *s = &plan->ini.section[i];
        if (!section_is_output(s))
            continue;
        const char *path = view_setting(s, "path");
        const char *name = view_setting(s, "plugin");
        if (path && strcmp(path, "-") == 0)
            return s->label;
        Error error = {0};
        const hale_output *o =
            registry_find(&plan->registry, KIND_OUTPUT,
                          str(name ? name : s->name), NULL, &error);
        if (o && !path && (o->flags & HALE_TO_TERMINAL))
            return s->label;
    }
    return NULL;
}

static void list_times(Text *out, const hale_run *run)
{
    for (size_t i = 0; i < run->as_of_count; i++) {
        char time[40];
        time_format_utc(run->as_of[i], time);
        text_printf(out, "%s\"%s\"", i ? "," : "", time);
    }
}

static void list_rows(Text *out, const hale_table *t)
{
    for (size_t row = 0; t && row < t->rows; row++) {
        if (row)
            text_char(out, ',');
        row_json(out, t, row, 0);
    }
}

static void list_outputs(Text *out, const Told *told)
{
    bool first = true;
    const Ini *ini = &told->view->plan.ini;
    if (told->args->dry_run || told->code > EXIT_NO)
        return;
    for (size_t i = 0; i < ini->sections; i++) {
        const Section *s = &ini->section[i];
        if (!section_is_output(s))
            continue;
        const char *path = view_setting(s, "path");
        const char *plugin = view_setting(s, "plugin");
        text_puts(out, first ? "{\"name\":" : ",{\"name\":");
        text_add_json(out, str(s->name));
        text_puts(out, ",\"plugin\":");
        text_add_json(out, str(plugin ? plugin : s->name));
        text_puts(out, ",\"path\":");
        if (path)
            text_add_json(out, str(path));
        else
            text_puts(out, "null");
        text_puts(out, ",\"tables\":[");
        wrote_json(out, told, s->name);
        text_puts(out, "]}");
        first = false;
    }
}

static void print_json(const Told *told)
{
    Text out = {0};
    const hale_run *run = hale_facts(told->session);
    bool ran = told->code <= EXIT_NO;
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    text_puts(&out, ",\"pipeline\":");
    text_add_json(&out, str(run && run->pipeline ? run->pipeline : ""));
    text_puts(&out, ",\"profile\":");
    text_add_json(&out, str(run ? run->profile : ""));
    text_puts(&out, ",\"as_of\":[");
    if (run)
        list_times(&out, run);
    text_printf(&out, "],\"exit\":%d,\"dry_run\":%s,\"inputs\":[", told->code,
                told->args->dry_run ? "true" : "false");
    list_rows(&out, hale_table_named(told->session, "inputs"));
    text_puts(&out, "],\"scores\":{");
    if (ran)
        summary_json(&out, told);
    text_puts(&out, "},\"at_risk\":[");
    if (ran)
        risk_json(&out, told);
    text_puts(&out, "],\"outputs\":[");
    list_outputs(&out, told);
    text_puts(&out, "],");
    if (told->args->timings) {
        text_puts(&out, "\"timings\":[");
        list_rows(&out, hale_timings(told->session));
        text_puts(&out, "],");
    }
    text_printf(&out, "\"messages\":%s}\n", hale_messages_json(told->session));
    put(stdout, &out);
}

static void print_text(const Told *told, bool stdout_taken)
{
    const Args *args = told->args;
    const Term *term = stdout_taken ? &args->err : &args->out;
    Text summary = {0}, list = {0}, next = {0};
    Str first = S("");
    if (!args->quiet)
        summary_print(&summary, &args->err, told);
    if (args->timings)
        timings_print(&summary, &args->err, told);
    put(stderr, &summary);
    size_t shown =
        args->quiet && stdout_taken ? 0 : risk_print(&list, term, told, &first);
    put(stdout_taken ? stderr : stdout, &list);
    if (shown && !args->quiet) {
        text_puts(&next, "Next: hale explain ");
        bool plain = !memchr(first.data, ' ', first.len);
        text_puts(&next, plain ? "" : "\"");
        text_safe(&next, first);
        text_puts(&next, plain ? "\n" : "\"\n");
    }
    put(stderr, &next);
}

static int run_and_tell(Args *args, const char *path, hale_session *h, Bar *bar,
                        bool stdout_taken)
{
    View v;
    Told told = {args, &v, h, bar, code_of(hale_session_run(h))};
    view_of(&v, h, path);
    bar_clear(bar);
    bool failed = told.code > EXIT_NO;
    if (args->json)
        print_json(&told);
    else
        session_tell(args, h, outcome_of(told.code, h));
    if (!args->json && !failed)
        print_text(&told, stdout_taken);
    return told.code;
}

int command_run(Args *args)
{
    int code = 0;
    const char *path =
        pipeline_path(args, args->operands ? args->operand[0] : NULL, &code);
    if (!path)
        return code;
    /* An output that writes into a closed pipe or past a limit must fail, not
     * die: the others still have to be taken back. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    Bar bar;
    bar_begin(&bar, args);
    hale_settings settings = session_settings(args, path, &bar);
    settings.dry_run = args->dry_run;
    settings.timings = args->timings;
    settings.lean = true;
    hale_session *h = hale_open(&settings);
    const char *taken = args->dry_run ? NULL : terminal_output(&h->plan);
    if (taken && args->json)
        code = complain(EXIT_USAGE,
                        "--json and [%s] both write to stdout; give the "
                        "output a path or leave --json out",
                        taken);
    else
        code = run_and_tell(args, path, h, &bar, taken != NULL);
    hale_close(h);
    return code;
}
