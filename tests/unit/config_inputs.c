/* SPDX-License-Identifier: MIT
 *
 * [input.X] in a plan: data sets, names of columns, options, filters.
 */
#include "unit/pipeline_file.h"

enum { NEW_YEAR_26 = 20454 }; /* days since 1970; config_time.c counts them */

/* -------------------------------------------------------------- inputs -- */

static void inputs_feed_data_sets_and_name_their_columns(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "on_error = skip\n"                /* 4 */
                           "[input.usage]\n"                  /* 5 */
                           "plugin = probe.rows\n"            /* 6 */
                           "role = events\n"                  /* 7 */
                           "column.account = Account ID\n"    /* 8 */
                           "column.user = uid\n"              /* 9 */
                           "column.cost = money Cost (EUR)\n" /* 10 */
                           "[input.usage_2024]\n"
                           "plugin = probe.rows\n"
                           "role = events\n"
                           "feeds = usage\n"
                           "on_error = fail\n"
                           "column.time = at\n"
                           "column.recorded = loaded\n"
                           "[metric.x]\n"
                           "plugin = probe.count\n"
                           "where.cost = 10..20.5\n");
    assert_int_equal(p.plan.data_sets, 1);
    const DataSet *d = &p.plan.data_set[0];
    assert_string_equal(d->name, "usage");
    assert_string_equal(d->role->name, "events");
    assert_int_equal(d->shape, HALE_EVENT);
    assert_true(d->has_time && d->has_recorded);
    /* Kept: what the metric reads, then what it filters by. */
    assert_int_equal(d->kept_count, 2);
    assert_string_equal(d->kept[0].name, "user");
    assert_true(d->kept[0].optional);
    assert_string_equal(d->kept[1].name, "cost");
    assert_int_equal(d->kept[1].type, HALE_MONEY);
    assert_false(d->kept[1].optional);
    assert_string_equal(d->kept[1].wanted_by, "metric.x");

    const InputPlan *a = &p.plan.input[0], *b = &p.plan.input[1];
    assert_int_equal(a->data_set + b->data_set, 0);
    assert_int_equal(a->on_error, ON_ERROR_SKIP);
    assert_int_equal(b->on_error, ON_ERROR_FAIL);
    assert_string_equal(a->account, "Account ID");
    assert_string_equal(a->time, "time");
    assert_null(a->until);
    assert_string_equal(a->kept[0], "uid");
    assert_string_equal(a->kept[1], "Cost (EUR)");
    assert_int_equal(a->mapping[0].line, 8);
    assert_int_equal(a->mapping[1].line, 5);
    assert_int_equal(a->mapping[5].line, 9);
    assert_int_equal(a->mapping[6].line, 10);
    assert_string_equal(b->account, "account");
    assert_string_equal(b->time, "at");
    assert_string_equal(b->recorded, "loaded");
    assert_string_equal(b->kept[0], "user");
    assert_string_equal(b->kept[1], "cost");

    const Filter *f = &p.plan.metric[0].need[0].filter[0];
    assert_int_equal(p.plan.metric[0].need[0].filters, 1);
    assert_int_equal(f->column, 1);
    assert_true(f->has_low && f->has_high);
    assert_int_equal(f->low, 100000);  /* 10 in ten-thousandths */
    assert_int_equal(f->high, 205000); /* 20.5 */
    planned_done(&p);
}

static void the_name_of_a_role_is_enough(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "[input.subscriptions]\n"
                           "plugin = probe.rows\n"
                           "column.started = begin\n"
                           "column.until =\n"
                           "[input.state]\n"
                           "plugin = probe.rows\n"
                           "shape = snapshot\n"
                           "[input.facts]\n"
                           "plugin = probe.rows\n"
                           "shape = attribute\n"
                           "column.time = since\n");
    assert_int_equal(p.plan.data_set[0].shape, HALE_INTERVAL);
    assert_string_equal(p.plan.input[0].time, "begin");
    assert_null(p.plan.input[0].until);
    assert_int_equal(p.plan.data_set[1].shape, HALE_SNAPSHOT);
    assert_null(p.plan.data_set[1].role);
    assert_string_equal(p.plan.input[1].time, "time");
    assert_true(p.plan.data_set[2].has_time);
    assert_string_equal(p.plan.input[2].time, "since");
    planned_done(&p);
}

