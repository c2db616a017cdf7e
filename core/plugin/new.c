/* SPDX-License-Identifier: MIT
 *
 * new.c: a pack of one's own in one command.
 *
 * The files of core/plugin/new are in the binary; this writes those that
 * belong to a kind into a new folder, with the names put in. They are working
 * plugins, compiled and checked with hale itself, so what a newcomer gets
 * builds, passes the harness and runs in a pipeline as it is.
 */
#include "plugin/inside.h"

#include "plugin/embedded.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ANY = -1 };

static const struct {
    int kind;         /* a Kind, or ANY */
    const char *from; /* in core/plugin/new */
    const char *to;   /* in the new folder; NULL: NAME.c */
    mode_t mode;
} files[] = {
    {KIND_INPUT, "input.c", NULL, 0644},
    {KIND_METRIC, "metric.c", NULL, 0644},
    {KIND_MODEL, "model.c", NULL, 0644},
    {KIND_OUTPUT, "output.c", NULL, 0644},
    {ANY, "CMakeLists.txt.in", "CMakeLists.txt", 0644},
    {ANY, "Makefile.in", "Makefile", 0644},
    {ANY, "README.md.in", "README.md", 0644},
    {ANY, "test.sh.in", "test.sh", 0755},
    {KIND_INPUT, "input.ini.in", "hale.ini", 0644},
    {KIND_METRIC, "metric.ini.in", "hale.ini", 0644},
    {KIND_MODEL, "model.ini.in", "hale.ini", 0644},
    {KIND_OUTPUT, "output.ini.in", "hale.ini", 0644},
    {ANY, "accounts.csv", "accounts.csv", 0644},
    {ANY, "events.csv", "events.csv", 0644},
    {KIND_INPUT, "events.txt", "events.txt", 0644},
};

static const Embedded *embedded(const char *name)
{
    const Embedded *e = new_files;
    while (e->name && strcmp(e->name, name) != 0)
        e++;
    return e;
}

/* "first_value" -> "First value" */
static char *title_of(Arena *arena, const char *name)
{
    char *title = arena_strndup(arena, name, strlen(name));
    for (char *p = title; *p; p++)
        if (*p == '_')
            *p = ' ';
    title[0] = (char)(title[0] - 'a' + 'A');
    return title;
}

static int write_files(Arena *arena, Kind kind, const char *folder,
                       const char *name, const Filling *words, Error *error)
{
    int result = 0;
    for (size_t i = 0; i < COUNT(files) && result == 0; i++) {
        const Embedded *e = embedded(files[i].from);
        const char *to =
            files[i].to ? files[i].to : arena_printf(arena, "%s.c", name);
        Text text = {0};
        if (files[i].kind != ANY && files[i].kind != (int)kind)
            continue;
        text_fill(&text, (Str){(const char *)e->data, e->size}, words);
        result = file_write(arena_printf(arena, "%s/%s", folder, to),
                            text_str(&text), files[i].mode, error);
        text_free(&text);
    }
    return result;
}

/* An input cannot be checked without something to read. */
static int write_pack(Arena *arena, Kind kind, const char *name,
                      const char *folder, Error *error)
{
    bool reads = kind == KIND_INPUT;
    const Filling words[] = {
        {"NAME", name},
        {"TITLE", title_of(arena, name)},
        {"KIND", kind_names[kind]},
        {"SETTINGS_CMAKE",
         reads ? arena_printf(arena,
                              "\n  SETTINGS input.%s.path="
                              "${CMAKE_CURRENT_SOURCE_DIR}/events.txt",
                              name)
               : ""},
        {"SETTINGS_SHELL",
         reads ? arena_printf(arena, " --set input.%s.path=events.txt", name)
               : ""},
        {NULL, NULL},
    };
    return write_files(arena, kind, folder, name, words, error);
}

int plugin_new(Kind kind, const char *name, const char *dir, Error *error)
{
    Arena arena = {0};
    const char *folder = arena_printf(&arena, "%s/%s", dir, name);
    int result;
    if (!str_is_name(str(name)))
        result = error_set(error, EXIT_USAGE,
                           "\"%s\" cannot be the name of a plugin: lower-case "
                           "letters, digits and _, a letter first",
                           name);
    else if (mkdir(folder, 0755) && errno == EEXIST)
        result = error_set(error, EXIT_CANT_CREATE,
                           "%s is there already: choose another name or "
                           "remove it",
                           folder);
    else if (!access(folder, W_OK))
        result = write_pack(&arena, kind, name, folder, error);
    else
        result = error_errno(error, EXIT_CANT_CREATE, "cannot create", folder);
    arena_free(&arena);
    return result;
}
