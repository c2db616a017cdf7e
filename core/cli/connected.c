/* SPDX-License-Identifier: MIT
 *
 * connected.c: `hale check --connect`: what the inputs hold.
 *
 *     input     plugin  rows   rejected  from        to          open  read
 *     accounts  csv        10  0         -           -           1 ms  1 ms
 *     accounts  reads 3 of 5 columns: account text, created time ...
 *
 * Rows are those that a run would see; from and to are the oldest and newest
 * of those that it would use. The times are looked at with a clock, so they
 * are the only part of this that is another one the next time.
 */
#include "cli/connected.h"

#include <string.h>

bool connected_read(Connected *c, Args *args, hale_session *h, Bar *bar)
{
    const Plan *plan = &h->plan;
    int code = survey_open(h);
    if (!h->connected)
        return false;
    *c = (Connected){.plan = plan, .code = code};
    c->survey = arena_array(&args->arena, plan->inputs + 1, sizeof *c->survey);
    for (size_t i = 0; i < plan->inputs; i++) {
        bar->title = plan->input[i].name;
        survey_read(h, i, &c->survey[i]);
        if (!c->code)
            c->code = c->survey[i].code;
    }
    bar_clear(bar);
    code = survey_rest(h, c->survey);
    if (!c->code)
        c->code = code;
    return true;
}

/* -------------------------------------------------------------- columns -- */

/* A column of the source and what it is for; false: there are no more. */
typedef struct Use {
    const char *source, *ours;
    hale_type type;
} Use;

static bool use_at(const Connected *c, const InputPlan *in, size_t i, Use *use)
{
    const DataSet *set = &c->plan->data_set[in->data_set];
    const Use fixed[] = {{in->account, "account", HALE_TEXT},
                         {in->time, "time", HALE_TIME},
                         {in->until, "until", HALE_TIME},
                         {in->recorded, "recorded", HALE_TIME},
                         {in->currency, "currency", HALE_TEXT}};
    if (i < COUNT(fixed)) {
        *use = fixed[i];
        return true;
    }
    i -= COUNT(fixed);
    if (i >= set->kept_count)
        return false;
    *use = (Use){in->kept[i], set->kept[i].name, set->kept[i].type};
    return true;
}

static bool is_used(const Connected *c, const InputPlan *in, const char *name)
{
    Use use;
    for (size_t i = 0; use_at(c, in, i, &use); i++)
        if (use.source && !strcmp(use.source, name))
            return true;
    return false;
}

static size_t count_used(const Connected *c, const InputPlan *in)
{
    size_t used = 0;
    for (size_t i = 0; i < in->founds; i++)
        used += is_used(c, in, in->found[i]);
    return used;
}

/* A source that came to an end long ago, or that begins tomorrow. */
static void add_span(Text *line, const Connected *c, size_t i)
{
    const DataSet *set = &c->plan->data_set[c->plan->input[i].data_set];
    const Survey *s = &c->survey[i];
    char begin[40], end[40];
    if (!s->was_read || s->counts.kept || s->counts.rejected ||
        set->begin == INT64_MIN)
        return;
    time_format(c->plan->zone, set->begin, begin);
    time_format(c->plan->zone, set->end, end);
    text_printf(line, "; none in %s .. %s, all that is looked at", begin, end);
}

static void print_columns(Text *out, const Term *term, const Connected *c,
                          size_t at)
{
    const InputPlan *in = &c->plan->input[at];
    Text line = {0};
    Use use;
    const char *before = ": ";
    text_printf(&line, "reads %zu of ", count_used(c, in));
    text_count(&line, (int64_t)in->founds, "column", "columns");
    for (size_t i = 0; use_at(c, in, i, &use); i++) {
        if (!use.source)
            continue;
        text_puts(&line, before);
        text_safe(&line, str(use.source));
        text_printf(&line, " %s", type_name(use.type));
        before = ", ";
    }
    before = "; not read: ";
    for (size_t i = 0; i < in->founds; i++) {
        if (is_used(c, in, in->found[i]))
            continue;
        text_puts(&line, before);
        text_safe(&line, str(in->found[i]));
        before = ", ";
    }
    add_span(&line, c, at);
    Text head = {0};
    text_printf(&head, "  %s ", in->name);
    term_wrap(out, term, head.data, text_str(&line));
    text_free(&head);
    text_free(&line);
}

/* --------------------------------------------------------------- counts -- */

static void add_count(Grid *g, Colour colour, const Survey *s, uint64_t n)
{
    char text[32] = "-";
    if (s->was_read)
        count_format((int64_t)n, text);
    grid_add(g, colour, str(text));
}

static void add_time(Grid *g, const Zone *zone, int64_t instant)
{
    char text[40] = "-";
    if (instant != INT64_MIN)
        time_format(zone, instant, text);
    grid_add(g, PLAIN, str(text));
}

