/* SPDX-License-Identifier: MIT
 *
 * words.c: the vocabulary of formulas. One row a word; what is checked, what
 * is suggested and what is explained all come from here. A row that takes
 * nothing is a word of the language that this version does not have yet: it
 * is refused by name instead of looking like a typing mistake.
 */
#include "judge/words.h"

#include <string.h>

#define NUMBER TAKES_NUMBER
#define TEXT TAKES_TEXT
#define TABLE TAKES_TABLE
#define FUNCTION TAKES_FUNCTION
#define CURVE TAKES_CURVE
#define WHEN (TABLE | FUNCTION)

const Word words[] = {
    {"file", "title", TEXT, NULL, "what people call this score"},
    {"file", "version", TEXT, NULL, "stored with every score"},
    {"file", "inputs", TABLE, NULL,
     "the columns of the accounts that are read"},
    {"file", "param", TEXT, NULL, "a setting: name, default, help"},
    {"file", "component", TEXT, NULL, "a part of the score, 0 to 100 points"},
    {"file", "group", TEXT, NULL, "components that are weighed together"},
    {"file", "cap", TEXT, NULL, "the score is at most max while this holds"},
    {"file", "floor", TEXT, NULL, "the score is at least min while this holds"},
    {"file", "veto", TEXT, NULL, "forces a band while this holds"},
    {"file", "variant", TEXT, NULL,
     "other weights and curves; first match wins"},
    {"file", "bands", TABLE, "red = 0, yellow = 50, green = 75", "lower edges"},
    {"file", "coverage", TABLE, NULL, "how much must be known for a score"},
    {"file", "example", TEXT, NULL, "given these facts, expect this score"},
    {"file", "score", FUNCTION, NULL, "the whole score as one function"},
    {"file", "hysteresis", 0, NULL, "how far past an edge a band changes"},
    {"file", "override", 0, NULL, "scores set by hand"},
    {"file", "property", TEXT, NULL, "what must hold for all accounts"},
    {"file", "use", TEXT, NULL, "the table that another file returns"},

    {"component", "weight", NUMBER, NULL, "relative, inside its group"},
    {"component", "metric", TEXT, NULL, "the input that is judged"},
    {"component", "value", FUNCTION, NULL, "function(m, p) giving the value"},
    {"component", "curve", CURVE, NULL, "from a value to 0..100 points"},
    {"component", "why", TEXT, NULL, "a sentence with {names} in it"},
    {"component", "missing", TEXT | NUMBER, "skip",
     "skip zero neutral fail or points"},
    {"component", "when", WHEN, NULL, "does it apply to this account?"},
    {"component", "group", TEXT, NULL, "the group it belongs to"},
    {"component", "label", TEXT, NULL, "what people call it"},
    {"component", "stale", TABLE, NULL, "what becomes of old values"},
    {"component", "age", TEXT, "metric .. \"_age_days\"",
     "the column with the age of the value in days"},
    {"stale", "after", TEXT, NULL, "an age such as \"90d\" or \"12w\""},
    {"stale", "halflife", TEXT, NULL,
     "in which the weight halves; without it old values are dropped"},

    {"group", "weight", NUMBER, NULL, "relative, inside its group"},
    {"group", "of", TEXT, "mean", "mean, min or max"},
    {"group", "min_coverage", NUMBER, "0", "less known: the group is missing"},
    {"group", "group", TEXT, NULL, "the group it belongs to"},
    {"group", "label", TEXT, NULL, "what people call it"},

    {"cap", "when", WHEN, NULL, "does it hold?"},
    {"cap", "max", NUMBER, NULL, "the highest score while it holds"},
    {"cap", "why", TEXT, NULL, "a sentence with {names} in it"},
    {"floor", "when", WHEN, NULL, "does it hold?"},
    {"floor", "min", NUMBER, NULL, "the lowest score while it holds"},
    {"floor", "why", TEXT, NULL, "a sentence with {names} in it"},
    {"veto", "when", WHEN, NULL, "does it hold?"},
    {"veto", "band", TEXT, NULL, "the band it forces"},
    {"veto", "why", TEXT, NULL, "a sentence with {names} in it"},

    {"variant", "when", WHEN, NULL, "for which accounts?"},
    {"variant", "weights", TABLE, NULL, "component or group = weight"},
    {"variant", "curves", TABLE, NULL, "component = curve"},
    {"variant", "drop", TABLE, NULL, "components left out"},

    {"coverage", "min", NUMBER, "0", "share of the weight that must be known"},

    {"example", "given", TABLE, NULL, "input = value; the rest is missing"},
    {"example", "expect", TABLE, NULL, "what must come out"},
    {"example", "ranks", TABLE, NULL, "component = its percentile"},
    {"example", "near", NUMBER, "0.05", "tolerance of numbers"},
    {"expect", "score", NUMBER, NULL, "the score"},
    {"expect", "min", NUMBER, NULL, "the score is at least this"},
    {"expect", "max", NUMBER, NULL, "the score is at most this"},
    {"expect", "band", TEXT, NULL, "the band, or \"unknown\""},
    {"expect", "coverage", NUMBER, NULL, "known share of the weight"},
    {"expect", "reason", TEXT, NULL, "a cap, a component or words of a reason"},
    {"expect", "missing", TEXT | TABLE, NULL, "components without a value"},
    {"expect", "variant", TEXT, NULL, "the variant, \"\" for none"},

    {"property", "rising", TEXT | TABLE, NULL,
     "more of these never lowers the score"},
    {"property", "falling", TEXT | TABLE, NULL,
     "more of these never raises the score"},
    {"property", "hide", TEXT | TABLE, NULL,
     "not knowing these never raises the band"},
    {"property", "known", TEXT | TABLE, NULL, "only these inputs are known"},
    {"property", "never", TEXT, NULL, "a band that does not occur"},
    {"property", "min", NUMBER, NULL, "the score is at least this"},
    {"property", "max", NUMBER, NULL, "the score is at most this"},
    {"property", "when", WHEN, NULL, "for which accounts?"},
    {"property", "accounts", NUMBER, "200", "how many are made up"},

    {"when", "metric", TEXT, NULL, "the input that is compared"},
    {"when", "lt", NUMBER, NULL, "less than"},
    {"when", "le", NUMBER, NULL, "less than or equal"},
    {"when", "gt", NUMBER, NULL, "greater than"},
    {"when", "ge", NUMBER, NULL, "greater than or equal"},
    {"when", "eq", NUMBER | TEXT | TAKES_BOOL, NULL, "equal"},

    {"curve", "ramp", NUMBER, NULL, "ramp(zero, full): straight between"},
    {"curve", "points", TABLE, NULL, "{value, points} pairs, straight between"},
    {"curve", "steps", TABLE, NULL, "{from, points} or {from, to, points}"},
    {"curve", "logistic", TABLE, NULL, "mid, width (10 to 90 points), falling"},
    {"curve", "band", TABLE, NULL, "lo, hi, fade: good only in the middle"},
    {"curve", "lookup", TABLE, NULL, "points for each text"},
    {"curve", "percentile", TABLE, NULL, "points by rank among the others"},
    {"logistic", "mid", NUMBER, NULL, "the value of 50 points"},
    {"logistic", "width", NUMBER, NULL, "distance from 10 to 90 points"},
    {"logistic", "falling", TAKES_BOOL, "false", "more is worse"},
    {"percentile", "within", TEXT, NULL, "peers have the same of this input"},
    {"percentile", "min_n", NUMBER, "5", "fewer peers have no ranks"},
    {"percentile", "fallback", CURVE, NULL, "the curve where there is no rank"},
    {"percentile", "falling", TAKES_BOOL, "false", "more is worse"},
    {"band", "lo", NUMBER, NULL, "100 points from here"},
    {"band", "hi", NUMBER, NULL, "to here"},
    {"band", "fade", NUMBER, "half of hi - lo", "0 points this far outside"},
    {NULL, NULL, 0, NULL, NULL},
};

