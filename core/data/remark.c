/* SPDX-License-Identifier: MIT
 *
 * remark.c: what plugins have to say while a run goes on.
 *
 * A metric is called for every account and may say the same thing each time;
 * a reader may find the same fault in every row. So each thread keeps what is
 * new, up to a limit, and the remarks of all threads are joined in the order
 * of the data.
 */
#include "data/data.h"

#include <string.h>

enum { MOST = 20 };

void remark_add(Diags *remarks, const char *section, const char *message)
{
    for (size_t i = 0; i < remarks->count; i++)
        if (!strcmp(remarks->item[i].message, message) &&
            !strcmp(remarks->item[i].section, section))
            return;
    if (remarks->count < MOST)
        diag_warn(remarks, (Place){0}, section, "%s", message);
}

void remarks_join(Diags *into, Diags *from)
{
    for (size_t i = 0; i < from->count; i++)
        remark_add(into, from->item[i].section, from->item[i].message);
    diags_free(from);
    *from = (Diags){0};
}
