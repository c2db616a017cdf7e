/* SPDX-License-Identifier: MIT
 *
 * cell.h: the text of one cell as a value of the wanted type.
 *
 * What a date, an amount or a yes looks like does not depend on where the
 * text stood: in a CSV cell, in a string of JSON or in a column of a
 * database. So all of these ask here, and the same text means the same value
 * or gets the same complaint.
 *
 * Times without an offset are local ones. The host knows the time zone; it is
 * asked once a day of the calendar, for the midnights are kept.
 */
#ifndef HALE_INPUT_CELL_H
#define HALE_INPUT_CELL_H

#include "hale/parse.h"

typedef enum DateForm { /* the choices of date_format, in their order */
                        DATE_ISO,
                        DATE_DMY,
                        DATE_MDY,
                        DATE_EPOCH_S,
                        DATE_EPOCH_MS
} DateForm;

/* The option that chooses one, the same in every input. */
extern const hale_option date_format_option;
/* The option that lists the texts that mean missing. */
extern const hale_option null_option;

typedef struct CellRules {
    hale_signs signs;
    DateForm dates;
    int utc;                /* 1: times without an offset are UTC */
    struct hale_list nulls; /* texts that mean missing, besides nothing */
} CellRules;

/* The midnights of local days, so that most times need not ask the host. */
typedef struct LocalDay {
    int64_t midnight;
    int32_t day;
    uint8_t known, whole; /* whole: 24 hours, so time of day just adds */
} LocalDay;

enum { LOCAL_DAYS = 64 };

/* The date that was read last: rows of a day mostly stand together. */
typedef struct LastDate {
    uint64_t front; /* of its ten bytes eight; 0: there is none, */
    uint16_t back;  /*   and two */
    int32_t day;
} LastDate;

typedef struct LocalDays { /* zeroed: none is known */
    LocalDay day[LOCAL_DAYS];
    LastDate last;
} LocalDays;

/* A list of texts, copied to cx's memory; one that is not given is empty. */
int cell_list(hale_cx *cx, const hale_value *value, struct hale_list *out);

/* 1: the text stands in the list. */
int cell_is_listed(const struct hale_list *list, hale_str s);

/* 1: the text means that there is no value. */
static inline int cell_is_missing(const CellRules *rules, hale_str s)
{
    return s.len == 0 ||
           (rules->nulls.count && cell_is_listed(&rules->nulls, s));
}

/* Puts the text, which does not mean missing, into row `at` of the column.
 * 0, or -1: it is not of that type. Texts stay where they are. */
int cell_read(hale_cx *cx, const CellRules *rules, LocalDays *days, hale_str s,
              hale_cells *to, size_t at);

/* The same for `count` cells of a column, into its rows from `at` on; empty
 * texts are missing. A column of texts has them as its own: text is
 * to->as.text + at. How many there are before one that is not of that type. */
size_t cell_read_column(hale_cx *cx, const CellRules *rules, LocalDays *days,
                        const hale_str *text, size_t count, hale_cells *to,
                        size_t at);

/* Why cell_read answers -1: `not a date: "x"; date_format wants ...`. */
void cell_reason(const CellRules *rules, hale_type type, hale_str s, char *out,
                 size_t room);

enum { CELL_SHOWN = 60 }; /* bytes of a value that are shown */

/* The value in quotes, cut, with control characters as \xNN. */
void cell_show(hale_str value, char *out, size_t room);

/* ------------------------------------------------------------- dates.c -- */

/* Day first or month first: "31.12.2025", "1/5/2025 9:05:00 PM". */
int dates_read(hale_str s, DateForm form, hale_stamp *out);

#endif
