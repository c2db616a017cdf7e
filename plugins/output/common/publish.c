/* SPDX-License-Identifier: MIT
 *
 * publish.c: temporary file, checked writes, fsync, rename, fsync the folder.
 *
 * The order at commit: flush and fsync every file, rename every file, fsync
 * every folder. Between two renames the machine may still fail; then some
 * tables are of today and some of yesterday, each of them whole. The disk is
 * busy long before: it is told of what was written while the rest is made.
 */
#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/text.h"

enum { PLENTY = 256 * 1024, MUCH = 8 << 20 };

static int fail_errno(hale_cx *cx, const char *path, const char *what)
{
    char text[128];
    int error = errno;
    return hale_fail(cx, "%s: %s: %s", path, what,
                     strerror_r(error, text, sizeof text));
}

static int no_memory(hale_cx *cx)
{
    return hale_fail(cx, "no memory to write the output");
}

/* --------------------------------------------------------------- folders */

/* The folder a path lies in; to be freed. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static int make_folder(hale_cx *cx, Publish *publish, const char *path)
{
    PublishFolder *made;
    if (mkdir(path, 0777)) {
        struct stat st;
        if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            return 0;
        return fail_errno(cx, path, "the folder cannot be made");
    }
    made = malloc(sizeof *made + strlen(path) + 1);
    if (!made)
        return no_memory(cx);
    memcpy(made->path, path, strlen(path) + 1);
    made->next = publish->made;
    publish->made = made;
    return 0;
}

/* Makes the folders of a path from the outermost on. */
static int make_folders(hale_cx *cx, Publish *publish, const char *path)
{
    char *copy = strdup(path);
    int rc = copy ? 0 : no_memory(cx);
    for (char *p = copy; p && rc == 0;) {
        p = strchr(p + 1, '/');
        if (!p)
            break;
        *p = '\0';
        if (access(copy, F_OK) != 0)
            rc = make_folder(cx, publish, copy);
        *p = '/';
    }
    free(copy);
    return rc;
}

static int check_folder(hale_cx *cx, const char *path)
{
    char *folder = folder_of(path);
    int rc = folder ? 0 : no_memory(cx);
    if (folder && access(folder, W_OK | X_OK))
        rc = fail_errno(cx, folder, "the folder cannot be written to");
    free(folder);
    return rc;
}

static int sync_folder(hale_cx *cx, const char *path)
{
    char *folder = folder_of(path);
    int fd, rc = 0;
    if (!folder)
        return no_memory(cx);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* EINVAL: a file system that cannot do it for folders. */
    if (fd < 0 || (fsync(fd) && errno != EINVAL))
        rc = fail_errno(cx, folder, "the folder cannot be made safe");
    if (fd >= 0)
        close(fd);
    free(folder);
    return rc;
}

/* ----------------------------------------------------------------- files */

/* 0 or an errno. */
static int write_bytes(int fd, const char *data, size_t len)
{
    size_t done = 0;
    while (done < len) {
        ssize_t put = write(fd, data + done, len - done);
        if (put < 0 && errno != EINTR)
            return errno;
        done += put > 0 ? (size_t)put : 0;
    }
    return 0;
}

/* Asks the disk to begin with what it has not been asked for, so that little
 * is left to wait for at commit. Only fsync tells of failures. */
static void begin_sync(PublishFile *file)
{
    if (file->begun == file->written)
        return;
#ifdef SYNC_FILE_RANGE_WRITE
    sync_file_range(file->fd, file->begun, file->written - file->begun,
                    SYNC_FILE_RANGE_WRITE);
#endif
    file->begun = file->written;
}

/* 0 or an errno. */
static int write_on(PublishFile *file, const char *data, size_t len)
{
    int error = write_bytes(file->fd, data, len);
    file->written += (off_t)len;
    if (!error && file->written - file->begun >= MUCH)
        begin_sync(file);
    return error;
}

