/* SPDX-License-Identifier: MIT
 *
 * scale.c: one scale from what rows and options tell, and the answers on it.
 */
#include "scale.h"

static void tell(ScaleEnd *end, double value)
{
    end->mixed |= end->told && (end->value < value || end->value > value);
    end->value = value;
    end->told = 1;
}

int scale_configure(hale_cx *cx, const hale_value *low, const hale_value *high,
                    ScaleRule *rule)
{
    if (!low->missing)
        tell(&rule->low, low->as.r);
    if (!high->missing)
        tell(&rule->high, high->as.r);
    double from = rule->low.told ? rule->low.value : rule->usual_low;
    double to = rule->high.told ? rule->high.value : rule->usual_high;
    if ((!low->missing || !high->missing) && !(from < to))
        return hale_fail(cx,
                         "the scale from %g to %g has no room: scale_min must "
                         "be below scale_max",
                         from, to);
    return 0;
}

int scale_init(hale_cx *cx, const void *config, const hale_span *span,
               void *state)
{
    const ScaleRule *rule = config;
    ScaleState *s = state;
    (void)cx, (void)span;
    s->low = rule->low;
    s->high = rule->high;
    return 0;
}

int scale_update(hale_cx *cx, const void *config, void *state,
                 const hale_rows *rows)
{
    const ScaleRule *rule = config;
    ScaleState *s = state;
    uint32_t code = survey_code(cx, rows, rule->kind);
    const hale_vector *low = rows->column[SURVEY_LOW];
    const hale_vector *high = rows->column[SURVEY_HIGH];
    for (size_t i = 0; i < rows->count; i++) {
        if (!survey_counts(rows, i, code))
            continue;
        if (HALE_HAS(low, i))
            tell(&s->low, low->as.r[i]);
        if (HALE_HAS(high, i))
            tell(&s->high, high->as.r[i]);
        if (survey_note(cx, &s->book, rows, i))
            return -1;
    }
    return 0;
}

int scale_count(hale_cx *cx, const ScaleRule *rule, ScaleState *state,
                ScaleCount *count)
{
    double low = state->low.told ? state->low.value : rule->usual_low;
    double high = state->high.told ? state->high.value : rule->usual_high;
    double points = high - low; /* one less than the scale has */
    if (state->low.mixed || state->high.mixed || !(points > 0)) {
        count->unusable = 1;
        count->tally.rejected = (int64_t)state->book.count;
        return 0;
    }
    if (survey_settle(cx, &state->book, low, high, rule->responses,
                      &count->tally))
        return -1;
    count->answers = (int64_t)state->book.count;
    for (size_t i = 0; i < state->book.count; i++) {
        double score = state->book.answer[i].score;
        double ease = rule->down ? high - score : score - low;
        int good = ease >= points - (double)(rule->top - 1);
        count->good += good;
        count->bad += !good && ease < (double)rule->bottom;
        count->ease += ease / points;
    }
    return 0;
}
