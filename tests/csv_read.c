/* SPDX-License-Identifier: MIT
 *
 * csv_read.c: see csv_read.h.
 */
#include "csv_read.h"

#include "input/csv/csv.h"

void csv_set_block(void *source, size_t block)
{
    ((CsvSource *)source)->block = block;
}

void csv_set_split(void *source, size_t split)
{
    ((CsvSource *)source)->split = split;
}

const char *csv_read(FakeHost *host, const CsvRead *how)
{
    CsvRead own = *how;
    own.set_block = csv_set_block;
    own.set_split = csv_set_split;
    return input_read(host, &csv_input, &own);
}
