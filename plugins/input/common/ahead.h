/* SPDX-License-Identifier: MIT
 *
 * ahead.h: bytes that a thread of their own unpacks while the ones before are
 * being read.
 *
 * Unpacking costs about as much as all that is done with the rows afterwards,
 * and a packed file cannot be cut into splits. So a thread fills two blocks by
 * turns, and the reader empties them by turns. Which of them waits for the
 * other changes nothing in what is read; a failure is told when the reader
 * comes to it, by the reader, whose host is nobody else's to talk to.
 */
#ifndef HALE_INPUT_AHEAD_H
#define HALE_INPUT_AHEAD_H

#include "bytes.h"

typedef struct Ahead Ahead;

/* Starts the thread; `bytes` are its own then. NULL: there is no memory for it
 * or no thread to be had, and they are still the caller's. */
Ahead *ahead_open(const Bytes *bytes);
/* As bytes_read. `taken`: bytes of the file that this took so far. */
ptrdiff_t ahead_read(Ahead *ahead, hale_cx *cx, char *to, size_t room,
                     uint64_t *taken);
/* Ends the thread and closes the bytes; harmless on NULL. */
void ahead_close(Ahead *ahead);

#endif
