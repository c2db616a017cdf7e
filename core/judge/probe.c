/* SPDX-License-Identifier: MIT
 *
 * probe.c: calls every function of a formula once with nothing known and once
 * with made-up facts, before any data is read. What a function computes from
 * that means nothing and most of its errors neither; but a name that does not
 * exist, a loop without end and a function that remembers are wrong whatever
 * the facts are.
 */
#include "judge/formula.h"

#include "judge/room.h"

static void tell(const Formula *f, Diags *diags, const Fault *fault)
{
    diag_error(diags, script_place(f, fault->at.file, fault->at.line, NULL),
               NULL, "%s", fault->text);
}

/* False: the room is broken, further calls would say the same. */
static bool probe_one(const Formula *f, Room *room, int number,
                      const hale_value *fact, Diags *diags)
{
    Fault fault;
    if (room_enter(room, fact, &fault)) {
        tell(f, diags, &fault);
        return false;
    }
    if (room_call(room, number, &fault) && (room->stray || room->broken))
        tell(f, diags, &fault);
    if (room->broken)
        return false;
    if (room_leave(room, &fault))
        tell(f, diags, &fault);
    return true;
}

void formula_probe(const Formula *f, Diags *diags)
{
    Arena arena = {0};
    Room *room = f->functions ? formula_room(f) : NULL;
    hale_value *fact = arena_array(&arena, f->inputs + 1, sizeof *fact);
    bool sound = room;
    for (int pass = 0; pass < 2 && sound; pass++) {
        for (size_t i = 0; i < f->inputs; i++)
            fact[i] =
                (hale_value){.type = HALE_INT,
                             .as.i = 1,
                             .missing = pass ? HALE_PRESENT : HALE_NOT_GIVEN};
        for (size_t n = 1; n <= f->functions && sound; n++)
            sound = probe_one(f, room, (int)n, fact, diags);
    }
    room_close(room);
    arena_free(&arena);
}
