/* SPDX-License-Identifier: MIT
 *
 * From a pipeline to a plan. Instants are counted by hand: 2026-01-01 is day
 * 20454 (56 years of 365 days and the 14 leap days of 1972 to 2024).
 */
#include "unit/pipeline_file.h"

enum { NEW_YEAR_26 = 20454 };

/* ---------------------------------------------------------- [pipeline] -- */

static void the_pipeline_says_what_holds_for_the_run(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "name = acme-cs\n"
                           "currency = EUR\n"
                           "fx.USD = 0.92\n"
                           "fx.JPY = 0.006123456\n"
                           "fx.GBP = 2\n"
                           "max_rejects = 0.5%\n"
                           "known_at = 2026-02-01\n"
                           "rejects = /tmp/r.csv\n" EVENTS);
    assert_string_equal(p.plan.name, "acme-cs");
    assert_string_equal(p.plan.currency, "EUR");
    assert_int_equal(p.plan.rates, 3);
    assert_string_equal(p.plan.rate[0].currency, "USD");
    assert_int_equal(p.plan.rate[0].numerator, 92);
    assert_int_equal(p.plan.rate[0].denominator, 100);
    assert_int_equal(p.plan.rate[1].numerator, 6123456);
    assert_int_equal(p.plan.rate[1].denominator, 1000000000);
    assert_int_equal(p.plan.rate[2].numerator, 2);
    assert_int_equal(p.plan.rate[2].denominator, 1);
    assert_near(p.plan.max_reject_share, 0.005, 0);
    assert_int_equal(p.plan.max_rejects, -1);
    assert_int_equal(p.plan.known, KNOWN_AT);
    assert_int_equal(p.plan.known_at, (NEW_YEAR_26 + 31) * HALE_DAY);
    assert_string_equal(p.plan.reject_file, "/tmp/r.csv");
    assert_string_equal(zone_name(p.plan.zone), "UTC");
    planned_done(&p);
}

static void what_is_not_said_has_a_default(void **state)
{
    Planned p;
    Text rejects = {0};
    (void)state;
    plan_text(&p, UTC_2026 "max_rejects = 12\n" EVENTS);
    /* The file is /tmp/hale-test-XXXXXX.ini. */
    assert_memory_equal(p.plan.name, p.path + 5, strlen(p.plan.name));
    assert_int_equal(strlen(p.plan.name), strlen("hale-test-XXXXXX"));
    text_printf(&rejects, "/tmp/%s-rejects.csv", p.plan.name);
    assert_string_equal(p.plan.reject_file, rejects.data);
    assert_string_equal(p.plan.currency, "");
    assert_int_equal(p.plan.max_rejects, 12);
    assert_true(p.plan.max_reject_share < 0);
    assert_int_equal(p.plan.known, KNOWN_ALWAYS);
    assert_int_equal(p.plan.roster, -1);
    assert_int_equal(p.plan.rollups, 1);
    assert_string_equal(p.plan.rollup[0].name, "company");
    assert_int_equal(p.plan.rollup[0].by, -1);
    assert_int_equal(p.plan.input[0].on_error, ON_ERROR_FAIL);
    text_free(&rejects);
    planned_done(&p);
}

/* ------------------------------------------------------------- metrics -- */

static void metrics_bind_their_needs(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 EVENTS "[input.clicks]\n"
                                  "plugin = probe.rows\n"
                                  "shape = event\n"
                                  "[input.accounts]\n"
                                  "plugin = probe.rows\n"
                                  "column.tier = int Tier\n"
                                  "[metric.a]\n"
                                  "plugin = probe.both\n"
                                  "[metric.b]\n"
                                  "plugin = probe.both\n"
                                  "from = clicks\n"
                                  "[metric.c]\n"
                                  "plugin = probe.same\n"
                                  "column = tier\n"
                                  "[metric.d]\n"
                                  "plugin = probe.same\n"
                                  "column = segment\n"
                                  "[metric.e]\n"
                                  "plugin = probe.count\n"
                                  "limit = 9\n");
    const MetricPlan *m = p.plan.metric;
    assert_int_equal(p.plan.metrics, 5);
    assert_int_equal(m[0].need[0].data_set, 0);
    assert_int_equal(m[0].need[1].data_set, 2);
    assert_int_equal(m[1].need[0].data_set, 1);
    assert_int_equal(m[1].need[1].data_set, 2);
    /* A column that nothing says the type of has that of the need. */
    assert_string_equal(p.plan.data_set[1].kept[0].name, "feature");
    assert_int_equal(p.plan.data_set[1].kept[0].type, HALE_TEXT);
    assert_int_equal(m[2].result_type[0], HALE_INT);
    assert_int_equal(m[3].result_type[0], HALE_TEXT);
    assert_int_equal(*(const int64_t *)m[4].config, 9);
    assert_string_equal(m[4].result_name[0], "e");
    /* What is no figure does not add up, whatever the plugin says. */
    ptrdiff_t tier = plan_column(&p.plan, "c");
    ptrdiff_t segment = plan_column(&p.plan, "d");
    assert_int_equal(p.plan.column[tier].rollup, HALE_ROLLUP_SUM);
    assert_int_equal(p.plan.column[segment].rollup, HALE_ROLLUP_NONE);
    planned_done(&p);
}

