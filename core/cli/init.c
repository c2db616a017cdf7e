/* SPDX-License-Identifier: MIT
 *
 * init.c: `hale init NAME`: a project that runs as it is.
 *
 * A pipeline, a formula with its tests, ten made-up customers, and what an
 * editor needs to complete the words. The files of core/cli/project are in
 * the binary. With --from the pipeline is proposed from a team's own files
 * instead. Everything is written into a folder of another name first,
 * which takes its place when it is whole: a project is there or it is not.
 */
#include "cli/cli.h"

#include "cli/probe.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const Embedded project_files[]; /* core/cli/project */

static const struct {
    const char *from, *to;
    bool sample; /* not for a project that is made from files */
} files[] = {
    {"gitignore", ".gitignore", false},
    {"luarc.json", ".luarc.json", false},
    {"README.md", "README.md", true},
    {"hale.ini", "hale.ini", true},
    {"health.lua", "scripts/health.lua", true},
    {"health_test.lua", "scripts/health_test.lua", true},
    {"accounts.csv", "data/accounts.csv", true},
    {"subscriptions.csv", "data/subscriptions.csv", true},
    {"events.csv", "data/events.csv", true},
    {"surveys.csv", "data/surveys.csv", true},
    {"tickets.csv", "data/tickets.csv", true},
};

static const char *const folders[] = {"", "scripts", "data", ".hale"};

/* -------------------------------------------------------------- folders -- */

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* May the project stand there? It may be an empty folder, or nothing. */
static int place_trouble(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    int found = 0;
    if (!dir && errno == ENOTDIR)
        return complain(EXIT_CANT_CREATE,
                        "%s is a file; the name of the new project comes "
                        "first, as in hale init NAME",
                        path);
    if (!dir)
        return errno == ENOENT ? 0
                               : complain(EXIT_CANT_CREATE, "%s: %s", path,
                                          strerror(errno));
    while ((entry = readdir(dir)))
        found += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    closedir(dir);
    return found ? complain(EXIT_CANT_CREATE,
                            "%s is there already and not empty: choose "
                            "another name",
                            path)
                 : 0;
}

static int make_folders(Arena *arena, const char *root)
{
    for (size_t i = 0; i < COUNT(folders); i++) {
        const char *path = arena_printf(arena, "%s/%s", root, folders[i]);
        if (mkdir(path, 0755) && (errno != EEXIST || i))
            return complain(EXIT_CANT_CREATE, "cannot create %s: %s", path,
                            strerror(errno));
    }
    return 0;
}

/* ---------------------------------------------------------------- files -- */

static Str embedded(const char *name)
{
    const Embedded *e = project_files;
    while (strcmp(e->name, name) != 0)
        e++;
    return (Str){(const char *)e->data, e->size};
}

static int write_text(Arena *arena, const char *root, const char *to,
                      Text *text)
{
    Error error = {0};
    int bad = file_write(arena_printf(arena, "%s/%s", root, to), text_str(text),
                         0644, &error);
    text_free(text);
    return bad ? complain(error.code, "%s", error.message) : 0;
}

static int write_files(Arena *arena, const char *root, const char *name,
                       bool sample)
{
    const Filling filling[] = {{"NAME", name}, {NULL, NULL}};
    int code = 0;
    for (size_t i = 0; i < COUNT(files) && !code; i++) {
        Text text = {0};
        if (files[i].sample && !sample)
            continue;
        text_fill(&text, embedded(files[i].from), filling);
        code = write_text(arena, root, files[i].to, &text);
    }
    return code;
}

/* What editors read; it is made from the pipeline that was just written. */
static int write_editor_files(Args *args, const char *root)
{
    Text lua = {0}, check = {0};
    View v;
    view_open(&v, args, arena_printf(&args->arena, "%s/hale.ini", root));
    int code = view_finish(&v);
    if (!code) {
        annotations_of(&lua, &v);
        words_luacheck(&check);
        code = write_text(&args->arena, root, ".hale/hale.lua", &lua);
        if (!code)
            code = write_text(&args->arena, root, ".luacheckrc", &check);
        text_free(&check);
    }
    view_close(&v);
    return code;
}

/* -------------------------------------------------- from their own data -- */

/* What each source was taken for. */
static void tell_roles(const Sources *all)
{
    fputs("guessed:", stderr);
    for (size_t i = 0; i < all->count; i++) {
        const Source *s = &all->source[i];
        fprintf(stderr, "%s %s -> %s", i ? "," : "", s->label,
                s->guess.role ? s->guess.role->name : "no idea");
    }
    fputs(".", stderr);
}

/* The lines of the pipeline that somebody has to look at. */
static void tell_lines(const char *ini)
{
    const char *before = " Please check lines ", *after = "\n";
    size_t line = 1;
    for (const char *c = ini; *c; c++) {
        if (!strncmp(c, "; guessed\n", 10)) {
            fprintf(stderr, "%s%zu", before, line);
            before = ", ";
            after = ".\n";
        }
        line += *c == '\n';
    }
    fputs(after, stderr);
}

