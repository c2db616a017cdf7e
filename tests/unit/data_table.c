/* SPDX-License-Identifier: MIT
 *
 * data_table: the tables in which everything is shown.
 */
#include "unit.h"

#include "data/data.h"

static Arena arena;

static int done(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

enum { ID, COUNT_OF, SHARE, PAID, SEEN, FLAG };

static Table *six_columns(void)
{
    Table *t = table_new(&arena, "things", "Things");
    assert_int_equal(table_column(t, "id", HALE_TEXT, NULL, "who"), ID);
    table_column(t, "count", HALE_INT, "rows", NULL);
    table_column(t, "share", HALE_REAL, NULL, NULL);
    table_column(t, "paid", HALE_MONEY, "EUR", NULL);
    table_column(t, "seen", HALE_TIME, NULL, NULL);
    assert_int_equal(table_column(t, "flag", HALE_BOOL, NULL, NULL), FLAG);
    return t;
}

static void fill(Table *t, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char name[32];
        size_t row = table_row(t);
        snprintf(name, sizeof name, "thing %zu", i);
        table_text(t, row, ID, str(name)); /* the array is reused */
        table_int(t, row, COUNT_OF, (int64_t)i - 5);
        table_real(t, row, SHARE, (double)i / 4);
        table_set(t, row, PAID,
                  &(hale_value){.type = HALE_MONEY, .as.i = INT64_MIN});
        table_time(t, row, SEEN, INT64_MAX);
        table_bool(t, row, FLAG, i % 2);
    }
}

/* Every value survives growth, and texts are copies. */
static void test_growth(void **state)
{
    (void)state;
    Table *t = six_columns();
    fill(t, 1000);
    assert_int_equal(t->rows, 1000);
    for (size_t i = 0; i < 1000; i++) {
        char name[32];
        snprintf(name, sizeof name, "thing %zu", i);
        assert_true(str_is(table_get(t, i, ID).as.text, name));
        assert_int_equal(table_get(t, i, COUNT_OF).as.i, (int64_t)i - 5);
        assert_near(table_get(t, i, SHARE).as.r, (double)i / 4, 0);
        assert_int_equal(table_get(t, i, PAID).as.i, INT64_MIN);
        assert_int_equal(table_get(t, i, SEEN).as.i, INT64_MAX);
        assert_int_equal(table_get(t, i, FLAG).as.b, i % 2);
    }
}

/* A new row is missing everywhere, and so is a new column in old rows. */
static void test_missing_at_first(void **state)
{
    (void)state;
    Table *t = six_columns();
    fill(t, 3);
    size_t row = table_row(t);
    for (size_t c = 0; c < t->columns; c++) {
        hale_value v = table_get(t, row, c);
        assert_int_equal(v.missing, HALE_NO_ROWS);
        assert_int_equal(v.type, t->column[c].type);
    }
    size_t late = table_column(t, "late", HALE_REAL, NULL, NULL);
    for (size_t i = 0; i < t->rows; i++)
        assert_int_equal(table_get(t, i, late).missing, HALE_NO_ROWS);
    table_real(t, 1, late, -0.5);
    assert_near(table_get(t, 1, late).as.r, -0.5, 0);
    assert_int_equal(table_get(t, 0, late).missing, HALE_NO_ROWS);
    /* The reason is kept, and a value can be taken back. */
    table_set(t, 1, late,
              &(hale_value){.type = HALE_REAL, .missing = HALE_STALE});
    assert_int_equal(table_get(t, 1, late).missing, HALE_STALE);
}

/* Zeros are not written where zeros are; a zero is one all the same, whatever
 * the cell held before. */
static void test_zeros(void **state)
{
    (void)state;
    Table *t = six_columns();
    size_t row = table_row(t);
    table_int(t, row, COUNT_OF, 0);
    assert_int_equal(table_get(t, row, COUNT_OF).as.i, 0);
    assert_int_equal(table_get(t, row, COUNT_OF).missing, HALE_PRESENT);
    table_int(t, row, COUNT_OF, 7);
    table_int(t, row, COUNT_OF, 0);
    assert_int_equal(table_get(t, row, COUNT_OF).as.i, 0);
    table_int(t, row, COUNT_OF, 7);
    table_set(t, row, COUNT_OF,
              &(hale_value){.type = HALE_INT, .missing = HALE_STALE});
    table_int(t, row, COUNT_OF, 0);
    assert_int_equal(table_get(t, row, COUNT_OF).as.i, 0);
}

