/* SPDX-License-Identifier: MIT
 *
 * annotate.c: the vocabulary as an editor wants it, and as a page.
 *
 * The Lua language server completes and explains what it finds in a file of
 * annotations: a class for each table that a word takes, a function for each
 * word, a field for each figure of the pipeline. All of it is written from
 * the one table of words (words.c) and the columns of the plan, so that an
 * editor never offers what `hale check` would refuse.
 */
#include "judge/judge.h"

#include <ctype.h>
#include <string.h>

#include "judge/words.h"

/* ---------------------------------------------------------- annotations -- */

/* "hale.Component": the table that a word, or a key of one, takes. */
static void class_name(Text *out, const char *word)
{
    text_puts(out, "hale.");
    text_char(out, (char)toupper((unsigned char)word[0]));
    text_puts(out, word + 1);
}

static bool has_keys(const char *word)
{
    for (const Word *w = words; w->name; w++)
        if (!strcmp(w->in, word))
            return true;
    return false;
}

/* The types of a key, parted by "|". */
static void type_of(Text *out, const Word *w)
{
    static const struct {
        unsigned bit;
        const char *type;
    } types[] = {{TAKES_TEXT, "string"},
                 {TAKES_NUMBER, "number"},
                 {TAKES_BOOL, "boolean"},
                 {TAKES_TABLE, "table"},
                 {TAKES_FUNCTION, "fun(m: hale.Facts, p: hale.Params): any"},
                 {TAKES_CURVE, "hale.Curve"}};
    const char *between = "";
    for (size_t i = 0; i < COUNT(types); i++) {
        if (!(w->takes & types[i].bit))
            continue;
        text_puts(out, between);
        between = "|";
        if (types[i].bit == TAKES_TABLE && has_keys(w->name))
            class_name(out, w->name);
        else if (types[i].bit == TAKES_TEXT && !strcmp(w->name, "metric"))
            text_puts(out, "hale.Input");
        else
            text_puts(out, types[i].type);
    }
}

static void help_of(Text *out, const Word *w)
{
    text_puts(out, w->help);
    if (w->fallback)
        text_printf(out, " (default %s)", w->fallback);
}

/* A class with the keys of one word. */
static void put_class(Text *out, const char *in)
{
    text_puts(out, "---@class ");
    class_name(out, in);
    text_char(out, '\n');
    for (const Word *w = words; w->name; w++) {
        if (strcmp(w->in, in))
            continue;
        text_printf(out, "---@field %s? ", w->name);
        type_of(out, w);
        text_char(out, ' ');
        help_of(out, w);
        text_char(out, '\n');
    }
    text_char(out, '\n');
}

static bool is_structural(const char *in)
{
    return !strcmp(in, "file") || !strcmp(in, "curve") || !strcmp(in, "helper");
}

static void put_classes(Text *out)
{
    for (const Word *w = words; w->name; w++)
        if ((w == words || strcmp(w[-1].in, w->in)) && !is_structural(w->in))
            put_class(out, w->in);
}

/* component "id" { ... }: a function that gives a function. */
static void put_named_word(Text *out, const Word *w)
{
    text_puts(out, "---@param name string\n---@return fun(of: ");
    class_name(out, w->name);
    text_printf(out, ")\nfunction %s(name) end\n\n", w->name);
}

static void put_word(Text *out, const Word *w)
{
    text_puts(out, "---");
    help_of(out, w);
    text_char(out, '\n');
    if (!strcmp(w->name, "param"))
        text_puts(out, "---@param name string\n"
                       "---@param default number|string|boolean\n"
                       "---@param help string\n"
                       "function param(name, default, help) end\n\n");
    else if (!strcmp(w->name, "inputs"))
        text_puts(out, "---@param names hale.Input[]\n"
                       "function inputs(names) end\n\n");
    else if (!strcmp(w->name, "use"))
        text_puts(out, "---@param path string\n---@return any\n"
                       "function use(path) end\n\n");
    else if (w->takes & TAKES_FUNCTION)
        text_printf(out,
                    "---@type fun(m: hale.Facts, p: hale.Params): number?\n"
                    "%s = nil\n\n",
                    w->name);
    else if ((w->takes & TAKES_TEXT) && has_keys(w->name))
        put_named_word(out, w);
    else
        text_printf(out, "---@param of %s\nfunction %s(of) end\n\n",
                    w->takes & TAKES_TEXT    ? "string"
                    : w->takes & TAKES_TABLE ? "table"
                                             : "number",
                    w->name);
}

