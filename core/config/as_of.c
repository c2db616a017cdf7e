/* SPDX-License-Identifier: MIT
 *
 * as_of.c: the instants that a run looks from.
 *
 * An as-of is the exclusive end of everything seen. A date means the local
 * midnight that begins it, so 2026-01-01 sees all of 2025 and nothing more.
 * `A..B` with `every` gives a list, each counted from A, so that month-ends
 * do not drift: 31 Jan, 28 Feb, 31 Mar. `A, B` gives just these. What "today"
 * is, the caller says: nothing here reads a clock.
 */
#include "build.h"

#include <string.h>

enum { AS_OF_MOST = 5000 };

typedef struct AsOf {
    Build *b;
    const Section *section;
    const Setting *setting; /* the text and its place */
    int64_t now;
} AsOf;

static int instant_parse(const AsOf *a, Str s, int64_t *out)
{
    const Zone *zone = a->b->plan->zone;
    if (str_is(s, "today"))
        *out = zone_day_start(zone, zone_day(zone, a->now));
    else if (str_is(s, "last-month-end"))
        *out = period_start(zone, a->now, UNIT_MONTH);
    else if (time_parse(zone, s, out)) {
        diag_error(a->b->diags, a->setting->place, a->section->label,
                   "as_of: \"%s\" is not a date such as 2025-12-31, a date "
                   "and time, today or last-month-end",
                   shown(a->b, s));
        return -1;
    }
    return 0;
}

static void add(Plan *p, int64_t instant)
{
    p->as_of[p->as_ofs++] = instant;
}

/* The instants from `first` on, one every unit, none after `last`. */
static void add_range(const AsOf *a, int64_t first, int64_t last, Unit unit)
{
    Plan *p = a->b->plan;
    int64_t t = first;
    p->as_of = arena_array(&p->arena, AS_OF_MOST, sizeof *p->as_of);
    for (int64_t i = 1; t <= last && p->as_ofs < AS_OF_MOST; i++) {
        add(p, t);
        t = span_move(p->zone, first, i, unit);
    }
    if (p->as_ofs == 0)
        diag_error(a->b->diags, a->setting->place, a->section->label,
                   "as_of: the range ends before it begins");
    else if (t <= last)
        diag_error(a->b->diags, a->setting->place, a->section->label,
                   "as_of: more than %d instants", AS_OF_MOST);
}

static void read_range(const AsOf *a, Str begin, Str end, const Setting *every)
{
    int64_t first, last;
    Unit unit = UNIT_MONTH;
    bool bad = instant_parse(a, begin, &first);
    bad |= instant_parse(a, end, &last);
    if (!every) {
        diag_error(a->b->diags, a->setting->place, a->section->label,
                   "as_of: a range needs \"every\", as in every = month");
    } else if (unit_parse(str(every->value), &unit)) {
        diag_error(a->b->diags, every->place, a->section->label,
                   "every = %s is not day, week, month, quarter or year",
                   shown(a->b, str(every->value)));
    } else if (!bad) {
        a->b->plan->every = every->value;
        add_range(a, first, last, unit);
    }
}

/* One instant, or several parted by commas. */
static void read_list(const AsOf *a, Str list)
{
    Plan *p = a->b->plan;
    Str piece;
    int64_t t;
    p->as_of = arena_array(&p->arena, list.len / 2 + 1, sizeof *p->as_of);
    while (str_cut(&list, ',', &piece)) {
        if (instant_parse(a, str_trim(piece), &t))
            return;
        if (p->as_ofs && t <= p->as_of[p->as_ofs - 1])
            diag_error(a->b->diags, a->setting->place, a->section->label,
                       "as_of: \"%s\" does not come after the one before it",
                       shown(a->b, str_trim(piece)));
        else if (p->as_ofs >= AS_OF_MOST)
            diag_error(a->b->diags, a->setting->place, a->section->label,
                       "as_of: more than %d instants", AS_OF_MOST);
        else
            add(p, t);
    }
}

static void read_text(const AsOf *a, const Setting *every)
{
    Str text = str(a->setting->value);
    const char *dots = strstr(text.data, "..");
    if (dots) {
        Str begin = {text.data, (size_t)(dots - text.data)};
        read_range(a, str_trim(begin), str_trim(str(dots + 2)), every);
    } else {
        read_list(a, text);
    }
    bool meant = every && (every->place.file == a->setting->place.file ||
                           !strcmp(every->place.file, "--every"));
    if (!dots && meant)
        diag_error(a->b->diags, every->place, a->section->label,
                   "\"every\" goes with a range of as_of, as in as_of = "
                   "2025-01-01..2025-12-01");
}

void as_of_read(Build *b, Section *s, const PlanFrom *from)
{
    Setting *own = take(b, s, "as_of"), *every = take(b, s, "every");
    Setting given = {
        .key = "as_of", .value = from->as_of, .place = {"--as-of", 0, 0}};
    Setting given_every = {
        .key = "every", .value = from->every, .place = {"--every", 0, 0}};
    AsOf a = {.b = b, .section = s, .setting = own, .now = from->now};
    if (from->as_of)
        a.setting = &given;
    if (from->every)
        every = &given_every;
    if (!a.setting || !*a.setting->value)
        diag_error(b->diags, s->place, s->label,
                   "\"as_of\" is missing: the instant to look from, for "
                   "example as_of = 2025-12-31 or today");
    else
        read_text(&a, every);
}
