/* SPDX-License-Identifier: MIT
 *
 * units.c: the units of time that lifetimes are counted in. Months and
 * quarters are parts of a mean year of 365.25 days.
 */
#include "ltv.h"

const char *const unit_names[UNITS + 1] = {"day",     "week", "month",
                                           "quarter", "year", NULL};
const double unit_days[UNITS] = {1, 7, 365.25 / 12, 365.25 / 4, 365.25};
