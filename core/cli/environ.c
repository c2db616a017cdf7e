/* SPDX-License-Identifier: MIT
 *
 * environ.c: every option as an environment variable: --as-of is HALE_AS_OF.
 *
 * A flag wins over the variable, the variable over the pipeline. Only the
 * options of the command at hand are looked up, an empty variable is none,
 * and HALE_SET takes several settings, a line each. HALE_HELP and
 * HALE_VERSION do nothing: they ask, they do not set.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void environ_name(const Option *option, char name[48])
{
    size_t n = (size_t)snprintf(name, 48, "HALE_%s", option->name);
    for (size_t i = 0; i < n && i < 47; i++)
        name[i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
}

static int read_switch(Args *args, const Option *o, const char *value,
                       const char *origin, Error *error)
{
    static const char *const yes[] = {"1", "yes", "true", "on", NULL};
    static const char *const no[] = {"0", "no", "false", "off", NULL};
    for (size_t i = 0; yes[i]; i++)
        if (strcmp(value, yes[i]) == 0)
            return option_store(args, o, NULL, origin, error);
    for (size_t i = 0; no[i]; i++)
        if (strcmp(value, no[i]) == 0)
            return 0;
    return error_set(error, EXIT_USAGE, "%s takes yes or no, not \"%s\"",
                     origin, value);
}

/* One setting a line; those of the flags come after, so that they win. */
static int read_sets(Args *args, const Option *o, const char *value,
                     const char *origin, Error *error)
{
    size_t lines = 2, flags = args->sets;
    const char **flag = args->set;
    for (const char *c = value; *c; c++)
        lines += *c == '\n';
    args->set = arena_array(&args->arena, lines + flags, sizeof(char *));
    args->sets = 0;
    Str rest = str(value), line;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        char *copy = arena_strndup(&args->arena, line.data, line.len);
        if (line.len && option_store(args, o, copy, origin, error))
            return -1;
    }
    for (size_t i = 0; i < flags; i++)
        args->set[args->sets++] = flag[i];
    args->set[args->sets] = NULL;
    return 0;
}

static bool is_looked_up(const Args *args, const Option *o, bool seen)
{
    bool asks =
        o->at == offsetof(Args, help) || o->at == offsetof(Args, version);
    if (asks || (args->command && !option_is_for(o, args->command)))
        return false;
    return !seen || o->at == offsetof(Args, set);
}

int environ_read(Args *args, const bool *seen, Error *error)
{
    for (size_t i = 0; options[i].name; i++) {
        const Option *o = &options[i];
        char name[48];
        environ_name(o, name);
        const char *value = getenv(name);
        if (!value || !*value || !is_looked_up(args, o, seen[i]))
            continue;
        int rc;
        if (o->at == offsetof(Args, set))
            rc = read_sets(args, o, value, name, error);
        else if (o->type == TAKES_NOTHING)
            rc = read_switch(args, o, value, name, error);
        else
            rc = option_store(args, o, value, name, error);
        if (rc)
            return rc;
    }
    return 0;
}
