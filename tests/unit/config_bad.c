/* SPDX-License-Identifier: MIT
 *
 * Every pipeline of tests/bad/pipelines/ gives exactly the messages that its
 * first lines say:
 *
 *     ; expect: 12:1: metric.x: window = 28: not a window
 *     ; expect: 14:1: metric.y: ...no metric "coutn"
 *     ; set: pipeline.timezon=UTC        as by --set
 *     ; connect                          also open the inputs
 *
 * An expectation is how the message begins; after "..." it is what it holds.
 * Not one message more, not one less, in any order.
 */
#include "unit.h"

#include <dirent.h>

#include "config/config.h"

enum { MOST = 32, FILES_LEAST = 40 };

typedef struct Case {
    const char *path;
    Str expected[MOST];
    size_t expecteds;
    const char *set[MOST];
    size_t sets;
    bool connect;
} Case;

static void read_header(Case *c, Str text, Arena *arena)
{
    Str line;
    while (str_cut(&text, '\n', &line) && str_starts(line, "; ")) {
        line = (Str){line.data + 2, line.len - 2};
        assert_true(c->expecteds < MOST && c->sets < MOST - 1);
        if (str_starts(line, "expect: "))
            c->expected[c->expecteds++] =
                arena_str(arena, (Str){line.data + 8, line.len - 8});
        else if (str_starts(line, "set: "))
            c->set[c->sets++] =
                arena_strndup(arena, line.data + 5, line.len - 5);
        else if (str_is(line, "connect"))
            c->connect = true;
    }
}

/* The message as diags_print writes it, without the name of the file. */
static Str written(const Case *c, const Diag *d, Arena *arena)
{
    const char *place = "";
    if (d->place.line > 0)
        place = arena_printf(arena, "%d:%d: ", d->place.line, d->place.column);
    else if (strcmp(d->place.file, c->path) != 0)
        place = arena_printf(arena, "%s: ", d->place.file);
    return str(arena_printf(
        arena, "%s%s%s%s%s", place, d->section ? d->section : "",
        d->section ? ": " : "", d->severity == DIAG_WARNING ? "warning: " : "",
        d->message));
}

/* "..." stands for anything only where a word could begin. */
static bool matches(Str expected, Str message)
{
    const char *dots = memmem(expected.data, expected.len, "...", 3);
    Str head = expected;
    if (!dots || (dots > expected.data && dots[-1] != ' '))
        return message.len >= head.len &&
               !memcmp(message.data, head.data, head.len);
    head.len = (size_t)(dots - expected.data);
    Str tail = {dots + 3, expected.len - head.len - 3};
    return message.len >= head.len &&
           !memcmp(message.data, head.data, head.len) &&
           memmem(message.data + head.len, message.len - head.len, tail.data,
                  tail.len);
}

/* Each expectation takes one message; what is left on either side is wrong. */
static size_t compare(const Case *c, const Diags *diags, Arena *arena)
{
    bool met[MOST] = {false};
    size_t wrong = 0;
    for (size_t i = 0; i < diags->count; i++) {
        Str message = written(c, &diags->item[i], arena);
        size_t k = 0;
        while (k < c->expecteds &&
               (met[k] || !matches(c->expected[k], message)))
            k++;
        if (k < c->expecteds) {
            met[k] = true;
        } else {
            print_error("%s: not expected: %.*s\n", c->path, PS(message));
            wrong++;
        }
    }
    for (size_t k = 0; k < c->expecteds; k++) {
        if (met[k])
            continue;
        print_error("%s: missing: %.*s\n", c->path, PS(c->expected[k]));
        wrong++;
    }
    return wrong;
}

static size_t run_case(const char *path, Arena *arena)
{
    Case c = {.path = path};
    Text text = {0};
    Error error = {0};
    Diags diags = {0};
    Plan plan;
    assert_int_equal(file_read(path, 1 << 20, &text, &error), 0);
    read_header(&c, text_str(&text), arena);
    if (c.expecteds == 0)
        fail_msg("%s expects nothing", path);
    PlanFrom from = {.path = path, .set = c.set, .now = 0};
    plan_begin(&plan, &from, &diags);
    if (plan_finish(&plan, NULL, &diags) == 0 && c.connect)
        plan_connect(&plan, &diags);
    diags_sort(&diags);
    size_t wrong = compare(&c, &diags, arena);
    plan_free(&plan);
    diags_free(&diags);
    text_free(&text);
    return wrong;
}

static int is_pipeline(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && !strcmp(entry->d_name + len - 4, ".ini");
}

static void every_bad_pipeline_is_told(void **state)
{
    struct dirent **entry;
    Arena arena = {0};
    size_t wrong = 0;
    (void)state;
    int count = scandir("bad/pipelines", &entry, is_pipeline, alphasort);
    assert_true(count >= FILES_LEAST);
    for (int i = 0; i < count; i++) {
        wrong += run_case(
            arena_printf(&arena, "bad/pipelines/%s", entry[i]->d_name), &arena);
        free(entry[i]);
    }
    free(entry);
    arena_free(&arena);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bad_pipeline_is_told),
    };
    setenv("HALE_PLUGIN_PATH", PROBE_DIR, 1);
    unsetenv("HALE_TEST_UNSET");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
