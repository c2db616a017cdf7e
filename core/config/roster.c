/* SPDX-License-Identifier: MIT
 *
 * roster.c: which accounts exist, and of which of them a source speaks.
 *
 * Without a roster an account exists if some row names it; with one, every
 * account of it gets its figures, zeros included.
 *
 *   covers.COLUMN    on an input: whom its data set speaks of; for the other
 *                    accounts its figures are missing (not covered), not zero
 *   exclude.COLUMN   on the roster's input: who is left out of everything,
 *                    such as our own test accounts
 *   grain            whose the rows of an account are: its own, those of the
 *                    parent that the roster names, or of the end of that chain
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

/* The first setting PREFIX... of a section, or NULL. */
static const Setting *first_of(const Section *s, const char *prefix)
{
    for (size_t i = 0; i < s->settings; i++)
        if (str_starts(str(s->setting[i].key), prefix))
            return &s->setting[i];
    return NULL;
}

/* Tells why settings PREFIX... cannot be, and marks them as used. */
static void refuse(Build *b, Section *s, const char *prefix, const char *why)
{
    const Setting *first = first_of(s, prefix);
    diag_error(b->diags, first->place, s->label, "%s: %s", first->key, why);
    filters_rest(b, s, prefix, NONE);
}

static void read_covers(Build *b, Section *s, const InputPlan *in)
{
    DataSet *d = &b->plan->data_set[in->data_set];
    const Setting *first = first_of(s, "covers.");
    const Filter *filter;
    if (!first)
        return;
    if (b->plan->roster == NONE) {
        refuse(b, s, "covers.",
               "whom a source covers is said in columns of the roster, and "
               "there is no roster");
        return;
    }
    if (d->shape == HALE_SIDE) {
        refuse(b, s, "covers.", "the rows of a side table are about nobody");
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

/* Who is left out of everything. */
static void read_exclude(Build *b, Section *s, const InputPlan *in)
{
    Plan *p = b->plan;
    if (!first_of(s, "exclude."))
        return;
    if (p->roster == NONE) {
        refuse(b, s, "exclude.",
               "who is left out is said in columns of the roster, and there "
               "is no roster");
    } else if (in->data_set != (size_t)p->roster) {
        refuse(b, s, "exclude.",
               arena_printf(&b->diags->arena,
                            "who is left out is said where the roster \"%s\" "
                            "is read",
                            p->data_set[p->roster].name));
    } else if (p->excludes) {
        refuse(b, s, "exclude.",
               "the roster is fed by several inputs, and only one of them "
               "may say who is left out");
    } else {
        p->excludes = filters_read(b, s, "exclude.", in->data_set, &p->exclude);
        filters_rest(b, s, "exclude.", p->roster);
        for (size_t i = 0; i < p->excludes; i++)
            if (p->data_set[p->roster].kept[p->exclude[i].column].type ==
                HALE_MONEY)
                refuse(b, s, "exclude.",
                       "money does not say who is left out: name a column of "
                       "another type");
    }
}

void grain_read(Build *b, Section *s)
{
    static const char *const names[] = {"account", "parent", "ultimate", NULL};
    b->plan->grain = (Grain)take_word(b, s, "grain", names, GRAIN_ACCOUNT);
}

/* The column that says whose an account is. */
static void want_parent(Build *b, Section *s)
{
    Plan *p = b->plan;
    const Setting *grain = section_find(s, "grain");
    Wish wish = {.name = "parent",
                 .type = HALE_TEXT,
                 .place = grain ? grain->place : s->place,
                 .label = s->label};
    if (p->roster != NONE)
        p->parent = (size_t)column_want(b, (size_t)p->roster, &wish);
    else if (!b->holes)
        diag_error(b->diags, wish.place, s->label,
                   "grain: whose an account is stands in the column "
                   "\"parent\" of the roster, and there is no roster");
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
    if (s && p->grain != GRAIN_ACCOUNT)
        want_parent(b, s);
    for (size_t i = 0; i < p->inputs; i++) {
        if (p->input[i].data_set == (size_t)NONE)
            continue;
        read_covers(b, b->mapping[i].section, &p->input[i]);
        read_exclude(b, b->mapping[i].section, &p->input[i]);
    }
}
