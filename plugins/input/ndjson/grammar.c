/* SPDX-License-Identifier: MIT
 *
 * grammar.c: RFC 8259, from the left to the right.
 *
 * A function for each thing that there can be; each is called where its thing
 * begins and leaves Json.p behind it, or notes what is wrong and answers -1.
 * Nobody looks for the end of the line with each byte: behind it stands the
 * line end, which is a byte that no thing may hold.
 */
#include "grammar.h"

#include <string.h>

#include "../../common/utf8.h"

#define NO_VALUE "a value must stand here, and a text needs \""

typedef struct Json {
    const char *p, *end;
    int depth;
    const char *why; /* NULL: nothing is wrong so far; it is at p */
} Json;

static int wrong(Json *j, const char *at, const char *why)
{
    j->p = at;
    j->why = why;
    return -1;
}

/* A line end may be "\r\n", of which the line has neither. */
static void pass_space(Json *j)
{
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' || *j->p == '\r'))
        j->p++;
}

/* --------------------------------------------------------------- strings -- */

/* What stands for itself in a string. */
static int is_plain(char c)
{
    const unsigned char u = (unsigned char)c;
    return u >= ' ' && u != '"' && u != '\\';
}

static int is_hex(const char *p)
{
    for (int i = 0; i < 4; i++) {
        const unsigned digit = (unsigned)(p[i] - '0');
        const unsigned letter = (unsigned)((p[i] | 0x20) - 'a');
        if (digit > 9 && letter > 5)
            return 0;
    }
    return 1;
}

/* Is it \uD8.. to \uDB.. (from = 8) or \uDC.. to \uDF.. (from = 12)? */
static int is_half(const char *p, unsigned from)
{
    const unsigned c = (unsigned char)p[3];
    const unsigned digit = (c & 0xf) + (c > '9' ? 9 : 0);
    return (p[2] | 0x20) == 'd' && digit >= from && digit < from + 4;
}

static int pass_escape(Json *j)
{
    const char *p = j->p;
    if (p[1] != 'u') {
        if (p[1] == '\0' || !strchr("\"\\/bfnrt", p[1]))
            return wrong(j, p, "no such escape as this one");
        j->p += 2;
        return 0;
    }
    if (!is_hex(p + 2))
        return wrong(j, p, "four hexadecimal digits must follow \\u");
    j->p += 6;
    if (!is_half(p, 8) && !is_half(p, 12))
        return 0;
    if (is_half(p, 12) || p[6] != '\\' || p[7] != 'u' || !is_hex(p + 8) ||
        !is_half(p + 6, 12))
        return wrong(j, p, "half of a surrogate pair");
    j->p += 6;
    return 0;
}

static int pass_string(Json *j)
{
    const char *begin = j->p++;
    for (;;) {
        const char *p = j->p;
        while (is_plain(*p))
            p++;
        j->p = p;
        if (*p == '"')
            break;
        if (p >= j->end)
            return wrong(j, begin, "this text has no end");
        if (*p != '\\')
            return wrong(j, p, "a control character must be escaped");
        if (pass_escape(j))
            return -1;
    }
    j->p++;
    return 0;
}

/* ---------------------------------------------------------------- values -- */

static int is_digit(char c)
{
    return (unsigned)(c - '0') <= 9;
}

static int pass_digits(Json *j)
{
    const char *begin = j->p;
    while (is_digit(*j->p))
        j->p++;
    return j->p > begin ? 0 : wrong(j, j->p, "a digit must stand here");
}

static int pass_number(Json *j)
{
    j->p += *j->p == '-';
    if (*j->p == '0' && is_digit(j->p[1]))
        return wrong(j, j->p, "a number has no zeros in front");
    if (pass_digits(j))
        return -1;
    if (*j->p == '.') {
        j->p++;
        if (pass_digits(j))
            return -1;
    }
    if ((*j->p | 0x20) != 'e')
        return 0;
    j->p++;
    j->p += *j->p == '+' || *j->p == '-';
    return pass_digits(j);
}

static int pass_word(Json *j, const char *word)
{
    const size_t len = strlen(word);
    if ((size_t)(j->end - j->p) < len || memcmp(j->p, word, len) != 0)
        return wrong(j, j->p, NO_VALUE);
    j->p += len;
    return 0;
}

static int pass_array(Json *j);
static int pass_object(Json *j, GrammarShow *show, void *user);

static int pass_value(Json *j)
{
    switch (*j->p) {
    case '"':
        return pass_string(j);
    case '{':
        return pass_object(j, NULL, NULL);
    case '[':
        return pass_array(j);
    case 't':
        return pass_word(j, "true");
    case 'f':
        return pass_word(j, "false");
    case 'n':
        return pass_word(j, "null");
    default:
        return is_digit(*j->p) || *j->p == '-' ? pass_number(j)
                                               : wrong(j, j->p, NO_VALUE);
    }
}

/* The opening sign. 1: something is inside, 0: nothing, and it is passed. */
static int pass_open(Json *j, char close)
{
    if (++j->depth > DOCUMENT_DEEPEST)
        return wrong(j, j->p, "is nested too deeply");
    j->p++;
    pass_space(j);
    if (*j->p != close)
        return 1;
    j->p++;
    return 0;
}

/* What stands behind a member or element. 1: another one, 0: the end. */
static int pass_comma(Json *j, char close)
{
    pass_space(j);
    if (*j->p != ',' && *j->p != close)
        return wrong(j, j->p,
                     close == '}' ? "a , or the } of an object must stand here"
                                  : "a , or the ] of an array must stand here");
    if (*j->p++ == close)
        return 0;
    pass_space(j);
    return 1;
}

static int pass_array(Json *j)
{
    int more = pass_open(j, ']');
    while (more > 0)
        more = pass_value(j) ? -1 : pass_comma(j, ']');
    j->depth--;
    return more;
}

static int pass_member(Json *j, GrammarShow *show, void *user)
{
    hale_str key = {j->p, 0}, value;
    if (*j->p != '"')
        return wrong(j, j->p, "the name of a member must stand here, in \"");
    if (pass_string(j))
        return -1;
    key.len = (size_t)(j->p - key.data);
    pass_space(j);
    if (*j->p != ':')
        return wrong(j, j->p, "a : must follow the name of a member");
    j->p++;
    pass_space(j);
    value.data = j->p;
    if (pass_value(j))
        return -1;
    value.len = (size_t)(j->p - value.data);
    return show ? show(user, key, value) : 0;
}

static int pass_object(Json *j, GrammarShow *show, void *user)
{
    int more = pass_open(j, '}');
    while (more > 0)
        more = pass_member(j, show, user) ? -1 : pass_comma(j, '}');
    j->depth--;
    return more;
}

/* ------------------------------------------------------------- documents -- */

int grammar_members(hale_str object, GrammarShow *show, void *user)
{
    Json j = {.p = object.data, .end = object.data + object.len};
    return pass_object(&j, show, user);
}

int grammar_check(hale_str line, GrammarShow *show, void *user, Fault *fault)
{
    Json j = {.p = line.data, .end = line.data + line.len};
    const size_t good = utf8_check(line);
    int rc;
    if (good < line.len) {
        *fault = (Fault){"a byte that is not UTF-8", good};
        return -1;
    }
    pass_space(&j);
    rc = *j.p == '{' ? pass_object(&j, show, user)
                     : wrong(&j, j.p, "a row is an object, and begins with {");
    if (rc == 0) {
        pass_space(&j);
        if (j.p < j.end)
            rc = wrong(&j, j.p, "something follows the object");
    }
    *fault = (Fault){j.why, (size_t)(j.p - line.data)};
    return rc;
}
