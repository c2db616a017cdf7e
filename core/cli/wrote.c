/* SPDX-License-Identifier: MIT
 *
 * wrote.c: what a run wrote, file by file.
 *
 *     out/accounts.csv 200 · scores.csv 200 · rollup_csm.csv 7 rows
 *
 * An output says which tables it wants by patterns and, if it writes files,
 * where by a path that may hold "{table}"; their folder is named once. Outputs
 * without a path, and those to stdout, are called by their name.
 */
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

/* A path of the pipeline as it is seen from here. */
static const char *from_here(Arena *arena, const Ini *ini, const char *path)
{
    char here[4096];
    const char *full = path_join(arena, ini->dir, path);
    if (!getcwd(here, sizeof here - 1))
        return full;
    strcat(here, "/");
    return str_starts(str(full), here) ? full + strlen(here) : full;
}

static bool wants(const OutputPlan *o, const hale_table *t)
{
    for (size_t k = 0; k < o->table_count; k++)
        if (str_glob(o->tables[k], str(t->name)))
            return true;
    return false;
}

/* The path that the pipeline gives the output; NULL: none, or stdout. */
static const char *path_of(const Plan *plan, const OutputPlan *o)
{
    for (size_t i = 0; i < plan->ini.sections; i++) {
        const Section *s = &plan->ini.section[i];
        if (strcmp(s->label, o->label) != 0)
            continue;
        const char *path = view_setting(s, "path");
        return path && strcmp(path, "-") != 0 ? path : NULL;
    }
    return NULL;
}

static const char *file_of(Arena *arena, const char *path, const char *table)
{
    const char *hole = strstr(path, "{table}");
    if (!hole)
        return path;
    return arena_printf(arena, "%.*s%s%s", (int)(hole - path), path, table,
                        hole + strlen("{table}"));
}

/* The folder of a path, its slash included. */
static size_t folder_of(const char *path, const char *end)
{
    size_t n = 0;
    for (const char *c = path; c < end; c++)
        if (*c == '/')
            n = (size_t)(c - path) + 1;
    return n;
}

static void add_count(Text *out, const char *file, int64_t rows)
{
    char count[32];
    count_format(rows, count);
    text_puts(out, out->len ? " · " : "");
    text_safe(out, str(file));
    text_printf(out, " %s", count);
}

void wrote_print(Text *out, const Told *told, size_t output)
{
    Arena arena = {0};
    int64_t rows = 0;
    size_t files = 0;
    const Plan *plan = &told->view->plan;
    const OutputPlan *o = &plan->output[output];
    const char *path = path_of(plan, o);
    path = path ? from_here(&arena, &plan->ini, path) : o->name;
    const char *hole = strstr(path, "{table}");
    size_t folder = hole ? folder_of(path, hole) : 0;
    for (size_t i = 0; i < hale_table_count(told->session); i++) {
        const hale_table *t = hale_table_at(told->session, i);
        if (!wants(o, t))
            continue;
        rows += (int64_t)t->rows;
        const char *file = file_of(&arena, path, t->name);
        if (hole)
            add_count(out, file + (files ? folder : 0), (int64_t)t->rows);
        files++;
    }
    if (!hole)
        add_count(out, path, rows);
    text_puts(out, rows == 1 ? " row" : " rows");
    arena_free(&arena);
}

void wrote_json(Text *out, const Told *told, const char *output)
{
    Arena arena = {0};
    bool any = false;
    const Plan *plan = &told->view->plan;
    for (size_t i = 0; i < plan->outputs; i++) {
        const OutputPlan *o = &plan->output[i];
        const char *path = path_of(plan, o);
        for (size_t k = 0; k < hale_table_count(told->session); k++) {
            const hale_table *t = hale_table_at(told->session, k);
            if (strcmp(o->name, output) != 0 || !wants(o, t))
                continue;
            text_puts(out, any ? ",{\"table\":" : "{\"table\":");
            text_add_json(out, str(t->name));
            text_printf(out, ",\"rows\":%zu,\"path\":", t->rows);
            if (path)
                text_add_json(out, str(file_of(&arena, path, t->name)));
            else
                text_puts(out, "null");
            text_char(out, '}');
            any = true;
        }
    }
    arena_free(&arena);
}
