/* SPDX-License-Identifier: MIT
 *
 * definitions.c: which definition holds where, and who said so.
 *
 *     the section's own setting
 *     else knob.NAME of [pipeline]
 *     else the profile
 *     else what the plugin declares
 *
 * The options of every plugin are read here. For an option that is a knob the
 * declared fallback is replaced by the answer of the pipeline; all else is as
 * declared. Each answer is noted down: the table "definitions" of a run says
 * what its figures mean.
 *
 * A knob of days may be given as the word for "no limit" (past_due = keep),
 * which a span cannot say.
 */
#include "build.h"

#include <string.h>

/* One option of a section. */
typedef struct Reading {
    Build *b;
    Section *section;
    const OptionsFrom *from;
    const hale_option *option;
    size_t knob; /* KNOB_COUNT: it is none */
} Reading;

int knob_check(size_t knob, const char *value, Arena *arena, Text *why)
{
    hale_value ignored;
    OptionsFrom nowhere = {0};
    const hale_option *o = &knobs[knob].option;
    if (!strcmp(value, KNOB_DEFAULT) || knob_is_never(knob, value) ||
        option_parse(o, str(value), &nowhere, arena, &ignored, why) == 0)
        return 0;
    if (knobs[knob].never)
        text_printf(why, ", nor the word %s", knobs[knob].never);
    return -1;
}

/* ------------------------------------------------------- what is noted -- */

static const char *origin_of(Build *b, const KnobAnswer *by, const Setting *own)
{
    if (by && !by->own)
        return arena_printf(&b->plan->arena, "profile %s",
                            b->plan->profile->name);
    return by || own ? "pipeline" : "default";
}

/* Why a profile left it to the plugin. */
static const char *note_of(const Plan *p, size_t knob)
{
    if (!p->profile || !strcmp(p->profile->name, "hale"))
        return "";
    return p->profile->unknown[knob] ? p->profile->unknown[knob]
                                     : "not documented";
}

static void note(Build *b, const char *section, size_t knob, const char *value,
                 const KnobAnswer *by, const Setting *own)
{
    Plan *p = b->plan;
    if (p->definitions == p->definitions_cap) {
        Definition *old = p->definition;
        p->definitions_cap = p->definitions_cap ? 2 * p->definitions_cap : 32;
        p->definition =
            arena_array(&p->arena, p->definitions_cap, sizeof *p->definition);
        if (old)
            memcpy(p->definition, old, p->definitions * sizeof *old);
    }
    p->definition[p->definitions++] =
        (Definition){.section = section,
                     .knob = knob,
                     .value = value ? value : "",
                     .origin = origin_of(b, by, own),
                     .note = by || own ? "" : note_of(p, knob)};
}

/* ---------------------------------------------------------- one option -- */

static size_t read_plain(const Reading *r, const hale_option *option,
                         size_t settings, hale_value *out)
{
    const hale_option *const one[] = {option, NULL};
    return options_read(one, r->section->setting, settings, r->from,
                        &r->b->plan->arena, r->b->diags, out);
}

/* The answer for all must be one that this plugin knows. */
static bool suits(const Reading *r, const KnobAnswer *a)
{
    Build *b = r->b;
    Text why = {0};
    hale_value ignored;
    bool good = option_parse(r->option, str(a->value), r->from, &b->plan->arena,
                             &ignored, &why) == 0;
    if (!good)
        diag_error(b->diags, a->place, r->section->label,
                   "%s, so \"%s\" must be given in [%s] itself", why.data,
                   r->option->name, r->section->label);
    text_free(&why);
    return good;
}

static bool says_never(const Reading *r, const char *value)
{
    return value && r->option->type == knobs[r->knob].option.type &&
           knob_is_never(r->knob, value);
}

/* `a`: what holds for all. */
static size_t read_answered(const Reading *r, const KnobAnswer *a,
                            hale_value *out)
{
    hale_option answered = *r->option;
    if (!says_never(r, a->value) && !suits(r, a)) {
        *out = (hale_value){.missing = HALE_NOT_GIVEN};
        return 1;
    }
    answered.fallback = says_never(r, a->value) ? NULL : a->value;
    note(r->b, r->section->label, r->knob, a->value, a, NULL);
    return read_plain(r, &answered, r->section->settings, out);
}

static size_t read_knob(const Reading *r, hale_value *out)
{
    const KnobAnswer *a = &r->b->plan->knob[r->knob];
    Setting *own = section_find(r->section, r->option->name);
    if (!own && a->value && strcmp(a->value, KNOB_DEFAULT))
        return read_answered(r, a, out);
    const char *usual = r->option->fallback;
    note(r->b, r->section->label, r->knob,
         own     ? own->value
         : usual ? usual
                 : knobs[r->knob].never,
         NULL, own);
    if (!own || !says_never(r, own->value))
        return read_plain(r, r->option, r->section->settings, out);
    hale_option never = *r->option;
    never.fallback = NULL;
    own->used = true;
    return read_plain(r, &never, 0, out);
}

size_t options_defined(Build *b, Kind kind, Section *s,
                       const hale_option *const *declared,
                       const OptionsFrom *from, hale_value *out)
{
    bool figures = kind == KIND_METRIC || kind == KIND_MODEL;
    size_t errors = 0;
    for (size_t i = 0; declared && declared[i]; i++) {
        size_t knob =
            figures ? knob_find(str(declared[i]->name)) : (size_t)KNOB_COUNT;
        Reading r = {b, s, from, declared[i], knob};
        if (knob < KNOB_COUNT && knobs[knob].place == KNOB_OF_FIGURES)
            errors += read_knob(&r, &out[i]);
        else
            errors += read_plain(&r, declared[i], s->settings, &out[i]);
    }
    return errors;
}

/* ---------------------------------------------------- the pipeline's own -- */

static void note_pipeline(Build *b, Section *s)
{
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        const KnobAnswer *a = &b->plan->knob[k];
        const Setting *own = section_find(s, knobs[k].option.name);
        if (knobs[k].place != KNOB_OF_PIPELINE)
            continue;
        bool given = own && a->value && own->place.file == a->place.file &&
                     own->place.line == a->place.line;
        note(b, s->label, k, own ? own->value : knob_usual(k), given ? a : NULL,
             own);
    }
}

/* knob.NAME that nobody has. A narrowed run has not looked at everybody. */
static void tell_idle(Build *b)
{
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        const KnobAnswer *a = &b->plan->knob[k];
        bool used = !a->own || b->gaps || b->plan->only_over;
        for (size_t i = 0; !used && i < b->plan->definitions; i++)
            used = b->plan->definition[i].knob == k;
        if (!used)
            diag_warn(b->diags, a->place, "pipeline",
                      "knob.%s: no metric and no model here asks for it",
                      knobs[k].option.name);
    }
}

void definitions_finish(Build *b)
{
    size_t at = 0;
    Section *s = section_next(b, "pipeline", &at);
    if (s)
        note_pipeline(b, s);
    tell_idle(b);
}
