/* SPDX-License-Identifier: MIT
 *
 * timings.c: where the time of a run went, for those who ask.
 *
 *     stage    section          seconds     cpu       rows
 *     read                        0.121   0.208    109,071
 *     read     input.events       0.118   0.117    100,000
 *     read     temporary files    0.009   0.007     60,000
 *     measure                     0.070   0.131      1,000
 *     measure  metric.mrr         0.004   0.004      1,801
 *
 * A stage is timed as the whole process goes; a section by the threads that
 * worked for it, whose seconds are added up, so that on two threads the
 * sections may come to twice their stage. What a stage takes beyond its
 * sections is the engine's own.
 *
 * It is no table of the run: outputs never get it, since no two runs would
 * write the same bytes.
 */
#include "run/run.h"

enum { STAGE, SECTION, SECONDS, CPU, ROWS };

static const char *const stages[] = {[HALE_PHASE_READ] = "read",
                                     [HALE_PHASE_MEASURE] = "measure",
                                     [HALE_PHASE_JUDGE] = "judge",
                                     [HALE_PHASE_WRITE] = "write"};

void timings_begin(hale_session *h)
{
    Plan *plan = &h->plan;
    size_t count[EFFORT_KINDS] = {[EFFORT_INPUT] = plan->inputs,
                                  [EFFORT_METRIC] = plan->metrics,
                                  [EFFORT_MODEL] = plan->models,
                                  [EFFORT_SCORE] = plan->scores,
                                  [EFFORT_OUTPUT] = plan->outputs};
    if (!h->settings.timings)
        return;
    for (size_t k = 0; k < EFFORT_KINDS; k++)
        plan->effort[k] =
            arena_array(&h->arena, count[k] + 1, sizeof *plan->effort[k]);
}

void timings_stage(hale_session *h, hale_phase phase)
{
    if (h->settings.timings)
        h->stage[phase] = effort_of_process();
}

static void add_row(Table *t, const char *stage, const char *section,
                    Since took, uint64_t rows)
{
    size_t row = table_row(t);
    table_text(t, row, STAGE, str(stage));
    if (section)
        table_text(t, row, SECTION, str(section));
    table_real(t, row, SECONDS, (double)took.wall / 1e9);
    table_real(t, row, CPU, (double)took.cpu / 1e9);
    table_int(t, row, ROWS, (int64_t)rows);
}

/* From its beginning to that of the next one. */
static void add_stage(Table *t, const hale_session *h, hale_phase phase,
                      uint64_t rows)
{
    const Since *from = &h->stage[phase], *to = &h->stage[phase + 1];
    add_row(t, stages[phase], NULL,
            (Since){to->wall - from->wall, to->cpu - from->cpu}, rows);
}

static void add_effort(Table *t, const char *stage, const char *section,
                       const Effort *e)
{
    add_row(t, stage, section, (Since){e->wall, e->cpu}, e->rows);
}

static void add_section(Table *t, const hale_session *h, hale_phase phase,
                        EffortKind kind, size_t i, const char *label)
{
    add_effort(t, stages[phase], label, &h->plan.effort[kind][i]);
}

static uint64_t rows_of(const Plan *plan, EffortKind kind, size_t n)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < n; i++)
        rows += plan->effort[kind][i].rows;
    return rows;
}

void timings_gather(hale_session *h)
{
    const Plan *plan = &h->plan;
    if (!h->settings.timings)
        return;
    Table *t = table_new(&h->arena, "timings", "Where the time went");
    table_column(t, "stage", HALE_TEXT, NULL, NULL);
    table_column(t, "section", HALE_TEXT, NULL, NULL);
    table_column(t, "seconds", HALE_REAL, "seconds", NULL);
    table_column(t, "cpu", HALE_REAL, "seconds", NULL);
    table_column(t, "rows", HALE_INT, "rows", NULL);
    add_stage(t, h, HALE_PHASE_READ, rows_of(plan, EFFORT_INPUT, plan->inputs));
    for (size_t i = 0; i < plan->inputs; i++)
        add_section(t, h, HALE_PHASE_READ, EFFORT_INPUT, i,
                    plan->input[i].label);
    if (h->store.waiting.spilled.rows)
        add_effort(t, stages[HALE_PHASE_READ], "temporary files",
                   &h->store.waiting.spilled);
    add_stage(t, h, HALE_PHASE_MEASURE, h->measured.accounts->rows);
    for (size_t i = 0; i < plan->metrics; i++)
        add_section(t, h, HALE_PHASE_MEASURE, EFFORT_METRIC, i,
                    plan->metric[i].label);
    for (size_t i = 0; i < plan->models; i++)
        add_section(t, h, HALE_PHASE_MEASURE, EFFORT_MODEL, i,
                    plan->model[i].label);
    add_stage(t, h, HALE_PHASE_JUDGE,
              h->measured.accounts->rows * plan->score_sets);
    for (size_t i = 0; i < plan->scores; i++)
        add_section(t, h, HALE_PHASE_JUDGE, EFFORT_SCORE, i,
                    plan->score[i].label);
    add_stage(t, h, HALE_PHASE_WRITE,
              rows_of(plan, EFFORT_OUTPUT, plan->outputs));
    for (size_t i = 0; i < plan->outputs; i++)
        add_section(t, h, HALE_PHASE_WRITE, EFFORT_OUTPUT, i,
                    plan->output[i].label);
    h->timings = t;
}

const hale_table *hale_timings(const hale_session *h)
{
    return h->timings ? table_face(h->timings) : NULL;
}
