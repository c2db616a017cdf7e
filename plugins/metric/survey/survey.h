/* SPDX-License-Identifier: MIT
 *
 * survey.h: which answers the metrics of this pack look at, and how they are
 * kept until all have been seen.
 *
 * They look at those of one kind (nps, csat ...) that have a score. Data
 * without a column `kind` hold one kind only, so there every answer counts.
 *
 * Who changed their mind is one person with one opinion: unless the option
 * `responses` says otherwise the newest answer of each user in the window
 * counts, and the earlier ones are counted as superseded. An answer without a
 * user stands for itself. A run as of an earlier day sees the earlier answer,
 * because it sees no later one. Which answer is the newest is known in the
 * end, so answers are kept in a book until then.
 */
#ifndef HALE_PLUGINS_SURVEY_H
#define HALE_PLUGINS_SURVEY_H

#include "hale/plugin.h"

/* The columns, in this order; a metric declares as many as it reads. */
enum { SURVEY_KIND, SURVEY_SCORE, SURVEY_USER, SURVEY_LOW, SURVEY_HIGH };

enum { LATEST_PER_USER, ALL_RESPONSES }; /* option `responses` */

typedef struct SurveyAnswer {
    double score;
    uint32_t user; /* a code, or HALE_NO_CODE */
} SurveyAnswer;

typedef struct SurveyBook { /* oldest first; memory of the account */
    SurveyAnswer *answer;
    size_t count, room;
} SurveyBook;

typedef struct SurveyTally { /* what survey_settle left out */
    int64_t rejected, superseded;
} SurveyTally;

static const hale_option survey_responses = {
    .size = sizeof(hale_option),
    .name = "responses",
    .type = HALE_OPTION_CHOICE,
    .fallback = "latest_per_user",
    .choices = (const char *const[]){"latest_per_user", "all", NULL},
    .help = "which answers of a user in the window count",
};

static const hale_option survey_min_n = {
    .size = sizeof(hale_option),
    .name = "min_n",
    .type = HALE_OPTION_INT,
    .fallback = "1",
    .unit = "answers",
    .min = 1,
    .max = 1000000,
    .help = "with fewer answers there is no score; counts are still given",
};

static const hale_column survey_kind = {
    .size = sizeof(hale_column),
    .name = "kind",
    .type = HALE_TEXT,
    .flags = HALE_OPTIONAL,
    .help = "which survey; without the column all are of one kind",
};

static const hale_column survey_user = {
    .size = sizeof(hale_column),
    .name = "user",
    .type = HALE_TEXT,
    .flags = HALE_OPTIONAL,
    .help = "who answered; without the column every answer counts",
};

/* The code to compare rows with, looked up once per update. */
static inline uint32_t survey_code(hale_cx *cx, const hale_rows *rows,
                                   hale_str kind)
{
    const hale_vector *kinds = rows->column[SURVEY_KIND];
    return kinds && rows->count > 0 ? cx->code(cx, kinds, kind) : HALE_NO_CODE;
}

static inline int survey_counts(const hale_rows *rows, size_t i, uint32_t code)
{
    const hale_vector *kinds = rows->column[SURVEY_KIND];
    if (kinds && (!HALE_HAS(kinds, i) || kinds->as.code[i] != code))
        return 0;
    return HALE_HAS(rows->column[SURVEY_SCORE], i);
}

typedef struct SurveyMet { /* which users were met so far */
    hale_set *users;
    size_t count;
} SurveyMet;

/* 0 or -1. */
int survey_begin(hale_cx *cx, SurveyMet *met);
/* Puts the user; 1: for the first time, 0: again, -1: no memory. */
int survey_is_new(hale_cx *cx, SurveyMet *met, uint32_t user);
/* Adds row `i`, which survey_counts; 0 or -1. */
int survey_note(hale_cx *cx, SurveyBook *book, const hale_rows *rows, size_t i);
/* Adds all rows that survey_counts; 0 or -1. */
int survey_note_all(hale_cx *cx, SurveyBook *book, const hale_rows *rows,
                    uint32_t code);
/* Adds all of a later book. */
int survey_join(hale_cx *cx, SurveyBook *book, const SurveyBook *later);
/* Leaves in the book only what counts: answers in [low, high], of each user
 * the newest such one if `responses` is LATEST_PER_USER. */
int survey_settle(hale_cx *cx, SurveyBook *book, double low, double high,
                  int64_t responses, SurveyTally *tally);

#endif
