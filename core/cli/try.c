/* SPDX-License-Identifier: MIT
 *
 * try.c: `hale try FORMULA NAME=VALUE...`. One made-up account, judged by one
 * formula, without a pipeline or a file of data: the quickest way to see what
 * a change to a formula does. What is not given is missing, as it would be in
 * a run; there is nobody else, so there are no ranks among others either.
 *
 * A formula that has no score for the account because too little is known has
 * answered; one that fails on it is a mistake, 78.
 */
#include "cli/cli.h"

#include <string.h>

const char *formula_name(Arena *arena, const char *path)
{
    const char *base = path_base(path);
    size_t n = strlen(base), dot = n > 4 ? n - strlen(".lua") : n;
    return arena_strndup(arena, base, strcmp(base + dot, ".lua") ? n : dot);
}

/* The facts of the account as they were typed; NULL: the error says why. */
static hale_value *facts_typed(Args *args, const Formula *f, Error *error)
{
    size_t n = formula_input_count(f);
    hale_value *fact = facts_new(&args->arena, f);
    bool *given = arena_array(&args->arena, n + 1, sizeof *given);
    for (size_t i = 1; i < args->operands; i++) {
        Str name, value;
        if (fact_split(args->operand[i], &name, &value, error))
            return NULL;
        size_t at = fact_find(args, f, name, error);
        if (at == SIZE_MAX)
            return NULL;
        if (given[at]) {
            error_set(error, EXIT_USAGE, "\"%.*s\" is given twice", PS(name));
            return NULL;
        }
        given[at] = true;
        fact[at] = fact_guess(value);
    }
    return fact;
}

static void print_json(const Args *args, const Formula *f, const Verdict *v)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    text_puts(&out, ",\"formula\":");
    text_add_json(&out, str(args->operand[0]));
    text_puts(&out, ",\"title\":");
    text_add_json(&out, str(formula_title(f)));
    text_puts(&out, ",\"version\":");
    text_add_json(&out, str(formula_version(f)));
    text_puts(&out, ",\"score\":");
    verdict_json(&out, v);
    text_puts(&out, "}\n");
    put(stdout, &out);
}

static int judge_and_tell(Args *args, const Formula *f, const hale_value *fact)
{
    Verdict v = {0};
    Error error = {0};
    Judge *judge = judge_open(f, &error);
    if (!judge)
        return complain(error.code, "%s", error.message);
    judge_account(judge, "made up", fact, WORDS_ALL, &args->arena, &v);
    if (args->json) {
        print_json(args, f, &v);
    } else {
        Text out = {0};
        verdict_print(&out, &args->out, f, &v);
        put(stdout, &out);
    }
    judge_close(judge);
    return v.error ? complain(EXIT_CONFIG, "%s", v.error) : 0;
}

int command_try(Args *args)
{
    Diags diags = {0};
    Error error = {0};
    const char *path = args->operand[0];
    int code = file_trouble(path);
    if (code)
        return code;
    Formula *f =
        formula_load(path, formula_name(&args->arena, path), NULL, 0, &diags);
    diags_sort(&diags);
    if (!f || !args->quiet)
        diags_print(&diags, stderr);
    diags_free(&diags);
    if (!f)
        return EXIT_CONFIG;
    const hale_value *fact = facts_typed(args, f, &error);
    code = fact ? judge_and_tell(args, f, fact)
                : complain(error.code, "%s", error.message);
    formula_free(f);
    return code;
}
