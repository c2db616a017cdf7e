/* SPDX-License-Identifier: MIT
 *
 * The reader of pipeline files: lines, places, --set and ${VAR}. Places are
 * counted by hand in the texts.
 */
#include "unit/pipeline_file.h"

typedef struct Read {
    Ini ini;
    Diags diags;
    char path[64];
} Read;

static void read_bytes(Read *r, const void *bytes, size_t len,
                       const char *const *set)
{
    memset(r, 0, sizeof *r);
    file_made(r->path, bytes, len);
    ini_read(&r->ini, r->path, set, &r->diags);
}

static void read_text(Read *r, const char *text)
{
    read_bytes(r, text, strlen(text), NULL);
}

static void done(Read *r)
{
    unlink(r->path);
    ini_free(&r->ini);
    diags_free(&r->diags);
}

static const Setting *setting(Read *r, size_t section, const char *key)
{
    assert_true(section < r->ini.sections);
    const Setting *s = section_find(&r->ini.section[section], key);
    assert_non_null(s);
    return s;
}

static void assert_value(Read *r, size_t section, const char *key,
                         const char *value, int line, int column)
{
    const Setting *s = setting(r, section, key);
    assert_string_equal(s->value, value);
    assert_int_equal(s->place.line, line);
    assert_int_equal(s->place.column, column);
    assert_string_equal(s->place.file, r->path);
}

static void sections_and_settings_keep_order_and_place(void **state)
{
    Read r;
    (void)state;
    read_text(&r, "; a comment\n"              /* 1 */
                  "[pipeline]\n"               /* 2 */
                  "name = acme\n"              /* 3 */
                  "# another = comment\n"      /* 4 */
                  "\n"                         /* 5 */
                  "as_of=2025-12-31\n"         /* 6 */
                  "[input.events]   ; why\n"   /* 7 */
                  "[metric.x]\n"               /* 8 */
                  "plugin   =   usage.count"); /* 9, no newline */
    assert_told(&r.diags, "");
    assert_int_equal(r.ini.sections, 3);
    assert_string_equal(r.ini.section[0].kind, "pipeline");
    assert_string_equal(r.ini.section[0].name, "");
    assert_string_equal(r.ini.section[1].label, "input.events");
    assert_string_equal(r.ini.section[1].kind, "input");
    assert_string_equal(r.ini.section[1].name, "events");
    assert_int_equal(r.ini.section[1].settings, 0);
    assert_int_equal(r.ini.section[1].place.line, 7);
    assert_int_equal(r.ini.section[2].place.line, 8);
    assert_value(&r, 0, "name", "acme", 3, 1);
    assert_value(&r, 0, "as_of", "2025-12-31", 6, 1);
    assert_value(&r, 2, "plugin", "usage.count", 9, 1);
    assert_null(section_find(&r.ini.section[2], "another"));
    done(&r);
}

static void comments_begin_after_a_blank_only(void **state)
{
    Read r;
    (void)state;
    read_text(&r, "[pipeline]\n"
                  "a = one;two ; three\n"
                  "b = ;nothing\n"
                  "c = #fff ;\n"
                  "d =;text\n"
                  "e = \"quoted\"\n"
                  "f =\n"
                  "g = k = v\n"
                  "h = ;   \n"
                  "[input.x];here too\n");
    assert_told(&r.diags, "");
    assert_value(&r, 0, "h", ";", 9, 1); /* the sign of many a CSV file */
    assert_value(&r, 0, "a", "one;two", 2, 1);
    assert_value(&r, 0, "b", "", 3, 1);
    assert_value(&r, 0, "c", "#fff", 4, 1);
    assert_value(&r, 0, "d", ";text", 5, 1);
    assert_value(&r, 0, "e", "\"quoted\"", 6, 1);
    assert_value(&r, 0, "f", "", 7, 1);
    assert_value(&r, 0, "g", "k = v", 8, 1);
    done(&r);
}

static void windows_files_and_a_byte_order_mark_are_fine(void **state)
{
    Read r;
    (void)state;
    read_text(&r, "\xef\xbb\xbf[pipeline]\r\nname = acme\r\n  more\r\n\r\n"
                  "as_of = today\r\n");
    assert_told(&r.diags, "");
    assert_value(&r, 0, "name", "acme\nmore", 2, 1);
    assert_value(&r, 0, "as_of", "today", 5, 1);
    done(&r);
    /* The "]" is missed behind the last letter, column 10. */
    read_text(&r, "[metric.a\r\n");
    assert_told(&r.diags, "1:10 -; ");
    done(&r);
}

