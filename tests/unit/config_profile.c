/* SPDX-License-Identifier: MIT
 *
 * Profiles: whose answer holds, and what the shipped ones say. The options of
 * probe.defined are, in their order, limit, discounts (all, recurring, none),
 * past_due, basis (snapshot, events) and grace, which falls back to 3 days.
 */
#include "unit/pipeline_file.h"

enum { LIMIT, DISCOUNTS, PAST_DUE, BASIS, GRACE };

#define DEFINED                                                                \
    "[metric.x]\n"                                                             \
    "plugin = probe.defined\n"

static const hale_value *option_of(const Planned *p, size_t metric, size_t at)
{
    return &p->plan.metric[metric].options[at];
}

static const Definition *definition_of(const Planned *p, const char *section,
                                       const char *knob)
{
    for (size_t i = 0; i < p->plan.definitions; i++) {
        const Definition *d = &p->plan.definition[i];
        if (!strcmp(d->section, section) &&
            !strcmp(knobs[d->knob].option.name, knob))
            return d;
    }
    fail_msg("no definition of %s in %s", knob, section);
    return NULL;
}

static void assert_defined(const Planned *p, const char *section,
                           const char *knob, const char *value,
                           const char *origin)
{
    const Definition *d = definition_of(p, section, knob);
    assert_string_equal(d->value, value);
    assert_string_equal(d->origin, origin);
}

static void without_a_profile_the_plugin_decides(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 EVENTS DEFINED);
    assert_null(p.plan.profile);
    assert_int_equal(option_of(&p, 0, LIMIT)->as.i, 7);
    assert_int_equal(option_of(&p, 0, DISCOUNTS)->as.i, 0);
    assert_int_equal(option_of(&p, 0, PAST_DUE)->missing, HALE_NOT_GIVEN);
    assert_int_equal(option_of(&p, 0, GRACE)->as.i, 3);
    assert_defined(&p, "metric.x", "discounts", "all", "default");
    assert_defined(&p, "metric.x", "past_due", "keep", "default");
    assert_defined(&p, "metric.x", "grace", "3d", "default");
    assert_defined(&p, "pipeline", "fx", "constant", "default");
    planned_done(&p);
}

/* baremetrics: discounts = all, past_due = 30d; of basis and grace it says
 * nothing. */
static void a_profile_answers_and_leaves_the_rest_alone(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "profile = baremetrics\n" EVENTS DEFINED);
    assert_string_equal(p.plan.profile->name, "baremetrics");
    assert_int_equal(option_of(&p, 0, PAST_DUE)->missing, HALE_PRESENT);
    assert_int_equal(option_of(&p, 0, PAST_DUE)->as.i, 30);
    assert_int_equal(option_of(&p, 0, GRACE)->as.i, 3);
    assert_defined(&p, "metric.x", "past_due", "30d", "profile baremetrics");
    assert_defined(&p, "metric.x", "grace", "3d", "default");
    assert_string_equal(definition_of(&p, "metric.x", "basis")->note,
                        "not documented");
    assert_string_equal(definition_of(&p, "metric.x", "past_due")->note, "");
    planned_done(&p);
}

/* What is known of the matter all the same. */
static void what_a_profile_leaves_open_is_noted(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p,
              UTC_2026 "profile = fightchurn\n" EVENTS DEFINED "grace = 1d\n"
                       "[metric.y]\n"
                       "plugin = probe.defined\n");
    assert_string_equal(definition_of(&p, "metric.x", "grace")->note, "");
    assert_string_equal(definition_of(&p, "metric.y", "grace")->note,
                        "the gap between terms that is bridged is left to the "
                        "reader");
    planned_done(&p);
    plan_text(&p, UTC_2026 "profile = hale\n" EVENTS DEFINED);
    for (size_t i = 0; i < p.plan.definitions; i++)
        assert_string_equal(p.plan.definition[i].note, "");
    planned_done(&p);
}

static void the_section_wins_over_the_pipeline_and_that_over_the_profile(
    void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "profile = baremetrics\n"
                           "knob.past_due = 6w\n"
                           "knob.grace = 0d\n" EVENTS DEFINED "[metric.y]\n"
                           "plugin = probe.defined\n"
                           "past_due = 5d\n"
                           "discounts = none\n");
    assert_int_equal(option_of(&p, 0, PAST_DUE)->as.i, 42);
    assert_int_equal(option_of(&p, 0, GRACE)->as.i, 0);
    assert_int_equal(option_of(&p, 1, PAST_DUE)->as.i, 5);
    assert_int_equal(option_of(&p, 1, DISCOUNTS)->as.i, 2);
    assert_defined(&p, "metric.x", "past_due", "6w", "pipeline");
    assert_defined(&p, "metric.y", "past_due", "5d", "pipeline");
    assert_defined(&p, "metric.x", "discounts", "all", "profile baremetrics");
    planned_done(&p);
}

/* "keep" is no span, and still what a section may say; "default" hands the
 * question back to the plugin. */
static void words_stand_for_no_limit_and_for_the_plugin(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "profile = baremetrics\n"
                           "knob.discounts = default\n" EVENTS DEFINED
                           "past_due = keep\n"
                           "[metric.y]\n"
                           "plugin = probe.defined\n");
    assert_int_equal(option_of(&p, 0, PAST_DUE)->missing, HALE_NOT_GIVEN);
    assert_int_equal(option_of(&p, 1, PAST_DUE)->as.i, 30);
    assert_defined(&p, "metric.x", "past_due", "keep", "pipeline");
    assert_defined(&p, "metric.x", "discounts", "all", "default");
    planned_done(&p);
    plan_text(&p, UTC_2026 "profile = baremetrics\n"
                           "knob.past_due = keep\n" EVENTS DEFINED);
    assert_int_equal(option_of(&p, 0, PAST_DUE)->missing, HALE_NOT_GIVEN);
    planned_done(&p);
}

