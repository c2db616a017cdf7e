/* SPDX-License-Identifier: MIT
 *
 * exact.c: the one division of this pack. The product is kept in 128 bits;
 * what does not fit ends in an error, never in a wrapped figure.
 */
#include "exact.h"

#include "revenue.h"

int exact_share(hale_cx *cx, int64_t amount, int times, const Fraction *f,
                int64_t *out)
{
    Wide n, whole, rest;
    if (f->over == 1 && f->under == 1) /* per month: what most are */
        return __builtin_mul_overflow(amount, times, out) ? too_much(cx) : 0;
    if (__builtin_mul_overflow((Wide)amount * times, f->over, &n))
        return too_much(cx);
    whole = n / f->under;
    rest = n % f->under * 2;
    if (rest < 0)
        rest = -rest;
    if (rest > f->under || (rest == f->under && whole % 2 != 0))
        whole += n < 0 ? -1 : 1;
    if (whole < INT64_MIN || whole > INT64_MAX)
        return too_much(cx);
    *out = (int64_t)whole;
    return 0;
}
