/* SPDX-License-Identifier: MIT
 *
 * cost.c: what a command costs.
 *
 *     cc -O2 -o cost cost.c
 *     ./cost FILE COMMAND [ARGUMENT...]
 *
 * Runs the command and adds a line to FILE: seconds from start to end,
 * seconds of the processors (its own and those of its children that it waited
 * for), and the largest memory of one of its processes in KiB. Exits with the
 * command's code, with 128 and the signal that ended it, or with 127 if it
 * cannot be run.
 *
 * A process's peak begins with what it had before exec, so the one that forks
 * must be small; that is why this is no part of anything larger.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs it to its end; its code as a shell gives it, or -1. */
static int run(char **command, struct rusage *used)
{
    int status = 0;
    pid_t child = fork();
    if (child < 0)
        return -1;
    if (child == 0) {
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    if (wait4(child, &status, 0, used) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    struct rusage used = {0};
    if (argc < 3) {
        fputs("usage: cost FILE COMMAND [ARGUMENT...]\n", stderr);
        return 64;
    }
    double begin = now();
    int code = run(argv + 2, &used);
    double wall = now() - begin;
    FILE *out = code < 0 ? NULL : fopen(argv[1], "a");
    if (!out) {
        perror(argv[1]);
        return 127;
    }
    fprintf(out, "%.6f\t%.6f\t%ld\n", wall,
            seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
            used.ru_maxrss);
    return fclose(out) ? 127 : code;
}
