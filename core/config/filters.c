/* SPDX-License-Identifier: MIT
 *
 * filters.c: `where.COLUMN = a, b` and `where.COLUMN = lo..hi`.
 *
 * The only filter there is: anything cleverer belongs into the source. Texts
 * and bools are any of a list, the other types a range with both ends
 * included, either of which may be left out. The end of a range of dates is
 * the end of that day.
 */
#include "build.h"

#include <string.h>

/* One filter while its setting is read. */
typedef struct Reading {
    Build *b;
    const Section *section;
    const Setting *setting;
    hale_type type;
} Reading;

static void tell(const Reading *r, const char *what)
{
    diag_error(r->b->diags, r->setting->place, r->section->label, "%s = %s: %s",
               r->setting->key, shown(r->b, str(r->setting->value)), what);
}

static void read_texts(const Reading *r, Filter *f)
{
    const char **item;
    size_t count = take_list(r->b, r->section, r->setting, &item);
    f->text = arena_array(&r->b->plan->arena, count + 1, sizeof *f->text);
    for (size_t i = 0; i < count; i++) {
        uint8_t yes = 0;
        f->text[f->texts] = str(item[i]);
        if (r->type == HALE_BOOL) {
            if (hale_read_bool(str(item[i]), &yes)) {
                tell(r, "the column holds yes or no");
                return;
            }
            f->text[f->texts] = yes ? S("true") : S("false");
        }
        f->texts++;
    }
    if (count == 0)
        tell(r, "no value is given");
}

static int read_time(const Reading *r, Str s, bool high, int64_t *out)
{
    const Zone *zone = r->b->plan->zone;
    int32_t day;
    if (hale_read_date(s, &day))
        return time_parse(zone, s, out);
    *out = high ? zone_day_start(zone, day + 1) - 1 : zone_day_start(zone, day);
    return 0;
}

/* One end of a range. */
static int read_end(const Reading *r, Str s, bool high, int64_t *whole,
                    double *real)
{
    const hale_signs plain = {0};
    switch (r->type) {
    case HALE_REAL:
        return hale_read_real(s, plain, real);
    case HALE_MONEY:
        return hale_read_money(s, plain, whole);
    case HALE_TIME:
        return read_time(r, s, high, whole);
    default:
        return hale_read_int(s, plain, whole);
    }
}

static void read_range(const Reading *r, Filter *f)
{
    Str low = str(r->setting->value), high = low;
    const char *dots = strstr(low.data, "..");
    int bad = 0;
    if (dots) {
        low.len = (size_t)(dots - low.data);
        high = str(dots + 2);
    }
    low = str_trim(low);
    high = str_trim(high);
    f->has_low = low.len > 0;
    f->has_high = high.len > 0;
    if (f->has_low)
        bad |= read_end(r, low, false, &f->low, &f->low_real);
    if (f->has_high)
        bad |= read_end(r, high, true, &f->high, &f->high_real);
    if (bad || (!f->has_low && !f->has_high))
        tell(r, arena_printf(&r->b->diags->arena,
                             "the column holds %s values: write one, or a "
                             "range such as lo..hi, lo.. or ..hi",
                             type_name(r->type)));
    else if (f->has_low && f->has_high &&
             (f->low > f->high || f->low_real > f->high_real))
        tell(r, "the range ends before it begins");
}

static void read_values(const Reading *r, Filter *f)
{
    if (r->type == HALE_TEXT || r->type == HALE_BOOL)
        read_texts(r, f);
    else
        read_range(r, f);
}

static bool read_filter(Build *b, Section *s, Setting *setting,
                        const char *column, size_t data_set, Filter *f)
{
    hale_type type = column_type(b, data_set, column);
    if (type == HALE_SAME)
        return false;
    Reading r = {b, s, take(b, s, setting->key), type};
    Wish wish = {.name = column,
                 .type = type,
                 .place = setting->place,
                 .label = s->label};
    ptrdiff_t at = column_want(b, data_set, &wish);
    if (at == NONE)
        return false;
    *f = (Filter){.column = (size_t)at};
    read_values(&r, f);
    return true;
}

