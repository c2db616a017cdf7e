/* SPDX-License-Identifier: MIT
 *
 * test.h: what `hale test` has found so far; private to test.c, expected.c,
 * covered.c and junit.c.
 *
 * A case is an example of a formula or an account of expected.csv. It passed,
 * or its trouble says what came out instead; a file that could not be
 * understood is a case of its own, broken. The text and the JSON of a file
 * are written as it is tested, JUnit's XML at the end.
 */
#ifndef HALE_CORE_CLI_TEST_H
#define HALE_CORE_CLI_TEST_H

#include "cli/cli.h"

typedef struct TestCase {
    const char *file, *name;
    const char *trouble; /* NULL: passed */
    bool broken;
} TestCase;

typedef struct Tests {
    Args *args;
    Text text, json;           /* what is printed at the end */
    size_t examples, accounts; /* that were tried */
    size_t passed, failed, files, broken;
    Diags diags;
    TestCase *item; /* in the arena of args, like their texts */
    size_t cases;
} Tests;

void test_case(Tests *t, const char *file, Str name, Str trouble, bool broken);
/* The file has mistakes: the errors of t->diags from number `from` on. */
void test_broken(Tests *t, const char *file, size_t from);
/* What a file gave: printed below its name, and in the JSON. */
void test_file_told(Tests *t, const char *file, size_t passed, size_t failed,
                    const Text *report);

/* The accounts of the expected.csv beside the pipeline, if there is one; 0,
 * or the exit code of the run, which was told. */
int expected_test(Tests *t, const View *v);
/* One line: what the examples reach, and what none does. */
void covered_print(Text *out, const Formula *f);
/* All cases to the file, as JUnit knows them. */
int junit_write(const Tests *t, const char *path, Error *error);

#endif
