/* SPDX-License-Identifier: MIT
 *
 * ini.c: any bytes as a pipeline file.
 *
 * They are read, and planned with the pack that HALE_PLUGIN_PATH has. Beyond
 * not falling, the laws are: names and keys have the form that is promised,
 * no key stands twice, every place lies in the file, and what was read
 * without a mistake is the same after it was printed and read again. Without
 * libFuzzer the program runs over the files it is given, which makes the
 * corpus a regression test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LONGEST = 1 << 14 };

static void want(int holds, const char *law)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", law);
    abort();
}

/* The bytes as a file; *fd is to be closed. */
static const char *as_file(const void *bytes, size_t len, int *fd,
                           char path[40])
{
    *fd = memfd_create("ini", MFD_CLOEXEC);
    if (*fd < 0 || write(*fd, bytes, len) != (ssize_t)len)
        abort();
    snprintf(path, 40, "/proc/self/fd/%d", *fd);
    return path;
}

static int lines_of(const uint8_t *data, size_t len)
{
    int lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += data[i] == '\n';
    return lines;
}

static void check_section(Section *s, int lines)
{
    want(s->place.line >= 1 && s->place.line <= lines, "place of a section");
    want(!*s->name || str_is_name(str(s->name)), "name of a section");
    for (size_t i = 0; i < s->settings; i++) {
        const Setting *setting = &s->setting[i];
        want(setting->place.line > s->place.line &&
                 setting->place.line <= lines && setting->place.column == 1,
             "place of a setting");
        want(*setting->key >= 'a' && *setting->key <= 'z', "form of a key");
        want(section_find(s, setting->key) == setting, "a key once");
        want(setting->lines == (strchr(setting->value, '\n') != NULL),
             "lines of a value");
    }
}

static void check_same(const Ini *a, const Ini *b)
{
    want(a->sections == b->sections, "sections read again");
    for (size_t i = 0; i < a->sections; i++) {
        const Section *x = &a->section[i], *y = &b->section[i];
        want(!strcmp(x->label, y->label), "label read again");
        want(x->settings == y->settings, "settings read again");
        for (size_t k = 0; k < x->settings; k++)
            want(!strcmp(x->setting[k].key, y->setting[k].key) &&
                     !strcmp(x->setting[k].value, y->setting[k].value),
                 "setting read again");
    }
}

static void read_again(const Ini *ini)
{
    Text printed = {0};
    Diags diags = {0};
    Ini again;
    char path[40];
    int fd;
    text_puts(&printed, "");
    ini_print(ini, &printed);
    ini_read(&again, as_file(printed.data, printed.len, &fd, path), NULL,
             &diags);
    want(diags.count == 0, "printed without mistakes");
    check_same(ini, &again);
    close(fd);
    ini_free(&again);
    diags_free(&diags);
    text_free(&printed);
}

static void check_reading(const char *path, const uint8_t *data, size_t len)
{
    Ini ini;
    Diags diags = {0};
    ini_read(&ini, path, NULL, &diags);
    for (size_t i = 0; i < ini.sections; i++)
        check_section(&ini.section[i], lines_of(data, len));
    /* A print is for people: ';' and '$' are not written so that they come
     * back as they are. */
    if (diags.count == 0 && !memchr(data, ';', len) &&
        !memchr(data, '$', len) && !memchr(data, '#', len))
        read_again(&ini);
    ini_free(&ini);
    diags_free(&diags);
}

static void check_planning(const char *path)
{
    static const char *const wanted[] = {"segment", "x", NULL};
    Plan plan;
    Diags diags = {0};
    PlanFrom from = {.path = path, .now = INT64_C(1767225600000000)};
    int begun = plan_begin(&plan, &from, &diags);
    int done = plan_finish(&plan, wanted, &diags);
    want((begun == 0 && done == 0) == (diags.errors == 0),
         "a plan or an error");
    want(done != 0 || plan.as_ofs > 0, "a plan has an as-of");
    diags_sort(&diags);
    plan_free(&plan);
    diags_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char path[40];
    int fd;
    /* Packs of elsewhere are not what is tried here. */
    if (len > LONGEST || memmem(data, len, "plugin_path", 11))
        return 0;
    as_file(data, len, &fd, path);
    check_reading(path, data, len);
    check_planning(path);
    close(fd);
    return 0;
}
