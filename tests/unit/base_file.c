/* SPDX-License-Identifier: MIT
 *
 * base_file: reading whole, publishing whole or not at all. Each test has a
 * folder of its own; a full disk is played by a limit on file sizes.
 */
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

typedef struct Folder {
    char path[64];
    Arena arena;
} Folder;

static int make_folder(void **state)
{
    Folder *f = xcalloc(1, sizeof *f);
    snprintf(f->path, sizeof f->path, "/tmp/hale-unit-XXXXXX");
    *state = f;
    return mkdtemp(f->path) ? 0 : -1;
}

static const char *in(Folder *f, const char *name)
{
    return path_join(&f->arena, f->path, name);
}

/* How many files the folder holds; removes them all if told to. */
static int files(Folder *f, bool remove)
{
    int count = 0;
    DIR *dir = opendir(f->path);
    for (struct dirent *e; (e = readdir(dir));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        count++;
        if (remove)
            unlinkat(dirfd(dir), e->d_name, 0);
    }
    closedir(dir);
    return count;
}

static int remove_folder(void **state)
{
    Folder *f = *state;
    files(f, true);
    rmdir(f->path);
    arena_free(&f->arena);
    free(f);
    return 0;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void holds(const char *path, const char *expected)
{
    Text t = {0};
    Error error = {0};
    if (file_read(path, 1 << 20, &t, &error))
        fail_msg("%s", error.message);
    assert_string_equal(t.data, expected);
    text_free(&t);
}

static unsigned mode_of(const char *path)
{
    struct stat s;
    assert_int_equal(lstat(path, &s), 0);
    return s.st_mode & 07777;
}

static void test_read(void **state)
{
    Folder *f = *state;
    Text t = {0};
    Error error = {0};
    put(in(f, "empty"), "");
    holds(in(f, "empty"), "");
    put(in(f, "a"), "0123456789");
    assert_int_equal(file_read(in(f, "a"), 10, &t, &error), 0);
    assert_int_equal(file_read(in(f, "a"), 10, &t, &error), 0);
    assert_int_equal(t.len, 10); /* replaced, not appended */
    assert_int_equal(file_read(in(f, "a"), 9, &t, &error), -1);
    assert_int_equal(error.code, EXIT_IO);
    assert_non_null(strstr(error.message, "at most 9 bytes"));
    text_free(&t);
}

static void test_read_refused(void **state)
{
    Folder *f = *state;
    Text t = {0};
    Error missing = {0}, folder = {0}, below = {0}, closed = {0};
    assert_int_equal(file_read(in(f, "none"), 10, &t, &missing), -1);
    assert_int_equal(missing.code, EXIT_NO_INPUT);
    assert_non_null(strstr(missing.message, in(f, "none")));
    assert_int_equal(file_read(f->path, 10, &t, &folder), -1);
    assert_int_equal(folder.code, EXIT_IO);
    put(in(f, "a"), "x");
    assert_int_equal(file_read(in(f, "a/b"), 10, &t, &below), -1);
    assert_int_equal(below.code, EXIT_NO_INPUT);
    chmod(in(f, "a"), 0);
    if (geteuid() != 0) { /* root may read everything */
        assert_int_equal(file_read(in(f, "a"), 10, &t, &closed), -1);
        assert_int_equal(closed.code, EXIT_NO_PERMISSION);
    }
    text_free(&t);
}

static void test_paths(void **state)
{
    Arena *arena = &((Folder *)*state)->arena;
    assert_string_equal(path_dir(arena, "p.ini"), ".");
    assert_string_equal(path_dir(arena, "a/p.ini"), "a");
    assert_string_equal(path_dir(arena, "/a/b/p.ini"), "/a/b");
    assert_string_equal(path_dir(arena, "/p.ini"), "/");
    assert_string_equal(path_dir(arena, "a//p.ini"), "a");
    assert_string_equal(path_dir(arena, "//p.ini"), "/");
    assert_string_equal(path_join(arena, "/a", "b.csv"), "/a/b.csv");
    assert_string_equal(path_join(arena, "/", "b.csv"), "/b.csv");
    assert_string_equal(path_join(arena, ".", "b.csv"), "b.csv");
    assert_string_equal(path_join(arena, "/a", "/b.csv"), "/b.csv");
    assert_string_equal(path_join(arena, "/a", "-"), "-");
    assert_string_equal(path_join(arena, "a", "../b"), "a/../b");
}

static void test_publish(void **state)
{
    Folder *f = *state;
    Publish p = {0};
    Error error = {0};
    umask(027);
    assert_int_equal(publish_open(&p, in(f, "a.csv"), &error), 0);
    fputs("new", p.out);
    assert_int_equal(access(in(f, "a.csv"), F_OK), -1); /* not yet */
    assert_int_equal(publish_commit(&p, &error), 0);
    umask(022);
    assert_null(p.out);
    holds(in(f, "a.csv"), "new");
    assert_int_equal(mode_of(in(f, "a.csv")), 0640);
    assert_int_equal(files(f, false), 1); /* nothing left beside it */
    publish_abandon(&p);                  /* harmless */
    holds(in(f, "a.csv"), "new");
}

static void test_publish_replaces(void **state)
{
    Folder *f = *state;
    Publish p = {0}, other = {0};
    Error error = {0};
    put(in(f, "a.csv"), "old");
    chmod(in(f, "a.csv"), 0604);
    assert_int_equal(publish_open(&p, in(f, "a.csv"), &error), 0);
    assert_int_equal(publish_open(&other, in(f, "a.csv"), &error), 0);
    fputs("new", p.out);
    fflush(p.out);
    holds(in(f, "a.csv"), "old");
    assert_int_equal(publish_commit(&p, &error), 0);
    holds(in(f, "a.csv"), "new");
    assert_int_equal(mode_of(in(f, "a.csv")), 0604);
    publish_abandon(&other);
    holds(in(f, "a.csv"), "new");
    assert_int_equal(files(f, false), 1);
}

static void test_abandon(void **state)
{
    Folder *f = *state;
    Publish p = {0};
    Error error = {0};
    publish_abandon(&p);
    put(in(f, "a.csv"), "old");
    assert_int_equal(publish_open(&p, in(f, "a.csv"), &error), 0);
    fputs("new", p.out);
    publish_abandon(&p);
    holds(in(f, "a.csv"), "old");
    assert_int_equal(files(f, false), 1);
    assert_int_equal(publish_commit(&p, &error), -1); /* not open */
}

/* A link stays one: the file behind it is replaced, also over two links and
 * when it does not exist yet. */
static void test_publish_through_links(void **state)
{
    Folder *f = *state;
    Publish p = {0};
    Error error = {0};
    struct stat s;
    assert_int_equal(symlink("real.csv", in(f, "one")), 0);
    assert_int_equal(symlink(in(f, "one"), in(f, "two")), 0);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(publish_open(&p, in(f, "two"), &error), 0);
        fprintf(p.out, "round %d", round);
        assert_int_equal(publish_commit(&p, &error), 0);
        holds(in(f, "real.csv"), round ? "round 1" : "round 0");
    }
    assert_int_equal(lstat(in(f, "two"), &s), 0);
    assert_true(S_ISLNK(s.st_mode));
    assert_int_equal(files(f, false), 3);
}

