/* SPDX-License-Identifier: MIT
 *
 * late.c: rows that an earlier run could not know.
 *
 * When figures of an as-of are to be replaced, rows that were recorded after
 * the run that made them are what moves them, apart from rows that changed in
 * place. They are counted, and the first few are kept by account, file and
 * line, so that a restated figure can be followed to its source.
 */
#include "data/part.h"

enum { TOLD = 20, NAME_MOST = 80 };

void late_add(Late *late, Str account, const char *file, uint64_t line)
{
    if (late->rows++ >= TOLD)
        return;
    text_puts(&late->first, late->first.len ? ", " : "");
    text_add_safe(&late->first, account, NAME_MOST);
    text_printf(&late->first, " %s:%llu", file ? file : "",
                (unsigned long long)line);
}

uint64_t store_late(const Store *s, size_t input, Text *first)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < s->splits; i++) {
        const Late *late = &s->split[i].late;
        if (s->split[i].input != input || late->rows == 0)
            continue;
        if (rows < TOLD) {
            text_puts(first, rows ? ", " : "");
            text_add(first, text_str(&late->first));
        }
        rows += late->rows;
    }
    return rows;
}
