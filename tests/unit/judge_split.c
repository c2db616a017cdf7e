/* SPDX-License-Identifier: MIT
 *
 * judge_split.c: why a score is another one than before. A few cases by hand,
 * and laws over made-up pairs of accounts: the effects add up to the change,
 * the way back is the same with the other sign, and what did not change has no
 * effect.
 */
#include "judge_kit.h"

#include <math.h>

enum { PAIRS = 2500, INPUTS_MOST = 16 }; /* of each of four formulas */

#define SAME "local same = points { {0, 0}, {100, 100} }\n"

/* Weights 3 and 1, and a cap. */
#define WEIGHED                                                                \
    "inputs { 'a', 'b' }\n" SAME                                               \
    "component 'x' { weight = 3, metric = 'a', curve = same }\n"               \
    "component 'y' { weight = 1, metric = 'b', curve = same }\n"               \
    "cap 'low b' { when = { metric = 'b', lt = 20 }, max = 50 }\n"

/* Groups in groups, ages, a variant, a veto, and too little for a score. */
#define NESTED                                                                 \
    "inputs { 'a', 'b', 'c', 'd', 'size', 'left' }\n" SAME                     \
    "group 'use' { weight = 60 }\n"                                            \
    "group 'deep' { weight = 40, group = 'use' }\n"                            \
    "component 'a' { weight = 2, group = 'use', metric = 'a',\n"               \
    "                curve = same }\n"                                         \
    "component 'b' { weight = 1, group = 'deep', metric = 'b',\n"              \
    "                curve = same }\n"                                         \
    "component 'c' { weight = 3, group = 'deep', metric = 'c',\n"              \
    "                curve = steps { {0, 10}, {5, 60}, {10, 90} } }\n"         \
    "component 'd' { weight = 40, metric = 'd', curve = same,\n"               \
    "  stale = { after = '30d', halflife = '60d' } }\n"                        \
    "variant 'big' { when = { metric = 'size', gt = 50 },\n"                   \
    "                weights = { a = 9 } }\n"                                  \
    "veto 'left' { when = { left = true }, band = 'red' }\n"                   \
    "bands { red = 0, yellow = 40, green = 75 }\n"                             \
    "coverage { min = 0.4 }\n"

/* The worst decides. */
#define WORST                                                                  \
    "inputs { 'a', 'b', 'c' }\n" SAME                                          \
    "group 'worst' { weight = 1, of = 'min' }\n"                               \
    "component 'a' { weight = 1, group = 'worst', metric = 'a',\n"             \
    "                curve = same }\n"                                         \
    "component 'b' { weight = 1, group = 'worst', metric = 'b',\n"             \
    "                curve = same }\n"                                         \
    "component 'c' { weight = 1, metric = 'c', curve = same }\n"

/* Nothing but a function. */
#define FREE                                                                   \
    "inputs { 'a', 'b', 'c' }\n"                                               \
    "score = function(m)\n"                                                    \
    "  if not m.a or not m.b then return nil end\n"                            \
    "  return m.a * m.b / 100 + (m.c or 0)\n"                                  \
    "end\n"

/* ---------------------------------------------------------------- by hand */

typedef struct Split {
    Kit k;
    Verdict before, after;
    ScoreEffect *part, *input;
    size_t parts, inputs;
} Split;

static void split_open(Split *s, const char *text)
{
    memset(s, 0, sizeof *s);
    kit_open(&s->k, text);
}

static void split_judge(Split *s, const hale_value *a, const hale_value *b)
{
    kit_judge(&s->k, a);
    s->before = s->k.v;
    kit_judge(&s->k, b);
    s->after = s->k.v;
    s->part = NULL;
    s->parts = 0;
    if (s->before.known && s->after.known)
        s->part = split_parts(&s->before, &s->after, &s->k.arena, &s->parts);
    s->input = split_inputs(s->k.j, "acme", a, b, &s->k.arena, &s->inputs);
}