/* One who must have a column outweighs all who may do without it. */
static void a_column_that_somebody_must_have_is_not_optional(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 EVENTS "[metric.a]\n"
                                  "plugin = probe.count\n"
                                  "[metric.b]\n"
                                  "plugin = probe.count\n"
                                  "where.user = ann\n"
                                  "[metric.c]\n"
                                  "plugin = probe.count\n"
                                  "who = feature\n");
    const DataSet *d = &p.plan.data_set[0];
    assert_int_equal(d->kept_count, 2);
    assert_string_equal(d->kept[0].name, "user");
    assert_false(d->kept[0].optional);
    assert_string_equal(d->kept[0].wanted_by, "metric.a");
    /* The metric may do without a user, but this one was asked for. */
    assert_string_equal(d->kept[1].name, "feature");
    assert_false(d->kept[1].optional);
    assert_int_equal(p.plan.metric[2].need[0].column[0], 1);
    planned_done(&p);
}

/* Of parts: last (time), won and all (money), rate = won / all. */
static void the_account_table_has_its_columns_in_order(void **state)
{
    static const char *const expected[] = {"segment",
                                           "arr",
                                           "x_last",
                                           "x_won",
                                           "x_all",
                                           "x_rate",
                                           "x_won_before",
                                           "x_all_before",
                                           "x_rate_before",
                                           "x_won_change",
                                           "x_all_change",
                                           "x_rate_change",
                                           "m",
                                           "m_of"};
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "currency = USD\n"
                           "attributes = segment, arr\n"
                           "[input.accounts]\n"
                           "plugin = probe.rows\n"
                           "[input.subscriptions]\n"
                           "plugin = probe.rows\n"
                           "[metric.x]\n"
                           "plugin = probe.parts\n"
                           "window = 1m\n"
                           "compare = previous\n"
                           "[model.m]\n"
                           "plugin = probe.rank\n"
                           "of = x_rate\n");
    assert_int_equal(p.plan.columns, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_string_equal(p.plan.column[i].name, expected[i]);
    const AccountColumn *c = p.plan.column;
    assert_int_equal(c[1].type, HALE_MONEY);
    assert_string_equal(c[1].unit, "USD");
    assert_int_equal(c[1].origin, FROM_ROSTER);
    assert_string_equal(c[3].unit, "USD/month");
    assert_int_equal(p.plan.metric[0].column, 2);
    /* A rate is won over all, of the same window. */
    assert_int_equal(c[5].rollup, HALE_ROLLUP_RATIO);
    assert_int_equal(c[5].numerator, 3);
    assert_int_equal(c[5].denominator, 4);
    assert_int_equal(c[8].origin, FROM_BEFORE);
    assert_int_equal(c[8].numerator, 6);
    assert_int_equal(c[8].denominator, 7);
    assert_int_equal(c[8].result, 3);
    assert_int_equal(c[9].origin, FROM_CHANGE);
    assert_int_equal(c[9].type, HALE_REAL);
    assert_int_equal(c[9].rollup, HALE_ROLLUP_NONE);
    assert_int_equal(c[9].result, 1);
    /* The model reads x_rate and, as the roster has it, segment. */
    assert_int_equal(p.plan.model[0].need[0], 5);
    assert_int_equal(p.plan.model[0].need[1], 0);
    assert_int_equal(p.plan.model[0].column, 12);
    assert_int_equal(c[13].type, HALE_REAL); /* the same as x_rate */
    planned_done(&p);
}

