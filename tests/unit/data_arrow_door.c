/* SPDX-License-Identifier: MIT
 *
 * data_arrow_door: both doors of the pack "arrowdoor", with what stands
 * behind them in hale: an input's streams are read as batches, and a table
 * is written through an output.
 */
#include "made_arrow.h"

#include "packs/arrowdoor/arrowdoor.h"

#include <unistd.h>

static const Wanted wanted[] = {{"quantity", HALE_REAL},
                                {"account", HALE_TEXT},
                                {"time", HALE_TIME},
                                {"feature", HALE_TEXT}};

static hale_cx *cx_of(Host *host, Error *error, Arena *arena)
{
    host_init(host, "arrowdoor", "1", error, arena);
    return &host->cx;
}

/* "account feature quantity seconds" of every row, - for a missing one. */
static void write_batch(Text *out, const Reading *r)
{
    const hale_cells *c = r->cell;
    for (size_t i = 0; i < r->batch.count; i++) {
        Str feature = c[3].present[i] ? c[3].as.text[i] : S("-");
        text_printf(out, "%llu %.*s %.*s ",
                    (unsigned long long)r->batch.line[i], PS(c[1].as.text[i]),
                    PS(feature));
        if (c[0].present[i])
            text_printf(out, "%g ", c[0].as.r[i]);
        else
            text_puts(out, "- ");
        text_printf(out, "%lld\n", (long long)(c[2].as.i[i] / HALE_SECOND));
    }
}

static void expect_split(size_t split, const char *expected)
{
    const hale_input *input = &arrowdoor_events;
    const hale_value no = {.type = HALE_BOOL};
    Arena arena = {0};
    Error error = {0};
    Host host;
    hale_cx *cx = cx_of(&host, &error, &arena);
    void *source = arena_alloc(&arena, input->source_size);
    assert_int_equal(input->open(cx, &no, source), 0);
    for (size_t room = 1; room <= 4; room++) {
        struct ArrowArrayStream stream;
        Text rows = {0};
        Reading r;
        assert_int_equal(input->stream(cx, source, split, &stream), 0);
        assert_true(
            reading_open(&r, &stream, wanted, COUNT(wanted), "Europe/Berlin"));
        r.batch.room = room;
        while (reading_next(&r))
            write_batch(&rows, &r);
        assert_string_equal(rows.data, expected);
        text_free(&rows);
        reading_close(&r);
    }
    input->close(cx, source);
    arena_free(&arena);
}

static void test_input(void **state)
{
    (void)state;
    expect_split(0, "1 acme export 2 1748851200\n"
                    "2 acme report - 1748937600\n"
                    "3 globex export 1 1748941200\n"
                    "4 acme report 4 1749549600\n");
    expect_split(1, "1 globex - 3 1749639600\n"
                    "2 initech report 5 1749729600\n");
}

static void test_broken_input(void **state)
{
    (void)state;
    const hale_value yes = {.type = HALE_BOOL, .as.b = 1};
    Arena arena = {0};
    Error error = {0};
    Host host;
    hale_cx *cx = cx_of(&host, &error, &arena);
    void *source = arena_alloc(&arena, arrowdoor_events.source_size);
    assert_int_equal(arrowdoor_events.open(cx, &yes, source), 0);
    struct ArrowArrayStream stream;
    Reading r;
    assert_int_equal(arrowdoor_events.stream(cx, source, 0, &stream), 0);
    assert_true(reading_open(&r, &stream, wanted, 1, "UTC"));
    assert_int_equal(reading_next(&r), 3);
    assert_int_equal(arrow_reader_next(r.reader, &r.host.cx, "made", &r.batch),
                     -1);
    assert_string_equal(r.error.message,
                        "the Arrow stream broke off after row 3: the source "
                        "was told to break");
    reading_close(&r);
    arena_free(&arena);
}

/* --------------------------------------------------------------- output -- */

static Table *two_accounts(Arena *arena)
{
    Table *t = table_new(arena, "accounts", "Accounts");
    table_column(t, "account", HALE_TEXT, NULL, NULL);
    table_column(t, "mrr", HALE_MONEY, NULL, NULL);
    table_column(t, "seats", HALE_INT, NULL, NULL);
    table_column(t, "share", HALE_REAL, NULL, NULL);
    table_column(t, "renewal", HALE_TIME, NULL, NULL);
    table_column(t, "pilot", HALE_BOOL, NULL, NULL);
    size_t acme = table_row(t), globex = table_row(t);
    table_text(t, acme, 0, S("acme"));
    table_set(t, acme, 1, &(hale_value){.type = HALE_MONEY, .as.i = 1990000});
    table_int(t, acme, 2, 12);
    table_real(t, acme, 3, 0.5);
    table_time(t, acme, 4, 1751328000 * HALE_SECOND);
    table_bool(t, acme, 5, true);
    table_text(t, globex, 0, S("globex"));
    return t;
}

static const char lines[] = "table accounts\n"
                            "account:u mrr:d:18,4 seats:l share:g "
                            "renewal:tsu:UTC pilot:b\n"
                            "\"acme\" 1990000 12 0.5 1751328000000000 yes\n"
                            "\"globex\" - - - - -\n";

/* Writes the table to `path` and commits or aborts. */
static void write_lines(const char *path, bool commit)
{
    const hale_output *output = &arrowdoor_lines;
    const hale_value option = {.type = HALE_TEXT, .as.text = str(path)};
    const hale_run run = {.size = sizeof run};
    Arena arena = {0};
    Error error = {0};
    Host host;
    struct ArrowArrayStream stream;
    hale_cx *cx = cx_of(&host, &error, &arena);
    void *sink = arena_alloc(&arena, output->sink_size);
    assert_int_equal(output->open(cx, &option, &run, sink), 0);
    arrow_from_table(table_face(two_accounts(&arena)), &stream);
    assert_int_equal(output->write_arrow(cx, sink, "accounts", &stream), 0);
    assert_null(stream.release);
    assert_int_not_equal(access(path, F_OK), 0);
    if (commit)
        assert_int_equal(output->commit(cx, sink), 0);
    else
        output->abort(cx, sink);
    arena_free(&arena);
}

static void test_output(void **state)
{
    (void)state;
    char folder[] = "/tmp/arrowdoor.XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/lines.txt", folder);
    write_lines(path, false);
    assert_int_not_equal(access(path, F_OK), 0);
    write_lines(path, true);
    Text text = {0};
    Error error = {0};
    assert_int_equal(file_read(path, 4096, &text, &error), 0);
    assert_string_equal(text.data, lines);
    text_free(&text);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing else was left in it */
}

/* What the pack says of itself is fit to be used. */
static void test_pack(void **state)
{
    (void)state;
    Text faults = {0};
    size_t count = plugin_faults(hale_plugin_v1(), &faults);
    assert_string_equal(faults.len ? faults.data : "", "");
    assert_int_equal(count, 0);
    text_free(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack),
        cmocka_unit_test(test_input),
        cmocka_unit_test(test_broken_input),
        cmocka_unit_test(test_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
