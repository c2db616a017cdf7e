/* SPDX-License-Identifier: MIT
 *
 * kin.c: whose the rows of an account are, by what the roster says.
 *
 *     grain = account    its own
 *     grain = parent     the account that its row names as parent
 *     grain = ultimate   the end of that chain
 *
 * And who is left out of everything (exclude.COLUMN). Both have to be known
 * before any other row is put into a partition, so the roster is read first.
 * What counts is the row in force just before the as-of date. Rows of a run
 * are put together once, so an account that changes hands between its as-of
 * dates cannot be in one run: that is an error. At the grain of accounts
 * there is nothing to put together, and who is left out may change.
 *
 * A parent has a row of the roster itself: it gives the attributes of the
 * whole family. A chain that comes back to where it began is an error. Who is
 * left out takes along all that is below.
 */
#include "data/part.h"

#include <stdlib.h>

/* What the roster says of an account at one as-of date. */
typedef struct Said {
    int64_t time;
    bool there, out;
    uint32_t parent; /* HALE_NO_CODE: none */
} Said;

typedef struct Family {
    Kin *kin;
    const Store *store;
    const Plan *plan;
    Said *said; /* [code * as_ofs + k] */
    uint32_t *parent;
    Error *error;
} Family;

static bool is_roster(const Family *f, size_t split)
{
    const Store *s = f->store;
    return (ptrdiff_t)f->plan->input[s->split[split].input].data_set ==
           f->plan->roster;
}

static const char *name_of(const Family *f, uint32_t code)
{
    return f->kin->name.text[code].data;
}

/* --------------------------------------------------------- what is said -- */

/* Calls `each` for every row of the roster, in order of arrival. */
static void for_rows(Family *f,
                     void (*each)(Family *, const PartReader *, size_t row))
{
    for (size_t s = 0; s < f->store->splits; s++)
        for (size_t p = 0; is_roster(f, s) && p < PARTITIONS; p++) {
            PartReader part;
            part_open(&part, f->store, s, p);
            while (part_next(&part))
                for (size_t row = 0; row < part.rows; row++)
                    each(f, &part, row);
            part_close(&part);
        }
}

static void name_row(Family *f, const PartReader *part, size_t row)
{
    dict_code(&f->kin->name, part_account(part, row));
}

static bool left_out(const Plan *plan, const PartReader *part, size_t row)
{
    for (size_t i = 0; i < plan->excludes; i++) {
        hale_value v = part_cell(part, plan->exclude[i].column, row);
        if (filter_holds(&plan->exclude[i], &v))
            return true;
    }
    return false;
}

/* The parent that a row names; an account that names itself has none. One that
 * the roster does not know gets a name, and is told later if it matters. */
static uint32_t parent_at(Family *f, const PartReader *part, size_t row,
                          uint32_t own)
{
    if (f->plan->grain == GRAIN_ACCOUNT)
        return HALE_NO_CODE;
    hale_value v = part_cell(part, f->plan->parent, row);
    if (v.missing || !v.as.text.len)
        return HALE_NO_CODE;
    uint32_t code = dict_code(&f->kin->name, v.as.text);
    return code == own ? HALE_NO_CODE : code;
}

static void hear_row(Family *f, const PartReader *part, size_t row)
{
    const Plan *plan = f->plan;
    uint32_t own = dict_find(&f->kin->name, part_account(part, row));
    Said now = {.time = part->time[row],
                .there = true,
                .out = left_out(plan, part, row),
                .parent = parent_at(f, part, row, own)};
    for (size_t k = 0; k < plan->as_ofs; k++) {
        Said *said = &f->said[own * plan->as_ofs + k];
        bool late = plan->known == KNOWN_AT_AS_OF && part->recorded &&
                    part->recorded[row] >= plan->as_of[k];
        if (!late && now.time < plan->as_of[k] &&
            (!said->there || now.time >= said->time))
            *said = now;
    }
}

