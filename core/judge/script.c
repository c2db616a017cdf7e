/* SPDX-License-Identifier: MIT
 *
 * script.c: finds words in the text of a script, for messages with a line and
 * a column. Lua tells where a declaration starts, not where its keys are, so
 * the text is read again from there: names, quoted texts and signs, with
 * comments and the contents of texts left out.
 */
#include "judge/formula.h"

#include <string.h>

enum { STEPS_A_BYTE = 8 }; /* instructions that a byte of script can be */

typedef enum TokenKind { END, NAME, QUOTED, SIGN } TokenKind;

typedef struct Scan {
    const char *at, *end, *line_start;
    int line;
    TokenKind kind;
    Str token;
    int column, token_line;
} Scan;

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9');
}

static char peek(const Scan *s, ptrdiff_t ahead)
{
    return s->end - s->at > ahead ? s->at[ahead] : 0;
}

static bool is_newline(char c)
{
    return c == '\n' || c == '\r';
}

/* One byte, or one end of a line as Lua counts them: CR LF and LF CR are
 * one, a CR alone is one too. */
static void step(Scan *s)
{
    if (s->at >= s->end)
        return;
    char c = *s->at++;
    if (!is_newline(c))
        return;
    if (is_newline(peek(s, 0)) && peek(s, 0) != c)
        s->at++;
    s->line++;
    s->line_start = s->at;
}

/* At "[", "[=": how long is the opening of a long text? 0: it is none. */
static ptrdiff_t long_opening(const Scan *s)
{
    ptrdiff_t n = 1;
    if (peek(s, 0) != '[')
        return 0;
    while (peek(s, n) == '=')
        n++;
    return peek(s, n) == '[' ? n + 1 : 0;
}

/* Past the long text whose opening has `width` bytes. */
static void skip_long(Scan *s, ptrdiff_t width)
{
    for (ptrdiff_t i = 0; i < width; i++)
        step(s);
    for (; s->at < s->end; step(s)) {
        ptrdiff_t n = 1;
        if (peek(s, 0) != ']')
            continue;
        while (peek(s, n) == '=')
            n++;
        if (n != width - 1 || peek(s, n) != ']')
            continue;
        for (ptrdiff_t i = 0; i < width; i++)
            step(s);
        return;
    }
}

static void skip_blank(Scan *s)
{
    for (;;) {
        while (s->at < s->end && strchr(" \t\r\n\f\v", *s->at) && *s->at)
            step(s);
        if (peek(s, 0) != '-' || peek(s, 1) != '-')
            return;
        s->at += 2;
        ptrdiff_t width = long_opening(s);
        if (width)
            skip_long(s, width);
        else
            while (s->at < s->end && !is_newline(*s->at))
                step(s);
    }
}

static void quoted(Scan *s, char quote)
{
    step(s);
    s->token.data = s->at;
    while (s->at < s->end && *s->at != quote && !is_newline(*s->at)) {
        if (*s->at == '\\')
            step(s);
        step(s);
    }
    s->token.len = (size_t)(s->at - s->token.data);
    step(s);
}

static bool next(Scan *s)
{
    skip_blank(s);
    s->column = (int)(s->at - s->line_start) + 1;
    s->token_line = s->line;
    s->token = (Str){s->at, 1};
    if (s->at >= s->end) {
        s->kind = END;
        return false;
    }
    ptrdiff_t width = long_opening(s);
    s->kind = SIGN;
    if (is_name_byte(*s->at)) {
        s->kind = NAME;
        while (s->at < s->end && is_name_byte(*s->at))
            s->at++;
        s->token.len = (size_t)(s->at - s->token.data);
    } else if (*s->at == '"' || *s->at == '\'') {
        s->kind = QUOTED;
        quoted(s, *s->at);
    } else if (width) {
        s->kind = QUOTED;
        skip_long(s, width);
        s->token.len = 0;
    } else {
        step(s);
    }
    return true;
}

static bool is_sign(const Scan *s, char sign)
{
    return s->kind == SIGN && s->token.data[0] == sign;
}

static Scan scan_text(Str text)
{
    return (Scan){.at = text.data,
                  .end = text.data + text.len,
                  .line_start = text.data,
                  .line = 1};
}

/* Is the token that was just read the word, as a key or as a text? */
static bool stands_here(const Scan *s, const char *word)
{
    if (s->kind == QUOTED)
        return str_is(s->token, word);
    if (s->kind != NAME || !str_is(s->token, word))
        return false;
    Scan after = *s;
    return next(&after) && is_sign(&after, '=') && peek(&after, 0) != '=';
}

/* The column on that line where `word` is called; 0: nowhere, or twice. */
static int call_column(Str text, int line, const char *word)
{
    Scan s = scan_text(text);
    int column = 0;
    while (next(&s) && s.token_line <= line) {
        if (s.token_line != line || s.kind != NAME || !str_is(s.token, word))
            continue;
        Scan after = s;
        if (!next(&after) || after.kind == NAME)
            continue;
        if (column)
            return 0;
        column = s.column;
    }
    return column;
}

int script_lines(Str text)
{
    Scan s = scan_text(text);
    while (s.at < s.end)
        step(&s);
    return s.line - 1;
}

/* Tests stand behind the formula in one text, but in a file of their own. */
static Place place_of(const Formula *f, int file, int line, int column)
{
    if (formula_is_test(f, file, line))
        return (Place){f->tests_path, line - f->own_lines, column};
    return (Place){formula_source(f, file).path, line, column};
}

