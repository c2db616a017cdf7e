/* SPDX-License-Identifier: MIT
 *
 * judge.c: what judging costs, in nanoseconds an account and formula.
 *
 *     build/bench/judge scripts/b2b.lua scripts/health.lua ...
 *
 * Each formula judges a million accounts, four times: with and without
 * sentences, and each of these with the count hook of the instruction budget
 * forced on and forced off, which shows what the budget costs. The accounts
 * are those that properties are tried on (generate.c), with one figure in five
 * missing; a thousand of them go round. The best of three rounds is printed:
 * the others were disturbed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "judge/judging.h"

enum { MADE = 1000, ACCOUNTS = 1000000, ROUNDS = 3 };

typedef struct Bench {
    const Formula *f;
    hale_value *fact; /* MADE accounts of `width` facts */
    size_t width;
} Bench;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static Bench make_accounts(const Formula *f, Arena *arena)
{
    size_t ranks;
    formula_ranks(f, &ranks);
    Bench b = {.f = f, .width = f->inputs + ranks + 1};
    const Pool *pool = generate_pools(f, arena);
    uint64_t seed = 1;
    b.fact = arena_array(arena, MADE * b.width, sizeof *b.fact);
    for (size_t i = 0; i < MADE; i++) {
        hale_value *fact = b.fact + i * b.width;
        for (size_t k = 0; k < f->inputs; k++)
            fact[k] = generate_next(&seed) % 5
                          ? generate_value(f, pool, k, &seed)
                          : (hale_value){.missing = HALE_NO_ROWS};
        for (size_t k = 0; k < ranks; k++)
            fact[f->inputs + k] =
                (hale_value){.type = HALE_REAL, .as.r = (double)(i % 101)};
    }
    return b;
}

/* Nanoseconds an account; `counted`: -1 the formula decides. */
static double time_round(const Bench *b, Words words, int counted)
{
    Error error = {0};
    Arena arena = {0};
    Verdict v;
    Judge *j = judge_open(b->f, &error);
    if (!j)
        return 0;
    if (j->room && counted >= 0)
        j->room->counted = counted;
    double begin = seconds();
    for (size_t i = 0; i < ACCOUNTS; i++) {
        const hale_value *fact = b->fact + i % MADE * b->width;
        judge_account(j, "made up", fact, words, &arena, &v);
        arena_reset(&arena);
    }
    double taken = seconds() - begin;
    judge_close(j);
    arena_free(&arena);
    return taken * 1e9 / ACCOUNTS;
}

static double best(const Bench *b, Words words, int counted)
{
    double least = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double ns = time_round(b, words, counted);
        if (!i || ns < least)
            least = ns;
    }
    return least;
}

static int bench(const char *path)
{
    Diags diags = {0};
    Arena arena = {0};
    Formula *f = formula_load(path, "bench", NULL, 0, &diags);
    if (!f) {
        diags_print(&diags, stderr);
        diags_free(&diags);
        return 1;
    }
    Bench b = make_accounts(f, &arena);
    double plain = best(&b, WORDS_NONE, -1), told = best(&b, WORDS_ALL, -1);
    double on = best(&b, WORDS_NONE, 1), off = best(&b, WORDS_NONE, 0);
    printf("%-28s %7.0f %9.0f %8.0f %8.0f %6.1f %%\n", f->file, plain, told, on,
           off, 100 * (plain / off - 1));
    formula_free(f);
    diags_free(&diags);
    arena_free(&arena);
    return 0;
}

int main(int count, char **path)
{
    int bad = count < 2;
    if (bad)
        fprintf(stderr, "usage: judge FORMULA.lua ...\n");
    else
        printf("%-28s %7s %9s %8s %8s %8s\n", "ns an account", "plain",
               "in words", "counted", "free", "limits");
    for (int i = 1; i < count; i++)
        bad |= bench(path[i]);
    return bad;
}
