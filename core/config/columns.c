/* SPDX-License-Identifier: MIT
 *
 * columns.c: our names for columns, and theirs.
 *
 *     column.account = Account ID          ; ours = theirs
 *     column.arr     = money ARR (EUR)     ; ours = type theirs
 *
 * A column is kept only if somebody wants it. Its type comes from the role,
 * else from the mapping, else from whoever wants it first; two that disagree
 * are a mistake, since a figure read as another type is a wrong figure. What
 * the source calls it defaults to our own name for it.
 */
#include "build.h"

#include <string.h>

/* ----------------------------------------------------------- what is known */

/* A role's own word for the instant is the same column as "time". */
static const char *canonical(const DataSet *d, const char *name)
{
    if (d->role && d->role->time && !strcmp(name, d->role->time))
        return "time";
    if (d->role && d->role->until && !strcmp(name, d->role->until))
        return "until";
    return name;
}

static hale_type fixed_type(const DataSet *d, const char *name)
{
    if (!strcmp(name, "account"))
        return d->shape == HALE_SIDE ? HALE_SAME : HALE_TEXT;
    if (!strcmp(name, "currency"))
        return HALE_TEXT;
    if (!strcmp(name, "recorded"))
        return HALE_TIME;
    if (!strcmp(name, "time") && d->has_time)
        return HALE_TIME;
    if (!strcmp(name, "until") && d->shape == HALE_INTERVAL)
        return HALE_TIME;
    return HALE_SAME;
}

/* The type of a canonical name without the mappings. */
static hale_type inborn_type(const DataSet *d, const char *name)
{
    hale_type type = fixed_type(d, name);
    const RoleColumn *c = d->role ? d->role->column : NULL;
    for (; type == HALE_SAME && c && c->name; c++)
        if (!strcmp(name, c->name))
            type = c->type;
    return type;
}

static const Mapped *mapped_find(const Mapping *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (!strcmp(m->mapped[i].name, name))
            return &m->mapped[i];
    return NULL;
}

hale_type column_type(const Build *b, size_t data_set, const char *name)
{
    const Plan *p = b->plan;
    const DataSet *d = &p->data_set[data_set];
    name = canonical(d, name);
    hale_type type = inborn_type(d, name);
    for (size_t i = 0; type == HALE_SAME && i < p->inputs; i++) {
        const Mapped *m = p->input[i].data_set == data_set
                              ? mapped_find(&b->mapping[i], name)
                              : NULL;
        type = m ? m->type : HALE_SAME;
    }
    return type;
}

const char *const *column_names(Build *b, size_t data_set)
{
    static const char *const fixed[] = {"account", "currency", "recorded",
                                        "time", "until"};
    const Plan *p = b->plan;
    const DataSet *d = &p->data_set[data_set];
    size_t most = COUNT(fixed) + 1, count = 0;
    for (const RoleColumn *c = d->role ? d->role->column : NULL; c && c->name;
         c++)
        most++;
    for (size_t i = 0; i < p->inputs; i++)
        most += b->mapping[i].count;
    const char **name = arena_array(&b->diags->arena, most, sizeof *name);
    for (size_t i = 0; i < COUNT(fixed); i++)
        if (fixed_type(d, fixed[i]) != HALE_SAME)
            name[count++] = fixed[i];
    for (const RoleColumn *c = d->role ? d->role->column : NULL; c && c->name;
         c++)
        name[count++] = c->name;
    for (size_t i = 0; i < p->inputs; i++)
        for (size_t k = 0;
             p->input[i].data_set == data_set && k < b->mapping[i].count; k++)
            name[count++] = b->mapping[i].mapped[k].name;
    return name;
}

/* --------------------------------------------------------- the mappings -- */

/* "money ARR (EUR)" -> money and the rest; one word alone is a name. */
static hale_type cut_type(Str *value)
{
    Str rest = *value, word;
    str_cut(&rest, ' ', &word);
    rest = str_trim(rest);
    hale_type type = type_find(word);
    if (type != HALE_SAME && rest.len)
        *value = rest;
    return rest.len ? type : HALE_SAME;
}

/* Is it a column that rows cannot be without? */
static bool is_vital(const DataSet *d, const char *name)
{
    return (!strcmp(name, "account") && d->shape != HALE_SIDE) ||
           (!strcmp(name, "time") && d->shape != HALE_ATTRIBUTE);
}

