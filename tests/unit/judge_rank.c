/* SPDX-License-Identifier: MIT
 *
 * judge_rank.c: points by rank among peers: the ranks themselves, worked out
 * by hand, who is whose peer, and what a formula makes of a rank.
 */
#include "judge_kit.h"

/* Ranks of values of one as-of and one segment, at least `min_n` of them. */
static void ranks_of(const int *value, size_t count, size_t min_n,
                     const double *expected)
{
    Peer peer[16] = {0};
    hale_value rank[16];
    for (size_t i = 0; i < count; i++)
        peer[i] = (Peer){7, v_int(value[i]), v_text("smb"), i};
    rank_peers(peer, count, min_n, rank);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rank[i].missing,
                         isnan(expected[i]) ? HALE_NOT_COVERED : HALE_PRESENT);
        if (!isnan(expected[i]))
            assert_near(rank[i].as.r, expected[i], 1e-12);
    }
}

static void ranks_by_hand(void **state)
{
    (void)state;
    /* 100 (below + equal / 2) / 5 */
    ranks_of((int[]){50, 20, 10, 20, 40}, 5, 5, (double[]){90, 40, 10, 40, 70});
    ranks_of((int[]){3, 3, 3, 3}, 4, 1, (double[]){50, 50, 50, 50});
    ranks_of((int[]){3}, 1, 1, (double[]){50});
    ranks_of((int[]){1, 2}, 2, 3, (double[]){(double)NAN, (double)NAN});
    ranks_of(NULL, 0, 1, NULL);
}

/* Two dates, two segments, one without, one without a value. */
static void peers_share_date_and_segment(void **state)
{
    static const struct {
        int64_t as_of;
        const char *segment;
        int value;
        double rank; /* of min_n 2 */
    } row[] = {
        {1, "a", 5, 25}, {1, "b", 9, (double)NAN}, {2, "a", 1, 25},
        {1, "a", 6, 75}, {2, "a", 2, 75},          {1, NULL, 6, (double)NAN},
        {2, "b", 1, 25}, {2, "b", 4, 75},          {1, "b", -1, (double)NAN},
    };
    Peer peer[COUNT(row)];
    hale_value rank[COUNT(row)];
    (void)state;
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(row); i++) {
            size_t at = round ? COUNT(row) - 1 - i : i; /* any order */
            peer[i] = (Peer){
                row[at].as_of,
                row[at].value < 0 ? v_none() : v_int(row[at].value),
                row[at].segment ? v_text(row[at].segment) : v_none(), at};
        }
        rank_peers(peer, COUNT(row), 2, rank);
        for (size_t i = 0; i < COUNT(row); i++) {
            bool ranked = rank[i].missing == HALE_PRESENT;
            assert_int_equal(ranked, !isnan(row[i].rank));
            if (ranked)
                assert_near(rank[i].as.r, row[i].rank, 1e-12);
        }
    }
}

#define FORMULA(curve)                                                         \
    "inputs { 'a', 'seg' }\n"                                                  \
    "component 'x' { weight = 1, metric = 'a', curve = " curve " }\n"

static void what_is_asked_for(void **state)
{
    Kit k;
    size_t count;
    (void)state;
    kit_open(
        &k,
        FORMULA(
            "percentile { within = 'seg', min_n = 7 }") "component 'y' { "
                                                        "weight = 1, metric = "
                                                        "'a',\n"
                                                        "  curve = percentile "
                                                        "{} }\n"
                                                        "component 'z' { "
                                                        "weight = 1, metric = "
                                                        "'a',\n"
                                                        "  curve = percentile "
                                                        "{ within = 'seg', "
                                                        "min_n = 7,\n"
                                                        "    falling = true } "
                                                        "}\n");
    const RankWish *wish = formula_ranks(k.f, &count);
    assert_int_equal(count, 2); /* x and z want the same */
    assert_int_equal(wish[0].input, 0);
    assert_int_equal(wish[0].within, 1);
    assert_int_equal(wish[0].min_n, 7);
    assert_int_equal(wish[1].within, -1);
    assert_int_equal(wish[1].min_n, 5);
    hale_value fact[] = {v_int(3), v_text("smb"), v_real(80), v_real(60)};
    kit_judge(&k, fact);
    assert_near(k.v.part[0].points, 80, 0);
    assert_near(k.v.part[1].points, 60, 0);
    assert_near(k.v.part[2].points, 20, 0); /* less is better */
    kit_close(&k);
}

static void a_rank_is_told(void **state)
{
    Kit k;
    hale_value fact[] = {v_int(3), v_text("smb"), v_int(14), v_real(22.4)};
    (void)state;
    kit_open(&k, FORMULA("percentile {}, why = 'has {a}',\n"
                         "stale = { after = '1w', halflife = '1w' }"));
    kit_judge(&k, fact);
    assert_string_equal(k.v.part[0].why,
                        "has 3 (percentile 22, 14 days old, 50% of its "
                        "weight)");
    assert_string_equal(k.v.reason[0], k.v.part[0].why);
    kit_close(&k);
    kit_open(&k, FORMULA("percentile { fallback = ramp(0, 9) }"));
    fact[2] = v_real(22.4);
    kit_judge(&k, fact);
    assert_string_equal(k.v.part[0].why, "x: 3 (percentile 22)");
    fact[2] = v_none();
    kit_judge(&k, fact);
    assert_string_equal(k.v.part[0].why, "");
    kit_close(&k);
}

