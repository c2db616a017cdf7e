/* SPDX-License-Identifier: MIT
 *
 * survey.h: which answers the metrics of this pack look at: those of one kind
 * (nps, csat ...) that have a score. Data without a column `kind` hold one
 * kind only, so there every answer counts.
 */
#ifndef HALE_PLUGINS_SURVEY_H
#define HALE_PLUGINS_SURVEY_H

#include "hale/plugin.h"

enum { SURVEY_KIND, SURVEY_SCORE }; /* the columns, in this order */

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

#endif
