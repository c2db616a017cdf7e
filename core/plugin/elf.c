/* SPDX-License-Identifier: MIT
 *
 * elf.c: look before you leap.
 *
 * A plugin runs with all our rights, so a file that somebody else could have
 * written is not loaded. And the dynamic linker trusts its input: a truncated
 * object kills the process with SIGBUS, a text file or one for another
 * machine gives words that help nobody. Both are found out here, by reading
 * the file's owner, its header and the list of its segments.
 */
#include "plugin/inside.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The header of the object that this code is linked into: what a plugin has
 * to agree with. The linker provides the symbol. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* ---------------------------------------------------------------- trust -- */

static int folder_trusted(const char *folder, const char *path, Error *error)
{
    struct stat st;
    if (stat(folder, &st))
        return error_errno(error, EXIT_CONFIG, "cannot look at", folder);
    /* In a sticky folder of root's, such as /tmp, nobody but the owner can
     * rename or remove what is in it. */
    if (!(st.st_mode & S_IWOTH) || (st.st_mode & S_ISVTX && st.st_uid == 0))
        return 0;
    return error_set(error, EXIT_CONFIG,
                     "%s: not loaded, because anybody can write to the "
                     "folder %s: chmod o-w it, or move the plugin",
                     path, folder);
}

static int folders_trusted(const char *path, Error *error)
{
    char folder[4096];
    size_t len = strlen(path);
    if (len >= sizeof folder)
        return error_set(error, EXIT_CONFIG, "%s: the path is too long", path);
    memcpy(folder, path, len + 1);
    for (char *slash; (slash = strrchr(folder, '/')) != NULL;) {
        slash[slash == folder] = '\0';
        if (folder_trusted(folder, path, error))
            return -1;
        if (slash == folder)
            break;
    }
    return 0;
}

int object_trusted(const char *path, Error *error)
{
    struct stat st;
    if (stat(path, &st))
        return error_errno(error, EXIT_CONFIG, "cannot look at", path);
    if (!S_ISREG(st.st_mode))
        return error_set(error, EXIT_CONFIG,
                         "%s: not a plugin: it is %s, not a file", path,
                         S_ISDIR(st.st_mode) ? "a folder" : "a device");
    if (st.st_uid != 0 && st.st_uid != geteuid())
        return error_set(error, EXIT_CONFIG,
                         "%s: not loaded, because it belongs to user %lu, "
                         "neither to root nor to you: chown it",
                         path, (unsigned long)st.st_uid);
    if (st.st_mode & S_IWOTH)
        return error_set(error, EXIT_CONFIG,
                         "%s: not loaded, because anybody can write to it: "
                         "chmod o-w it",
                         path);
    return folders_trusted(path, error);
}

/* ---------------------------------------------------------------- whole -- */

static int not_whole(Error *error, const char *path, const char *why)
{
    return error_set(error, EXIT_CONFIG, "%s: not a plugin: %s", path, why);
}

static bool read_at(int fd, void *out, size_t bytes, size_t offset)
{
    ssize_t got = pread(fd, out, bytes, (off_t)offset);
    return got >= 0 && (size_t)got == bytes;
}

static int header_fits(const ElfW(Ehdr) * head, const char *path, Error *error)
{
    const ElfW(Ehdr) *us = &__ehdr_start;
    if (memcmp(head->e_ident, ELFMAG, SELFMAG) != 0)
        return not_whole(error, path, "it is not a shared object (no ELF)");
    if (head->e_ident[EI_CLASS] != us->e_ident[EI_CLASS] ||
        head->e_ident[EI_DATA] != us->e_ident[EI_DATA] ||
        head->e_machine != us->e_machine)
        return error_set(error, EXIT_CONFIG,
                         "%s: not a plugin for this machine: it is built for "
                         "ELF machine %u of %d bits, this hale for %u of %d: "
                         "rebuild it here",
                         path, (unsigned)head->e_machine,
                         head->e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32,
                         (unsigned)us->e_machine,
                         us->e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32);
    if (head->e_type != ET_DYN)
        return not_whole(error, path,
                         "it is ELF, but no shared object (link it with "
                         "-shared)");
    if (head->e_phentsize != sizeof(ElfW(Phdr)) || head->e_phnum == 0)
        return not_whole(error, path, "its program header is broken");
    return 0;
}

static int segments_fit(int fd, const ElfW(Ehdr) * head, uint64_t bytes,
                        const char *path, Error *error)
{
    bool dynamic = false;
    for (size_t i = 0; i < head->e_phnum; i++) {
        ElfW(Phdr) segment;
        if (!read_at(fd, &segment, sizeof segment,
                     (size_t)head->e_phoff + i * sizeof segment))
            return not_whole(error, path, "it is cut short");
        dynamic |= segment.p_type == PT_DYNAMIC;
        if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC)
            continue;
        if (segment.p_offset > bytes ||
            segment.p_filesz > bytes - segment.p_offset)
            return not_whole(error, path,
                             "it is cut short (a segment lies beyond the end "
                             "of the file): copy or build it again");
    }
    return dynamic ? 0 : not_whole(error, path, "it is linked statically");
}

int object_whole(const char *path, Error *error)
{
    ElfW(Ehdr) head;
    struct stat st;
    int result = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(error, EXIT_CONFIG, "cannot read", path);
    if (fstat(fd, &st))
        error_errno(error, EXIT_CONFIG, "cannot look at", path);
    else if (!read_at(fd, &head, sizeof head, 0))
        not_whole(error, path, "it is too short to be a shared object");
    else if (header_fits(&head, path, error) == 0)
        result = segments_fit(fd, &head, (uint64_t)st.st_size, path, error);
    close(fd);
    return result;
}
