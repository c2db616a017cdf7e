/* SPDX-License-Identifier: MIT
 *
 * retain.c: what is forgotten.
 *
 * With `keep` the as-ofs of that span stay, counted back from the newest one
 * that is known, and of those before it the last one of each calendar month:
 * the ends of months carry the long story, and a few years of them are small.
 * What stays depends on which as-ofs there are and on nothing else, least of
 * all on the day when hale is run. Manifests go with their last as-of.
 */
#include "history/inside.h"

int moment_forget(History *h, int64_t as_of, Error *error)
{
    static const char *const from[] = {"DELETE FROM moment WHERE as_of = $1",
                                       "DELETE FROM figure WHERE as_of = $1",
                                       "DELETE FROM score WHERE as_of = $1",
                                       "DELETE FROM part WHERE as_of = $1",
                                       "DELETE FROM rollup WHERE as_of = $1"};
    for (size_t i = 0; i < COUNT(from); i++)
        if (db_do(h, error, from[i], "i", as_of))
            return -1;
    return 0;
}

/* With all that was ever said of the as-of. */
static int forget_story(History *h, int64_t as_of, Error *error)
{
    return moment_forget(h, as_of, error) ||
                   db_do(h, error, "DELETE FROM restated WHERE as_of = $1", "i",
                         as_of) ||
                   db_do(h, error, "DELETE FROM run_table WHERE as_of = $1",
                         "i", as_of)
               ? -1
               : 0;
}

/* Manifests that speak of nothing that is still there; but the newest stays,
 * for the next run is numbered after it. */
static int forget_runs(History *h, int64_t limit, Error *error)
{
    static const char *const from[] = {
        "DELETE FROM run_formula WHERE run NOT IN (SELECT run FROM run)",
        "DELETE FROM run_pack WHERE run NOT IN (SELECT run FROM run)",
        "DELETE FROM run_input WHERE run NOT IN (SELECT run FROM run)",
        "DELETE FROM run_late WHERE run NOT IN (SELECT run FROM run)",
        "DELETE FROM run_table WHERE run NOT IN (SELECT run FROM run)"};
    if (db_do(h, error,
              "DELETE FROM run WHERE last_as_of < $1 AND run NOT IN"
              " (SELECT run FROM moment) AND run NOT IN"
              " (SELECT old_run FROM restated) AND run NOT IN"
              " (SELECT new_run FROM restated) AND run <>"
              " (SELECT max(run) FROM run)",
              "i", limit))
        return -1;
    for (size_t i = 0; i < COUNT(from); i++)
        if (db_do(h, error, from[i], ""))
            return -1;
    return db_do(h, error,
                 "DELETE FROM text WHERE hash NOT IN (SELECT settings FROM"
                 " run) AND hash NOT IN (SELECT hash FROM run_formula)",
                 "");
}

int history_retain(History *h, const Plan *plan, Error *error)
{
    const Window *keep = &plan->history.keep;
    Arena arena = {0};
    int64_t *as_of;
    size_t count;
    if (keep->count == 0)
        return 0;
    int bad = history_as_ofs(h, &arena, &as_of, &count, error);
    int64_t limit = INT64_MIN;
    if (!bad && count)
        limit =
            span_move(plan->zone, as_of[count - 1], -keep->count, keep->unit);
    for (size_t i = 0; !bad && i + 1 < count && as_of[i] < limit; i++) {
        /* The instant before decides: a midnight ends the day before it. */
        int64_t month = period_start(plan->zone, as_of[i] - 1, UNIT_MONTH);
        int64_t next = period_start(plan->zone, as_of[i + 1] - 1, UNIT_MONTH);
        if (month == next)
            bad = forget_story(h, as_of[i], error);
    }
    if (!bad && limit > INT64_MIN)
        bad = forget_runs(h, limit, error);
    arena_free(&arena);
    return bad;
}