static void a_value_goes_on_over_indented_lines(void **state)
{
    Read r;
    (void)state;
    read_text(&r, "[input.t]\n"                    /* 1 */
                  "query = SELECT a ; the key\n"   /* 2 */
                  "\n"                             /* 3 */
                  "      FROM t ; and the table\n" /* 4 */
                  "; a comment between\n"          /* 5 */
                  "      ; one that is indented\n" /* 6 */
                  "\tWHERE x = 'a;b'\n"            /* 7 */
                  "path = p.csv\n");               /* 8 */
    assert_told(&r.diags, "");
    assert_value(&r, 0, "query", "SELECT a\nFROM t\nWHERE x = 'a;b'", 2, 1);
    assert_true(setting(&r, 0, "query")->lines);
    assert_false(setting(&r, 0, "path")->lines);
    assert_int_equal(r.ini.section[0].more[0].line, 4);
    assert_int_equal(r.ini.section[0].more[0].column, 7);
    done(&r);
}

/* inih by itself cuts lines at 199 bytes, names at 49. */
static void length_is_no_matter(void **state)
{
    enum { LONG = 5000 };
    Text t = {0}, value = {0};
    Read r;
    (void)state;
    text_puts(&value, "SELECT");
    while (value.len < LONG)
        text_puts(&value, " x = 1 OR");
    text_printf(&t,
                "[metric.%.48s]\ncolumn.%.48s = 1\nquery = %s\n    %s\nlast = "
                "2\n",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", value.data,
                value.data);
    read_text(&r, t.data);
    assert_told(&r.diags, "");
    assert_int_equal(strlen(r.ini.section[0].name), 48);
    assert_int_equal(r.ini.section[0].settings, 3);
    assert_int_equal(strlen(setting(&r, 0, "query")->value), 2 * value.len + 1);
    assert_value(&r, 0, "last", "2", 5, 1);
    text_free(&t);
    text_free(&value);
    done(&r);
}

static void mistakes_of_form_are_all_told_and_do_not_spread(void **state)
{
    Read r;
    (void)state;
    read_text(&r, "stray = 1\n"       /* 1: before the first section */
                  "[metric.a\n"       /* 2, column 10: no ] */
                  "window = 28d\n"    /* 3: belongs to metric.a */
                  "[metrics.b]\n"     /* 4: no such kind */
                  "window = 7d\n"     /* 5: passed over */
                  "Bad key = 1\n"     /* 6: but its form is not */
                  "[metric.c] = 3\n"  /* 7, column 12: text after ] */
                  "  window = 28d\n"  /* 8, column 3: nothing above */
                  "  limit = 3\n"     /* 9: told once */
                  "nonsense\n"        /* 10 */
                  "  more nonsense\n" /* 11: passed over */
                  "[metric.a]\n");    /* 12: twice */
    diags_sort(&r.diags);
    assert_told(&r.diags, "1:1 -; 2:10 -; 4:1 -; 6:1 -; 7:12 -; 8:3 metric.c; "
                          "10:1 -; 12:1 metric.a; ");
    assert_int_equal(r.ini.sections, 2);
    assert_value(&r, 0, "window", "28d", 3, 1);
    assert_string_equal(r.ini.section[1].label, "metric.c");
    done(&r);
}

static void a_nul_byte_ends_nothing(void **state)
{
    static const char text[] = "[pipeline]\nname = a\0b\nas_of = today\n";
    Read r;
    (void)state;
    read_bytes(&r, text, sizeof text - 1, NULL);
    assert_told(&r.diags, "2:9 -; ");
    assert_value(&r, 0, "as_of", "today", 3, 1);
    done(&r);
}

/* Limits that no pipeline meets keep a wrong file from costing hours. */
static void there_is_an_end_to_sections_and_settings(void **state)
{
    Text t = {0};
    Read r;
    (void)state;
    text_puts(&t, "[pipeline]\n");
    for (int i = 0; i < 1001; i++)
        text_printf(&t, "k%d = 1\n", i);
    read_text(&r, t.data);
    assert_told(&r.diags, "1002:1 pipeline; ");
    assert_int_equal(r.ini.section[0].settings, 1000);
    done(&r);
    text_clear(&t);
    for (int i = 0; i < 4001; i++)
        text_printf(&t, "[metric.m%d]\n", i);
    read_text(&r, t.data);
    assert_told(&r.diags, "4001:1 -; ");
    assert_int_equal(r.ini.sections, 4000);
    done(&r);
    text_free(&t);
}

