/* SPDX-License-Identifier: MIT
 *
 * arrow_cast.c: what an Arrow format means and what it may become.
 *
 *   bool   <- booleans
 *   int    <- integers; decimals whose value is whole
 *   real   <- floats, decimals; integers that a double holds
 *   money  <- integers (whole units), decimals; never floats
 *   time   <- timestamps, dates
 *   text   <- utf8 in its three layouts; integers, decimals of scale 0
 *
 * Each of these may also come through a dictionary, and a column of type
 * null is one of missing cells, whatever is wanted. What is not in the list
 * is refused when the stream is opened: a cast belongs into the query, where
 * people can see it.
 */
#include "data/arrow_cast.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- formats -- */

typedef struct Plain {
    const char *text;
    ArrowFormat format;
} Plain;

static const Plain plain[] = {
    {"n", {.name = "null", .kind = ARROW_NULL}},
    {"b", {.name = "bool", .kind = ARROW_BIT}},
    {"c", {.name = "int8", .kind = ARROW_WHOLE, .width = 1}},
    {"C", {.name = "uint8", .kind = ARROW_WHOLE, .width = 1, .unsign = true}},
    {"s", {.name = "int16", .kind = ARROW_WHOLE, .width = 2}},
    {"S", {.name = "uint16", .kind = ARROW_WHOLE, .width = 2, .unsign = true}},
    {"i", {.name = "int32", .kind = ARROW_WHOLE, .width = 4}},
    {"I", {.name = "uint32", .kind = ARROW_WHOLE, .width = 4, .unsign = true}},
    {"l", {.name = "int64", .kind = ARROW_WHOLE, .width = 8}},
    {"L", {.name = "uint64", .kind = ARROW_WHOLE, .width = 8, .unsign = true}},
    {"e", {.name = "float16"}},
    {"f", {.name = "float32", .kind = ARROW_FLOAT, .width = 4}},
    {"g", {.name = "float64", .kind = ARROW_FLOAT, .width = 8}},
    {"u", {.name = "utf8", .kind = ARROW_UTF8, .width = 4}},
    {"U", {.name = "large utf8", .kind = ARROW_UTF8, .width = 8}},
    {"vu", {.name = "utf8 view", .kind = ARROW_VIEW, .width = 16}},
    {"z", {.name = "binary"}},
    {"Z", {.name = "large binary"}},
    {"vz", {.name = "binary view"}},
    {"tdD", {.name = "date32", .kind = ARROW_DATE, .width = 4, .down = 1}},
    {"tdm",
     {.name = "date64", .kind = ARROW_DATE, .width = 8, .down = 86400000}},
};

/* A number and the comma behind it. */
static long number(const char **p)
{
    char *end;
    long value = strtol(*p, &end, 10);
    *p = *end == ',' ? end + 1 : end;
    return value;
}

/* "18,4" or "9,2,32": precision, scale, bits. */
static ArrowFormat decimal(const char *p)
{
    ArrowFormat format = {.name = "decimal", .width = 16};
    long digits = number(&p);
    bool scaled = p[-1] == ',';
    long scale = number(&p);
    long bits = *p ? number(&p) : 128;
    if (bits != 32 && bits != 64 && bits != 128) {
        format.name = "a decimal that is too wide";
        return format;
    }
    if (*p || !scaled || digits < 1 || digits > 38 || scale < -38 || scale > 38)
        return format;
    format.kind = ARROW_WHOLE;
    format.width = (unsigned)bits / 8;
    format.scale = (int)scale;
    return format;
}

/* "u:UTC" or "s:": unit and time zone. Behind a zone the value counts from
 * the epoch in UTC, whichever zone it is. */
static ArrowFormat stamp(const char *p)
{
    ArrowFormat format = {.name = "timestamp", .width = 8, .up = 1, .down = 1};
    if (!*p || !strchr("smun", *p) || p[1] != ':')
        return format;
    if (*p == 's')
        format.up = 1000000;
    else if (*p == 'm')
        format.up = 1000;
    else if (*p == 'n')
        format.down = 1000;
    format.kind = ARROW_STAMP;
    format.local = p[2] == '\0';
    return format;
}

