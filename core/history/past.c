/* SPDX-License-Identifier: MIT
 *
 * past.c: the past of a score as columns.
 *
 * For every account the scores of earlier as-ofs are a line of points in
 * order of time, and a trend is a look at that line from an as-of, strictly
 * back. As-ofs that this run makes anew are not read from the file but added
 * as they are judged, so a range of as-ofs in one run gives what one run for
 * each of them would give, and running a past as-of again gives the same.
 *
 * What lies 400 days back is not looked at.
 */
#include "history/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLOPE_LEAST = 3 };

typedef struct Point {
    int64_t as_of;
    double value;  /* NAN: unknown */
    uint32_t band; /* of Past.bands; HALE_NO_CODE: unknown */
} Point;

typedef struct Line {
    Point *point; /* ascending */
    size_t count, cap;
} Line;

struct Past {
    Dict accounts, bands;
    Line *line; /* [account * trends + trend] */
    size_t lines, trends;
};

/* --------------------------------------------------------------- points -- */

static Line *line_of(Past *p, Str account, size_t trend)
{
    size_t at = dict_code(&p->accounts, account) * p->trends + trend;
    if (at >= p->lines) {
        size_t lines = 2 * (at + p->trends);
        p->line = xrealloc(p->line, lines, sizeof *p->line);
        memset(p->line + p->lines, 0, (lines - p->lines) * sizeof *p->line);
        p->lines = lines;
    }
    return &p->line[at];
}

/* Keeps the order: what this run adds may lie between as-ofs of the file. */
static void line_add(Line *l, Point point)
{
    size_t at = l->count;
    if (l->count == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 8;
        l->point = xrealloc(l->point, l->cap, sizeof *l->point);
    }
    for (; at > 0 && l->point[at - 1].as_of > point.as_of; at--)
        l->point[at] = l->point[at - 1];
    l->point[at] = point;
    l->count++;
}

static uint32_t band_code(Past *p, Str band)
{
    if (band.len == 0 || str_is(band, "unknown"))
        return HALE_NO_CODE;
    return dict_code(&p->bands, band);
}

static bool is_made_anew(const Plan *plan, int64_t as_of)
{
    for (size_t i = 0; i < plan->as_ofs; i++)
        if (plan->as_of[i] == as_of)
            return true;
    return false;
}

static int read_line(Past *p, History *h, const Plan *plan, size_t trend,
                     Error *error)
{
    int64_t first =
        span_move(plan->zone, plan->as_of[0], -TREND_DAYS, UNIT_DAY);
    Rows rows;
    int rc = db_ask(h, error, &rows,
                    "SELECT s.as_of, a.text, s.value, b.text FROM score s"
                    " JOIN word n ON n.id = s.score"
                    " JOIN word a ON a.id = s.account"
                    " LEFT JOIN word b ON b.id = s.band"
                    " WHERE n.text = $1 AND s.as_of >= $2 AND s.as_of < $3"
                    " ORDER BY s.as_of",
                    "itrt", "tii", plan->history.trend[trend], first,
                    plan->as_of[plan->as_ofs - 1]);
    while (rc >= 0 && (rc = db_next(&rows, error)) > 0) {
        int64_t as_of = row_int(&rows, 0);
        if (is_made_anew(plan, as_of))
            continue;
        line_add(line_of(p, row_str(&rows, 1), trend),
                 (Point){as_of, row_real(&rows, 2),
                         band_code(p, row_str(&rows, 3))});
    }
    db_end(&rows);
    return rc;
}

Past *past_open(History *h, const Plan *plan, Error *error)
{
    Past *p = xcalloc(1, sizeof *p);
    p->trends = plan->history.trends;
    for (size_t i = 0; h && i < p->trends; i++)
        if (read_line(p, h, plan, i, error)) {
            past_close(p);
            return NULL;
        }
    return p;
}

void past_close(Past *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->lines; i++)
        free(p->line[i].point);
    free(p->line);
    dict_free(&p->accounts);
    dict_free(&p->bands);
    free(p);
}

void past_add(Past *p, const Plan *plan, const hale_table *scores,
              int64_t as_of)
{
    const hale_table_column *name = cell_column(scores, "score"),
                            *account = cell_column(scores, "account"),
                            *value = cell_column(scores, "value"),
                            *band = cell_column(scores, "band");
    for (size_t row = 0; row < scores->rows; row++) {
        size_t t = 0;
        if (scores->column[0]->as.i[row] != as_of)
            continue;
        while (t < p->trends &&
               !str_is(name->as.text[row], plan->history.trend[t]))
            t++;
        if (t == p->trends)
            continue;
        bool known = !cell_is_missing(value, row);
        Str text = cell_is_missing(band, row) ? S("") : band->as.text[row];
        line_add(line_of(p, account->as.text[row], t),
                 (Point){as_of, known ? value->as.r[row] : (double)NAN,
                         band_code(p, text)});
    }
}

/* --------------------------------------------------------------- trends -- */

