/* SPDX-License-Identifier: MIT
 *
 * embedded.h: files that the build put into the binary; see HaleEmbed.cmake.
 */
#ifndef HALE_CORE_PLUGIN_EMBEDDED_H
#define HALE_CORE_PLUGIN_EMBEDDED_H

#include "base/base.h"

extern const Embedded new_files[]; /* core/plugin/new */

#endif