/* What is read and not computed comes from the roster, if it has it. */
static void attributes_are_added_where_somebody_reads_them(void **state)
{
    static const char *const wanted[] = {"n",    "plan",    "nothing",
                                         "plan", "account", NULL};
    static const char *const expected[] = {"tier", "plan", "csm", "segment",
                                           "n",    "m",    "m_of"};
    Planned p;
    (void)state;
    plan_from(&p,
              UTC_2026 "[input.accounts]\n"
                       "plugin = probe.rows\n"
                       "column.account = Id\n"
                       "column.tier = real Tier\n" EVENTS "[metric.n]\n"
                       "plugin = probe.count\n"
                       "[model.m]\n"
                       "plugin = probe.rank\n"
                       "of = tier\n"
                       "[rollup.team]\n"
                       "by = csm\n",
              (PlanFrom){0}, wanted);
    assert_int_equal(p.plan.columns, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_string_equal(p.plan.column[i].name, expected[i]);
    assert_int_equal(p.plan.roster, 0);
    assert_int_equal(p.plan.rollups, 2);
    assert_int_equal(p.plan.rollup[1].by, 2);
    const DataSet *d = &p.plan.data_set[0];
    assert_string_equal(d->kept[p.plan.column[1].owner].name, "plan");
    assert_string_equal(d->kept[p.plan.column[1].owner].wanted_by, "a formula");
    planned_done(&p);
}

static void covers_are_filters_on_the_roster(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "roster = accounts\n"
                           "[input.accounts]\n"
                           "plugin = probe.rows\n" EVENTS
                           "covers.region = EMEA, APAC\n"
                           "covers.seats = 10..\n");
    const DataSet *roster = &p.plan.data_set[0], *d = &p.plan.data_set[1];
    assert_int_equal(d->covers_count, 2);
    assert_string_equal(roster->kept[d->covers[0].column].name, "region");
    assert_int_equal(d->covers[0].texts, 2);
    assert_string_equal(roster->kept[d->covers[1].column].name, "seats");
    assert_int_equal(d->covers[1].low, 10);
    assert_null(roster->covers);
    planned_done(&p);
}

/* ------------------------------------------------------ scores, outputs -- */

static void scores_and_outputs_are_kept_as_they_are(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 EVENTS "[score.health]\n"
                                  "script = scripts/health.lua\n"
                                  "renewal_alarm = 60\n"
                                  "fail_on = at_risk > 12.5%\n"
                                  "[score.other]\n"
                                  "script = /opt/other.lua\n"
                                  "[output.a]\n"
                                  "plugin = probe.sink\n"
                                  "path = out/a.csv\n"
                                  "tables = accounts, rollup_*\n"
                                  "[output.b]\n"
                                  "plugin = probe.sink\n"
                                  "path = -\n");
    const ScorePlan *s = p.plan.score;
    assert_int_equal(p.plan.scores, 2);
    assert_string_equal(s[0].script, "/tmp/scripts/health.lua");
    assert_string_equal(s[0].fail_band, "at_risk");
    assert_near(s[0].fail_share, 0.125, 0);
    assert_string_equal(s[1].script, "/opt/other.lua");
    assert_null(s[1].fail_band);
    /* A param of the formula is the formula's to judge. */
    assert_false(section_find(s[0].section, "renewal_alarm")->used);
    assert_true(section_find(s[0].section, "script")->used);
    assert_int_equal(p.plan.output[0].table_count, 2);
    assert_string_equal(p.plan.output[0].tables[1], "rollup_*");
    assert_string_equal(p.plan.output[1].tables[0], "accounts");
    assert_string_equal(p.plan.output[0].options[0].as.text.data,
                        "/tmp/out/a.csv");
    planned_done(&p);
}

static void a_plan_that_never_began_can_be_freed(void **state)
{
    Plan plan;
    Diags diags = {0};
    PlanFrom from = {.path = "/nowhere/at/all.ini"};
    (void)state;
    assert_int_equal(plan_begin(&plan, &from, &diags), -1);
    assert_int_equal(plan_finish(&plan, NULL, &diags), -1);
    assert_int_equal(diags.count, 1);
    plan_free(&plan);
    diags_free(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pipeline_says_what_holds_for_the_run),
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(metrics_bind_their_needs),
        cmocka_unit_test(a_column_that_somebody_must_have_is_not_optional),
        cmocka_unit_test(the_account_table_has_its_columns_in_order),
        cmocka_unit_test(attributes_are_added_where_somebody_reads_them),
        cmocka_unit_test(covers_are_filters_on_the_roster),
        cmocka_unit_test(scores_and_outputs_are_kept_as_they_are),
        cmocka_unit_test(a_plan_that_never_began_can_be_freed),
    };
    setenv("HALE_PLUGIN_PATH", PROBE_DIR, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
