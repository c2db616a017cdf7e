/* SPDX-License-Identifier: MIT
 *
 * explain.c: `hale explain ACCOUNT`. A run that writes nothing, made for one
 * account: the verdict with its components (parts.c), then the figures that
 * the formula read. An account that is not there is a "no", exit 1, with the
 * nearest names. Whether fail_on of the pipeline trips was not asked here.
 */
#include "cli/cli.h"

#include <string.h>

/* Does the column belong to a score? Those are told by parts.c. */
static bool is_of_score(const View *v, Str column)
{
    static const char *const suffix[] = {"", "_band", "_coverage", "_reasons"};
    for (size_t s = 0; s < v->plan.scores; s++) {
        const char *name = v->plan.score[s].name;
        size_t n = strlen(name);
        for (size_t i = 0; str_starts(column, name) && i < COUNT(suffix); i++)
            if (str_is((Str){column.data + n, column.len - n}, suffix[i]))
                return true;
    }
    return false;
}

static bool is_read_by(const Formula *f, const char *column)
{
    for (size_t i = 0; i < formula_input_count(f); i++)
        if (strcmp(formula_inputs(f)[i], column) == 0)
            return true;
    return false;
}

static void add_figure(Grid *g, const hale_table_column *c, size_t row,
                       const Zone *zone)
{
    Text value = {0};
    cell_show(&value, c, row, zone);
    grid_add(g, PLAIN, str(c->name));
    grid_add(g, cell_missing(c, row) ? FAINT : PLAIN, text_str(&value));
    grid_add(g, FAINT, str(c->unit));
    text_free(&value);
}

/* What the formula read, and with --verbose all that is known. */
static void print_figures(Text *out, const Term *term, const Told *told,
                          size_t score, size_t row)
{
    const hale_table *t = hale_table_named(told->session, "accounts");
    const View *v = told->view;
    int64_t more = 0;
    Grid g = {0};
    grid_begin(&g, "lrL");
    for (size_t i = 2; i < t->columns; i++) { /* after as_of and account */
        const hale_table_column *c = t->column[i];
        if (is_of_score(v, str(c->name)))
            continue;
        if (told->args->verbose || is_read_by(v->formula[score], c->name))
            add_figure(&g, c, row, v->plan.zone);
        else
            more++;
    }
    text_puts(out, told->args->verbose ? "\n  What is known of it\n"
                                       : "\n  What the formula read\n");
    grid_end(&g, out, term, 4);
    if (!more)
        return;
    text_puts(out, "    and ");
    text_count(out, more, "figure", "figures");
    text_puts(out, " more with --verbose\n");
}

static void print_json(const Told *told, size_t score, size_t row)
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
    text_puts(&out, ",\"figures\":");
    row_json(&out, t, row, 2);
    text_puts(&out, "}\n");
    put(stdout, &out);
}

static int tell(const Told *told, size_t score, const char *account)
{
    size_t row = account_find(told, account);
    if (row == SIZE_MAX)
        return account_unknown(told, account);
    if (told->args->json) {
        print_json(told, score, row);
        return 0;
    }
    Text out = {0};
    parts_print(&out, &told->args->out, told, str(account), score);
    print_figures(&out, &told->args->out, told, score, row);
    put(stdout, &out);
    return 0;
}

static int explain(Args *args, const char *path, const View *v)
{
    Bar bar;
    ptrdiff_t score = 0;
    const char *account = args->operand[0];
    if (!v->diags.errors && v->plan.scores)
        score = view_score(args, v);
    if (score < 0)
        return EXIT_USAGE;
    bar_begin(&bar, args);
    hale_session *h = session_open(args, path, &bar, true, account);
    Told told = {args, v, h, &bar, code_of(hale_session_run(h))};
    bar_clear(&bar);
    session_tell(args, h, outcome_of(told.code, h));
    int code = told.code;
    if (code <= EXIT_NO && !v->plan.scores)
        code = complain(EXIT_CONFIG,
                        "%s has no [score.*], so there is "
                        "nothing to explain",
                        path);
    else if (code <= EXIT_NO)
        code = tell(&told, (size_t)score, account);
    hale_close(h);
    return code;
}

int command_explain(Args *args)
{
    int code = 0;
    const char *path = pipeline_path(
        args, args->operands > 1 ? args->operand[1] : NULL, &code);
    if (!path)
        return code;
    View v;
    view_open(&v, args, path);
    code = explain(args, path, &v);
    view_close(&v);
    return code;
}
