/* SPDX-License-Identifier: MIT
 *
 * valid.c: is a description fit to be used?
 *
 * Everything that can be said about a pack by looking at its description
 * alone: names, types, indices that point somewhere, functions that must be
 * there, defaults that their own options accept. All faults are told, one
 * line each, so that an author mends them in one go. The core then uses
 * descriptions without asking again. What a plugin does when it is called is
 * the business of check*.c.
 */
#include "plugin/inside.h"

#include <string.h>

typedef struct Faults {
    Text *out;
    size_t count;
    Arena arena;
    const char *kind, *name; /* of the plugin that is looked at */
} Faults;

static void fault(Faults *f, const char *format, ...) PRINTF(2, 3);

static void fault(Faults *f, const char *format, ...)
{
    va_list args;
    f->count++;
    if (f->kind)
        text_printf(f->out, "%s %s: ", f->kind, f->name ? f->name : "?");
    va_start(args, format);
    text_vprintf(f->out, format, args);
    va_end(args);
    text_char(f->out, '\n');
}

static void want(Faults *f, bool good, const char *what)
{
    if (!good)
        fault(f, "%s", what);
}

static bool said(const char *text)
{
    return text && *text;
}

/* A struct whose size was left 0 reads as empty; one message is better than
 * the dozen that would follow from it. */
static bool sized(Faults *f, size_t size, const char *what, const char *type)
{
    if (size >= sizeof(size_t) + sizeof(char *))
        return true;
    fault(f, "%s says its size is %zu; write .size = sizeof(%s)", what, size,
          type);
    return false;
}

static bool is_number(hale_type type)
{
    return type == HALE_INT || type == HALE_REAL || type == HALE_MONEY;
}

/* --------------------------------------------------------------- options -- */

/* Keys of a section that the core reads itself. */
static const char *const reserved[] = {"plugin", "from",     "role",
                                       "window", "compare",  "periods",
                                       "tables", "on_error", NULL};

static bool is_reserved(const char *name)
{
    for (size_t i = 0; reserved[i]; i++)
        if (strcmp(name, reserved[i]) == 0)
            return true;
    return false;
}

static void check_fallback(Faults *f, const hale_option *o)
{
    OptionsFrom from = {.section = "default", .dir = "/"};
    Text why = {0};
    hale_value value;
    if (option_parse(o, str(o->fallback), &from, &f->arena, &value, &why))
        fault(f, "option \"%s\": its default is refused: %s", o->name,
              why.data);
    text_free(&why);
}

static void check_choices(Faults *f, const hale_option *o)
{
    if (o->type != HALE_OPTION_CHOICE)
        want(f, !o->choices, "choices belong to HALE_OPTION_CHOICE only");
    else if (!o->choices || !o->choices[0])
        fault(f, "option \"%s\" is a choice of nothing", o->name);
}

static void check_option(Faults *f, const hale_option *o)
{
    size_t before = f->count;
    if (!sized(f, o->size, "an option", "hale_option"))
        return;
    if (!o->name || !str_is_name(str(o->name))) {
        fault(f, "\"%s\" is no name for an option: [a-z][a-z0-9_]*",
              o->name ? o->name : "");
        return;
    }
    if (is_reserved(o->name))
        fault(f, "option \"%s\": hale itself reads a key of that name",
              o->name);
    if (o->type < HALE_OPTION_BOOL || o->type > HALE_OPTION_COLUMN)
        fault(f, "option \"%s\" has no type (%d)", o->name, (int)o->type);
    if (!said(o->help))
        fault(f, "option \"%s\" has no help", o->name);
    if (!(o->min <= o->max))
        fault(f, "option \"%s\" ranges from %g to %g", o->name, o->min, o->max);
    check_choices(f, o);
    if (o->flags & HALE_REQUIRED && o->fallback)
        fault(f, "option \"%s\" is required and has a default", o->name);
    if (o->fallback && f->count == before)
        check_fallback(f, o);
}

static void check_options(Faults *f, const hale_option *const *option)
{
    for (size_t i = 0; option && option[i]; i++) {
        check_option(f, option[i]);
        for (size_t k = 0; k < i && option[i]->name; k++)
            if (option[k]->name && !strcmp(option[k]->name, option[i]->name))
                fault(f, "option \"%s\" is declared twice", option[i]->name);
    }
}

static bool names_column(const hale_option *const *option, const char *name)
{
    for (size_t i = 0; option && option[i]; i++)
        if (option[i]->name && strcmp(option[i]->name, name) == 0)
            return option[i]->type == HALE_OPTION_COLUMN;
    return false;
}