static void refuses(const char *path, int code, const char *words)
{
    Publish p = {0};
    Error error = {0};
    assert_int_equal(publish_open(&p, path, &error), -1);
    assert_null(p.out);
    assert_int_equal(error.code, code);
    if (!strstr(error.message, words) || !strstr(error.message, path))
        fail_msg("%s", error.message);
    publish_abandon(&p);
}

static void test_publish_refused(void **state)
{
    Folder *f = *state;
    refuses(in(f, "none/a.csv"), EXIT_CANT_CREATE, "No such file");
    refuses(f->path, EXIT_CANT_CREATE, "it is a folder");
    refuses("/dev/null", EXIT_CANT_CREATE, "not an ordinary file");
    refuses("", EXIT_CANT_CREATE, "without a name");
    assert_int_equal(symlink("round", in(f, "round")), 0);
    refuses(in(f, "round"), EXIT_CANT_CREATE, "symbolic links");
    if (geteuid() != 0) { /* root may write everywhere */
        chmod(f->path, 0500);
        refuses(in(f, "a.csv"), EXIT_NO_PERMISSION, "Permission denied");
        chmod(f->path, 0700);
    }
}

/* Writes that nobody checked: the commit tells. */
static void test_full_disk(void **state)
{
    Folder *f = *state;
    struct rlimit usual, small;
    Error error = {0};
    Publish p = {0};
    put(in(f, "a.csv"), "old");
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &usual);
    small = usual;
    small.rlim_cur = 1000;
    for (size_t bytes = 1500; bytes < 1000000; bytes *= 20) {
        error = (Error){0};
        assert_int_equal(publish_open(&p, in(f, "a.csv"), &error), 0);
        setrlimit(RLIMIT_FSIZE, &small);
        for (size_t i = 0; i < bytes; i++)
            fputc('x', p.out);
        int failed = publish_commit(&p, &error);
        setrlimit(RLIMIT_FSIZE, &usual);
        assert_int_equal(failed, -1);
        assert_int_equal(error.code, EXIT_IO);
        assert_null(p.out);
        holds(in(f, "a.csv"), "old");
        assert_int_equal(files(f, false), 1);
    }
}

/* The folder goes away between open and commit. */
static void test_folder_vanishes(void **state)
{
    Folder *f = *state;
    Error error = {0};
    Publish p = {0};
    assert_int_equal(mkdir(in(f, "sub"), 0700), 0);
    assert_int_equal(publish_open(&p, in(f, "sub/a.csv"), &error), 0);
    fputs("new", p.out);
    assert_int_equal(unlink(p.temporary), 0);
    assert_int_equal(rmdir(in(f, "sub")), 0);
    assert_int_equal(publish_commit(&p, &error), -1);
    assert_int_equal(error.code, EXIT_IO);
    assert_non_null(strstr(error.message, "No such file"));
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_read),
        IN_FOLDER(test_read_refused),
        IN_FOLDER(test_paths),
        IN_FOLDER(test_publish),
        IN_FOLDER(test_publish_replaces),
        IN_FOLDER(test_abandon),
        IN_FOLDER(test_publish_through_links),
        IN_FOLDER(test_publish_refused),
        IN_FOLDER(test_full_disk),
        IN_FOLDER(test_folder_vanishes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
