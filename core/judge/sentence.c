/* SPDX-License-Identifier: MIT
 *
 * sentence.c: "{active_users} of {seats} seats in use" with the figures of an
 * account. Templates are checked when the formula is loaded, filled only for
 * rows that somebody will read.
 *
 * {name} is an input, {value} what the component's curve saw. A format may
 * follow: {value:pct}, {mrr:money}, {renewal:date}. "{{" and "}}" are braces.
 * Texts of customers are escaped and cut: they end up in terminals.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

enum { MOST_TEXT = 200 };

/* One piece of a template: plain bytes, or a name in braces. */
typedef struct Piece {
    bool named, unclosed;
    Str text, name, format;
} Piece;

static bool next_piece(Str *rest, Piece *piece)
{
    *piece = (Piece){0};
    if (!rest->len)
        return false;
    const char *p = rest->data, *end = p + rest->len;
    if (end - p > 1 && (*p == '{' || *p == '}') && p[1] == *p) {
        piece->text = (Str){p, 1};
        p += 2;
    } else if (*p == '{') {
        const char *close = memchr(p, '}', rest->len);
        piece->named = true;
        piece->unclosed = !close;
        Str inside = {p + 1, (size_t)((close ? close : end) - p - 1)};
        if (str_cut(&inside, ':', &piece->name))
            piece->format = inside;
        p = close ? close + 1 : end;
    } else {
        const char *start = p++;
        while (p < end && *p != '{' && *p != '}')
            p++;
        piece->text = (Str){start, (size_t)(p - start)};
    }
    *rest = (Str){p, (size_t)(end - p)};
    return true;
}

/* -------------------------------------------------------------- figures -- */

static void tell_real(Text *out, double x)
{
    char text[32];
    if (!(fabs(x) < 1e15)) {
        text_printf(out, "%g", x);
        return;
    }
    hundredths_format(x, text);
    text_puts(out, text);
}

static void tell_share(Text *out, double share)
{
    double percent = round(share * 100);
    char text[32];
    if (!(fabs(percent) < 1e15)) {
        text_printf(out, "%.0f%%", percent);
        return;
    }
    whole_format((int64_t)percent, text);
    text_puts(out, text);
    text_char(out, '%');
}

static void tell_money(Text *out, double units)
{
    char text[32];
    if (!(fabs(units) < 9e14)) {
        tell_real(out, units);
        return;
    }
    money_for_people(llround(units * (double)HALE_MONEY_UNIT), text);
    text_puts(out, text);
}

static void tell_date(Text *out, int64_t day)
{
    int64_t year;
    int month, mday;
    if (day < -4000000 || day > 4000000) {
        text_puts(out, "?");
        return;
    }
    hale_date_of((int32_t)day, &year, &month, &mday);
    text_printf(out, "%04d-%02d-%02d", (int)year, month, mday);
}

static int64_t day_of(int64_t instant)
{
    return instant / HALE_DAY - (instant % HALE_DAY < 0);
}

static void tell_plain(Text *out, const hale_value *v)
{
    char text[32];
    switch (v->type) {
    case HALE_BOOL:
        text_puts(out, v->as.b ? "yes" : "no");
        break;
    case HALE_INT:
        count_format(v->as.i, text);
        text_puts(out, text);
        break;
    case HALE_MONEY:
        money_for_people(v->as.i, text);
        text_puts(out, text);
        break;
    case HALE_TIME:
        tell_date(out, day_of(v->as.i));
        break;
    case HALE_TEXT:
        text_add_safe(out, v->as.text, MOST_TEXT);
        break;
    default:
        tell_real(out, v->as.r);
    }
}

void value_tell(Text *out, const hale_value *v, Str format)
{
    if (v->missing != HALE_PRESENT)
        text_puts(out, "no data");
    else if (v->type == HALE_TEXT)
        tell_plain(out, v);
    else if (str_is(format, "pct"))
        tell_share(out, value_number(v));
    else if (str_is(format, "money"))
        tell_money(out, value_number(v));
    else if (str_is(format, "date") && v->type == HALE_INT)
        tell_date(out, v->as.i);
    else
        tell_plain(out, v);
}

/* ------------------------------------------------------------ templates -- */

static ptrdiff_t input_named(const Formula *f, Str name)
{
    for (size_t i = 0; i < f->inputs; i++)
        if (str_is(name, f->input[i].name))
            return (ptrdiff_t)i;
    return -1;
}

static void fill(Text *out, const Piece *piece, const Telling *telling)
{
    if (telling->value && str_is(piece->name, "value")) {
        value_tell(out, telling->value, piece->format);
        return;
    }
    ptrdiff_t input = input_named(telling->f, piece->name);
    if (input >= 0)
        value_tell(out, &telling->fact[input], piece->format);
}

void sentence_fill(Text *out, const char *template, const Telling *telling)
{
    Piece piece;
    for (Str rest = str(template); next_piece(&rest, &piece);)
        if (piece.named)
            fill(out, &piece, telling);
        else
            text_add(out, piece.text);
}

static const char *piece_fault(Formula *f, const Piece *piece, bool has_value,
                               Arena *arena, Str *unknown)
{
    static const char *const formats[] = {"pct", "money", "date", NULL};
    ptrdiff_t input = input_named(f, piece->name);
    size_t i = 0;
    if (piece->unclosed)
        return "why has a \"{\" without its \"}\"";
    if (input >= 0)
        f->input[input].used = true;
    else if (!has_value || !str_is(piece->name, "value")) {
        *unknown = piece->name;
        return arena_printf(arena,
                            "why names {%.*s}, which is not among the "
                            "inputs%s",
                            PS(piece->name),
                            suggest_hint(arena, piece->name, f->input_name));
    }
    while (formats[i] && !str_is(piece->format, formats[i]))
        i++;
    if (piece->format.len && !formats[i])
        return arena_printf(arena,
                            "{%.*s:%.*s}: the formats are pct, money "
                            "and date",
                            PS(piece->name), PS(piece->format));
    return NULL;
}

const char *sentence_fault(Formula *f, Str *rest, bool has_value, Arena *arena,
                           Str *unknown)
{
    Piece piece;
    const char *fault = NULL;
    *unknown = (Str){0};
    while (!fault && next_piece(rest, &piece))
        if (piece.named)
            fault = piece_fault(f, &piece, has_value, arena, unknown);
    return fault;
}
