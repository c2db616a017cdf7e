/* SPDX-License-Identifier: MIT
 *
 * arena.c: memory by lifetime.
 *
 * An arena is a list of blocks. An allocation is a step forward in the newest
 * one; when it does not fit, a block twice as large is put in front. Nothing
 * is given back singly: a reset keeps the largest block, which soon is large
 * enough for a whole account, so that the hot path allocates nothing.
 *
 * Memory is zeroed when it is handed out, not when it is taken back: then a
 * reset costs nothing and a large block is never cleared in vain. An array
 * that is a block of its own comes from the system zeroed, and what nobody
 * writes of it is never touched.
 */
#include "base/base.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <limits.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ArenaBlock {
    ArenaBlock *next;
    size_t size, used; /* of data */
    bool zeroed;       /* all of it behind `used` is */
    alignas(max_align_t) unsigned char data[];
};

enum { ALIGN = alignof(max_align_t), FIRST_BLOCK = 4096 - 64 };
static const size_t LARGEST_STEP = (size_t)1 << 20;

/* Other threads may still be running: nothing but the message and the end. */
_Noreturn static void out_of_memory(size_t bytes)
{
    fprintf(stderr, "hale: out of memory (%zu bytes more were wanted)\n",
            bytes);
    _exit(EXIT_BUG);
}

static ArenaBlock *add_block(Arena *arena, size_t bytes)
{
    size_t size = arena->block ? arena->block->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_STEP)
        size = LARGEST_STEP;
    if (size < bytes)
        size = bytes;
    if (size > SIZE_MAX - sizeof(ArenaBlock))
        return NULL;
    bool own = bytes > LARGEST_STEP;
    ArenaBlock *block =
        own ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (!block)
        return NULL;
    *block = (ArenaBlock){.next = arena->block, .size = size, .zeroed = own};
    arena->block = block;
    return block;
}

void *arena_try(Arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    bytes = bytes ? (bytes + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
    if (arena->limit &&
        (arena->used > arena->limit || bytes > arena->limit - arena->used))
        return NULL;
    ArenaBlock *block = arena->block;
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes);
    if (!block)
        return NULL;
    void *memory = block->data + block->used;
    if (!block->zeroed)
        memset(memory, 0, bytes);
    block->used += bytes;
    arena->used += bytes;
    return memory;
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    void *memory = arena_try(arena, bytes);
    if (!memory)
        out_of_memory(bytes);
    return memory;
}

void *arena_array(Arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory(SIZE_MAX);
    return arena_alloc(arena, bytes);
}

char *arena_strndup(Arena *arena, const char *text, size_t len)
{
    char *copy = arena_alloc(arena, len + 1);
    if (len)
        memcpy(copy, text, len);
    return copy;
}

char *arena_printf(Arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    size_t room = len < 0 ? 1 : (size_t)len + 1;
    char *text = arena_alloc(arena, room);
    if (len > 0)
        vsnprintf(text, room, format, again);
    va_end(again);
    va_end(args);
    return text;
}

hale_str arena_str(Arena *arena, hale_str text)
{
    return (hale_str){arena_strndup(arena, text.data, text.len), text.len};
}

void arena_reset(Arena *arena)
{
    ArenaBlock *largest = arena->block;
    for (ArenaBlock *b = arena->block; b; b = b->next)
        if (b->size > largest->size)
            largest = b;
    for (ArenaBlock *b = arena->block, *next; b; b = next) {
        next = b->next;
        if (b != largest)
            free(b);
    }
    if (largest) {
        largest->next = NULL;
        largest->used = 0;
        largest->zeroed = false;
    }
    arena->block = largest;
    arena->used = 0;
}

void arena_free(Arena *arena)
{
    arena_reset(arena);
    free(arena->block);
    arena->block = NULL;
}

void memory_keep(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the most it takes */
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, 16 << 20); /* pools grow in steps of that */
#endif
}

void memory_give_back(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void *xmalloc(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory)
        out_of_memory(bytes);
    return memory;
}

void *xcalloc(size_t count, size_t size)
{
    void *memory = count && size ? calloc(count, size) : calloc(1, 1);
    if (!memory)
        out_of_memory(size);
    return memory;
}

void *xrealloc(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory(SIZE_MAX);
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory)
        out_of_memory(bytes);
    return memory;
}

char *xstrdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(xmalloc(bytes), text, bytes);
}
