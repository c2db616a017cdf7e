/* SPDX-License-Identifier: MIT
 *
 * options.c: declared options and the lines of a section become typed values.
 *
 * A plugin never parses what a user wrote: it declares names, types, ranges
 * and defaults, and receives values that have passed. The readers take the
 * whole text or nothing ("10x" is no number), and a message says what stands
 * there, what would be right and where. Keys that nobody declared are not
 * this file's business: they stay unused, and the pipeline tells them.
 */
#include "plugin/inside.h"

#include <string.h>

/* --------------------------------------------------------- what is right -- */

static bool has_range(const hale_option *o)
{
    return o->min != 0 || o->max != 0;
}

static void add_range(const hale_option *o, Text *out)
{
    char low[32], high[32];
    if (!has_range(o))
        return;
    real_format(o->min, low);
    real_format(o->max, high);
    text_printf(out, " from %s to %s", low, high);
}

static void add_choices(const hale_option *o, Text *out)
{
    text_puts(out, "one of ");
    for (size_t i = 0; o->choices && o->choices[i]; i++)
        text_printf(out, "%s%s", i ? ", " : "", o->choices[i]);
}

void option_expects(const hale_option *o, Text *out)
{
    static const char *const words[] = {
        [HALE_OPTION_BOOL] = "yes or no",
        [HALE_OPTION_INT] = "a whole number",
        [HALE_OPTION_REAL] = "a number",
        [HALE_OPTION_MONEY] = "an amount of money such as 1200.50",
        [HALE_OPTION_DATE] = "a date such as 2025-12-31",
        [HALE_OPTION_TEXT] = "a text",
        [HALE_OPTION_DAYS] = "a span in days or weeks such as 28d or 4w",
        [HALE_OPTION_LIST] = "texts parted by commas",
        [HALE_OPTION_PATH] = "a path",
        [HALE_OPTION_COLUMN] = "the name of a column",
    };
    if (o->type == HALE_OPTION_CHOICE) {
        add_choices(o, out);
        return;
    }
    text_puts(out, words[o->type]);
    if (o->type == HALE_OPTION_DAYS && has_range(o))
        text_puts(out, ",");
    add_range(o, out);
    if (o->type == HALE_OPTION_DAYS && has_range(o))
        text_puts(out, " days");
}

/* ------------------------------------------------------------- one value -- */

static bool in_range(const hale_option *o, double value)
{
    return !has_range(o) || (value >= o->min && value <= o->max);
}

static int parse_days(Str text, int64_t *days)
{
    int64_t count;
    Unit unit;
    if (span_parse(text, &count, &unit) ||
        (unit != UNIT_DAY && unit != UNIT_WEEK))
        return -1;
    if (unit == UNIT_WEEK && count > INT32_MAX / 7)
        return -1;
    *days = unit == UNIT_WEEK ? count * 7 : count;
    return *days > INT32_MAX ? -1 : 0;
}

static int parse_date(Str text, const Zone *zone, int64_t *instant)
{
    int32_t day;
    if (hale_read_date(text, &day))
        return -1;
    *instant = zone ? zone_day_start(zone, day) : day * HALE_DAY;
    return 0;
}

static int parse_choice(const hale_option *o, Str text, int64_t *index)
{
    for (size_t i = 0; o->choices[i]; i++)
        if (str_is(text, o->choices[i])) {
            *index = (int64_t)i;
            return 0;
        }
    return -1;
}

static void parse_list(Str text, Arena *arena, hale_value *out)
{
    Str rest = text, piece, *item;
    size_t count = 0;
    while (str_cut(&rest, ',', &piece))
        count++;
    item = arena_array(arena, count + 1, sizeof *item);
    out->as.list.item = item;
    out->as.list.count = 0;
    for (rest = text; str_cut(&rest, ',', &piece);) {
        piece = str_trim(piece);
        if (piece.len)
            item[out->as.list.count++] = arena_str(arena, piece);
    }
}

static void add_path(Text *all, Str path, const char *dir, Arena *arena)
{
    const char *one = arena_strndup(arena, path.data, path.len);
    text_puts(all, all->len ? "," : "");
    text_puts(all, dir ? path_join(arena, dir, one) : one);
}