static int propose(Args *args, const char *root, const char *name,
                   const Sources *all)
{
    Text ini = {0}, lua = {0};
    int code;
    if (!args->quiet)
        tell_roles(all);
    guess_pipeline(&ini, name, all);
    if (!guess_formula(&lua, all->source, all->count)) {
        text_free(&ini);
        text_free(&lua);
        if (!args->quiet)
            fputs("\n", stderr);
        return complain(EXIT_BAD_DATA,
                        "no events, surveys, tickets or touches with an "
                        "account were found there: there is nothing to "
                        "score. Columns are known by names such as "
                        "account_id, timestamp and user, times by being dates "
                        "such as 2025-12-31");
    }
    if (!args->quiet)
        tell_lines(ini.data);
    code = write_text(&args->arena, root, "hale.ini", &ini);
    if (!code)
        code = write_text(&args->arena, root, "scripts/health.lua", &lua);
    text_free(&lua);
    return code;
}

static int write_proposal(Args *args, const char *root, const char *name,
                          Sources *all)
{
    Registry registry = {0};
    registry_open(&registry, NULL, ".");
    int code = catalogue_is_for(args->from)
                   ? sources_of_database(all, args, &registry)
                   : sources_of_files(all, args, &registry);
    if (!code)
        code = propose(args, root, name, all);
    registry_free(&registry);
    return code;
}

/* ---------------------------------------------------------------- init -- */

/* "work/acme-cs" of "work/acme-cs/". */
static const char *without_slash(Arena *arena, const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    return arena_strndup(arena, path, end);
}

static bool is_project_name(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
            !(*c >= '0' && *c <= '9') && !strchr("_-.", *c))
            return false;
    return *name && *name != '.' && *name != '-';
}

/* Puts the finished folder where it belongs. */
static int settle(const char *made, const char *path)
{
    if (rename(made, path) == 0)
        return 0;
    return complain(EXIT_CANT_CREATE, "cannot create %s: %s", path,
                    strerror(errno));
}

static bool is_address(const char *word)
{
    return strstr(word, "://") || strstr(word, "password=");
}

/* An address in the wrong place is not repeated: it may hold a password. */
static int address_trouble(const Args *args)
{
    bool expected = args->from && strcmp(args->from, "postgres") == 0;
    bool lost = args->from && is_address(args->from);
    for (size_t i = 0; i < args->operands; i++)
        lost |= is_address(args->operand[i]) && !(expected && i == 1);
    return lost ? complain(EXIT_USAGE,
                           "an address stands right behind --from postgres, "
                           "and the name of the project before it: hale init "
                           "NAME --from postgres URI TABLES")
                : 0;
}

/* Does --from, and do the files behind it, make sense? */
static int from_trouble(const Args *args)
{
    if (!args->from && args->operands > 1)
        return complain(EXIT_USAGE,
                        "what is \"%s\"? To make a project from files: hale "
                        "init NAME --from csv FILES",
                        args->operand[1]);
    if (args->from && args->operands < 2 && !catalogue_is_for(args->from))
        return complain(EXIT_USAGE, "--from %s: from which files?", args->from);
    return 0;
}

static int fill(Args *args, const char *root, const char *name, Sources *all)
{
    int code = make_folders(&args->arena, root);
    if (!code)
        code = write_files(&args->arena, root, name, !args->from);
    if (!code && args->from)
        code = write_proposal(args, root, name, all);
    return code ? code : write_editor_files(args, root);
}

int command_init(Args *args)
{
    if (address_trouble(args))
        return EXIT_USAGE;
    const char *path = without_slash(&args->arena, args->operand[0]);
    const char *name = path_base(path);
    if (!is_project_name(name))
        return complain(EXIT_USAGE,
                        "\"%s\" cannot be the name of a project: letters, "
                        "digits, _, - and ., a letter or a digit first",
                        name);
    int code = from_trouble(args);
    if (!code)
        code = place_trouble(path);
    if (code)
        return code;
    char *made = arena_printf(&args->arena, "%s.XXXXXX", path);
    if (!mkdtemp(made))
        return complain(EXIT_CANT_CREATE, "cannot create %s: %s", path,
                        strerror(errno));
    chmod(made, 0755);
    Sources all = {0};
    code = code_of(fill(args, made, name, &all));
    if (!code)
        code = settle(made, path);
    if (code)
        remove_tree(made);
    else if (!args->quiet)
        fprintf(stderr, "Made %s. Next: %scd %s && hale check%s && hale run\n",
                path, all.by_uri ? "export " DATABASE_URL "=... && " : "", path,
                args->from ? " --connect" : "");
    return code;
}
