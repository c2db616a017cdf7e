/* SPDX-License-Identifier: MIT
 *
 * diff.c: `hale diff FROM TO`, what moved between two as-ofs, and why.
 *
 * Both are read from the history; nothing is computed anew. An account gets a
 * line: its score then and now, its band, and the components that moved it,
 * the largest first. Then who came and who went, how many moved from which
 * band to which, and what all the points together are due to.
 */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOP = 20, PARTS_SHOWN = 3 };

typedef struct Diff {
    PastView past;
    const char *score;
    int64_t from, to;
    Moves moves;
} Diff;

/* ------------------------------------------------------------- question -- */

static int find_score(Diff *d)
{
    PastView *p = &d->past;
    const char *asked = p->args->score;
    const char *const *known = history_scores(p->history, &p->arena, &p->error);
    if (!known)
        return past_trouble(p);
    if (!*known)
        return complain(EXIT_NO, "the history has no scores");
    d->score = asked ? asked : known[0];
    for (const char *const *k = known; *k; k++)
        if (!strcmp(*k, d->score))
            return 0;
    return complain(EXIT_USAGE, "the history has no score \"%s\"%s", asked,
                    suggest_hint(&p->arena, str(asked), known));
}

static int find_group(Diff *d)
{
    const char *by = d->past.args->by;
    for (size_t i = 0; by && i < d->moves.count; i++)
        if (d->moves.move[i].group)
            return 0;
    if (!by || d->moves.count == 0)
        return 0;
    return complain(EXIT_USAGE,
                    "--by %s: no account has a text figure of that name; "
                    "hale ls columns says which there are",
                    by);
}

/* ---------------------------------------------------------------- words -- */

static const char *shown_points(Arena *arena, double value)
{
    char number[32];
    if (isnan(value))
        return "-";
    real_for_people(value, 1, number);
    return arena_printf(arena, "%s", number);
}

static const char *signed_points(Arena *arena, double value)
{
    const char *number = shown_points(arena, value);
    bool more = value > 0 && strcmp(number, "0");
    return arena_printf(arena, "%s%s", more ? "+" : "", number);
}

/* A formula that moved on without a new version is another one as well. */
static void add_formula(Text *out, Arena *arena, const Move *m)
{
    const char *was = m->formula_was ? m->formula_was : "-";
    const char *now = m->formula_now ? m->formula_now : "-";
    const char *points = signed_points(arena, m->formula);
    if (strcmp(was, now))
        text_printf(out, "formula %s -> %s (%s)", was, now, points);
    else
        text_printf(out, "formula %s has changed (%s)", now, points);
}

/* "adoption -14 (0.62 -> 0.38), support -7" */
static void add_parts(Text *out, Arena *arena, const Move *m)
{
    size_t shown = 0;
    if (m->other_formula)
        add_formula(out, arena, m);
    for (size_t i = 0; i < m->parts && shown < PARTS_SHOWN; i++) {
        const PartMove *p = &m->part[i];
        double effect = p->value + p->weight + p->missed;
        if (fabs(effect) < 0.05)
            continue;
        text_printf(out, "%s%s %s", out->len ? ", " : "", p->name,
                    signed_points(arena, effect));
        if (p->was && p->now && strcmp(p->was, p->now))
            text_printf(out, " (%s -> %s)", p->was, p->now);
        else if (p->missed != 0)
            text_puts(out, p->now ? " (was missing)" : " (is missing)");
        shown++;
    }
    if (fabs(m->limits) >= 0.05)
        text_printf(out, "%slimits %s", out->len ? ", " : "",
                    signed_points(arena, m->limits));
}

static const char *band_words(Arena *arena, const Move *m)
{
    const char *was = m->band_was ? m->band_was : "";
    const char *now = m->band_now ? m->band_now : "";
    if (m->is_new)
        return now;
    if (m->is_gone || !strcmp(was, now))
        return was;
    return arena_printf(arena, "%s -> %s", was, now);
}

static bool has_moved(const Move *m)
{
    return m->is_new || m->is_gone || isnan(m->was) != isnan(m->now) ||
           m->was < m->now || m->was > m->now;
}

static void add_move(Grid *g, Arena *arena, const Move *m)
{
    Text why = {0};
    double change = m->now - m->was;
    Colour colour = change < 0 ? RED : change > 0 ? GREEN : PLAIN;
    const char *arrow = change < 0 ? "▼" : change > 0 ? "▲" : "";
    grid_add_safe(g, PLAIN, m->account);
    grid_add(g, PLAIN, str(shown_points(arena, m->was)));
    grid_add(g, FAINT, S("->"));
    grid_add(g, PLAIN, str(shown_points(arena, m->now)));
    grid_add(g, colour,
             str(isnan(change)
                     ? ""
                     : arena_printf(arena, "%s %s", arrow,
                                    shown_points(arena, fabs(change)))));
    grid_add_safe(g, PLAIN, band_words(arena, m));
    if (m->is_new)
        text_puts(&why, "new account");
    else if (m->is_gone)
        text_puts(&why, "gone");
    else
        add_parts(&why, arena, m);
    grid_add_safe(g, FAINT, why.data ? why.data : "");
    text_free(&why);
}

