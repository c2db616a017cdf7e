/* SPDX-License-Identifier: MIT
 *
 * shortest.c: the digits of a real, without printf and strtod.
 *
 * A double is m * 2^e. Times 10^k, with k such that 17 digits stand before
 * the point, it is m * 5^k * 2^(e + k); from 0.0001 to 1e15 the first two
 * factors fit into 128 bits and the last one only shifts to the right. So the
 * 17 digits and what is behind them are known exactly, as integers:
 *
 *     0.1 = 7205759403792794 * 2^-56,  k = 17,  5^17 = 762939453125
 *     the product >> 39 is 10000000000000000, and 0.55 is behind it
 *
 * Rounded to 15, 16 or 17 digits it reads back as the same double if it is
 * less than half a step of doubles away; a step is 5^k in the units of the
 * product. So the answer is what printf with %.15g, %.16g or %.17g, the first
 * that strtod reads back, would say: tests hold the two equal. Other sizes
 * are theirs.
 */
#include "buffer.h"

#include <string.h>

__extension__ typedef unsigned __int128 Wide;

/* The mantissa of the powers of two, and 17 digits at least. */
static const uint64_t POWER_OF_TWO = UINT64_C(1) << 52;
static const uint64_t SEVENTEEN = UINT64_C(10000000000000000);

/* A double from 0.0001 to 1e15 as `product` / 2^shift / 10^decimals. */
typedef struct Scaled {
    Wide product;
    uint64_t step; /* 5^k: to the next double, in the units of product */
    uint64_t m;
    uint64_t digits; /* product >> shift, 17 of them */
    int shift, decimals;
} Scaled;

static uint64_t power_of_5(int k)
{
    uint64_t power = 1;
    for (uint64_t base = 5; k; k >>= 1, base *= base)
        power *= k & 1 ? base : 1;
    return power;
}

static void scale(Scaled *s, int e, int k)
{
    s->step = power_of_5(k);
    s->product = (Wide)s->m * s->step;
    s->shift = -(e + k);
    s->decimals = k;
    s->digits = (uint64_t)(s->product >> s->shift);
}

static Scaled scaled(double value)
{
    Scaled s;
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int two = (int)(bits >> 52) - 1023; /* 2^two <= value */
    /* Rounded down, by the log10 of 2; one too few is seen by the digits. */
    int ten = (two * 30103 + 2000000) / 100000 - 20;
    s.m = (bits & (POWER_OF_TWO - 1)) | POWER_OF_TWO;
    scale(&s, two - 52, 16 - ten);
    while (s.digits >= 10 * SEVENTEEN)
        scale(&s, two - 52, s.decimals - 1);
    return s;
}

/* The digits to the nearest `unit`, ties to even; 0: that is another
 * double, or one cannot tell. */
static int rounds(const Scaled *s, uint64_t unit, uint64_t *rounded)
{
    uint64_t count = s->digits / unit;
    Wide rest = s->product - ((Wide)(count * unit) << s->shift);
    Wide whole = (Wide)unit << s->shift;
    if (2 * rest > whole || (2 * rest == whole && (count & 1))) {
        count++;
        rest = whole - rest;
    }
    *rounded = count;
    if (unit == 1 || rest == 0)
        return 1;
    if (s->m == POWER_OF_TWO)
        return 0;
    return 2 * rest < s->step || (2 * rest == s->step && !(s->m & 1));
}

int value_shortest(double value, uint64_t *digits, int *decimals)
{
    if (!(value >= 1e-4 && value < 1e15))
        return -1;
    Scaled s = scaled(value);
    uint64_t unit = 100;
    *decimals = s.decimals - 2;
    while (!rounds(&s, unit, digits)) {
        if (s.m == POWER_OF_TWO)
            return -1; /* the step below it is half as wide */
        unit /= 10;
        ++*decimals;
    }
    return 0;
}
