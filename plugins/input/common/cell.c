/* SPDX-License-Identifier: MIT
 *
 * cell.c: see cell.h. The readers of numbers are inline, from parse.h; what is
 * here is the choice among them, times, and the words for what went wrong.
 */
#include "cell.h"

#include <stdio.h>
#include <string.h>

#include "../../common/text.h"
#include "../../common/utf8.h"
#include "quick.h"

/* For what is written once and compiled for each type. */
#define INLINED static inline __attribute__((always_inline))

static const char *const date_formats[] = {"iso",     "dmy",      "mdy",
                                           "epoch_s", "epoch_ms", NULL};

const hale_option date_format_option = {
    .size = sizeof date_format_option,
    .name = "date_format",
    .type = HALE_OPTION_CHOICE,
    .fallback = "iso",
    .choices = date_formats,
    .help = "2025-12-31, 31.12.2025, 12/31/2025, or seconds or milliseconds "
            "since 1970",
};

const hale_option null_option = {
    .size = sizeof null_option,
    .name = "null",
    .type = HALE_OPTION_LIST,
    .help = "texts that mean missing, besides nothing",
};

int cell_list(hale_cx *cx, const hale_value *value, struct hale_list *out)
{
    size_t count = value->missing ? 0 : value->as.list.count;
    hale_str *copy;
    *out = (struct hale_list){0};
    if (count == 0)
        return 0;
    copy = cx->alloc(cx, count * sizeof *copy);
    for (size_t i = 0; copy && i < count; i++) {
        const hale_str from = value->as.list.item[i];
        copy[i] = (hale_str){text_copy(cx, from), from.len};
        if (!copy[i].data)
            return -1;
    }
    *out = (struct hale_list){copy, count};
    return copy ? 0 : -1;
}

/* --------------------------------------------------------------- times -- */

static int64_t local_instant(hale_cx *cx, LocalDays *days, int32_t day,
                             int64_t time_of_day)
{
    LocalDay *known = &days->day[(uint32_t)day % LOCAL_DAYS];
    if (!known->known || known->day != day) {
        known->known = 1;
        known->day = day;
        known->midnight = cx->instant(cx, day, 0);
        known->whole =
            cx->instant(cx, day + 1, 0) - known->midnight == HALE_DAY;
    }
    return known->whole ? known->midnight + time_of_day
                        : cx->instant(cx, day, time_of_day);
}

/* The day of the date that a text begins with. */
INLINED int quick_day(LastDate *last, const char *date)
{
    uint64_t front;
    uint16_t back;
    memcpy(&front, date, sizeof front);
    memcpy(&back, date + sizeof front, sizeof back);
    if (front == last->front && back == last->back && front)
        return 1;
    if (!quick_date(date, &last->day)) {
        last->front = 0;
        return 0;
    }
    last->front = front;
    last->back = back;
    return 1;
}

/* "2025-01-31", "2025-01-31T08:59:07", "2025-01-31T08:59:07Z" */
INLINED int quick_time(hale_cx *cx, const CellRules *rules, LocalDays *days,
                       LastDate *last, hale_str s, int64_t *out)
{
    const int is_utc = s.len == 20 && s.data[19] == 'Z';
    int64_t time_of_day = 0;
    if (s.len != 10 && s.len != 19 && !is_utc)
        return 0;
    if (s.len > 10 && ((s.data[10] != 'T' && s.data[10] != ' ') ||
                       !quick_clock(s.data + 11, &time_of_day)))
        return 0;
    if (!quick_day(last, s.data))
        return 0;
    *out = is_utc || rules->utc
               ? last->day * HALE_DAY + time_of_day
               : local_instant(cx, days, last->day, time_of_day);
    return 1;
}

static int read_epoch(hale_str s, int64_t unit, int64_t *out)
{
    int64_t value;
    if (hale_read_int(s, (hale_signs){0}, &value) || value > INT64_MAX / unit ||
        value < INT64_MIN / unit)
        return -1;
    *out = value * unit;
    return 0;
}

