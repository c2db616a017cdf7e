/* SPDX-License-Identifier: MIT
 *
 * join.h: private to partition.c, block.c and runs.c, which put a partition
 * together: who the accounts are, where their rows go, and in which order.
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
    uint32_t **at;      /* data set -> of its rows in order of arrival: the code
                         * of their account in out->names; afterwards, where
                         * they stand in the block */
    Standing *standing; /* by code */
    uint32_t *place;    /* by code: where the account stands: its index, or
                         * accounts + its Standing */
    size_t slab_used;
} Joining;

/* A piece of the slab; nothing is cleared. */
enum { SLAB_ALIGN = 64 };
static inline void *slab_take(Joining *j, size_t rows, size_t size)
{
    unsigned char *at = (unsigned char *)j->out->slab + j->slab_used;
    j->slab_used += (rows * size + SLAB_ALIGN - 1) / SLAB_ALIGN * SLAB_ALIGN;
    return at;
}

/* The rows of a data set in the partition. */
size_t block_arrivals(const Joining *j, size_t data_set);
/* The bytes that the next two take of the slab, at most. */
size_t block_room(const Joining *j, size_t data_set);
/* Gives the accounts of a data set codes, by order of arrival. */
void block_name(Joining *j, size_t data_set);
/* Sorts the rows of a data set into the runs of the accounts. */
void block_build(Joining *j, size_t data_set);
/* Puts the rows of each account, placed as they arrived, into order of time.
 * at[i] is where the i-th of all rows stands, and follows it. */
void runs_order(Joining *j, Block *block, uint32_t *at, size_t rows);

#endif
