/* SPDX-License-Identifier: MIT
 *
 * command.c: see command.h. posix_spawn, two pipes, and a loop of poll that
 * wakes ten times a second to see whether the user or the time says stop.
 */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../common/utf8.h"

#define VARIABLE "HALE_EXEC_COMMAND" /* how the shell gets to know it */

enum { LOOK_MS = 100, EXIT_MS = 5, GRACE_MS = 2000 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* ------------------------------------------------------------- starting -- */

/* Its own group, no signal blocked or ignored. */
static int set_signals(posix_spawnattr_t *attr)
{
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    return posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP |
                                              POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETSIGMASK) ||
           posix_spawnattr_setsigdefault(attr, &all) ||
           posix_spawnattr_setsigmask(attr, &none);
}

static int set_files(posix_spawn_file_actions_t *files, const char *folder,
                     int out, int err)
{
    return posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null",
                                            O_RDONLY, 0) ||
           posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO) ||
           posix_spawn_file_actions_adddup2(files, err, STDERR_FILENO) ||
           posix_spawn_file_actions_addchdir_np(files, folder);
}

/* Our environment and the command; to be freed. NULL: no memory. */
static char **environment_with(const char *variable)
{
    size_t count = 0;
    char **all;
    while (environ[count])
        count++;
    all = malloc((count + 2) * sizeof *all);
    if (!all)
        return NULL;
    memcpy(all, environ, count * sizeof *all);
    memcpy(&all[count], &variable, sizeof variable); /* nobody writes to it */
    all[count + 1] = NULL;
    return all;
}

/* 0 or an error number. The arguments of a process can be listed by everybody,
 * and ${VAR} may have put a password into the text: so the shell finds it in
 * its environment, and what it starts does not. */
static int spawn(Command *command, const char *variable, const char *folder,
                 int out, int err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    const char *const words[] = {
        "sh", "-c",
        "command=$" VARIABLE "; unset " VARIABLE "; eval \"$command\"", NULL};
    char *argv[4], **envp = environment_with(variable);
    int rc = ENOMEM;
    memcpy(argv, words, sizeof argv); /* posix_spawn changes none of them */
    if (!envp)
        return rc;
    if (posix_spawn_file_actions_init(&files) == 0) {
        if (posix_spawnattr_init(&attr) == 0) {
            if (!set_signals(&attr) && !set_files(&files, folder, out, err))
                rc = posix_spawn(&command->pid, "/bin/sh", &files, &attr, argv,
                                 envp);
            posix_spawnattr_destroy(&attr);
        }
        posix_spawn_file_actions_destroy(&files);
    }
    free(envp);
    return rc;
}

int command_start(Command *command, hale_cx *cx, const char *text,
                  const char *folder, int64_t seconds)
{
    int out[2] = {-1, -1}, err[2] = {-1, -1};
    struct stat st;
    char why[128], *variable;
    int rc;
    command->out = command->err = -1;
    command->seconds = seconds;
    command->deadline = seconds ? now_ms() + seconds * 1000 : 0;
    if (stat(folder, &st) || !S_ISDIR(st.st_mode))
        return hale_fail(cx, "folder: there is no folder %s", folder);
    variable = cx->alloc(cx, sizeof VARIABLE "=" + strlen(text));
    if (!variable)
        return -1;
    stpcpy(stpcpy(variable, VARIABLE "="), text);
    rc = pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)
             ? errno
             : spawn(command, variable, folder, out[1], err[1]);
    close_one(&out[1]);
    close_one(&err[1]);
    command->out = out[0];
    command->err = err[0];
    if (rc == 0)
        return 0;
    command->pid = 0;
    command_close(command);
    return hale_fail(cx, "%s: cannot be started: %s", command->label,
                     strerror_r(rc, why, sizeof why));
}

/* --------------------------------------------------------------- errors -- */

static void end_line(Command *command)
{
    if (command->line_len == 0)
        return;
    memcpy(command->last, command->line, command->line_len);
    command->last_len = command->line_len;
    command->line_len = 0;
}

/* Keeps the last line that is not blank. */
static void take_errors(Command *command, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)bytes[i];
        if (c == '\n' || c == '\r')
            end_line(command);
        else if ((c > ' ' || command->line_len) &&
                 command->line_len < COMMAND_LINE)
            command->line[command->line_len++] =
                c < ' ' || c == 0x7f ? ' ' : (char)c;
    }
}

