/* SPDX-License-Identifier: MIT
 *
 * csv_read.h: input_read.h for the CSV input, which can be told how many bytes
 * to read at a time, and how large a split is.
 */
#ifndef HALE_TESTS_CSV_READ_H
#define HALE_TESTS_CSV_READ_H

#include "input_read.h"

typedef InputRead CsvRead;

/* InputRead.set_block and set_split for it. */
void csv_set_block(void *source, size_t block);
void csv_set_split(void *source, size_t split);

const char *csv_read(FakeHost *host, const CsvRead *how);

#endif
