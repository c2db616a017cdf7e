/* SPDX-License-Identifier: MIT
 *
 * book.c: the answers of an account, kept until it is known which count.
 *
 * Settling walks from the newest answer back: the first of a user that is on
 * the scale is his, the older ones are superseded. What counts stays in the
 * order of time, so sums never depend on how users are numbered.
 */
#include "survey.h"

#include <string.h>

static int make_room(hale_cx *cx, SurveyBook *book, size_t more)
{
    size_t room = book->room ? book->room : 16;
    SurveyAnswer *answer;
    if (book->count + more <= book->room)
        return 0;
    while (room < book->count + more)
        room *= 2;
    answer = cx->alloc(cx, room * sizeof *answer);
    if (!answer)
        return -1;
    if (book->count > 0)
        memcpy(answer, book->answer, book->count * sizeof *answer);
    book->answer = answer;
    book->room = room;
    return 0;
}

static SurveyAnswer answer_of(const hale_rows *rows, size_t i)
{
    const hale_vector *user = rows->column[SURVEY_USER];
    return (SurveyAnswer){
        .score = rows->column[SURVEY_SCORE]->as.r[i],
        .user = HALE_HAS(user, i) ? user->as.code[i] : HALE_NO_CODE,
    };
}

int survey_note(hale_cx *cx, SurveyBook *book, const hale_rows *rows, size_t i)
{
    if (make_room(cx, book, 1))
        return -1;
    book->answer[book->count++] = answer_of(rows, i);
    return 0;
}

/* Which rows count is nothing to guess: each is written, and stays if it does.
 */
int survey_note_all(hale_cx *cx, SurveyBook *book, const hale_rows *rows,
                    uint32_t code)
{
    if (make_room(cx, book, rows->count))
        return -1;
    for (size_t i = 0; i < rows->count; i++) {
        book->answer[book->count] = answer_of(rows, i);
        book->count += (size_t)survey_counts(rows, i, code);
    }
    return 0;
}

int survey_join(hale_cx *cx, SurveyBook *book, const SurveyBook *later)
{
    if (later->count == 0)
        return 0;
    if (make_room(cx, book, later->count))
        return -1;
    memcpy(book->answer + book->count, later->answer,
           later->count * sizeof *later->answer);
    book->count += later->count;
    return 0;
}

int survey_begin(hale_cx *cx, SurveyMet *met)
{
    *met = (SurveyMet){cx->set(cx), 0};
    return met->users ? 0 : -1;
}

int survey_is_new(hale_cx *cx, SurveyMet *met, uint32_t user)
{
    size_t before = met->count;
    if (cx->set_put(cx, met->users, user))
        return -1;
    met->count = cx->set_count(cx, met->users);
    return met->count > before;
}

int survey_settle(hale_cx *cx, SurveyBook *book, double low, double high,
                  int64_t responses, SurveyTally *tally)
{
    size_t first = book->count; /* of those that stay, at the end */
    SurveyMet met;
    if (survey_begin(cx, &met))
        return -1;
    for (size_t i = book->count; i-- > 0;) {
        SurveyAnswer a = book->answer[i];
        int counts = a.score >= low && a.score <= high;
        tally->rejected += !counts;
        if (counts && responses == LATEST_PER_USER && a.user != HALE_NO_CODE) {
            counts = survey_is_new(cx, &met, a.user);
            if (counts < 0)
                return -1;
            tally->superseded += !counts;
        }
        if (counts)
            book->answer[--first] = a;
    }
    if (first > 0)
        book->answer += first;
    book->count -= first;
    return 0;
}