/* Reads what is there. */
static void read_errors(Command *command)
{
    char bytes[4096];
    ssize_t got = read(command->err, bytes, sizeof bytes);
    if (got > 0)
        take_errors(command, bytes, (size_t)got);
    else if (got == 0 || errno != EINTR)
        close_one(&command->err);
}

/* "; it said: ..." or nothing. */
static void said(Command *command, char *out, size_t room)
{
    hale_str last;
    end_line(command);
    last = (hale_str){command->last, command->last_len};
    out[0] = '\0';
    if (last.len)
        snprintf(out, room, "; it said: %.*s", (int)utf8_check(last),
                 last.data);
}

/* -------------------------------------------------------------- waiting -- */

/* Waits until there is output (or it ends), errors, or a little time is over;
 * takes the errors. 1: output; 0: none yet; -1: time to stop. */
static int wait_some(hale_cx *cx, Command *command, int most_ms)
{
    struct pollfd fds[2] = {{.fd = command->out, .events = POLLIN},
                            {.fd = command->err, .events = POLLIN}};
    if (cx->stopped(cx))
        return hale_fail(cx, "%s: stopped", command->label);
    if (command->deadline && now_ms() >= command->deadline) {
        char words[COMMAND_LINE + 20];
        said(command, words, sizeof words);
        return hale_fail(cx, "%s: did not end within %lld s%s", command->label,
                         (long long)command->seconds, words);
    }
    if (poll(fds, 2, most_ms) < 0 && errno != EINTR)
        return hale_fail(cx, "%s: cannot be waited for", command->label);
    if (fds[1].revents)
        read_errors(command);
    return fds[0].revents != 0;
}

/* Has it ended? */
static int is_over(Command *command)
{
    pid_t got;
    if (command->pid == 0)
        return 1;
    do
        got = waitpid(command->pid, &command->status, WNOHANG);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return 0;
    if (got < 0) /* somebody else waited for it: not known to be well */
        command->status = -1;
    command->pid = 0;
    return 1;
}

/* The errors that are in the pipe and can be had without waiting. */
static void drain_errors(Command *command)
{
    struct pollfd one = {.fd = command->err, .events = POLLIN};
    while (command->err >= 0 && poll(&one, 1, 0) > 0)
        read_errors(command);
}

/* Waits for the exit code: 0 if it is. */
static int finish(hale_cx *cx, Command *command)
{
    char words[COMMAND_LINE + 20];
    close_one(&command->out);
    while (!is_over(command))
        if (wait_some(cx, command, EXIT_MS) < 0)
            return -1;
    drain_errors(command);
    close_one(&command->err);
    if (command->status == 0)
        return 0;
    said(command, words, sizeof words);
    if (command->status == -1)
        return hale_fail(cx, "%s: its exit code is not known", command->label);
    if (WIFSIGNALED(command->status))
        return hale_fail(cx, "%s: was killed by signal %d%s", command->label,
                         WTERMSIG(command->status), words);
    return hale_fail(cx, "%s: failed with exit code %d%s", command->label,
                     WEXITSTATUS(command->status), words);
}

ptrdiff_t command_read(hale_cx *cx, void *state, char *to, size_t room)
{
    Command *command = state;
    ssize_t got;
    if (command->out < 0)
        return 0;
    do {
        int ready = wait_some(cx, command, LOOK_MS);
        if (ready < 0)
            return -1;
        got = ready ? read(command->out, to, room) : -1;
        if (ready && got < 0 && errno != EINTR)
            return hale_fail(cx, "%s: its output cannot be read",
                             command->label);
    } while (got < 0);
    return got ? got : finish(cx, command);
}

/* -------------------------------------------------------------- stopping -- */

/* Has the shell ended? It is not waited for yet: as long as it is not, the
 * number of its group is nobody else's. */
static int has_ended(const Command *command)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)command->pid, &info,
                  WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid == command->pid;
}

void command_close(void *state)
{
    Command *command = state;
    const int64_t until = now_ms() + GRACE_MS;
    close_one(&command->out);
    close_one(&command->err);
    if (command->pid == 0)
        return;
    kill(-command->pid, SIGTERM);
    while (!has_ended(command) && now_ms() < until)
        poll(NULL, 0, EXIT_MS);
    kill(-command->pid, SIGKILL); /* what it started may not have ended */
    while (waitpid(command->pid, &command->status, 0) < 0 && errno == EINTR)
        continue;
    command->pid = 0;
}
