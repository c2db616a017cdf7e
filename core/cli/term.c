/* SPDX-License-Identifier: MIT
 *
 * term.c: what a stream can show, and text that fits into it.
 *
 * Colour is only ever an addition: a band has its word and its sign as well.
 * A stream that is no terminal gets the whole text, nothing is cut, and not
 * one escape sequence, so that what is piped or logged stays plain text.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool wants_colour(bool tty, const char *mode)
{
    const char *term = getenv("TERM");
    const char *force = getenv("FORCE_COLOR");
    if (mode && strcmp(mode, "auto") != 0)
        return strcmp(mode, "always") == 0;
    if (is_set("NO_COLOR"))
        return false;
    if (force && *force)
        return strcmp(force, "0") != 0;
    return tty && term && strcmp(term, "dumb") != 0;
}

static size_t width_of(int fd)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long n = columns ? strtol(columns, NULL, 10) : 0;
    if (n < 1 && ioctl(fd, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    if (n < 1)
        return 80;
    return n < 40 ? 40 : (size_t)n;
}

Term term_of(FILE *stream, const char *mode)
{
    int fd = fileno(stream);
    bool tty = isatty(fd);
    return (Term){.tty = tty,
                  .colour = wants_colour(tty, mode),
                  .width = tty ? width_of(fd) : 0};
}

void term_paint(Text *out, const Term *term, Colour colour, Str text)
{
    static const char *const code[] = {
        [BOLD] = "1",    [FAINT] = "2",  [RED] = "31",
        [YELLOW] = "33", [GREEN] = "32",
    };
    if (!term->colour || colour == PLAIN || !text.len) {
        text_add(out, text);
        return;
    }
    text_printf(out, "\033[%sm%.*s\033[0m", code[colour], PS(text));
}

/* The length of the UTF-8 sequence that begins at s[0]. */
static size_t sequence(Str s)
{
    size_t n = 1;
    while (n < s.len && ((unsigned char)s.data[n] & 0xC0) == 0x80)
        n++;
    return n;
}

void term_cut(Text *out, Str text, size_t width)
{
    if (str_width(text) <= width) {
        text_add(out, text);
        return;
    }
    size_t used = 0, end = 0;
    while (end < text.len) {
        size_t n = sequence((Str){text.data + end, text.len - end});
        size_t w = str_width((Str){text.data + end, n});
        if (used + w + 1 > width)
            break;
        used += w;
        end += n;
    }
    text_add(out, (Str){text.data, end});
    if (width)
        text_puts(out, "…");
}

void text_safe(Text *out, Str text)
{
    text_add_safe(out, text, SIZE_MAX);
}

void term_wrap(Text *out, const Term *term, const char *before, Str text)
{
    size_t indent = str_width(str(before)), used = indent;
    bool fresh = true;
    Str word;
    text_puts(out, before);
    while (str_cut(&text, ' ', &word)) {
        size_t width = str_width(word);
        if (!fresh && term->width && used + 1 + width > term->width) {
            text_printf(out, "\n%*s", (int)indent, "");
            used = indent;
            fresh = true;
        }
        text_printf(out, "%s%.*s", fresh ? "" : " ", PS(word));
        used += width + !fresh;
        fresh = false;
    }
    text_char(out, '\n');
}

void term_bar(Text *out, double part, size_t cells)
{
    static const char *const eighth[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    if (!(part > 0))
        return;
    double most = (double)cells;
    double filled = part < 1 ? part * most : most;
    size_t eighths = (size_t)(filled * 8 + 0.5);
    for (size_t i = 0; i < eighths / 8; i++)
        text_puts(out, "█");
    text_puts(out, eighth[eighths % 8]);
}

void text_count(Text *out, int64_t count, const char *one, const char *many)
{
    char number[32];
    count_format(count, number);
    text_printf(out, "%s %s", number, count == 1 ? one : many);
}