static void hear(Family *f)
{
    /* Parents beyond the roster get names on the way, but nothing is ever
     * said of them: the room is for those of the roster. */
    size_t accounts = f->kin->name.count;
    f->said = xcalloc(accounts * f->plan->as_ofs + 1, sizeof *f->said);
    f->kin->accounts = (uint32_t)accounts;
    for_rows(f, hear_row);
}

/* ----------------------------------------------------------- all dates -- */

static int tell_change(const Family *f, uint32_t code, size_t a, size_t b,
                       const char *what)
{
    char one[40], other[40];
    time_format(f->plan->zone, f->plan->as_of[a], one);
    time_format(f->plan->zone, f->plan->as_of[b], other);
    return error_set(f->error, EXIT_BAD_DATA,
                     "account \"%s\": %s is not the same as of %s and as of "
                     "%s; unless grain = account, such dates are to be run one "
                     "by one",
                     name_of(f, code), what, one, other);
}

/* What holds at all as-of dates of the run. */
static int settle(Family *f, uint32_t code)
{
    const Said *said = &f->said[code * f->plan->as_ofs];
    size_t as_ofs = f->plan->as_ofs, first = as_ofs;
    bool out = true;
    for (size_t k = 0; k < as_ofs; k++) {
        if (!said[k].there)
            continue;
        first = first == as_ofs ? k : first;
        if (said[k].parent != said[first].parent)
            return tell_change(f, code, first, k, "its parent");
        if (said[k].out != said[first].out && f->plan->grain != GRAIN_ACCOUNT)
            return tell_change(f, code, first, k, "whether it is left out");
        out &= said[k].out;
    }
    f->parent[code] = first < as_ofs ? said[first].parent : HALE_NO_CODE;
    f->kin->out[code] = first < as_ofs && out;
    return 0;
}

/* Is the parent there whenever the account is? */
static bool orphaned(const Family *f, uint32_t code)
{
    uint32_t parent = f->parent[code];
    if (parent == HALE_NO_CODE || f->kin->out[code])
        return false;
    for (size_t k = 0; k < f->plan->as_ofs; k++)
        if (f->said[code * f->plan->as_ofs + k].there &&
            (parent >= f->kin->accounts ||
             !f->said[parent * f->plan->as_ofs + k].there))
            return true;
    return false;
}

static int check_parents(Family *f)
{
    enum { MOST = 3 };
    Text names = {0};
    size_t count = 0;
    for (uint32_t i = 0; i < f->kin->accounts; i++) {
        if (!orphaned(f, i) || ++count > MOST)
            continue;
        text_printf(&names, "%s\"%s\" of account \"%s\"", count > 1 ? ", " : "",
                    name_of(f, f->parent[i]), name_of(f, i));
    }
    if (count)
        error_set(f->error, EXIT_BAD_DATA,
                  "parents without a row in the roster that is in force: "
                  "%s%s; add a row for each, or clear the column",
                  names.data, count > MOST ? " and more" : "");
    text_free(&names);
    return count ? -1 : 0;
}

/* ---------------------------------------------------------------- chains -- */

static int tell_cycle(const Family *f, uint32_t at)
{
    enum { MOST = 8 };
    Text chain = {0};
    uint32_t code = at;
    size_t n = 0;
    do {
        text_printf(&chain, "\"%s\" -> ", name_of(f, code));
        code = f->parent[code];
    } while (code != at && ++n < MOST);
    error_set(f->error, EXIT_BAD_DATA,
              "the parents in the roster go round in a circle: %s%s%s%s",
              chain.data, code == at ? "\"" : "...",
              code == at ? name_of(f, at) : "", code == at ? "\"" : "");
    text_free(&chain);
    return -1;
}

/* The end of an account's chain. Each account is walked over once: a walk ends
 * where an earlier one has been. */