/* Less than nothing: it took none. */
static void add_took(Grid *g, int64_t nanoseconds)
{
    char text[40] = "-";
    if (nanoseconds >= 0 && nanoseconds < INT64_C(10000000000))
        snprintf(text, sizeof text, "%lld ms",
                 (long long)(nanoseconds / 1000000));
    else if (nanoseconds >= 0)
        snprintf(text, sizeof text, "%lld s",
                 (long long)(nanoseconds / 1000000000));
    grid_add(g, FAINT, str(text));
}

static double rows_per_second(const Survey *s)
{
    return s->took > 0 ? (double)s->counts.read * 1e9 / (double)s->took : 0;
}

static void add_row(Grid *g, const Connected *c, size_t i)
{
    const InputPlan *in = &c->plan->input[i];
    const Survey *s = &c->survey[i];
    grid_add(g, s->code ? RED : PLAIN, str(in->name));
    grid_add(g, PLAIN, str(in->pack->plugin->name));
    add_count(g, PLAIN, s, s->counts.read);
    add_count(g, PLAIN, s, s->counts.kept);
    add_count(g, s->counts.rejected ? RED : PLAIN, s, s->counts.rejected);
    add_time(g, c->plan->zone, s->oldest);
    add_time(g, c->plan->zone, s->newest);
    add_took(g, s->opened);
    add_took(g, s->was_read ? s->took : -1);
    add_count(g, FAINT, s, (uint64_t)rows_per_second(s));
}

void connected_print(Text *out, const Term *term, const Connected *c)
{
    static const char *const heads[] = {"input",    "plugin", "rows", "used",
                                        "rejected", "from",   "to",   "open",
                                        "read",     "rows/s"};
    Grid grid;
    if (!c->plan->inputs)
        return;
    grid_begin(&grid, "llrrrllrrr");
    for (size_t i = 0; i < COUNT(heads); i++)
        grid_add(&grid, FAINT, str(heads[i]));
    for (size_t i = 0; i < c->plan->inputs; i++)
        add_row(&grid, c, i);
    grid_end(&grid, out, term, 2);
    for (size_t i = 0; i < c->plan->inputs; i++)
        if (c->plan->input[i].founds)
            print_columns(out, term, c, i);
}

/* ----------------------------------------------------------------- JSON -- */

static void columns_json(Text *out, const Connected *c, const InputPlan *in)
{
    Use use;
    const char *before = "";
    text_puts(out, ",\"columns\":[");
    for (size_t i = 0; use_at(c, in, i, &use); i++) {
        if (!use.source)
            continue;
        text_printf(out, "%s{\"name\":", before);
        text_add_json(out, str(use.ours));
        json_text(out, "source", use.source);
        json_text(out, "type", type_name(use.type));
        text_char(out, '}');
        before = ",";
    }
    before = "";
    text_puts(out, "],\"not_read\":[");
    for (size_t i = 0; i < in->founds; i++) {
        if (is_used(c, in, in->found[i]))
            continue;
        text_puts(out, before);
        text_add_json(out, str(in->found[i]));
        before = ",";
    }
    text_char(out, ']');
}

static void time_or_null(Text *out, const char *key, int64_t instant)
{
    if (instant == INT64_MIN)
        json_text(out, key, NULL);
    else
        json_time(out, key, instant);
}

static void counts_json(Text *out, const Survey *s)
{
    if (!s->was_read)
        return;
    text_printf(out,
                ",\"rows\":%llu,\"used\":%llu,\"outside\":%llu,"
                "\"unknown_yet\":%llu,\"rejected\":%llu",
                (unsigned long long)s->counts.read,
                (unsigned long long)s->counts.kept,
                (unsigned long long)s->counts.outside,
                (unsigned long long)s->counts.unknown_yet,
                (unsigned long long)s->counts.rejected);
    time_or_null(out, "from", s->oldest);
    time_or_null(out, "to", s->newest);
    json_number(out, "read_seconds", (double)s->took / 1e9);
    json_number(out, "rows_per_second", rows_per_second(s));
}

void connected_json(Text *out, const Connected *c)
{
    text_puts(out, ",\"inputs\":[");
    for (size_t i = 0; i < c->plan->inputs; i++) {
        const InputPlan *in = &c->plan->input[i];
        const Survey *s = &c->survey[i];
        text_puts(out, i ? ",{\"name\":" : "{\"name\":");
        text_add_json(out, str(in->name));
        json_text(out, "plugin", in->pack->plugin->name);
        text_printf(out, ",\"exit\":%d", s->code);
        counts_json(out, s);
        json_number(out, "open_seconds", (double)s->opened / 1e9);
        columns_json(out, c, in);
        text_char(out, '}');
    }
    text_char(out, ']');
}
