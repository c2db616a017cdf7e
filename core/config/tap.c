/* SPDX-License-Identifier: MIT
 *
 * tap.c: every line of a pipeline file, seen whole before inih sees any.
 *
 * A line is one of five things: blank or a comment, a [section], an indented
 * line that goes on with the value above, a key = value, or a mistake. The
 * first sign that is not a blank decides, so there is nothing to backtrack.
 * Mistakes are told here with line and column; inih gets an event with an
 * empty key for them, so that what hangs on the line can be passed over
 * instead of being told as well.
 *
 * What a section or a key means is not known here; that is ini.c's.
 */
#include "tap.h"

#include <string.h>

enum { KEY_MOST = 120 };

void tap_open(Tap *tap, const char *path, Str text, Diags *diags)
{
    if (str_starts(text, "\xef\xbb\xbf"))
        text = (Str){text.data + 3, text.len - 3};
    *tap = (Tap){.rest = text, .place = {path, 0, 0}, .diags = diags};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool tap_is_key(Str key)
{
    bool dot = false;
    if (key.len == 0 || key.len > KEY_MOST || !is_lower(key.data[0]))
        return false;
    for (size_t i = 1; i < key.len; i++) {
        char c = key.data[i];
        bool capital = dot && c >= 'A' && c <= 'Z';
        if (!is_lower(c) && !hale_is_digit(c) && c != '_' && c != '.' &&
            !capital)
            return false;
        dot |= c == '.';
    }
    return key.data[key.len - 1] != '.';
}

/* The text before a comment, which begins at a ';' after a blank. */
static Str without_comment(Str s)
{
    for (size_t i = 1; i < s.len; i++)
        if (s.data[i] == ';' && is_blank(s.data[i - 1]))
            s.len = i;
    return str_trim(s);
}

/* What stands behind the "=". A lone ';' is meant: it parts the columns of
 * many a CSV file. */
static Str value_of(Str s)
{
    return str_is(str_trim(s), ";") ? str_trim(s) : without_comment(s);
}

/* The place of a byte of the line. */
static Place at(const Tap *t, Str line, const char *byte)
{
    Place place = t->place;
    place.column = (int)(byte - line.data) + 1;
    return place;
}

static const char *event(Tap *t, const char *line, Str key, Str value)
{
    t->key = key;
    t->value = value;
    t->given++;
    return line;
}

static const char *bad_key(Tap *t)
{
    return event(t, TAP_KEY "=\n", S(""), S(""));
}

/* "[input.usage]": the event follows on the next call, since inih itself
 * reports keys only. A header with a slip in its form still opens its
 * section, so that the keys below are checked where they belong. */
static const char *section_line(Tap *t, Str line, Str text)
{
    const char *close = memchr(text.data, ']', text.len);
    Str inside = {text.data + 1, text.len - 1};
    if (close) {
        inside.len = (size_t)(close - inside.data);
        Str after = {close + 1, text.len - inside.len - 2};
        Str extra = without_comment(after);
        if (extra.len && *extra.data != ';')
            diag_error(t->diags, at(t, line, extra.data), NULL,
                       "text after \"]\": a section stands alone on its line");
    } else {
        inside = without_comment(inside);
        diag_error(t->diags, at(t, line, line.data + line.len), NULL,
                   "\"]\" is missing at the end of the section's name");
    }
    t->key = str_trim(inside);
    if (t->key.len == 0 && close)
        diag_error(t->diags, t->place, NULL,
                   "empty section name: write [pipeline] or [kind.name]");
    t->header = true;
    return "[s]\n";
}

static const char *no_equals(Tap *t, Str text)
{
    const char *colon = memchr(text.data, ':', text.len);
    Str key = {text.data, colon ? (size_t)(colon - text.data) : 0};
    if (colon && tap_is_key(str_trim(key)))
        diag_error(t->diags, t->place, NULL,
                   "\"=\" is missing: a setting is key = value, not "
                   "key: value");
    else
        diag_error(t->diags, t->place, NULL,
                   "\"=\" is missing: a line is a [section], a comment or "
                   "key = value");
    return bad_key(t);
}

static void tell_key(Tap *t, Str key)
{
    if (key.len == 0)
        diag_error(t->diags, t->place, NULL, "a key is missing before \"=\"");
    else if (key.len > KEY_MOST)
        diag_error(t->diags, t->place, NULL,
                   "a key of %zu characters; the longest has %d", key.len,
                   KEY_MOST);
    else
        diag_error(t->diags, t->place, NULL,
                   "\"%.*s\" is no key: a key is written in lower case "
                   "letters, digits, \"_\" and \".\"",
                   PS(key));
}

static const char *key_line(Tap *t, Str text)
{
    const char *equals = memchr(text.data, '=', text.len);
    if (!equals)
        return no_equals(t, text);
    Str key = str_trim((Str){text.data, (size_t)(equals - text.data)});
    if (!tap_is_key(key)) {
        tell_key(t, key);
        return bad_key(t);
    }
    Str value = {equals + 1, text.len - (size_t)(equals - text.data) - 1};
    return event(t, TAP_KEY "=\n", key, value_of(value));
}

static const char *one_line(Tap *t, Str line)
{
    const char *nul = memchr(line.data, 0, line.len);
    Str text = str_trim(line);
    t->place.line++;
    t->place.column = (int)(text.data - line.data) + 1;
    if (nul) {
        diag_error(t->diags, at(t, line, nul), NULL,
                   "a NUL byte: is this a text file in UTF-8?");
        return bad_key(t);
    }
    if (text.len == 0 || *text.data == ';' || *text.data == '#')
        return "\n";
    if (text.data > line.data)
        return event(t, TAP_MORE "=\n", S(""), without_comment(text));
    return *text.data == '[' ? section_line(t, line, text) : key_line(t, text);
}

char *tap_read(char *out, int room, void *tap)
{
    Tap *t = tap;
    const char *line;
    Str whole;
    if (t->header) {
        t->header = false;
        line = event(t, TAP_SECTION "=\n", t->key, S(""));
    } else if (str_cut(&t->rest, '\n', &whole)) {
        /* The end of a line is no part of it, of a Windows line neither. */
        if (whole.len && whole.data[whole.len - 1] == '\r')
            whole.len--;
        line = one_line(t, whole);
    } else {
        return NULL;
    }
    snprintf(out, (size_t)room, "%s", line);
    return out;
}
