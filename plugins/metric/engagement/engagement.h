/* SPDX-License-Identifier: MIT
 *
 * engagement.h: what a touch is, for all metrics of this pack.
 *
 *     inbound   its direction says that the customer began it
 *     two_way   inbound, or of a type in which both sides talk (a call, a
 *               meeting): the customer took part
 *
 * Mails that we send are touches, and neither of these. The words are options,
 * because every CRM has its own; they are written as in the data.
 */
#ifndef HALE_PLUGINS_ENGAGEMENT_H
#define HALE_PLUGINS_ENGAGEMENT_H

#include "hale/plugin.h"

enum { TOUCH_DIRECTION, TOUCH_TYPE }; /* the columns, in this order */
enum { ANY_TOUCH, INBOUND_TOUCH, TWO_WAY_TOUCH }; /* option `direction` */
enum { TOUCH_WORDS = 16 };                        /* of a list, at most */

typedef struct TouchWords { /* the options that define a touch */
    struct hale_list inbound, talks;
} TouchWords;

typedef struct TouchCodes { /* words as codes of one column */
    uint32_t code[TOUCH_WORDS];
    size_t count;
} TouchCodes;

static const hale_option touch_inbound = {
    .size = sizeof(hale_option),
    .name = "inbound",
    .type = HALE_OPTION_LIST,
    .fallback = "in, inbound",
    .help = "directions that mean that the customer began it",
};

static const hale_option touch_talks = {
    .size = sizeof(hale_option),
    .name = "talks",
    .type = HALE_OPTION_LIST,
    .fallback = "call, meeting, ebr, training",
    .help = "types in which both sides talk",
};

static const hale_column touch_direction = {
    .size = sizeof(hale_column),
    .name = "direction",
    .type = HALE_TEXT,
    .flags = HALE_OPTIONAL,
    .help = "who began it",
};

static const hale_column touch_type = {
    .size = sizeof(hale_column),
    .name = "type",
    .type = HALE_TEXT,
    .flags = HALE_OPTIONAL,
    .help = "email, call, meeting ...",
};

static inline int touch_configure(hale_cx *cx, const hale_value *inbound,
                                  const hale_value *talks, TouchWords *words)
{
    words->inbound = inbound->as.list;
    words->talks = talks->as.list;
    if (words->inbound.count > TOUCH_WORDS || words->talks.count > TOUCH_WORDS)
        return hale_fail(cx, "inbound and talks take up to %d words each",
                         TOUCH_WORDS);
    return 0;
}

/* Looked up once per update; a column that is not there has none. */
static inline TouchCodes touch_codes(hale_cx *cx, const hale_rows *rows,
                                     size_t column, struct hale_list words)
{
    TouchCodes codes = {.count = 0};
    if (rows->count == 0 || !rows->column[column])
        return codes;
    for (size_t i = 0; i < words.count; i++)
        codes.code[codes.count++] =
            cx->code(cx, rows->column[column], words.item[i]);
    return codes;
}

static inline int touch_is(const hale_rows *rows, size_t column, size_t i,
                           const TouchCodes *codes)
{
    if (!HALE_HAS(rows->column[column], i))
        return 0;
    for (size_t k = 0; k < codes->count; k++)
        if (rows->column[column]->as.code[i] == codes->code[k])
            return 1;
    return 0;
}

static const char *const touch_kinds[] = {"any", "inbound", "two_way", NULL};

/* Can the columns that are there tell this kind of touches at all? */
static inline int touch_can_tell(const hale_rows *rows, int64_t kind)
{
    return kind == ANY_TOUCH || rows->column[TOUCH_DIRECTION] ||
           (kind == TWO_WAY_TOUCH && rows->column[TOUCH_TYPE]);
}

/* Is row `i` a touch of this kind? */
static inline int touch_wanted(const hale_rows *rows, size_t i, int64_t kind,
                               const TouchCodes *inbound,
                               const TouchCodes *talks)
{
    return kind == ANY_TOUCH || touch_is(rows, TOUCH_DIRECTION, i, inbound) ||
           (kind == TWO_WAY_TOUCH && touch_is(rows, TOUCH_TYPE, i, talks));
}

#endif
