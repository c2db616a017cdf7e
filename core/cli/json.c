/* SPDX-License-Identifier: MIT
 *
 * json.c: members of JSON objects. Each begins with the comma that parts it
 * from the one before, so the first member of an object is written by hand.
 * What is not known is null, never left out and never 0: whoever reads an
 * object finds the same keys in each.
 */
#include "cli/cli.h"

#include <math.h>

void json_text(Text *out, const char *key, const char *value)
{
    text_printf(out, ",\"%s\":", key);
    if (value)
        text_add_json(out, str(value));
    else
        text_puts(out, "null");
}

void json_number(Text *out, const char *key, double value)
{
    char number[32] = "null";
    if (isfinite(value))
        real_format(value, number);
    text_printf(out, ",\"%s\":%s", key, number);
}

void json_time(Text *out, const char *key, int64_t instant)
{
    char time[40];
    time_format_utc(instant, time);
    json_text(out, key, time);
}
