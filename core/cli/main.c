/* SPDX-License-Identifier: MIT
 *
 * main.c: where a process begins and how it ends.
 *
 * The words are parsed, the signals tied, one command is called, and the
 * streams are flushed with an eye on whether that worked: a result that did
 * not reach its reader is a failure. The first SIGINT or SIGTERM asks the run
 * to end well, so that outputs stay whole; the second one kills.
 */
#include "cli/cli.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_signal(int number)
{
    hale_stop();
    atomic_store(&stop_requested, number); /* which one: for the exit code */
}

static void signals_install(void)
{
    struct sigaction ask = {.sa_handler = on_signal};
    ask.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    sigemptyset(&ask.sa_mask);
    sigaction(SIGINT, &ask, NULL);
    sigaction(SIGTERM, &ask, NULL);
    crash_install();
}

static int call(Args *args)
{
    Text out = {0};
    if (args->version)
        return command_version(args);
    if (args->help) {
        if (args->command)
            help_command(&out, &args->out, args->command);
        else if (args->operands)
            help_group(&out, &args->out, str(args->operand[0]));
        else
            help_overview(&out, &args->out);
        put(stdout, &out);
        return 0;
    }
    if (!args->command) {
        help_overview(&out, &args->err);
        put(stderr, &out);
        return EXIT_USAGE;
    }
    if (args->directory && chdir(args->directory))
        return complain(errno == EACCES ? EXIT_NO_PERMISSION : EXIT_NO_INPUT,
                        "-C %s: %s", args->directory, strerror(errno));
    return args->command->act(args);
}

/* A result that did not reach its reader is a failure. */
static int flush_all(int code)
{
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    return failed ? complain(EXIT_IO, "cannot write to stdout") : code;
}

int main(int argc, char **argv)
{
    Args args;
    Error error = {0};
    memory_keep();
    setlocale(LC_ALL, "C"); /* figures do not depend on where one lives */
    signals_install();
    int code = args_parse(&args, argc, argv, &error) ? error.code : 0;
    args.out = term_of(stdout, args.color);
    args.err = term_of(stderr, args.color);
    if (code) {
        complain(code, "%s", error.message);
        fprintf(stderr, "See: hale help%s%s\n", args.command ? " " : "",
                args.command ? args.command->name : "");
    } else {
        code = flush_all(call(&args));
    }
    args_free(&args);
    return code;
}