/* What is wrong with a mapping that reads well; NULL: nothing. */
static const char *mapping_fault(Build *b, size_t input, const Mapped *m,
                                 const char *key)
{
    const InputPlan *in = &b->plan->input[input];
    const DataSet *d = &b->plan->data_set[in->data_set];
    Arena *arena = &b->diags->arena;
    hale_type known = column_type(b, in->data_set, m->name);
    const Mapped *twin = mapped_find(&b->mapping[input], m->name);
    if (twin)
        return arena_printf(arena,
                            "%s maps the column that line %d maps already", key,
                            twin->place.line);
    if (!strcmp(m->name, "until") && d->shape != HALE_INTERVAL)
        return arena_printf(arena, "%s: only intervals have an end", key);
    if (!*m->theirs && is_vital(d, m->name))
        return arena_printf(arena, "%s: no row can be without it", key);
    if (known == HALE_SAME && m->type == HALE_SAME)
        return arena_printf(
            arena,
            "%s: %s%s has no such column%s a column of your own needs a "
            "type, as in %s = text %s",
            key, d->role ? "role " : "the data set",
            d->role ? d->role->name : "",
            suggest(str(m->name), column_names(b, in->data_set))
                ? suggest_hint(arena, str(m->name),
                               column_names(b, in->data_set))
                : ";",
            key, *m->theirs ? m->theirs : "NAME");
    if (known != HALE_SAME && m->type != HALE_SAME && m->type != known)
        return arena_printf(arena, "%s: it is said to be %s, but \"%s\" is %s",
                            key, type_name(m->type), m->name, type_name(known));
    return NULL;
}

static void map_column(Build *b, size_t input, Setting *setting)
{
    const InputPlan *in = &b->plan->input[input];
    DataSet *d = &b->plan->data_set[in->data_set];
    Mapping *m = &b->mapping[input];
    Section *s = m->section;
    const char *ours = setting->key + strlen("column.");
    Str theirs = str(take(b, s, setting->key)->value);
    const char *fault;
    Mapped mapped = {.type = cut_type(&theirs), .place = setting->place};
    mapped.name = canonical(d, ours);
    mapped.theirs = arena_strndup(&b->plan->arena, theirs.data, theirs.len);
    /* An attribute holds from its `time` on, if it has one. */
    if (!strcmp(mapped.name, "time") && *mapped.theirs)
        d->has_time = true;
    if (!str_is_name(str(ours)))
        fault = arena_printf(&b->diags->arena,
                             "%s: our columns are named in lower case "
                             "letters, digits and \"_\"; theirs stand behind "
                             "the \"=\"",
                             setting->key);
    else
        fault = mapping_fault(b, input, &mapped, setting->key);
    if (fault)
        diag_error(b->diags, setting->place, s->label, "%s", fault);
    else
        m->mapped[m->count++] = mapped;
}

void mapping_read(Build *b, size_t input)
{
    Mapping *m = &b->mapping[input];
    Section *s = m->section;
    m->mapped =
        arena_array(&b->plan->arena, s->settings + 1, sizeof *m->mapped);
    for (size_t i = 0; i < s->settings; i++)
        if (str_starts(str(s->setting[i].key), "column."))
            map_column(b, input, &s->setting[i]);
}

/* --------------------------------------------------------------- wishes -- */

static void tell_types(Build *b, const DataSet *d, const Wish *wish,
                       hale_type known, const char *who)
{
    diag_error(b->diags, wish->place, wish->label,
               "reads column \"%s\" of data set \"%s\" as %s, but %s%s",
               wish->name, d->name, type_name(wish->type),
               who ? arena_printf(&b->diags->arena, "%s reads it as ", who)
                   : "it is ",
               type_name(known));
}

static ptrdiff_t kept_add(Build *b, DataSet *d, const Wish *wish,
                          const char *name, hale_type type)
{
    size_t count = d->kept_count;
    if ((count & (count - 1)) == 0) { /* 0 and powers of two: it is full */
        Kept *more =
            arena_array(&b->plan->arena, count ? count * 2 : 1, sizeof *more);
        if (count)
            memcpy(more, d->kept, count * sizeof *more);
        d->kept = more;
    }
    d->kept[count] = (Kept){.name = name,
                            .type = type,
                            .optional = wish->optional,
                            .wanted_by = wish->label};
    return (ptrdiff_t)d->kept_count++;
}

