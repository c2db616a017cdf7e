/* SPDX-License-Identifier: MIT
 *
 * twice.h: a law for fuzzers of inputs: whatever the room and the blocks, the
 * rows, the rejects and the failure are the same.
 */
#ifndef HALE_FUZZ_TWICE_H
#define HALE_FUZZ_TWICE_H

#include "input_read.h"

/* Reads one source in two ways; aborts when they differ. */
void read_twice(const hale_input *input, const InputRead *a,
                const InputRead *b);

#endif
