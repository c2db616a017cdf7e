/* SPDX-License-Identifier: MIT
 *
 * reference.h: published data sets that are not part of the project.
 *
 * The environment variable HALE_REFERENCE_DATA names the folder where they
 * lie. A test of a file that is not there is skipped, and says so.
 */
#ifndef HALE_TESTS_REFERENCE_H
#define HALE_TESTS_REFERENCE_H

#include "unit.h"

/* Opens FOLDER/name; the caller closes it. Skips the test if it cannot. */
static inline FILE *reference_open(const char *name)
{
    const char *folder = getenv("HALE_REFERENCE_DATA");
    char path[4096];
    FILE *file = NULL;
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "", name);
    if (folder)
        file = fopen(path, "r");
    if (!file) {
        print_message("SKIPPED: %s is not there (HALE_REFERENCE_DATA)\n", name);
        skip();
    }
    return file;
}

#endif
