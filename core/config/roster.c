/* SPDX-License-Identifier: MIT
 *
 * roster.c: which accounts exist, and of which of them a source speaks.
 *
 * Without a roster an account exists if some row names it; with one, every
 * account of it gets its figures, zeros included. `covers.COLUMN = a, b` on
 * an input narrows whom its data set speaks of: for the other accounts its
 * figures are missing (not covered), never zero.
 */
#include "build.h"

#include <string.h>

ptrdiff_t data_set_find(const Build *b, const char *name)
{
    const Plan *p = b->plan;
    for (size_t i = 0; i < p->data_sets; i++)
        if (!strcmp(p->data_set[i].name, name))
            return (ptrdiff_t)i;
    return NONE;
}

const char *const *data_set_names(const Build *b)
{
    const Plan *p = b->plan;
    const char **name =
        arena_array(&b->diags->arena, p->data_sets + 1, sizeof *name);
    for (size_t i = 0; i < p->data_sets; i++)
        name[i] = p->data_set[i].name;
    return name;
}

/* `roster = name`: a data set, or an input that feeds one. */
static ptrdiff_t named_roster(Build *b, const Section *s,
                              const Setting *setting)
{
    const Plan *p = b->plan;
    ptrdiff_t at = data_set_find(b, setting->value);
    for (size_t i = 0; at == NONE && i < p->inputs; i++)
        if (!strcmp(p->input[i].name, setting->value))
            at = (ptrdiff_t)p->input[i].data_set;
    if (at == NONE && !b->holes)
        diag_error(b->diags, setting->place, s->label,
                   "roster = %s: no input has that name%s",
                   shown(b, str(setting->value)),
                   suggest_hint(&b->diags->arena, str(setting->value),
                                data_set_names(b)));
    if (at == NONE || p->data_set[at].shape == HALE_ATTRIBUTE)
        return at;
    diag_error(b->diags, setting->place, s->label,
               "roster = %s: a roster has one row an account, so it is of "
               "role accounts or of shape attribute",
               setting->value);
    return NONE;
}

/* The only data set of role accounts, if there is but one. */
static ptrdiff_t usual_roster(Build *b, const Section *s)
{
    const Plan *p = b->plan;
    const Role *accounts = role_find(S("accounts"));
    ptrdiff_t found = NONE;
    for (size_t i = 0; i < p->data_sets; i++) {
        if (p->data_set[i].role != accounts)
            continue;
        if (found != NONE) {
            diag_error(b->diags, s->place, s->label,
                       "both \"%s\" and \"%s\" are of role accounts: say "
                       "which accounts exist, as in roster = %s",
                       p->data_set[found].name, p->data_set[i].name,
                       p->data_set[found].name);
            return NONE;
        }
        found = (ptrdiff_t)i;
    }
    return found;
}

static void read_covers(Build *b, Section *s, const InputPlan *in)
{
    DataSet *d = &b->plan->data_set[in->data_set];
    const Setting *first = NULL;
    const Filter *filter;
    for (size_t i = 0; i < s->settings && !first; i++)
        if (str_starts(str(s->setting[i].key), "covers."))
            first = &s->setting[i];
    if (!first)
        return;
    if (b->plan->roster == NONE) {
        diag_error(b->diags, first->place, s->label,
                   "%s: whom a source covers is said in columns of the "
                   "roster, and there is no roster",
                   first->key);
        for (size_t i = 0; i < s->settings; i++)
            if (str_starts(str(s->setting[i].key), "covers."))
                take(b, s, s->setting[i].key);
        return;
    }
    size_t count =
        filters_read(b, s, "covers.", (size_t)b->plan->roster, &filter);
    filters_rest(b, s, "covers.", b->plan->roster);
    if (d->covers) {
        diag_error(b->diags, first->place, s->label,
                   "data set \"%s\" is fed by several inputs, and only one of "
                   "them may say whom it covers",
                   d->name);
    } else {
        d->covers = filter;
        d->covers_count = count;
    }
}

void roster_read(Build *b)
{
    Plan *p = b->plan;
    size_t at = 0;
    Section *s = section_next(b, "pipeline", &at);
    Setting *setting = s ? section_find(s, "roster") : NULL;
    p->roster = NONE;
    if (setting && *setting->value)
        p->roster = named_roster(b, s, setting);
    else if (s)
        p->roster = usual_roster(b, s);
    for (size_t i = 0; i < p->inputs; i++)
        if (p->input[i].data_set != (size_t)NONE)
            read_covers(b, b->mapping[i].section, &p->input[i]);
}
