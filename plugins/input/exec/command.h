/* SPDX-License-Identifier: MIT
 *
 * command.h: a command of the shell whose output is read.
 *
 * It runs in a process group of its own, with nothing to read and its errors
 * caught, and has to be done before its time is up. Whether its output is
 * worth anything is known only when it has ended: the read that finds the end
 * waits for the exit code, and fails unless that is 0. A reader that treats
 * this failure as every other never uses half an answer.
 *
 * Nothing of it stays behind: no process, no zombie, no descriptor. What a
 * command itself puts into another session is its own affair.
 */
#ifndef HALE_EXEC_COMMAND_H
#define HALE_EXEC_COMMAND_H

#include <sys/types.h>

#include "../common/bytes.h"

enum { COMMAND_LINE = 400 }; /* bytes of a line of errors that are kept */

typedef struct Command {
    const char *label; /* for messages */
    pid_t pid;         /* 0: it has ended and was waited for */
    int out, err;      /* -1: closed */
    int status;        /* of waitpid */
    int64_t deadline;  /* milliseconds of the monotonic clock; 0: none */
    int64_t seconds;   /* that it was given */
    char line[COMMAND_LINE], last[COMMAND_LINE]; /* of errors: being read, */
    size_t line_len, last_len;                   /*   and read whole */
} Command;

/* Starts `text` by /bin/sh in `folder`. `seconds` 0: no limit. 0, or -1 after
 * hale_fail and nothing runs. */
int command_start(Command *command, hale_cx *cx, const char *text,
                  const char *folder, int64_t seconds);

/* As BytesSource.read and .close; `state` is the command. close ends what
 * still runs, first gently. */
ptrdiff_t command_read(hale_cx *cx, void *state, char *to, size_t room);
void command_close(void *state);

#endif