/* --------------------------------------------------- columns and results -- */

static void check_column(Faults *f, const hale_column *c,
                         const hale_option *const *options)
{
    if (!sized(f, c->size, "a column", "hale_column"))
        return;
    if (!c->name || !str_is_name(str(c->name)))
        fault(f, "\"%s\" is no name for a column: [a-z][a-z0-9_]*",
              c->name ? c->name : "");
    if (c->type < HALE_SAME || c->type > HALE_TEXT)
        fault(f, "column \"%s\" has no type (%d)", c->name ? c->name : "",
              (int)c->type);
    if (c->named_by && !names_column(options, c->named_by))
        fault(f,
              "column \"%s\" is named by \"%s\", which is no option of type "
              "HALE_OPTION_COLUMN",
              c->name ? c->name : "", c->named_by);
}

static void check_columns(Faults *f, const hale_column *const *column,
                          const hale_option *const *options)
{
    for (size_t i = 0; column && column[i]; i++) {
        check_column(f, column[i], options);
        for (size_t k = 0; k < i && column[i]->name; k++)
            if (column[k]->name && !strcmp(column[k]->name, column[i]->name))
                fault(f, "column \"%s\" is needed twice", column[i]->name);
    }
}

static void check_rollup(Faults *f, const hale_result *r,
                         const hale_result *const *all, size_t count)
{
    if (r->rollup == HALE_ROLLUP_SUM && r->type != HALE_SAME)
        want(f, is_number(r->type), "only int, real and money add up");
    if (r->rollup != HALE_ROLLUP_RATIO)
        return;
    if (r->numerator >= count || r->denominator >= count)
        fault(f,
              "result \"%s\": numerator %zu or denominator %zu is not "
              "among the %zu results",
              r->name, r->numerator, r->denominator, count);
    else if (!is_number(all[r->numerator]->type) ||
             !is_number(all[r->denominator]->type))
        fault(f, "result \"%s\" is a ratio of results that are no numbers",
              r->name);
}

/* Groups show the interval of a proportion, which is that of counts. */
static void check_flags(Faults *f, const hale_result *r,
                        const hale_result *const *all, size_t count)
{
    bool counts = r->rollup == HALE_ROLLUP_RATIO && r->numerator < count &&
                  r->denominator < count &&
                  all[r->numerator]->type == HALE_INT &&
                  all[r->denominator]->type == HALE_INT;
    if (r->flags & HALE_PROPORTION && !counts)
        fault(f,
              "result \"%s\" is HALE_PROPORTION and no HALE_ROLLUP_RATIO of "
              "two int results",
              r->name);
}

/* `same` is how many columns HALE_SAME can choose from. */
static void check_result(Faults *f, const hale_result *const *all, size_t i,
                         size_t count, size_t same)
{
    const hale_result *r = all[i];
    if (!sized(f, r->size, "a result", "hale_result"))
        return;
    if (!r->name || (*r->name && !str_is_name(str(r->name)))) {
        fault(f, "\"%s\" is no name for a result: \"\" or [a-z][a-z0-9_]*",
              r->name ? r->name : "(none)");
        return;
    }
    if (r->type < HALE_SAME || r->type > HALE_TEXT)
        fault(f, "result \"%s\" has no type (%d)", r->name, (int)r->type);
    if (r->type == HALE_SAME && r->same_as >= same)
        fault(f, "result \"%s\" has the type of column %zu of %zu", r->name,
              r->same_as, same);
    if (!said(r->help))
        fault(f, "result \"%s\" has no help", r->name);
    if (r->direction > HALE_DOWN_IS_GOOD || r->rollup > HALE_ROLLUP_MAX)
        fault(f, "result \"%s\": direction or roll-up is none of ours",
              r->name);
    check_rollup(f, r, all, count);
    check_flags(f, r, all, count);
    for (size_t k = 0; k < i; k++)
        if (all[k]->name && strcmp(all[k]->name, r->name) == 0)
            fault(f, "result \"%s\" is declared twice", r->name);
}

static void check_results(Faults *f, const hale_result *const *all, size_t same)
{
    size_t count = list_count(all);
    for (size_t i = 0; i < count; i++)
        check_result(f, all, i, count, same);
}

