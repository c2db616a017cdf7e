/* SPDX-License-Identifier: MIT
 *
 * file.c: files are read whole and appear whole.
 *
 * A result is written to a temporary file in the folder of its target. Only
 * when every byte is on the disk does a rename put it in place, and the folder
 * is synced so that the name survives a power cut as well. Who reads the
 * target sees yesterday's file or today's, never a half. If anything fails,
 * yesterday's stays.
 *
 * A failed fsync is final: the kernel may have dropped the pages, and a second
 * one would report success.
 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The exit code that tells what errno says about a file to be read. */
static int code_of_errno(void)
{
    return errno == ENOENT || errno == ENOTDIR ? EXIT_NO_INPUT
           : errno == EACCES || errno == EPERM ? EXIT_NO_PERMISSION
                                               : EXIT_IO;
}

static int read_all(FILE *file, const char *path, size_t most, Text *out,
                    Error *error)
{
    char piece[16384];
    size_t len;
    text_add(out, S("")); /* a NUL also when the file is empty */
    while ((len = fread(piece, 1, sizeof piece, file)) > 0) {
        if (len > most - out->len)
            return error_set(error, EXIT_IO,
                             "%s is too large: at most %zu bytes are read",
                             path, most);
        text_add(out, (Str){piece, len});
    }
    if (ferror(file))
        return error_errno(error, code_of_errno(), "cannot read", path);
    return 0;
}

int file_read(const char *path, size_t most, Text *out, Error *error)
{
    text_clear(out);
    FILE *file = fopen(path, "re");
    if (!file)
        return error_errno(error, code_of_errno(), "cannot read", path);
    int failed = read_all(file, path, most, out, error);
    fclose(file);
    return failed;
}

char *path_dir(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return arena_strndup(arena, ".", 1);
    while (slash > path && slash[-1] == '/')
        slash--;
    return arena_strndup(arena, path,
                         slash == path ? 1 : (size_t)(slash - path));
}

char *path_real(Arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = arena_printf(arena, "%s", real ? real : path);
    free(real);
    return copy;
}

const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *path_join(Arena *arena, const char *dir, const char *path)
{
    size_t len = strlen(dir);
    if (path[0] == '/' || !strcmp(path, "-") || len == 0 || !strcmp(dir, "."))
        return arena_strndup(arena, path, strlen(path));
    return arena_printf(arena, "%s%s%s", dir, dir[len - 1] == '/' ? "" : "/",
                        path);
}

/* ------------------------------------------------------------- publish -- */

/* The file that a path means in the end, links followed; also one that does
 * not exist yet. */
static const char *follow_links(Arena *arena, const char *path)
{
    char target[4096];
    for (int depth = 0; depth < 40; depth++) {
        ssize_t len = readlink(path, target, sizeof target - 1);
        if (len < 0)
            break;
        target[len] = '\0';
        path = path_join(arena, path_dir(arena, path), target);
    }
    return path;
}

static int cannot_create(Error *error, const char *path)
{
    return error_errno(error,
                       errno == EACCES ? EXIT_NO_PERMISSION : EXIT_CANT_CREATE,
                       "cannot write", path);
}

/* The mode of the file that will be replaced, 0: there is none; -1: what is
 * there must not be replaced. */
static int mode_of_old(const char *path, Error *error)
{
    struct stat old;
    if (path[0] == '\0')
        return error_set(error, EXIT_CANT_CREATE,
                         "cannot write a file without a name");
    if (stat(path, &old))
        return errno == ENOENT ? 0 : cannot_create(error, path);
    if (S_ISREG(old.st_mode))
        return (int)(old.st_mode & 0777);
    return error_set(error, EXIT_CANT_CREATE, "cannot write %s: %s", path,
                     S_ISDIR(old.st_mode) ? "it is a folder"
                                          : "it is not an ordinary file");
}

/* A new file beside `path`; its name begins with a dot and does not end like
 * the target's, so that nobody's *.csv finds it. The descriptor, or -1. */
static int create_beside(const char *path, mode_t mode, Arena *arena,
                         char **name)
{
    const char *base = path_base(path);
    int fd = -1;
    for (int i = 0; i < 1000; i++) {
        *name = arena_printf(arena, "%.*s.%s.%ld-%d.tmp", (int)(base - path),
                             path, base, (long)getpid(), i);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    return fd;
}

int publish_open(Publish *p, const char *path, Error *error)
{
    Arena arena = {0};
    char *temporary = NULL;
    int fd = -1;
    const char *target = follow_links(&arena, path);
    int mode = mode_of_old(target, error);
    *p = (Publish){0};
    if (mode < 0)
        goto out;
    fd = create_beside(target, mode ? (mode_t)mode : 0666, &arena, &temporary);
    if (fd < 0) {
        cannot_create(error, path);
        goto out;
    }
    if (mode) /* what the umask took away; never fatal */
        (void)!fchmod(fd, (mode_t)mode);
    *p = (Publish){.path = xstrdup(target), .temporary = xstrdup(temporary)};
    p->out = fdopen(fd, "w");
    if (!p->out) {
        cannot_create(error, path);
        close(fd);
        publish_abandon(p);
    }
out:
    arena_free(&arena);
    return p->out ? 0 : -1;
}

/* Syncs the folder of a path. Some file systems know no such thing. */
static int sync_folder(const char *path)
{
    Arena arena = {0};
    int fd = open(path_dir(&arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    arena_free(&arena);
    if (fd < 0)
        return errno == EACCES ? 0 : -1; /* may be written, not read */
    int failed = fsync(fd);
    if (failed && (errno == EINVAL || errno == ENOTSUP))
        failed = 0;
    int saved = errno;
    close(fd);
    errno = saved;
    return failed;
}

/* Everything written is on the disk and the file closed; -1: errno. */
static int finish_file(FILE *file)
{
    errno = 0;
    bool failed = fflush(file) || ferror(file) || fsync(fileno(file));
    int saved = errno ? errno : EIO; /* an earlier write that nobody checked */
    if (fclose(file) && !failed)
        return -1;
    errno = saved;
    return failed ? -1 : 0;
}

int publish_commit(Publish *p, Error *error)
{
    if (!p->out)
        return error_set(error, EXIT_BUG, "commit of a file not open");
    FILE *file = p->out;
    p->out = NULL;
    int failed = finish_file(file) || rename(p->temporary, p->path) ||
                 sync_folder(p->path);
    if (failed)
        error_errno(error, EXIT_IO, "cannot write", p->path);
    publish_abandon(p); /* after the rename there is nothing to remove */
    return failed ? -1 : 0;
}

void publish_abandon(Publish *p)
{
    if (p->out)
        fclose(p->out);
    if (p->temporary)
        unlink(p->temporary);
    free(p->path);
    free(p->temporary);
    *p = (Publish){0};
}

int file_write(const char *path, Str content, unsigned mode, Error *error)
{
    Publish p = {0};
    if (publish_open(&p, path, error))
        return -1;
    fwrite(content.data, 1, content.len, p.out);
    if (fchmod(fileno(p.out), (mode_t)mode)) {
        error_errno(error, EXIT_CANT_CREATE, "cannot change", path);
        publish_abandon(&p);
        return -1;
    }
    return publish_commit(&p, error);
}