const Word *word_find(const char *in, Str name)
{
    for (const Word *w = words; w->name; w++)
        if (!strcmp(w->in, in) && str_is(name, w->name))
            return w;
    return NULL;
}

bool word_is_later(const Word *word)
{
    return word && !word->takes;
}

const char *word_near(const char *in, Str name)
{
    const char *names[COUNT(words)];
    size_t count = 0;
    for (const Word *w = words; w->name; w++)
        if (!strcmp(w->in, in))
            names[count++] = w->name;
    names[count] = NULL;
    return suggest(name, names);
}

const char *word_hint(Arena *arena, const char *in, Str name)
{
    const char *near = word_near(in, name);
    return near ? arena_printf(arena, ", did you mean \"%s\"?", near) : "";
}

const char *word_takes(Arena *arena, unsigned takes)
{
    static const char *const what[] = {"a text",  "a number",   "true or false",
                                       "a table", "a function", "a curve"};
    const char *told = "";
    for (unsigned i = 0; i < COUNT(what); i++) {
        if (!(takes & 1u << i))
            continue;
        bool last = !(takes >> (i + 1));
        told = arena_printf(arena, "%s%s%s", told,
                            !*told ? ""
                            : last ? " or "
                                   : ", ",
                            what[i]);
    }
    return told;
}
