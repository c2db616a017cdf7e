/* SPDX-License-Identifier: MIT
 *
 * sources.c: `hale init --from csv FILES`: files that the user named.
 *
 * Each one is opened by the input plugin that --from names, looked into and
 * guessed at. What the files of a format look like is the plugin's business,
 * but for one thing: a table with one column that has a semicolon in its name
 * is looked at once more, with that as its delimiter.
 */
#include "cli/probe.h"

#include <string.h>

static const char *section_name(Arena *arena, const char *path, size_t i)
{
    Text name = {0};
    for (const char *c = path_base(path); *c && *c != '.'; c++) {
        bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        if (letter)
            text_char(&name, (char)(*c | 0x20));
        else if (name.len && *c >= '0' && *c <= '9')
            text_char(&name, *c);
        else if (name.len && name.data[name.len - 1] != '_')
            text_char(&name, '_');
    }
    if (!str_is_name(text_str(&name))) {
        text_clear(&name);
        text_printf(&name, "input_%zu", i + 1);
    }
    const char *kept = arena_strndup(arena, name.data, name.len);
    text_free(&name);
    return kept;
}

const char *source_name(Arena *arena, const Source *source, size_t i,
                        const char *from)
{
    const char *name = section_name(arena, from, i);
    for (size_t k = 0; k < i; k++)
        if (!strcmp(source[k].name, name))
            return arena_printf(arena, "%.40s_%zu", name, i + 1);
    return name;
}

/* What parts the cells if all of them seem to be one column whose name holds
 * such a sign; NULL: nothing does. */
static const char *delimiter_in(const Probe *p)
{
    static const struct {
        char sign;
        const char *name;
    } other[] = {{';', "semicolon"}, {'\t', "tab"}, {'|', "pipe"}};
    for (size_t i = 0; p->names == 1 && i < COUNT(other); i++)
        if (strchr(p->name[0], other[i].sign))
            return other[i].name;
    return NULL;
}

/* Looks once more, with that delimiter; an input that has no such setting
 * was right the first time. */
static void look_again(Args *args, Registry *registry, Source *source,
                       const char **lines, const Setting *path)
{
    const char *delimiter = delimiter_in(source->probe);
    Setting setting[] = {*path, {.key = "delimiter", .value = delimiter}};
    Probe *probe = arena_alloc(&args->arena, sizeof *probe);
    Error ignored = {0};
    probe->arena = &args->arena;
    if (!delimiter ||
        probe_source(probe, registry, args->from, setting, 2, &ignored) ||
        probe->names < 2)
        return;
    source->probe = probe;
    lines[1] =
        arena_printf(&args->arena, "delimiter = %-24s ; guessed", delimiter);
}

static int look_into(Args *args, Registry *registry, Source *source, size_t i)
{
    const char *path = args->operand[i + 1];
    Error error = {0};
    int code = file_trouble(path);
    if (code)
        return code;
    const char **lines = arena_array(&args->arena, 3, sizeof *lines);
    const char *whole = path_real(&args->arena, path);
    Setting setting = {.key = "path", .value = whole};
    source[i].name = source_name(&args->arena, source, i, path);
    source[i].label = path;
    lines[0] = arena_printf(&args->arena, "path   = %s", whole);
    source[i].settings = lines;
    source[i].probe = arena_alloc(&args->arena, sizeof *source[i].probe);
    source[i].probe->arena = &args->arena;
    if (probe_source(source[i].probe, registry, args->from, &setting, 1,
                     &error))
        return complain(error.code, "%s: %s", path, error.message);
    look_again(args, registry, &source[i], lines, &setting);
    guess_role(&source[i].guess, source[i].probe, source[i].name);
    return 0;
}

int sources_of_files(Sources *all, Args *args, Registry *registry)
{
    size_t files = args->operands - 1;
    int code = 0;
    *all = (Sources){.plugin = args->from};
    all->source = arena_array(&args->arena, files + 1, sizeof *all->source);
    for (; all->count < files && !code; all->count++)
        code = look_into(args, registry, all->source, all->count);
    return code;
}
