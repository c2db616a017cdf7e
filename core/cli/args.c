/* SPDX-License-Identifier: MIT
 *
 * args.c: the words of the command line -> Args.
 *
 * Options may stand anywhere, before the command too, because each name has
 * one meaning. So the words are read first, the command is found among the
 * operands, and only then it is seen whether the options fit it. "--" ends
 * the options; "-" is an operand; names are never abbreviated.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

typedef struct Parse {
    Args *args;
    Error *error;
    bool seen[OPTIONS_MOST];
    char **word;
    size_t words, next;
} Parse;

bool option_is_for(const Option *option, const Command *command)
{
    if (!option->commands)
        return true;
    Str rest = str(option->commands), name;
    while (str_cut(&rest, ',', &name))
        if (str_is(name, command->name))
            return true;
    return false;
}

static int store_count(Args *args, const Option *o, const char *value,
                       const char *origin, Error *error)
{
    char *end;
    long n = strtol(value, &end, 10);
    if (end == value || *end || n < 1 || n > 1024)
        return error_set(error, EXIT_USAGE,
                         "%s takes a number from 1 to 1024, not \"%s\"", origin,
                         value);
    *(long *)(void *)((char *)args + o->at) = n;
    return 0;
}

const char *args_take_secret(Args *args, const char *typed)
{
    size_t n = strlen(typed);
    const char *kept = arena_strndup(&args->arena, typed, n);
    memset((char *)typed, 'x', n);
    return kept;
}

/* Does what is typed set a uri or a password? */
static bool sets_secret(const char *dot, const char *equals)
{
    static const char *const words[] = {"uri", "password", "secret", "token"};
    for (size_t i = 0; i < COUNT(words); i++) {
        const char *word = strstr(dot, words[i]);
        if (word && word < equals)
            return true;
    }
    return false;
}

static int store_set(Args *args, const char *value, const char *origin,
                     Error *error)
{
    const char *equals = strchr(value, '=');
    const char *dot = strchr(value, '.');
    if (!equals || !dot || dot > equals)
        return error_set(error, EXIT_USAGE,
                         "%s takes SECTION.KEY=VALUE, not \"%s\"", origin,
                         value);
    if (sets_secret(dot, equals))
        value = args_take_secret(args, value);
    args->set[args->sets++] = value;
    args->set[args->sets] = NULL;
    return 0;
}

static int store_text(Args *args, const Option *o, const char *value,
                      const char *origin, Error *error)
{
    bool fits = !o->choices;
    for (size_t i = 0; o->choices && o->choices[i]; i++)
        fits |= strcmp(o->choices[i], value) == 0;
    if (!fits)
        return error_set(error, EXIT_USAGE, "%s takes %s, not \"%s\"", origin,
                         o->help, value);
    if (!*value)
        return error_set(error, EXIT_USAGE, "%s takes %s, not nothing", origin,
                         o->value);
    *(const char **)(void *)((char *)args + o->at) = value;
    return 0;
}

int option_store(Args *args, const Option *option, const char *value,
                 const char *origin, Error *error)
{
    switch (option->type) {
    case TAKES_NOTHING:
        *(bool *)(void *)((char *)args + option->at) = true;
        return 0;
    case TAKES_COUNT:
        return store_count(args, option, value, origin, error);
    case TAKES_TEXT:
        break;
    }
    if (option->at == offsetof(Args, set))
        return store_set(args, value, origin, error);
    return store_text(args, option, value, origin, error);
}

static int take(Parse *p, const Option *o, const char *value,
                const char *origin)
{
    if (o->value && !value) {
        if (p->next == p->words)
            return error_set(p->error, EXIT_USAGE,
                             "%s takes %s, and none "
                             "was given",
                             origin, o->value);
        value = p->word[p->next++];
    }
    for (size_t i = 0; options[i].name; i++)
        p->seen[i] |= strcmp(options[i].name, o->name) == 0;
    return option_store(p->args, o, value, origin, p->error);
}

