/* SPDX-License-Identifier: MIT
 *
 * Options: each type read rightly, each type written wrongly, and what the
 * user is told. Expected values are what the text says, by hand.
 */
#include "unit.h"

#include "plugin/inside.h"

#include <unistd.h>

static const char *const plans[] = {"monthly", "yearly", NULL};

enum {
    YES,
    WHOLE,
    SHARE,
    PRICE,
    FROM,
    TITLE,
    GRACE,
    PLAN,
    TAGS,
    FILE_AT,
    FIELD
};

static const hale_option *const options[] = {
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "yes",
                         .type = HALE_OPTION_BOOL,
                         .help = "h"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "whole",
                         .type = HALE_OPTION_INT,
                         .help = "h",
                         .min = 1,
                         .max = 90},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "share",
                         .type = HALE_OPTION_REAL,
                         .help = "h",
                         .min = 0,
                         .max = 1},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "price",
                         .type = HALE_OPTION_MONEY,
                         .help = "h"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "from_day",
                         .type = HALE_OPTION_DATE,
                         .help = "h"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "title",
                         .type = HALE_OPTION_TEXT,
                         .help = "h",
                         .flags = HALE_SECRET},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "grace",
                         .type = HALE_OPTION_DAYS,
                         .help = "h",
                         .min = 1,
                         .max = 90,
                         .fallback = "28d"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "plan",
                         .type = HALE_OPTION_CHOICE,
                         .help = "h",
                         .choices = plans,
                         .fallback = "monthly"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "tags",
                         .type = HALE_OPTION_LIST,
                         .help = "h"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "file",
                         .type = HALE_OPTION_PATH,
                         .help = "h"},
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "field",
                         .type = HALE_OPTION_COLUMN,
                         .help = "h"},
    NULL,
};

typedef struct Read {
    Arena arena;
    Diags diags;
    hale_value value[COUNT(options)];
    size_t errors;
} Read;

static const OptionsFrom where = {
    .section = "metric.it", .place = {"p.ini", 3, 1}, .dir = "/data"};

static void read_settings(Read *r, Setting *setting, size_t count)
{
    memset(r, 0, sizeof *r);
    r->errors = options_read(options, setting, count, &where, &r->arena,
                             &r->diags, r->value);
}

static void read_one(Read *r, const char *key, const char *value)
{
    Setting setting = {.key = key, .value = value, .place = {"p.ini", 7, 1}};
    read_settings(r, &setting, 1);
    assert_true(setting.used);
}

static void done(Read *r)
{
    diags_free(&r->diags);
    arena_free(&r->arena);
}

/* ----------------------------------------------------------------- right -- */

static hale_value right(Read *r, size_t index, const char *value)
{
    read_one(r, options[index]->name, value);
    if (r->errors)
        print_error("%s\n", r->diags.item[0].message);
    assert_int_equal(r->errors, 0);
    assert_int_equal(r->value[index].missing, HALE_PRESENT);
    return r->value[index];
}

static void numbers(void **state)
{
    Read r;
    (void)state;
    assert_int_equal(right(&r, WHOLE, "90").as.i, 90);
    done(&r);
    assert_int_equal(right(&r, WHOLE, "1").as.i, 1);
    done(&r);
    assert_near(right(&r, SHARE, "0.25").as.r, 0.25, 0);
    done(&r);
    assert_int_equal(right(&r, PRICE, "-1200.5").as.i, -12005000);
    assert_int_equal(r.value[PRICE].type, HALE_MONEY);
    done(&r);
    assert_int_equal(right(&r, GRACE, "4w").as.i, 28);
    done(&r);
    assert_int_equal(right(&r, GRACE, "90d").as.i, 90);
    done(&r);
    assert_int_equal(right(&r, PLAN, "yearly").as.i, 1);
    done(&r);
    assert_int_equal(right(&r, YES, "on").as.b, 1);
    done(&r);
    assert_int_equal(right(&r, YES, "No").as.b, 0);
    done(&r);
}

/* 2025-12-31 is 20453 days after 1970-01-01. In Berlin that day began an
 * hour before UTC's. */
static void dates(void **state)
{
    OptionsFrom from = where;
    Arena arena = {0};
    Error error = {0};
    Text why = {0};
    hale_value v;
    Read r;
    (void)state;
    assert_int_equal(right(&r, FROM, "2025-12-31").as.i, 20453 * HALE_DAY);
    assert_int_equal(r.value[FROM].type, HALE_TIME);
    done(&r);
    from.zone = zone_open("Europe/Berlin", &error);
    assert_non_null(from.zone);
    assert_int_equal(
        option_parse(options[FROM], S("2025-12-31"), &from, &arena, &v, &why),
        0);
    assert_int_equal(v.as.i, 20453 * HALE_DAY - 3600 * HALE_SECOND);
    zone_free((Zone *)from.zone);
}

