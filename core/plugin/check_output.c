/* SPDX-License-Identifier: MIT
 *
 * check_output.c: an output publishes all or nothing.
 *
 * Tables with every type and every kind of absence go in; what must hold is
 * seen from outside, in the folder and on the standard output: nothing new
 * under its final name before commit, the old content until then, nothing at
 * all left after abort, whatever failed before. A folder that cannot be
 * written to and a disk that is full must be failures with words, and not
 * half a file.
 */
#include "plugin/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ----------------------------------------------------------------- tables --
 */

enum { TYPES = 6 };

static hale_table_column *column_make(Trial *t, hale_type type, size_t rows)
{
    static const size_t sizes[] = {8, 1, 8, 8, 8, 8, sizeof(Str)};
    static const char *const odd[] = {"plain",
                                      "",
                                      "with, comma",
                                      "with \"quotes\"",
                                      "two\nlines",
                                      "gr\xc3\xbc\xc3\x9f",
                                      "tab\tand\001control",
                                      "=1+1",
                                      "<b>&amp;</b>",
                                      "trailing space "};
    hale_table_column *c = arena_alloc(&t->arena, sizeof *c);
    uint8_t *missing = fenced(t, rows, "a column");
    uint64_t seed = type;
    *c = (hale_table_column){
        .size = sizeof *c,
        .name = arena_printf(&t->arena, "a_%s", type_word(type)),
        .type = type,
        .unit = type == HALE_INT ? "users" : NULL,
        .help = type == HALE_INT ? "a column, with \"help\"" : NULL,
        .missing = missing,
    };
    c->as.b = fenced(t, rows * sizes[type], "a column");
    for (size_t row = 0; row < rows; row++) {
        hale_value v = random_value(type, row % 4 == 3, &seed);
        missing[row] = row % 3 == 2 ? (uint8_t)(1 + row % 7) : 0;
        if (type == HALE_BOOL)
            ((uint8_t *)c->as.b)[row] = v.as.b;
        else if (type == HALE_REAL)
            ((double *)c->as.r)[row] = v.as.r;
        else if (type == HALE_TEXT)
            ((Str *)c->as.text)[row] = str(odd[row % COUNT(odd)]);
        else
            ((int64_t *)c->as.i)[row] = v.as.i;
    }
    fence_lock(t, missing);
    fence_lock(t, c->as.b);
    return c;
}

static const hale_table *table_make(Trial *t, const char *name, size_t rows)
{
    hale_table *table = arena_alloc(&t->arena, sizeof *table);
    const hale_table_column **column =
        arena_array(&t->arena, TYPES + 1, sizeof *column);
    for (int i = 0; i < TYPES; i++)
        column[i] = column_make(t, (hale_type)(TYPES - i), rows);
    *table = (hale_table){
        .size = sizeof *table,
        .name = name,
        .title = "Made up",
        .rows = rows,
        .columns = TYPES,
        .column = column,
    };
    return table;
}

/* ------------------------------------------------------- what can be seen --
 */

/* The files of a folder with their bytes, sorted by name: a fingerprint. */
static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **names_in(Trial *t, const char *folder)
{
    const char **name = arena_array(&t->arena, 256, sizeof *name);
    size_t count = 0;
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL && count < 255)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            name[count++] =
                arena_strndup(&t->arena, entry->d_name, strlen(entry->d_name));
    if (dir)
        closedir(dir);
    qsort(name, count, sizeof *name, by_text);
    return name;
}

static void look_at(Trial *t, const char *path, const char *name, Text *out)
{
    struct stat st;
    Text content = {0};
    Error error = {0};
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        const char **inner = names_in(t, path);
        text_printf(out, "%s/\n", name);
        for (; *inner; inner++)
            look_at(t, arena_printf(&t->arena, "%s/%s", path, *inner),
                    arena_printf(&t->arena, "%s/%s", name, *inner), out);
        return;
    }
    file_read(path, (size_t)1 << 28, &content, &error);
    text_printf(out, "%s: ", name);
    text_add(out, text_str(&content));
    text_char(out, '\n');
    text_free(&content);
}

/* Everything in the scratch folder. */
static Text look(Trial *t)
{
    const char **name = names_in(t, t->scratch);
    Text out = {0};
    fflush(NULL);
    for (; *name; name++)
        look_at(t, arena_printf(&t->arena, "%s/%s", t->scratch, *name), *name,
                &out);
    return out;
}

/* What the plugin prints goes to a file of the scratch folder's. */
static void catch_stdout(Trial *t)
{
    const char *path = arena_printf(&t->arena, "%s/stdout", t->scratch);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
        skip(t, "cannot write to %s", t->scratch);
    close(fd);
}

