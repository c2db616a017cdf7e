/* SPDX-License-Identifier: MIT
 *
 * cli_text.c: what the command line prints with: cut text, bars, aligned
 * columns, colour. Widths are counted by hand in the tests.
 */
#include "unit.h"

#include "cli/cli.h"

static const Term file = {.tty = false};

static void cut(const char *text, size_t width, const char *wanted)
{
    Text out = {0};
    term_cut(&out, str(text), width);
    assert_string_equal(out.data, wanted);
    text_free(&out);
}

static void text_is_cut_by_columns(void **state)
{
    (void)state;
    cut("abcdef", 6, "abcdef");
    cut("abcdef", 5, "abcd…");
    cut("aéöüb", 5, "aéöüb"); /* 5 columns in 8 bytes */
    cut("aéöüb", 4, "aéö…");
    cut("abc", 1, "…");
}

static void bar(double part, const char *wanted)
{
    Text out = {0};
    text_puts(&out, "|");
    term_bar(&out, part, 4);
    assert_string_equal(out.data + 1, wanted);
    text_free(&out);
}

/* Four cells are 32 eighths: 0.5 is 16, 0.53125 is 17, 0.25 is 8. */
static void bars_count_in_eighths(void **state)
{
    (void)state;
    bar(0, "");
    bar(-1, "");
    bar(NAN, "");
    bar(0.25, "█");
    bar(0.5, "██");
    bar(0.53125, "██▏");
    bar(1, "████");
    bar(7, "████");
}

static void grid_is(const char *align, const char *const *cell,
                    const Term *term, const char *wanted)
{
    Grid g = {0};
    Text out = {0};
    grid_begin(&g, align);
    for (size_t i = 0; cell[i]; i++)
        grid_add(&g, PLAIN, str(cell[i]));
    grid_end(&g, &out, term, 1);
    assert_string_equal(out.data, wanted);
    text_free(&out);
}

static void columns_are_aligned(void **state)
{
    (void)state;
    static const char *const cell[] = {"é", "1", "x", "abc", "100", "", NULL};
    grid_is("lrl", cell, &file, " é      1  x\n abc  100\n");
}

/* A name of 300 letters: 99 of them and the dots; the last column is whole. */
static void a_huge_name_is_cut(void **state)
{
    (void)state;
    char name[301], line[600];
    memset(name, 'z', 300);
    name[300] = 0;
    const char *const cell[] = {name, "1", name, "a", "22", "", NULL};
    snprintf(line, sizeof line, " %.99s…   1  %s\n a%*s  22\n", name, name, 99,
             "");
    grid_is("lrl", cell, &file, line);
}

/* 40 columns: 1 + 2 + 2 + 2 + 2 are taken, 31 are left for the words. */
static void words_give_way(void **state)
{
    (void)state;
    Term narrow = {.tty = true, .width = 40};
    static const char *const cell[] = {
        "ab", "forty characters of words, or a bit more.", "12", NULL};
    grid_is("lLr", cell, &narrow, " ab  forty characters of words, or …  12\n");
    grid_is("lLr", cell, &file,
            " ab  forty characters of words, or a bit more.  12\n");
}

/* 40 columns: "  why: " takes 7, so 33 are left. */
static void paragraphs_are_wrapped(void **state)
{
    (void)state;
    Term narrow = {.tty = true, .width = 40};
    Text out = {0};
    const char *words = "thirty-three characters stand here and then more";
    term_wrap(&out, &narrow, "  why: ", str(words));
    assert_string_equal(out.data, "  why: thirty-three characters stand\n"
                                  "       here and then more\n");
    text_clear(&out);
    term_wrap(&out, &file, "  why: ", S("one two"));
    assert_string_equal(out.data, "  why: one two\n");
    text_free(&out);
}

static void painted(const Term *term, Colour colour, const char *wanted)
{
    Text out = {0};
    term_paint(&out, term, colour, S("red"));
    assert_string_equal(out.data, wanted);
    text_free(&out);
}

static void colour_only_where_it_shows(void **state)
{
    (void)state;
    Term colour = {.colour = true};
    painted(&colour, RED, "\033[31mred\033[0m");
    painted(&colour, PLAIN, "red");
    painted(&file, RED, "red");
}

static void colour_is_asked_for(const char *mode, const char *no,
                                const char *force, bool wanted)
{
    FILE *out = tmpfile(); /* no terminal */
    assert_non_null(out);
    no ? setenv("NO_COLOR", no, 1) : unsetenv("NO_COLOR");
    force ? setenv("FORCE_COLOR", force, 1) : unsetenv("FORCE_COLOR");
    assert_int_equal(term_of(out, mode).colour, wanted);
    fclose(out);
}

static void who_decides_on_colour(void **state)
{
    (void)state;
    colour_is_asked_for(NULL, NULL, NULL, false);
    colour_is_asked_for("auto", NULL, NULL, false);
    colour_is_asked_for("always", "1", NULL, true);
    colour_is_asked_for("never", NULL, "1", false);
    colour_is_asked_for(NULL, NULL, "1", true);
    colour_is_asked_for(NULL, NULL, "0", false);
    colour_is_asked_for(NULL, "1", "1", false);
    colour_is_asked_for(NULL, "", "1", true); /* empty is not set */
}

static void number(double value, int digits, const char *wanted)
{
    char out[32];
    real_for_people(value, digits, out);
    assert_string_equal(out, wanted);
}

static void numbers_are_short(void **state)
{
    (void)state;
    number(80, 1, "80");
    number(80.25, 1, "80.2");
    number(0.5, 4, "0.5");
    number(-0.001, 1, "0");
    number(100, 0, "100");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_by_columns),
        cmocka_unit_test(bars_count_in_eighths),
        cmocka_unit_test(columns_are_aligned),
        cmocka_unit_test(a_huge_name_is_cut),
        cmocka_unit_test(words_give_way),
        cmocka_unit_test(paragraphs_are_wrapped),
        cmocka_unit_test(colour_only_where_it_shows),
        cmocka_unit_test(who_decides_on_colour),
        cmocka_unit_test(numbers_are_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