/* The look back from an as-of: points [first, end) are those of 90 days. */
typedef struct Look {
    const Point *point; /* of 400 days, before the as-of */
    size_t first, end;
    int64_t as_of, day_30, day_60;
    const Zone *zone;
} Look;

static Look look_from(const Line *l, const Zone *zone, int64_t as_of)
{
    Look k = {.point = l->point,
              .end = l->count,
              .as_of = as_of,
              .day_30 = span_move(zone, as_of, -30, UNIT_DAY),
              .day_60 = span_move(zone, as_of, -60, UNIT_DAY),
              .zone = zone};
    int64_t day_90 = span_move(zone, as_of, -90, UNIT_DAY);
    int64_t day_400 = span_move(zone, as_of, -TREND_DAYS, UNIT_DAY);
    for (; k.end > 0 && k.point->as_of < day_400; k.end--)
        k.point++;
    while (k.end > 0 && k.point[k.end - 1].as_of >= as_of)
        k.end--;
    for (k.first = k.end; k.first > 0; k.first--)
        if (k.point[k.first - 1].as_of < day_90)
            break;
    return k;
}

/* The newest point that is 30 days old, unless it is 60; NAN: none. */
static double ago_30(const Look *k)
{
    size_t i = k->end;
    while (i > 0 && k->point[i - 1].as_of > k->day_30)
        i--;
    return i > 0 && k->point[i - 1].as_of >= k->day_60 ? k->point[i - 1].value
                                                       : (double)NAN;
}

/* Least squares, in points a day. */
static double slope(const Look *k)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = k->first; i < k->end; i++) {
            const Point *p = &k->point[i];
            double day = (double)(p->as_of - k->as_of) / 86400e6;
            if (isnan(p->value))
                continue;
            if (pass == 0) {
                n++;
                x += day;
                y += p->value;
            } else {
                xx += (day - x) * (day - x);
                xy += (day - x) * (p->value - y);
            }
        }
        if (pass == 0 && n > 0) {
            x /= n;
            y /= n;
        }
    }
    return n >= SLOPE_LEAST && xx > 0 ? xy / xx : (double)NAN;
}

static double drawdown(const Look *k)
{
    double most = NAN;
    for (size_t i = k->first; i < k->end; i++)
        most = fmax(most, k->point[i].value);
    return most - k->point[k->end - 1].value;
}

/* Since the first of the newest points that all have the same band. */
static int64_t days_in_band(const Look *k)
{
    size_t i = k->end - 1;
    while (i > 0 && k->point[i - 1].band == k->point[k->end - 1].band)
        i--;
    return zone_day(k->zone, k->as_of) - zone_day(k->zone, k->point[i].as_of);
}

/* From one known band to another; a gap between does not hide it. */
static int64_t band_changes(const Look *k)
{
    uint32_t band = HALE_NO_CODE;
    int64_t changes = 0;
    for (size_t i = k->first; i < k->end; i++) {
        if (k->point[i].band == HALE_NO_CODE)
            continue;
        changes += band != HALE_NO_CODE && k->point[i].band != band;
        band = k->point[i].band;
    }
    return changes;
}

static void set_real(Table *t, size_t row, size_t column, double value)
{
    if (isfinite(value))
        table_real(t, row, column, value);
}

/* Cells of an account of which nothing is known stay missing. */
static void fill_row(const Past *p, const Look *k, Table *t, size_t row,
                     size_t at)
{
    const Point *last = &k->point[k->end - 1];
    double before = ago_30(k);
    set_real(t, row, at + TREND_BEFORE, last->value);
    set_real(t, row, at + TREND_30D_AGO, before);
    set_real(t, row, at + TREND_CHANGE_30D, last->value - before);
    set_real(t, row, at + TREND_SLOPE_90D, slope(k));
    set_real(t, row, at + TREND_DRAWDOWN_90D, drawdown(k));
    table_int(t, row, at + TREND_BAND_CHANGES_90D, band_changes(k));
    if (last->band == HALE_NO_CODE)
        return;
    table_text(t, row, at + TREND_BAND_BEFORE, p->bands.text[last->band]);
    table_int(t, row, at + TREND_DAYS_IN_BAND, days_in_band(k));
}

void past_fill(const Past *p, const Plan *plan, Table *accounts, size_t first,
               size_t end, int64_t as_of)
{
    for (size_t row = first; row < end; row++) {
        Str id = accounts->column[COLUMN_ACCOUNT].as.text[row];
        uint32_t code = dict_find(&p->accounts, id);
        for (size_t i = 0; i < p->trends; i++) {
            size_t line = code * p->trends + i;
            if (code == HALE_NO_CODE || line >= p->lines)
                continue;
            Look k = look_from(&p->line[line], plan->zone, as_of);
            if (k.end > 0)
                fill_row(p, &k, accounts, row,
                         ACCOUNT_FIXED + plan->history.column + i * TRENDS);
        }
    }
}