static ArrowFormat format_of(const char *text)
{
    for (size_t i = 0; i < COUNT(plain); i++)
        if (!strcmp(text, plain[i].text))
            return plain[i].format;
    if (!strncmp(text, "d:", 2))
        return decimal(text + 2);
    if (!strncmp(text, "ts", 2))
        return stamp(text + 2);
    return (ArrowFormat){
        .name = text[0] == '+' ? "nested" : "of a kind that hale cannot read"};
}

/* -------------------------------------------------------------- opening -- */

static const char *wanted_name(hale_type type)
{
    return type == HALE_SAME ? "a value" : type_name(type);
}

static const char *cure(const ArrowFormat *format, hale_type type)
{
    switch (type) {
    case HALE_BOOL:
        return "cast it to boolean";
    case HALE_INT:
        return "cast it to bigint";
    case HALE_REAL:
        return "cast it to double";
    case HALE_MONEY:
        return format->kind == ARROW_FLOAT
                   ? "a float is not exact, so cast it to decimal(18, 4) "
                     "where it is made"
                   : "cast it to decimal(18, 4)";
    case HALE_TIME:
        return "cast it to timestamp";
    default:
        return "cast it to text";
    }
}

int cast_open(Cast *c, const struct ArrowSchema *column, hale_type type,
              Error *error)
{
    const struct ArrowSchema *values =
        column->dictionary ? column->dictionary : column;
    c->coded = column->dictionary != NULL;
    c->format = format_of(values->format);
    c->index = format_of(column->format);
    c->put = arrow_put_for(&c->format, type);
    if (values->dictionary ||
        (c->coded && (c->index.kind != ARROW_WHOLE || c->index.scale != 0)))
        return error_set(error, EXIT_BUG,
                         "column \"%s\": a dictionary whose codes have Arrow "
                         "format \"%s\"",
                         c->name, column->format);
    if (!c->put && c->format.kind != ARROW_NULL)
        return error_set(error, EXIT_CONFIG,
                         "column \"%s\" is %s (Arrow format \"%s\") and does "
                         "not become %s: %s",
                         c->name, c->format.name, values->format,
                         wanted_name(type), cure(&c->format, type));
    return 0;
}

/* ------------------------------------------------------------- checking -- */

/* Buffers that a reader of this format touches; the validity bitmap is the
 * first. */
static int64_t buffers_of(const ArrowFormat *format)
{
    switch (format->kind) {
    case ARROW_NULL:
        return 0;
    case ARROW_UTF8:
    case ARROW_VIEW:
        return 3;
    default:
        return 2;
    }
}

static const char *fault_of(const ArrowFormat *format,
                            const struct ArrowArray *array)
{
    int64_t buffers = buffers_of(format);
    if (array->length < 0 || array->offset < 0)
        return "its length or offset is negative";
    if (array->n_buffers < buffers)
        return "it has too few buffers";
    if (buffers && array->length && !array->buffers[1])
        return "it has rows and no values";
    return NULL;
}

const char *cast_check(const Cast *c, const struct ArrowArray *column,
                       int64_t rows)
{
    const char *fault = fault_of(c->coded ? &c->index : &c->format, column);
    if (fault)
        return fault;
    if (column->length < rows)
        return "it is shorter than its struct";
    if (!c->coded)
        return NULL;
    return column->dictionary ? fault_of(&c->format, column->dictionary)
                              : "its dictionary is not there";
}

/* ---------------------------------------------------------------- cells -- */

bool arrow_has(const struct ArrowArray *array, int64_t at)
{
    if (array->n_buffers < 1 || !array->buffers[0])
        return true;
    const uint8_t *bits = array->buffers[0];
    at += array->offset;
    return bits[at / 8] >> (at % 8) & 1;
}

const char *cast_cell(const Cast *c, const struct ArrowArray *column,
                      int64_t at, hale_cells *to, size_t row)
{
    to->present[row] = 0;
    if (c->format.kind == ARROW_NULL || !arrow_has(column, at))
        return NULL;
    if (c->coded) {
        ArrowWide code = arrow_whole(&c->index, column, at + column->offset);
        column = column->dictionary;
        if (code < 0 || code >= column->length)
            return "a code that is not in the dictionary";
        at = (int64_t)code;
        if (!arrow_has(column, at))
            return NULL;
    }
    to->present[row] = 1;
    return c->put(c, column, at + column->offset, to, row);
}
