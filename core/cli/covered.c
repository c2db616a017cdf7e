/* SPDX-License-Identifier: MIT
 *
 * covered.c: what the examples of a formula reach, in one line.
 *
 *     covered: 4/4 components, 1/2 caps (never: sponsor_left), 3/3 bands
 *
 * It tells and does not judge: a formula may have a cap that is not worth an
 * example. What a formula does not have at all is left out.
 */
#include "cli/test.h"

#include <string.h>

static const struct {
    const char *kind, *one, *many;
} kinds[] = {{"component", "component", "components"},
             {"cap", "cap", "caps"},
             {"floor", "floor", "floors"},
             {"veto", "veto", "vetoes"},
             {"variant", "variant", "variants"},
             {"band", "band", "bands"}};

static void add_never(Text *out, const Reached *item, size_t count,
                      const char *kind)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (item[i].reached || strcmp(item[i].kind, kind) != 0)
            continue;
        text_puts(out, any ? ", " : " (never: ");
        text_safe(out, str(item[i].name));
        any = true;
    }
    text_puts(out, any ? ")" : "");
}

void covered_print(Text *out, const Formula *f)
{
    Arena arena = {0};
    size_t count;
    bool any = false;
    const Reached *item = formula_coverage(f, &arena, &count);
    for (size_t k = 0; k < COUNT(kinds); k++) {
        size_t all = 0, reached = 0;
        for (size_t i = 0; i < count; i++)
            if (strcmp(item[i].kind, kinds[k].kind) == 0) {
                all++;
                reached += item[i].reached;
            }
        if (!all)
            continue;
        text_printf(out, "%s%zu/%zu %s", any ? ", " : "  covered: ", reached,
                    all, all == 1 ? kinds[k].one : kinds[k].many);
        add_never(out, item, count, kinds[k].kind);
        any = true;
    }
    text_char(out, '\n');
    arena_free(&arena);
}
