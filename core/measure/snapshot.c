/* SPDX-License-Identifier: MIT
 *
 * snapshot.c: when full states were taken.
 *
 * A snapshot data set says all there is at each of its times: an account that
 * is not in the newest one has nothing. So the times of all accounts' rows are
 * gathered before any account is measured. They are few, and are cut down to
 * one of each as the parts are read.
 */
#include "measure/inside.h"

#include <stdlib.h>

/* A full state while they are gathered. */
typedef struct Shot {
    int64_t time, known;
} Shot;

typedef struct Shots {
    Shot *shot;
    size_t count, cap;
} Shots;

static int by_time(const void *a, const void *b)
{
    const Shot *x = a, *y = b;
    if (x->time != y->time)
        return x->time > y->time ? 1 : -1;
    return (x->known > y->known) - (x->known < y->known);
}

/* One for each time: the one that was known first. */
static void cut_down(Shots *s)
{
    size_t n = 0;
    qsort(s->shot, s->count, sizeof *s->shot, by_time);
    for (size_t i = 0; i < s->count; i++)
        if (!n || s->shot[i].time != s->shot[n - 1].time)
            s->shot[n++] = s->shot[i];
    s->count = n;
}

/* Appends the rows of a part; few times differ, so it is cut down again. */
static void add_shots(Shots *s, const Store *store, size_t split, size_t p)
{
    PartReader part;
    part_open(&part, store, split, p);
    while (part_next(&part)) {
        if (s->count + part.rows > s->cap) {
            s->cap = 2 * (s->count + part.rows);
            s->shot = xrealloc(s->shot, s->cap, sizeof *s->shot);
        }
        for (size_t i = 0; i < part.rows; i++)
            s->shot[s->count++] = (Shot){
                part.time[i], part.recorded ? part.recorded[i] : INT64_MIN};
    }
    part_close(&part);
    if (s->count)
        cut_down(s);
}

static Snapshots snapshots_from(Arena *arena, const Shots *s)
{
    Snapshots all = {.count = s->count};
    all.time = arena_array(arena, s->count + 1, sizeof *all.time);
    all.known = arena_array(arena, s->count + 1, sizeof *all.known);
    for (size_t i = 0; i < s->count; i++) {
        all.time[i] = s->shot[i].time;
        all.known[i] = s->shot[i].known;
    }
    return all;
}

Snapshots *snapshots_of(Arena *arena, const Store *s)
{
    const Plan *plan = s->plan;
    Snapshots *all = arena_array(arena, plan->data_sets + 1, sizeof *all);
    for (size_t d = 0; d < plan->data_sets; d++) {
        Shots shots = {0};
        if (plan->data_set[d].shape != HALE_SNAPSHOT)
            continue;
        for (size_t i = 0; i < s->splits; i++)
            for (size_t p = 0; p < PARTITIONS; p++)
                if (plan->input[s->split[i].input].data_set == d)
                    add_shots(&shots, s, i, p);
        all[d] = snapshots_from(arena, &shots);
        free(shots.shot);
    }
    return all;
}

int64_t newest_before(const Snapshots *s, int64_t end, int64_t known_before)
{
    size_t n = first_from(s->time, 0, s->count, end);
    while (n && s->known[n - 1] >= known_before)
        n--;
    return n ? s->time[n - 1] : INT64_MAX;
}
