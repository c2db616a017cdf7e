/* SPDX-License-Identifier: MIT
 *
 * formula.c: from a script to a Formula that can be shared, and what others
 * may ask of it. The script runs once here (build.c), its names are resolved
 * (link.c), everything that can be found wrong is told together (lint.c), and
 * each function is tried (probe.c).
 */
#include "judge/formula.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge/room.h"

void *list_grow(Arena *arena, void *list, size_t count, size_t size)
{
    if (count && (count < 4 || (count & (count - 1))))
        return list;
    void *wider = arena_array(arena, count ? 2 * count : 4, size);
    if (count)
        memcpy(wider, list, count * size);
    return wider;
}

static Formula *formula_new(const char *path, Str text, const char *name)
{
    Formula *f = xcalloc(1, sizeof *f);
    f->text = f->own = arena_str(&f->arena, text);
    f->path = arena_printf(&f->arena, "%s", path);
    f->file = path_base(f->path);
    f->name = arena_printf(&f->arena, "%s", name);
    f->title = f->name;
    f->version = "";
    f->line = 1;
    hash_hex(text.data, text.len, f->hash);
    f->group = list_grow(&f->arena, NULL, 0, sizeof *f->group);
    f->group[f->groups++] = (Group){
        .id = "", .label = "", .section = "", .finished = true, .weight = 1};
    return f;
}

/* No name and no text of a formula that runs holds a NUL, so that it can
 * stand between them. */
static void hash_sources(Formula *f)
{
    Text all = {0};
    if (!f->sources)
        return;
    text_add(&all, f->own);
    for (size_t i = 0; i < f->sources; i++) {
        text_char(&all, 0);
        text_puts(&all, f->source[i].word);
        text_char(&all, 0);
        text_add(&all, f->source[i].text);
    }
    hash_hex(all.data, all.len, f->hash);
    text_free(&all);
}

/* Puts the tests behind the script: its locals are theirs, and places are
 * told apart by their lines (script_place). */
static void add_tests(Formula *f, const char *path, Str tests)
{
    Text both = {0};
    text_add(&both, f->own);
    text_char(&both, '\n');
    f->own_lines = script_lines(text_str(&both));
    f->tests_path = arena_printf(&f->arena, "%s", path);
    text_add(&both, tests);
    f->text = arena_str(&f->arena, text_str(&both));
    text_free(&both);
}

/* What the text of a formula that was just made says; NULL if it is wrong. */
static Formula *understand(Formula *f, Setting *params, size_t count,
                           Diags *diags)
{
    size_t errors = diags->errors;
    Room *room = formula_build(f, params, count, diags);
    hash_sources(f);
    if (room) {
        formula_link(f, diags);
        formula_lint(f, diags, errors);
    }
    room_close(room);
    if (diags->errors == errors)
        formula_probe(f, diags);
    if (diags->errors == errors)
        return f;
    formula_free(f);
    return NULL;
}

Formula *formula_parse(const char *path, Str text, const char *name,
                       Setting *params, size_t count, Diags *diags)
{
    return understand(formula_new(path, text, name), params, count, diags);
}

/* The parser tells one that is too long, in its own words. */
static int read_script(const char *path, Text *text, Diags *diags)
{
    Error error = {0};
    if (!file_read(path, 16 * ROOM_SCRIPT, text, &error))
        return 0;
    diag_error(diags, (Place){path, 0, 0}, NULL, "%s", error.message);
    return -1;
}

static Formula *load(const char *path, const char *tests, const char *name,
                     Setting *params, size_t count, Diags *diags)
{
    Text text = {0}, more = {0};
    Formula *f = NULL;
    if (!read_script(path, &text, diags) &&
        (!tests || !read_script(tests, &more, diags))) {
        f = formula_new(path, text_str(&text), name);
        if (tests)
            add_tests(f, tests, text_str(&more));
        f = understand(f, params, count, diags);
    }
    text_free(&text);
    text_free(&more);
    return f;
}

Formula *formula_load(const char *path, const char *name, Setting *params,
                      size_t count, Diags *diags)
{
    return load(path, NULL, name, params, count, diags);
}

Formula *formula_load_tested(const char *path, const char *name,
                             Setting *params, size_t count, Diags *diags)
{
    Arena arena = {0};
    size_t stem = strlen(path);
    if (stem > 4 && !strcmp(path + stem - 4, ".lua"))
        stem -= 4;
    const char *tests = arena_printf(&arena, "%.*s_test.lua", (int)stem, path);
    Formula *f = load(path, access(tests, F_OK) ? NULL : tests, name, params,
                      count, diags);
    arena_free(&arena);
    return f;
}

void formula_free(Formula *f)
{
    if (!f)
        return;
    arena_free(&f->arena);
    free(f);
}

void formula_limits(Formula *f, int64_t steps, int64_t mebibytes)
{
    f->most_steps = steps;
    f->most_bytes = (size_t)mebibytes << 20;
}

bool formula_has_param(const Formula *f, const char *name)
{
    for (size_t i = 0; i < f->params; i++)
        if (!strcmp(f->param[i].name, name))
            return true;
    return false;
}

const char *formula_title(const Formula *f)
{
    return f->title;
}

const char *formula_version(const Formula *f)
{
    return f->version;
}

const char *formula_hash(const Formula *f)
{
    return f->hash;
}

const char *formula_text(const Formula *f)
{
    return f->own.data;
}

const char *const *formula_inputs(const Formula *f)
{
    return f->input_name;
}

size_t formula_input_count(const Formula *f)
{
    return f->inputs;
}

const char *const *formula_bands(const Formula *f)
{
    return f->band_name;
}

Source formula_source(const Formula *f, int file)
{
    if (file > 0 && (size_t)file <= f->sources)
        return f->source[file - 1];
    return (Source){.path = f->path, .file = f->file, .text = f->text};
}

ptrdiff_t formula_input(const Formula *f, const char *name)
{
    for (size_t i = 0; i < f->inputs; i++)
        if (!strcmp(f->input[i].name, name))
            return (ptrdiff_t)i;
    return -1;
}

static const char *told(Arena *arena, const char *format, va_list args)
{
    Text text = {0};
    text_vprintf(&text, format, args);
    const char *copy = arena_strndup(arena, text.data, text.len);
    text_free(&text);
    return copy;
}

void formula_wrong(const Formula *f, Diags *diags, const char *section,
                   int line, const char *key, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *message = told(&diags->arena, format, args);
    va_end(args);
    diag_error(diags, script_place(f, 0, line, key), section, "%s", message);
}

void formula_remark(const Formula *f, Diags *diags, const char *section,
                    int line, const char *key, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *message = told(&diags->arena, format, args);
    va_end(args);
    diag_warn(diags, script_place(f, 0, line, key), section, "%s", message);
}
