/* SPDX-License-Identifier: MIT
 *
 * timings.c: hale run --timings.
 *
 *     stage    section         seconds    cpu     rows
 *     read                       0.121  0.208  109,071
 *              input.events      0.118  0.117  100,000
 *
 * To the terminal in milliseconds, which is as exact as clocks of a shared
 * machine are; in --json whole. Seconds of sections are those of threads, so
 * they may add up to more than their stage.
 */
#include "cli/cli.h"

static void add_number(Grid *grid, Colour colour, const hale_table_column *c,
                       size_t row)
{
    char text[40];
    if (c->type == HALE_INT)
        count_format(c->as.i[row], text);
    else
        snprintf(text, sizeof text, "%.3f", cell_number(c, row));
    grid_add(grid, colour, str(text));
}

void timings_print(Text *out, const Term *term, const Told *told)
{
    static const char *const title[] = {"stage", "section", "seconds", "cpu",
                                        "rows"};
    const hale_table *t = hale_timings(told->session);
    Grid grid = {0};
    if (!t)
        return;
    grid_begin(&grid, "lLrrr");
    for (size_t i = 0; i < COUNT(title); i++)
        grid_add(&grid, FAINT, str(title[i]));
    for (size_t row = 0; row < t->rows; row++) {
        bool stage = cell_missing(t->column[1], row) != HALE_PRESENT;
        Colour colour = stage ? BOLD : PLAIN;
        grid_add(&grid, colour, stage ? cell_text(t->column[0], row) : S(""));
        grid_add(&grid, colour, cell_text(t->column[1], row));
        for (size_t c = 2; c < t->columns; c++)
            add_number(&grid, colour, t->column[c], row);
    }
    grid_end(&grid, out, term, 2);
}
