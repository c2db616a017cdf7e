/* SPDX-License-Identifier: MIT
 *
 * words.c: the vocabulary of formulas. One row a word; what is checked, what
 * is suggested and what is explained all come from here.
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
    {"file", "title", TEXT, NULL, "what people call this score", "0.1",
     "title \"Customer health\""},
    {"file", "version", TEXT, NULL, "stored with every score", "0.1",
     "version \"2026.1\""},
    {"file", "inputs", TABLE, NULL, "the columns of the accounts that are read",
     "0.1", "inputs { \"seats\", \"nps\" }"},
    {"file", "param", TEXT, NULL, "a setting: name, default, help", "0.1",
     "param(\"alarm\", 90, \"days\")"},
    {"file", "component", TEXT, NULL, "a part of the score, 0 to 100 points",
     "0.1",
     "component \"reach\" { weight = 60, metric = \"seats\", curve = ramp(0, "
     "50) }"},
    {"file", "group", TEXT, NULL, "components that are weighed together", "0.1",
     "group \"usage\" { weight = 60 }"},
    {"file", "cap", TEXT, NULL, "the score is at most max while this holds",
     "0.1",
     "cap \"open P1\" { when = { metric = \"open_tickets_p1\", ge = 1 }, max = "
     "60 }"},
    {"file", "floor", TEXT, NULL, "the score is at least min while this holds",
     "0.1",
     "floor \"new\" { when = { metric = \"tenure_days\", lt = 30 }, min = 50 "
     "}"},
    {"file", "veto", TEXT, NULL, "forces a band while this holds", "0.1",
     "veto \"notice\" { when = { notice_given = true }, band = \"red\" }"},
    {"file", "variant", TEXT, NULL,
     "other weights and curves; first match wins", "0.1",
     "variant \"smb\" { when = { segment = \"smb\" }, weights = { reach = 20 } "
     "}"},
    {"file", "bands", TABLE, "red = 0, yellow = 50, green = 75", "lower edges",
     "0.1", "bands { red = 0, yellow = 50, green = 75 }"},
    {"file", "coverage", TABLE, NULL, "how much must be known for a score",
     "0.1", "coverage { min = 0.6 }"},
    {"file", "example", TEXT, NULL, "given these facts, expect this score",
     "0.1",
     "example \"half the seats\" { given = { seats = 25 }, expect = { score = "
     "50 } }"},
    {"file", "score", FUNCTION, NULL, "the whole score as one function", "0.1",
     "score = function(m) return 100 * ratio(m.active_users, m.seats) end"},
    {"file", "hysteresis", NUMBER, NULL,
     "how far past an edge a score must be for another band", "0.1",
     "hysteresis(2)"},
    {"file", "override", TEXT, NULL,
     "\"never\": no score of this formula is set by hand", "0.1",
     "override \"never\""},
    {"file", "property", TEXT, NULL, "what must hold for all accounts", "0.1",
     "property \"more users never hurt\" { rising = \"active_users\" }"},
    {"file", "use", TEXT, NULL, "the table that another file returns", "0.1",
     "local curves = use \"lib/curves\""},

    {"component", "weight", NUMBER, NULL, "relative, inside its group", "0.1",
     "weight = 60"},
    {"component", "metric", TEXT, NULL, "the input that is judged", "0.1",
     "metric = \"nps\""},
    {"component", "value", FUNCTION, NULL, "function(m, p) giving the value",
     "0.1", "value = function(m) return ratio(m.active_users, m.seats) end"},
    {"component", "curve", CURVE, NULL, "from a value to 0..100 points", "0.1",
     "curve = ramp(0.2, 0.8)"},
    {"component", "why", TEXT, NULL, "a sentence with {names} in it", "0.1",
     "why = \"{active_users} of {seats} seats in use\""},
    {"component", "missing", TEXT | NUMBER, "skip",
     "skip zero neutral fail or points", "0.1", "missing = \"neutral\""},
    {"component", "when", WHEN, NULL, "does it apply to this account?", "0.1",
     "when = { segment = \"enterprise\" }"},
    {"component", "group", TEXT, NULL, "the group it belongs to", "0.1",
     "group = \"usage\""},
    {"component", "label", TEXT, NULL, "what people call it", "0.1",
     "label = \"Seats in use\""},
    {"component", "stale", TABLE, NULL, "what becomes of old values", "0.1",
     "stale = { after = \"90d\", halflife = \"60d\" }"},
    {"component", "age", TEXT, "metric .. \"_age_days\"",
     "the column with the age of the value in days", "0.1",
     "age = \"nps_age_days\""},
    {"stale", "after", TEXT, NULL, "an age such as \"90d\" or \"12w\"", "0.1",
     "after = \"90d\""},
    {"stale", "halflife", TEXT, NULL,
     "in which the weight halves; without it old values are dropped", "0.1",
     "halflife = \"60d\""},

    {"group", "weight", NUMBER, NULL, "relative, inside its group", "0.1",
     "weight = 60"},
    {"group", "of", TEXT, "mean", "mean, min or max", "0.1", "of = \"min\""},
    {"group", "min_coverage", NUMBER, "0", "less known: the group is missing",
     "0.1", "min_coverage = 0.3"},
    {"group", "missing", TEXT | NUMBER, "skip",
     "of the components inside that do not say it", "0.1",
     "missing = \"neutral\""},
    {"group", "stale", TABLE, NULL,
     "of the components inside that do not say it", "0.1",
     "stale = { after = \"90d\" }"},
    {"group", "group", TEXT, NULL, "the group it belongs to", "0.1", NULL},
    {"group", "label", TEXT, NULL, "what people call it", "0.1", NULL},

    {"cap", "when", WHEN, NULL, "does it hold?", "0.1", NULL},
    {"cap", "max", NUMBER, NULL, "the highest score while it holds", "0.1",
     "max = 60"},
    {"cap", "why", TEXT, NULL, "a sentence with {names} in it", "0.1", NULL},
    {"floor", "when", WHEN, NULL, "does it hold?", "0.1", NULL},
    {"floor", "min", NUMBER, NULL, "the lowest score while it holds", "0.1",
     "min = 50"},
    {"floor", "why", TEXT, NULL, "a sentence with {names} in it", "0.1", NULL},
    {"veto", "when", WHEN, NULL, "does it hold?", "0.1", NULL},
    {"veto", "band", TEXT, NULL, "the band it forces", "0.1", "band = \"red\""},
    {"veto", "why", TEXT, NULL, "a sentence with {names} in it", "0.1", NULL},

    {"variant", "when", WHEN, NULL, "for which accounts?", "0.1", NULL},
    {"variant", "weights", TABLE, NULL, "component or group = weight", "0.1",
     "weights = { trend = 0 }"},
    {"variant", "curves", TABLE, NULL, "component = curve", "0.1",
     "curves = { reach = ramp(0.1, 0.5) }"},
    {"variant", "drop", TABLE, NULL, "components left out", "0.1",
     "drop = { \"nps\" }"},

    {"coverage", "min", NUMBER, "0", "share of the weight that must be known",
     "0.1", "min = 0.6"},

    {"example", "given", TABLE, NULL, "input = value; the rest is missing",
     "0.1", "given = { seats = 20 }"},
    {"example", "expect", TABLE, NULL, "what must come out", "0.1",
     "expect = { score = 50, band = \"yellow\" }"},
    {"example", "ranks", TABLE, NULL, "component = its percentile", "0.1",
     "ranks = { reach = 80 }"},
    {"example", "near", NUMBER, "0.05", "tolerance of numbers", "0.1",
     "near = 0.5"},
    {"expect", "score", NUMBER, NULL, "the score", "0.1", NULL},
    {"expect", "min", NUMBER, NULL, "the score is at least this", "0.1", NULL},
    {"expect", "max", NUMBER, NULL, "the score is at most this", "0.1", NULL},
    {"expect", "band", TEXT, NULL, "the band, or \"unknown\"", "0.1", NULL},
    {"expect", "coverage", NUMBER, NULL, "known share of the weight", "0.1",
     NULL},
    {"expect", "reason", TEXT, NULL, "a cap, a component or words of a reason",
     "0.1", NULL},
    {"expect", "missing", TEXT | TABLE, NULL, "components without a value",
     "0.1", NULL},
    {"expect", "variant", TEXT, NULL, "the variant, \"\" for none", "0.1",
     NULL},

    {"property", "rising", TEXT | TABLE, NULL,
     "more of these never lowers the score", "0.1",
     "rising = \"active_users\""},
    {"property", "falling", TEXT | TABLE, NULL,
     "more of these never raises the score", "0.1",
     "falling = { \"open_tickets\" }"},
    {"property", "hide", TEXT | TABLE, NULL,
     "not knowing these never raises the band", "0.1", NULL},
    {"property", "scale", TEXT | TABLE, NULL,
     "all of these in another unit leave the score as it is", "0.1",
     "scale = { \"mrr\", \"mrr_before\" }"},
    {"property", "known", TEXT | TABLE, NULL, "only these inputs are known",
     "0.1", "known = { \"active_users\", \"seats\" }"},
    {"property", "never", TEXT, NULL, "a band that does not occur", "0.1",
     "never = \"green\""},
    {"property", "min", NUMBER, NULL, "the score is at least this", "0.1",
     NULL},
    {"property", "max", NUMBER, NULL, "the score is at most this", "0.1", NULL},
    {"property", "when", WHEN, NULL, "for which accounts?", "0.1", NULL},
    {"property", "accounts", NUMBER, "200", "how many are made up", "0.1",
     NULL},

    {"when", "metric", TEXT, NULL, "the input that is compared", "0.1", NULL},
    {"when", "lt", NUMBER, NULL, "less than", "0.1", "lt = 7"},
    {"when", "le", NUMBER, NULL, "less than or equal", "0.1", NULL},
    {"when", "gt", NUMBER, NULL, "greater than", "0.1", NULL},
    {"when", "ge", NUMBER, NULL, "greater than or equal", "0.1", NULL},
    {"when", "eq", NUMBER | TEXT | TAKES_BOOL, NULL, "equal", "0.1",
     "eq = \"smb\""},

    {"curve", "ramp", NUMBER, NULL, "ramp(zero, full): straight between", "0.1",
     "ramp(2, 20)"},
    {"curve", "points", TABLE, NULL, "{value, points} pairs, straight between",
     "0.1", "points { {0, 0}, {6, 40}, {10, 100} }"},
    {"curve", "steps", TABLE, NULL, "{from, points} or {from, to, points}",
     "0.1", "steps { {0, 0}, {4, 40}, {10, 100} }"},
    {"curve", "logistic", TABLE, NULL, "mid, width (10 to 90 points), falling",
     "0.1", "logistic { mid = 6, width = 8 }"},
    {"curve", "band", TABLE, NULL, "lo, hi, fade: good only in the middle",
     "0.1", "band { lo = 4, hi = 8, fade = 4 }"},
    {"curve", "lookup", TABLE, NULL, "points for each text", "0.1",
     "lookup { red = 0, yellow = 50, green = 100 }"},
    {"curve", "percentile", TABLE, NULL, "points by rank among the others",
     "0.1", "percentile { within = \"segment\", fallback = ramp(0, 50) }"},
    {"logistic", "mid", NUMBER, NULL, "the value of 50 points", "0.1", NULL},
    {"logistic", "width", NUMBER, NULL, "distance from 10 to 90 points", "0.1",
     NULL},
    {"logistic", "falling", TAKES_BOOL, "false", "more is worse", "0.1", NULL},
    {"percentile", "within", TEXT, NULL, "peers have the same of this input",
     "0.1", NULL},
    {"percentile", "min_n", NUMBER, "5", "fewer peers have no ranks", "0.1",
     NULL},
    {"percentile", "fallback", CURVE, NULL, "the curve where there is no rank",
     "0.1", NULL},
    {"percentile", "falling", TAKES_BOOL, "false", "more is worse", "0.1",
     NULL},
    {"band", "lo", NUMBER, NULL, "100 points from here", "0.1", NULL},
    {"band", "hi", NUMBER, NULL, "to here", "0.1", NULL},
    {"band", "fade", NUMBER, "half of hi - lo", "0 points this far outside",
     "0.1", NULL},

    {"helper", "ratio", FUNCTION, NULL, "a / b; nil when b is 0", "0.1",
     "ratio(m.active_users, m.seats)"},
    {"helper", "change", FUNCTION, NULL,
     "(now - before) / |before|; nil when before is 0", "0.1",
     "change(m.logins, m.logins_before)"},
    {"helper", "below", FUNCTION, NULL, "a < b; nil if either is nil", "0.1",
     "below(m.nps, 7)"},
    {"helper", "above", FUNCTION, NULL, "a > b; nil if either is nil", "0.1",
     "above(m.seats, 100)"},
    {"helper", "clamp", FUNCTION, NULL, "x held between lo and hi", "0.1",
     "clamp(x, 0, 100)"},
    {"helper", "mix", FUNCTION, NULL, "a + (b - a) * share", "0.1",
     "mix(50, 100, 0.2)"},
    {"helper", "days", FUNCTION, NULL,
     "seconds as days, or the days between two times", "0.1",
     "days(m.renewal)"},
    {"helper", "abs", FUNCTION, NULL, "without its sign", "0.1", "abs(x)"},
    {"helper", "floor", FUNCTION, NULL, "the whole number below", "0.1",
     "floor(x)"},
    {"helper", "round", FUNCTION, NULL,
     "to whole numbers or so many digits; halves go away from 0", "0.1",
     "round(x, 1)"},
    {"helper", "ipairs", FUNCTION, NULL, "over a list, in its order", "0.1",
     "for i, x in ipairs(list) do ... end"},
    {"helper", "pairs", FUNCTION, NULL, "over a table, in order of its keys",
     "0.1", "for k, v in pairs(t) do ... end"},
    {"helper", "tonumber", FUNCTION, NULL, "a text as a number, or nil", "0.1",
     "tonumber(\"7\")"},
    {"helper", "type", FUNCTION, NULL, "what a value is", "0.1", "type(x)"},
    {"helper", "tostring", FUNCTION, NULL, "a value as text", "0.1",
     "tostring(7)"},
    {"helper", "error", FUNCTION, NULL, "gives up on this account", "0.1",
     "error(\"no such plan\")"},
    {NULL, NULL, 0, NULL, NULL, NULL, NULL},
};

const Word *word_find(const char *in, Str name)
{
    for (const Word *w = words; w->name; w++)
        if (!strcmp(w->in, in) && str_is(name, w->name))
            return w;
    return NULL;
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