static int unknown_option(Parse *p, Str name)
{
    const char *names[OPTIONS_MOST + 1];
    size_t n = 0;
    for (; options[n].name; n++)
        names[n] = options[n].name;
    names[n] = NULL;
    const char *near = suggest(name, names);
    return error_set(p->error, EXIT_USAGE, "no option --%.*s%s%s%s", PS(name),
                     near ? ", did you mean --" : "", near ? near : "",
                     near ? "?" : "");
}

static int parse_long(Parse *p, const char *word)
{
    Str rest = str(word + 2), name;
    str_cut(&rest, '=', &name);
    const char *value = word[2 + name.len] ? word + 3 + name.len : NULL;
    const Option *o = options;
    while (o->name && !str_is(name, o->name))
        o++;
    if (!o->name)
        return unknown_option(p, name);
    if (value && !o->value)
        return error_set(p->error, EXIT_USAGE, "--%s takes no value", o->name);
    return take(p, o, value, arena_printf(&p->args->arena, "--%s", o->name));
}

static int parse_letters(Parse *p, const char *word)
{
    for (const char *c = word + 1; *c; c++) {
        const Option *o = options;
        while (o->name && o->letter != *c)
            o++;
        if (!o->name)
            return error_set(p->error, EXIT_USAGE, "no option -%c", *c);
        char origin[3] = {'-', *c, 0};
        if (o->value)
            return take(p, o, c[1] ? c + 1 : NULL, origin);
        if (take(p, o, NULL, origin))
            return -1;
    }
    return 0;
}

static int parse_words(Parse *p)
{
    bool operands_only = false;
    while (p->next < p->words) {
        const char *word = p->word[p->next++];
        int rc = 0;
        if (operands_only || word[0] != '-' || !word[1])
            p->args->operand[p->args->operands++] = word;
        else if (strcmp(word, "--") == 0)
            operands_only = true;
        else if (word[1] == '-')
            rc = parse_long(p, word);
        else
            rc = parse_letters(p, word);
        if (rc)
            return rc;
    }
    return 0;
}

static bool has_option(const Command *c, const char *name)
{
    for (size_t i = 0; options[i].name; i++)
        if (strcmp(options[i].name, name) == 0 && option_is_for(&options[i], c))
            return true;
    return false;
}

/* The options that were given must be ones of the command. */
static int check_options(Parse *p)
{
    const Command *c = p->args->command;
    for (size_t i = 0; options[i].name; i++)
        if (p->seen[i] && !has_option(c, options[i].name))
            return error_set(p->error, EXIT_USAGE,
                             "%s has no option --%s (it is one of: %s)",
                             c->name, options[i].name, options[i].commands);
    return 0;
}

static int check_operands(Args *args, Error *error)
{
    const Command *c = args->command;
    if (args->operands < c->least)
        return error_set(error, EXIT_USAGE, "%s needs %s", c->name,
                         c->operands);
    if (args->operands > c->most)
        return error_set(error, EXIT_USAGE, "%s: what is \"%s\"? It takes %s",
                         c->name, args->operand[c->most],
                         c->most ? c->operands : "no more words");
    return 0;
}

/* Help and version need neither operands nor a command. */
static bool only_asks(const Args *args)
{
    return args->help || args->version;
}

static int find_command(Args *args, Error *error)
{
    if (args->version || args->operands == 0)
        return 0;
    if (args->help && args->operands == 1 &&
        command_is_group(str(args->operand[0])))
        return 0;
    size_t words;
    args->command =
        command_find(args, args->operand, args->operands, &words, error);
    if (!args->command)
        return -1;
    args->operand += words;
    args->operands -= words;
    return 0;
}

int args_parse(Args *args, int argc, char **argv, Error *error)
{
    size_t words = argc > 0 ? (size_t)argc - 1 : 0;
    *args = (Args){0};
    args->operand = arena_array(&args->arena, words + 1, sizeof(char *));
    args->set = arena_array(&args->arena, words + 1, sizeof(char *));
    Parse p = {.args = args, .error = error, .word = argv + 1, .words = words};
    if (parse_words(&p) || find_command(args, error))
        return -1;
    if (args->command && !only_asks(args) &&
        (check_options(&p) || check_operands(args, error)))
        return -1;
    return environ_read(args, p.seen, error);
}

void args_free(Args *args)
{
    arena_free(&args->arena);
}
