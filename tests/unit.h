/* SPDX-License-Identifier: MIT
 *
 * unit.h: cmocka with its prelude, and what it lacks. cmocka 1.1.5 compares
 * doubles as floats, so nearness is ours.
 */
#ifndef HALE_TESTS_UNIT_H
#define HALE_TESTS_UNIT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* |a - b| <= tolerance, told with all digits. */
#define assert_near(a, b, tolerance)                                          \
    unit_near((a), (b), (tolerance), __FILE__, __LINE__)

static inline void unit_near(double a, double b, double tolerance,
                             const char *file, int line)
{
    if (fabs(a - b) <= tolerance)
        return;
    print_error("%.17g is not within %g of %.17g\n", a, tolerance, b);
    _fail(file, line);
}

/* `part` stands somewhere in `text`. */
#define assert_contains(text, part)                                           \
    unit_contains((text), (part), __FILE__, __LINE__)

static inline void unit_contains(const char *text, const char *part,
                                 const char *file, int line)
{
    if (text && strstr(text, part))
        return;
    print_error("\"%s\" does not contain \"%s\"\n", text ? text : "(NULL)",
                part);
    _fail(file, line);
}

#endif
