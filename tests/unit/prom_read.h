/* SPDX-License-Identifier: MIT
 *
 * prom_read.h: a strict reader of the text format of Prometheus, for tests.
 *
 * It takes what a collector of text files takes, and of that only what hale
 * means to write: HELP, TYPE gauge, then the samples of that family, without
 * timestamps, each family and each set of labels once, a line feed at the end.
 * Anything else ends the test and shows the line.
 */
#ifndef HALE_TESTS_PROM_READ_H
#define HALE_TESTS_PROM_READ_H

#include "unit.h"

enum { PROM_MOST = 256 };

typedef struct PromSample {
    char name[128];
    char labels[512]; /* a="x",b="y" as it stands in the file */
    double value;
} PromSample;

typedef struct PromFile {
    PromSample sample[PROM_MOST];
    size_t samples;
    char family[PROM_MOST][128];
    size_t families;
} PromFile;

static inline void prom_bad(const char *line, const char *why)
{
    print_error("%s: %.*s\n", why, (int)strcspn(line, "\n"), line);
    fail();
}

static inline const char *prom_name(const char *p, const char *line, char *name)
{
    static const char first[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    const size_t len =
        strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
                  "0123456789");
    if (len == 0 || len > 127 || !strchr(first, *p))
        prom_bad(line, "not a name");
    memcpy(name, p, len);
    name[len] = '\0';
    return p + len;
}

/* The text between quotes; p stands behind the first. */
static inline const char *prom_quoted(const char *p, const char *line)
{
    for (; *p != '"'; p++) {
        if (*p == '\n' || *p == '\0')
            prom_bad(line, "a label is not closed");
        if (*p == '\\' && (*++p == '\0' || !strchr("\\\"n", *p)))
            prom_bad(line, "an escape that there is not");
    }
    return p + 1;
}

static inline const char *prom_labels(const char *p, const char *line,
                                      PromSample *sample)
{
    const char *begin = ++p;
    for (;;) {
        char name[128];
        p = prom_name(p, line, name);
        if (p[0] != '=' || p[1] != '"')
            prom_bad(line, "a label without a value");
        p = prom_quoted(p + 2, line);
        if (*p == '}')
            break;
        if (*p++ != ',')
            prom_bad(line, "labels without a comma");
    }
    if ((size_t)(p - begin) >= sizeof sample->labels)
        prom_bad(line, "too long for this reader");
    memcpy(sample->labels, begin, (size_t)(p - begin));
    return p + 1;
}

static inline const char *prom_sample(PromFile *file, const char *line)
{
    PromSample *sample = &file->sample[file->samples];
    const char *p = prom_name(line, line, sample->name);
    char *end;
    if (file->families == 0 ||
        strcmp(sample->name, file->family[file->families - 1]) != 0)
        prom_bad(line, "a sample outside its family");
    if (*p == '{')
        p = prom_labels(p, line, sample);
    if (*p != ' ' || !strchr("-0123456789", p[1]))
        prom_bad(line, "a space and a number should follow");
    sample->value = strtod(p + 1, &end);
    if (!isfinite(sample->value) || *end != '\n')
        prom_bad(line, "not one number");
    for (size_t i = 0; i < file->samples; i++)
        if (strcmp(file->sample[i].name, sample->name) == 0 &&
            strcmp(file->sample[i].labels, sample->labels) == 0)
            prom_bad(line, "twice");
    if (++file->samples == PROM_MOST)
        prom_bad(line, "too many for this reader");
    return end + 1;
}

/* "# HELP name text" and "# TYPE name gauge". */
static inline const char *prom_head(PromFile *file, const char *line)
{
    char *name = file->family[file->families], again[128];
    const char *p = line;
    if (strncmp(p, "# HELP ", 7) != 0)
        prom_bad(line, "HELP should come first");
    p = prom_name(p + 7, line, name);
    for (size_t i = 0; i < file->families; i++)
        if (strcmp(file->family[i], name) == 0)
            prom_bad(line, "a family in two places");
    if (*p != ' ')
        prom_bad(line, "help without words");
    for (; *p != '\n'; p++)
        if (*p == '\0' || (*p == '\\' && (*++p == '\0' || !strchr("\\n", *p))))
            prom_bad(line, "help is not whole");
    line = ++p;
    if (strncmp(p, "# TYPE ", 7) != 0)
        prom_bad(line, "TYPE should follow");
    p = prom_name(p + 7, line, again);
    if (strcmp(name, again) != 0 || strncmp(p, " gauge\n", 7) != 0)
        prom_bad(line, "not the type of this family");
    if (++file->families == PROM_MOST)
        prom_bad(line, "too many for this reader");
    return p + 7;
}

/* Reads the whole text or ends the test. */
static inline PromFile *prom_read(const char *text)
{
    PromFile *file = calloc(1, sizeof *file);
    const char *p = text;
    if (!file)
        abort();
    if (!text || !*text || text[strlen(text) - 1] != '\n')
        prom_bad(text ? text : "(nothing)", "no line feed at the end");
    while (*p) {
        const size_t before = file->samples;
        p = prom_head(file, p);
        while (*p && *p != '#')
            p = prom_sample(file, p);
        if (file->samples == before)
            prom_bad(p, "a family without samples stands before");
    }
    return file;
}

/* The value of a series, NaN when there is none. */
static inline double prom_value(const PromFile *file, const char *name,
                                const char *labels)
{
    for (size_t i = 0; i < file->samples; i++)
        if (strcmp(file->sample[i].name, name) == 0 &&
            strcmp(file->sample[i].labels, labels) == 0)
            return file->sample[i].value;
    return (double)NAN;
}

#endif
