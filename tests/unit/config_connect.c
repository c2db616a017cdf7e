/* SPDX-License-Identifier: MIT
 *
 * Opening the inputs of a plan: what is there is bound, what is optional and
 * absent is forgotten, what fails has an exit code. The messages about
 * columns are in tests/bad/pipelines/connect_*.ini.
 */
#include "unit/pipeline_file.h"

#define HEAD                                                                   \
    "[pipeline]\n"                                                             \
    "as_of = 2026-01-01\n"                                                     \
    "timezone = UTC\n"

typedef struct Connected {
    Plan plan;
    Diags diags;
    char path[64];
    int status;
} Connected;

static void connect_text(Connected *c, const char *text)
{
    PlanFrom from = {.path = c->path};
    memset(c, 0, sizeof *c);
    file_made(c->path, text, strlen(text));
    plan_begin(&c->plan, &from, &c->diags);
    if (plan_finish(&c->plan, NULL, &c->diags))
        diags_print(&c->diags, stderr);
    assert_int_equal(c->diags.count, 0);
    c->status = plan_connect(&c->plan, &c->diags);
}

static void done(Connected *c)
{
    unlink(c->path);
    plan_free(&c->plan);
    diags_free(&c->diags);
}

static void absent_optional_columns_are_forgotten(void **state)
{
    Connected c;
    (void)state;
    connect_text(&c, HEAD "[input.events]\n"
                          "plugin = probe.rows\n"
                          "columns = time, account, extra\n"
                          "[input.more]\n"
                          "plugin = probe.rows\n"
                          "feeds = events\n"
                          "columns = time, account, recorded\n"
                          "[metric.x]\n"
                          "plugin = probe.count\n");
    assert_told(&c.diags, "");
    assert_int_equal(c.status, 0);
    const InputPlan *in = c.plan.input;
    assert_non_null(in[0].source);
    assert_non_null(in[0].host);
    assert_null(in[0].kept[0]);
    assert_null(in[0].recorded);
    assert_null(in[0].currency);
    assert_string_equal(in[1].recorded, "recorded");
    assert_true(c.plan.data_set[0].has_recorded);
    assert_int_equal(c.plan.metric[0].need[0].column[0], -1);
    done(&c);
}

static void a_column_that_one_source_has_is_kept(void **state)
{
    Connected c;
    (void)state;
    connect_text(&c, HEAD "[input.events]\n"
                          "plugin = probe.rows\n"
                          "columns = time, account\n"
                          "[input.more]\n"
                          "plugin = probe.rows\n"
                          "feeds = events\n"
                          "columns = at, account, user\n"
                          "column.time = at\n"
                          "[metric.x]\n"
                          "plugin = probe.count\n");
    assert_told(&c.diags, "");
    assert_null(c.plan.input[0].kept[0]);
    assert_string_equal(c.plan.input[1].kept[0], "user");
    assert_int_equal(c.plan.metric[0].need[0].column[0], 0);
    done(&c);
}

/* No account, and an optional table that nobody feeds is none. */
static void side_tables_are_bound(void **state)
{
    Connected c;
    (void)state;
    connect_text(&c, HEAD "[input.goals]\n"
                          "plugin = probe.rows\n"
                          "role = quotas\n"
                          "columns = Who, target\n"
                          "column.csm = Who\n"
                          "[model.x]\n"
                          "plugin = probe.sides\n");
    assert_told(&c.diags, "");
    const ModelPlan *m = &c.plan.model[0];
    assert_null(c.plan.input[0].account);
    assert_null(c.plan.input[0].time);
    assert_int_equal(m->sides, 2);
    assert_int_equal(m->side[0].data_set, 0);
    assert_string_equal(c.plan.input[0].kept[m->side[0].column[0]], "Who");
    assert_int_equal(m->side[1].data_set, (size_t)-1);
    done(&c);
}

/* The currency of a rate is what it is about; that of money stays with its
 * row, if some row may have another. */
static void dated_rates_are_bound(void **state)
{
    Connected c;
    (void)state;
    connect_text(&c, HEAD "currency = EUR\n"
                          "fx = spot\n"
                          "[input.accounts]\n"
                          "plugin = probe.rows\n"
                          "columns = account, arr\n"
                          "column.arr = arr\n"
                          "[input.subscriptions]\n"
                          "plugin = probe.rows\n"
                          "columns = account, started, ended, mrr, currency\n"
                          "[input.daily]\n"
                          "plugin = probe.rows\n"
                          "role = rates\n"
                          "columns = date, currency, rate\n"
                          "[metric.x]\n"
                          "plugin = probe.parts\n");
    assert_told(&c.diags, "");
    const Plan *p = &c.plan;
    assert_int_equal(p->fx, FX_SPOT);
    assert_int_equal(p->dated_rates, 2);
    assert_null(p->input[2].currency);
    assert_string_equal(p->input[2].kept[p->rate_kept[0]], "currency");
    assert_string_equal(p->input[2].kept[p->rate_kept[1]], "rate");
    assert_string_equal(p->input[1].currency, "currency");
    assert_false(p->data_set[0].foreign);
    assert_true(p->data_set[1].foreign);
    assert_false(p->data_set[2].foreign);
    done(&c);
}

/* 66 when a path among the options is not there, 69 when nothing is known. */
static void a_failure_has_an_exit_code(void **state)
{
    Connected c;
    (void)state;
    connect_text(&c, HEAD "[input.events]\n"
                          "plugin = probe.rows\n"
                          "broken = yes\n"
                          "path = /nowhere/at/all.csv\n");
    assert_told(&c.diags, "4:1 input.events; ");
    assert_int_equal(c.status, -1);
    assert_int_equal(c.plan.connect_code, EXIT_NO_INPUT);
    assert_null(c.plan.input[0].source);
    done(&c);
    connect_text(&c, HEAD "[input.events]\n"
                          "plugin = probe.rows\n"
                          "broken = yes\n"
                          "path = -\n");
    assert_int_equal(c.plan.connect_code, EXIT_UNAVAILABLE);
    done(&c);
}

/* on_error = skip is about rows. A source that is not there would make every
 * count of it 0, and missing is never zero. */
static void an_input_is_never_left_out(void **state)
{
    Connected c;
    (void)state;
    connect_text(&c, HEAD "on_error = skip\n"
                          "[input.events]\n"
                          "plugin = probe.rows\n"
                          "broken = yes\n");
    assert_int_equal(c.status, -1);
    assert_int_equal(c.plan.connect_code, EXIT_UNAVAILABLE);
    assert_null(c.plan.input[0].source);
    done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_optional_columns_are_forgotten),
        cmocka_unit_test(a_column_that_one_source_has_is_kept),
        cmocka_unit_test(side_tables_are_bound),
        cmocka_unit_test(dated_rates_are_bound),
        cmocka_unit_test(a_failure_has_an_exit_code),
        cmocka_unit_test(an_input_is_never_left_out),
    };
    setenv("HALE_PLUGIN_PATH", PROBE_DIR, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