static int find_top(const Family *f, uint32_t account, uint32_t *top)
{
    uint32_t at = account;
    size_t steps = 0;
    while (top[at] == HALE_NO_CODE && f->parent[at] != HALE_NO_CODE) {
        if (steps++ > f->kin->accounts)
            return tell_cycle(f, at);
        at = f->parent[at];
    }
    uint32_t end = top[at] == HALE_NO_CODE ? at : top[at];
    for (at = account; top[at] == HALE_NO_CODE && at != end; at = f->parent[at])
        top[at] = end;
    top[end] = end;
    return 0;
}

/* Leaves out all that is below an account that is left out; `done` are those
 * that were looked at. Each account is walked over once, as above. */
static void leave_out(const Family *f, uint32_t account, bool *done)
{
    bool *out = f->kin->out;
    uint32_t at = account;
    while (!done[at] && !out[at] && f->parent[at] != HALE_NO_CODE)
        at = f->parent[at];
    done[at] = true;
    for (uint32_t i = account; i != at; i = f->parent[i]) {
        out[i] = out[at];
        done[i] = true;
    }
}

/* Who has the rows of each account. */
static int find_heads(const Family *f)
{
    Kin *kin = f->kin;
    uint32_t *top = xcalloc((size_t)kin->accounts + 1, sizeof *top);
    bool *done = xcalloc((size_t)kin->accounts + 1, sizeof *done);
    int bad = 0;
    for (uint32_t i = 0; i < kin->accounts; i++) {
        top[i] = HALE_NO_CODE;
        if (f->parent[i] != HALE_NO_CODE && f->parent[i] >= kin->accounts)
            f->parent[i] = HALE_NO_CODE; /* of one that is left out */
    }
    for (uint32_t i = 0; i < kin->accounts && !bad; i++)
        bad = find_top(f, i, top);
    for (uint32_t i = 0; i < kin->accounts && !bad; i++) {
        kin->head[i] = f->plan->grain == GRAIN_ULTIMATE ? top[i]
                       : f->parent[i] != HALE_NO_CODE   ? f->parent[i]
                                                        : i;
        leave_out(f, i, done);
        kin->heads[kin->head[i]] |= !kin->out[i];
    }
    free(top);
    free(done);
    return bad;
}

/* --------------------------------------------------------------- public -- */

int kin_gather(Kin *kin, const Store *s, Error *error)
{
    Family f = {.kin = kin, .store = s, .plan = s->plan, .error = error};
    int bad = 0;
    for_rows(&f, name_row);
    hear(&f);
    size_t n = (size_t)kin->accounts + 1;
    f.parent = xcalloc(n, sizeof *f.parent);
    kin->head = xcalloc(n, sizeof *kin->head);
    kin->out = xcalloc(n, sizeof *kin->out);
    kin->heads = xcalloc(n, sizeof *kin->heads);
    for (uint32_t i = 0; i < kin->accounts && !bad; i++)
        bad = settle(&f, i);
    if (!bad)
        bad = check_parents(&f);
    if (!bad)
        bad = find_heads(&f);
    free(f.said);
    free(f.parent);
    return bad;
}

bool needs_kin(const Plan *plan)
{
    return plan->roster >= 0 &&
           (plan->grain != GRAIN_ACCOUNT || plan->excludes);
}

static uint32_t kin_find(const Kin *kin, Str account)
{
    uint32_t code = dict_find(&kin->name, account);
    return code < kin->accounts ? code : HALE_NO_CODE;
}

Str kin_account(const Kin *kin, Str account)
{
    uint32_t code = kin_find(kin, account);
    return code == HALE_NO_CODE || kin->out[code]
               ? account
               : kin->name.text[kin->head[code]];
}

Standing kin_standing(const Kin *kin, Str account)
{
    uint32_t code = kin_find(kin, account);
    if (code == HALE_NO_CODE)
        return STRANGER;
    if (kin->out[code])
        return LEFT_OUT;
    return kin->heads[code] ? MEMBER : BELOW;
}

void kin_free(Kin *kin)
{
    dict_free(&kin->name);
    free(kin->head);
    free(kin->out);
    free(kin->heads);
    *kin = (Kin){0};
}
