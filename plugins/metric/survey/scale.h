/* SPDX-License-Identifier: MIT
 *
 * scale.h: answers on a scale that the data or the options tell.
 *
 *     ease = score - scale_min, or scale_max - score if high scores are bad
 *     good = the `top` best points of the scale, bad = the `bottom` worst
 *
 * Two versions of a survey must never be added up as one series. So a section
 * is for one scale and one polarity: if the rows of an account disagree on the
 * scale, with each other or with the options, none of them is used and its
 * figures are missing as rejected. An empty cell says nothing; where nobody
 * says anything the metric's usual scale is taken.
 *
 * Points are counted from the worst, so a score with decimals falls into the
 * class below, as it does with the Net Promoter Score.
 */
#ifndef HALE_PLUGINS_SURVEY_SCALE_H
#define HALE_PLUGINS_SURVEY_SCALE_H

#include "survey.h"

typedef struct ScaleEnd { /* one end of the scale, as far as it is told */
    double value;
    uint8_t told, mixed;
} ScaleEnd;

typedef struct ScaleRule { /* from the options */
    hale_str kind;
    int64_t responses, min_n, top, bottom;
    ScaleEnd low, high;
    double usual_low, usual_high;
    int down; /* high scores are bad */
} ScaleRule;

typedef struct ScaleState {
    SurveyBook book;
    ScaleEnd low, high;
} ScaleState;

typedef struct ScaleCount {
    int64_t answers, good, bad;
    double ease; /* of all answers, each from 0 to 1 */
    SurveyTally tally;
    int unusable; /* there is no one scale; all answers are rejected */
} ScaleCount;

static const hale_option survey_scale_min = {
    .size = sizeof(hale_option),
    .name = "scale_min",
    .type = HALE_OPTION_REAL,
    .help = "lowest score of the scale, where the data do not say",
};

static const hale_option survey_scale_max = {
    .size = sizeof(hale_option),
    .name = "scale_max",
    .type = HALE_OPTION_REAL,
    .help = "highest score of the scale, where the data do not say",
};

static const hale_column survey_low = {
    .size = sizeof(hale_column),
    .name = "scale_min",
    .type = HALE_REAL,
    .flags = HALE_OPTIONAL,
    .help = "lowest score of the scale that was shown",
};

static const hale_column survey_high = {
    .size = sizeof(hale_column),
    .name = "scale_max",
    .type = HALE_REAL,
    .flags = HALE_OPTIONAL,
    .help = "highest score of the scale that was shown",
};

/* Takes the two options above into the rule; fails if they make no scale. */
int scale_configure(hale_cx *cx, const hale_value *low, const hale_value *high,
                    ScaleRule *rule);
/* The metric's init and update; its config begins with a ScaleRule. */
int scale_init(hale_cx *cx, const void *config, const hale_span *span,
               void *state);
int scale_update(hale_cx *cx, const void *config, void *state,
                 const hale_rows *rows);
/* What came together; 0 or -1. */
int scale_count(hale_cx *cx, const ScaleRule *rule, ScaleState *state,
                ScaleCount *count);

#endif