static void texts(void **state)
{
    Read r;
    hale_value v;
    (void)state;
    v = right(&r, TITLE, "a b");
    assert_true(str_is(v.as.text, "a b"));
    assert_int_equal(v.as.text.data[3], '\0');
    done(&r);
    assert_int_equal(right(&r, TITLE, "").as.text.len, 0);
    done(&r);
    v = right(&r, TAGS, " a, b c ,,d");
    assert_int_equal(v.as.list.count, 3);
    assert_true(str_is(v.as.list.item[0], "a"));
    assert_true(str_is(v.as.list.item[1], "b c"));
    assert_true(str_is(v.as.list.item[2], "d"));
    done(&r);
    assert_true(str_is(right(&r, FILE_AT, "x/y.csv").as.text, "/data/x/y.csv"));
    done(&r);
    assert_true(str_is(right(&r, FILE_AT, "/x.csv").as.text, "/x.csv"));
    done(&r);
    assert_true(str_is(right(&r, FILE_AT, "-").as.text, "-"));
    done(&r);
    assert_true(str_is(right(&r, FIELD, "Account ID").as.text, "Account ID"));
    done(&r);
}

static void defaults(void **state)
{
    Read r;
    (void)state;
    read_settings(&r, NULL, 0);
    assert_int_equal(r.errors, 0);
    assert_int_equal(r.value[GRACE].as.i, 28);
    assert_int_equal(r.value[PLAN].as.i, 0);
    assert_int_equal(r.value[WHOLE].missing, HALE_NOT_GIVEN);
    assert_int_equal(r.value[WHOLE].type, HALE_INT);
    assert_int_equal(r.value[TITLE].missing, HALE_NOT_GIVEN);
    done(&r);
}

/* ----------------------------------------------------------------- wrong -- */

static void wrong(size_t index, const char *value, const char *words)
{
    Read r;
    read_one(&r, options[index]->name, value);
    assert_int_equal(r.errors, 1);
    assert_int_equal(r.diags.errors, 1);
    if (!strstr(r.diags.item[0].message, words))
        print_error("wanted: %s\ngot:    %s\n", words, r.diags.item[0].message);
    assert_non_null(strstr(r.diags.item[0].message, words));
    assert_int_equal(r.diags.item[0].place.line, 7);
    assert_string_equal(r.diags.item[0].section, "metric.it");
    done(&r);
}

static void each_type_wrong(void **state)
{
    (void)state;
    wrong(YES, "maybe", "yes = maybe is not yes or no");
    wrong(WHOLE, "ten", "whole = ten is not a whole number from 1 to 90");
    wrong(WHOLE, "10x", "not a whole number");
    wrong(WHOLE, "1.5", "not a whole number");
    wrong(WHOLE, "", "not a whole number");
    wrong(WHOLE, "99999999999999999999", "not a whole number");
    wrong(WHOLE, "0", "from 1 to 90");
    wrong(WHOLE, "91", "from 1 to 90");
    wrong(SHARE, "1.01", "share = 1.01 is not a number from 0 to 1");
    wrong(SHARE, "nan", "not a number");
    wrong(SHARE, "0x1", "not a number");
    wrong(PRICE, "12 EUR", "not an amount of money");
    wrong(FROM, "2025-02-30", "not a date such as");
    wrong(FROM, "31.12.2025", "not a date such as");
    wrong(GRACE, "28", "in days or weeks such as 28d or 4w");
    wrong(GRACE, "3m", "in days or weeks");
    wrong(GRACE, "91d", "from 1 to 90 days");
    wrong(PLAN, "yeerly",
          "not one of monthly, yearly, did you mean "
          "\"yearly\"?");
    wrong(PLAN, "Yearly", "not one of monthly, yearly");
    wrong(FILE_AT, "", "not a path");
    wrong(FIELD, "", "not the name of a column");
}

