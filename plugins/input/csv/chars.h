/* SPDX-License-Identifier: MIT
 *
 * chars.h: an option that is a single character, such as a delimiter.
 *
 * Some characters are hard to write in an INI file: a tab cannot be seen, a
 * semicolon begins a comment. They have names.
 */
#ifndef HALE_CSV_CHARS_H
#define HALE_CSV_CHARS_H

#include "hale/plugin.h"

/* The character that `value` (a text) means: itself, or the one of tab,
 * semicolon, pipe, comma, space, dot, hash, apostrophe, none (0). An option
 * that is not given or empty is 0. 0, or -1 after hale_fail. */
int chars_read(hale_cx *cx, const char *option, const hale_value *value,
               char *out);

#endif
