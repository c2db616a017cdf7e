/* SPDX-License-Identifier: MIT
 *
 * check.c: `hale check`. Everything that can be known to be wrong before a
 * row is read: the pipeline, the plugins, the formulas, the columns of the
 * inputs. It exits as `run` would, so that 78 always means that the pipeline
 * is wrong and that nothing was read or written. With --connect the inputs are
 * read as well; see connected.c.
 */
#include "cli/connected.h"

#include <string.h>

static const struct {
    const char *kind, *one, *many;
} kinds[] = {
    {"input", "input", "inputs"},      {"metric", "metric", "metrics"},
    {"model", "model", "models"},      {"score", "score", "scores"},
    {"rollup", "roll-up", "roll-ups"}, {"output", "output", "outputs"},
};

static void print_counts(Text *out, const View *v)
{
    bool any = false;
    text_safe(out, str(v->path));
    text_puts(out, "  ");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t n = view_count(v, kinds[i].kind);
        if (!n)
            continue;
        text_puts(out, any ? ", " : "");
        text_count(out, (int64_t)n, kinds[i].one, kinds[i].many);
        any = true;
    }
    text_puts(out, any ? "  ok\n" : "nothing to do  ok\n");
}

static void print_formulas(Text *out, const View *v)
{
    for (size_t i = 0; i < v->plan.scores; i++) {
        const Formula *f = v->formula[i];
        if (!f)
            continue;
        text_printf(out, "  %s", v->plan.score[i].own);
        if (strcmp(v->plan.score[i].own, v->plan.score[i].name))
            text_printf(out, " as %s", v->plan.score[i].name);
        text_puts(out, ": ");
        text_safe(out, str(formula_title(f)));
        const char *version = formula_version(f);
        if (version && *version) {
            text_char(out, ' ');
            text_safe(out, str(version));
        }
        text_printf(out, ", reads ");
        text_count(out, (int64_t)formula_input_count(f), "value", "values");
        text_char(out, '\n');
    }
}

/* With --verbose: by whose rules, and what they leave open. */
static void print_profile(Text *out, const View *v)
{
    const Profile *p = v->plan.profile;
    Text open = {0};
    if (!p)
        return;
    for (size_t k = 0; k < KNOB_COUNT; k++)
        if (!p->knob[k].value && knobs[k].place == KNOB_OF_FIGURES)
            text_printf(&open, "%s%s", open.len ? ", " : "",
                        knobs[k].option.name);
    text_puts(out, "  profile ");
    text_safe(out, str(p->name));
    text_puts(out, ": ");
    text_safe(out, str(p->title));
    text_char(out, '\n');
    if (open.len)
        text_printf(out, "  not documented there: %s\n", open.data);
    text_free(&open);
}

static void print_json(const View *v, hale_session *h, const Connected *c,
                       int code)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    text_puts(&out, ",\"pipeline\":");
    text_add_json(&out, str(v->path));
    text_printf(&out,
                ",\"exit\":%d,\"errors\":%zu,\"warnings\":%zu,"
                "\"counts\":{",
                code, hale_error_count(h), hale_warning_count(h));
    for (size_t i = 0; i < COUNT(kinds); i++)
        text_printf(&out, "%s\"%s\":%zu", i ? "," : "", kinds[i].kind,
                    view_count(v, kinds[i].kind));
    text_char(&out, '}');
    if (c)
        connected_json(&out, c);
    text_printf(&out, ",\"messages\":%s}\n", hale_messages_json(h));
    put(stdout, &out);
}

static void print_text(const Args *args, const View *v, hale_session *h,
                       const Connected *c, int code)
{
    Text out = {0};
    const char *outcome =
        c ? "Nothing was written." : "Nothing was read or written.";
    session_tell(args, h, code > EXIT_NO ? outcome : NULL);
    if (code <= EXIT_NO && !args->quiet) {
        print_counts(&out, v);
        print_formulas(&out, v);
    }
    if (code <= EXIT_NO && args->verbose)
        print_profile(&out, v);
    if (c && !args->quiet)
        connected_print(&out, &args->out, c);
    put(stdout, &out);
    if (code == EXIT_NO)
        fputs("Warnings are errors: --deny-warnings\n", stderr);
}

/* After planning: only then it is known what is a secret. */
static int print_config(View *v)
{
    Text out = {0};
    int code = view_finish(v);
    if (!code)
        ini_print(&v->plan.ini, &out);
    put(stdout, &out);
    return code;
}

static int check_and_tell(Args *args, const char *path, const View *v)
{
    Bar bar;
    Connected connected = {0};
    bar_begin(&bar, args);
    hale_session *h = session_open(args, path, &bar, true, NULL);
    bool reads = args->connect && connected_read(&connected, args, h, &bar);
    const Connected *c = reads ? &connected : NULL;
    int code = c ? c->code : hale_session_check(h);
    if (!code && args->deny_warnings && hale_warning_count(h))
        code = EXIT_NO;
    code = code_of(code);
    if (args->json)
        print_json(v, h, c, code);
    else
        print_text(args, v, h, c, code);
    hale_close(h);
    return code;
}

int command_check(Args *args)
{
    int code = 0;
    const char *path =
        pipeline_path(args, args->operands ? args->operand[0] : NULL, &code);
    if (!path)
        return code;
    View v;
    view_open(&v, args, path);
    code =
        args->print_config ? print_config(&v) : check_and_tell(args, path, &v);
    view_close(&v);
    return code;
}
