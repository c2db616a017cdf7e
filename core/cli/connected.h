/* SPDX-License-Identifier: MIT
 *
 * connected.h: what `hale check --connect` found in the inputs of a session,
 * and how it is told.
 */
#ifndef HALE_CORE_CLI_CONNECTED_H
#define HALE_CORE_CLI_CONNECTED_H

#include "cli/cli.h"
#include "run/run.h"

typedef struct Connected {
    const Plan *plan; /* that of the session */
    Survey *survey;   /* for each input */
    int code;         /* of the first that is not well */
} Connected;
/* Opens and reads every input; false: the pipeline is wrong, nothing was. */
bool connected_read(Connected *c, Args *args, hale_session *h, Bar *bar);
void connected_print(Text *out, const Term *term, const Connected *c);
void connected_json(Text *out, const Connected *c);

#endif
