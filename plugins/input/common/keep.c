/* SPDX-License-Identifier: MIT
 *
 * keep.c: see keep.h. A list of blocks, each twice as large as the one before.
 */
#include "keep.h"

#include <stdlib.h>

enum { FIRST_BLOCK = 64 * 1024 };

typedef struct KeepBlock {
    struct KeepBlock *before;
    size_t used, size;
    char bytes[];
} KeepBlock;

char *keep_room(Keep *keep, size_t bytes)
{
    KeepBlock *block = keep->block;
    if (!block || block->size - block->used < bytes) {
        size_t size = block ? 2 * block->size : FIRST_BLOCK;
        if (size < bytes)
            size = bytes;
        block = malloc(sizeof *block + size);
        if (!block)
            return NULL;
        *block = (KeepBlock){.before = keep->block, .size = size};
        keep->block = block;
    }
    block->used += bytes;
    return block->bytes + block->used - bytes;
}

static void free_before(KeepBlock *block)
{
    while (block) {
        KeepBlock *before = block->before;
        free(block);
        block = before;
    }
}

void keep_forget(Keep *keep)
{
    if (!keep->block)
        return;
    free_before(keep->block->before);
    keep->block->before = NULL;
    keep->block->used = 0;
}

void keep_close(Keep *keep)
{
    free_before(keep->block);
    keep->block = NULL;
}