static void options_arrive_typed(void **state)
{
    enum { FLAG, NUMBER, SHARE, PRICE, SINCE, TITLE, QUERY, SPAN, MODE, LIST };
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "[input.events]\n"
                           "plugin = probe.rows\n"
                           "flag = yes\n"
                           "number = 7\n"
                           "share = 0.25\n"
                           "price = 12.5\n"
                           "since = 2026-01-01\n"
                           "query = SELECT x\n"
                           "  FROM t\n"
                           "  key = value\n"
                           "span = 4w\n"
                           "mode = fast\n"
                           "columns = a, b,\n"
                           "  c\n"
                           "path = data/x.csv\n"
                           "password = hunter2\n");
    const hale_value *v = p.plan.input[0].options;
    assert_int_equal(v[FLAG].as.b, 1);
    assert_int_equal(v[NUMBER].as.i, 7);
    assert_near(v[SHARE].as.r, 0.25, 0);
    assert_int_equal(v[PRICE].as.i, 125000);
    assert_int_equal(v[SINCE].as.i, NEW_YEAR_26 * HALE_DAY);
    assert_int_equal(v[TITLE].missing, HALE_NOT_GIVEN);
    assert_string_equal(v[QUERY].as.text.data, "SELECT x\nFROM t\nkey = value");
    assert_int_equal(v[SPAN].as.i, 28);
    assert_int_equal(v[MODE].as.i, 1);
    assert_int_equal(v[LIST].as.list.count, 3);
    assert_true(str_is(v[LIST].as.list.item[2], "c"));
    assert_string_equal(v[11].as.text.data, "/tmp/data/x.csv");
    Text printed = {0};
    ini_print(&p.plan.ini, &printed);
    assert_null(strstr(printed.data, "hunter2"));
    assert_non_null(strstr(printed.data, "password = (secret)"));
    text_free(&printed);
    planned_done(&p);
}

/* The value of password_env is a name that may be shown; what the variable
 * holds, and a password that stands in the file, may not. */
static void secrets_stay_hidden_but_not_where_they_are(void **state)
{
    Planned p;
    Text printed = {0};
    (void)state;
    setenv("PROBE_PASSWORD", "hunter2", 1);
    plan_text(&p, UTC_2026 "[input.events]\n"
                           "plugin = probe.rows\n"
                           "path = x.csv\n"
                           "password_env = PROBE_PASSWORD\n");
    ini_print(&p.plan.ini, &printed);
    assert_null(strstr(printed.data, "hunter2"));
    assert_non_null(strstr(printed.data, "password_env = PROBE_PASSWORD"));
    text_free(&printed);
    planned_done(&p);
    unsetenv("PROBE_PASSWORD");
}

/* ------------------------------------------------------------- filters -- */

static void filters_know_their_columns_type(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 EVENTS "column.ok = bool ok\n"
                                  "column.n = int n\n"
                                  "column.due = time due\n"
                                  "[metric.x]\n"
                                  "plugin = probe.count\n"
                                  "where.feature = login, a..b , x\n"
                                  "where.ok = yes\n"
                                  "where.n = 3\n"
                                  "where.quantity = ..1.5\n"
                                  "where.due = 2025-12-31..2026-01-01\n");
    const NeedPlan *need = &p.plan.metric[0].need[0];
    const Filter *f = need->filter;
    assert_int_equal(need->filters, 5);
    assert_int_equal(f[0].texts, 3);
    assert_true(str_is(f[0].text[0], "login"));
    assert_true(str_is(f[0].text[1], "a..b"));
    assert_true(str_is(f[0].text[2], "x"));
    assert_int_equal(f[1].texts, 1);
    assert_true(str_is(f[1].text[0], "true"));
    assert_true(f[2].has_low && f[2].has_high);
    assert_int_equal(f[2].low, 3);
    assert_int_equal(f[2].high, 3);
    assert_true(!f[3].has_low && f[3].has_high);
    assert_near(f[3].high_real, 1.5, 0);
    /* From the start of the first day to the end of the last. */
    assert_int_equal(f[4].low, (NEW_YEAR_26 - 1) * HALE_DAY);
    assert_int_equal(f[4].high, (NEW_YEAR_26 + 1) * HALE_DAY - 1);
    planned_done(&p);
}

/* The account and the instants are columns like others to a filter. */
static void fixed_columns_can_be_read_too(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "[input.tickets]\n"
                           "plugin = probe.rows\n"
                           "column.account = Id\n"
                           "column.opened = at\n"
                           "[input.events]\n"
                           "plugin = probe.rows\n"
                           "column.account = Org\n"
                           "[metric.x]\n"
                           "plugin = probe.count\n"
                           "where.account = a, b\n"
                           "where.time = 2025-01-01..\n");
    const InputPlan *in = &p.plan.input[1];
    assert_string_equal(p.plan.data_set[1].kept[1].name, "account");
    assert_string_equal(in->kept[1], "Org");
    assert_string_equal(p.plan.data_set[1].kept[2].name, "time");
    assert_int_equal(p.plan.data_set[1].kept[2].type, HALE_TIME);
    assert_string_equal(in->kept[2], "time");
    assert_string_equal(p.plan.input[0].time, "at");
    planned_done(&p);
}

static void a_roster_can_be_named_by_its_input(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "roster = crm\n"
                           "[input.accounts]\n"
                           "plugin = probe.rows\n"
                           "[input.crm]\n"
                           "plugin = probe.rows\n"
                           "feeds = people\n"
                           "role = accounts\n");
    assert_int_equal(p.plan.roster, 1);
    planned_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_feed_data_sets_and_name_their_columns),
        cmocka_unit_test(the_name_of_a_role_is_enough),
        cmocka_unit_test(options_arrive_typed),
        cmocka_unit_test(secrets_stay_hidden_but_not_where_they_are),
        cmocka_unit_test(filters_know_their_columns_type),
        cmocka_unit_test(fixed_columns_can_be_read_too),
        cmocka_unit_test(a_roster_can_be_named_by_its_input),
    };
    setenv("HALE_PLUGIN_PATH", PROBE_DIR, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
