/* SPDX-License-Identifier: MIT
 *
 * knobs.c: the points on which definitions of the same figure differ.
 *
 * Two tools that both show "MRR churn" rarely mean the same: one counts a
 * customer as lost on the day of the cancellation, the other when the paid
 * month is over. Each such question has one name, the knob, and the answers
 * that are in use. A metric or model takes part by declaring an option of that
 * name; a profile is a set of answers. The fallbacks are those of hale and
 * stand in etc/profiles/hale.ini too.
 *
 * The order is that in which `hale reconcile` goes from one profile to
 * another: first what the money is, then who counts, then what a loss is,
 * then how rates are made of it.
 */
#include "config/config.h"

#include <string.h>

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define CHOICE(key, usual, words, ...)                                         \
    .option = {.size = sizeof(hale_option),                                    \
               .name = key,                                                    \
               .type = HALE_OPTION_CHOICE,                                     \
               .fallback = usual,                                              \
               .choices = LIST(__VA_ARGS__),                                   \
               .help = words}
#define DAYS(key, usual, words)                                                \
    .option = {.size = sizeof(hale_option),                                    \
               .name = key,                                                    \
               .type = HALE_OPTION_DAYS,                                       \
               .fallback = usual,                                              \
               .help = words}

const Knob knobs[KNOB_COUNT] = {
    {CHOICE("fx", "constant",
            "at which rate money of other currencies counts: one for all "
            "times, that of the row's own time, or that of the end of the "
            "span",
            "constant", "start", "spot"),
     .place = KNOB_OF_PIPELINE},
    {CHOICE("grain", "account", "who the customer is", "account", "parent",
            "ultimate"),
     .place = KNOB_OF_PIPELINE},
    {CHOICE("discounts", "all", "which discounts lower a price", "all",
            "recurring", "forever", "none")},
    {CHOICE("metered", "exclude",
            "whether usage counts, or only what of it is committed", "exclude",
            "include", "committed")},
    {CHOICE("oneoff", "exclude", "whether charges that do not recur count",
            "exclude", "include")},
    {CHOICE("trial", "exclude", "whether a trial counts before it is paid",
            "exclude", "include")},
    {CHOICE("zero_mrr", "active",
            "what a customer is who pays nothing: still one, or lost", "active",
            "churned")},
    {CHOICE("recognition", "effective",
            "when a cancellation counts: as it takes effect, as it is asked "
            "for, or at the end of what is paid",
            "effective", "requested", "paid_through")},
    {DAYS("past_due", NULL,
          "after how many days an unpaid subscription is lost"),
     .never = "keep"},
    {CHOICE("pause", "separate",
            "what a subscription on hold is: a class of its own, as before, a "
            "contraction or a loss",
            "separate", "keep", "contraction", "churn")},
    {CHOICE("refunds", "ignore",
            "whether a yearly plan that is refunded and cancelled early ends "
            "there",
            "ignore", "annual_cancel")},
    {DAYS("grace", NULL, "up to how many days between two terms are no gap")},
    {DAYS("reactivation_window", NULL,
          "up to how many days after a loss a return is one, later it is a "
          "new customer"),
     .never = "ever"},
    {CHOICE("basis", "snapshot",
            "whether start and end are compared, or what happened in between "
            "is added up",
            "snapshot", "events")},
    {CHOICE("net_window", "period",
            "by events: how close a loss and a return must be to be one",
            "period", "none", "day", "hour")},
    {CHOICE("flash", "exclude",
            "whether who came and left within one period is churn", "exclude",
            "include")},
    {CHOICE("churn_base", "start", "of which customers churn is a share",
            "start", "start_and_new", "average")},
    {CHOICE("quick_ratio", "with_reactivation",
            "whether a return counts as a gain", "with_reactivation",
            "without")},
    {CHOICE("arpa", "paying",
            "whether free accounts are in the denominator of an average",
            "paying", "all")},
    {CHOICE("ltv_zero_churn", "missing",
            "what a lifetime value is while nobody leaves", "missing",
            "assume")},
    {.option = {.size = sizeof(hale_option),
                .name = "assumed_churn",
                .type = HALE_OPTION_REAL,
                .max = 1,
                .help = "the churn that is assumed then, as a fraction"},
     .never = "none",
     .with = "ltv_zero_churn"},
    {CHOICE("owner", "start",
            "to which group an account's period belongs when the group "
            "changed within it",
            "start", "end", "weighted", "as_of"),
     .place = KNOB_OF_PIPELINE},
};

size_t knob_find(Str name)
{
    size_t i = 0;
    while (i < KNOB_COUNT && !str_is(name, knobs[i].option.name))
        i++;
    return i;
}

const char *const *knob_names(Arena *arena)
{
    const char **name = arena_array(arena, KNOB_COUNT + 1, sizeof *name);
    for (size_t i = 0; i < KNOB_COUNT; i++)
        name[i] = knobs[i].option.name;
    return name;
}

bool knob_is_never(size_t knob, const char *value)
{
    return knobs[knob].never && !strcmp(value, knobs[knob].never);
}

const char *knob_usual(size_t knob)
{
    const char *fallback = knobs[knob].option.fallback;
    return fallback ? fallback : knobs[knob].never;
}
