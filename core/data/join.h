/* SPDX-License-Identifier: MIT
 *
 * join.h: private to partition.c and block.c, the two halves of putting a
 * partition together: who the accounts are, and where their rows go.
 */
#ifndef HALE_CORE_DATA_JOIN_H
#define HALE_CORE_DATA_JOIN_H

#include "data/part.h"

/* The work on one partition. */
typedef struct Joining {
    Partition *out;
    Store *store;
    const Plan *plan;
    size_t p;
    uint32_t **code;  /* clerk -> number of a name -> its code in out->names */
    uint32_t **place; /* clerk -> number -> where the account stands: its
                       * index, or accounts + its Standing */
    Standing *standing; /* by code */
    size_t slab_used;
} Joining;

/* The bytes that block_build takes of the slab, at most. */
size_t block_room(const Joining *j, size_t data_set);
/* Sorts the rows of a data set into the runs of the accounts. */
void block_build(Joining *j, size_t data_set);

#endif
