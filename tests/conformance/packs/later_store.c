/* SPDX-License-Identifier: MIT
 *
 * later_store.c: a database for histories that follows a later contract. It
 * is no pack besides: hale_plugin_v1 is not there.
 */
#include "hale/store.h"

HALE_EXPORT const hale_store *hale_store_v1(void)
{
    static const hale_store store = {
        .size = sizeof store,
        .major = HALE_STORE_MAJOR + 1,
        .name = "later_store",
    };
    return &store;
}
