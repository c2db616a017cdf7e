/* SPDX-License-Identifier: MIT
 *
 * files.c: what `path` names.
 *
 * A name that exists is that file, even if it has a comma or a star in it;
 * only then is it taken apart and read as patterns. glob() sorts by the
 * locale, and the order of files is the order of arrival, so the sorting is
 * ours: by bytes, the same everywhere. A file that is named twice would count
 * every row twice and is refused.
 */
#include "csv.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/text.h"

typedef struct Names {
    const char **name;
    size_t count, cap;
} Names;

static int add(hale_cx *cx, Names *names, const char *name)
{
    char *copy = text_copy_of(cx, name);
    if (!copy)
        return -1;
    if (names->count == names->cap) {
        size_t cap = names->cap ? 2 * names->cap : 16;
        const char **more = cx->alloc(cx, cap * sizeof *more);
        if (!more)
            return -1;
        for (size_t i = 0; i < names->count; i++)
            more[i] = names->name[i];
        names->name = more;
        names->cap = cap;
    }
    names->name[names->count++] = copy;
    return 0;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int add_matches(hale_cx *cx, Names *names, const char *pattern)
{
    const size_t first = names->count;
    glob_t found;
    int rc = glob(pattern, GLOB_NOSORT | GLOB_ERR, NULL, &found);
    if (rc == GLOB_NOMATCH)
        return hale_fail(cx, "%s: no file has such a name", pattern);
    if (rc)
        return hale_fail(cx, "%s: %s", pattern,
                         rc == GLOB_NOSPACE ? "too many files"
                                            : "a folder cannot be read");
    for (size_t i = 0; i < found.gl_pathc && rc == 0; i++)
        rc = add(cx, names, found.gl_pathv[i]);
    globfree(&found);
    qsort(names->name + first, names->count - first, sizeof *names->name,
          by_bytes);
    return rc;
}

static int add_piece(hale_cx *cx, Names *names, const char *piece)
{
    if (!strpbrk(piece, "*?[") || access(piece, F_OK) == 0)
        return add(cx, names, piece);
    return add_matches(cx, names, piece);
}

static int add_pieces(hale_cx *cx, Names *names, char *path)
{
    while (path) {
        char *next = strchr(path, ',');
        size_t len;
        if (next)
            *next++ = '\0';
        path += strspn(path, " \t");
        for (len = strlen(path); len && strchr(" \t", path[len - 1]); len--)
            path[len - 1] = '\0';
        if (len && add_piece(cx, names, path))
            return -1;
        path = next;
    }
    return 0;
}

static int check_once(hale_cx *cx, const Names *names)
{
    const char **sorted = cx->alloc(cx, (names->count + 1) * sizeof *sorted);
    if (!sorted)
        return -1;
    for (size_t i = 0; i < names->count; i++)
        sorted[i] = names->name[i];
    qsort(sorted, names->count, sizeof *sorted, by_bytes);
    for (size_t i = 1; i < names->count; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            return hale_fail(cx,
                             "%s: is named twice by path; its rows would "
                             "count twice",
                             sorted[i]);
    return 0;
}

int files_list(hale_cx *cx, hale_str path, const char *const **files,
               size_t *count)
{
    Names names = {0};
    char *copy = text_copy(cx, path);
    if (!copy)
        return -1;
    if (access(copy, F_OK) == 0 ? add(cx, &names, copy)
                                : add_pieces(cx, &names, copy))
        return -1;
    if (names.count == 0)
        return hale_fail(cx, "path: names no file");
    *files = names.name;
    *count = names.count;
    return check_once(cx, &names);
}