/* A path, or several parted by commas, as seen from `dir`. */
static void parse_path(const hale_option *o, Str text, const char *dir,
                       Arena *arena, hale_value *out)
{
    Text all = {0};
    Str piece;
    if (!(o->flags & HALE_MANY))
        add_path(&all, text, dir, arena);
    else
        while (str_cut(&text, ',', &piece))
            add_path(&all, str_trim(piece), dir, arena);
    out->as.text = arena_str(arena, text_str(&all));
    text_free(&all);
}

/* The types that are numbers inside: reads and tells what to compare with
 * the range. */
static int parse_number(const hale_option *o, Str text, const OptionsFrom *from,
                        hale_value *out, double *compare)
{
    hale_signs plain = {'.', 0};
    int bad = -1;
    *compare = o->min;
    if (o->type == HALE_OPTION_INT)
        bad = hale_read_int(text, plain, &out->as.i);
    else if (o->type == HALE_OPTION_DAYS)
        bad = parse_days(text, &out->as.i);
    else if (o->type == HALE_OPTION_MONEY)
        bad = hale_read_money(text, plain, &out->as.i);
    else if (o->type == HALE_OPTION_REAL)
        bad = hale_read_real(text, plain, &out->as.r);
    else if (o->type == HALE_OPTION_DATE)
        return parse_date(text, from->zone, &out->as.i);
    if (bad)
        return -1;
    if (o->type == HALE_OPTION_REAL)
        *compare = out->as.r;
    else if (o->type == HALE_OPTION_MONEY)
        *compare = (double)out->as.i / (double)HALE_MONEY_UNIT;
    else
        *compare = (double)out->as.i;
    return 0;
}

static hale_type value_type(hale_option_type type)
{
    switch (type) {
    case HALE_OPTION_BOOL:
        return HALE_BOOL;
    case HALE_OPTION_INT:
    case HALE_OPTION_DAYS:
    case HALE_OPTION_CHOICE:
        return HALE_INT;
    case HALE_OPTION_REAL:
        return HALE_REAL;
    case HALE_OPTION_MONEY:
        return HALE_MONEY;
    case HALE_OPTION_DATE:
        return HALE_TIME;
    default:
        return HALE_TEXT;
    }
}

static int parse_any(const hale_option *o, Str text, const OptionsFrom *from,
                     Arena *arena, hale_value *out)
{
    double compare = 0;
    switch (o->type) {
    case HALE_OPTION_BOOL:
        return hale_read_bool(text, &out->as.b);
    case HALE_OPTION_CHOICE:
        return parse_choice(o, text, &out->as.i);
    case HALE_OPTION_LIST:
        parse_list(text, arena, out);
        return 0;
    case HALE_OPTION_PATH:
        parse_path(o, text, from->dir, arena, out);
        return text.len ? 0 : -1;
    case HALE_OPTION_COLUMN:
        out->as.text = arena_str(arena, text);
        return text.len ? 0 : -1;
    case HALE_OPTION_TEXT:
        out->as.text = arena_str(arena, text);
        return 0;
    default:
        if (parse_number(o, text, from, out, &compare))
            return -1;
        return in_range(o, compare) ? 0 : -1;
    }
}

int option_parse(const hale_option *o, Str text, const OptionsFrom *from,
                 Arena *arena, hale_value *out, Text *why)
{
    memset(out, 0, sizeof *out);
    out->type = value_type(o->type);
    if (parse_any(o, text, from, arena, out) == 0)
        return 0;
    text_printf(why, "%s = ", o->name);
    if (o->flags & HALE_SECRET)
        text_puts(why, "(secret)");
    else
        text_add_safe(why, text, 60);
    text_puts(why, " is not ");
    option_expects(o, why);
    if (o->type == HALE_OPTION_CHOICE)
        text_puts(why, suggest_hint(arena, text, o->choices));
    memset(out, 0, sizeof *out);
    return -1;
}

/* ----------------------------------------------------------- one section -- */

typedef struct Reading {
    Setting *setting;
    size_t settings;
    const OptionsFrom *from;
    Arena *arena;
    Diags *diags;
    size_t errors;
} Reading;

static void wrong(Reading *r, Place at, const char *format, ...) PRINTF(3, 4);

