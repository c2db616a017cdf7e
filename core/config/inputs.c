/* SPDX-License-Identifier: MIT
 *
 * inputs.c: [input.X] -> inputs and the data sets they feed.
 *
 * A data set is rows of one kind; several inputs may feed one (last year's
 * file and this year's table), if they agree on what the rows are. Its name
 * is that of its input unless `feeds` gives another; when the name is that of
 * a role, the role need not be said, so that [input.events] is short.
 */
#include "build.h"

#include <string.h>

static const struct {
    const char *name;
    hale_shape shape;
} shapes[] = {{"event", HALE_EVENT},
              {"interval", HALE_INTERVAL},
              {"snapshot", HALE_SNAPSHOT},
              {"attribute", HALE_ATTRIBUTE},
              {"side", HALE_SIDE}};

static const char *shape_name(hale_shape shape)
{
    for (size_t i = 0; i < COUNT(shapes); i++)
        if (shapes[i].shape == shape)
            return shapes[i].name;
    return "any";
}

/* 0: none was given, or it is wrong, which is told. */
static hale_shape read_shape(Build *b, Section *s)
{
    const char *value = take_value(b, s, "shape");
    for (size_t i = 0; value && i < COUNT(shapes); i++)
        if (!strcmp(value, shapes[i].name))
            return shapes[i].shape;
    if (value)
        diag_error(b->diags, section_find(s, "shape")->place, s->label,
                   "shape = %s is not event, interval, snapshot, attribute "
                   "or side",
                   shown(b, str(value)));
    return 0;
}

/* What the rows of an input are; -1: that is told as wrong. */
static int read_kind(Build *b, Section *s, const char *feeds, const Role **role,
                     hale_shape *shape)
{
    Setting *setting = take(b, s, "role");
    size_t errors = b->diags->errors;
    *shape = read_shape(b, s);
    *role = setting ? role_find(str(setting->value)) : NULL;
    if (!setting && !section_find(s, "shape"))
        *role = role_find(str(feeds));
    if (setting && !*role)
        diag_error(
            b->diags, setting->place, s->label, "unknown role \"%s\"%s",
            shown(b, str(setting->value)),
            suggest_hint(&b->diags->arena, str(setting->value), role_names));
    else if (!*role && !*shape && b->diags->errors == errors)
        diag_error(b->diags, s->place, s->label,
                   "\"role\" is missing: what are the rows, as in role = "
                   "events? For rows of your own kind say their shape: "
                   "event, interval, snapshot or attribute, or side if they "
                   "are about no account");
    else if (*role && *shape && *shape != (*role)->shape)
        diag_error(b->diags, section_find(s, "shape")->place, s->label,
                   "shape = %s contradicts role = %s, whose rows are %ss",
                   shape_name(*shape), (*role)->name,
                   shape_name((*role)->shape));
    else if (*role)
        *shape = (*role)->shape;
    return b->diags->errors == errors ? 0 : -1;
}

/* The input that began a data set. */
static const InputPlan *first_of(const Plan *p, size_t data_set)
{
    const InputPlan *in = p->input;
    while (in->data_set != data_set)
        in++;
    return in;
}

/* Adds the data set, or finds it and checks that it is of the same kind. */
static ptrdiff_t data_set_join(Build *b, const Section *s, const char *name,
                               const Role *role, hale_shape shape)
{
    Plan *p = b->plan;
    ptrdiff_t at = data_set_find(b, name);
    if (at == NONE) {
        p->data_set[p->data_sets] =
            (DataSet){.name = name,
                      .role = role,
                      .shape = shape,
                      .has_time = shape == HALE_SIDE ? role && role->time
                                                     : shape != HALE_ATTRIBUTE};
        return (ptrdiff_t)p->data_sets++;
    }
    const DataSet *d = &p->data_set[at];
    if (d->role == role && d->shape == shape)
        return at;
    const InputPlan *first = first_of(p, (size_t)at);
    diag_error(b->diags, s->place, s->label,
               "feeds \"%s\" with %s (%s), but [%s] in line %d feeds it with "
               "%s (%s): rows of one data set are of one kind",
               name, role ? role->name : "rows", shape_name(shape),
               first->label, first->place.line,
               d->role ? d->role->name : "rows", shape_name(d->shape));
    return NONE;
}

static ptrdiff_t read_data_set(Build *b, Section *s)
{
    const Role *role;
    hale_shape shape;
    Setting *setting = take(b, s, "feeds");
    const char *feeds = setting ? setting->value : s->name;
    if (setting && !str_is_name(str(feeds))) {
        diag_error(b->diags, setting->place, s->label,
                   "feeds = %s is not a name: lower case letters, digits and "
                   "\"_\"",
                   shown(b, str(feeds)));
        return NONE;
    }
    if (read_kind(b, s, feeds, &role, &shape))
        return NONE;
    return data_set_join(b, s, feeds, role, shape);
}

static void read_input(Build *b, Section *s, OnError on_error)
{
    Plan *p = b->plan;
    size_t i = p->inputs;
    InputPlan *in = &p->input[i];
    Mapping *m = &b->mapping[i];
    *m = (Mapping){.section = s, .chosen = plugin_choose(b, KIND_INPUT, s)};
    ptrdiff_t data_set = read_data_set(b, s);
    *in = (InputPlan){.name = s->name,
                      .label = s->label,
                      .place = s->place,
                      .data_set = (size_t)data_set,
                      .plugin = m->chosen.plugin,
                      .pack = m->chosen.pack,
                      .options = m->chosen.options,
                      .on_error = on_error_read(b, s, on_error)};
    p->inputs++;
    freshness_read(b, i);
    if (data_set == NONE)
        b->holes = true;
    else
        mapping_read(b, i);
}

void inputs_read(Build *b)
{
    Plan *p = b->plan;
    size_t count = section_count(b, "input"), at = 0;
    OnError on_error = ON_ERROR_FAIL;
    Section *s = section_next(b, "pipeline", &at);
    p->input = arena_array(&p->arena, count + 1, sizeof *p->input);
    p->data_set = arena_array(&p->arena, count + 1, sizeof *p->data_set);
    b->mapping = arena_array(&p->arena, count + 1, sizeof *b->mapping);
    if (s && section_find(s, "on_error") &&
        !strcmp(section_find(s, "on_error")->value, "skip"))
        on_error = ON_ERROR_SKIP;
    at = 0;
    while ((s = section_next(b, "input", &at)))
        read_input(b, s, on_error);
    if (count == 0)
        diag_error(b->diags, (Place){p->ini.path, 0, 0}, NULL,
                   "there is no [input.NAME]: nothing to read");
}