/* Rows that are there and zero, with room made for them and without; what is
 * taken away leaves nothing behind. */
static void test_zero_rows_and_clear(void **state)
{
    (void)state;
    Table *t = six_columns();
    table_rows_zero(t, 0); /* no rows, and no cells yet */
    table_clear(t);
    table_reserve(t, 4);
    table_row(t);
    table_rows_zero(t, 2);
    table_rows_zero(t, 100);
    assert_int_equal(table_get(t, 0, COUNT_OF).missing, HALE_NO_ROWS);
    for (size_t row = 1; row < 103; row++) {
        assert_int_equal(table_get(t, row, COUNT_OF).missing, HALE_PRESENT);
        assert_int_equal(table_get(t, row, COUNT_OF).as.i, 0);
        assert_int_equal(table_get(t, row, ID).as.text.len, 0);
        table_int(t, row, COUNT_OF, 5);
    }
    table_clear(t);
    assert_int_equal(t->rows, 0);
    assert_int_equal(table_row(t), 0);
    for (size_t row = 1; row < 103; row++) {
        assert_int_equal(table_row(t), row);
        assert_int_equal(table_get(t, row, COUNT_OF).missing, HALE_NO_ROWS);
        table_int(t, row, COUNT_OF, 0);
        assert_int_equal(table_get(t, row, COUNT_OF).as.i, 0);
    }
}

/* More columns than there was room for, in a table that has rows. */
static void test_many_columns(void **state)
{
    (void)state;
    static char name[40][8];
    Table *t = table_new(&arena, "wide", "Wide");
    for (size_t c = 0; c < 40; c++) {
        snprintf(name[c], sizeof name[c], "c%zu", c);
        assert_int_equal(table_column(t, name[c], HALE_INT, NULL, NULL), c);
        if (c == 0)
            table_row(t);
        table_int(t, 0, c, (int64_t)c);
    }
    for (size_t c = 0; c < 40; c++) {
        assert_int_equal(table_find(t, name[c]), c);
        assert_int_equal(table_get(t, 0, c).as.i, c);
    }
    assert_int_equal(table_find(t, "c40"), -1);
    assert_int_equal(table_find(t, ""), -1);
}

static void test_reserve(void **state)
{
    (void)state;
    Table *t = six_columns();
    fill(t, 5);
    table_reserve(t, 3); /* nothing to do */
    table_reserve(t, 70);
    int64_t *cells = t->column[COUNT_OF].as.i;
    fill(t, 65);
    assert_ptr_equal(cells, t->column[COUNT_OF].as.i); /* no growth since */
    assert_int_equal(table_get(t, 4, COUNT_OF).as.i, -1);
    assert_int_equal(table_get(t, 69, COUNT_OF).as.i, 59);
}

/* Who reserves bit by bit pays no more than who lets the table grow: from 1
 * to 10,000 rows cells move 14 times (2 to the 14th is 16,384). */
static void test_reserve_bit_by_bit(void **state)
{
    (void)state;
    Table *t = six_columns();
    size_t moves = 0;
    for (size_t i = 1; i <= 10000; i++) {
        const int64_t *cells = t->column[COUNT_OF].as.i;
        table_reserve(t, i);
        moves += i > 1 && cells != t->column[COUNT_OF].as.i;
    }
    assert_int_equal(moves, 14);
}

/* Several columns of a row are set like each of them; those beside them are
 * not. */
static void test_set_row(void **state)
{
    (void)state;
    Table *t = six_columns();
    fill(t, 2);
    size_t row = table_row(t);
    table_set_row(t, row, COUNT_OF,
                  (hale_value[]){{.type = HALE_INT, .as.i = 12},
                                 {.type = HALE_REAL, .missing = HALE_STALE},
                                 {.type = HALE_MONEY, .as.i = -3}},
                  3);
    assert_int_equal(table_get(t, row, ID).missing, HALE_NO_ROWS);
    assert_int_equal(table_get(t, row, COUNT_OF).as.i, 12);
    assert_int_equal(table_get(t, row, SHARE).missing, HALE_STALE);
    assert_int_equal(table_get(t, row, PAID).as.i, -3);
    assert_int_equal(table_get(t, row, PAID).missing, HALE_PRESENT);
    assert_int_equal(table_get(t, row, SEEN).missing, HALE_NO_ROWS);
    assert_int_equal(table_get(t, 1, COUNT_OF).as.i, -4);
}