static void a_file_of_ones_own_is_seen_from_the_pipeline(void **state)
{
    Planned p;
    char path[64];
    (void)state;
    static const char ours[] = "[profile]\n"
                               "title = Ours\n"
                               "[knobs]\n"
                               "discounts = recurring\n"
                               "grain = account\n";
    file_made(path, ours, sizeof ours - 1);
    Text text = {0};
    text_printf(&text, UTC_2026 "profile = %s\n" EVENTS DEFINED,
                path + strlen("/tmp/"));
    plan_text(&p, text.data);
    assert_int_equal(option_of(&p, 0, DISCOUNTS)->as.i, 1);
    assert_string_equal(p.plan.profile->title, "Ours");
    text_clear(&text);
    text_printf(&text, "profile %s", path + strlen("/tmp/"));
    assert_defined(&p, "pipeline", "grain", "account", text.data);
    planned_done(&p);
    unlink(path);
    text_free(&text);
}

/* Rates by date are asked for only where an input has some. */
static void rates_are_not_asked_for_where_there_are_none(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "profile = stripe\n"
                           "knob.discounts = all\n" EVENTS DEFINED);
    assert_defined(&p, "pipeline", "fx", "constant", "default");
    planned_done(&p);
}

/* A profile without an answer says so, and never has one as well. */
static void shipped_profiles_are_whole(void **state)
{
    Arena arena = {0};
    Diags diags = {0};
    const char *const *name = profile_names(&arena);
    size_t count = 0;
    (void)state;
    for (; name[count]; count++) {
        ProfileFrom from = {.name = name[count], .dir = "."};
        const Profile *p = profile_load(&from, &arena, &diags);
        if (diags.count)
            diags_print(&diags, stderr);
        assert_non_null(p);
        assert_true(*p->title && *p->source);
        size_t answers = 0;
        for (size_t k = 0; k < KNOB_COUNT; k++)
            answers += p->knob[k].value != NULL;
        assert_true(answers > 0);
    }
    assert_int_equal(count, 12);
    arena_free(&arena);
    diags_free(&diags);
}

/* So that a pipeline without a profile and one with hale's agree. */
static void hales_own_profile_is_what_holds_anyway(void **state)
{
    Arena arena = {0};
    Diags diags = {0};
    ProfileFrom from = {.name = "hale", .dir = "."};
    const Profile *p = profile_load(&from, &arena, &diags);
    (void)state;
    assert_non_null(p);
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        const char *name = knobs[k].option.name, *usual = knob_usual(k);
        assert_int_equal(usual == NULL, !strcmp(name, "grace"));
        if (usual)
            assert_string_equal(p->knob[k].value, usual);
        else
            assert_null(p->knob[k].value);
        assert_int_equal(knob_find(str(name)), k);
    }
    assert_int_equal(knob_find(S("discount")), KNOB_COUNT);
    arena_free(&arena);
    diags_free(&diags);
}

/* A question about one quarter: sections that are not asked for are gone, what
 * the others say of time does not count. */
static void a_plan_can_be_narrowed(void **state)
{
    static const char *const only[] = {"metric.a", "metric.c", NULL};
    static const char *const kinds[] = {"metric.b", "rollup.r", "output.o"};
    Planned p;
    (void)state;
    plan_from(&p,
              UTC_2026 "attributes = csm\n" EVENTS "[input.accounts]\n"
                       "plugin = probe.rows\n"
                       "column.csm = text csm\n"
                       "[metric.a]\n"
                       "plugin = probe.count\n"
                       "window = 28d\n"
                       "compare = previous\n"
                       "[metric.b]\n"
                       "plugin = probe.count\n"
                       "[metric.c]\n"
                       "plugin = probe.defined\n"
                       "[rollup.r]\n"
                       "by = csm\n"
                       "[output.o]\n"
                       "plugin = probe.sink\n"
                       "path = o\n",
              (PlanFrom){.only = only, .only_over = "quarter"}, NULL);
    for (size_t i = 0; i < p.plan.ini.sections; i++)
        for (size_t k = 0; k < COUNT(kinds); k++)
            assert_string_not_equal(p.plan.ini.section[i].label, kinds[k]);
    assert_int_equal(p.plan.metrics, 2);
    assert_int_equal(p.plan.outputs, 0);
    assert_int_equal(p.plan.rollups, 1);
    assert_int_equal(p.plan.metric[0].periods, 1);
    assert_int_equal(p.plan.metric[0].period, UNIT_QUARTER);
    assert_int_equal(p.plan.metric[0].window.count, 0);
    assert_false(p.plan.metric[0].compare);
    assert_int_equal(p.plan.metric[1].periods, 0); /* it takes none */
    planned_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_profile_the_plugin_decides),
        cmocka_unit_test(a_profile_answers_and_leaves_the_rest_alone),
        cmocka_unit_test(what_a_profile_leaves_open_is_noted),
        cmocka_unit_test(
            the_section_wins_over_the_pipeline_and_that_over_the_profile),
        cmocka_unit_test(words_stand_for_no_limit_and_for_the_plugin),
        cmocka_unit_test(a_file_of_ones_own_is_seen_from_the_pipeline),
        cmocka_unit_test(rates_are_not_asked_for_where_there_are_none),
        cmocka_unit_test(a_plan_can_be_narrowed),
        cmocka_unit_test(shipped_profiles_are_whole),
        cmocka_unit_test(hales_own_profile_is_what_holds_anyway),
    };
    setenv("HALE_PLUGIN_PATH", PROBE_DIR, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
