/* SPDX-License-Identifier: MIT
 *
 * print.c: a pipeline as it was understood, for people.
 *
 * Every value after --set and ${VAR}, each with the place it came from as a
 * comment. What is marked as secret is not shown; the plugins' declarations
 * say what is, so a pipeline is printed after it was planned.
 */
#include "config/config.h"

#include <string.h>

static void print_origin(Text *out, Place place)
{
    text_printf(out, "    ; %s", place.file);
    if (place.line > 0)
        text_printf(out, ":%d", place.line);
    text_char(out, '\n');
}

/* The value of password_env is no secret but the name of a variable. */
static bool is_hidden(const Setting *setting)
{
    size_t n = strlen(setting->key), end = strlen("_env");
    bool names = n > end && strcmp(setting->key + n - end, "_env") == 0;
    return setting->secret && !names;
}

static void print_setting(Text *out, const Setting *setting)
{
    Str rest = str(is_hidden(setting) ? "(secret)" : setting->value);
    Str line = S("");
    str_cut(&rest, '\n', &line);
    text_printf(out, "%s = %.*s", setting->key, PS(line));
    print_origin(out, setting->place);
    while (str_cut(&rest, '\n', &line))
        text_printf(out, "    %.*s\n", PS(line));
}

void ini_print(const Ini *ini, Text *out)
{
    for (size_t i = 0; i < ini->sections; i++) {
        const Section *s = &ini->section[i];
        text_printf(out, "%s[%s]\n", i ? "\n" : "", s->label);
        for (size_t k = 0; k < s->settings; k++)
            print_setting(out, &s->setting[k]);
    }
}
