/* SPDX-License-Identifier: MIT
 *
 * gone: the library that needs_gone and unbound were promised.
 */
#include "hale/plugin.h"

HALE_EXPORT int gone(void);

int gone(void)
{
    return 1;
}
