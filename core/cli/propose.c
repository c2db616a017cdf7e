/* SPDX-License-Identifier: MIT
 *
 * propose.c: guesses, written down as a pipeline and a formula.
 *
 * Every line that was guessed ends in "; guessed", so that it can be found
 * and looked at. Metrics and components are only proposed where the columns
 * that they need were found.
 */
#include "cli/probe.h"

#include <string.h>

/* What is worth computing from rows of a role that have these columns. */
static const struct {
    const char *role, *needs, *text;
} metrics[] = {
    {"subscriptions", "mrr", "[metric.mrr]\nplugin = revenue.mrr\n"},
    {"subscriptions", "mrr",
     "[metric.movements]\nplugin  = revenue.movements\n"
     "periods = 12 x month\n"},
    {"events", "user",
     "[metric.active_users]\nplugin  = usage.active_users\nwindow  = 28d\n"
     "compare = previous\n"},
    {"events", "",
     "[metric.active_days]\nplugin = usage.active_days\nwindow = 28d\n"},
    {"surveys", "score", "[metric.nps]\nplugin = survey.latest\n"},
    {"tickets", "", "[metric.open_tickets]\nplugin = support.open\n"},
    {"touches", "",
     "[metric.days_since_touch]\nplugin = engagement.days_since_touch\n"},
    {"accounts", "created", "[metric.tenure_days]\nplugin = account.tenure\n"},
    {"accounts", "seats",
     "[metric.seats]\nplugin = account.attribute\ncolumn = seats\n"},
    {"accounts", "renewal",
     "[metric.days_to_renewal]\nplugin = account.days_until\n"
     "column = renewal\n"},
};

/* A part of the score: what it needs (ROLE.COLUMN), and its text. */
static const struct {
    const char *needs[2], *inputs, *text;
} components[] = {
    {{"events.user", "accounts.seats"},
     "\"active_users\", \"seats\"",
     "component \"reach\" {\n  weight = 40,\n"
     "  value  = function(m) return ratio(m.active_users, m.seats) end,\n"
     "  curve  = ramp(0, 0.5),\n"
     "  why    = \"{active_users} of {seats} seats in use\",\n}\n"
     "property \"more users never hurt\" { rising = \"active_users\" }\n"},
    {{"events.time", NULL},
     "\"active_days\"",
     "component \"habit\" {\n  weight = 30,\n  metric = \"active_days\",\n"
     "  curve  = ramp(0, 16),\n"
     "  why    = \"active on {active_days} of 28 days\",\n}\n"
     "property \"more active days never hurt\" { rising = \"active_days\" }\n"},
    {{"surveys.score", NULL},
     "\"nps\"",
     "component \"voice\" {\n  weight = 30,\n  metric = \"nps\",\n"
     "  curve  = ramp(2, 9),\n"
     "  stale  = { after = \"90d\", halflife = \"60d\" },\n"
     "  why    = \"the last answer was {value}\",\n}\n"
     "property \"a better answer never hurts\" { rising = \"nps\" }\n"},
    {{"touches.time", NULL},
     "\"days_since_touch\"",
     "component \"contact\" {\n  weight = 15,\n"
     "  metric = \"days_since_touch\",\n  curve  = ramp(90, 14),\n"
     "  why    = \"last touch {days_since_touch} days ago\",\n}\n"
     "property \"silence never helps\" { falling = \"days_since_touch\" }\n"},
    {{"tickets.opened", NULL},
     "\"open_tickets\"",
     "component \"support\" {\n  weight = 15,\n  metric = \"open_tickets\",\n"
     "  curve  = ramp(8, 0),\n  why    = \"{open_tickets} tickets "
     "open\",\n}\n"
     "property \"more tickets never help\" { falling = \"open_tickets\" }\n"},
};

/* ---------------------------------------------------------------- found -- */

static bool has_column(const Source *s, const char *ours)
{
    for (size_t c = 0; c < s->probe->names; c++)
        if (s->guess.ours[c] && !strcmp(s->guess.ours[c], ours))
            return true;
    return false;
}

/* Does a source of that role have the column? "": any source of the role. */
static bool found(const Source *source, size_t sources, Str role,
                  const char *ours)
{
    for (size_t i = 0; i < sources; i++)
        if (source[i].guess.role && str_is(role, source[i].guess.role->name) &&
            (!*ours || has_column(&source[i], ours)))
            return true;
    return false;
}

/* The same for "role.column"; NULL is no wish at all. */
static bool granted(const Source *source, size_t sources, const char *need)
{
    const char *dot = need ? strchr(need, '.') : NULL;
    return !need ||
           found(source, sources, (Str){need, (size_t)(dot - need)}, dot + 1);
}

/* ------------------------------------------------------------- pipeline -- */

static void put_guess(Text *ini, const char *line)
{
    text_printf(ini, "%-36s ; guessed\n", line);
}

static void put_unused(Text *ini, const Source *s)
{
    const char *before = "; not read: ";
    for (size_t c = 0; c < s->probe->names; c++) {
        if (s->guess.ours[c] || !strcmp(s->probe->name[c], "currency"))
            continue; /* the latter is read by that name */
        text_puts(ini, before);
        text_add_safe(ini, str(s->probe->name[c]), 60);
        before = ", ";
    }
    if (*before == ',')
        text_char(ini, '\n');
}

