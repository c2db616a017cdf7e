/* SPDX-License-Identifier: MIT
 *
 * reject.c: rows that cannot be used are kept, with their place and reason.
 *
 * on_error = fail: the first few of a split are gathered, so that people fix
 * more than one at a time, then the run ends and nothing is written.
 * on_error = skip: the row is left out and goes to the reject file as it
 * stood in its source, until a declared limit is passed.
 *
 * Each split gathers its own. What an input cannot read is noticed before what
 * the host finds wrong with the rows of the same batch, so the lines of a file
 * are put in order in the end: the size of batches leaves no trace.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 20 }; /* places that are told; all are in the file */

static void csv_cell(Text *out, Str s, char end)
{
    text_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"')
            text_char(out, '"');
        text_char(out, s.data[i]);
    }
    text_char(out, '"');
    text_char(out, end);
}

static void csv_line(Rejects *r, const hale_reject *why)
{
    Text *out = &r->csv;
    size_t begin = out->len;
    csv_cell(out, str(why->file), ',');
    text_printf(out, "%llu,", (unsigned long long)why->line);
    if (why->column)
        text_printf(out, "%llu", (unsigned long long)why->column);
    text_char(out, ',');
    csv_cell(out, str(why->field), ',');
    csv_cell(out, str(why->reason), ',');
    csv_cell(out, why->raw, '\n');
    if (r->ats == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 64;
        r->at = xrealloc(r->at, r->cap, sizeof *r->at);
    }
    r->at[r->ats++] = (RejectAt){why->file, why->line, begin, out->len - begin};
}

static bool over_limit(const Plan *plan, uint64_t rejects)
{
    return plan->max_rejects >= 0 && rejects > (uint64_t)plan->max_rejects;
}

int reject_add(Rejects *r, const Plan *plan, const InputPlan *input,
               const hale_reject *why)
{
    r->count++;
    if (r->count <= SHOWN) {
        Place at = {why->file, (int)why->line, (int)why->column};
        diag_error(&r->shown, at, input->label, "%s%s%s",
                   why->field ? why->field : "", why->field ? ": " : "",
                   why->reason);
    }
    if (input->on_error == ON_ERROR_FAIL)
        return r->count < SHOWN ? 0 : -1;
    csv_line(r, why);
    return over_limit(plan, r->count) ? -1 : 0;
}

static int by_line(const void *a, const void *b)
{
    const RejectAt *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Appends the lines of a split, file by file, each in order. */
static void join_lines(Text *into, const Rejects *from)
{
    for (size_t first = 0, end; first < from->ats; first = end) {
        end = first + 1;
        while (end < from->ats &&
               !strcmp(from->at[end].file, from->at[first].file))
            end++;
        qsort(from->at + first, end - first, sizeof *from->at, by_line);
    }
    for (size_t i = 0; i < from->ats; i++)
        text_add(into,
                 (Str){from->csv.data + from->at[i].begin, from->at[i].len});
}

void rejects_join(Rejects *into, Rejects *from)
{
    join_lines(&into->csv, from);
    for (size_t i = 0; i < from->shown.count && into->shown.count < SHOWN; i++)
        diag_error(&into->shown, from->shown.item[i].place,
                   from->shown.item[i].section, "%s",
                   from->shown.item[i].message);
    into->count += from->count;
    rejects_free(from);
}

void rejects_free(Rejects *r)
{
    text_free(&r->csv);
    free(r->at);
    diags_free(&r->shown);
    *r = (Rejects){0};
}

/* Does the run have to end for its rejects? */
static int too_many(const Store *s, uint64_t rows, Error *error)
{
    const Plan *plan = s->plan;
    uint64_t n = s->rejects.count;
    for (size_t i = 0; i < plan->inputs; i++)
        if (s->counts[i].rejected && plan->input[i].on_error == ON_ERROR_FAIL)
            return error_set(error, EXIT_BAD_DATA,
                             "%s has rows that cannot be used; mend them, or "
                             "set on_error = skip to go on without them",
                             plan->input[i].label);
    if (over_limit(plan, n))
        return error_set(error, EXIT_BAD_DATA,
                         "%llu rows rejected, max_rejects = %lld",
                         (unsigned long long)n, (long long)plan->max_rejects);
    double share = rows ? (double)n / (double)rows : 0;
    if (plan->max_reject_share >= 0 && share > plan->max_reject_share)
        return error_set(error, EXIT_BAD_DATA,
                         "%llu of %llu rows rejected, max_rejects = %g%%",
                         (unsigned long long)n, (unsigned long long)rows,
                         100 * plan->max_reject_share);
    return 0;
}

int rejects_judge(const Store *s, Error *error)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < s->plan->inputs; i++)
        rows += s->counts[i].read;
    return too_many(s, rows, error);
}

int store_write_rejects(const Store *s, Error *error)
{
    const char *path = s->plan->reject_file;
    if (!s->rejects.csv.len && access(path, F_OK))
        return 0;
    Publish file = {0};
    if (publish_open(&file, path, error))
        return -1;
    fputs("file,line,column,field,reason,raw\n", file.out);
    if (s->rejects.csv.len)
        fwrite(s->rejects.csv.data, 1, s->rejects.csv.len, file.out);
    return publish_commit(&file, error);
}
