/* SPDX-License-Identifier: MIT
 *
 * lock.c: one run at a time for each pipeline.
 *
 * Two runs at once would publish each other's files and take turns in the
 * history. The lock is an flock on PIPELINE.lock: the kernel drops it when
 * the process ends, however it ends, so a lock can never be left behind. What
 * is written in the file is for people only: who holds it, and since when.
 *
 * A run removes the file in the end. Whoever waited for it then holds a file
 * that nobody else can find, so after taking the lock one looks whether it is
 * still the file of that name. Where the folder cannot be written, the
 * pipeline file itself is locked: that needs no right but to read it.
 *
 * A history that several machines can reach has a lock of its own beside that,
 * kept by its store for as long as the connection lasts.
 */
#include "history/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 50 };

static void pause_for(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

/* "process 4711 on db1 since 2026-01-01T02:00:00Z", as its holder wrote. */
static void read_holder(int fd, char out[200])
{
    ssize_t n = pread(fd, out, 199, 0);
    out[n > 0 ? n : 0] = 0;
    for (char *c = out; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = 0;
    if (!*out)
        strcpy(out, "another process");
}

/* Of the host so many characters: a database keeps 63 of the whole. */
static void name_holder(int64_t now, int most, char out[200])
{
    char host[65] = "", since[40];
    gethostname(host, sizeof host - 1);
    time_format_utc(now - now % 1000000, since);
    snprintf(out, 200, "process %ld on %.*s since %s", (long)getpid(), most,
             host, since);
}

static void write_holder(int fd, int64_t now)
{
    char text[200];
    name_holder(now, 64, text);
    /* Should this fail, the lock holds all the same. */
    if (ftruncate(fd, 0) == 0)
        (void)!pwrite(fd, text, strlen(text), 0);
}

static bool is_still(int fd, const char *path)
{
    struct stat mine, named;
    return fstat(fd, &mine) == 0 && stat(path, &named) == 0 &&
           mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

static int open_lock(RunLock *lock, const char *pipeline)
{
    if (lock->path) {
        int fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd >= 0)
            return fd;
        free(lock->path);
        lock->path = NULL;
    }
    return open(pipeline, O_RDONLY | O_CLOEXEC);
}

/* 1: taken; 0: somebody has it; -1: errno says why it cannot be. */
static int try_lock(RunLock *lock, const char *pipeline, char holder[200])
{
    for (;;) {
        lock->fd = open_lock(lock, pipeline);
        if (lock->fd < 0)
            return -1;
        if (flock(lock->fd, LOCK_EX | LOCK_NB))
            break;
        lock->held = !lock->path || is_still(lock->fd, lock->path);
        if (lock->held)
            return 1;
        close(lock->fd); /* it was removed meanwhile */
    }
    int why = errno;
    strcpy(holder, "another process");
    if (lock->path)
        read_holder(lock->fd, holder);
    close(lock->fd);
    errno = why;
    return why == EWOULDBLOCK || why == EINTR ? 0 : -1;
}

/* Beside the file itself, however it was named. */
static char *lock_path(const char *pipeline)
{
    Arena arena = {0};
    char *real = path_real(&arena, pipeline);
    char *path = xmalloc(strlen(real) + 6);
    sprintf(path, "%s.lock", real);
    arena_free(&arena);
    return path;
}

/* Of somebody else, or of whoever waits for us. */
static int give_up(const char *what, const char *doing, const char *holder,
                   Error *error)
{
    if (atomic_load(&stop_requested))
        return error_set(error, EXIT_INTERRUPTED, "interrupted");
    return error_set(error, EXIT_TRY_AGAIN,
                     "%s is %s by %s; one run at a time, try again when it is "
                     "done",
                     what, doing, holder);
}

int run_lock(RunLock *lock, const char *pipeline, int64_t now, unsigned wait,
             Error *error)
{
    char holder[200] = "another process";
    long left = (long)wait * 1000;
    int taken;
    *lock = (RunLock){.fd = -1, .path = lock_path(pipeline)};
    while ((taken = try_lock(lock, pipeline, holder)) == 0 && left > 0 &&
           !atomic_load(&stop_requested)) {
        pause_for(POLL_MS);
        left -= POLL_MS;
    }
    if (taken > 0) {
        if (lock->path)
            write_holder(lock->fd, now);
        return 0;
    }
    if (taken < 0)
        error_errno(error, EXIT_IO, "cannot lock", pipeline);
    else
        give_up(pipeline, "being run", holder, error);
    free(lock->path);
    lock->path = NULL;
    return -1;
}

void run_unlock(RunLock *lock)
{
    if (!lock->held)
        return;
    if (lock->path)
        unlink(lock->path);
    close(lock->fd);
    free(lock->path);
    *lock = (RunLock){.fd = -1};
}

int history_hold(History *h, int64_t now, unsigned wait, Error *error)
{
    char mine[200], other[200] = "another session";
    long left = (long)wait * 1000;
    int taken;
    name_holder(now, 20, mine);
    while ((taken = db_lock(h, mine, other, sizeof other, error)) > 0 &&
           left > 0 && !atomic_load(&stop_requested)) {
        pause_for(POLL_MS);
        left -= POLL_MS;
    }
    if (taken <= 0)
        return taken;
    return give_up(db_label(h), "being written", other, error);
}
