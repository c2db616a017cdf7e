/* SPDX-License-Identifier: MIT
 *
 * document.c: see document.h. All functions here but document_check are for
 * text that it found right, so that they check nothing again.
 */
#include "document.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/utf8.h"

/* --------------------------------------------------------------- judging -- */

int document_check(hale_str line, char *why, size_t room, size_t *at)
{
    json_error_t error;
    json_t *root =
        json_loadb(line.data, line.len,
                   JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
    const int is_object = json_is_object(root);
    json_decref(root);
    if (is_object)
        return 0;
    *at = 0;
    if (root) {
        snprintf(why, room, "not an object of JSON: it must begin with {");
        return -1;
    }
    /* jansson quotes what stands there and may cut it within a character. */
    const hale_str said = {error.text, strlen(error.text)};
    snprintf(why, room, "not JSON: %.*s", (int)utf8_check(said), said.data);
    if (error.position > 0)
        *at = (size_t)error.position - 1;
    return -1;
}

/* --------------------------------------------------------------- walking -- */

static const char *pass_space(const char *p)
{
    while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
        p++;
    return p;
}

/* Behind the string that opens at p. */
static const char *pass_string(const char *p)
{
    for (p++; *p != '"'; p++)
        p += *p == '\\';
    return p + 1;
}

/* Behind the object or array that opens at p. */
static const char *pass_nested(const char *p)
{
    size_t depth = 0;
    do {
        if (*p == '"') {
            p = pass_string(p);
            continue;
        }
        depth += *p == '{' || *p == '[';
        depth -= *p == '}' || *p == ']';
        p++;
    } while (depth);
    return p;
}

static const char *pass_value(const char *p)
{
    if (*p == '"')
        return pass_string(p);
    if (*p == '{' || *p == '[')
        return pass_nested(p);
    while (!strchr(",]} \t\r\n", *p)) /* finds the NUL as well */
        p++;
    return p;
}

static hale_str value_at(const char *p)
{
    return (hale_str){p, (size_t)(pass_value(p) - p)};
}

/* --------------------------------------------------------------- strings -- */

int document_text(hale_str value, Keep *keep, hale_str *out)
{
    json_t *text;
    char *to;
    *out = value;
    if (value.data[0] != '"')
        return 0;
    *out = (hale_str){value.data + 1, value.len - 2};
    if (!memchr(out->data, '\\', out->len))
        return 0;
    text = json_loadb(value.data, value.len, JSON_DECODE_ANY, NULL);
    out->len = json_string_length(text);
    to = text ? keep_room(keep, out->len + 1) : NULL;
    if (to)
        memcpy(to, json_string_value(text), out->len);
    json_decref(text);
    out->data = to;
    return to ? 0 : -1;
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

/* The members of the object that opens at p. */
static int walk_object(const char *p, DocumentPath *path, int depth,
                       DocumentLook *look, void *user)
{
    const size_t outer = path->len;
    int go_on = 0;
    for (p = pass_space(p + 1); *p == '"' && go_on >= 0; p = pass_space(p)) {
        const hale_str key = value_at(p);
        const hale_str value = value_at(
            pass_space(pass_space(key.data + key.len) + 1)); /* the colon */
        go_on = path_add_key(path, key);
        if (go_on == 0)
            go_on = look(user, (hale_str){path->text, path->len}, value);
        if (go_on > 0 && value.data[0] == '{' && depth < DOCUMENT_DEEPEST)
            go_on = walk_object(value.data, path, depth + 1, look, user);
        path->len = outer;
        p = pass_space(value.data + value.len);
        p += *p == ',';
    }
    return go_on < 0 ? -1 : 0;
}

int document_walk(hale_str line, DocumentPath *path, DocumentLook *look,
                  void *user)
{
    path->len = 0;
    return walk_object(pass_space(line.data), path, 1, look, user);
}