/* Keeps the permissions of the file that will be replaced. */
static int check_target(hale_cx *cx, const char *path, mode_t *mode)
{
    struct stat st;
    *mode = 0;
    if (stat(path, &st))
        return errno == ENOENT ? 0
                               : fail_errno(cx, path, "cannot be looked at");
    if (!S_ISREG(st.st_mode))
        return hale_fail(cx,
                         "%s: is not a file; for the standard output set "
                         "path = -",
                         path);
    *mode = st.st_mode & 07777;
    return 0;
}

/* Opens ".name.PID-N.tmp" beside the file. */
static int open_temporary(hale_cx *cx, PublishFile *file, mode_t mode)
{
    const char *slash = strrchr(file->path, '/');
    const char *name = slash ? slash + 1 : file->path;
    const size_t room = strlen(file->path) + 48;
    file->temporary = malloc(room);
    if (!file->temporary)
        return no_memory(cx);
    for (int n = 0; n < 100; n++) {
        snprintf(file->temporary, room, "%.*s.%s.%ld-%d.tmp",
                 (int)(name - file->path), file->path, name, (long)getpid(), n);
        file->fd = open(file->temporary,
                        O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->fd >= 0 || errno != EEXIST)
            break;
    }
    if (file->fd < 0) {
        int rc = fail_errno(cx, file->temporary, "cannot be made");
        free(file->temporary);
        file->temporary = NULL; /* it is not ours to remove */
        return rc;
    }
    if (mode && fchmod(file->fd, mode))
        return fail_errno(cx, file->temporary, "cannot be given its mode");
    return 0;
}

static int open_file(hale_cx *cx, Publish *publish, PublishFile *file)
{
    mode_t mode;
    if (make_folders(cx, publish, file->path) ||
        check_target(cx, file->path, &mode))
        return -1;
    return open_temporary(cx, file, mode);
}

/* The pattern with the table's name in it; to be freed. */
static char *path_of(const Publish *publish, const char *table)
{
    Buffer path = {0};
    const char *p = publish->pattern, *mark;
    while ((mark = strstr(p, "{table}")) != NULL) {
        buffer_add(&path, p, (size_t)(mark - p));
        buffer_puts(&path, table);
        p = mark + strlen("{table}");
    }
    buffer_puts(&path, p);
    buffer_char(&path, '\0');
    if (!path.failed)
        return path.data;
    buffer_free(&path);
    return NULL;
}

/* ------------------------------------------------------------------ face */

int publish_open(hale_cx *cx, Publish *publish, const char *pattern)
{
    char *copy = text_copy_of(cx, pattern);
    mode_t mode;
    *publish = (Publish){.is_many = strstr(pattern, "{table}") != NULL};
    if (!copy)
        return -1;
    publish->pattern = copy;
    if (strcmp(pattern, "-") == 0)
        return 0;
    if (pattern[0] == '\0' || pattern[strlen(pattern) - 1] == '/')
        return hale_fail(cx, "path = %s: a file's name is missing", pattern);
    if (publish->is_many)
        return 0; /* its folders may depend on the table */
    if (make_folders(cx, publish, pattern) || check_folder(cx, pattern))
        return -1;
    return check_target(cx, pattern, &mode);
}

static PublishFile *find_file(const Publish *publish, const char *path)
{
    PublishFile *file = publish->first;
    while (file && strcmp(file->path, path) != 0)
        file = file->next;
    return file;
}

static int check_table(hale_cx *cx, const Publish *publish, const char *table)
{
    if (publish->is_many &&
        (table[0] == '\0' || table[0] == '.' || strchr(table, '/')))
        return hale_fail(cx, "table \"%s\": cannot be part of a file's name",
                         table);
    return 0;
}

