/* SPDX-License-Identifier: MIT
 *
 * print.c: a pipeline as it was understood, for people.
 *
 * Every value after --set and ${VAR}, each with the place it came from as a
 * comment. What is marked as secret is not shown; the plugins' declarations
 * say what is, so a pipeline is printed after it was planned. A command may
 * hold a password all the same: what comes from a variable whose name says so
 * stays ${VAR}.
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

/* Does the text take a variable whose name says that it is a secret? */
static bool takes_secret(const char *written)
{
    static const char *const words[] = {"PASS", "PWD",  "SECRET", "TOKEN",
                                        "KEY",  "CRED", "AUTH",   "_URL",
                                        "_URI", "_DSN"};
    for (const char *at = written; at && (at = strstr(at, "${")); at++)
        for (size_t i = 0; i < COUNT(words); i++) {
            const char *end = at + strcspn(at, "}:");
            const char *word = strcasestr(at, words[i]);
            if (word && word < end)
                return true;
        }
    return false;
}

static const char *text_of(const Setting *setting, bool origins)
{
    if (is_hidden(setting))
        return "(secret)";
    bool as_written = !origins || takes_secret(setting->written);
    return as_written && setting->written ? setting->written : setting->value;
}

static void print_setting(Text *out, const Setting *setting, bool origins)
{
    Str rest = str(text_of(setting, origins));
    Str line = S("");
    str_cut(&rest, '\n', &line);
    text_printf(out, "%s = %.*s", setting->key, PS(line));
    if (origins)
        print_origin(out, setting->place);
    else
        text_char(out, '\n');
    while (str_cut(&rest, '\n', &line))
        text_printf(out, "    %.*s\n", PS(line));
}

void ini_print(const Ini *ini, Text *out)
{
    for (size_t i = 0; i < ini->sections; i++) {
        const Section *s = &ini->section[i];
        text_printf(out, "%s[%s]\n", i ? "\n" : "", s->label);
        for (size_t k = 0; k < s->settings; k++)
            print_setting(out, &s->setting[k], true);
    }
}

/* What a run looks from is not what it computes. */
static bool is_instant(const Section *s, const char *key)
{
    return !strcmp(s->kind, "pipeline") &&
           (!strcmp(key, "as_of") || !strcmp(key, "every") ||
            !strcmp(key, "known_at") || !strcmp(key, "threads") ||
            !strcmp(key, "memory") || !strcmp(key, "temp"));
}

void ini_text(const Ini *ini, Text *out)
{
    for (size_t i = 0; i < ini->sections; i++) {
        const Section *s = &ini->section[i];
        if (!strcmp(s->kind, "output") || !strcmp(s->kind, "history"))
            continue;
        text_printf(out, "%s[%s]\n", out->len ? "\n" : "", s->label);
        for (size_t k = 0; k < s->settings; k++)
            if (!is_instant(s, s->setting[k].key))
                print_setting(out, &s->setting[k], false);
    }
}
