/* SPDX-License-Identifier: MIT
 *
 * expected.c: accounts whose score somebody knows.
 *
 *     account,min,max,band
 *     globex,,45,red
 *     acme,75,,
 *
 * The file expected.csv beside a pipeline says of some accounts what a good
 * formula must come to: those that everybody agrees on. `hale test` runs the
 * pipeline, writes nothing, and holds the scores against it. Examples test
 * what a formula says; this tests whether that is true. Cells may be empty; a
 * column "score" names the score, else it is the first of the pipeline.
 */
#include "cli/test.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

enum { CELLS_MOST = 32, FILE_MOST = 16 << 20 };

typedef enum Field { ACCOUNT, MIN, MAX, BAND, SCORE, FIELDS } Field;

static const char *const field_name[] = {"account", "min",   "max",
                                         "band",    "score", NULL};

typedef struct Expected {
    Tests *t;
    const View *view;
    const char *path;
    int line;
    Field field[CELLS_MOST]; /* of each column */
    size_t columns;
    Text report;
    size_t passed, failed;
    const hale_table *accounts;
    size_t first, end;
} Expected;

static Arena *arena_of(Expected *e)
{
    return &e->t->args->arena;
}

static void wrong(Expected *e, const char *what, Str word, const char *hint)
{
    diag_error(&e->t->diags, (Place){e->path, e->line, 0}, NULL,
               "%s \"%.*s\"%s", what, PS(word), hint);
}

/* ----------------------------------------------------------------- reading */

/* A quoted cell, `""` in it for a quote; moves *rest behind it. */
static Str quoted(Arena *arena, Str *rest)
{
    char *out = arena_alloc(arena, rest->len);
    size_t n = 0, i = 1;
    for (; i < rest->len; i++) {
        if (rest->data[i] == '"' && (++i >= rest->len || rest->data[i] != '"'))
            break;
        out[n++] = rest->data[i];
    }
    i = i < rest->len ? i : rest->len;
    *rest = (Str){rest->data + i, rest->len - i};
    return (Str){out, n};
}

static size_t cut_cells(Arena *arena, Str line, Str *cell)
{
    size_t n = 0;
    bool more = true;
    while (more && n < CELLS_MOST) {
        Str text = {0}, tail;
        if (line.len && line.data[0] == '"')
            text = quoted(arena, &line);
        const char *comma = line.len ? memchr(line.data, ',', line.len) : NULL;
        size_t len = comma ? (size_t)(comma - line.data) : line.len;
        tail = (Str){line.data, len};
        cell[n++] = text.data ? text : str_trim(tail);
        more = comma != NULL;
        if (more)
            line = (Str){comma + 1, line.len - len - 1};
    }
    return n;
}

static int read_head(Expected *e, Str line)
{
    Str cell[CELLS_MOST];
    bool account = false;
    size_t errors = e->t->diags.errors;
    e->columns = cut_cells(arena_of(e), line, cell);
    for (size_t i = 0; i < e->columns; i++) {
        size_t f = 0;
        while (f < FIELDS && !str_is(cell[i], field_name[f]))
            f++;
        if (f == FIELDS)
            wrong(e, "unknown column", cell[i],
                  suggest_hint(arena_of(e), cell[i], field_name));
        e->field[i] = (Field)f;
        account |= f == ACCOUNT;
    }
    if (!account)
        diag_error(&e->t->diags, (Place){e->path, e->line, 0}, NULL,
                   "there is no column account; the columns are account, "
                   "min, max, band, score");
    return e->t->diags.errors > errors ? -1 : 0;
}

/* A bound, NAN if the cell is empty. */
static double read_bound(Expected *e, Str cell)
{
    double number = NAN;
    if (cell.len && hale_read_real(cell, (hale_signs){.decimal = '.'}, &number))
        wrong(e, "not a number:", cell, "");
    return number;
}

/* ---------------------------------------------------------------- comparing */

static const hale_table_column *column_of(const Expected *e, size_t score,
                                          const char *suffix)
{
    Text name = {0};
    text_printf(&name, "%s%s", e->view->plan.score[score].name, suffix);
    const hale_table_column *c = column_named(e->accounts, name.data);
    text_free(&name);
    return c;
}

static void differs(Text *trouble, const char *what, const char *wanted,
                    const char *got)
{
    text_printf(trouble, "        %s: expected %s, got %s\n", what, wanted,
                got);
}

static void check_bound(Text *trouble, const char *what, double wanted,
                        double got, bool fine)
{
    char want[32], is[32] = "no score";
    if (isnan(wanted) || fine)
        return;
    real_format(wanted, want);
    if (!isnan(got))
        real_for_people(got, 2, is);
    differs(trouble, what, want, is);
}