/* The first source of the same role: several of one make one data set. */
static const Source *first_like(const Sources *all, const Source *s)
{
    const Source *first = all->source;
    while (first->guess.role != s->guess.role)
        first++;
    return first;
}

static void put_input(Text *ini, const Sources *all, const Source *s)
{
    char line[256];
    const Source *first = first_like(all, s);
    text_printf(ini, "[input.%s]\nplugin = %s\n", s->name, all->plugin);
    for (size_t i = 0; s->settings[i]; i++)
        text_printf(ini, "%s\n", s->settings[i]);
    snprintf(line, sizeof line, "role   = %s", s->guess.role->name);
    put_guess(ini, line);
    if (first != s) {
        snprintf(line, sizeof line, "feeds  = %s", first->name);
        put_guess(ini, line);
    }
    for (size_t c = 0; c < s->probe->names; c++) {
        const char *ours = s->guess.ours[c];
        if (!ours || !strcmp(ours, s->probe->name[c]))
            continue;
        snprintf(line, sizeof line, "column.%s = %s", ours, s->probe->name[c]);
        put_guess(ini, line);
    }
    put_unused(ini, s);
    text_char(ini, '\n');
}

static void put_inputs(Text *ini, const Sources *all)
{
    const Source *source = all->source;
    text_puts(ini, "; ---- what we know ------------------------------------"
                   "---------------------\n\n");
    if (all->note)
        text_printf(ini, "%s\n", all->note);
    for (size_t i = 0; i < all->count; i++) {
        if (source[i].guess.role) {
            put_input(ini, all, &source[i]);
            continue;
        }
        text_puts(ini, "; no idea what this is:\n");
        for (size_t k = 0; source[i].settings[k]; k++)
            text_printf(ini, "; %s\n", source[i].settings[k]);
        text_char(ini, '\n');
    }
}

static void put_metrics(Text *ini, const Source *source, size_t sources)
{
    text_puts(ini, "; ---- what we compute ---------------------------------"
                   "---------------------\n\n");
    for (size_t i = 0; i < COUNT(metrics); i++)
        if (found(source, sources, str(metrics[i].role), metrics[i].needs))
            text_printf(ini, "%s\n", metrics[i].text);
}

/* Columns of the roster that people group by and like to see. */
static void put_attributes(Text *ini, const Source *source, size_t sources)
{
    static const char *const names[] = {"name", "segment", "csm", "parent"};
    const char *before = "attributes = ";
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!found(source, sources, S("accounts"), names[i]))
            continue;
        text_printf(ini, "%s%s", before, names[i]);
        before = ", ";
    }
    if (*before == ',')
        text_char(ini, '\n');
}

static void put_rollups(Text *ini, const Source *source, size_t sources)
{
    static const char *const names[] = {"segment", "csm"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (found(source, sources, S("accounts"), names[i]))
            text_printf(ini, "[rollup.%s]\nby = %s\n\n", names[i], names[i]);
}

static const char *roster_of(const Source *source, size_t sources)
{
    for (size_t i = 0; i < sources; i++)
        if (source[i].guess.role &&
            !strcmp(source[i].guess.role->name, "accounts"))
            return source[i].name;
    return NULL;
}

void guess_pipeline(Text *ini, const char *name, const Sources *all)
{
    const Source *source = all->source;
    size_t sources = all->count;
    const char *roster = roster_of(source, sources);
    text_puts(ini, "; hale.ini: proposed from the columns that were found. "
                   "Look at each line\n; that says \"guessed\".\n\n"
                   "[pipeline]\n");
    text_printf(ini, "name     = %s\nas_of    = today\n", name);
    put_guess(ini, "timezone = UTC");
    put_guess(ini, "currency = USD");
    if (roster)
        text_printf(ini, "roster   = %s\n", roster);
    put_attributes(ini, source, sources);
    text_char(ini, '\n');
    put_inputs(ini, all);
    put_metrics(ini, source, sources);
    text_puts(ini, "; ---- what we think -----------------------------------"
                   "---------------------\n\n"
                   "[score.health]\nscript = scripts/health.lua\n\n"
                   "; ---- who is responsible, and who reads it "
                   "---------------------------------\n\n");
    put_rollups(ini, source, sources);
    text_puts(ini, "[output.files]\nplugin = csv\npath   = out/{table}.csv\n"
                   "tables = accounts, scores, components, rollup_*\n");
}

/* -------------------------------------------------------------- formula -- */

/* Are the columns there that the i-th component needs? */
static bool is_possible(const Source *source, size_t sources, size_t i)
{
    for (size_t k = 0; k < COUNT(components[i].needs); k++)
        if (!granted(source, sources, components[i].needs[k]))
            return false;
    return true;
}

bool guess_formula(Text *lua, const Source *source, size_t sources)
{
    size_t count = 0;
    text_puts(lua, "-- health.lua: a first formula, from the figures that "
                   "are there. Make it yours.\ntitle   \"Customer health\"\n"
                   "version \"1\"\n\ninputs { ");
    for (size_t i = 0; i < COUNT(components); i++)
        if (is_possible(source, sources, i))
            text_printf(lua, "%s%s", count++ ? ", " : "", components[i].inputs);
    text_puts(lua, " }\n\n");
    for (size_t i = 0; i < COUNT(components); i++)
        if (is_possible(source, sources, i))
            text_puts(lua, components[i].text);
    text_puts(lua, "\nbands { red = 0, yellow = 50, green = 75 }\n"
                   "coverage { min = 0.4 }\n");
    return count > 0;
}
