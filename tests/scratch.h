/* SPDX-License-Identifier: MIT
 *
 * scratch.h: a folder for the files of a test program. Texts are in the fake
 * host's memory.
 */
#ifndef HALE_TESTS_SCRATCH_H
#define HALE_TESTS_SCRATCH_H

#include "fake_host.h"

/* The folder, made at the first call. */
const char *scratch_folder(void);
/* A path in it. */
const char *scratch_path(FakeHost *host, const char *name);
/* Writes a file into it: its path. */
const char *scratch_file(FakeHost *host, const char *name, const char *data,
                         size_t len);
/* What is in a file, a NUL follows; NULL: there is none. */
const char *scratch_read(FakeHost *host, const char *name);
/* The files and folders in it, at any depth, sorted, as "a b/c ". */
const char *scratch_list(FakeHost *host);
/* Removes everything in it, and the folder itself. */
void scratch_remove(void);
/* Removes everything in it. */
void scratch_clear(void);

#endif
