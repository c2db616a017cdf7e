/* SPDX-License-Identifier: MIT
 *
 * tap.h: between the text of a pipeline file and inih.
 *
 * inih, as distributions build it, splits lines of more than 199 bytes, cuts
 * names at 49, merges what is indented and gives no line numbers. So it never
 * sees the true lines. The tap reads each one whole, checks its form and puts
 * a short event in its place; when inih's handler is called with the name of
 * the event, the tap's fields hold what was really there. Private to config.
 */
#ifndef HALE_CORE_CONFIG_TAP_H
#define HALE_CORE_CONFIG_TAP_H

#include "base/base.h"

/* The names under which inih reports a line. */
#define TAP_SECTION "section" /* [key] */
#define TAP_KEY "key"         /* key = value */
#define TAP_MORE "more"       /* an indented line: value */

typedef struct Tap {
    Str rest;    /* of the text, from the next line on */
    Place place; /* of the line that inih reports */
    Str key;     /* the header or the key as written; empty: it was bad and
                  * has been told */
    Str value;
    bool header;  /* the event of a section line is still to be given */
    size_t given; /* events so far: as often must the handler be called */
    Diags *diags;
} Tap;

/* The text must outlive the tap and what is taken from it. */
void tap_open(Tap *tap, const char *path, Str text, Diags *diags);
/* inih's reader: the next line into `out`; NULL at the end. */
char *tap_read(char *out, int room, void *tap);
/* Are these the signs of a key? a-z first, then also 0-9 _ and '.'; behind
 * the first dot capitals too, for fx.EUR. */
bool tap_is_key(Str key);

#endif
