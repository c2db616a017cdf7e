/* SPDX-License-Identifier: MIT
 *
 * embedded.h: files that the build put into the binary; see HaleEmbed.cmake.
 */
#ifndef HALE_CORE_PLUGIN_EMBEDDED_H
#define HALE_CORE_PLUGIN_EMBEDDED_H

#include <stddef.h>

typedef struct Embedded {
    const char *name; /* without a folder; NULL ends the list */
    const unsigned char *data;
    size_t size;
} Embedded;

extern const Embedded new_files[]; /* core/plugin/new */

#endif