static void check_identity(Faults *f, const hale_identity *law,
                           const hale_result *const *result)
{
    size_t count = list_count(result);
    hale_type type = HALE_SAME;
    if (!sized(f, law->size, "an identity", "hale_identity"))
        return;
    want(f, said(law->name), "an identity has no name");
    if (!law->sign) {
        fault(f, "identity \"%s\" has no signs",
              said(law->name) ? law->name : "");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (law->sign[i] == 0)
            continue;
        if (law->sign[i] != 1 && law->sign[i] != -1)
            fault(f, "the signs of an identity are -1, 0 and 1, not %d",
                  law->sign[i]);
        if (result[i]->type != HALE_INT && result[i]->type != HALE_MONEY)
            fault(f, "identities add int or money; \"%s\" is neither",
                  result[i]->name ? result[i]->name : "");
        if (type != HALE_SAME && type != result[i]->type)
            fault(f, "an identity adds int and money");
        type = result[i]->type;
    }
    want(f, law->opening < count && law->closing < count,
         "opening or closing of an identity is no result");
}

/* A law that hands a figure over needs a result that takes the difference. */
static void check_transfer(Faults *f, const hale_identity *law, size_t results)
{
    size_t t = law->transfer;
    const char *name = said(law->name) ? law->name : "";
    if (!t || !law->sign)
        return;
    if (t >= results || !law->sign[t] || t == law->opening || t == law->closing)
        fault(f,
              "identity \"%s\": its transfer must be a result that it adds "
              "up, and neither opening nor closing",
              name);
    else if (law->opening == law->closing)
        fault(f, "identity \"%s\" has a transfer, but no opening and closing",
              name);
}

/* What one law hands over to another group no other may count on, unless it
 * has a transfer of its own. */
static void check_handed_over(Faults *f, const hale_identity *law,
                              const hale_identity *other)
{
    if (!law->transfer || law == other || !other->sign)
        return;
    if (other->transfer == law->transfer)
        fault(f, "two identities have the same transfer");
    else if (!other->transfer &&
             (other->sign[law->opening] || other->sign[law->closing]))
        fault(f,
              "identity \"%s\" adds up what \"%s\" hands over to other "
              "groups, and has no transfer",
              other->name, law->name);
}

static void check_identities(Faults *f, const hale_metric *m)
{
    size_t results = list_count(m->results);
    size_t before = f->count;
    for (size_t i = 0; m->identities && m->identities[i]; i++) {
        check_identity(f, m->identities[i], m->results);
        check_transfer(f, m->identities[i], results);
    }
    for (size_t i = 0; f->count == before && list_at(m->identities, i); i++)
        for (size_t k = 0; m->identities[k]; k++)
            check_handed_over(f, m->identities[i], m->identities[k]);
}

/* --------------------------------------------------------------- plugins -- */

static bool begin(Faults *f, const char *kind, const char *name, size_t size,
                  const char *type)
{
    f->kind = kind;
    f->name = name;
    if (!sized(f, size, "the description", type))
        return false;
    if (!name || !str_is_name(str(name)))
        fault(f, "the name must be [a-z][a-z0-9_]*, at most 48 long");
    return true;
}

static void check_input(Faults *f, const hale_input *in)
{
    if (!begin(f, "input", in->name, in->size, "hale_input"))
        return;
    want(f, said(in->title), "it has no title");
    want(f, in->open && in->plan && in->close,
         "open, plan and close must be there");
    want(f, in->stream || (in->start && in->next && in->stop),
         "start, next and stop must be there, or stream");
    check_options(f, in->options);
}

static void check_need(Faults *f, const hale_need *need,
                       const hale_option *const *options)
{
    if (!sized(f, need->size, "a need", "hale_need"))
        return;
    if (need->role && !str_is_name(str(need->role)))
        fault(f, "\"%s\" is no name for a role", need->role);
    if (need->shape > HALE_SIDE)
        fault(f, "shape %d is none of ours", (int)need->shape);
    check_columns(f, need->columns, options);
}

static void check_account_need(Faults *f, const hale_need *need,
                               const hale_option *const *options)
{
    check_need(f, need, options);
    want(f, need->shape != HALE_SIDE,
         "a metric reads rows of an account, and those of HALE_SIDE are of "
         "none: only a model reads them");
    want(f, !(need->flags & HALE_OPTIONAL),
         "only the sides of a model may be optional, not the needs of a "
         "metric");
}

static void check_side(Faults *f, const hale_need *need,
                       const hale_option *const *options)
{
    check_need(f, need, options);
    want(f, need->shape == HALE_SIDE,
         "the sides of a model are of shape HALE_SIDE");
    want(f, list_count(need->columns) > 0, "a side has no columns");
}

