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

/* Ids and names are as long as they like; a list of them is not. */
static void add_short(Text *out, Str text)
{
    Text safe = {0};
    text_safe(&safe, text);
    term_cut(out, text_str(&safe), 60);
    text_free(&safe);
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
        add_short(out, cell_text(id, row));
        if (label.len) {
            text_puts(out, " (");
            add_short(out, label);
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

/* The account's rank among its peers, itself as `fact` has it. */
static hale_value rank_of(const Case *c, const hale_value *fact,
                          const RankWish *wish)
{
    size_t n = 0, at = c->row - c->first;
    Peer *peer = xcalloc(c->end - c->first, sizeof *peer);
    hale_value *rank = xcalloc(c->end - c->first, sizeof *rank);
    for (size_t i = 0; i < c->end - c->first; i++) {
        if (!c->peer[i])
            continue;
        Peer *p = &peer[n++];
        bool own = i == at;
        p->row = i;
        p->value = own ? fact[wish->input]
                       : cell_value(c->column[wish->input], c->first + i);
        if (wish->within >= 0)
            p->within = own ? fact[wish->within]
                            : cell_value(c->column[wish->within], c->first + i);
    }
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

/* The rows of "scores" about one score stand in the order of the accounts. */
static void find_peers(Case *c)
{
    const hale_table *t = hale_table_named(c->told->session, "scores");
    const hale_table_column *as_of = column_named(c->table, "as_of");
    const hale_table_column *when = column_named(t, "as_of");
    const hale_table_column *score = column_named(t, "score");
    const hale_table_column *section = column_named(t, "section");
    size_t n = c->end - c->first, i = 0, ranks;
    formula_ranks(c->formula, &ranks);
    if (!ranks)
        return; /* nobody asks for them */
    c->peer = arena_array(c->arena, n + 1, sizeof *c->peer);
    for (size_t row = 0; i < n && row < t->rows; row++)
        if (when->as.i[row] == as_of->as.i[c->first] &&
            str_is(cell_text(score, row), c->section->name))
            c->peer[i++] = str_is(cell_text(section, row), c->section->own);
    if (c->row >= c->first && c->row < c->end)
        c->peer[c->row - c->first] = true;
}

void case_columns(Case *c)
{
    const char *const *input = formula_inputs(c->formula);
    size_t n = formula_input_count(c->formula);
    c->column = arena_array(c->arena, n + 1, sizeof *c->column);
    for (size_t i = 0; i < n; i++)
        c->column[i] = column_named(c->table, input[i]);
    find_peers(c);
}

hale_value *case_facts(const Case *c)
{
    hale_value *fact = facts_new(c->arena, c->formula);
    for (size_t i = 0; i < formula_input_count(c->formula); i++)
        fact[i] = cell_value(c->column[i], c->row);
    case_rank(c, fact, SIZE_MAX);
    return fact;
}