/* ----------------------------------------------------------------- running --
 */

typedef struct Sink {
    const hale_output *output;
    void *sink;
} Sink;

static int sink_open(Trial *t, Sink *s)
{
    static const int64_t as_of[] = {STORY_END};
    static const hale_run run = {.size = sizeof run,
                                 .pipeline = "made_up",
                                 .version = HALE_VERSION_TEXT,
                                 .timezone = "UTC",
                                 .currency = "EUR",
                                 .as_of = as_of,
                                 .as_of_count = 1};
    s->output = t->plugin;
    s->sink = fenced(t, s->output->sink_size, "the sink");
    if (trial_check(t, s->output->check))
        return -1;
    calling(t, "open");
    return called(t, s->output->open(&t->host.cx, t->options, &run, s->sink));
}

static int sink_write(Trial *t, Sink *s, const hale_table *table)
{
    calling(t, "write");
    return called(t, s->output->write(&t->host.cx, s->sink, table));
}

static int sink_commit(Trial *t, Sink *s)
{
    calling(t, "commit");
    return called(t, s->output->commit(&t->host.cx, s->sink));
}

static void sink_abort(Trial *t, Sink *s)
{
    Aside aside;
    cleaning_up(t, "abort", &aside);
    s->output->abort(&t->host.cx, s->sink);
    cleaned_up(t, &aside);
    memory_reset(t);
}

/* open, write, commit; abort if one fails. */
static int publish(Trial *t, size_t rows)
{
    Sink s;
    int result = sink_open(t, &s);
    if (result == 0)
        result = sink_write(t, &s, table_make(t, "accounts", rows));
    if (result == 0)
        result = sink_commit(t, &s);
    if (result)
        sink_abort(t, &s);
    return result;
}

static void begin(Trial *t)
{
    const hale_output *output = t->plugin;
    if (!output->write)
        skip(t, "it takes Arrow streams, not rows");
    catch_stdout(t);
}

static void looks_like(Trial *t, const Text *before, const char *when)
{
    Text now = look(t);
    size_t i = 0;
    if (str_eq(text_str(before), text_str(&now)))
        return;
    while (i < before->len && i < now.len && before->data[i] == now.data[i])
        i++;
    while (i > 0 && now.data[i - 1] != '\n')
        i--;
    broke(t, "%s the folder is not what it was: %.100s", when,
          i < now.len ? now.data + i : "(something is gone)");
}

/* Names that are there after a commit, and were not before. */
static const char **published(Trial *t, const char **before)
{
    const char **now = names_in(t, t->scratch), **out = now;
    for (const char **n = now; *n; n++) {
        bool old = false;
        for (const char **b = before; *b; b++)
            old |= strcmp(*b, *n) == 0;
        if (!old)
            *out++ = *n;
    }
    *out = NULL;
    return now;
}

/* ------------------------------------------------------------------- cases --
 */

static void output_all_types(Trial *t)
{
    begin(t);
    must(t, publish(t, 40));
}

static void output_empty(Trial *t)
{
    Sink s;
    begin(t);
    must(t, publish(t, 0));
    must(t, sink_open(t, &s)); /* and a run without any table */
    must(t, sink_commit(t, &s));
}

/* Some outputs hold one table only: then it is a failure with words that
 * leaves nothing. */
static void output_two_tables(Trial *t)
{
    Sink s;
    Text before;
    begin(t);
    before = look(t);
    must(t, sink_open(t, &s));
    if (sink_write(t, &s, table_make(t, "accounts", 40)) == 0 &&
        sink_write(t, &s, table_make(t, "scores", 20)) == 0 &&
        sink_commit(t, &s) == 0)
        return;
    sink_abort(t, &s);
    looks_like(t, &before, "after a second table was refused");
    remark(t, "it takes one table: %.300s", t->error.message);
}

/* Publishes, looks what appeared, and removes it: before the second commit
 * none of it may be there. */
static void output_before_commit(Trial *t)
{
    const char **before, **files;
    Sink s;
    Text empty;
    begin(t);
    before = names_in(t, t->scratch);
    must(t, publish(t, 40));
    files = published(t, before);
    for (size_t i = 0; files[i]; i++)
        remove(arena_printf(&t->arena, "%s/%s", t->scratch, files[i]));
    if (ftruncate(STDOUT_FILENO, 0))
        skip(t, "cannot empty the standard output");
    empty = look(t);
    must(t, sink_open(t, &s));
    must(t, sink_write(t, &s, table_make(t, "accounts", 3000)));
    for (size_t i = 0; files[i]; i++)
        if (access(arena_printf(&t->arena, "%s/%s", t->scratch, files[i]),
                   F_OK) == 0)
            broke(t, "%s is there before commit", files[i]);
    fflush(NULL);
    if (lseek(STDOUT_FILENO, 0, SEEK_END) > 0)
        broke(t, "it printed before commit");
    sink_abort(t, &s);
    looks_like(t, &empty, "after abort");
}