static void a_missing_file_is_one_message(void **state)
{
    Ini ini;
    Diags diags = {0};
    (void)state;
    ini_read(&ini, "/nowhere/at/all.ini", NULL, &diags);
    assert_told(&diags, "0:0 -; ");
    assert_int_equal(ini.sections, 0);
    ini_free(&ini);
    diags_free(&diags);
}

/* --------------------------------------------------------------- --set -- */

static void set_replaces_adds_and_the_last_wins(void **state)
{
    static const char text[] = "[pipeline]\nas_of = today\n"
                               "[metric.mrr]\nwindow = 7d\n  more\n";
    static const char *const set[] = {"pipeline.as_of=2025-12-31",
                                      "metric.mrr.window=14d",
                                      "metric.mrr.window = 28d ; no comment",
                                      "input.x.column.account=Id",
                                      "pipeline.fx.EUR=1.08",
                                      "score.h.text=a=b",
                                      NULL};
    Read r;
    (void)state;
    read_bytes(&r, text, sizeof text - 1, set);
    assert_told(&r.diags, "");
    assert_int_equal(r.ini.sections, 4);
    assert_string_equal(setting(&r, 0, "as_of")->value, "2025-12-31");
    assert_string_equal(setting(&r, 0, "as_of")->place.file, "--set");
    assert_string_equal(setting(&r, 0, "fx.EUR")->value, "1.08");
    assert_string_equal(setting(&r, 1, "window")->value, "28d ; no comment");
    assert_false(setting(&r, 1, "window")->lines);
    assert_int_equal(r.ini.section[1].settings, 1);
    assert_string_equal(r.ini.section[2].label, "input.x");
    assert_string_equal(setting(&r, 2, "column.account")->value, "Id");
    assert_string_equal(setting(&r, 3, "text")->value, "a=b");
    done(&r);
}

static void set_that_says_nothing_is_told(void **state)
{
    static const char *const set[] = {"window",      "=3",
                                      "metric.x=3",  "metric.X.k=3",
                                      "pipeline.=3", "metric.x.Key=3",
                                      "bogus.x.k=3", NULL};
    Read r;
    (void)state;
    read_bytes(&r, "[pipeline]\n", 11, set);
    assert_int_equal(r.diags.errors, 7);
    assert_int_equal(r.ini.sections, 1);
    assert_int_equal(r.ini.section[0].settings, 0);
    done(&r);
}

/* -------------------------------------------------------------- ${VAR} -- */

static void variables_are_expanded_once(void **state)
{
    Read r;
    (void)state;
    setenv("HALE_TEST_A", "alpha", 1);
    setenv("HALE_TEST_DOLLAR", "${HALE_TEST_A} $$ ; x", 1);
    setenv("HALE_TEST_EMPTY", "", 1);
    unsetenv("HALE_TEST_UNSET");
    read_text(&r, "[pipeline]\n"
                  "a = out/${HALE_TEST_A}-${HALE_TEST_A}.csv\n"
                  "b = ${HALE_TEST_UNSET:-today}\n"
                  "c = ${HALE_TEST_EMPTY:-x}${HALE_TEST_EMPTY}\n"
                  "d = ${HALE_TEST_DOLLAR}\n"
                  "e = $$ $1 $${HALE_TEST_A} 5$\n"
                  "f = ${HALE_TEST_UNSET:-}\n"
                  "g = ${HALE_TEST_A}\n"
                  "  ${HALE_TEST_A:-no}\n"
                  "; ${HALE_TEST_UNSET} in a comment is nothing\n");
    assert_told(&r.diags, "");
    assert_value(&r, 0, "a", "out/alpha-alpha.csv", 2, 1);
    assert_value(&r, 0, "b", "today", 3, 1);
    assert_value(&r, 0, "c", "x", 4, 1);
    assert_value(&r, 0, "d", "${HALE_TEST_A} $$ ; x", 5, 1);
    assert_value(&r, 0, "e", "$ $1 ${HALE_TEST_A} 5$", 6, 1);
    assert_value(&r, 0, "f", "", 7, 1);
    assert_value(&r, 0, "g", "alpha\nalpha", 8, 1);
    done(&r);
}