static void print_moves(Diff *d, Text *out)
{
    Grid g = {0};
    size_t top = d->past.args->top ? (size_t)d->past.args->top : TOP;
    size_t shown = 0, moved = 0;
    grid_begin(&g, "Lrlrrll");
    for (size_t i = 0; i < d->moves.count; i++) {
        if (!has_moved(&d->moves.move[i]))
            continue;
        if (moved++ >= top && !d->past.args->all)
            continue;
        add_move(&g, &d->past.arena, &d->moves.move[i]);
        shown++;
    }
    grid_end(&g, out, &d->past.args->out, 2);
    if (moved > shown)
        text_printf(out, "  and %zu more with --all\n", moved - shown);
}

/* --------------------------------------------------------------- totals -- */

static void add_number(Grid *g, Arena *arena, uint64_t n)
{
    grid_add(g, n ? PLAIN : FAINT,
             str(arena_printf(arena, "%llu", (unsigned long long)n)));
}

static void print_bands(Diff *d, Text *out)
{
    const Moves *m = &d->moves;
    Arena *arena = &d->past.arena;
    Grid g = {0};
    char *align = arena_alloc(arena, m->bands + 2);
    if (m->bands < 2)
        return;
    memset(align, 'r', m->bands + 1);
    align[0] = 'l';
    grid_begin(&g, align);
    grid_add(&g, FAINT, S("from \\ to"));
    for (size_t i = 0; i < m->bands; i++)
        grid_add_safe(&g, FAINT, m->band[i]);
    for (size_t i = 0; i < m->bands; i++) {
        grid_add_safe(&g, FAINT, m->band[i]);
        for (size_t k = 0; k < m->bands; k++)
            add_number(&g, arena, m->transition[i * m->bands + k]);
    }
    text_char(out, '\n');
    grid_end(&g, out, &d->past.args->out, 2);
}

/* Of one group: accounts, how many fell and rose, points by cause. */
typedef struct Group {
    const char *name;
    uint64_t accounts, up, down;
    double change;
} Group;

static int by_loss(const void *a, const void *b)
{
    const Group *x = a, *y = b;
    if (x->change != y->change)
        return x->change < y->change ? -1 : 1;
    return strcmp(x->name, y->name);
}

static Group *groups_of(Diff *d, size_t *count)
{
    Group *group =
        arena_array(&d->past.arena, d->moves.count + 1, sizeof *group);
    Map at = {0};
    *count = 0;
    for (size_t i = 0; i < d->moves.count; i++) {
        const Move *m = &d->moves.move[i];
        const char *name = m->group ? m->group : "";
        if (map_get(&at, str(name)) == MAP_NONE) {
            map_put(&at, str(name), *count);
            group[(*count)++].name = name;
        }
        Group *g = &group[map_get(&at, str(name))];
        g->accounts++;
        g->up += m->now > m->was;
        g->down += m->now < m->was;
        g->change += isnan(m->now - m->was) ? 0 : m->now - m->was;
    }
    map_free(&at);
    qsort(group, *count, sizeof *group, by_loss);
    return group;
}

static void print_groups(Diff *d, Text *out)
{
    static const char *const head[] = {"accounts", "down", "up", "points"};
    Arena *arena = &d->past.arena;
    Grid g = {0};
    size_t count;
    if (!d->past.args->by)
        return;
    Group *group = groups_of(d, &count);
    grid_begin(&g, "lrrrr");
    grid_add_safe(&g, FAINT, d->past.args->by);
    for (size_t i = 0; i < COUNT(head); i++)
        grid_add(&g, FAINT, str(head[i]));
    for (size_t i = 0; i < count; i++) {
        grid_add_safe(&g, PLAIN, *group[i].name ? group[i].name : "(none)");
        add_number(&g, arena, group[i].accounts);
        add_number(&g, arena, group[i].down);
        add_number(&g, arena, group[i].up);
        grid_add(&g, PLAIN, str(signed_points(arena, group[i].change)));
    }
    text_char(out, '\n');
    grid_end(&g, out, &d->past.args->out, 2);
}

