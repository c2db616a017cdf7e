/* SPDX-License-Identifier: MIT
 *
 * asked.c: a run that is made to answer a question. It writes nothing, and
 * whether fail_on of the pipeline trips was not asked.
 *
 * A question may bring a formula that the pipeline does not have. It is added
 * as one more section, by way of --set, so that it is checked, bound to the
 * columns and judged like any other. From the section that it is compared with
 * it takes whom that judges, and the params that it knows.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

int ask_run(Args *args, const char *path, const View *v, const char *only,
            Answer answer, void *user)
{
    Bar bar;
    ptrdiff_t score = 0;
    if (!v->diags.errors && v->plan.scores)
        score = view_score(args, v);
    if (score < 0)
        return EXIT_USAGE;
    bar_begin(&bar, args);
    hale_session *h = session_open(args, path, &bar, true, only);
    Told told = {args, v, h, &bar, code_of(hale_session_run(h))};
    bar_clear(&bar);
    session_tell(args, h, outcome_of(told.code, h));
    int code = told.code;
    if (code <= EXIT_NO && !v->plan.scores)
        code = complain(EXIT_CONFIG,
                        "%s has no [score.*], so there is nothing to %s", path,
                        args->command->name);
    else if (code <= EXIT_NO && only)
        code = answer(&told, view_judge(&told, (size_t)score, only), user);
    else if (code <= EXIT_NO)
        code = answer(&told, (size_t)score, user);
    hale_close(h);
    return code;
}

/* ---------------------------------------------------------- another formula */

/* A section that only --set speaks of is not one of the pipeline. */
static bool is_taken(const View *v, const char *name)
{
    for (size_t i = 0; i < v->plan.ini.sections; i++) {
        const Section *s = &v->plan.ini.section[i];
        if (strcmp(s->name, name) == 0 && strcmp(s->place.file, "--set") != 0)
            return true;
    }
    return false;
}

/* One more --set, before those that were typed, which win; a $ in the value is
 * meant as it is. */
static void add_set(Args *args, const char *name, const char *key,
                    const char *value)
{
    Text word = {0};
    const char **set =
        arena_array(&args->arena, args->sets + 2, sizeof *args->set);
    text_printf(&word, "score.%s.%s=", name, key);
    for (const char *c = value; *c; c++) {
        text_char(&word, *c);
        if (*c == '$')
            text_char(&word, '$');
    }
    set[0] = arena_strndup(&args->arena, word.data, word.len);
    for (size_t i = 0; i < args->sets; i++)
        set[i + 1] = args->set[i];
    args->set = set;
    args->sets++;
    text_free(&word);
}

static bool is_about_accounts(const char *key)
{
    return str_starts(str(key), "where.") || strcmp(key, "only") == 0 ||
           strcmp(key, "weigh_by") == 0;
}

/* Marks the params that the formula declares as used. */
static void find_params(const char *script, const char *name, Setting *setting,
                        size_t settings)
{
    Diags diags = {0}; /* what is wrong with it, the run will tell */
    Formula *f = formula_load(script, name, setting, settings, &diags);
    diags_free(&diags);
    if (f)
        formula_free(f);
}

static void take_settings(Args *args, const Section *like, const char *name,
                          const char *script)
{
    Setting *setting =
        arena_array(&args->arena, like->settings + 1, sizeof *setting);
    for (size_t i = 0; i < like->settings; i++) {
        setting[i] = like->setting[i];
        setting[i].used = false;
    }
    find_params(script, name, setting, like->settings);
    for (size_t i = 0; i < like->settings; i++)
        if (setting[i].used || is_about_accounts(setting[i].key))
            add_set(args, name, setting[i].key, setting[i].value);
}

const char *score_add(Args *args, const View *v, const char *name,
                      const char *script, size_t like)
{
    const char *own = name;
    char *real = realpath(script, NULL);
    for (int i = 2; is_taken(v, own); i++)
        own = arena_printf(&args->arena, "%s_%d", name, i);
    add_set(args, own, "script", real ? real : script);
    if (like < v->plan.scores)
        take_settings(args, v->plan.score[like].section, own,
                      real ? real : script);
    free(real);
    return own;
}