/* A time in any form. */
static int read_stamp(hale_cx *cx, const CellRules *rules, LocalDays *days,
                      hale_str s, int64_t *out)
{
    hale_stamp stamp;
    if (rules->dates == DATE_ISO ? hale_read_stamp(s, &stamp)
                                 : dates_read(s, rules->dates, &stamp))
        return -1;
    if (stamp.has_offset || rules->utc)
        *out = stamp.day * HALE_DAY + stamp.time_of_day -
               stamp.offset * HALE_SECOND;
    else
        *out = local_instant(cx, days, stamp.day, stamp.time_of_day);
    return 0;
}

static int read_other_time(hale_cx *cx, const CellRules *rules, LocalDays *days,
                           hale_str s, int64_t *out)
{
    if (rules->dates == DATE_EPOCH_S)
        return read_epoch(s, HALE_SECOND, out);
    if (rules->dates == DATE_EPOCH_MS)
        return read_epoch(s, HALE_SECOND / 1000, out);
    return read_stamp(cx, rules, days, s, out);
}

/* --------------------------------------------------------------- cells -- */

int cell_is_listed(const struct hale_list *list, hale_str s)
{
    for (size_t i = 0; i < list->count; i++)
        if (s.len == list->item[i].len &&
            memcmp(s.data, list->item[i].data, s.len) == 0)
            return 1;
    return 0;
}

static int quick_amount(const CellRules *rules, hale_str s, int64_t *out)
{
    return quick_money(s, rules->signs.decimal ? rules->signs.decimal : '.',
                       out);
}

/* A cell in the form in which programs mostly write it: 1; 0: read_slowly has
 * the say. `type` is known where this is compiled into. */
INLINED int read_quickly(hale_cx *cx, const CellRules *rules, LocalDays *days,
                         LastDate *last, hale_type type, hale_str s,
                         const hale_cells *to, size_t at)
{
    switch (type) {
    case HALE_BOOL:
        return quick_bool(s, &to->as.b[at]);
    case HALE_INT:
        return quick_int(s, &to->as.i[at]);
    case HALE_REAL:
        return quick_real(s, &to->as.r[at]);
    case HALE_MONEY:
        return quick_amount(rules, s, &to->as.i[at]);
    case HALE_TIME:
        return rules->dates == DATE_ISO &&
               quick_time(cx, rules, days, last, s, &to->as.i[at]);
    case HALE_TEXT:
    case HALE_SAME:
        return utf8_is_ascii(s);
    }
    return 0;
}

static int read_slowly(hale_cx *cx, const CellRules *rules, LocalDays *days,
                       hale_str s, hale_cells *to, size_t at)
{
    switch (to->type) {
    case HALE_BOOL:
        return hale_read_bool(s, &to->as.b[at]);
    case HALE_INT:
        return hale_read_int(s, rules->signs, &to->as.i[at]);
    case HALE_REAL:
        return hale_read_real(s, rules->signs, &to->as.r[at]);
    case HALE_MONEY:
        return hale_read_money(s, rules->signs, &to->as.i[at]);
    case HALE_TIME:
        return read_other_time(cx, rules, days, s, &to->as.i[at]);
    case HALE_TEXT:
    case HALE_SAME:
        return utf8_check(s) == s.len ? 0 : -1;
    }
    return -1;
}

int cell_read(hale_cx *cx, const CellRules *rules, LocalDays *days, hale_str s,
              hale_cells *to, size_t at)
{
    if (to->type == HALE_TEXT || to->type == HALE_SAME)
        to->as.text[at] = s;
    if (read_quickly(cx, rules, days, &days->last, to->type, s, to, at))
        return 0;
    return read_slowly(cx, rules, days, s, to, at);
}

/* -------------------------------------------------------------- columns -- */

/* What is written may be anything, for all that the compiler knows; so what is
 * asked for each cell is copied first. */
