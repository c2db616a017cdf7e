/* SPDX-License-Identifier: MIT
 *
 * Loading: what is refused, and do the words say the true reason? The packs
 * are those of tests/conformance; spoiled copies of them are made here.
 */
#include "unit.h"

#include "plugin/inside.h"

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[64];
static Registry registry;

static int begin(void **state)
{
    (void)state;
    strcpy(scratch, "/tmp/hale-load-XXXXXX");
    if (!mkdtemp(scratch))
        return -1;
    setenv("XDG_DATA_HOME", scratch, 1);
    unsetenv("HALE_PLUGIN_PATH");
    registry_open(&registry, NULL, NULL);
    return 0;
}

static int end(void **state)
{
    char command[256];
    (void)state;
    registry_free(&registry);
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", scratch,
             scratch);
    return system(command) ? -1 : 0;
}

static char *in_scratch(const char *name)
{
    static char path[4][256];
    static unsigned turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", scratch, name);
    return p;
}

static void put(const char *name, const void *bytes, size_t len)
{
    FILE *out = fopen(in_scratch(name), "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

/* A pack's bytes; free them. */
static Text bytes_of(const char *pack)
{
    Text bytes = {0};
    Error error = {0};
    char path[512];
    snprintf(path, sizeof path, "%s/%s.so", TEST_PACKS, pack);
    assert_int_equal(file_read(path, SIZE_MAX / 2, &bytes, &error), 0);
    return bytes;
}

static void copy(const char *pack, const char *name)
{
    Text bytes = bytes_of(pack);
    put(name, bytes.data, bytes.len);
    text_free(&bytes);
}

static void refused(const char *path, const char *words)
{
    Error error = {0};
    const Pack *pack = registry_load(&registry, path, &error);
    if (pack || !strstr(error.message, words))
        print_error("for %s\nwanted: %s\ngot:    %s\n", path, words,
                    error.message);
    assert_null(pack);
    assert_int_equal(error.code, EXIT_CONFIG);
    assert_non_null(strstr(error.message, words));
}

/* ---------------------------------------------------------------- files -- */

static void loads_and_finds(void **state)
{
    Error error = {0};
    const Pack *pack, *again, *found = NULL;
    (void)state;
    copy("new_metric", "new_metric.so");
    pack = registry_load(&registry, in_scratch("new_metric.so"), &error);
    assert_non_null(pack);
    assert_string_equal(pack->plugin->name, "new_metric");
    assert_string_equal(pack->path, in_scratch("new_metric.so"));
    again = registry_load(&registry, in_scratch("./new_metric.so"), &error);
    assert_ptr_equal(pack, again);
    assert_non_null(
        registry_find(&registry, KIND_METRIC, S("new_metric"), &found, &error));
    assert_ptr_equal(found, pack);
    assert_non_null(registry_find(&registry, KIND_METRIC,
                                  S("new_metric.new_metric"), NULL, &error));
}

static void not_objects(void **state)
{
    static const char script[] =
        "#!/bin/sh\n# long enough to be read as a header of 64 bytes\n"
        "exit 0\n";
    (void)state;
    put("text.so", script, sizeof script - 1);
    refused(in_scratch("text.so"), "not a shared object (no ELF)");
    put("empty.so", "", 0);
    refused(in_scratch("empty.so"), "too short");
    assert_int_equal(mkdir(in_scratch("folder.so"), 0755), 0);
    refused(in_scratch("folder.so"), "it is a folder");
    assert_int_equal(mkfifo(in_scratch("fifo.so"), 0644), 0);
    refused(in_scratch("fifo.so"), "not a file");
    refused(in_scratch("nothing.so"), "No such file");
    copy("new_metric", "new_metric.dll");
    refused(in_scratch("new_metric.dll"), "must end in .so");
}

/* The end of what the loader maps; debug information lies behind it. */
static size_t mapped_end(Text bytes)
{
    Elf64_Ehdr head;
    size_t end = 0;
    memcpy(&head, bytes.data, sizeof head);
    for (size_t i = 0; i < head.e_phnum; i++) {
        Elf64_Phdr part;
        memcpy(&part, bytes.data + head.e_phoff + i * sizeof part, sizeof part);
        if (part.p_type == PT_LOAD && part.p_offset + part.p_filesz > end)
            end = part.p_offset + part.p_filesz;
    }
    return end;
}

static void truncated(void **state)
{
    Text bytes = bytes_of("new_metric");
    size_t end = mapped_end(bytes);
    (void)state;
    const size_t lengths[] = {10, 64, 100, 400, 4096, end / 2, end - 1};
    for (size_t i = 0; i < COUNT(lengths); i++) {
        put("new_metric.so", bytes.data, lengths[i]);
        refused(in_scratch("new_metric.so"),
                lengths[i] < 64 ? "too short" : "cut short");
    }
    text_free(&bytes);
}

static void other_machines(void **state)
{
    Text bytes = bytes_of("new_metric");
    Elf64_Ehdr head;
    (void)state;
    memcpy(&head, bytes.data, sizeof head);
    head.e_machine = EM_SPARCV9;
    memcpy(bytes.data, &head, sizeof head);
    put("new_metric.so", bytes.data, bytes.len);
    refused(in_scratch("new_metric.so"), "not a plugin for this machine");
    memcpy(&head, bytes.data, sizeof head);
    head.e_machine = EM_X86_64;
    head.e_ident[EI_CLASS] = ELFCLASS32;
    memcpy(bytes.data, &head, sizeof head);
    put("new_metric.so", bytes.data, bytes.len);
    refused(in_scratch("new_metric.so"), "of 32 bits");
    text_free(&bytes);
}

static void programs(void **state)
{
    Text bytes = bytes_of("new_metric");
    Elf64_Ehdr head;
    (void)state;
    memcpy(&head, bytes.data, sizeof head);
    head.e_type = ET_EXEC;
    memcpy(bytes.data, &head, sizeof head);
    put("new_metric.so", bytes.data, bytes.len);
    refused(in_scratch("new_metric.so"), "no shared object");
    head.e_type = ET_DYN;
    head.e_phnum = 0;
    memcpy(bytes.data, &head, sizeof head);
    put("new_metric.so", bytes.data, bytes.len);
    refused(in_scratch("new_metric.so"), "program header is broken");
    text_free(&bytes);
}

static void others_could_write(void **state)
{
    (void)state;
    copy("new_metric", "new_metric.so");
    chmod(in_scratch("new_metric.so"), 0666);
    refused(in_scratch("new_metric.so"), "anybody can write to it");
    chmod(in_scratch("new_metric.so"), 0644);
    assert_int_equal(mkdir(in_scratch("open"), 0777), 0);
    chmod(in_scratch("open"), 0777);
    copy("new_metric", "open/new_metric.so");
    refused(in_scratch("open/new_metric.so"),
            "anybody can write to the folder");
    assert_int_equal(mkdir(in_scratch("open/inner"), 0755), 0);
    copy("new_metric", "open/inner/new_metric.so");
    refused(in_scratch("open/inner/new_metric.so"),
            "anybody can write to the folder");
}

static void strangers(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    copy("new_metric", "new_metric.so");
    assert_int_equal(chown(in_scratch("new_metric.so"), 12345, 12345), 0);
    refused(in_scratch("new_metric.so"), "belongs to user 12345");
}

/* A link is judged by what it leads to. */
static void links(void **state)
{
    (void)state;
    put("script.txt", "echo", 4);
    assert_int_equal(symlink(in_scratch("script.txt"), in_scratch("link.so")),
                     0);
    refused(in_scratch("link.so"), "must end in .so");
    copy("new_metric", "new_metric.so");
    assert_int_equal(
        symlink(in_scratch("new_metric.so"), in_scratch("other.so")), 0);
    Error error = {0};
    assert_non_null(registry_load(&registry, in_scratch("other.so"), &error));
}

/* libltdl would read the .la and load what it names. */
static void la_files(void **state)
{
    static const char la[] = "dlname='evil.so'\nlibrary_names='evil.so'\n"
                             "installed=no\nlibdir='/tmp'\n";
    Error error = {0};
    (void)state;
    put("trick.la", la, sizeof la - 1);
    copy("new_metric", "evil.so");
    refused(in_scratch("trick.la"), "must end in .so");
    registry_free(&registry);
    registry_open(&registry, scratch, "/");
    assert_null(registry_pack(&registry, S("trick"), &error));
    assert_non_null(strstr(error.message, "no plugin file trick.so"));
}

/* --------------------------------------------------------- true reasons -- */

static void missing_library(void **state)
{
    (void)state;
    copy("needs_gone", "needs_gone.so");
    refused(in_scratch("needs_gone.so"),
            "libgone.so: cannot open shared object file");
}

static void missing_function(void **state)
{
    (void)state;
    copy("unbound", "unbound.so");
    refused(in_scratch("unbound.so"), "undefined symbol: gone");
}

static void wrong_name(void **state)
{
    (void)state;
    copy("new_metric", "renamed.so");
    refused(in_scratch("renamed.so"),
            "calls itself \"new_metric\", its file \"renamed.so\"");
}

static void same_name_twice(void **state)
{
    Error error = {0};
    (void)state;
    copy("new_metric", "new_metric.so");
    assert_int_equal(mkdir(in_scratch("b"), 0755), 0);
    copy("new_metric", "b/new_metric.so");
    assert_non_null(
        registry_load(&registry, in_scratch("new_metric.so"), &error));
    refused(in_scratch("b/new_metric.so"), "is loaded already, from");
}

/* ----------------------------------------------------------- search path -- */

static void not_found(void **state)
{
    Error error = {0};
    (void)state;
    copy("new_metric", "new_metric.so");
    registry_free(&registry);
    registry_open(&registry, scratch, "/");
    assert_null(registry_pack(&registry, S("new_metrik"), &error));
    assert_non_null(strstr(error.message, "did you mean \"new_metric\"?"));
    assert_non_null(strstr(error.message, scratch));
    error = (Error){0};
    assert_null(registry_pack(&registry, S("../new_metric"), &error));
    assert_non_null(strstr(error.message, "cannot be the name"));
}

static void nearest_in_pack(void **state)
{
    Error error = {0};
    (void)state;
    copy("new_metric", "new_metric.so");
    registry_free(&registry);
    registry_open(&registry, scratch, "/");
    assert_null(registry_find(&registry, KIND_METRIC,
                              S("new_metric.new_metrics"), NULL, &error));
    assert_non_null(strstr(error.message, "did you mean \"new_metric\"?"));
    error = (Error){0};
    assert_null(
        registry_find(&registry, KIND_INPUT, S("new_metric"), NULL, &error));
    assert_non_null(strstr(error.message, "has no input \"new_metric\""));
    assert_non_null(strstr(error.message, "metric new_metric"));
    error = (Error){0};
    assert_null(
        registry_find(&registry, KIND_INPUT, S("new_metric."), NULL, &error));
    assert_null(registry_find(&registry, KIND_INPUT, S(""), NULL, &error));
}

static void order_of_folders(void **state)
{
    Error error = {0};
    const Pack *pack;
    char path[256];
    (void)state;
    assert_int_equal(mkdir(in_scratch("a"), 0755), 0);
    assert_int_equal(mkdir(in_scratch("b"), 0755), 0);
    copy("new_metric", "a/new_metric.so");
    copy("new_metric", "b/new_metric.so");
    setenv("HALE_PLUGIN_PATH", in_scratch("a"), 1);
    registry_free(&registry);
    snprintf(path, sizeof path, "b:%s", in_scratch("c"));
    registry_open(&registry, path, scratch);
    pack = registry_pack(&registry, S("new_metric"), &error);
    assert_non_null(pack);
    assert_string_equal(pack->path, in_scratch("b/new_metric.so"));
    registry_free(&registry);
    registry_open(&registry, NULL, NULL);
    pack = registry_pack(&registry, S("new_metric"), &error);
    assert_non_null(pack);
    assert_string_equal(pack->path, in_scratch("a/new_metric.so"));
    unsetenv("HALE_PLUGIN_PATH");
}

/* The first that matches is meant; if it is unfit, no other takes its place. */
static void unfit_is_not_skipped(void **state)
{
    Error error = {0};
    char path[256];
    (void)state;
    assert_int_equal(mkdir(in_scratch("a"), 0755), 0);
    put("a/new_metric.so", "text", 4);
    copy("new_metric", "new_metric.so");
    snprintf(path, sizeof path, "a:%s", scratch);
    registry_free(&registry);
    registry_open(&registry, path, scratch);
    assert_null(registry_pack(&registry, S("new_metric"), &error));
    assert_non_null(strstr(error.message, "a/new_metric.so"));
}

static void gather_bad(void *user, const char *path, const char *why)
{
    int *count = user;
    (*count)++;
    assert_non_null(strstr(path, "broken.so"));
    assert_non_null(strstr(why, "too short"));
}

static void all_of_them(void **state)
{
    int bad = 0;
    (void)state;
    copy("new_output", "new_output.so");
    copy("new_metric", "new_metric.so");
    put("broken.so", "x", 1);
    put("README.md", "x", 1);
    registry_free(&registry);
    registry_open(&registry, scratch, "/");
    registry.folders = 1; /* only ours */
    registry_load_all(&registry, gather_bad, &bad);
    assert_int_equal(bad, 1);
    assert_int_equal(registry.packs, 2);
    assert_string_equal(registry.pack[0]->plugin->name, "new_metric");
    assert_string_equal(registry.pack[1]->plugin->name, "new_output");
}

/* --------------------------------------------------------------- stores -- */

static void no_store(const char *name, const char *words)
{
    Error error = {0};
    assert_null(registry_store(&registry, str(name), &error));
    assert_int_equal(error.code, EXIT_CONFIG);
    if (!strstr(error.message, words))
        fail_msg("%s: \"%s\" has no \"%s\"", name, error.message, words);
}

/* Databases for histories are found where packs are, and need not be packs. */
static void stores(void **state)
{
    (void)state;
    copy("new_metric", "new_metric.so");
    copy("later_store", "later_store.so");
    copy("needs_gone", "needs_gone.so");
    registry_free(&registry);
    registry_open(&registry, scratch, "/");
    no_store("new_metric", "it exports no hale_store_v1");
    no_store("later_store", "of another version than this hale");
    no_store("later_stroe", "did you mean \"later_store\"?");
    no_store("needs_gone", "libgone.so: cannot open shared object file");
    no_store("../new_metric", "cannot be the name");
    chmod(in_scratch("later_store.so"), 0666);
    no_store("later_store", "anybody can write to it");
    assert_int_equal(registry.packs, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(loads_and_finds),
        TEST(not_objects),
        TEST(truncated),
        TEST(other_machines),
        TEST(programs),
        TEST(others_could_write),
        TEST(strangers),
        TEST(links),
        TEST(la_files),
        TEST(missing_library),
        TEST(missing_function),
        TEST(wrong_name),
        TEST(same_name_twice),
        TEST(not_found),
        TEST(stores),
        TEST(nearest_in_pack),
        TEST(order_of_folders),
        TEST(unfit_is_not_skipped),
        TEST(all_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
