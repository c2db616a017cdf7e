/* SPDX-License-Identifier: MIT
 *
 * buffer.c: see buffer.h.
 */
#include "buffer.h"

#include <stdlib.h>
#include <string.h>

static int make_room(Buffer *buffer, size_t len)
{
    size_t cap = buffer->cap ? buffer->cap : 4096;
    char *data;
    if (buffer->failed || len > SIZE_MAX / 2 - buffer->len)
        return -1;
    while (cap < buffer->len + len)
        cap *= 2;
    data = realloc(buffer->data, cap);
    if (!data)
        return -1;
    buffer->data = data;
    buffer->cap = cap;
    return 0;
}

void buffer_add(Buffer *buffer, const char *data, size_t len)
{
    if (len == 0)
        return;
    if (len > buffer->cap - buffer->len && make_room(buffer, len)) {
        buffer->failed = 1;
        return;
    }
    memcpy(buffer->data + buffer->len, data, len);
    buffer->len += len;
}

void buffer_puts(Buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_char(Buffer *buffer, char c)
{
    buffer_add(buffer, &c, 1);
}

void buffer_free(Buffer *buffer)
{
    free(buffer->data);
    *buffer = (Buffer){0};
}
