/* SPDX-License-Identifier: MIT
 *
 * progress.c: a line that says how far a run is.
 *
 *     reading   ██████▌      312 of 480 MiB  1,204,331 rows
 *
 * Only on a terminal, outside of CI, and only after the first second: a
 * short run shows nothing at all. With -v and no terminal a plain line is
 * printed every ten seconds, so that a log shows that the run is alive.
 * It also remembers when each phase began, for the summary.
 */
#include "cli/cli.h"

#include <stdlib.h>

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void bar_begin(Bar *bar, const Args *args)
{
    const char *ci = getenv("CI");
    *bar = (Bar){.args = args};
    bar->allowed =
        args->err.tty && !(ci && *ci) && !args->quiet && !args->no_progress;
    bar->began[0] = seconds_now();
    bar->last = bar->began[0];
}

static void add_bytes(Text *out, uint64_t bytes)
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = (double)bytes;
    size_t u = 0;
    while (value >= 1024 && u + 1 < COUNT(unit)) {
        value /= 1024;
        u++;
    }
    text_printf(out, u ? "%.1f %s" : "%.0f %s", value, unit[u]);
}

static void add_amount(Text *out, const hale_progress *p)
{
    static const char *const what[] = {
        [HALE_PHASE_MEASURE] = "partitions",
        [HALE_PHASE_JUDGE] = "accounts",
        [HALE_PHASE_WRITE] = "tables",
    };
    if (p->phase == HALE_PHASE_READ) {
        add_bytes(out, p->done);
        if (p->total) {
            text_puts(out, " of ");
            add_bytes(out, p->total);
        }
        text_puts(out, "  ");
        text_count(out, (int64_t)p->rows, "row", "rows");
    } else {
        text_printf(out, "%llu", (unsigned long long)p->done);
        if (p->total)
            text_printf(out, " of %llu", (unsigned long long)p->total);
        text_printf(out, " %s", what[p->phase]);
    }
}

static void line(Text *out, const hale_progress *p, size_t cells)
{
    static const char *const doing[] = {
        [HALE_PHASE_READ] = "reading",
        [HALE_PHASE_MEASURE] = "measuring",
        [HALE_PHASE_JUDGE] = "judging",
        [HALE_PHASE_WRITE] = "writing",
    };
    text_printf(out, "%-9s ", doing[p->phase]);
    if (cells && p->total) {
        Text blocks = {0};
        term_bar(&blocks, (double)p->done / (double)p->total, cells);
        text_add(out, text_str(&blocks));
        for (size_t w = str_width(text_str(&blocks)); w <= cells; w++)
            text_char(out, ' ');
        text_free(&blocks);
    }
    add_amount(out, p);
}

void bar_clear(Bar *bar)
{
    if (bar->shown)
        fputs("\r\033[K", stderr);
    bar->shown = false;
}

static void draw(Bar *bar, const hale_progress *p)
{
    Text out = {0}, cut = {0};
    if (bar->title)
        text_printf(&out, "%s  ", bar->title);
    line(&out, p, bar->allowed ? 20 : 0);
    if (bar->allowed) {
        term_cut(&cut, text_str(&out), bar->args->err.width - 1);
        fprintf(stderr, "\r%s\033[K", cut.data ? cut.data : "");
        fflush(stderr);
        bar->shown = true;
    } else {
        fprintf(stderr, "%s\n", out.data);
    }
    text_free(&cut);
    text_free(&out);
}

void bar_update(void *user, const hale_progress *p)
{
    Bar *bar = user;
    double now = seconds_now();
    if (p->phase < HALE_PHASE_READ || p->phase > HALE_PHASE_DONE)
        return;
    if (bar->phase != p->phase) {
        bar->phase = p->phase;
        bar->began[p->phase] = now;
    }
    if (p->phase == HALE_PHASE_DONE) {
        bar_clear(bar);
        return;
    }
    double every = bar->allowed ? 0.1 : 10;
    bool talks = bar->allowed || bar->args->verbose;
    if (!talks || now - bar->last < every || now - bar->began[0] < 1)
        return;
    bar->last = now;
    draw(bar, p);
}

double bar_seconds(const Bar *bar, hale_phase phase)
{
    double from = bar->began[phase];
    for (int next = (int)phase + 1; from > 0 && next <= HALE_PHASE_DONE; next++)
        if (bar->began[next] > 0)
            return bar->began[next] - from;
    return from > 0 ? seconds_now() - from : 0;
}