static double effect_of(const ScoreEffect *e, size_t count, EffectOf of,
                        size_t at)
{
    for (size_t i = 0; i < count; i++)
        if (e[i].of == of && e[i].at == at)
            return e[i].points;
    return 0;
}

static double part_effect(const Split *s, EffectOf of, size_t at)
{
    return effect_of(s->part, s->parts, of, at);
}

static double input_effect(const Split *s, size_t at)
{
    return effect_of(s->input, s->inputs, EFFECT_INPUT, at);
}

static void points_by_their_share(void **state)
{
    Split s;
    (void)state;
    split_open(&s, WEIGHED);
    /* 3/4 of -40 and 1/4 of 20: 70 -> 45. */
    split_judge(&s, (hale_value[]){v_int(80), v_int(40)},
                (hale_value[]){v_int(40), v_int(60)});
    assert_near(s.after.score - s.before.score, -25, 1e-9);
    assert_int_equal(s.parts, 2);
    assert_near(part_effect(&s, EFFECT_VALUE, 0), -30, 1e-9);
    assert_near(part_effect(&s, EFFECT_VALUE, 1), 5, 1e-9);
    assert_int_equal(s.part[0].at, 0); /* the largest first */
    assert_near(input_effect(&s, 0), -30, 1e-9);
    assert_near(input_effect(&s, 1), 5, 1e-9);
    assert_true(split_parts_tell(s.k.f));
    kit_close(&s.k);
}

static void what_appears_weighs(void **state)
{
    Split s;
    (void)state;
    split_open(&s, WEIGHED);
    /* Only x = 80; then y = 40 too: 80 -> 70. The mean of the scores is 75,
     * x goes from all of it to 3/4: (80 - 75) * -1/4 = -1.25; y from nothing
     * to 1/4: (40 - 75) / 4 = -8.75. */
    split_judge(&s, (hale_value[]){v_int(80), v_none()},
                (hale_value[]){v_int(80), v_int(40)});
    assert_int_equal(s.parts, 2);
    assert_near(part_effect(&s, EFFECT_WEIGHT, 0), -1.25, 1e-9);
    assert_near(part_effect(&s, EFFECT_WEIGHT, 1), -8.75, 1e-9);
    assert_int_equal(s.inputs, 1);
    assert_near(input_effect(&s, 1), -10, 1e-9);
    kit_close(&s.k);
}

static void limits_stand_alone(void **state)
{
    Split s;
    (void)state;
    split_open(&s, WEIGHED);
    /* 80 and 40 are 70; 80 and 0 are 60, held at 50. By input b alone. */
    split_judge(&s, (hale_value[]){v_int(80), v_int(40)},
                (hale_value[]){v_int(80), v_int(0)});
    assert_int_equal(s.parts, 2);
    assert_near(part_effect(&s, EFFECT_VALUE, 1), -10, 1e-9);
    assert_near(part_effect(&s, EFFECT_LIMITS, 0), -10, 1e-9);
    assert_int_equal(s.inputs, 1);
    assert_near(input_effect(&s, 1), -20, 1e-9);
    kit_close(&s.k);
}

static void products_are_shared(void **state)
{
    Split s;
    (void)state;
    split_open(&s, FREE);
    /* 20 * 30 -> 50 * 70, of 100: 6 -> 35. a first: 9, then b 20; b first: 8,
     * then a 21. Means: a 15, b 14. */
    split_judge(&s, (hale_value[]){v_int(20), v_int(30), v_int(0)},
                (hale_value[]){v_int(50), v_int(70), v_int(0)});
    assert_int_equal(s.inputs, 2);
    assert_near(input_effect(&s, 0), 15, 1e-9);
    assert_near(input_effect(&s, 1), 14, 1e-9);
    assert_false(split_parts_tell(s.k.f));
    kit_close(&s.k);
}