static void several_lines(void **state)
{
    Setting setting = {.key = "plan",
                       .value = "yearly\nx",
                       .lines = true,
                       .place = {"p.ini", 7, 1}};
    Setting list = {.key = "tags", .value = "a,\nb", .lines = true};
    Read r;
    (void)state;
    read_settings(&r, &setting, 1);
    assert_int_equal(r.errors, 1);
    assert_non_null(strstr(r.diags.item[0].message, "several lines"));
    done(&r);
    read_settings(&r, &list, 1);
    assert_int_equal(r.errors, 0);
    assert_true(str_is(r.value[TAGS].as.list.item[1], "b"));
    done(&r);
}

static void required(void **state)
{
    const hale_option *const one[] = {
        &(const hale_option){.size = sizeof(hale_option),
                             .name = "path",
                             .type = HALE_OPTION_PATH,
                             .flags = HALE_REQUIRED,
                             .help = "what to read"},
        NULL};
    Read r = {.errors = 0};
    (void)state;
    assert_int_equal(
        options_read(one, NULL, 0, &where, &r.arena, &r.diags, r.value), 1);
    assert_string_equal(r.diags.item[0].message,
                        "\"path\" is required, a path: what to read");
    assert_int_equal(r.diags.item[0].place.line, 3); /* the section */
    done(&r);
}

/* All mistakes in one go. */
static void all_at_once(void **state)
{
    Setting settings[] = {
        {.key = "whole", .value = "x"},
        {.key = "share", .value = "y"},
        {.key = "plan", .value = "z"},
        {.key = "unknown", .value = "1"},
    };
    Read r;
    (void)state;
    read_settings(&r, settings, COUNT(settings));
    assert_int_equal(r.errors, 3);
    assert_int_equal(r.diags.errors, 3);
    assert_false(settings[3].used); /* the pipeline tells that one */
    done(&r);
}

/* --------------------------------------------------------------- secrets -- */

static void from_environment(void **state)
{
    Setting setting = {.key = "title_env", .value = "HALE_TEST_SECRET"};
    Read r;
    (void)state;
    setenv("HALE_TEST_SECRET", "s3cret ;x", 1);
    read_settings(&r, &setting, 1);
    assert_int_equal(r.errors, 0);
    assert_true(setting.used && setting.secret);
    assert_true(str_is(r.value[TITLE].as.text, "s3cret ;x"));
    done(&r);
    unsetenv("HALE_TEST_SECRET");
    read_settings(&r, &setting, 1);
    assert_int_equal(r.errors, 1);
    assert_non_null(
        strstr(r.diags.item[0].message, "no variable HALE_TEST_SECRET"));
    done(&r);
}

static void from_a_file(void **state)
{
    char path[] = "/tmp/hale-option-XXXXXX";
    Setting setting = {.key = "title_file", .value = path};
    int fd = mkstemp(path);
    Read r;
    (void)state;
    assert_int_equal(write(fd, "s3cret\n", 7), 7);
    close(fd);
    read_settings(&r, &setting, 1);
    assert_int_equal(r.errors, 0);
    assert_true(str_is(r.value[TITLE].as.text, "s3cret"));
    done(&r);
    unlink(path);
    read_settings(&r, &setting, 1);
    assert_int_equal(r.errors, 1);
    assert_non_null(strstr(r.diags.item[0].message, path));
    done(&r);
}

static void two_ways(void **state)
{
    Setting settings[] = {{.key = "title", .value = "a"},
                          {.key = "title_env", .value = "HOME"}};
    Read r;
    (void)state;
    read_settings(&r, settings, 2);
    assert_int_equal(r.errors, 1);
    assert_non_null(strstr(r.diags.item[0].message, "say the same thing"));
    done(&r);
}

/* A secret is not echoed, whatever is wrong with it. */
static void secrets_are_not_told(void **state)
{
    const hale_option pin = {.size = sizeof pin,
                             .name = "pin",
                             .type = HALE_OPTION_INT,
                             .flags = HALE_SECRET,
                             .help = "h"};
    const hale_option *const one[] = {&pin, NULL};
    Setting setting = {.key = "pin", .value = "hunter2"};
    Read r = {.errors = 0};
    (void)state;
    assert_int_equal(
        options_read(one, &setting, 1, &where, &r.arena, &r.diags, r.value), 1);
    assert_null(strstr(r.diags.item[0].message, "hunter2"));
    done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(texts),
        cmocka_unit_test(defaults),
        cmocka_unit_test(each_type_wrong),
        cmocka_unit_test(several_lines),
        cmocka_unit_test(required),
        cmocka_unit_test(all_at_once),
        cmocka_unit_test(from_environment),
        cmocka_unit_test(from_a_file),
        cmocka_unit_test(two_ways),
        cmocka_unit_test(secrets_are_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