static void variables_that_are_not_there_are_told(void **state)
{
    Read r;
    (void)state;
    unsetenv("HALE_TEST_UNSET");
    read_text(&r, "[pipeline]\n"
                  "a = ${HALE_TEST_UNSET}\n"
                  "b = ${HALE_TEST_UNSET\n"
                  "c = ${}\n"
                  "d = ${1A}\n"
                  "e = ${A-B}\n");
    assert_told(&r.diags, "2:1 pipeline; 3:1 pipeline; 4:1 pipeline; "
                          "5:1 pipeline; 6:1 pipeline; ");
    done(&r);
}

/* ------------------------------------------------------------- printing -- */

static void printed_it_shows_where_each_value_is_from(void **state)
{
    static const char text[] = "[pipeline]\nas_of = today\n\n[input.db]\n"
                               "query = SELECT 1\n  FROM t\npassword = p\n";
    static const char *const set[] = {"pipeline.as_of=2025-12-31", NULL};
    Read r;
    Text t = {0};
    (void)state;
    read_bytes(&r, text, sizeof text - 1, set);
    section_find(&r.ini.section[1], "password")->secret = true;
    ini_print(&r.ini, &t);
    char *expected = arena_printf(&r.ini.arena,
                                  "[pipeline]\n"
                                  "as_of = 2025-12-31    ; --set\n"
                                  "\n"
                                  "[input.db]\n"
                                  "query = SELECT 1    ; %s:5\n"
                                  "    FROM t\n"
                                  "password = (secret)    ; %s:7\n",
                                  r.path, r.path);
    assert_string_equal(t.data, expected);
    text_free(&t);
    done(&r);
}

/* What is printed reads back as the same. */
static void printed_it_can_be_read_again(void **state)
{
    Read r, again;
    Text t = {0};
    (void)state;
    read_text(&r, "[pipeline]\na = 1\nb =\n[metric.x]\nq = a\n  b = c\n\n d\n"
                  "[score.y]\n");
    ini_print(&r.ini, &t);
    read_text(&again, t.data);
    assert_told(&again.diags, "");
    assert_int_equal(again.ini.sections, r.ini.sections);
    for (size_t i = 0; i < r.ini.sections; i++) {
        const Section *a = &r.ini.section[i], *b = &again.ini.section[i];
        assert_string_equal(a->label, b->label);
        assert_int_equal(a->settings, b->settings);
        for (size_t k = 0; k < a->settings; k++) {
            assert_string_equal(a->setting[k].key, b->setting[k].key);
            assert_string_equal(a->setting[k].value, b->setting[k].value);
        }
    }
    text_free(&t);
    done(&r);
    done(&again);
}

static void roles_bring_shapes_and_types(void **state)
{
    (void)state;
    size_t count = 0;
    for (; role_names[count]; count++) {
        const Role *role = role_find(str(role_names[count]));
        assert_non_null(role);
        assert_string_equal(role->name, role_names[count]);
        /* Only facts and side tables may be without an instant; only
         * intervals end. */
        assert_true(role->time || role->shape == HALE_ATTRIBUTE ||
                    role->shape == HALE_SIDE);
        assert_int_equal(role->until != NULL, role->shape == HALE_INTERVAL);
    }
    assert_true(count >= 10);
    assert_null(role_find(S("event")));
    assert_string_equal(role_find(S("tickets"))->until, "closed");
    assert_string_equal(role_find(S("users"))->time, "created");
    assert_int_equal(role_find(S("rates"))->shape, HALE_SIDE);
    assert_string_equal(role_find(S("costs"))->time, "month");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_and_settings_keep_order_and_place),
        cmocka_unit_test(comments_begin_after_a_blank_only),
        cmocka_unit_test(windows_files_and_a_byte_order_mark_are_fine),
        cmocka_unit_test(a_value_goes_on_over_indented_lines),
        cmocka_unit_test(length_is_no_matter),
        cmocka_unit_test(mistakes_of_form_are_all_told_and_do_not_spread),
        cmocka_unit_test(a_nul_byte_ends_nothing),
        cmocka_unit_test(there_is_an_end_to_sections_and_settings),
        cmocka_unit_test(a_missing_file_is_one_message),
        cmocka_unit_test(set_replaces_adds_and_the_last_wins),
        cmocka_unit_test(set_that_says_nothing_is_told),
        cmocka_unit_test(variables_are_expanded_once),
        cmocka_unit_test(variables_that_are_not_there_are_told),
        cmocka_unit_test(printed_it_shows_where_each_value_is_from),
        cmocka_unit_test(printed_it_can_be_read_again),
        cmocka_unit_test(roles_bring_shapes_and_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
