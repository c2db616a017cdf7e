/* SPDX-License-Identifier: MIT
 *
 * check_input.c: an input reads what is there, and survives what is not.
 *
 * The first cases compare readings of one source: the same rows come whatever
 * the room, the columns that were asked for or how often it is read. The
 * later ones spoil the source: no file, half a file, files with bytes
 * changed. There the answer may be rows, rejects or a failure with words, and
 * nothing else.
 */
#include "plugin/check.h"

#include <string.h>
#include <sys/stat.h>

enum { ROOM = 512 };

static void need_cells(Trial *t)
{
    const hale_input *input = t->plugin;
    if (!input->start)
        skip(t, "it hands over Arrow streams, not cells");
}

/* --------------------------------------------------------------- readings --
 */

static void read_well(Trial *t, Reading *r)
{
    if (r->room == 0)
        r->room = ROOM;
    must(t, read_all(t, r));
}

/* The first line in which two readings differ. */
static size_t first_difference(const Text *a, const Text *b)
{
    size_t line = 1;
    for (size_t i = 0; i < a->len && i < b->len && a->data[i] == b->data[i];
         i++)
        line += a->data[i] == '\n';
    return line;
}

static void readings_same(Trial *t, const Reading *a, const Reading *b,
                          const char *how)
{
    if (a->count != b->count)
        broke(t, "%zu rows, but %zu %s", a->count, b->count, how);
    if (!str_eq(text_str(&a->rows), text_str(&b->rows)))
        broke(t, "row %zu differs %s", first_difference(&a->rows, &b->rows),
              how);
}

static void input_reads(Trial *t)
{
    Reading r = {0};
    need_cells(t);
    read_well(t, &r);
    remark(t, "%zu rows, %zu columns, %zu splits, %zu rejects", r.count,
           r.founds, r.splits, r.rejects);
}

static void input_room(Trial *t)
{
    static const size_t rooms[] = {1, 2, 7, 4096};
    Reading whole = {0};
    need_cells(t);
    read_well(t, &whole);
    for (size_t i = 0; i < COUNT(rooms); i++) {
        Reading r = {.room = rooms[i]};
        char words[48];
        if (rooms[i] == 1 && whole.count > 100000)
            continue; /* a call a row; the next size says the same */
        read_well(t, &r);
        snprintf(words, sizeof words, "with room for %zu", rooms[i]);
        readings_same(t, &whole, &r, words);
        reading_free(&r);
    }
}

static void input_again(Trial *t)
{
    Reading a = {0}, b = {0};
    need_cells(t);
    read_well(t, &a);
    read_well(t, &b);
    readings_same(t, &a, &b, "when it is read again");
    if (a.splits != b.splits)
        broke(t, "%zu splits, then %zu", a.splits, b.splits);
}

static void input_stop_midway(Trial *t)
{
    need_cells(t);
    for (size_t most = 1; most < 9; most += 3) {
        Reading r = {.room = 1, .most_rows = most}, rest = {0};
        read_well(t, &r);
        read_well(t, &rest);
        if (rest.count < r.count)
            broke(t, "fewer rows after a reading that was stopped");
    }
}

static void input_not_started(Trial *t)
{
    const hale_input *input = t->plugin;
    void *source = fenced(t, input->source_size, "the source");
    must(t, trial_check(t, input->check));
    calling(t, "open");
    must(t, input->open(&t->host.cx, t->options, source));
    calling(t, "close");
    input->close(&t->host.cx, source);
    fences_intact(t);
    read_columns(t); /* open, plan, close */
}

/* ------------------------------------------------------------- projection --
 */

/* The cells of column `index` of a reading of all columns, as a reading of
 * that column alone writes them. */
static Text one_column(const Reading *all, size_t index)
{
    Text out = {0};
    Str rest = text_str(&all->rows), row, cell;
    while (str_cut(&rest, '\n', &row)) {
        str_cut(&row, '\x1f', &cell);
        text_add(&out, cell);
        text_char(&out, '\x1f');
        for (size_t i = 0; i <= index; i++)
            if (!str_cut(&row, '\x1f', &cell))
                cell = S("");
        text_add(&out, cell);
        text_puts(&out, "\x1f\n");
    }
    return out;
}

static bool has_newlines(const Reading *r)
{
    size_t lines = 0;
    for (size_t i = 0; i < r->rows.len; i++)
        lines += r->rows.data[i] == '\n';
    return lines != r->count;
}

static void input_projection(Trial *t)
{
    static const char *const none[] = {NULL};
    Reading all = {0}, nothing = {.column = none};
    need_cells(t);
    read_well(t, &all);
    read_well(t, &nothing);
    if (nothing.count != all.count)
        broke(t, "%zu rows, but %zu when no column is asked for", all.count,
              nothing.count);
    if (has_newlines(&all))
        skip(t, "its texts hold newlines, which this case cannot compare");
    for (size_t i = 0; i < all.founds; i++) {
        const char *const one[] = {all.found[i], NULL};
        Reading r = {.column = one}, expected = {.count = all.count};
        char words[120];
        read_well(t, &r);
        expected.rows = one_column(&all, i);
        snprintf(words, sizeof words, "when only \"%.80s\" is asked for",
                 all.found[i]);
        readings_same(t, &expected, &r, words);
        reading_free(&r);
        reading_free(&expected);
    }
}

