/* SPDX-License-Identifier: MIT
 *
 * needs_gone: links against a library that is not there when it is loaded.
 * libltdl calls that "file not found"; the user has to hear which file.
 */
#include "hale/plugin.h"

int gone(void);

const hale_plugin *hale_plugin_v1(void)
{
    return gone() ? NULL : NULL;
}
