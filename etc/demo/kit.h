/* SPDX-License-Identifier: MIT
 *
 * kit.h: chance, dates and CSV rows for the demo generators.
 *
 * All of it is integer arithmetic and byte order, so that every machine writes
 * the same files: splitmix64 for chance, civil dates counted in days, rows kept
 * as text and sorted by time, then by text, before they are written. A failure
 * ends the program with one line; a generator has nothing to save.
 *
 * Draw in statements of their own: C does not say which argument of a call is
 * evaluated first.
 */
#ifndef DEMO_KIT_H
#define DEMO_KIT_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

typedef struct {
    int64_t time; /* sorts first */
    char *text;   /* then this */
} Row;

typedef struct {
    Row *rows;
    size_t count, room;
} Table;

typedef struct {
    char s[360];
} Text; /* a short text by value, for the arguments of put() */

/* ---------------------------------------------------------------- chance -- */

static inline uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline int below(uint64_t *state, int n)
{
    return (int)(draw(state) % (uint64_t)n);
}

static inline int between(uint64_t *state, int low, int high)
{
    return low + below(state, high - low + 1);
}

/* ------------------------------------------------------------------ time -- */

/* Days since 1970-01-01 of a civil date after it; March begins the year. */
static inline int day_of(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1;
    int m = month > 2 ? month - 3 : month + 9;
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
           719469;
}

static inline Text date(int day)
{
    Text t;
    int year = 1970, month = 1;
    while (day_of(year + 1, 1, 1) <= day)
        year++;
    while (month < 12 && day_of(year, month + 1, 1) <= day)
        month++;
    snprintf(t.s, sizeof t.s, "%d-%02d-%02d", year, month,
             day - day_of(year, month, 1) + 1);
    return t;
}

static inline Text stamp(int64_t time)
{
    Text t = date((int)(time / 86400));
    int second = (int)(time % 86400);
    size_t n = strlen(t.s);
    snprintf(t.s + n, sizeof t.s - n, "T%02d:%02d:%02dZ", second / 3600,
             second / 60 % 60, second % 60);
    return t;
}

/* ---------------------------------------------------------------- tables -- */

static inline _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "generate: %s: %s\n", what, why);
    exit(1);
}

static inline void put(Table *t, int64_t time, const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0 || n >= (int)sizeof line)
        die("row", "too long");
    if (t->count == t->room) {
        t->room = t->room ? t->room * 2 : 256;
        t->rows = realloc(t->rows, t->room * sizeof *t->rows);
    }
    char *text = malloc((size_t)n + 1);
    if (!t->rows || !text)
        die("row", "out of memory");
    memcpy(text, line, (size_t)n + 1);
    t->rows[t->count++] = (Row){time, text};
}

static inline int by_time_and_text(const void *left, const void *right)
{
    const Row *a = left, *b = right;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return strcmp(a->text, b->text);
}

/* Sorts and writes DIR/NAME and empties the table. With an `id` format, such
 * as "T-%05d,", the rows are numbered in their order. */
static inline void save(Table *t, const char *dir, const char *name,
                        const char *header, const char *id)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    if (!f)
        die(path, "cannot be written");
    if (t->count)
        qsort(t->rows, t->count, sizeof *t->rows, by_time_and_text);
    fprintf(f, "%s\n", header);
    for (size_t i = 0; i < t->count; i++) {
        if (id)
            fprintf(f, "%s%05d,", id, (int)i + 10001);
        fprintf(f, "%s\n", t->rows[i].text);
        free(t->rows[i].text);
    }
    int failed = ferror(f);
    if (fclose(f) || failed)
        die(path, "cannot be written");
    free(t->rows);
    *t = (Table){0};
}

/* A CSV field: quoted only if it must be. */
static inline Text field(const char *s)
{
    Text t;
    size_t n = 0;
    int quote = s[strcspn(s, ",\"\n")] != '\0';
    if (quote)
        t.s[n++] = '"';
    for (; *s && n + 4 < sizeof t.s; s++) {
        if (*s == '"')
            t.s[n++] = '"';
        t.s[n++] = *s;
    }
    if (quote)
        t.s[n++] = '"';
    t.s[n] = '\0';
    return t;
}

/* 12.50, 83.3333: two decimals, four where they are needed. */
static inline Text money(int64_t m)
{
    Text t;
    if (m % 100)
        snprintf(t.s, sizeof t.s, "%" PRId64 ".%04d", m / 10000,
                 (int)(m % 10000));
    else
        snprintf(t.s, sizeof t.s, "%" PRId64 ".%02d", m / 10000,
                 (int)(m / 100 % 100));
    return t;
}

#endif
