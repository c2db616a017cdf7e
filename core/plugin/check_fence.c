/* SPDX-License-Identifier: MIT
 *
 * check_fence.c: memory with fences around it.
 *
 * Each block has mappings of its own and lies so that its last byte touches a
 * page that is not accessible: a read or write past the end ends the case at
 * the very instruction. What remains between the block and the pages around
 * it is filled with a pattern and compared later. A block can be made
 * read-only. When a fence is hit, the signal handler looks up which block it
 * was and says so in words.
 */
#include "plugin/check.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATTERN = 0xA5, TAIL = 32, HEAD = 512 };

struct Fence {
    const char *what;
    unsigned char *map; /* pages, the last one without access */
    size_t pages;       /* bytes of those with access */
    unsigned char *data;
    size_t bytes;
    unsigned char pattern; /* differs, so that nobody can live with it */
    bool locked;
    Fence *next;
};

/* The one case that runs in this process; a signal handler has no arguments
 * through which it could be handed over. */
static Trial *watched;

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void *fenced(Trial *t, size_t bytes, const char *what)
{
    size_t page = page_size();
    size_t need = (bytes + 15) / 16 * 16;
    Fence *f = arena_alloc(&t->arena, sizeof *f);
    f->what = what;
    f->pages = (need + page) / page * page; /* one byte free at least */
    f->bytes = bytes;
    f->map = mmap(NULL, f->pages + page, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (f->map == MAP_FAILED)
        skip(t, "no memory for the fences");
    f->data = f->map + f->pages - need;
    f->pattern = (unsigned char)(t->fence ? t->fence->pattern + 7 : PATTERN);
    memset(f->map, f->pattern, f->pages);
    memset(f->data, 0, bytes);
    mprotect(f->map + f->pages, page, PROT_NONE);
    f->locked = bytes == 0; /* of nothing, nothing can be read either */
    if (bytes == 0)
        mprotect(f->map, f->pages, PROT_NONE);
    f->next = t->fence;
    t->fence = f;
    return f->data;
}

static Fence *find(Trial *t, const void *data)
{
    Fence *f = t->fence;
    while (f && f->data != data)
        f = f->next;
    return f;
}

void fence_lock(Trial *t, const void *data)
{
    Fence *f = find(t, data);
    if (!f || f->bytes == 0)
        return;
    mprotect(f->map, f->pages, PROT_READ);
    f->locked = true;
}

void fence_free(Trial *t, const void *data)
{
    for (Fence **at = &t->fence; *at; at = &(*at)->next) {
        Fence *f = *at;
        if (f->data != data)
            continue;
        *at = f->next;
        munmap(f->map, f->pages + page_size());
        return;
    }
}

void fences_free(Trial *t, const Fence *until)
{
    while (t->fence != until)
        fence_free(t, t->fence->data);
}

static bool holds(unsigned char pattern, const unsigned char *from,
                  const unsigned char *to)
{
    while (from < to && *from == pattern)
        from++;
    return from == to;
}

/* Where the pattern before a block is looked at: near it, for this is done
 * after each call. */
static const unsigned char *head_of(const Fence *f)
{
    return f->data - f->map > HEAD ? f->data - HEAD : f->map;
}

void fences_intact(Trial *t)
{
    for (const Fence *f = t->fence; f; f = f->next) {
        if (f->locked)
            continue;
        if (!holds(f->pattern, head_of(f), f->data))
            broke(t, "%s wrote before the beginning of %s", t->call, f->what);
        if (!holds(f->pattern, f->data + f->bytes, f->map + f->pages))
            broke(t, "%s wrote past the end of %s (%zu bytes)", t->call,
                  f->what, f->bytes);
    }
}

/* ---------------------------------------------------------------- crashes --
 */

static _Noreturn void hit(Trial *t, const Fence *f, const unsigned char *at)
{
    if (at >= f->data && at < f->data + f->bytes)
        broke(t, "%s wrote to %s, which is read-only", t->call, f->what);
    broke(t, "%s went %s of %s (%zu bytes)", t->call,
          at < f->data ? "before the beginning" : "past the end", f->what,
          f->bytes);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    const unsigned char *at = info->si_addr;
    size_t page = page_size();
    (void)context;
    for (const Fence *f = watched->fence; f; f = f->next)
        if (at >= f->map && at < f->map + f->pages + page)
            hit(watched, f, at);
    broke(watched, "%s crashed: %s at address %p", watched->call,
          number == SIGFPE ? "arithmetic that has no result (SIGFPE)"
                           : "no such memory (SIGSEGV)",
          info->si_addr);
}

void fences_watch(Trial *t)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fault;
    action.sa_flags = (int)(SA_SIGINFO | SA_RESETHAND);
    watched = t;
    for (size_t i = 0; i < COUNT(numbers); i++)
        sigaction(numbers[i], &action, NULL);
}

/* ------------------------------------------------------ what plugins take --
 */

/* A block from cx->alloc ends in a pattern; blocks hang on a list. */
struct Block {
    Block *next;
    size_t bytes;
};

void *fenced_alloc(hale_cx *cx, size_t bytes)
{
    Trial *t = ((Host *)cx->host)->user;
    Block *b;
    t->allocs++;
    if (t->fail_at && t->allocs >= t->fail_at) {
        t->starved = true;
        error_set(&t->error, EXIT_TRY_AGAIN, "no memory (made up)");
        return NULL;
    }
    if (bytes > (size_t)1 << 32)
        broke(t, "%s asked for %zu bytes", t->call, bytes);
    b = arena_alloc(&t->memory, sizeof *b + bytes + TAIL);
    b->bytes = bytes;
    b->next = t->block;
    t->block = b;
    memset((unsigned char *)(b + 1) + bytes, PATTERN, TAIL);
    return b + 1;
}

void memory_reset(Trial *t)
{
    for (const Block *b = t->block; b; b = b->next) {
        const unsigned char *end = (const unsigned char *)(b + 1) + b->bytes;
        if (!holds(PATTERN, end, end + TAIL))
            broke(t, "%s wrote past the end of %zu bytes from cx->alloc",
                  t->call, b->bytes);
    }
    t->block = NULL;
    arena_reset(&t->memory);
}
