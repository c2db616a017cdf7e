/* SPDX-License-Identifier: MIT
 *
 * needs.c: what a plugin needs -> a data set and its columns.
 *
 * A metric reads rows of accounts, a model reads side tables: rows about no
 * account, such as quotas. Neither names a data set; it says what rows it
 * understands, by role or shape, and gets the only data set that fits, unless
 * `from` of its section says which.
 */
#include "build.h"

#include <string.h>

static hale_shape shape_needed(const hale_need *need)
{
    const Role *role = need->role ? role_find(str(need->role)) : NULL;
    return need->shape ? need->shape : role ? role->shape : 0;
}

/* "rows of role events", for messages. */
static const char *need_words(const Needing *n, const hale_need *need)
{
    static const char *const shapes[] = {[0] = "rows",
                                         [HALE_EVENT] = "events",
                                         [HALE_INTERVAL] = "intervals",
                                         [HALE_SNAPSHOT] = "snapshots",
                                         [HALE_ATTRIBUTE] = "attributes",
                                         [HALE_SIDE] = "rows of a side table"};
    if (!need->role)
        return shapes[shape_needed(need)];
    return arena_printf(&n->b->diags->arena, "rows of role %s", need->role);
}

/* Metrics never read side tables, not even those that take any shape. */
static bool shape_fits(const DataSet *d, const hale_need *need)
{
    hale_shape shape = shape_needed(need);
    if (d->shape == HALE_SIDE)
        return need->shape == HALE_SIDE;
    return !shape || d->shape == shape;
}

static ptrdiff_t named_data_set(const Needing *n, const hale_need *need,
                                const char *name)
{
    const Plan *p = n->b->plan;
    const Setting *from = section_find(n->section, "from");
    ptrdiff_t at = data_set_find(n->b, name);
    if (at == NONE && n->b->holes)
        return NONE;
    if (at == NONE)
        diag_error(
            n->b->diags, from->place, n->section->label,
            "from: there is no data set \"%s\"%s", shown(n->b, str(name)),
            suggest_hint(&n->b->diags->arena, str(name), data_set_names(n->b)));
    else if (!shape_fits(&p->data_set[at], need)) {
        diag_error(n->b->diags, from->place, n->section->label,
                   "from: the rows of \"%s\" are of another shape than the "
                   "%s that this %s reads",
                   name, need_words(n, need), n->what);
        at = NONE;
    }
    return at;
}

static bool fits(const DataSet *d, const hale_need *need)
{
    if (need->role && (!d->role || strcmp(d->role->name, need->role)))
        return false;
    return shape_fits(d, need);
}

/* The only data set that fits. */
static ptrdiff_t usual_data_set(const Needing *n, const hale_need *need)
{
    const Plan *p = n->b->plan;
    Text names = {0};
    ptrdiff_t found = NONE;
    size_t count = 0;
    for (size_t i = 0; i < p->data_sets; i++) {
        if (!fits(&p->data_set[i], need))
            continue;
        text_printf(&names, "%s%s", count++ ? ", " : "", p->data_set[i].name);
        found = (ptrdiff_t)i;
    }
    if (count == 0 && !n->b->holes && !(need->flags & HALE_OPTIONAL))
        diag_error(n->b->diags, n->section->place, n->section->label,
                   "needs %s, and no input has such", need_words(n, need));
    else if (count > 1)
        diag_error(n->b->diags, n->section->place, n->section->label,
                   "several data sets hold %s: %s; say which, as in from = "
                   "%s",
                   need_words(n, need), names.data, p->data_set[found].name);
    text_free(&names);
    return count == 1 ? found : NONE;
}

static int bind_columns(const Needing *n, const hale_need *need, NeedPlan *plan)
{
    size_t count = list_count(need->columns);
    int bad = 0;
    plan->column =
        arena_array(&n->b->plan->arena, count + 1, sizeof *plan->column);
    for (size_t i = 0; i < count; i++) {
        const hale_column *c = need->columns[i];
        Wish wish = {.name = c->name,
                     .type = c->type,
                     .optional = c->flags & HALE_OPTIONAL,
                     .place = n->section->place,
                     .label = n->section->label};
        const char *named =
            plugin_named(n->b, n->chosen, n->section, c, &wish.place);
        if (named) {
            wish.name = named;
            wish.optional = false;
        }
        plan->column[i] = column_want(n->b, plan->data_set, &wish);
        bad |= plan->column[i] == NONE && !wish.optional;
    }
    return bad ? -1 : 0;
}

size_t needs_from(const Needing *n, size_t needs, const char ***from)
{
    Setting *setting = take(n->b, n->section, "from");
    *from = NULL;
    size_t named = setting ? take_list(n->b, n->section, setting, from) : 0;
    if (named > needs)
        diag_error(n->b->diags, setting->place, n->section->label,
                   "from = %s: this %s reads %zu data set%s",
                   shown(n->b, str(setting->value)), n->what, needs,
                   needs == 1 ? "" : "s");
    return named;
}

int need_bind(const Needing *n, const hale_need *need, const char *from,
              NeedPlan *plan)
{
    size_t errors = n->b->diags->errors;
    ptrdiff_t at =
        from ? named_data_set(n, need, from) : usual_data_set(n, need);
    *plan = (NeedPlan){.data_set = (size_t)at};
    if (at != NONE)
        return bind_columns(n, need, plan);
    return need->flags & HALE_OPTIONAL && n->b->diags->errors == errors ? 0
                                                                        : -1;
}