int publish_file(hale_cx *cx, Publish *publish, const char *table,
                 PublishFile **out)
{
    PublishFile *file;
    char *path;
    if (check_table(cx, publish, table))
        return -1;
    path = path_of(publish, table);
    if (!path)
        return no_memory(cx);
    *out = find_file(publish, path);
    if (*out) {
        free(path);
        return 0;
    }
    file = calloc(1, sizeof *file);
    if (!file) {
        free(path);
        return no_memory(cx);
    }
    file->path = path;
    file->fd = -1;
    file->next = publish->first;
    publish->first = *out = file;
    return strcmp(path, "-") == 0 ? 0 : open_file(cx, publish, file);
}

int publish_put(PublishFile *file, const char *data, size_t len)
{
    if (file->fd >= 0)
        return write_on(file, data, len);
    buffer_add(&file->text, data, len);
    return file->text.failed ? ENOMEM : 0;
}

int publish_failed(hale_cx *cx, const PublishFile *file, int error)
{
    errno = error;
    return fail_errno(cx, file->temporary ? file->temporary : file->path,
                      "cannot be written");
}

static int write_text(hale_cx *cx, PublishFile *file)
{
    if (file->text.failed)
        return no_memory(cx);
    if (file->fd < 0)
        return 0;
    int error = write_on(file, file->text.data, file->text.len);
    file->text.len = 0;
    return error ? publish_failed(cx, file, error) : 0;
}

int publish_drain(hale_cx *cx, PublishFile *file)
{
    int rc = write_text(cx, file);
    if (rc == 0 && file->fd >= 0)
        begin_sync(file);
    return rc;
}

int publish_flush(hale_cx *cx, PublishFile *file)
{
    const int little = !file->text.failed && file->text.len < PLENTY;
    return little ? 0 : write_text(cx, file);
}

static int make_safe(hale_cx *cx, PublishFile *file)
{
    int rc = publish_drain(cx, file);
    if (rc || file->fd < 0)
        return rc;
    if (fsync(file->fd))
        rc = fail_errno(cx, file->temporary, "cannot be made safe");
    if (close(file->fd) && rc == 0)
        rc = fail_errno(cx, file->temporary, "cannot be written");
    file->fd = -1;
    return rc;
}

static int show(hale_cx *cx, PublishFile *file)
{
    if (!file->temporary) {
        fflush(stdout); /* what the host wrote stands before it */
        errno = write_bytes(STDOUT_FILENO, file->text.data, file->text.len);
        return errno ? fail_errno(cx, "standard output", "cannot be written")
                     : 0;
    }
    if (rename(file->temporary, file->path))
        return fail_errno(cx, file->path, "cannot be replaced");
    file->renamed = 1;
    return 0;
}

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

static int same_folder(const char *a, const char *b)
{
    size_t len = folder_length(a);
    return len == folder_length(b) && memcmp(a, b, len) == 0;
}

int publish_commit(hale_cx *cx, Publish *publish)
{
    PublishFile *file;
    const char *safe = NULL; /* the folder of this file is */
    for (file = publish->first; file; file = file->next)
        if (make_safe(cx, file))
            return -1;
    for (file = publish->first; file; file = file->next)
        if (show(cx, file))
            return -1;
    for (file = publish->first; file; file = file->next) {
        if (!file->temporary || (safe && same_folder(safe, file->path)))
            continue;
        if (sync_folder(cx, file->path))
            return -1;
        safe = file->path;
    }
    return 0;
}

static void drop_file(PublishFile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->temporary && !file->renamed)
        unlink(file->temporary);
    buffer_free(&file->text);
    free(file->temporary);
    free(file->path);
    free(file);
}

void publish_close(Publish *publish)
{
    while (publish->first) {
        PublishFile *file = publish->first;
        publish->first = file->next;
        drop_file(file);
    }
    while (publish->made) {
        PublishFolder *folder = publish->made;
        publish->made = folder->next;
        rmdir(folder->path); /* stays if there is anything in it */
        free(folder);
    }
}