static void the_worst_is_shared(void **state)
{
    Split s;
    (void)state;
    split_open(&s, WORST);
    /* min(20, 50) -> min(60, 70), at half the score. a first: 30 then 10 for
     * b; b first: 0, then 40 for a. Means 35 and 5, half of it. */
    split_judge(&s, (hale_value[]){v_int(20), v_int(50), v_int(10)},
                (hale_value[]){v_int(60), v_int(70), v_int(10)});
    assert_near(s.after.score - s.before.score, 20, 1e-9);
    assert_near(input_effect(&s, 0), 17.5, 1e-9);
    assert_near(input_effect(&s, 1), 2.5, 1e-9);
    assert_false(split_parts_tell(s.k.f));
    kit_close(&s.k);
}

static void orders_without_a_score_say_nothing(void **state)
{
    Split s;
    (void)state;
    split_open(&s, "inputs { 'a', 'b' }\n"
                   "score = function(m)\n"
                   "  if m.a == nil and m.b == nil then return nil end\n"
                   "  return (m.a or 0) + (m.b or 0)\n"
                   "end\n");
    /* a = 30 goes and b = 50 comes: only with b first is there a score in
     * between, 80. b has 50, a has -30. */
    split_judge(&s, (hale_value[]){v_int(30), v_none()},
                (hale_value[]){v_none(), v_int(50)});
    assert_near(input_effect(&s, 0), -30, 1e-9);
    assert_near(input_effect(&s, 1), 50, 1e-9);
    /* Nothing to begin with: there is no way. */
    split_judge(&s, (hale_value[]){v_none(), v_none()},
                (hale_value[]){v_none(), v_int(50)});
    assert_null(s.input);
    kit_close(&s.k);
}

static void ranks_go_with_their_figure(void **state)
{
    Split s;
    (void)state;
    split_open(&s,
               "inputs { 'a', 'b' }\n" SAME
               "component 'x' { weight = 1, metric = 'a',\n"
               "                curve = percentile { min_n = 2 } }\n"
               "component 'y' { weight = 1, metric = 'b', curve = same }\n");
    /* The figure is the same, others have overtaken it: rank 80 -> 40, at
     * half the score. */
    split_judge(&s, (hale_value[]){v_int(7), v_int(50), v_real(80)},
                (hale_value[]){v_int(7), v_int(50), v_real(40)});
    assert_int_equal(s.inputs, 1);
    assert_near(input_effect(&s, 0), -20, 1e-9);
    kit_close(&s.k);
}

/* Fourteen inputs that add up: whatever the order, each has its own change. */
static void many_inputs_are_sampled(void **state)
{
    enum { N = 14 };
    Text text = {0};
    hale_value a[N], b[N];
    Split s;
    (void)state;
    text_puts(&text, "inputs { 'i0'");
    for (int i = 1; i < N; i++)
        text_printf(&text, ", 'i%d'", i);
    text_puts(&text, " }\nscore = function(m) return 0");
    for (int i = 0; i < N; i++) {
        text_printf(&text, " + m.i%d", i);
        a[i] = v_int(1);
        b[i] = v_int(1 + i % 5);
    }
    text_puts(&text, " end\n");
    split_open(&s, text.data);
    split_judge(&s, a, b); /* three are as they were: i0, i5, i10 */
    assert_int_equal(s.inputs, 11);
    for (int i = 0; i < N; i++)
        b[i] = v_int(2 + i % 5);
    split_judge(&s, a, b);
    assert_int_equal(s.inputs, N);
    for (size_t i = 0; i < N; i++)
        assert_near(input_effect(&s, i), 1 + (double)(i % 5), 1e-9);
    text_free(&text);
    kit_close(&s.k);
}

/* Every order of the sample is also walked backwards, so that in half of them
 * a comes before b: their product is shared as if all orders had been walked.
 */
