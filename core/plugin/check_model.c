/* SPDX-License-Identifier: MIT
 *
 * check_model.c: a model meets every book of business.
 *
 * A model sees all accounts at once. It must live with none, with one, with
 * nothing known about any, with columns that are not there; it must compare
 * texts by what they say and not by where they lie; and what it gives and
 * reports must be of the types that it declared. Its side tables are made up
 * likewise, and may have no rows or, if optional, not be there.
 */
#include "plugin/check.h"

#include <math.h>
#include <string.h>

/* --------------------------------------------------------------- accounts --
 */

enum { SIDE_ROWS = 40 };

typedef struct Book {
    const hale_model *model;
    hale_table *table;
    hale_table **side; /* for each of the model's; NULL: nobody feeds it */
    const hale_span *span;
    hale_value **result; /* a fenced array for each result */
    size_t emitted;
    uint64_t fingerprint; /* of all reported rows */
    bool refuse;          /* the host takes no reported rows */
} Book;

typedef struct Plan {
    uint64_t seed;
    size_t rows;
    Presence presence;
    bool extreme, no_optional;
    bool apart;    /* equal texts lie at different places */
    bool no_sides; /* side tables have no rows */
} Plan;

static void put_cell(Trial *t, hale_table_column *c, size_t row,
                     const hale_value *v, bool apart)
{
    if (c->type == HALE_BOOL)
        ((uint8_t *)c->as.b)[row] = v->as.b;
    else if (c->type == HALE_REAL)
        ((double *)c->as.r)[row] = v->as.r;
    else if (c->type == HALE_TEXT)
        ((Str *)c->as.text)[row] =
            apart ? arena_str(&t->arena, v->as.text) : v->as.text;
    else
        ((int64_t *)c->as.i)[row] = v->as.i;
}

static hale_table_column *column_make(Trial *t, const hale_column *need,
                                      const Plan *how)
{
    static const size_t sizes[] = {8, 1, 8, 8, 8, 8, sizeof(Str)};
    const char *what = arena_printf(&t->arena, "column \"%s\"", need->name);
    hale_table_column *c = arena_alloc(&t->arena, sizeof *c);
    uint64_t seed = how->seed * 31 + hash_bytes(need->name, strlen(need->name));
    uint8_t *missing = fenced(t, how->rows, what);
    c->size = sizeof *c;
    c->name = need->name;
    c->type = need->type ? need->type : HALE_REAL;
    c->as.b = fenced(t, how->rows * sizes[c->type], what);
    for (size_t row = 0; row < how->rows; row++) {
        hale_value v = random_value(c->type, how->extreme, &seed);
        bool drop = random_next(&seed) % 3 == 0;
        put_cell(t, c, row, &v, how->apart);
        if (how->presence == NOTHING || (how->presence == SOME && drop))
            missing[row] = (uint8_t)(HALE_NO_ROWS + row % 7);
    }
    c->missing = how->presence == ALL_UNMASKED ? NULL : missing;
    fence_lock(t, missing);
    fence_lock(t, c->as.b);
    return c;
}

static hale_table *table_make(Trial *t, const char *name,
                              const hale_column *const *needs, const Plan *how)
{
    size_t count = list_count(needs);
    hale_table *table = arena_alloc(&t->arena, sizeof *table);
    const hale_table_column **column =
        arena_array(&t->arena, count + 1, sizeof *column);
    for (size_t i = 0; i < count; i++)
        if (!how->no_optional || !(needs[i]->flags & HALE_OPTIONAL))
            column[i] = column_make(t, needs[i], how);
    *table = (hale_table){
        .size = sizeof *table,
        .name = name,
        .title = name,
        .rows = how->rows,
        .columns = count,
        .column = column,
    };
    return table;
}

