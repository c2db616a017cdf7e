/* SPDX-License-Identifier: MIT
 *
 * help.c: the help, and the command that somebody meant. All of it is
 * written from the tables in tables.c; nothing is said twice.
 */
#include "cli/cli.h"

#include <string.h>

static Str first_word(const char *name)
{
    Str rest = str(name), word;
    str_cut(&rest, ' ', &word);
    return word;
}

bool command_is_group(Str word)
{
    for (const Command *c = commands; c->name; c++)
        if (c->name[first_word(c->name).len] == ' ' &&
            str_eq(first_word(c->name), word))
            return true;
    return false;
}

/* The second words of a group, or the first words of all: for suggestions
 * and lists. Repeated ones once. */
static const char **names_of(Arena *arena, Str group)
{
    size_t n = 0, all = 0;
    while (commands[all].name)
        all++;
    const char **name = arena_array(arena, all + 1, sizeof *name);
    for (const Command *c = commands; c->name; c++) {
        Str word = first_word(c->name);
        if (group.len && str_eq(word, group))
            name[n++] = c->name + word.len + 1;
        else if (!group.len && !(n && str_is(word, name[n - 1])))
            name[n++] = arena_strndup(arena, word.data, word.len);
    }
    return name;
}

/* Tells what is wrong with the word: it has a near one, or here is all. */
static const Command *no_command(Args *args, Str group, const char *word,
                                 Error *error)
{
    const char **names = names_of(&args->arena, group);
    const char *gap = group.len ? " " : "";
    Text list = {0};
    for (size_t i = 0; names[i]; i++)
        text_printf(&list, "%s%s", i ? ", " : "", names[i]);
    if (!word)
        error_set(error, EXIT_USAGE, "%.*s needs one of: %s", PS(group),
                  list.data);
    else if (suggest(str(word), names))
        error_set(error, EXIT_USAGE, "no command \"%.*s%s%s\"%s", PS(group),
                  gap, word, suggest_hint(&args->arena, str(word), names));
    else
        error_set(error, EXIT_USAGE, "no command \"%.*s%s%s\" (there are: %s)",
                  PS(group), gap, word, list.data);
    text_free(&list);
    return NULL;
}

const Command *command_find(Args *args, const char *const *operand,
                            size_t operands, size_t *words, Error *error)
{
    Str one = str(operand[0]);
    bool group = command_is_group(one);
    for (const Command *c = commands; c->name; c++) {
        if (!group && str_is(one, c->name)) {
            *words = 1;
            return c;
        }
        if (group && operands > 1 && str_eq(first_word(c->name), one) &&
            strcmp(c->name + one.len + 1, operand[1]) == 0) {
            *words = 2;
            return c;
        }
    }
    if (!group)
        return no_command(args, S(""), operand[0], error);
    return no_command(args, one, operands > 1 ? operand[1] : NULL, error);
}

static void heading(Text *out, const Term *term, const char *text)
{
    text_char(out, '\n');
    term_paint(out, term, BOLD, str(text));
    text_char(out, '\n');
}

static void option_lines(Text *out, const Term *term, const Command *command,
                         bool global)
{
    Grid g = {0};
    grid_begin(&g, "lL");
    for (const Option *o = options; o->name; o++) {
        if (!o->commands != global || (command && !option_is_for(o, command)))
            continue;
        Text flag = {0};
        if (o->letter)
            text_printf(&flag, "-%c, ", o->letter);
        else
            text_puts(&flag, "    ");
        text_printf(&flag, "--%s", o->name);
        if (o->value)
            text_printf(&flag, " %s", o->value);
        grid_add(&g, PLAIN, text_str(&flag));
        grid_add(&g, PLAIN, str(o->help));
        text_free(&flag);
    }
    grid_end(&g, out, term, 2);
}

static void command_lines(Text *out, const Term *term, Str group)
{
    Grid g = {0};
    grid_begin(&g, "lL");
    for (const Command *c = commands; c->name; c++)
        if (!group.len || str_eq(first_word(c->name), group)) {
            grid_add(&g, PLAIN, str(c->name));
            grid_add(&g, PLAIN, str(c->summary));
        }
    grid_end(&g, out, term, 2);
}

void help_overview(Text *out, const Term *term)
{
    text_puts(out, "hale - customer-success metrics and health scores from "
                   "your own data\n\n"
                   "usage: hale COMMAND [OPTION...] [PIPELINE]\n");
    heading(out, term, "Commands");
    command_lines(out, term, S(""));
    heading(out, term, "Options of every command");
    option_lines(out, term, NULL, true);
    text_puts(out, "\nEvery option is also an environment variable: --as-of is "
                   "HALE_AS_OF.\nA flag wins over it, and it wins over the "
                   "pipeline.\n");
    heading(out, term, "Exit codes");
    text_puts(out,
              "  0 done   1 done, and the answer is no   64 wrong command "
              "line\n  65 bad data   66 no such input   69 source not "
              "available   70 a bug\n  73 cannot create   74 read or write "
              "error   75 try again\n  77 no permission   78 mistake in "
              "pipeline, formula or plugin\n  130, 143 interrupted\n"
              "\nMore on a command: hale help COMMAND\n");
}

void help_command(Text *out, const Term *term, const Command *command)
{
    text_printf(out, "hale %s - %s\n\nusage: hale %s [OPTION...]%s%s\n",
                command->name, command->summary, command->name,
                *command->operands ? " " : "", command->operands);
    if (command->more)
        text_printf(out, "\n%s\n", command->more);
    bool own = false;
    for (const Option *o = options; o->name; o++)
        own |= o->commands && option_is_for(o, command);
    if (own) {
        heading(out, term, "Options");
        option_lines(out, term, command, false);
    }
    heading(out, term, "Options of every command");
    option_lines(out, term, NULL, true);
    heading(out, term, "Examples");
    Str rest = str(command->example), line;
    while (str_cut(&rest, '\n', &line))
        text_printf(out, "  %.*s\n", PS(line));
}

void help_group(Text *out, const Term *term, Str group)
{
    text_printf(out, "usage: hale %.*s COMMAND [OPTION...]\n", PS(group));
    heading(out, term, "Commands");
    command_lines(out, term, group);
    text_printf(out, "\nMore on one: hale help %.*s COMMAND\n", PS(group));
}

int command_help(Args *args)
{
    Text out = {0};
    Error error = {0};
    size_t words = 0;
    if (args->operands == 0) {
        help_overview(&out, &args->out);
    } else if (args->operands == 1 && command_is_group(str(args->operand[0]))) {
        help_group(&out, &args->out, str(args->operand[0]));
    } else {
        const Command *c =
            command_find(args, args->operand, args->operands, &words, &error);
        if (c && words == args->operands)
            help_command(&out, &args->out, c);
        else if (c)
            error_set(&error, EXIT_USAGE, "help: what is \"%s\"?",
                      args->operand[words]);
    }
    put(stdout, &out);
    return error.code ? complain(error.code, "%s", error.message) : 0;
}
