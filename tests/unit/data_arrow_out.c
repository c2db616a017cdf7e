/* SPDX-License-Identifier: MIT
 *
 * data_arrow_out: a table as an Arrow stream, byte by byte as the Arrow
 * format describes it; moved apart as its consumers may; and read back.
 */
#include "made_arrow.h"

#include <limits.h>

enum { COLUMNS = 6, ROWS = 3 };

/* One column of each type, three rows, and in row 2 nothing but the text. */
static const hale_table *six_types(Arena *arena)
{
    static const char *const text[ROWS] = {"caf\xc3\xa9", "", "c"};
    Table *t = table_new(arena, "six", "Six types");
    table_column(t, "b", HALE_BOOL, NULL, NULL);
    table_column(t, "i", HALE_INT, NULL, NULL);
    table_column(t, "r", HALE_REAL, NULL, NULL);
    table_column(t, "m", HALE_MONEY, NULL, NULL);
    table_column(t, "t", HALE_TIME, NULL, NULL);
    table_column(t, "x", HALE_TEXT, NULL, NULL);
    for (int64_t i = 0; i < ROWS; i++) {
        size_t row = table_row(t);
        table_text(t, row, 5, str(text[i]));
        if (i == 1)
            continue;
        table_bool(t, row, 0, i == 2);
        table_int(t, row, 1, INT64_MIN + i);
        table_real(t, row, 2, 0.1);
        table_set(t, row, 3,
                  &(hale_value){.type = HALE_MONEY, .as.i = -12345 + i});
        table_time(t, row, 4, 1751328000 * HALE_SECOND + i);
    }
    return table_face(t);
}

static struct ArrowSchema schema_of(struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    assert_int_equal(stream->get_schema(stream, &schema), 0);
    assert_non_null(schema.release);
    return schema;
}

static struct ArrowArray next_of(struct ArrowArrayStream *stream)
{
    struct ArrowArray array;
    assert_int_equal(stream->get_next(stream, &array), 0);
    return array;
}

/* --------------------------------------------------------------- layout -- */

static void test_schema(void **state)
{
    (void)state;
    static const char *const names[] = {"b", "i", "r", "m", "t", "x"};
    static const char *const formats[] = {"b",      "l",       "g",
                                          "d:18,4", "tsu:UTC", "u"};
    Arena arena = {0};
    struct ArrowArrayStream stream;
    arrow_from_table(six_types(&arena), &stream);
    struct ArrowSchema schema = schema_of(&stream);
    stream.release(&stream);
    assert_null(stream.release);
    /* The schema outlives its stream. */
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, COLUMNS);
    assert_null(schema.dictionary);
    for (size_t i = 0; i < COLUMNS; i++) {
        assert_string_equal(schema.children[i]->name, names[i]);
        assert_string_equal(schema.children[i]->format, formats[i]);
        assert_int_equal(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
        assert_int_equal(schema.children[i]->n_children, 0);
    }
    schema.release(&schema);
    assert_null(schema.release);
    arena_free(&arena);
}

static const uint8_t *bytes_of(const struct ArrowArray *array, size_t child,
                               size_t buffer)
{
    return array->children[child]->buffers[buffer];
}

/* Row 2 of 3 is missing: bits 1 0 1, the byte 0x05. -1.2345 is -12345 in
 * ten-thousandths: all bits above are ones. */
static void test_buffers(void **state)
{
    (void)state;
    Arena arena = {0};
    struct ArrowArrayStream stream;
    arrow_from_table(six_types(&arena), &stream);
    struct ArrowArray array = next_of(&stream);
    assert_int_equal(array.length, ROWS);
    assert_int_equal(array.null_count, 0);
    assert_int_equal(array.n_buffers, 1);
    assert_null(array.buffers[0]);
    for (size_t i = 0; i < COLUMNS; i++) {
        assert_int_equal(array.children[i]->length, ROWS);
        assert_int_equal(array.children[i]->offset, 0);
        assert_int_equal(array.children[i]->null_count, i < 5);
        assert_int_equal(array.children[i]->n_buffers, i < 5 ? 2 : 3);
        if (i < 5)
            assert_int_equal(bytes_of(&array, i, 0)[0], 0x05);
    }
    assert_int_equal(bytes_of(&array, 0, 1)[0], 0x04); /* no, -, yes */
    const int64_t *money = (const void *)bytes_of(&array, 3, 1);
    assert_int_equal(money[0], -12345);
    assert_int_equal(money[1], -1);
    assert_int_equal(money[4], -12343);
    assert_null(bytes_of(&array, 5, 0));
    assert_memory_equal(bytes_of(&array, 5, 1), ((int32_t[]){0, 5, 5, 6}), 16);
    assert_memory_equal(bytes_of(&array, 5, 2),
                        "caf\xc3\xa9"
                        "c",
                        6);
    array.release(&array);
    assert_null(array.release);
    struct ArrowArray end = next_of(&stream);
    assert_null(end.release);
    stream.release(&stream);
    arena_free(&arena);
}

static void test_no_rows_no_columns(void **state)
{
    (void)state;
    const hale_table_column *const none[] = {NULL};
    const hale_table empty = {
        .size = sizeof empty, .name = "t", .column = none};
    struct ArrowArrayStream stream;
    arrow_from_table(&empty, &stream);
    struct ArrowSchema schema = schema_of(&stream);
    struct ArrowArray array = next_of(&stream);
    assert_int_equal(schema.n_children, 0);
    assert_int_equal(array.length, 0);
    array.release(&array);
    schema.release(&schema);
    stream.release(&stream);

    Arena arena = {0};
    Table *t = table_new(&arena, "t", "t");
    table_column(t, "x", HALE_TEXT, NULL, NULL);
    arrow_from_table(table_face(t), &stream);
    array = next_of(&stream);
    assert_int_equal(array.children[0]->length, 0);
    assert_int_equal(*(const int32_t *)array.children[0]->buffers[1], 0);
    array.release(&array);
    stream.release(&stream);
    arena_free(&arena);
}