ptrdiff_t column_want(Build *b, size_t data_set, const Wish *wish)
{
    DataSet *d = &b->plan->data_set[data_set];
    const char *name = canonical(d, wish->name);
    hale_type known = column_type(b, data_set, name);
    hale_type type = wish->type == HALE_SAME ? known : wish->type;
    if (known != HALE_SAME && type != known) {
        tell_types(b, d, wish, known, NULL);
        return NONE;
    }
    for (size_t i = 0; i < d->kept_count; i++) {
        Kept *k = &d->kept[i];
        if (strcmp(k->name, name))
            continue;
        if (type != HALE_SAME && type != k->type) {
            tell_types(b, d, wish, k->type, k->wanted_by);
            return NONE;
        }
        k->optional &= wish->optional;
        return (ptrdiff_t)i;
    }
    if (type != HALE_SAME)
        return kept_add(b, d, wish, name, type);
    if (!wish->optional)
        diag_error(b->diags, wish->place, wish->label,
                   "the type of column \"%s\" of data set \"%s\" is not "
                   "known%s say it where it is read, as in column.%s = text "
                   "NAME",
                   wish->name, d->name,
                   suggest(str(name), column_names(b, data_set))
                       ? suggest_hint(&b->diags->arena, str(name),
                                      column_names(b, data_set))
                       : ":",
                   wish->name);
    return NONE;
}

/* -------------------------------------------------------------- binding -- */

/* Their name for a column, by its mapping or by default; NULL: none. */
static const char *bind_one(const Mapping *m, const char *name,
                            const char *fallback, Place *place)
{
    const Mapped *mapped = mapped_find(m, name);
    *place = mapped ? mapped->place : m->section->place;
    if (!mapped)
        return fallback;
    return *mapped->theirs ? mapped->theirs : NULL;
}

static const char *bind_kept(InputPlan *in, const Mapping *m, const Kept *k,
                             Place *place)
{
    const char *fixed[] = {in->account, in->time, in->until, in->recorded,
                           in->currency};
    static const char *const names[] = {"account", "time", "until", "recorded",
                                        "currency"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!strcmp(k->name, names[i]) && fixed[i]) {
            *place = in->mapping[i];
            return fixed[i];
        }
    }
    return bind_one(m, k->name, k->name, place);
}

static void bind_fixed(InputPlan *in, const Mapping *m, DataSet *d)
{
    const Role *role = d->role;
    const char *time = role && role->time ? role->time : "time";
    const char *until = role && role->until ? role->until : "until";
    bool ends = d->shape == HALE_INTERVAL;
    bool side = d->shape == HALE_SIDE, rates = role == role_find(S("rates"));
    in->account = bind_one(m, "account", "account", &in->mapping[0]);
    in->time = bind_one(m, "time", d->has_time ? time : NULL, &in->mapping[1]);
    in->until = bind_one(m, "until", ends ? until : NULL, &in->mapping[2]);
    in->recorded = bind_one(m, "recorded", "recorded", &in->mapping[3]);
    in->currency = bind_one(m, "currency", "currency", &in->mapping[4]);
    if (side) /* its rows belong to nobody */
        in->account = NULL;
    if (role && rates) /* there it is what a row is about */
        in->currency = NULL;
    if (mapped_find(m, "recorded") && in->recorded)
        d->has_recorded = true;
}

static void bind_input(Build *b, InputPlan *in, const Mapping *m)
{
    DataSet *d = &b->plan->data_set[in->data_set];
    Arena *arena = &b->plan->arena;
    in->kept = arena_array(arena, d->kept_count + 1, sizeof *in->kept);
    in->mapping = arena_array(arena, d->kept_count + 5, sizeof *in->mapping);
    bind_fixed(in, m, d);
    for (size_t i = 0; i < d->kept_count; i++) {
        const Kept *k = &d->kept[i];
        Place *place = &in->mapping[5 + i];
        in->kept[i] = bind_kept(in, m, k, place);
        if (!in->kept[i] && !k->optional)
            diag_error(b->diags, *place, in->label,
                       "column.%s is empty, and %s needs that column", k->name,
                       k->wanted_by);
    }
    if (mapped_find(m, "currency") && in->currency && !*b->plan->currency)
        diag_error(b->diags, in->mapping[4], in->label,
                   "amounts in several currencies need one that figures are "
                   "in: say it in [pipeline], as in currency = EUR");
}

void inputs_bind(Build *b)
{
    static const char *const keys[] = {"plugin",   "role",     "shape",
                                       "feeds",    "on_error", "max_age",
                                       "on_stale", NULL};
    for (size_t i = 0; i < b->plan->inputs; i++) {
        Mapping *m = &b->mapping[i];
        if (b->plan->input[i].data_set != (size_t)NONE)
            bind_input(b, &b->plan->input[i], m);
        if (m->chosen.plugin && b->plan->input[i].data_set != (size_t)NONE)
            section_rest(b, m->section, keys, m->chosen.declared);
    }
}