static void print_totals(Diff *d, Text *out)
{
    const Moves *m = &d->moves;
    Arena *arena = &d->past.arena;
    text_char(out, '\n');
    text_count(out, (int64_t)m->count, "account", "accounts");
    text_printf(out, ": %llu down, %llu up, %llu same",
                (unsigned long long)m->down, (unsigned long long)m->up,
                (unsigned long long)m->same);
    if (m->unknown)
        text_printf(out, ", %llu known at one of the two only",
                    (unsigned long long)m->unknown);
    text_printf(out, ", %llu new, %llu gone.\n", (unsigned long long)m->fresh,
                (unsigned long long)m->gone);
    text_printf(out,
                "Points moved by data %s, by formula %s, by missing data %s, "
                "by limits %s.\n",
                signed_points(arena, m->data), signed_points(arena, m->formula),
                signed_points(arena, m->missing),
                signed_points(arena, m->limits));
}

/* ----------------------------------------------------------------- JSON -- */

static void json_move(Text *out, const Move *m)
{
    text_puts(out, "{\"account\":");
    text_add_json(out, str(m->account));
    json_text(out, "state", m->is_new ? "new" : m->is_gone ? "gone" : "both");
    json_text(out, "group", m->group);
    json_number(out, "from", m->was);
    json_number(out, "to", m->now);
    json_text(out, "band_from", m->band_was);
    json_text(out, "band_to", m->band_now);
    json_number(out, "data", m->data);
    json_number(out, "formula", m->formula);
    json_number(out, "missing", m->missing);
    json_number(out, "limits", m->limits);
    text_puts(out, ",\"components\":[");
    for (size_t i = 0; i < m->parts; i++) {
        const PartMove *p = &m->part[i];
        text_puts(out, i ? ",{\"name\":" : "{\"name\":");
        text_add_json(out, str(p->name));
        json_text(out, "from", p->was);
        json_text(out, "to", p->now);
        json_number(out, "by_value", p->value);
        json_number(out, "by_weight", p->weight);
        json_number(out, "by_missing", p->missed);
        text_char(out, '}');
    }
    text_puts(out, "]}");
}

static void json_bands(Text *out, const Moves *m)
{
    bool first = true;
    text_puts(out, ",\"transitions\":[");
    for (size_t i = 0; i < m->bands * m->bands; i++) {
        if (!m->transition[i])
            continue;
        text_puts(out, first ? "{\"from\":" : ",{\"from\":");
        text_add_json(out, str(m->band[i / m->bands]));
        json_text(out, "to", m->band[i % m->bands]);
        text_printf(out, ",\"accounts\":%llu}",
                    (unsigned long long)m->transition[i]);
        first = false;
    }
    text_char(out, ']');
}

static void print_json(const Diff *d)
{
    const Moves *m = &d->moves;
    Text out = {0};
    text_puts(&out, "{\"format\":1");
    json_text(&out, "score", d->score);
    json_time(&out, "from", d->from);
    json_time(&out, "to", d->to);
    text_printf(&out,
                ",\"accounts\":%zu,\"down\":%llu,\"up\":%llu,\"same\":%llu,"
                "\"unknown\":%llu,\"new\":%llu,\"gone\":%llu",
                m->count, (unsigned long long)m->down,
                (unsigned long long)m->up, (unsigned long long)m->same,
                (unsigned long long)m->unknown, (unsigned long long)m->fresh,
                (unsigned long long)m->gone);
    json_number(&out, "data", m->data);
    json_number(&out, "formula", m->formula);
    json_number(&out, "missing", m->missing);
    json_number(&out, "limits", m->limits);
    json_bands(&out, m);
    text_puts(&out, ",\"moves\":[");
    for (size_t i = 0; i < m->count; i++) {
        text_puts(&out, i ? "," : "");
        json_move(&out, &m->move[i]);
    }
    text_puts(&out, "]}\n");
    put(stdout, &out);
}

static void print_text(Diff *d)
{
    Text out = {0};
    print_moves(d, &out);
    print_groups(d, &out);
    print_bands(d, &out);
    print_totals(d, &out);
    put(stdout, &out);
}

int command_diff(Args *args)
{
    Diff d = {0};
    PastView *p = &d.past;
    int code = past_find(p, args, args->operands > 2 ? args->operand[2] : NULL);
    code = code ? code : past_as_of(&d.past, args->operand[0], &d.from);
    code = code ? code : past_as_of(&d.past, args->operand[1], &d.to);
    code = code ? code : find_score(&d);
    if (!code && history_moves(p->history, d.score, args->by, d.from, d.to,
                               &p->arena, &d.moves, &p->error))
        code = past_trouble(p);
    code = code ? code : find_group(&d);
    if (!code && args->json)
        print_json(&d);
    else if (!code)
        print_text(&d);
    for (size_t i = 0; !code && args->exit_code && i < d.moves.count; i++)
        if (has_moved(&d.moves.move[i]))
            code = EXIT_NO;
    past_leave(p);
    return code;
}