static void check_metric(Faults *f, const hale_metric *m)
{
    const hale_need *first;
    if (!begin(f, "metric", m->name, m->size, "hale_metric"))
        return;
    want(f, said(m->title), "it has no title");
    want(f, said(m->family),
         "it has no family (financial, health, usage, "
         "team)");
    want(f, said(m->formula), "it has no formula, in one line");
    want(f, m->update && m->finish, "update and finish must be there");
    want(f, !m->config_size || m->configure,
         "it has a config and nothing that fills it");
    want(f, list_count(m->needs) > 0,
         "it needs no rows: then it can give "
         "nothing");
    want(f, list_count(m->results) > 0, "it gives no results");
    want(f, !m->reach || m->flags & HALE_STEADY,
         "it has a reach and is not HALE_STEADY");
    check_options(f, m->options);
    for (size_t i = 0; m->needs && m->needs[i]; i++)
        check_account_need(f, m->needs[i], m->options);
    first = list_at(m->needs, 0);
    check_results(f, m->results, first ? list_count(first->columns) : 0);
    check_identities(f, m);
}

static void check_model(Faults *f, const hale_model *m)
{
    if (!begin(f, "model", m->name, m->size, "hale_model"))
        return;
    want(f, said(m->title), "it has no title");
    want(f, said(m->formula), "it has no formula, in one line");
    want(f, m->run, "run must be there");
    want(f, !m->config_size || m->configure,
         "it has a config and nothing that fills it");
    want(f, list_count(m->results) + list_count(m->reports) > 0,
         "it gives neither results nor reports");
    check_options(f, m->options);
    check_columns(f, m->needs, m->options);
    for (size_t i = 0; m->sides && m->sides[i]; i++)
        check_side(f, m->sides[i], m->options);
    check_results(f, m->results, list_count(m->needs));
    for (size_t i = 0; m->reports && m->reports[i]; i++) {
        const hale_report *r = m->reports[i];
        if (!sized(f, r->size, "a report", "hale_report"))
            continue;
        want(f, r->name && str_is_name(str(r->name)),
             "the name of a report must be [a-z][a-z0-9_]*");
        want(f, list_count(r->columns) > 0, "a report has no columns");
        check_results(f, r->columns, list_count(m->needs));
    }
}

static void check_output(Faults *f, const hale_output *out)
{
    if (!begin(f, "output", out->name, out->size, "hale_output"))
        return;
    want(f, said(out->title), "it has no title");
    want(f, out->open && out->commit && out->abort,
         "open, commit and abort must be there");
    want(f, out->write || out->write_arrow,
         "write must be there, or write_arrow");
    check_options(f, out->options);
}

/* ------------------------------------------------------------------ pack -- */

static const char *name_of(const void *item)
{
    const char *name;
    memcpy(&name, (const char *)item + offsetof(hale_metric, name),
           sizeof name);
    return name ? name : "";
}

static void check_unique(Faults *f, const void *list, const char *kind)
{
    f->kind = NULL;
    for (size_t i = 0; list_at(list, i); i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(name_of(list_at(list, i)), name_of(list_at(list, k))))
                fault(f, "%s %s is there twice", kind,
                      name_of(list_at(list, i)));
}

static void check_pack(Faults *f, const hale_plugin *p)
{
    if (!sized(f, p->size, "the pack", "hale_plugin"))
        return;
    want(f, p->name && str_is_name(str(p->name)),
         "the name of the pack must be [a-z][a-z0-9_]*");
    want(f, said(p->version), "the pack has no version");
    want(f, said(p->license), "the pack has no license");
    want(f, p->abi_major == HALE_ABI_MAJOR, "abi_major must be HALE_ABI_MAJOR");
    want(f,
         list_count(p->inputs) + list_count(p->metrics) +
                 list_count(p->models) + list_count(p->outputs) >
             0,
         "the pack is empty");
    check_unique(f, p->inputs, "input");
    check_unique(f, p->metrics, "metric");
    check_unique(f, p->models, "model");
    check_unique(f, p->outputs, "output");
}

size_t plugin_faults(const hale_plugin *plugin, Text *out)
{
    Faults f = {.out = out};
    const hale_plugin *p = adopt(&f.arena, plugin);
    check_pack(&f, p);
    for (size_t i = 0; p->inputs[i]; i++)
        check_input(&f, p->inputs[i]);
    for (size_t i = 0; p->metrics[i]; i++)
        check_metric(&f, p->metrics[i]);
    for (size_t i = 0; p->models[i]; i++)
        check_model(&f, p->models[i]);
    for (size_t i = 0; p->outputs[i]; i++)
        check_output(&f, p->outputs[i]);
    arena_free(&f.arena);
    return f.count;
}
