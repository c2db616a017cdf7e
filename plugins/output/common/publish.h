/* SPDX-License-Identifier: MIT
 *
 * publish.h: files that appear whole, together, or not at all.
 *
 * What is written goes to a temporary file beside the one that is meant.
 * Commit makes all of them safe on the disk first and only then gives them
 * their names, so that a full disk costs nobody yesterday's file. A failed
 * fsync is never tried again: what is on the disk is not known after it.
 *
 * A path is a pattern: {table} stands for the name of a table. "-" is the
 * standard output, which is written at commit.
 */
#ifndef HALE_OUTPUT_PUBLISH_H
#define HALE_OUTPUT_PUBLISH_H

#include <sys/types.h>

#include "buffer.h"

typedef struct PublishFile {
    struct PublishFile *next;
    char *path, *temporary; /* NULL: the standard output */
    int fd;                 /* -1: closed, or the standard output */
    int renamed;
    off_t written, begun; /* bytes, and those that the disk was told of */
    size_t tables;        /* how many the caller has written to it */
    Buffer text;          /* write here, then publish_flush */
} PublishFile;

typedef struct PublishFolder { /* that was made for us */
    struct PublishFolder *next;
    char path[];
} PublishFolder;

typedef struct Publish {
    const char *pattern; /* in cx's memory */
    int is_many;         /* the pattern has {table} */
    PublishFile *first;
    PublishFolder *made; /* the innermost first */
} Publish;

/* Makes the folder and looks whether it can be written to. */
int publish_open(hale_cx *cx, Publish *publish, const char *pattern);
/* The file that `table` belongs to, opened when it is new. */
int publish_file(hale_cx *cx, Publish *publish, const char *table,
                 PublishFile **file);
/* Writes the text out when there is much of it. 0 or -1. */
int publish_flush(hale_cx *cx, PublishFile *file);
/* Puts bytes behind what was flushed, past `text`, which must be empty: for
 * many of them that need not be copied first. From any thread, one at a time:
 * 0, or the errno of the failure. */
int publish_put(PublishFile *file, const char *data, size_t len);
/* Fails as publish_flush would, with the errno of a publish_put. */
int publish_failed(hale_cx *cx, const PublishFile *file, int error);
/* Writes all of it out, and the disk begins: at the end of a table, so that a
 * full disk shows before the first output of the run is published. 0 or -1. */
int publish_drain(hale_cx *cx, PublishFile *file);
/* 0: all files are there. publish_close must follow in any case. */
int publish_commit(hale_cx *cx, Publish *publish);
/* Removes what is not published, the folders that were made for it too, and
 * frees the memory. Harmless when there is nothing. */
void publish_close(Publish *publish);

#endif
