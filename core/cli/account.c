/* SPDX-License-Identifier: MIT
 *
 * account.c: the one account that a command is about.
 *
 * People type the id, or what they remember of it or of the name. An account
 * that is not there is a "no", exit 1, with the nearest id, or else with those
 * that hold the word.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NEAR_MOST = 5 };

static const hale_table *accounts_of(const Told *told, size_t *first,
                                     size_t *end)
{
    const hale_table *t = hale_table_named(told->session, "accounts");
    table_last(t, hale_facts(told->session), first, end);
    return t;
}

size_t account_find(const Told *told, const char *account)
{
    size_t first, end;
    const hale_table *t = accounts_of(told, &first, &end);
    const hale_table_column *c = column_named(t, "account");
    for (size_t row = first; row < end; row++)
        if (str_is(cell_text(c, row), account))
            return row;
    return SIZE_MAX;
}

static bool contains(Str text, const char *word)
{
    char *copy = xmalloc(text.len + 1);
    memcpy(copy, text.data ? text.data : "", text.len);
    copy[text.len] = 0;
    bool found = strcasestr(copy, word) != NULL;
    free(copy);
    return found;
}

/* Accounts whose id or name holds the word, at most a handful. */
static size_t list_alike(Text *out, const Told *told, const char *word)
{
    size_t first, end, n = 0;
    const hale_table *t = accounts_of(told, &first, &end);
    const hale_table_column *id = column_named(t, "account");
    const hale_table_column *name = column_named(t, "name");
    for (size_t row = first; row < end && n < NEAR_MOST; row++) {
        Str label = cell_text(name, row);
        if (!contains(cell_text(id, row), word) && !contains(label, word))
            continue;
        text_puts(out, n++ ? ", " : "");
        text_safe(out, cell_text(id, row));
        if (label.len) {
            text_puts(out, " (");
            text_safe(out, label);
            text_char(out, ')');
        }
    }
    return n;
}

static const char *nearest(Arena *arena, const Told *told, const char *word)
{
    size_t first, end, n = 0;
    const hale_table *t = accounts_of(told, &first, &end);
    const hale_table_column *id = column_named(t, "account");
    const char **names = xcalloc(end - first + 1, sizeof *names);
    for (size_t row = first; row < end; row++)
        names[n++] = arena_str(arena, cell_text(id, row)).data;
    const char *near = suggest(str(word), names);
    free(names);
    return near;
}

int account_unknown(const Told *told, const char *account)
{
    Text alike = {0}, line = {0};
    const char *near = nearest(&told->args->arena, told, account);
    text_puts(&line, "hale: no account \"");
    text_safe(&line, str(account));
    text_char(&line, '"');
    if (near) {
        text_puts(&line, ", did you mean \"");
        text_safe(&line, str(near));
        text_puts(&line, "\"?");
    } else if (list_alike(&alike, told, account)) {
        text_printf(&line, "; alike are: %s", alike.data);
    }
    text_char(&line, '\n');
    put(stderr, &line);
    text_free(&alike);
    return EXIT_NO;
}

/* ---------------------------------------------------------------- ranks -- */

static bool concerns(const RankWish *wish, size_t input)
{
    return input == SIZE_MAX || wish->input == input ||
           (wish->within >= 0 && (size_t)wish->within == input);
}

/* The account's rank among all of the as-of, itself as `fact` has it. */
static hale_value rank_of(const Case *c, const hale_value *fact,
                          const RankWish *wish)
{
    size_t n = c->end - c->first, at = c->row - c->first;
    Peer *peer = xcalloc(n, sizeof *peer);
    hale_value *rank = xcalloc(n, sizeof *rank);
    const hale_table_column *within =
        wish->within >= 0 ? c->column[wish->within] : NULL;
    for (size_t i = 0; i < n; i++) {
        peer[i].row = i;
        peer[i].value = cell_value(c->column[wish->input], c->first + i);
        if (within)
            peer[i].within = cell_value(within, c->first + i);
    }
    peer[at].value = fact[wish->input];
    if (within)
        peer[at].within = fact[wish->within];
    rank_peers(peer, n, wish->min_n, rank);
    hale_value own = rank[at];
    free(rank);
    free(peer);
    return own;
}

void case_rank(const Case *c, hale_value *fact, size_t changed)
{
    size_t count, n = formula_input_count(c->formula);
    const RankWish *wish = formula_ranks(c->formula, &count);
    for (size_t i = 0; i < count; i++)
        if (concerns(&wish[i], changed))
            fact[n + i] = rank_of(c, fact, &wish[i]);
}

/* -------------------------------------------------------------- figures -- */

void case_columns(Case *c)
{
    const char *const *input = formula_inputs(c->formula);
    size_t n = formula_input_count(c->formula);
    c->column = arena_array(c->arena, n + 1, sizeof *c->column);
    for (size_t i = 0; i < n; i++)
        c->column[i] = column_named(c->table, input[i]);
}

hale_value *case_facts(const Case *c)
{
    hale_value *fact = facts_new(c->arena, c->formula);
    for (size_t i = 0; i < formula_input_count(c->formula); i++)
        fact[i] = cell_value(c->column[i], c->row);
    case_rank(c, fact, SIZE_MAX);
    return fact;
}