size_t filters_read(Build *b, Section *s, const char *prefix, size_t data_set,
                    const Filter **out)
{
    Filter *filter =
        arena_array(&b->plan->arena, s->settings + 1, sizeof *filter);
    size_t count = 0;
    for (size_t i = 0; i < s->settings; i++) {
        Setting *setting = &s->setting[i];
        const char *column = setting->key + strlen(prefix);
        if (str_starts(str(setting->key), prefix))
            count +=
                read_filter(b, s, setting, column, data_set, &filter[count]);
    }
    *out = filter;
    return count;
}

void filters_rest(Build *b, Section *s, const char *prefix, ptrdiff_t data_set)
{
    for (size_t i = 0; i < s->settings; i++) {
        Setting *setting = &s->setting[i];
        Str column = str(setting->key);
        const char *hint = "";
        if (setting->used || !str_starts(column, prefix))
            continue;
        take(b, s, setting->key);
        if (data_set == NONE)
            continue;
        column.data += strlen(prefix);
        column.len -= strlen(prefix);
        hint = suggest_hint(&b->diags->arena, column,
                            column_names(b, (size_t)data_set));
        diag_error(b->diags, setting->place, s->label,
                   "%s: data set \"%s\" has no column \"%.*s\" of a known "
                   "type%s",
                   setting->key, b->plan->data_set[data_set].name, PS(column),
                   hint);
    }
}

/* -------------------------------------------------------- account table -- */

size_t filters_of_table(Build *b, Section *s, const char *prefix,
                        const Filter **out)
{
    const Plan *p = b->plan;
    Filter *filter =
        arena_array(&b->plan->arena, s->settings + 1, sizeof *filter);
    size_t count = 0;
    for (size_t i = 0; i < s->settings; i++) {
        Setting *setting = &s->setting[i];
        if (!str_starts(str(setting->key), prefix))
            continue;
        Wish wish = {.name = setting->key + strlen(prefix),
                     .type = HALE_SAME,
                     .place = setting->place,
                     .label = s->label};
        take(b, s, setting->key);
        ptrdiff_t at = want_figure(b, &wish, p->columns);
        if (at == NONE)
            continue;
        Reading r = {b, s, setting, p->column[at].type};
        filter[count].column = (size_t)at;
        read_values(&r, &filter[count++]);
    }
    *out = filter;
    return count;
}

static bool is_among(const Filter *f, Str text)
{
    for (size_t i = 0; i < f->texts; i++)
        if (str_eq(f->text[i], text))
            return true;
    return false;
}

bool filter_holds(const Filter *f, const hale_value *v)
{
    if (v->missing)
        return false;
    if (v->type == HALE_TEXT)
        return is_among(f, v->as.text);
    if (v->type == HALE_BOOL)
        return is_among(f, v->as.b ? S("true") : S("false"));
    if (v->type == HALE_REAL)
        return (!f->has_low || v->as.r >= f->low_real) &&
               (!f->has_high || v->as.r <= f->high_real);
    return (!f->has_low || v->as.i >= f->low) &&
           (!f->has_high || v->as.i <= f->high);
}

/* Does whoever passes `a` pass `b`, on the same column? */
static bool implies(const Filter *a, const Filter *b)
{
    if (a->column != b->column)
        return false;
    for (size_t i = 0; i < a->texts; i++)
        if (!is_among(b, a->text[i]))
            return false;
    bool low = !b->has_low ||
               (a->has_low && a->low >= b->low && a->low_real >= b->low_real);
    bool high = !b->has_high || (a->has_high && a->high <= b->high &&
                                 a->high_real <= b->high_real);
    return low && high;
}

bool filters_imply(const Filter *a, size_t as, const Filter *b, size_t bs)
{
    for (size_t i = 0; i < bs; i++) {
        bool any = false;
        for (size_t k = 0; k < as; k++)
            any |= implies(&a[k], &b[i]);
        if (!any)
            return false;
    }
    return true;
}