INLINED size_t read_all(hale_cx *cx, const CellRules *rules, LocalDays *days,
                        hale_type type, const hale_str *text, size_t count,
                        hale_cells *to, size_t at)
{
    const CellRules own_rules = *rules;
    const hale_cells own_to = *to;
    LastDate last = days->last;
    uint8_t *present = to->present + at;
    size_t i;
    for (i = 0; i < count; i++) {
        const hale_str s = text[i];
        present[i] = s.len > 0;
        if (s.len &&
            !read_quickly(cx, &own_rules, days, &last, type, s, &own_to,
                          at + i) &&
            read_slowly(cx, rules, days, s, to, at + i))
            break;
    }
    days->last = last;
    return i;
}

size_t cell_read_column(hale_cx *cx, const CellRules *rules, LocalDays *days,
                        const hale_str *text, size_t count, hale_cells *to,
                        size_t at)
{
    switch (to->type) { /* one loop for each type */
    case HALE_BOOL:
        return read_all(cx, rules, days, HALE_BOOL, text, count, to, at);
    case HALE_INT:
        return read_all(cx, rules, days, HALE_INT, text, count, to, at);
    case HALE_REAL:
        return read_all(cx, rules, days, HALE_REAL, text, count, to, at);
    case HALE_MONEY:
        return read_all(cx, rules, days, HALE_MONEY, text, count, to, at);
    case HALE_TIME:
        return read_all(cx, rules, days, HALE_TIME, text, count, to, at);
    case HALE_TEXT:
    case HALE_SAME:
        return read_all(cx, rules, days, HALE_TEXT, text, count, to, at);
    }
    return 0;
}

/* -------------------------------------------------------------- reasons -- */

void cell_show(hale_str value, char *out, size_t room)
{
    size_t most = value.len < CELL_SHOWN ? value.len : CELL_SHOWN;
    size_t len = 0;
    while (most < value.len && most && (value.data[most] & 0xc0) == 0x80)
        most--; /* not within a character */
    out[len++] = '"';
    for (size_t i = 0; i < most && len + 10 < room; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c >= 0x20 && c != 0x7f)
            out[len++] = (char)c;
        else
            len += (size_t)snprintf(out + len, room - len, "\\x%02X", c);
    }
    snprintf(out + len, room - len, "\"%s", most < value.len ? "..." : "");
}

static const char *what_it_is_not(hale_type type)
{
    switch (type) {
    case HALE_BOOL:
        return "not yes or no";
    case HALE_INT:
        return "not a whole number";
    case HALE_REAL:
        return "not a number";
    case HALE_MONEY:
        return "not an amount of money";
    case HALE_TIME:
        return "not a date";
    default:
        return "not UTF-8";
    }
}

/* What the writer of the file may have meant; "" if nothing comes to mind. */
static const char *what_it_may_be(const CellRules *rules, hale_type type,
                                  hale_str s)
{
    int number = type == HALE_REAL || type == HALE_MONEY || type == HALE_INT;
    if (number && rules->signs.decimal == '.' && s.len &&
        memchr(s.data, ',', s.len))
        return "; a decimal comma? set decimal = ,";
    if (type == HALE_TIME && rules->dates == 0 && s.len > 5 &&
        (s.data[2] == '.' || s.data[2] == '/' || s.data[1] == '.' ||
         s.data[1] == '/'))
        return "; set date_format = dmy, or mdy";
    return "";
}

void cell_reason(const CellRules *rules, hale_type type, hale_str s, char *out,
                 size_t room)
{
    static const char *const forms[] = {"YYYY-MM-DD", "DD.MM.YYYY",
                                        "MM/DD/YYYY", "seconds since 1970",
                                        "milliseconds since 1970"};
    char shown[4 * CELL_SHOWN + 16];
    cell_show(s, shown, sizeof shown);
    snprintf(out, room, "%s: %s%s%s%s", what_it_is_not(type), shown,
             type == HALE_TIME ? "; date_format wants " : "",
             type == HALE_TIME ? forms[rules->dates] : "",
             what_it_may_be(rules, type, s));
}