static void wrong(Reading *r, Place at, const char *format, ...)
{
    Text message = {0};
    va_list args;
    va_start(args, format);
    text_vprintf(&message, format, args);
    va_end(args);
    diag_error(r->diags, at, r->from->section, "%s", message.data);
    text_free(&message);
    r->errors++;
}

static Setting *find(Reading *r, const char *name, const char *suffix)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < r->settings; i++) {
        const char *key = r->setting[i].key;
        if (strncmp(key, name, len) == 0 && strcmp(key + len, suffix) == 0)
            return &r->setting[i];
    }
    return NULL;
}

static const char *from_environment(Reading *r, const Setting *s)
{
    const char *value = getenv(s->value);
    if (!value)
        wrong(r, s->place, "%s: the environment has no variable %s", s->key,
              s->value);
    return value;
}

/* The newline that editors put at the end is no part of a password. */
static const char *from_file(Reading *r, const Setting *s)
{
    Error error = {0};
    Text text = {0};
    const char *value = NULL;
    const char *path =
        r->from->dir ? path_join(r->arena, r->from->dir, s->value) : s->value;
    if (file_read(path, (size_t)1 << 20, &text, &error)) {
        wrong(r, s->place, "%s: %s", s->key, error.message);
    } else {
        Str whole = text_str(&text);
        if (whole.len && whole.data[whole.len - 1] == '\n')
            whole.len--;
        if (whole.len && whole.data[whole.len - 1] == '\r')
            whole.len--;
        value = arena_strndup(r->arena, whole.data, whole.len);
    }
    text_free(&text);
    return value;
}

/* The text of an option and the setting that it came from. NULL: none was
 * given, or it could not be had (an error was told then). */
static const char *look_up(Reading *r, const hale_option *o, Setting **source)
{
    bool indirect = o->type == HALE_OPTION_TEXT;
    Setting *way[3] = {find(r, o->name, ""),
                       indirect ? find(r, o->name, "_env") : NULL,
                       indirect ? find(r, o->name, "_file") : NULL};
    *source = NULL;
    for (int i = 0; i < 3; i++) {
        if (!way[i])
            continue;
        way[i]->used = true;
        if (*source)
            wrong(r, way[i]->place, "%s and %s say the same thing: keep one",
                  way[i]->key, (*source)->key);
        else
            *source = way[i];
    }
    if (!*source || *source == way[0])
        return *source ? way[0]->value : NULL;
    (*source)->secret = true;
    return *source == way[1] ? from_environment(r, way[1])
                             : from_file(r, way[2]);
}

static void wrong_missing(Reading *r, const hale_option *o)
{
    Text expects = {0};
    option_expects(o, &expects);
    wrong(r, r->from->place, "\"%s\" is required, %s: %s", o->name,
          expects.data, o->help ? o->help : "");
    text_free(&expects);
}

static bool may_go_on(const hale_option *o)
{
    return o->type == HALE_OPTION_LIST || o->flags & HALE_LONG_TEXT;
}

static void read_one(Reading *r, const hale_option *o, hale_value *out)
{
    Setting *source;
    Text why = {0};
    const char *text = look_up(r, o, &source);
    Place at = source ? source->place : r->from->place;
    if (!source)
        text = o->fallback;
    memset(out, 0, sizeof *out);
    if (!text) {
        out->type = value_type(o->type);
        out->missing = HALE_NOT_GIVEN;
        if (!source && o->flags & HALE_REQUIRED)
            wrong_missing(r, o);
        return;
    }
    if (source && source->lines && !may_go_on(o))
        wrong(r, at,
              "%s goes on over several lines, which it cannot: is an "
              "indented line after it meant as a key of its own?",
              o->name);
    else if (option_parse(o, str(text), r->from, r->arena, out, &why))
        wrong(r, at, "%s", why.data);
    text_free(&why);
}

size_t options_read(const hale_option *const *declared, Setting *setting,
                    size_t settings, const OptionsFrom *from, Arena *arena,
                    Diags *diags, hale_value *out)
{
    Reading r = {setting, settings, from, arena, diags, 0};
    for (size_t i = 0; declared && declared[i]; i++)
        read_one(&r, declared[i], &out[i]);
    return r.errors;
}
