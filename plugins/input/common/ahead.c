/* SPDX-License-Identifier: MIT
 *
 * ahead.c: see ahead.h. One lock, two conditions; a block belongs to the
 * thread while it is empty and to the reader while it is full.
 */
#include "ahead.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20, BLOCKS = 2 };

typedef struct Block {
    int is_full;
    size_t len;     /* 0: the end, or a failure */
    uint64_t taken; /* bytes of the file up to its end */
    char *data;
} Block;

struct Ahead {
    hale_cx cx;  /* the thread's: all it can do is fail */
    Bytes bytes; /* the thread's */
    char trouble[1024];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    int quits; /* the reader wants no more */
    Block block[BLOCKS];
    size_t reading, given; /* the reader's: a block, and its bytes so far */
};

/* --------------------------------------------------------- the thread -- */

static int note_trouble(hale_cx *cx, const char *format, ...)
{
    Ahead *ahead = cx->host;
    va_list args;
    va_start(args, format);
    vsnprintf(ahead->trouble, sizeof ahead->trouble, format, args);
    va_end(args);
    return -1;
}

/* 1: the block is the thread's; 0: time to end. */
static int wait_empty(Ahead *ahead, const Block *block)
{
    int goes_on;
    pthread_mutex_lock(&ahead->lock);
    while (block->is_full && !ahead->quits)
        pthread_cond_wait(&ahead->emptied, &ahead->lock);
    goes_on = !ahead->quits;
    pthread_mutex_unlock(&ahead->lock);
    return goes_on;
}

static void hand_over(Ahead *ahead, Block *block)
{
    pthread_mutex_lock(&ahead->lock);
    block->is_full = 1;
    pthread_cond_signal(&ahead->filled);
    pthread_mutex_unlock(&ahead->lock);
}

/* Fills a block; what fits before a failure is handed over before it. */
static void fill(Ahead *ahead, Block *block)
{
    ptrdiff_t got = 1;
    block->len = 0;
    while (block->len < BLOCK && got > 0 && !ahead->trouble[0]) {
        got = bytes_read(&ahead->bytes, &ahead->cx, block->data + block->len,
                         BLOCK - block->len);
        block->len += got > 0 ? (size_t)got : 0;
    }
    block->taken = ahead->bytes.read;
}

static void *work(void *memory)
{
    Ahead *ahead = memory;
    for (size_t i = 0;; i = (i + 1) % BLOCKS) {
        Block *block = &ahead->block[i];
        if (!wait_empty(ahead, block))
            return NULL;
        fill(ahead, block);
        hand_over(ahead, block);
        if (block->len == 0)
            return NULL;
    }
}

/* --------------------------------------------------------- the reader -- */

static void wait_full(Ahead *ahead, const Block *block)
{
    pthread_mutex_lock(&ahead->lock);
    while (!block->is_full)
        pthread_cond_wait(&ahead->filled, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
}

static void hand_back(Ahead *ahead, Block *block)
{
    ahead->reading = (ahead->reading + 1) % BLOCKS;
    ahead->given = 0;
    pthread_mutex_lock(&ahead->lock);
    block->is_full = 0;
    pthread_cond_signal(&ahead->emptied);
    pthread_mutex_unlock(&ahead->lock);
}

ptrdiff_t ahead_read(Ahead *ahead, hale_cx *cx, char *to, size_t room,
                     uint64_t *taken)
{
    Block *block = &ahead->block[ahead->reading];
    size_t have;
    wait_full(ahead, block);
    *taken = block->taken;
    if (block->len == 0) /* it stays the last one */
        return ahead->trouble[0] ? hale_fail(cx, "%s", ahead->trouble) : 0;
    have = block->len - ahead->given;
    if (have > room)
        have = room;
    memcpy(to, block->data + ahead->given, have);
    ahead->given += have;
    if (ahead->given == block->len)
        hand_back(ahead, block);
    return (ptrdiff_t)have;
}

/* ------------------------------------------------------ both together -- */

static void free_all(Ahead *ahead)
{
    pthread_cond_destroy(&ahead->emptied);
    pthread_cond_destroy(&ahead->filled);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead->block[0].data);
    free(ahead);
}

Ahead *ahead_open(const Bytes *bytes)
{
    Ahead *ahead = calloc(1, sizeof *ahead);
    char *data = malloc((size_t)BLOCKS * BLOCK);
    if (!ahead || !data) {
        free(ahead);
        free(data);
        return NULL;
    }
    ahead->cx = (hale_cx){.size = sizeof ahead->cx,
                          .abi_major = HALE_ABI_MAJOR,
                          .abi_minor = HALE_ABI_MINOR,
                          .host = ahead,
                          .fail = note_trouble};
    ahead->bytes = *bytes;
    for (size_t i = 0; i < BLOCKS; i++)
        ahead->block[i].data = data + i * BLOCK;
    pthread_mutex_init(&ahead->lock, NULL); /* on Linux these cannot fail */
    pthread_cond_init(&ahead->filled, NULL);
    pthread_cond_init(&ahead->emptied, NULL);
    if (pthread_create(&ahead->thread, NULL, work, ahead) == 0)
        return ahead;
    free_all(ahead);
    return NULL;
}

void ahead_close(Ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->quits = 1;
    pthread_cond_signal(&ahead->emptied);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    bytes_close(&ahead->bytes);
    free_all(ahead);
}
