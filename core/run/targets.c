/* SPDX-License-Identifier: MIT
 *
 * targets.c: which files the outputs would write, before one is written.
 *
 * An output names its files by options that are paths; where a path says
 * {table}, the name of each table stands that the output takes. None of these
 * files may be one that the pipeline is made of, and no two outputs may have
 * the same: of files the last one would win, and in a database the second would
 * wait for the first.
 *
 * Where an output without a path writes to, only its plugin knows.
 */
#include "run/run.h"

#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

typedef struct Target { /* a file that an output would write */
    const OutputPlan *output;
    const char *path;
    const char *real; /* the same for the same file */
} Target;

typedef struct Targets {
    const Plan *plan;
    const char *const *table;
    Target *target;
    size_t targets;
    Arena *arena;
    Diags *diags;
} Targets;

/* ------------------------------------------------------------- to gather -- */

static bool takes(const OutputPlan *o, const char *table)
{
    for (size_t i = 0; i < o->table_count; i++)
        if (str_glob(o->tables[i], str(table)))
            return true;
    return false;
}

/* As path_real; also of a file that is not there yet, nor its folders. */
static const char *real_of(Arena *arena, const char *path)
{
    const char *dir = path_dir(arena, path), *base = path_base(path);
    if (access(path, F_OK) == 0 || !strcmp(dir, path))
        return path_real(arena, path);
    dir = real_of(arena, dir);
    if (!strcmp(base, ".."))
        return path_dir(arena, dir);
    return strcmp(base, ".") ? path_join(arena, dir, base) : dir;
}

static void add_target(Targets *t, const OutputPlan *output, const char *path)
{
    t->target[t->targets++] = (Target){output, path, real_of(t->arena, path)};
}

static void add_path(Targets *t, const OutputPlan *output, const char *path)
{
    const char *hole = strstr(path, "{table}");
    if (!hole)
        add_target(t, output, path);
    for (size_t i = 0; hole && t->table[i]; i++)
        if (takes(output, t->table[i]))
            add_target(t, output,
                       arena_printf(t->arena, "%.*s%s%s", (int)(hole - path),
                                    path, t->table[i],
                                    hole + strlen("{table}")));
}

/* The path that option `i` of an output gives; NULL: none, or "-". */
static const char *path_of(const OutputPlan *output, size_t i)
{
    const hale_value *value = &output->options[i];
    if (output->plugin->options[i]->type != HALE_OPTION_PATH ||
        value->missing || str_is(value->as.text, "-"))
        return NULL;
    return value->as.text.data;
}

static void gather(Targets *t)
{
    size_t tables = 1, paths = 0;
    while (t->table[tables - 1])
        tables++;
    for (size_t i = 0; i < t->plan->outputs; i++)
        paths += list_count(t->plan->output[i].plugin->options);
    t->target = arena_array(t->arena, paths * tables + 1, sizeof *t->target);
    for (size_t i = 0; i < t->plan->outputs; i++) {
        const OutputPlan *output = &t->plan->output[i];
        for (size_t k = 0; k < list_count(output->plugin->options); k++) {
            const char *path = path_of(output, k);
            if (path)
                add_path(t, output, path);
        }
    }
}

/* ------------------------------------------------------- what is spared -- */

/* `file` may be a pattern: what it finds would be read the next time. */
static void spare(const Targets *all, const Target *t, const char *file,
                  const char *whose)
{
    bool same = !strcmp(t->real, path_real(all->arena, file));
    if (same || !fnmatch(file, t->path, FNM_PATHNAME | FNM_PERIOD))
        diag_error(all->diags, t->output->place, t->output->label,
                   "%s would be written over what %s reads; give the output "
                   "another path",
                   t->path, whose);
}

/* A path of which there may be several is of files that are read whole; a
 * single one is that of a database, which others may write into. */
static void spare_input(const Targets *all, const Target *t,
                        const InputPlan *in)
{
    const hale_option *const *o = in->plugin->options;
    for (size_t i = 0; i < list_count(o); i++) {
        Str rest, piece;
        if (o[i]->type != HALE_OPTION_PATH || !(o[i]->flags & HALE_MANY) ||
            in->options[i].missing)
            continue;
        rest = in->options[i].as.text;
        while (str_cut(&rest, ',', &piece))
            spare(all, t, arena_strndup(all->arena, piece.data, piece.len),
                  in->label);
    }
}

static void spare_all(const Targets *all, const Target *t)
{
    const Plan *plan = all->plan;
    spare(all, t, plan->ini.path, "hale");
    if (plan->history.path)
        spare(all, t, plan->history.path, "the history");
    for (size_t i = 0; i < plan->scores; i++)
        spare(all, t, plan->score[i].script, plan->score[i].label);
    for (size_t i = 0; i < plan->inputs; i++)
        spare_input(all, t, &plan->input[i]);
}

/* ---------------------------------------------------------- one another -- */

/* Does a target before target `i` belong to another output? Told once for each
 * output. */
static bool is_taken(const Targets *all, size_t i)
{
    const Target *t = &all->target[i];
    for (size_t k = 0; k < i; k++) {
        const OutputPlan *other = all->target[k].output;
        if (other == t->output || strcmp(all->target[k].real, t->real) != 0)
            continue;
        diag_error(all->diags, t->output->place, t->output->label,
                   "%s is written by [%s] in line %d as well; give each "
                   "output a path of its own",
                   t->path, other->label, other->place.line);
        return true;
    }
    return false;
}

void targets_check(const Plan *plan, const char *const *table, Arena *arena,
                   Diags *diags)
{
    Targets all = {
        .plan = plan, .table = table, .arena = arena, .diags = diags};
    const OutputPlan *told = NULL;
    gather(&all);
    for (size_t i = 0; i < all.targets; i++) {
        const Target *t = &all.target[i];
        spare_all(&all, t);
        if (t->output != told && is_taken(&all, i))
            told = t->output;
    }
}