/* Columns [0, 2) of `from` go to columns [3, 5): paid is an int64 as well. */
static void test_copy(void **state)
{
    (void)state;
    Table *from = table_new(&arena, "from", "From"), *to = six_columns();
    table_column(from, "paid", HALE_MONEY, NULL, NULL);
    table_column(from, "seen", HALE_TIME, NULL, NULL);
    table_row(from);
    size_t row = table_row(from);
    table_set(from, row, 0, &(hale_value){.type = HALE_MONEY, .as.i = 12345});
    table_set(from, row, 1,
              &(hale_value){.type = HALE_TIME, .missing = HALE_TOO_NEW});
    fill(to, 2);
    table_copy(to, 1, PAID, from, row, 2);
    assert_int_equal(table_get(to, 1, PAID).as.i, 12345);
    assert_int_equal(table_get(to, 1, SEEN).missing, HALE_TOO_NEW);
    assert_int_equal(table_get(to, 0, PAID).as.i, INT64_MIN);
    assert_int_equal(table_get(to, 1, FLAG).as.b, 1);
}

/* Rows at once are missing in all columns; a text may be somebody else's; a
 * piece of a column is that column from a row on. */
static void test_rows_at_once(void **state)
{
    (void)state;
    static const char whole[] = "one; two";
    Table *t = six_columns();
    fill(t, 2);
    table_rows(t, 100);
    assert_int_equal(t->rows, 102);
    for (size_t row = 2; row < 102; row++)
        for (size_t c = 0; c < 6; c++)
            assert_int_equal(table_get(t, row, c).missing, HALE_NO_ROWS);
    assert_true(str_is(table_get(t, 1, ID).as.text, "thing 1"));
    table_share(t, 101, ID, (Str){whole + 5, 3});
    assert_true(table_get(t, 101, ID).as.text.data == whole + 5);
    table_int(t, 101, COUNT_OF, 7);
    hale_table_column face = column_face(&t->column[COUNT_OF], 100);
    assert_int_equal(face.missing[0], HALE_NO_ROWS);
    assert_int_equal(face.missing[1], HALE_PRESENT);
    assert_int_equal(face.as.i[1], 7);
    table_copy_cell(t, 50, ID, t, 101, ID);
    assert_true(str_is(table_get(t, 50, ID).as.text, "two"));
}

/* What plugins see: no mask where nothing is missing. */
static void test_face(void **state)
{
    (void)state;
    Table *t = six_columns();
    const hale_table *face = table_face(t);
    assert_int_equal(face->rows, 0);
    assert_int_equal(face->columns, 6);
    fill(t, 3);
    table_set(
        t, 1, SHARE,
        &(hale_value){.type = HALE_REAL, .missing = HALE_ZERO_DENOMINATOR});
    face = table_face(t);
    assert_string_equal(face->name, "things");
    assert_string_equal(face->title, "Things");
    assert_int_equal(face->rows, 3);
    assert_null(face->column[6]);
    assert_null(face->column[COUNT_OF]->missing);
    assert_int_equal(face->column[COUNT_OF]->as.i[2], -3);
    assert_string_equal(face->column[COUNT_OF]->unit, "rows");
    assert_non_null(face->column[SHARE]->missing);
    assert_int_equal(face->column[SHARE]->missing[0], HALE_PRESENT);
    assert_int_equal(face->column[SHARE]->missing[1], HALE_ZERO_DENOMINATOR);
    assert_true(str_is(face->column[ID]->as.text[2], "thing 2"));
    assert_int_equal(face->column[FLAG]->as.b[1], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_missing_at_first),
        cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_zero_rows_and_clear),
        cmocka_unit_test(test_many_columns),
        cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_reserve_bit_by_bit),
        cmocka_unit_test(test_set_row),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_rows_at_once),
        cmocka_unit_test(test_face),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
