/* SPDX-License-Identifier: MIT
 *
 * document.c: see document.h. What goes on where is in grammar.c; here are
 * the members of objects, their names, and the characters of strings.
 */
#include "document.h"

#include <stdlib.h>
#include <string.h>

#include "grammar.h"

/* --------------------------------------------------------------- strings -- */

static uint32_t hex4(const char *p)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        const unsigned c = (unsigned char)p[i];
        value = value << 4 | ((c & 0xf) + (c > '9' ? 9 : 0));
    }
    return value;
}

static char *put_utf8(char *to, uint32_t c)
{
    static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    const int len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = len - 1; i > 0; i--, c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3f));
    to[0] = (char)(len == 1 ? c : first[len] | c);
    return to + len;
}

/* The character of the escape at *p, which is right, and behind it. */
static uint32_t unescape(const char **p)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char c = (*p)[1];
    uint32_t code, low;
    *p += 2;
    if (c != 'u')
        return (unsigned char)(strchr(from, c) ? to[strchr(from, c) - from]
                                               : c);
    code = hex4(*p);
    *p += 4;
    if (code < 0xd800 || code >= 0xdc00)
        return code;
    low = hex4(*p + 2);
    *p += 6;
    return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

int document_text(hale_str value, Keep *keep, hale_str *out)
{
    const char *p = value.data + 1, *end = value.data + value.len - 1;
    char *to;
    *out = value;
    if (value.data[0] != '"')
        return 0;
    *out = (hale_str){p, (size_t)(end - p)};
    if (!memchr(p, '\\', out->len))
        return 0;
    to = keep_room(keep, out->len); /* no escape is shorter than it means */
    if (!to)
        return -1;
    out->data = to;
    while (p < end) {
        if (*p == '\\')
            to = put_utf8(to, unescape(&p));
        else
            *to++ = *p++;
    }
    out->len = (size_t)(to - out->data);
    return 0;
}

/* ----------------------------------------------------------------- paths -- */

static int path_add(DocumentPath *path, hale_str name)
{
    if (path->len + name.len + 2 > path->cap) {
        const size_t cap = 2 * (path->len + name.len + 2);
        char *text = realloc(path->text, cap);
        if (!text)
            return -1;
        path->text = text;
        path->cap = cap;
    }
    if (path->len)
        path->text[path->len++] = '.';
    memcpy(path->text + path->len, name.data, name.len);
    path->len += name.len;
    return 0;
}

static int path_add_key(DocumentPath *path, hale_str key)
{
    Keep keep = {0};
    hale_str name;
    int rc = document_text(key, &keep, &name);
    if (rc == 0)
        rc = path_add(path, name);
    keep_close(&keep);
    return rc;
}

void document_free(DocumentPath *path)
{
    free(path->text);
    *path = (DocumentPath){0};
}

/* --------------------------------------------------------------- members -- */

typedef struct Showing {
    DocumentPath *path;
    DocumentLook *look;
    void *user;
    int depth;
} Showing;

static int show(void *user, hale_str key, hale_str value)
{
    Showing *s = user;
    const size_t outer = s->path->len;
    int go_on = path_add_key(s->path, key);
    if (go_on == 0)
        go_on =
            s->look(s->user, (hale_str){s->path->text, s->path->len}, value);
    if (go_on > 0 && value.data[0] == '{' && s->depth < DOCUMENT_LOOKED) {
        s->depth++;
        go_on = grammar_members(value, show, s);
        s->depth--;
    }
    s->path->len = outer;
    return go_on < 0 ? -1 : 0;
}

int document_read(hale_str line, DocumentPath *path, DocumentLook *look,
                  void *user, Fault *fault)
{
    Showing showing = {.path = path, .look = look, .user = user, .depth = 1};
    path->len = 0;
    return grammar_check(line, show, &showing, fault);
}