static void without_a_rank(void **state)
{
    Kit k;
    hale_value fact[] = {v_int(3), v_none(), v_none()};
    (void)state;
    kit_open(&k, FORMULA("percentile { within = 'seg', fallback = ramp(0, 4) "
                         "}"));
    kit_judge(&k, fact);
    assert_near(k.v.score, 75, 0);
    fact[2] = v_real(12);
    kit_judge(&k, fact);
    assert_near(k.v.score, 12, 0);
    fact[0] = v_none(); /* no value, no points, whatever stands there */
    kit_judge(&k, fact);
    assert_false(k.v.known);
    kit_close(&k);
    kit_open(&k, FORMULA("percentile { within = 'seg' }"));
    fact[0] = v_int(3);
    fact[2] = v_none();
    kit_judge(&k, fact);
    assert_false(k.v.known);
    assert_int_equal(k.v.part[0].value.missing, HALE_NOT_COVERED);
    kit_close(&k);
}

static void variants_may_rank(void **state)
{
    Kit k;
    hale_value fact[] = {v_int(3), v_text("smb"), v_real(80)};
    (void)state;
    kit_open(&k, FORMULA("ramp(0, 10)") "variant 'small' { when = { seg = "
                                        "'smb' },\n"
                                        "  curves = { x = percentile {} } }");
    kit_judge(&k, fact);
    assert_near(k.v.score, 80, 0);
    fact[1] = v_text("large");
    kit_judge(&k, fact);
    assert_near(k.v.score, 30, 0);
    kit_close(&k);
}

static void examples_may_give_ranks(void **state)
{
    Kit k;
    ExampleReport report = {0};
    (void)state;
    kit_open(
        &k,
        FORMULA(
            "percentile { fallback = ramp(0, 4) }") "example 'rank' { given = "
                                                    "{ a = 3 }, ranks = { x = "
                                                    "66 },\n"
                                                    "  expect = { score = 66 } "
                                                    "}\n"
                                                    "example 'alone' { given = "
                                                    "{ a = 3 }, expect = { "
                                                    "score = 75 } }");
    formula_examples(k.f, NULL, &report);
    if (report.failed)
        print_error("%s", report.text.data);
    assert_int_equal(report.passed, 2);
    text_free(&report.text);
    kit_close(&k);
}

static void mistakes(void **state)
{
    (void)state;
    kit_tells(FORMULA("percentile { within = 'sge' }"),
              "t.lua:2:73: component x: \"sge\" is not among the inputs, did "
              "you mean \"seg\"?");
    kit_tells(FORMULA("percentile { within = 'seg', min_n = 0 }"),
              "min_n is a number of accounts");
    kit_tells(FORMULA("percentile { within = 'seg', min_n = 2.5 }"),
              "min_n is a number of accounts");
    kit_tells(FORMULA("percentile { wihtin = 'seg' }"),
              "did you mean \"within\"?");
    kit_tells(FORMULA("percentile('seg')"), "percentile takes a table");
    kit_tells(FORMULA("percentile { fallback = 5 }"),
              "fallback must be a curve");
    kit_tells(FORMULA("percentile { fallback = percentile {} }"),
              "a fallback needs no peers");
    kit_tells("component 'x' { weight = 1, value = function() return 1 end,\n"
              "curve = percentile {} }",
              "t.lua:2:1: component x: percentile needs a metric");
    kit_tells(FORMULA("ramp(0, 1)") "example 'e' { given = {},\n"
                                    "ranks = { x = 5 }, expect = {} }",
              "t.lua:4:11: example e: \"x\" has no percentile curve");
    kit_tells(FORMULA("ramp(0, 1)") "example 'e' { given = {},\n"
                                    "ranks = { y = 5 }, expect = {} }",
              "there is no component \"y\", did you mean \"x\"?");
    kit_tells(FORMULA("percentile {}") "example 'e' { given = {},\n"
                                       "ranks = { x = 101 }, expect = {} }",
              "component = percentile, 0 to 100");
}

static void directions_are_checked(void **state)
{
    static const FactInfo columns[] = {
        {.name = "a", .type = HALE_INT, .direction = HALE_DOWN_IS_GOOD},
        {.name = "seg", .type = HALE_TEXT}};
    static const struct {
        const char *text, *told;
    } cases[] = {
        {FORMULA("percentile { within = 'seg' }"),
         "points rise with \"a\", where less is better"},
        {FORMULA("percentile { within = 'seg', falling = true,\n"
                 "fallback = ramp(0, 5) }"),
         "points fall with \"a\", those of its fallback rise"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Kit k;
        kit_parse(&k, cases[i].text);
        assert_non_null(k.f);
        formula_bind(k.f, columns, COUNT(columns), &k.diags);
        char *told = kit_told(&k);
        assert_has(told, cases[i].told);
        free(told);
        kit_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_by_hand),
        cmocka_unit_test(peers_share_date_and_segment),
        cmocka_unit_test(what_is_asked_for),
        cmocka_unit_test(a_rank_is_told),
        cmocka_unit_test(without_a_rank),
        cmocka_unit_test(variants_may_rank),
        cmocka_unit_test(examples_may_give_ranks),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(directions_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
