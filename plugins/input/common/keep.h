/* SPDX-License-Identifier: MIT
 *
 * keep.h: memory for the texts of one batch.
 *
 * What a reader hands out must stay where it is until it is called again. A
 * CSV cell does, it lies in the file's buffer; a text that was unescaped or
 * came from a library has to be kept somewhere. Blocks are never moved or
 * freed in between: keep_forget frees all but the last of them, which is the
 * largest, so that in the long run one block serves every batch.
 */
#ifndef HALE_INPUT_KEEP_H
#define HALE_INPUT_KEEP_H

#include <stddef.h>

typedef struct Keep { /* zeroed: empty */
    struct KeepBlock *block;
} Keep;

/* Room for so many bytes, not zeroed; NULL: no memory. */
char *keep_room(Keep *keep, size_t bytes);
/* Everything that was handed out is gone. */
void keep_forget(Keep *keep);
void keep_close(Keep *keep);

#endif
