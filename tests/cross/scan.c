/* SPDX-License-Identifier: MIT
 *
 * cross/scan.c: the law of ways.h as a program of its own, for a processor
 * that this machine has no cmocka for. It says which way the processor gets,
 * so that whoever runs it knows what was compared; the exit code is 1 if the
 * law does not hold.
 */
#include <stdio.h>

#include "ways.h"

int main(void)
{
    const int failed = ways_agree_on_drawn() || ways_agree_at_every_place() ||
                       ways_agree_when_full();
    printf("%s\n", ways_best());
    return failed;
}