Place script_short(const Formula *f, int file, int line)
{
    Place at = place_of(f, file, line, 0);
    at.file = formula_is_test(f, file, line) ? path_base(f->tests_path)
                                             : formula_source(f, file).file;
    return at;
}

Place script_place(const Formula *f, int file, int line, const char *word)
{
    Source source = formula_source(f, file);
    Scan s = scan_text(source.text);
    int depth = 0;
    while (word && next(&s)) {
        if (s.token_line < line)
            continue;
        if (stands_here(&s, word))
            return place_of(f, file, s.token_line, s.column);
        depth += is_sign(&s, '{') - is_sign(&s, '}');
        if (is_sign(&s, '}') && depth <= 0)
            break;
    }
    return place_of(f, file, line,
                    word ? call_column(source.text, line, word) : 0);
}

static bool text_reads(Str text, const char *name)
{
    Scan s = scan_text(text);
    bool field = false; /* after a dot or an opening bracket */
    while (next(&s)) {
        if (field && s.kind != SIGN && str_is(s.token, name))
            return true;
        field = is_sign(&s, '.') || is_sign(&s, '[');
    }
    return false;
}

/* Two things that Lua reads otherwise than `next` does: a first line that
 * begins with "#", and texts that go on over lines. */
static bool is_odd(Str text)
{
    if (str_starts(text, "\xEF\xBB\xBF"))
        text = (Str){text.data + 3, text.len - 3};
    return str_starts(text, "#") || memmem(text.data, text.len, "\\z", 2);
}

/* A function that others call by its name: local function NAME. */
typedef struct Helper {
    Str name;
    int64_t calls;
} Helper;
enum { MOST_HELPERS = 16 };

static Helper *helper_named(Helper *helper, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(helper[i].name, name))
            return &helper[i];
    return NULL;
}

/* Counts the calls of a helper that is named here; false: it is a value, which
 * somebody could call whom nobody sees. A field of that name is another; it
 * is counted all the same, since a dot can be the end of "..". */
static bool is_called(const Scan *s, char before, Helper *h)
{
    Scan after = *s;
    h->calls++;
    return before == '.' || before == ':' ||
           (next(&after) && is_sign(&after, '('));
}

typedef struct Nest { /* what "end" closes: how many, and the function */
    size_t depth, function;
} Nest;

/* Is the word a function in a function? Such a one is made anew with each
 * call, and by two functions that are the same text it is made twice. */
static bool is_nested(Nest *nest, Str word)
{
    bool function = str_is(word, "function");
    if (str_is(word, "end") && --nest->depth < nest->function)
        nest->function = 0;
    if (function || str_is(word, "if") || str_is(word, "do"))
        nest->depth++;
    if (function && nest->function)
        return true;
    if (function)
        nest->function = nest->depth;
    return false;
}

/* Are the functions of one file only what they seem: no loop, none in another,
 * and helpers that are nothing but called, each after it was written? */
static bool is_plain(Str text, Helper *helper, size_t *count, size_t *functions)
{
    static const char *const loop[] = {"for", "while", "repeat", "goto"};
    Scan s = scan_text(text);
    size_t first = *count;
    char before = 0;
    bool local = false, named = false; /* behind local, local function */
    Nest nest = {0, 0};
    if (is_odd(text))
        return false;
    while (next(&s)) {
        Helper *h = NULL;
        bool name = s.kind == NAME;
        for (size_t k = 0; name && k < COUNT(loop); k++)
            if (str_is(s.token, loop[k]))
                return false;
        if (name && is_nested(&nest, s.token))
            return false;
        if (name)
            h = helper_named(helper + first, *count - first, s.token);
        if (h && !is_called(&s, before, h))
            return false;
        if (named && (h || *count == MOST_HELPERS))
            return false;
        if (named)
            helper[(*count)++] = (Helper){s.token, 0};
        bool function = name && str_is(s.token, "function");
        *functions += function;
        named = function && local;
        local = name && str_is(s.token, "local");
        before = s.kind == SIGN ? s.token.data[0] : 0;
    }
    return true;
}

/* The most instructions that all functions of the script can take; 0: nobody
 * can tell. A helper costs its text and, for each call, the helpers that were
 * written before it; a function that is kept twice runs twice. */
int64_t script_most_steps(const Formula *f, size_t kept, size_t helpers)
{
    Helper helper[MOST_HELPERS];
    size_t count = 0, functions = 0;
    int64_t bytes = 0, calls = 0, most;
    for (size_t i = 0; i <= f->sources; i++) {
        Str text = formula_source(f, (int)i).text;
        if (!is_plain(text, helper, &count, &functions))
            return 0;
        bytes += (int64_t)text.len;
    }
    if (functions != kept + helpers || count != helpers)
        return 0;
    for (size_t i = 0; i < count; i++) {
        int64_t one = STEPS_A_BYTE * bytes + calls;
        if (__builtin_mul_overflow(one, helper[i].calls, &one) ||
            __builtin_add_overflow(calls, one, &calls))
            return 0;
    }
    int64_t runs = (int64_t)(f->functions - kept + 1);
    return __builtin_add_overflow(calls, STEPS_A_BYTE * bytes, &most) ||
                   __builtin_mul_overflow(most, runs, &most)
               ? 0
               : most;
}

bool script_reads(const Formula *f, const char *name)
{
    for (size_t i = 0; i <= f->sources; i++)
        if (text_reads(formula_source(f, (int)i).text, name))
            return true;
    return false;
}
