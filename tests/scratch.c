/* SPDX-License-Identifier: MIT
 *
 * scratch.c: see scratch.h.
 */
#include "scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hale-test-XXXXXX";

const char *scratch_folder(void)
{
    static int made;
    if (!made && !mkdtemp(folder))
        abort();
    made = 1;
    return folder;
}

const char *scratch_path(FakeHost *host, const char *name)
{
    const size_t room = strlen(scratch_folder()) + strlen(name) + 2;
    char *path = fake_memory(host, room);
    snprintf(path, room, "%s/%s", scratch_folder(), name);
    return path;
}

const char *scratch_file(FakeHost *host, const char *name, const char *data,
                         size_t len)
{
    const char *path = scratch_path(host, name);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(data, 1, len, out) != len || fclose(out))
        abort();
    return path;
}

const char *scratch_read(FakeHost *host, const char *name)
{
    FILE *in = fopen(scratch_path(host, name), "rb");
    struct stat st;
    char *data;
    if (!in || fstat(fileno(in), &st))
        return NULL;
    data = fake_memory(host, (size_t)st.st_size + 1);
    if (fread(data, 1, (size_t)st.st_size, in) != (size_t)st.st_size)
        abort();
    fclose(in);
    return data;
}

/* nftw hands nothing through to its callback. */
static const char *listed[64];
static size_t listed_count;

static int list_one(const char *path, const struct stat *st, int flag,
                    struct FTW *ftw)
{
    (void)st;
    (void)flag;
    if (ftw->level > 0 && listed_count < 64)
        listed[listed_count++] = strdup(path + strlen(folder) + 1);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *scratch_list(FakeHost *host)
{
    char *out = fake_memory(host, 64 * 300);
    listed_count = 0;
    nftw(scratch_folder(), list_one, 8, FTW_PHYS);
    qsort(listed, listed_count, sizeof *listed, by_name);
    for (size_t i = 0; i < listed_count; i++) {
        strcat(strcat(out, listed[i]), " ");
        free((void *)(uintptr_t)listed[i]);
    }
    return out;
}

static int remove_one(const char *path, const struct stat *st, int flag,
                      struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static int clear_one(const char *path, const struct stat *st, int flag,
                     struct FTW *ftw)
{
    return ftw->level > 0 ? remove_one(path, st, flag, ftw) : 0;
}

void scratch_remove(void)
{
    nftw(scratch_folder(), remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void scratch_clear(void)
{
    nftw(scratch_folder(), clear_one, 8, FTW_DEPTH | FTW_PHYS);
}