static void a_sample_is_fair(void **state)
{
    enum { N = 13 };
    Text text = {0};
    hale_value a[N], b[N];
    Split s;
    (void)state;
    text_puts(&text, "inputs { 'a', 'b'");
    for (int i = 2; i < N; i++)
        text_printf(&text, ", 'i%d'", i);
    text_puts(&text, " }\nscore = function(m) return m.a * m.b / 100");
    for (int i = 0; i < N; i++) {
        if (i > 1)
            text_printf(&text, " + m.i%d", i);
        a[i] = v_int(1);
        b[i] = v_int(3);
    }
    text_puts(&text, " end\n");
    a[0] = v_int(20);
    a[1] = v_int(30);
    b[0] = v_int(50);
    b[1] = v_int(70);
    split_open(&s, text.data);
    split_judge(&s, a, b);
    assert_near(input_effect(&s, 0), 15, 1e-9);
    assert_near(input_effect(&s, 1), 14, 1e-9);
    assert_near(input_effect(&s, 2), 2, 1e-9);
    text_free(&text);
    kit_close(&s.k);
}

/* ------------------------------------------------------------------- laws */

static double total(const ScoreEffect *e, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += e[i].points;
    return sum;
}

static bool same_value(const hale_value *a, const hale_value *b)
{
    return a->missing && b->missing
               ? true
               : !a->missing && !b->missing && value_equal(a, b);
}

static void laws_of_a_pair(Split *s, const hale_value *a, const hale_value *b,
                           size_t *split)
{
    split_judge(s, a, b);
    if (!s->before.known || !s->after.known) {
        assert_null(s->input);
        return;
    }
    double change = s->after.score - s->before.score;
    assert_near(total(s->part, s->parts), change, 1e-9);
    if (!s->input)
        return;
    ++*split;
    assert_near(total(s->input, s->inputs), change, 1e-9);
    for (size_t i = 0; i < s->inputs; i++)
        assert_false(same_value(&a[s->input[i].at], &b[s->input[i].at]));
    Split back = {.k = s->k};
    split_judge(&back, b, a);
    for (size_t i = 0; i < formula_input_count(s->k.f); i++)
        assert_near(input_effect(&back, i), -input_effect(s, i), 1e-9);
    for (size_t i = 0; i < s->before.parts; i++)
        assert_near(part_effect(&back, EFFECT_VALUE, i),
                    -part_effect(s, EFFECT_VALUE, i), 1e-5);
    s->k.arena = back.k.arena;
}

static void make(Split *s, const Pool *pool, hale_value *fact, uint64_t *seed)
{
    for (size_t i = 0; i < formula_input_count(s->k.f); i++)
        fact[i] = generate_next(seed) % 5 == 0
                      ? v_none()
                      : generate_value(s->k.f, pool, i, seed);
}

static void laws(const char *text)
{
    Split s;
    Arena pools = {0};
    hale_value a[INPUTS_MOST], b[INPUTS_MOST];
    uint64_t seed = 20260101;
    size_t split = 0;
    split_open(&s, text);
    const Pool *pool = generate_pools(s.k.f, &pools);
    for (size_t i = 0; i < PAIRS; i++) {
        make(&s, pool, a, &seed);
        make(&s, pool, b, &seed);
        laws_of_a_pair(&s, a, b, &split);
        arena_reset(&s.k.arena);
    }
    assert_true(split > PAIRS / 4); /* the law was put to the test */
    arena_free(&pools);
    kit_close(&s.k);
}

static void effects_add_up(void **state)
{
    (void)state;
    laws(WEIGHED);
    laws(NESTED);
    laws(WORST);
    laws(FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_by_their_share),
        cmocka_unit_test(what_appears_weighs),
        cmocka_unit_test(limits_stand_alone),
        cmocka_unit_test(products_are_shared),
        cmocka_unit_test(the_worst_is_shared),
        cmocka_unit_test(orders_without_a_score_say_nothing),
        cmocka_unit_test(ranks_go_with_their_figure),
        cmocka_unit_test(many_inputs_are_sampled),
        cmocka_unit_test(a_sample_is_fair),
        cmocka_unit_test(effects_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
