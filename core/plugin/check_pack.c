/* SPDX-License-Identifier: MIT
 *
 * check_pack.c: cases for the shared object itself.
 *
 * What it exports, what it wants from others and which variables it could
 * write are read from its symbol tables. Writable variables are told and not
 * forbidden: a library that is linked in may have some. Whether the plugin
 * keeps state in them shows when it is called (metric.interleaved,
 * metric.threads).
 */
#include "plugin/check.h"

#include <elf.h>
#include <link.h>
#include <string.h>

#define SYMBOL_TYPE(info) ((info)&0xf) /* alike in 32 and 64 bits */

/* A table of symbols inside the file's bytes. */
typedef struct Symbols {
    Text file;
    const ElfW(Shdr) * section;
    size_t sections;
    const ElfW(Shdr) * titles; /* the section with the names of sections */
    const ElfW(Sym) * symbol;
    size_t symbols;
    const char *names;
    size_t names_size;
} Symbols;

static const void *bytes_at(const Symbols *s, uint64_t offset, uint64_t size)
{
    if (offset > s->file.len || size > s->file.len - offset)
        return NULL;
    return s->file.data + offset;
}

/* The first table of that type: SHT_DYNSYM or SHT_SYMTAB. */
static bool find_table(Symbols *s, uint32_t type)
{
    for (size_t i = 0; i < s->sections; i++) {
        const ElfW(Shdr) *table = &s->section[i], *names;
        if (table->sh_type != type || table->sh_link >= s->sections)
            continue;
        names = &s->section[table->sh_link];
        s->symbol = bytes_at(s, table->sh_offset, table->sh_size);
        s->symbols = table->sh_size / sizeof *s->symbol;
        s->names = bytes_at(s, names->sh_offset, names->sh_size);
        s->names_size = names->sh_size;
        return s->symbol && s->names;
    }
    return false;
}

static bool open_symbols(Trial *t, Symbols *s, uint32_t type)
{
    Error error = {0};
    const ElfW(Ehdr) * head;
    memset(s, 0, sizeof *s);
    if (file_read(t->pack->path, SIZE_MAX / 2, &s->file, &error))
        skip(t, "%s", error.message);
    head = bytes_at(s, 0, sizeof *head);
    if (!head)
        return false;
    s->sections = head->e_shnum;
    s->section = bytes_at(s, head->e_shoff, s->sections * sizeof *s->section);
    if (!s->section || head->e_shstrndx >= s->sections)
        return false;
    s->titles = &s->section[head->e_shstrndx];
    return find_table(s, type);
}

static const char *name_of(const Symbols *s, const ElfW(Sym) * symbol)
{
    return symbol->st_name < s->names_size ? s->names + symbol->st_name : "";
}

/* What compilers' own instruments add. */
static bool is_instrument(const char *name)
{
    static const char *const heads[] = {
        "__asan",  "__ubsan", "__tsan", "__odr", "__gcov", "__llvm",
        "__sanit", "___asan", "llvm",   "_ZTI",  "_init",  "_fini"};
    for (size_t i = 0; i < COUNT(heads); i++)
        if (strncmp(name, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

static bool is_entry(const char *name)
{
    return strcmp(name, "hale_plugin_v1") == 0 ||
           strcmp(name, "hale_store_v1") == 0;
}

static void pack_exports(Trial *t)
{
    Symbols s;
    Text others = {0};
    if (!open_symbols(t, &s, SHT_DYNSYM))
        skip(t, "it has no section headers to read symbols from");
    for (size_t i = 1; i < s.symbols; i++) {
        const char *name = name_of(&s, &s.symbol[i]);
        if (s.symbol[i].st_shndx != SHN_UNDEF && !is_entry(name) &&
            !is_instrument(name))
            text_printf(&others, " %s", name);
    }
    if (others.len)
        broke(t,
              "it exports more than hale_plugin_v1:%.400s (compile with "
              "-fvisibility=hidden)",
              others.data);
}

/* A plugin takes nothing from hale; and -z defs would have found the rest. */
static void pack_imports(Trial *t)
{
    Symbols s;
    if (!open_symbols(t, &s, SHT_DYNSYM))
        skip(t, "it has no section headers to read symbols from");
    for (size_t i = 1; i < s.symbols; i++) {
        const char *name = name_of(&s, &s.symbol[i]);
        if (s.symbol[i].st_shndx == SHN_UNDEF && strncmp(name, "hale_", 5) == 0)
            broke(t,
                  "it wants %s from hale; all that hale offers hangs on "
                  "hale_cx (link with -Wl,-z,defs)",
                  name);
    }
}

static bool in_data(const Symbols *s, const ElfW(Shdr) * section)
{
    const char *title =
        bytes_at(s, s->titles->sh_offset + section->sh_name, sizeof ".data");
    return title && strncmp(title, ".data", sizeof ".data") == 0;
}

/* What the compiler itself puts into every shared object. */
static bool is_runtime(const char *name)
{
    return strncmp(name, "completed.", 10) == 0 ||
           strncmp(name, "__", 2) == 0 || is_instrument(name);
}

static bool is_writable(const Symbols *s, const ElfW(Sym) * symbol)
{
    const ElfW(Shdr) * section;
    if (SYMBOL_TYPE(symbol->st_info) != STT_OBJECT ||
        symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= s->sections)
        return false;
    /* Constants that hold pointers lie in .data.rel.ro, which is writable
     * until the linker is done with it; variables in .data and .bss. */
    section = &s->section[symbol->st_shndx];
    if (!(section->sh_flags & SHF_WRITE) || section->sh_addralign == 0)
        return false;
    return section->sh_type == SHT_NOBITS || in_data(s, section);
}

static void pack_globals(Trial *t)
{
    Symbols s;
    Text names = {0};
    if (!open_symbols(t, &s, SHT_SYMTAB))
        skip(t, "it is stripped");
    for (size_t i = 1; i < s.symbols; i++)
        if (is_writable(&s, &s.symbol[i]) &&
            !is_runtime(name_of(&s, &s.symbol[i])))
            text_printf(&names, " %s", name_of(&s, &s.symbol[i]));
    if (names.len)
        remark(t, "note: variables that could be written:%.300s", names.data);
}

/* hale_plugin_v1 is data behind a function: asked twice, the same answer. */
static void pack_same_twice(Trial *t)
{
    Error error = {0};
    Entry entry = load_object(t->pack->path, &error);
    const hale_plugin *first, *second;
    calling(t, "hale_plugin_v1");
    if (!entry)
        broke(t, "%s", error.message);
    first = entry();
    second = entry();
    if (first != second)
        broke(t, "hale_plugin_v1 gave two different answers: return the "
                 "address of a static const description");
}

const Case pack_cases[] = {
    {"pack.exports", pack_exports},
    {"pack.imports", pack_imports},
    {"pack.globals", pack_globals},
    {"pack.same_twice", pack_same_twice},
    {NULL, NULL},
};