static void sides_make(Trial *t, Book *b, const Plan *how)
{
    size_t count = list_count(b->model->sides);
    b->side = arena_array(&t->arena, count + 1, sizeof *b->side);
    for (size_t i = 0; i < count; i++) {
        const hale_need *need = b->model->sides[i];
        Plan side = *how;
        side.seed = how->seed * 7 + i;
        side.rows = how->no_sides ? 0 : SIDE_ROWS;
        if (!how->no_optional || !(need->flags & HALE_OPTIONAL))
            b->side[i] = table_make(t, "side", need->columns, &side);
    }
}

static const hale_table *on_side(void *user, size_t side)
{
    Trial *t = user;
    const Book *b = t->book;
    if (side >= list_count(b->model->sides))
        broke(t, "side %zu of %zu was asked for", side,
              list_count(b->model->sides));
    return b->side[side];
}

/* ---------------------------------------------------------------- reports --
 */

static void mix(Book *b, const hale_value *v)
{
    Text words = {0};
    value_words(v, &words);
    b->fingerprint =
        b->fingerprint * 1000003 ^ hash_bytes(words.data, words.len);
    text_free(&words);
}

static int on_emit(void *user, size_t report, const hale_value *row)
{
    Trial *t = user;
    Book *b = t->book;
    const hale_report *r = list_at(b->model->reports, report);
    if (b->refuse)
        return error_set(&t->error, EXIT_IO, "no more rows (made up)");
    if (!r || report >= list_count(b->model->reports))
        broke(t, "emit to report %zu of %zu", report,
              list_count(b->model->reports));
    values_declared(t, r->columns, row, HALE_REAL);
    for (size_t i = 0; r->columns[i]; i++)
        mix(b, &row[i]);
    b->emitted++;
    return 0;
}

/* ---------------------------------------------------------------- running --
 */

static void results_make(Trial *t, Book *b)
{
    size_t count = list_count(b->model->results);
    b->result = arena_array(&t->arena, count + 1, sizeof *b->result);
    for (size_t k = 0; k < count; k++) {
        const hale_result *r = b->model->results[k];
        b->result[k] =
            fenced(t, b->table->rows * sizeof(hale_value), "the results");
        for (size_t row = 0; row < b->table->rows; row++) {
            b->result[k][row].type = r->type ? r->type : HALE_REAL;
            b->result[k][row].missing = HALE_NO_ROWS;
        }
    }
}

static void results_declared(Trial *t, const Book *b)
{
    size_t count = list_count(b->model->results);
    for (size_t k = 0; k < count; k++) {
        const hale_result *one[] = {b->model->results[k], NULL};
        for (size_t row = 0; row < b->table->rows; row++)
            values_declared(t, one, &b->result[k][row], HALE_REAL);
    }
}

static int run(Trial *t, Book *b, const Plan *how)
{
    int result;
    b->model = t->plugin;
    b->table = table_make(t, "accounts", b->model->needs, how);
    sides_make(t, b, how);
    b->span = span_make(t, STORY_END, 0);
    b->emitted = 0;
    b->fingerprint = 0;
    results_make(t, b);
    t->book = b;
    t->host.emitted = on_emit;
    t->host.side = on_side;
    calling(t, "run");
    result = called(
        t, b->model->run(&t->host.cx, t->config, b->span, b->table, b->result));
    if (result == 0)
        results_declared(t, b);
    return result;
}

static void run_well(Trial *t, const Plan *how)
{
    Book b = {0};
    must(t, run(t, &b, how));
}

static void books_same(Trial *t, const Book *a, const Book *b, const char *how)
{
    size_t count = list_count(a->model->results);
    for (size_t k = 0; k < count; k++)
        for (size_t row = 0; row < a->table->rows; row++) {
            const hale_result *one[] = {a->model->results[k], NULL};
            values_same(t, one, &a->result[k][row], &b->result[k][row], 0, how);
        }
    if (a->fingerprint != b->fingerprint)
        broke(t, "the reports differ %s (%zu rows, %zu rows)", how, a->emitted,
              b->emitted);
}

/* ------------------------------------------------------------------ cases --
 */

enum { MANY = 150 };

