/* SPDX-License-Identifier: MIT
 *
 * buffer.c: see buffer.h.
 */
#include "buffer.h"

#include <stdlib.h>

int buffer_room(Buffer *buffer, size_t len)
{
    size_t cap = buffer->cap ? buffer->cap : 4096;
    char *data = NULL;
    if (!buffer->failed && len <= SIZE_MAX / 2 - buffer->len) {
        while (cap < buffer->len + len)
            cap *= 2;
        data = realloc(buffer->data, cap);
    }
    if (!data) {
        buffer->failed = 1;
        return -1;
    }
    buffer->data = data;
    buffer->cap = cap;
    return 0;
}

void buffer_puts(Buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_free(Buffer *buffer)
{
    free(buffer->data);
    *buffer = (Buffer){0};
}