static void input_types(Trial *t)
{
    const char **column = read_columns(t);
    size_t count = list_count(column);
    need_cells(t);
    for (int type = HALE_BOOL; type <= HALE_TEXT; type++) {
        Reading r = {.column = column, .room = ROOM};
        hale_type *types = arena_array(&t->arena, count, sizeof *types);
        for (size_t i = 0; i < count; i++)
            types[i] = (hale_type)type;
        r.type = types;
        read_all(t, &r); /* rows, rejects or a failure with words */
        reading_free(&r);
    }
}

static void input_reject_stops(Trial *t)
{
    const char **column = read_columns(t);
    size_t count = list_count(column);
    hale_type *types = arena_array(&t->arena, count, sizeof *types);
    Reading r = {.column = column, .type = types, .room = ROOM};
    need_cells(t);
    for (size_t i = 0; i < count; i++)
        types[i] = HALE_MONEY;
    read_all(t, &r);
    if (r.rejects == 0)
        skip(t, "all its columns read as money: nothing is rejected");
    r = (Reading){
        .column = column, .type = types, .room = ROOM, .stop_on_reject = true};
    if (read_all(t, &r) == 0)
        broke(t, "reject said stop and the reading went on");
    if (r.rejects > 1)
        broke(t, "reject said stop and was called again");
}

static void input_no_memory(Trial *t)
{
    need_cells(t);
    for (size_t n = 1; n < 300; n++) {
        Reading r = {.room = 7};
        int result;
        trial_starve(t, n);
        result = read_all(t, &r);
        reading_free(&r);
        if (!t->starved) {
            must(t, result);
            return;
        }
        if (result == 0)
            broke(t, "allocation %zu failed and nobody said so", n);
        memory_reset(t);
    }
}

/* ------------------------------------------------------------ bad sources --
 */

/* The option that leads to a file which can be copied and spoiled. */
static size_t file_option(Trial *t)
{
    const hale_option *const *o = trial_declared(t);
    for (size_t i = 0; o && o[i]; i++) {
        struct stat st;
        if (o[i]->type == HALE_OPTION_PATH && !t->options[i].missing &&
            stat(t->options[i].as.text.data, &st) == 0 && S_ISREG(st.st_mode))
            return i;
    }
    skip(t, "none of its options leads to a plain file");
}

/* The options again, in memory that can be written. */
static void own_options(Trial *t)
{
    const char *why = trial_options(t, ".");
    if (why)
        broke(t, "%s", why);
}

static void input_no_file(Trial *t)
{
    size_t path = file_option(t);
    Reading r = {.room = ROOM};
    own_options(t);
    trial_set_path(t, path,
                   arena_printf(&t->arena, "%s/nothing.csv", t->scratch));
    if (read_all(t, &r) == 0)
        broke(t, "it read a file that does not exist");
    r = (Reading){.room = ROOM};
    trial_set_path(t, path, t->scratch);
    read_all(t, &r); /* a folder: some inputs can read one */
}

static void put_file(Trial *t, const char *path, Str bytes)
{
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(bytes.data, 1, bytes.len, out) != bytes.len ||
        fclose(out))
        skip(t, "cannot write to %s", t->scratch);
}

/* Cut, bytes changed, bytes that mean something to formats. */
static Str spoil(Trial *t, Str whole, uint64_t seed)
{
    static const char nasty[] = "\"',;\n\r\t{}[]\\\0\xff\xfe-9eE.";
    char *copy = arena_strndup(&t->arena, whole.data, whole.len);
    size_t len = whole.len;
    if (seed % 3 == 0)
        len = random_next(&seed) % (len + 1);
    for (size_t n = seed % 5; n > 0 && len > 0; n--)
        copy[random_next(&seed) % len] =
            nasty[random_next(&seed) % (sizeof nasty - 1)];
    return (Str){copy, len};
}

static void input_malformed(Trial *t)
{
    size_t path = file_option(t);
    const char *from = t->options[path].as.text.data;
    const char *name = strrchr(from, '/');
    const char *copy =
        arena_printf(&t->arena, "%s/%s", t->scratch, name ? name + 1 : from);
    Text whole = {0};
    need_cells(t);
    if (file_read(from, (size_t)1 << 26, &whole, &t->error))
        skip(t, "%s", t->error.message);
    if (whole.len > 20000)
        whole.len = 20000;
    own_options(t);
    trial_set_path(t, path, copy);
    for (uint64_t seed = 0; seed < 60; seed++) {
        Reading r = {.room = seed % 2 ? 3 : ROOM};
        put_file(t, copy, spoil(t, text_str(&whole), seed));
        read_all(t, &r); /* rows, rejects or a failure with words */
        reading_free(&r);
    }
    text_free(&whole);
}

static void input_empty_file(Trial *t)
{
    size_t path = file_option(t);
    const char *empty = arena_printf(&t->arena, "%s/empty.csv", t->scratch);
    Reading r = {.room = ROOM};
    own_options(t);
    put_file(t, empty, S(""));
    trial_set_path(t, path, empty);
    if (read_all(t, &r) == 0 && r.count)
        broke(t, "%zu rows came from an empty file", r.count);
}

const Case input_cases[] = {
    {"input.reads", input_reads},
    {"input.room", input_room},
    {"input.again", input_again},
    {"input.stop_midway", input_stop_midway},
    {"input.not_started", input_not_started},
    {"input.projection", input_projection},
    {"input.types", input_types},
    {"input.reject_stops", input_reject_stops},
    {"input.no_memory", input_no_memory},
    {"input.no_file", input_no_file},
    {"input.malformed", input_malformed},
    {"input.empty_file", input_empty_file},
    {"input.stream", input_stream},
    {"input.stream_early", input_stream_early},
    {"input.stream_outlived", input_stream_outlived},
    {NULL, NULL},
};