static void model_no_accounts(Trial *t)
{
    run_well(t, &(Plan){.rows = 0});
}

static void model_one_account(Trial *t)
{
    for (uint64_t seed = 0; seed < 6; seed++)
        run_well(t, &(Plan){.seed = seed, .rows = 1, .presence = SOME});
}

static void model_results(Trial *t)
{
    for (uint64_t seed = 0; seed < 6; seed++)
        run_well(
            t,
            &(Plan){.seed = seed, .rows = MANY * seed + 2, .presence = SOME});
}

static void model_sides(Trial *t)
{
    if (!list_count(((const hale_model *)t->plugin)->sides))
        skip(t, "it reads no side tables");
    run_well(t, &(Plan){.seed = 8, .rows = MANY, .no_sides = true});
    run_well(t, &(Plan){.seed = 8, .rows = 0});
}

static void model_nothing_present(Trial *t)
{
    run_well(t, &(Plan){.rows = MANY, .presence = NOTHING});
}

static void model_no_optional(Trial *t)
{
    run_well(t, &(Plan){.seed = 1, .rows = MANY, .no_optional = true});
}

static void model_masks(Trial *t)
{
    Book a = {0}, b = {0};
    must(t, run(t, &a,
                &(Plan){.seed = 2, .rows = MANY, .presence = ALL_UNMASKED}));
    must(t,
         run(t, &b, &(Plan){.seed = 2, .rows = MANY, .presence = ALL_MASKED}));
    books_same(t, &a, &b, "with a mask of zeros in place of NULL");
}

static void model_texts(Trial *t)
{
    Book a = {0}, b = {0};
    must(t, run(t, &a, &(Plan){.seed = 3, .rows = MANY, .presence = SOME}));
    must(t, run(t, &b,
                &(Plan){
                    .seed = 3, .rows = MANY, .presence = SOME, .apart = true}));
    books_same(t, &a, &b, "when equal texts lie at different places");
}

static void model_again(Trial *t)
{
    Book a = {0}, b = {0};
    Plan how = {.seed = 4, .rows = MANY, .presence = SOME};
    must(t, run(t, &a, &how));
    run_well(t, &(Plan){.seed = 5, .rows = 3});
    must(t, run(t, &b, &how));
    books_same(t, &a, &b, "when the same accounts come again");
}

static void model_extremes(Trial *t)
{
    for (uint64_t seed = 0; seed < 6; seed++) {
        Book b = {0};
        run(t, &b,
            &(Plan){
                .seed = seed, .rows = MANY, .presence = SOME, .extreme = true});
    }
}

static void model_no_memory(Trial *t)
{
    for (size_t n = 1; n < 2000; n++) {
        Book b = {0};
        int result;
        trial_starve(t, n);
        result = run(t, &b, &(Plan){.seed = 6, .rows = 40});
        if (!t->starved) {
            must(t, result);
            return;
        }
        if (result == 0)
            broke(t, "allocation %zu failed and nobody said so", n);
        memory_reset(t);
    }
}

static void model_emit_fails(Trial *t)
{
    Book b = {0};
    must(t, run(t, &b, &(Plan){.seed = 7, .rows = MANY}));
    if (b.emitted == 0)
        skip(t, "it reports no rows");
    b.refuse = true;
    if (run(t, &b, &(Plan){.seed = 7, .rows = MANY}) == 0)
        broke(t, "emit failed and nobody said so");
}

const Case model_cases[] = {
    {"model.no_accounts", model_no_accounts},
    {"model.one_account", model_one_account},
    {"model.results", model_results},
    {"model.sides", model_sides},
    {"model.nothing_present", model_nothing_present},
    {"model.no_optional", model_no_optional},
    {"model.masks", model_masks},
    {"model.texts", model_texts},
    {"model.again", model_again},
    {"model.extremes", model_extremes},
    {"model.no_memory", model_no_memory},
    {"model.emit_fails", model_emit_fails},
    {NULL, NULL},
};
