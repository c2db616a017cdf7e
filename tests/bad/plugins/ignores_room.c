/* SPDX-License-Identifier: MIT
 *
 * Fails in input.room: fills ten rows, whatever room there is.
 */
#include "hale/plugin.h"

typedef struct Reader {
    uint64_t rows;
} Reader;

static int next(hale_cx *cx, void *source, void *reader, hale_batch *b)
{
    Reader *r = reader;
    (void)cx, (void)source;
    b->file = "made up";
    for (; r->rows < 10; r->rows++) {
        b->line[b->count] = r->rows + 1;
        b->raw[b->count] = (hale_str){"row", 3};
        if (b->field[0]) {
            b->field[0]->present[b->count] = 1;
            b->field[0]->as.text[b->count] = (hale_str){"row", 3};
        }
        b->count++;
    }
    return 0;
}

#include "bad_input.h"
