/* SPDX-License-Identifier: MIT
 *
 * pipeline.c: [pipeline], what holds for the whole run.
 *
 * Time zone and as-of come first, since dates elsewhere are read with them.
 * Neither is ever taken from the machine: the same file gives the same
 * figures in Berlin and in Boston.
 */
#include "build.h"

#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {
    "name",    "as_of",       "every",    "timezone", "currency",
    "roster",  "attributes",  "threads",  "on_error", "max_rejects",
    "rejects", "plugin_path", "known_at", "fx",       "grain",
    "owner",   "profile",     "memory",   "temp",     NULL};

static void read_name(Build *b, Section *s)
{
    Plan *p = b->plan;
    Setting *name = take(b, s, "name");
    Str file = str(path_base(p->ini.path));
    if (file.len > 4 && str_is((Str){file.data + file.len - 4, 4}, ".ini"))
        file.len -= 4;
    p->name = arena_strndup(&p->arena, file.data, file.len);
    if (!name)
        return;
    if (*name->value && !strchr(name->value, '/'))
        p->name = name->value;
    else
        diag_error(b->diags, name->place, s->label,
                   "name = %s is not a name without \"/\"",
                   shown(b, str(name->value)));
}

static void read_zone(Build *b, Section *s)
{
    Plan *p = b->plan;
    Error error = {0};
    const char *name =
        take_required(b, s, "timezone",
                      "days begin at midnight there, for example "
                      "timezone = Europe/Berlin, or UTC");
    if (name && !(p->zone = zone_open(name, &error)))
        diag_error(b->diags, section_find(s, "timezone")->place, s->label, "%s",
                   error.message);
    if (!p->zone) /* dates are still to be looked at */
        p->zone = zone_open("UTC", NULL);
}

static void read_threads(Build *b, Section *s, unsigned override)
{
    Setting *setting = take(b, s, "threads");
    int64_t count = 0;
    b->plan->threads = override ? override : workers_auto();
    if (!setting || !strcmp(setting->value, "auto"))
        return;
    if (hale_read_int(str(setting->value), (hale_signs){0}, &count) ||
        count < 1 || count > 256)
        diag_error(b->diags, setting->place, s->label,
                   "threads = %s is not auto or a number from 1 to 256",
                   shown(b, str(setting->value)));
    else if (!override)
        b->plan->threads = (unsigned)count;
}

/* Rows that wait for the others are the only thing that grows with their
 * number. */
static void read_memory(Build *b, Section *s)
{
    Plan *p = b->plan;
    Setting *most = take(b, s, "memory");
    const char *folder = take_value(b, s, "temp");
    const char *usual = getenv("TMPDIR");
    p->temp = folder            ? path_join(&p->arena, p->ini.dir, folder)
              : usual && *usual ? arena_strndup(&p->arena, usual, strlen(usual))
                                : "/tmp";
    if (!most || !strcmp(most->value, "none"))
        return;
    if (bytes_parse(str(most->value), &p->memory) || !p->memory)
        diag_error(b->diags, most->place, s->label,
                   "memory = %s is neither none nor a size such as 512MiB or "
                   "2GiB",
                   shown(b, str(most->value)));
}

OnError on_error_read(Build *b, Section *s, OnError fallback)
{
    static const char *const words[] = {"fail", "skip", NULL};
    return (OnError)take_word(b, s, "on_error", words, (int)fallback);
}

static void read_rejects(Build *b, Section *s)
{
    Plan *p = b->plan;
    Setting *most = take(b, s, "max_rejects");
    const char *file = take_value(b, s, "rejects");
    p->max_rejects = -1;
    p->max_reject_share = -1;
    if (!file)
        file = arena_printf(&p->arena, "%s-rejects.csv", p->name);
    p->reject_file = path_join(&p->arena, p->ini.dir, file);
    if (!most || percent_parse(str(most->value), &p->max_reject_share) == 0)
        return;
    if (hale_read_int(str(most->value), (hale_signs){0}, &p->max_rejects) ||
        p->max_rejects < 0)
        diag_error(b->diags, most->place, s->label,
                   "max_rejects = %s is neither a number of rows such as 100 "
                   "nor a share such as 0.1%%",
                   shown(b, str(most->value)));
}

static void read_known_at(Build *b, Section *s)
{
    Plan *p = b->plan;
    Setting *setting = take(b, s, "known_at");
    p->known = KNOWN_ALWAYS;
    if (!setting)
        return;
    if (!strcmp(setting->value, "as_of"))
        p->known = KNOWN_AT_AS_OF;
    else if (time_parse(p->zone, str(setting->value), &p->known_at) == 0)
        p->known = KNOWN_AT;
    else
        diag_error(b->diags, setting->place, s->label,
                   "known_at = %s is neither as_of nor a date such as "
                   "2025-12-31",
                   shown(b, str(setting->value)));
}

void pipeline_read(Build *b, const PlanFrom *from)
{
    Plan *p = b->plan;
    size_t at = 0;
    Section *s = section_next(b, "pipeline", &at);
    const char *folders = s ? take_value(b, s, "plugin_path") : NULL;
    registry_open(&p->registry, folders, p->ini.dir);
    p->currency = "";
    if (!s) {
        diag_error(b->diags, (Place){p->ini.path, 0, 0}, NULL,
                   "there is no [pipeline]: it says as_of and timezone");
        return;
    }
    read_name(b, s);
    read_zone(b, s);
    money_read(b, s);
    grain_read(b, s);
    as_of_read(b, s, from);
    read_known_at(b, s);
    read_threads(b, s, from->threads);
    read_memory(b, s);
    on_error_read(b, s, ON_ERROR_FAIL);
    read_rejects(b, s);
    take(b, s, "roster");
    take(b, s, "attributes");
    take(b, s, "owner");
    section_rest(b, s, keys, NULL);
}