/* Offsets of 32 bits reach 2^31 - 1. The schema only adds up lengths. */
static void test_large_text(void **state)
{
    (void)state;
    const hale_str text[] = {{"", INT32_MAX}, {"", 1}};
    const hale_table_column column = {
        .size = sizeof column, .name = "x", .type = HALE_TEXT, .as.text = text};
    const hale_table_column *const columns[] = {&column, NULL};
    hale_table table = {.size = sizeof table,
                        .name = "t",
                        .rows = 1,
                        .columns = 1,
                        .column = columns};
    for (; table.rows <= 2; table.rows++) {
        struct ArrowArrayStream stream;
        arrow_from_table(&table, &stream);
        struct ArrowSchema schema = schema_of(&stream);
        assert_string_equal(schema.children[0]->format,
                            table.rows == 1 ? "u" : "U");
        schema.release(&schema);
        stream.release(&stream);
    }
}

/* ------------------------------------------------------------ ownership -- */

/* A consumer takes column 3 and field 5 away, releases the rest, and uses
 * them afterwards. */
static void test_children_move_out(void **state)
{
    (void)state;
    Arena arena = {0};
    struct ArrowArrayStream stream;
    arrow_from_table(six_types(&arena), &stream);
    struct ArrowSchema schema = schema_of(&stream);
    struct ArrowArray array = next_of(&stream);
    stream.release(&stream);
    struct ArrowArray money = *array.children[3];
    array.children[3]->release = NULL;
    struct ArrowSchema text = *schema.children[5];
    schema.children[5]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    assert_int_equal(*(const int64_t *)money.buffers[1], -12345);
    assert_string_equal(text.name, "x");
    money.release(&money);
    text.release(&text);
    assert_null(money.release);
    assert_null(text.release);
    arena_free(&arena);
}

/* Nothing was fetched: nothing is left behind. */
static void test_unused_stream(void **state)
{
    (void)state;
    Arena arena = {0};
    struct ArrowArrayStream stream;
    arrow_from_table(six_types(&arena), &stream);
    assert_null(stream.get_last_error(&stream));
    stream.release(&stream);
    arena_free(&arena);
}

/* ----------------------------------------------------------- round trip -- */

static void expect_cell(const hale_table_column *c, const hale_cells *cells,
                        size_t row, size_t at)
{
    bool missing = c->missing && c->missing[row];
    assert_int_equal(cells->present[at], !missing);
    if (missing)
        return;
    if (c->type == HALE_BOOL)
        assert_int_equal(cells->as.b[at], c->as.b[row]);
    else if (c->type == HALE_REAL)
        assert_true(cells->as.r[at] == c->as.r[row]);
    else if (c->type == HALE_TEXT)
        assert_true(str_eq(cells->as.text[at], c->as.text[row]));
    else
        assert_int_equal(cells->as.i[at], c->as.i[row]);
}

static const Wanted six[] = {{"b", HALE_BOOL}, {"i", HALE_INT},
                             {"r", HALE_REAL}, {"m", HALE_MONEY},
                             {"t", HALE_TIME}, {"x", HALE_TEXT}};

/* Table -> stream -> reader -> batches of every size: the same cells. */
static void test_round_trip(void **state)
{
    (void)state;
    Arena arena = {0};
    const hale_table *table = six_types(&arena);
    for (size_t room = 1; room <= 4; room++) {
        struct ArrowArrayStream stream;
        Reading r;
        size_t row = 0;
        arrow_from_table(table, &stream);
        assert_true(reading_open(&r, &stream, six, COLUMNS, "Europe/Berlin"));
        r.batch.room = room;
        while (reading_next(&r))
            for (size_t at = 0; at < r.batch.count; at++, row++)
                for (size_t i = 0; i < COLUMNS; i++)
                    expect_cell(table->column[i], &r.cell[i], row, at);
        assert_int_equal(row, ROWS);
        reading_close(&r);
    }
    arena_free(&arena);
}

/* Every bit of many bytes: rows missing in a pattern that no byte repeats. */
static void test_round_trip_of_bits(void **state)
{
    (void)state;
    enum { MANY = 1001 }; /* one bit more than whole bytes */
    Arena arena = {0};
    Table *t = table_new(&arena, "bits", "Bits");
    table_column(t, "b", HALE_BOOL, NULL, NULL);
    for (size_t i = 0; i < MANY; i++) {
        table_row(t);
        if (i % 3)
            table_bool(t, i, 0, i * i % 7 < 3);
    }
    struct ArrowArrayStream stream;
    Reading r;
    size_t row = 0;
    arrow_from_table(table_face(t), &stream);
    assert_true(reading_open(&r, &stream, six, 1, "UTC"));
    while (reading_next(&r))
        for (size_t at = 0; at < r.batch.count; at++, row++) {
            assert_int_equal(r.cell[0].present[at], row % 3 != 0);
            if (row % 3)
                assert_int_equal(r.cell[0].as.b[at], row * row % 7 < 3);
            assert_int_equal(r.batch.line[at], row + 1);
        }
    assert_int_equal(row, MANY);
    reading_close(&r);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_buffers),
        cmocka_unit_test(test_no_rows_no_columns),
        cmocka_unit_test(test_large_text),
        cmocka_unit_test(test_children_move_out),
        cmocka_unit_test(test_unused_stream),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_round_trip_of_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