static void check_band(Text *trouble, Str wanted, Str got)
{
    Text want = {0}, is = {0};
    text_safe(&want, wanted);
    text_safe(&is, got);
    if (wanted.len && !str_eq(wanted, got))
        differs(trouble, "band", want.data, got.len ? is.data : "none");
    text_free(&want);
    text_free(&is);
}

static size_t row_of(const Expected *e, Str account)
{
    const hale_table_column *id = column_named(e->accounts, "account");
    for (size_t row = e->first; row < e->end; row++)
        if (str_eq(cell_text(id, row), account))
            return row;
    return SIZE_MAX;
}

/* The score that the cell names; SIZE_MAX: told that there is none. */
static size_t score_of(Expected *e, Str cell)
{
    const Plan *plan = &e->view->plan;
    const char **names =
        arena_array(arena_of(e), plan->scores + 1, sizeof *names);
    for (size_t i = 0; i < plan->scores; i++) {
        names[i] = plan->score[i].name;
        if (!cell.len || str_is(cell, names[i]))
            return i;
    }
    wrong(e, "no score", cell, suggest_hint(arena_of(e), cell, names));
    return SIZE_MAX;
}

static void told(Expected *e, Str account, const Text *trouble)
{
    Text name = {0};
    text_safe(&name, account);
    bool failed = trouble->len > 0;
    if (failed)
        text_printf(&e->report, "  FAIL  %s  expected.csv:%d\n%s", name.data,
                    e->line, trouble->data);
    e->failed += failed;
    e->passed += !failed;
    test_case(e->t, e->path, text_str(&name), text_str(trouble), false);
    text_free(&name);
}

static void check_account(Expected *e, const Str *cell)
{
    Text trouble = {0};
    size_t errors = e->t->diags.errors;
    size_t score = score_of(e, cell[SCORE]);
    double min = read_bound(e, cell[MIN]), max = read_bound(e, cell[MAX]);
    if (e->t->diags.errors > errors)
        return;
    size_t row = row_of(e, cell[ACCOUNT]);
    if (row == SIZE_MAX) {
        text_puts(&trouble, "        there is no such account\n");
    } else {
        double got = cell_number(column_of(e, score, ""), row);
        Str band = cell_text(column_of(e, score, "_band"), row);
        check_bound(&trouble, "score at least", min, got, got >= min - 1e-9);
        check_bound(&trouble, "score at most", max, got, got <= max + 1e-9);
        check_band(&trouble, cell[BAND], band);
    }
    told(e, cell[ACCOUNT], &trouble);
    text_free(&trouble);
}

static void check_line(Expected *e, Str line)
{
    Str cell[CELLS_MOST], by_field[FIELDS] = {{0}};
    size_t n = cut_cells(arena_of(e), line, cell);
    if (n > e->columns) {
        wrong(e, "more cells than columns:", line, "");
        return;
    }
    for (size_t i = 0; i < n; i++)
        by_field[e->field[i]] = cell[i];
    check_account(e, by_field);
}

static void check_lines(Expected *e, Str text)
{
    Str line;
    if (str_starts(text, "\xef\xbb\xbf"))
        text = (Str){text.data + 3, text.len - 3};
    while (str_cut(&text, '\n', &line)) {
        e->line++;
        line = str_trim(line);
        if (e->line == 1 && read_head(e, line))
            return;
        if (e->line > 1 && line.len)
            check_line(e, line);
    }
}

static void summarise(Expected *e)
{
    size_t all = e->passed + e->failed;
    if (!all)
        return;
    text_printf(&e->report, "  %s  %zu of ", e->failed ? "    " : "ok  ",
                e->passed);
    text_count(&e->report, (int64_t)all, "reference account",
               "reference accounts");
    text_puts(&e->report, " inside their range\n");
    e->t->accounts += all;
    test_file_told(e->t, e->path, e->passed, e->failed, &e->report);
}

int expected_test(Tests *t, const View *v)
{
    Text text = {0};
    Error error = {0};
    Expected e = {
        .t = t,
        .view = v,
        .path = path_join(&t->args->arena, v->plan.ini.dir, "expected.csv")};
    if (access(e.path, F_OK) || !v->plan.scores)
        return 0;
    if (file_read(e.path, FILE_MOST, &text, &error))
        return complain(error.code, "%s", error.message);
    hale_session *h = session_open(t->args, v->path, NULL, true, NULL);
    int code = code_of(hale_session_run(h));
    if (code > EXIT_NO) {
        session_tell(t->args, h, outcome_of(code, h));
    } else {
        code = 0;
        e.accounts = hale_table_named(h, "accounts");
        table_last(e.accounts, hale_facts(h), &e.first, &e.end);
        size_t from = t->diags.count;
        check_lines(&e, text_str(&text));
        summarise(&e);
        if (t->diags.count > from)
            test_broken(t, e.path, from);
    }
    hale_close(h);
    text_free(&e.report);
    text_free(&text);
    return code;
}
