/* SPDX-License-Identifier: MIT
 *
 * measure_packed.c: rows that are packed and put elsewhere are the rows they
 * were, whatever their numbers are and whichever of them are missing.
 */
#include "unit.h"

#include "measure/inside.h"

enum { AS_OF, ACCOUNT, COUNT_OF, PAID, SHARE, FLAG, NOTE, COLUMNS };

static Arena arena;

static int done(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static Table *table_made(void)
{
    Table *t = table_new(&arena, "accounts", "Accounts");
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "account", HALE_TEXT, NULL, NULL);
    table_column(t, "count", HALE_INT, NULL, NULL);
    table_column(t, "paid", HALE_MONEY, NULL, NULL);
    table_column(t, "share", HALE_REAL, NULL, NULL);
    table_column(t, "flag", HALE_BOOL, NULL, NULL);
    table_column(t, "note", HALE_TEXT, NULL, NULL);
    return t;
}

static Str id_of(size_t i)
{
    return str(arena_printf(&arena, "A%zu", i));
}

/* A row of `t`; `count` is its number. Every third has no share, every other
 * one no note. */
static void add_row(Table *t, size_t i, int64_t count)
{
    size_t row = table_row(t);
    table_time(t, row, AS_OF, 86400);
    table_text(t, row, ACCOUNT, id_of(i));
    table_int(t, row, COUNT_OF, count);
    table_int(t, row, PAID, 0);
    if (i % 3)
        table_real(t, row, SHARE, (double)i / 8 - 1);
    table_bool(t, row, FLAG, i % 5 == 0);
    if (i % 2)
        table_text(t, row, NOTE, S("a note"));
}

static void check_row(const Table *t, size_t row, size_t i, int64_t count)
{
    assert_int_equal(table_get(t, row, AS_OF).as.i, 86400);
    assert_true(str_eq(table_get(t, row, ACCOUNT).as.text, id_of(i)));
    assert_int_equal(table_get(t, row, COUNT_OF).missing, HALE_PRESENT);
    assert_int_equal(table_get(t, row, COUNT_OF).as.i, count);
    assert_int_equal(table_get(t, row, PAID).missing, HALE_PRESENT);
    assert_int_equal(table_get(t, row, PAID).as.i, 0);
    hale_value share = table_get(t, row, SHARE), note = table_get(t, row, NOTE);
    assert_int_equal(share.missing, i % 3 ? HALE_PRESENT : HALE_NO_ROWS);
    if (!share.missing)
        assert_near(share.as.r, (double)i / 8 - 1, 0);
    assert_int_equal(table_get(t, row, FLAG).as.b, i % 5 == 0);
    assert_int_equal(note.missing, i % 2 ? HALE_PRESENT : HALE_NO_ROWS);
    if (!note.missing)
        assert_true(str_is(note.as.text, "a note"));
}

/* Packs `rows` rows, puts them behind another row from the last to the first,
 * and looks whether they are the same; `most` is the largest of their counts.
 */
static void check_packing(size_t rows, int64_t least, int64_t most)
{
    Table *t = table_made(), *to = table_made();
    uint32_t *place = arena_array(&arena, rows + 1, sizeof *place);
    Packed packed;
    packed_open(&packed, &arena, rows);
    for (size_t i = 0; i < rows; i++) {
        add_row(t, i, i == 7 ? least : i == 9 ? most : (int64_t)(i % 3));
        if (t->rows == PACKED_ROWS)
            packed_add(&packed, t);
        place[i] = (uint32_t)(rows - 1 - i);
    }
    packed_add(&packed, t);
    assert_int_equal(t->rows, 0);
    assert_int_equal(packed.rows, rows);
    table_rows_zero(to, rows + 1);
    for (size_t c = 0; c < COLUMNS; c++)
        packed_scatter(&packed, c, place, &to->column[c], 1);
    assert_int_equal(table_get(to, 0, COUNT_OF).as.i, 0);
    for (size_t i = 0; i < rows; i++) {
        assert_true(str_eq(packed_account(&packed, i), id_of(i)));
        check_row(to, rows - i, i,
                  i == 7   ? least
                  : i == 9 ? most
                           : (int64_t)(i % 3));
    }
}

static void test_none(void **state)
{
    (void)state;
    check_packing(0, 0, 0);
}

/* One full block, one and a row, and many. */
static void test_blocks(void **state)
{
    (void)state;
    check_packing(PACKED_ROWS, 0, 1);
    check_packing(PACKED_ROWS + 1, 0, 1);
    check_packing(5 * PACKED_ROWS - 1, 0, 1);
}

/* The ends of what fits into each number of bytes, and what is beyond. */
static void test_widths(void **state)
{
    (void)state;
    static const int64_t most[] = {INT8_MAX, INT16_MAX, INT32_MAX};
    for (size_t i = 0; i < 3; i++) {
        check_packing(20, -most[i] - 1, most[i]);
        check_packing(20, 0, most[i] + 1);
        check_packing(20, -most[i] - 2, 0);
    }
    check_packing(20, INT64_MIN, INT64_MAX);
}

/* The table is used again: nothing of its rows is left in it. */
static void test_table_again(void **state)
{
    (void)state;
    Table *t = table_made();
    Packed packed;
    packed_open(&packed, &arena, 2);
    add_row(t, 5, 77);
    packed_add(&packed, t);
    size_t row = table_row(t);
    for (size_t c = 0; c < COLUMNS; c++)
        assert_int_equal(table_get(t, row, c).missing, HALE_NO_ROWS);
    table_int(t, row, COUNT_OF, 0);
    assert_int_equal(table_get(t, row, COUNT_OF).as.i, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_table_again),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
