/* SPDX-License-Identifier: MIT
 *
 * docs.c: `hale docs lua`, `words`, `luacheck`: the language of formulas for
 * editors and for reading, from the table that checks formulas. With a
 * pipeline the annotations know its figures too; a formula that has mistakes
 * does not keep its author from getting help with them.
 */
#include "cli/cli.h"

void annotations_of(Text *out, View *v)
{
    Arena arena = {0};
    const Plan *p = &v->plan;
    FactInfo *fact = arena_array(&arena, p->columns + 1, sizeof *fact);
    for (size_t i = 0; i < p->columns; i++)
        fact[i] =
            (FactInfo){p->column[i].name, p->column[i].type, p->column[i].unit,
                       p->column[i].direction, p->column[i].help};
    words_annotations(out, fact, p->columns);
    arena_free(&arena);
}

int docs_lua_command(Args *args)
{
    int code = 0;
    Text out = {0};
    if (!args->operands && !args->pipeline && !pipeline_near(&args->arena)) {
        words_annotations(&out, NULL, 0);
        put(stdout, &out);
        return 0;
    }
    const char *path =
        pipeline_path(args, args->operands ? args->operand[0] : NULL, &code);
    if (!path)
        return code;
    View v;
    view_open(&v, args, path);
    code = view_finish(&v);
    if (!code)
        annotations_of(&out, &v);
    put(stdout, &out);
    view_close(&v);
    return code;
}

int docs_words_command(Args *args)
{
    Text out = {0};
    (void)args;
    words_reference(&out);
    put(stdout, &out);
    return 0;
}

int docs_luacheck_command(Args *args)
{
    Text out = {0};
    (void)args;
    words_luacheck(&out);
    put(stdout, &out);
    return 0;
}
