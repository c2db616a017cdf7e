/* SPDX-License-Identifier: MIT
 *
 * set.h: the exact sets behind hale_cx; host.c is their only user.
 */
#ifndef HALE_CORE_PLUGIN_SET_H
#define HALE_CORE_PLUGIN_SET_H

#include "plugin/plugin.h"

/* Where a set takes more memory from: zeroed, never freed, NULL when there is
 * none. */
typedef struct SetMemory {
    void *(*alloc)(hale_cx *from, size_t bytes);
    hale_cx *from;
} SetMemory;

/* `r` may be NULL. NULL: no memory. */
hale_set *set_new(SetMemory *memory, Rounds *r);
int set_put(SetMemory *memory, hale_set *set, int64_t value); /* 0 or -1 */
/* All codes that are present (NULL: all are). */
int set_put_codes(SetMemory *memory, hale_set *set, const uint32_t *code,
                  const uint8_t *present, size_t count);
size_t set_count(const hale_set *set);

#endif
