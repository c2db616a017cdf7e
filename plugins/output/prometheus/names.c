/* SPDX-License-Identifier: MIT
 *
 * names.c: what a family is called.
 *
 * As the naming of Prometheus has it: the unit is the last word, a time is
 * _timestamp_seconds, a fraction _ratio, money its currency. A count's unit
 * (users, tickets) is in its name already or in the help. Two columns that
 * come to the same name are an error, since their lines would be one family.
 */
#include "exposition.h"

#include <string.h>

#include "hale/parse.h"

static int is_one_of(const char *text, const char *const *list)
{
    for (; text && *list; list++)
        if (strcmp(text, *list) == 0)
            return 1;
    return 0;
}

/* The unit as the last word of a name, or NULL. */
static const char *ending_of(const Exposition *e,
                             const hale_table_column *column)
{
    static const char *const spans[] = {"seconds", "minutes", "hours",
                                        "days",    "weeks",   NULL};
    static const char *const ratios[] = {"fraction", "ratio", "share", NULL};
    if (column->type == HALE_TIME)
        return "timestamp_seconds";
    if (column->type == HALE_MONEY)
        return e->currency;
    if (is_one_of(column->unit, spans))
        return column->unit;
    return is_one_of(column->unit, ratios) ? "ratio" : NULL;
}

/* Does one of the words of a name say it already? */
static int has_word(const char *name, const char *word)
{
    const size_t len = strlen(word);
    for (const char *p = name; (p = strstr(p, word)) != NULL; p++)
        if ((p == name || p[-1] == '_') && (p[len] == '\0' || p[len] == '_'))
            return 1;
    return 0;
}

static void put_word(Buffer *out, const char *word)
{
    if (out->len)
        buffer_char(out, '_');
    for (; *word; word++) {
        const int good = (*word >= 'a' && *word <= 'z') ||
                         (*word >= 'A' && *word <= 'Z') || hale_is_digit(*word);
        buffer_char(out, good ? *word : '_');
    }
}

static Name *name_keep(Exposition *e, const Buffer *text, const char *table,
                       const char *column)
{
    const size_t tables = strlen(table) + 1, columns = strlen(column) + 1;
    Name *name;
    char *copy;
    if (text->failed) {
        hale_fail(e->cx, "no memory to write the output");
        return NULL;
    }
    name = e->cx->alloc(e->cx, sizeof *name + text->len + 1);
    copy = name ? e->cx->alloc(e->cx, tables + columns) : NULL;
    if (!copy)
        return NULL;
    memcpy(name->text, text->data, text->len);
    memcpy(copy, table, tables);
    memcpy(copy + tables, column, columns);
    name->table = copy;
    name->column = copy + tables;
    name->next = e->names;
    e->names = name;
    return name;
}

static const Name *name_find(const Exposition *e, const Buffer *text)
{
    const Name *name = e->names;
    while (name && (strlen(name->text) != text->len ||
                    memcmp(name->text, text->data, text->len) != 0))
        name = name->next;
    return name;
}

const char *name_make(Exposition *e, const char *table,
                      const hale_table_column *column)
{
    const char *ending = column ? ending_of(e, column) : NULL;
    const char *of = column ? column->name : "";
    const Name *name;
    Buffer text = {0};
    put_word(&text, e->prefix);
    put_word(&text, table);
    if (column)
        put_word(&text, of);
    if (ending && !has_word(of, ending))
        put_word(&text, ending);
    name = text.failed ? NULL : name_find(e, &text);
    if (name) {
        hale_fail(e->cx,
                  "column \"%s\" of table %s and column \"%s\" of table %s "
                  "would both be %s; rename one in the pipeline, or leave a "
                  "table out",
                  name->column, name->table, of, table, name->text);
        name = NULL;
    } else {
        name = name_keep(e, &text, table, of);
    }
    buffer_free(&text);
    return name ? name->text : NULL;
}