static void put_words(Text *out, const char *in, const char *gives)
{
    for (const Word *w = words; w->name; w++) {
        if (strcmp(w->in, in))
            continue;
        if (!gives) {
            put_word(out, w);
            continue;
        }
        text_puts(out, "---");
        help_of(out, w);
        text_printf(out, "\n---@return %s\nfunction %s(...) end\n\n", gives,
                    w->name);
    }
}

static const char *lua_type(hale_type type)
{
    return type == HALE_TEXT   ? "string"
           : type == HALE_BOOL ? "boolean"
                               : "number";
}

/* What m.NAME may be, and the names that inputs { } takes. */
static void put_facts(Text *out, const FactInfo *fact, size_t facts)
{
    text_puts(out, "---The figures of the account; nil: not known.\n"
                   "---@class hale.Facts\n");
    for (size_t i = 0; i < facts; i++)
        text_printf(out, "---@field %s? %s %s%s%s\n", fact[i].name,
                    lua_type(fact[i].type), fact[i].help ? fact[i].help : "",
                    fact[i].unit ? " · " : "",
                    fact[i].unit ? fact[i].unit : "");
    text_puts(out, "\n---@alias hale.Input string\n");
    for (size_t i = 0; i < facts; i++)
        text_printf(out, "---| \"%s\"\n", fact[i].name);
    text_char(out, '\n');
}

void words_annotations(Text *out, const FactInfo *fact, size_t facts)
{
    text_puts(out, "---@meta\n"
                   "-- The words of hale's formulas and the figures of this "
                   "pipeline, for editors.\n"
                   "-- Written by `hale docs lua`; do not edit.\n\n");
    put_facts(out, fact, facts);
    text_puts(out, "---@class hale.Params\n---@field [string] any\n\n"
                   "---@class hale.Curve\n\n");
    put_classes(out);
    put_words(out, "file", NULL);
    put_words(out, "curve", "hale.Curve");
    put_words(out, "helper", "any");
}

/* -------------------------------------------------------------- luacheck -- */

void words_luacheck(Text *out)
{
    text_puts(out, "-- The words of hale's formulas, for luacheck.\n"
                   "std = \"none\"\nglobals = { \"score\" }\n"
                   "read_globals = {\n");
    for (const Word *w = words; w->name; w++)
        if (is_structural(w->in) && strcmp(w->name, "score"))
            text_printf(out, "  \"%s\",\n", w->name);
    text_puts(out, "}\n");
}

/* -------------------------------------------------------------- reference --
 */

static void put_cell(Text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            text_char(out, '\\');
        text_char(out, *text);
    }
}

static const char *heading_of(const char *in)
{
    return !strcmp(in, "file")     ? "Words of a file"
           : !strcmp(in, "curve")  ? "Curves"
           : !strcmp(in, "helper") ? "Functions"
                                   : NULL;
}

static void put_heading(Text *out, const char *in)
{
    const char *heading = heading_of(in);
    if (heading)
        text_printf(out, "\n## %s\n\n", heading);
    else
        text_printf(out, "\n## Keys of `%s`\n\n", in);
    text_puts(out, "| word | takes | default | since | meaning | example |\n"
                   "|---|---|---|---|---|---|\n");
}

void words_reference(Text *out)
{
    Arena arena = {0};
    text_puts(out, "# The words of formulas\n\nWritten by `hale docs words` "
                   "from the table that checks them.\n");
    for (const Word *w = words; w->name; w++) {
        if (w == words || strcmp(w[-1].in, w->in))
            put_heading(out, w->in);
        text_printf(out, "| `%s` | ", w->name);
        put_cell(out, word_takes(&arena, w->takes));
        text_puts(out, " | ");
        if (w->fallback) {
            text_char(out, '`');
            put_cell(out, w->fallback);
            text_char(out, '`');
        }
        text_printf(out, " | %s | ", w->since);
        put_cell(out, w->help);
        text_puts(out, " | ");
        if (w->example) {
            text_char(out, '`');
            put_cell(out, w->example);
            text_char(out, '`');
        }
        text_puts(out, " |\n");
    }
    arena_free(&arena);
}