/* It looks at the options alone; whether they can be, not whether they are. */
static void output_check(Trial *t)
{
    const hale_output *output = t->plugin;
    Text before;
    begin(t);
    if (!output->check)
        skip(t, "it has no check");
    before = look(t);
    for (int i = 0; i < 2; i++)
        must(t, trial_check(t, output->check));
    looks_like(t, &before, "after check");
}

static void output_abort(Trial *t)
{
    Text before;
    Sink s;
    begin(t);
    before = look(t);
    must(t, sink_open(t, &s));
    sink_abort(t, &s);
    looks_like(t, &before, "after open and abort");
    must(t, sink_open(t, &s));
    must(t, sink_write(t, &s, table_make(t, "accounts", 2000)));
    sink_abort(t, &s);
    looks_like(t, &before, "after write and abort");
}

/* What was published yesterday stays until today's commit. */
static void output_atomic(Trial *t)
{
    const hale_output *output = t->plugin;
    Text yesterday;
    Sink s;
    begin(t);
    if (output->flags & HALE_TO_TERMINAL)
        skip(t, "it writes to the terminal");
    must(t, publish(t, 7));
    yesterday = look(t);
    must(t, sink_open(t, &s));
    must(t, sink_write(t, &s, table_make(t, "accounts", 2000)));
    sink_abort(t, &s);
    looks_like(t, &yesterday, "after an abort over older results");
}

static void output_again(Trial *t)
{
    Text first;
    begin(t);
    must(t, publish(t, 40));
    first = look(t);
    if (ftruncate(STDOUT_FILENO, 0))
        skip(t, "cannot empty the standard output");
    must(t, publish(t, 40));
    looks_like(t, &first, "after the same run again");
}

static size_t path_option(Trial *t)
{
    const hale_option *const *o = trial_declared(t);
    for (size_t i = 0; o && o[i]; i++)
        if (o[i]->type == HALE_OPTION_PATH && !t->options[i].missing &&
            !str_is(t->options[i].as.text, "-"))
            return i;
    skip(t, "it has no path that could be made impossible");
}

/* A folder that is a file: nobody can write there, root neither. */
static void output_no_folder(Trial *t)
{
    size_t path = path_option(t);
    const char *file = arena_printf(&t->arena, "%s/file", t->scratch);
    FILE *made = fopen(file, "w");
    const char *why = trial_options(t, t->scratch);
    Text before;
    begin(t);
    if (!made || fclose(made) || why)
        skip(t, "cannot write to %s", t->scratch);
    trial_set_path(t, path, arena_printf(&t->arena, "%s/out", file));
    before = look(t);
    if (publish(t, 40) == 0)
        broke(t, "it published into a folder that does not exist");
    looks_like(t, &before, "after a failure");
}

static void output_disk_full(Trial *t)
{
    const struct rlimit small = {64, 64};
    Text before;
    begin(t);
    path_option(t);
    before = look(t);
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &small))
        skip(t, "the system sets no limits");
    if (publish(t, 4000) == 0)
        broke(t, "the disk was full and nobody said so");
    looks_like(t, &before, "after a full disk");
}

static void output_no_memory(Trial *t)
{
    Text before;
    begin(t);
    before = look(t);
    for (size_t n = 1; n < 200; n++) {
        int result;
        trial_starve(t, n);
        result = publish(t, 40);
        if (!t->starved) {
            must(t, result);
            return;
        }
        if (result == 0)
            broke(t, "allocation %zu failed and nobody said so", n);
        looks_like(t, &before, "after memory ran out");
    }
}

const Case output_cases[] = {
    {"output.all_types", output_all_types},
    {"output.empty", output_empty},
    {"output.two_tables", output_two_tables},
    {"output.before_commit", output_before_commit},
    {"output.check", output_check},
    {"output.abort", output_abort},
    {"output.atomic", output_atomic},
    {"output.again", output_again},
    {"output.no_folder", output_no_folder},
    {"output.disk_full", output_disk_full},
    {"output.no_memory", output_no_memory},
    {NULL, NULL},
};
