/* SPDX-License-Identifier: MIT
 *
 * json_twin.c: any line of JSON by our own reader and by jansson.
 *
 * Both must agree on whether it is an object of JSON, and on the value of each
 * member that is there once: texts and names unescaped, numbers as doubles,
 * the rest as documents of their own. Where they may differ: jansson has no
 * numbers beyond a double and no NUL in names, and nests deeper.
 *
 * As a plain program it takes whole files, and each column of their lines,
 * such as those of json/cases.tsv, with %XX put in.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/ndjson/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { FLAGS = JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL };

typedef struct Twin {
    json_t *root;  /* what jansson made of it */
    json_t *times; /* how often each name is there */
    int compares;  /* the second time, when `times` is known */
} Twin;

static void check(int holds, const char *what, hale_str line)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %.*s\n", what, (int)line.len, line.data);
    abort();
}

static void compare(const json_t *theirs, hale_str value)
{
    Keep keep = {0};
    hale_str text;
    if (json_is_string(theirs)) {
        check(document_text(value, &keep, &text) == 0 &&
                  text.len == json_string_length(theirs) &&
                  memcmp(text.data, json_string_value(theirs), text.len) == 0,
              "another text", value);
    } else {
        json_t *ours =
            json_loadb(value.data, value.len, FLAGS | JSON_DECODE_ANY, NULL);
        check(ours && json_equal(ours, theirs), "another value", value);
        check(document_is_null(value) == json_is_null(theirs), "null", value);
        json_decref(ours);
    }
    keep_close(&keep);
}

static int look(void *user, hale_str path, hale_str value)
{
    const Twin *twin = user;
    const json_t *times = json_object_getn(twin->times, path.data, path.len);
    const json_int_t count = json_integer_value(times);
    if (!twin->compares)
        json_object_setn_new(twin->times, path.data, path.len,
                             json_integer(count + 1));
    else if (count == 1)
        compare(json_object_getn(twin->root, path.data, path.len), value);
    return 0;
}

/* Is it a line that they may take differently? */
static int is_excused(const json_t *root, const json_error_t *error,
                      const Fault *fault)
{
    const enum json_error_code code = json_error_code(error);
    if (root)
        return fault->why && strstr(fault->why, "too deeply");
    return code == json_error_numeric_overflow ||
           code == json_error_stack_overflow ||
           code == json_error_null_byte_in_key;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    DocumentPath path = {0};
    json_error_t error;
    Fault fault;
    char *copy = malloc(len + 1); /* so that ASan sees an overrun */
    const hale_str line = {copy, len};
    if (!copy || memchr(data, '\n', len) || memchr(data, '\0', len)) {
        free(copy);
        return 0;
    }
    memcpy(copy, data, len);
    copy[len] = '\n';
    Twin twin = {.root = json_loadb(copy, len, FLAGS, &error),
                 .times = json_object()};
    const int rc = document_read(line, &path, look, &twin, &fault);
    check((rc == 0) == !fault.why && (rc == 0 || fault.at <= len), "a fault",
          line);
    if (!is_excused(twin.root, &error, &fault))
        check((rc == 0) == json_is_object(twin.root), "right or wrong?", line);
    twin.compares = 1;
    if (rc == 0 && twin.root)
        document_read(line, &path, look, &twin, &fault);
    json_decref(twin.root);
    json_decref(twin.times);
    document_free(&path);
    free(copy);
    return 0;
}

#ifndef HALE_LIBFUZZER
static void run_column(const char *from)
{
    uint8_t line[2000];
    size_t n = 0;
    for (; *from && n < sizeof line; n++, from++) {
        char two[3] = "";
        line[n] = (uint8_t)*from;
        if (*from != '%' || strlen(from) < 3)
            continue;
        memcpy(two, from + 1, 2);
        line[n] = (uint8_t)strtoul(two, NULL, 16);
        from += 2;
    }
    LLVMFuzzerTestOneInput(line, n);
}

static int run_file(const char *path)
{
    char line[4000];
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        return 1;
    }
    const size_t len = fread(line, 1, sizeof line, in);
    LLVMFuzzerTestOneInput((const uint8_t *)line, len);
    rewind(in);
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        for (char *rest = line, *column; (column = strsep(&rest, "\t"));)
            run_column(column);
    }
    fclose(in);
    return 0;
}

int main(int argc, char **argv)
{
    int rc = argc < 2;
    for (int i = 1; i < argc; i++)
        rc |= run_file(argv[i]);
    return rc;
}
#endif
