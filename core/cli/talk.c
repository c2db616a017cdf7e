/* SPDX-License-Identifier: MIT
 *
 * talk.c: how the command line speaks: one line of trouble, the messages of
 * a session with a line that counts them, and what the exit code means. All
 * of it goes to stderr; results go their own way through put().
 */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

int code_of(int code)
{
    int number = atomic_load(&stop_requested);
    if (!number || code <= EXIT_NO)
        return code;
    return number == SIGTERM ? 128 + SIGTERM : EXIT_INTERRUPTED;
}

int complain(int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("hale: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return code;
}

void put(FILE *stream, Text *text)
{
    if (text->len)
        fwrite(text->data, 1, text->len, stream);
    /* Who reads has had enough, as in `hale run | head -1`: that is no
     * trouble of ours, and the rest goes nowhere. */
    if (fflush(stream) && errno == EPIPE && !freopen("/dev/null", "w", stream))
        clearerr(stream);
    text_free(text);
}

void session_tell(const Args *args, hale_session *h, const char *outcome)
{
    size_t errors = hale_error_count(h), warnings = hale_warning_count(h);
    if (args->quiet && !errors && !outcome)
        return;
    const char *messages = hale_messages(h);
    size_t n = strlen(messages);
    fputs(messages, stderr);
    if (n && messages[n - 1] != '\n')
        fputc('\n', stderr);
    if (errors + warnings < 2 && !outcome)
        return;
    Text line = {0};
    text_count(&line, (int64_t)errors, "error", "errors");
    text_puts(&line, ", ");
    text_count(&line, (int64_t)warnings, "warning", "warnings");
    text_printf(&line, ".%s%s\n", outcome ? " " : "", outcome ? outcome : "");
    put(stderr, &line);
}

const char *outcome_of(int code, const hale_session *h)
{
    if (code <= EXIT_NO)
        return NULL;
    if (hale_published(h))
        return "The outputs before it were published.";
    if (code >= EXIT_INTERRUPTED)
        return "Interrupted, nothing was written.";
    return code == EXIT_CONFIG ? "Nothing was read or written."
                               : "Nothing was written.";
}
