/* SPDX-License-Identifier: MIT
 *
 * definitions.c: `hale docs definitions`. The knobs and the profiles as
 * Markdown: what docs/definitions.md shows, from the table that runs go by.
 *
 * One table says what is asked, one what everybody answers, and a list what
 * nobody has published, with where the rest comes from.
 */
#include "cli/cli.h"

#include <string.h>

static void add_answers(Text *out, const Knob *k)
{
    const hale_option *o = &k->option;
    size_t before = out->len;
    for (size_t i = 0; o->choices && o->choices[i]; i++)
        text_printf(out, "%s`%s`", out->len > before ? ", " : "",
                    o->choices[i]);
    if (!o->choices)
        text_puts(out, o->type == HALE_OPTION_DAYS ? "days such as `30d`"
                                                   : "a fraction");
    if (k->never)
        text_printf(out, " or `%s`", k->never);
}

static void print_knobs(Text *out)
{
    text_puts(out, "| knob | answers | what is asked | hale |\n"
                   "|---|---|---|---|\n");
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        const char *usual = knob_usual(k);
        text_printf(out, "| `%s` | ", knobs[k].option.name);
        add_answers(out, &knobs[k]);
        text_printf(out, " | %s | ", knobs[k].option.help);
        text_printf(out, usual ? "`%s` |\n" : "as the plugin says |\n", usual);
    }
}

static void print_matrix(Text *out, const Profiles *all)
{
    text_puts(out, "\n| knob |");
    for (size_t i = 0; i < all->count; i++)
        text_printf(out, " %s |", all->profile[i]->name);
    text_puts(out, "\n|---|");
    for (size_t i = 0; i < all->count; i++)
        text_puts(out, "---|");
    text_char(out, '\n');
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        text_printf(out, "| `%s` |", knobs[k].option.name);
        for (size_t i = 0; i < all->count; i++) {
            const char *value = all->profile[i]->knob[k].value;
            text_printf(out, " %s |", value ? value : "?");
        }
        text_char(out, '\n');
    }
}

static void print_sources(Text *out, const Profiles *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const Profile *p = all->profile[i];
        text_printf(out, "\n### `%s`\n\n%s. Source: %s.\n", p->name, p->title,
                    p->source);
        bool any = false;
        for (size_t k = 0; k < KNOB_COUNT; k++) {
            if (!p->unknown[k])
                continue;
            text_printf(out, "%s- `%s`: %s\n",
                        any ? "" : "\nNot documented:\n\n",
                        knobs[k].option.name, p->unknown[k]);
            any = true;
        }
    }
}

int docs_definitions_command(Args *args)
{
    Text out = {0};
    OptionNotes notes;
    Profiles *all = profiles_open(&notes);
    (void)args;
    print_knobs(&out);
    print_matrix(&out, all);
    print_sources(&out, all);
    profiles_close(all);
    put(stdout, &out);
    return 0;
}
