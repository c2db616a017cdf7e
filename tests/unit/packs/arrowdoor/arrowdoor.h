/* SPDX-License-Identifier: MIT
 *
 * arrowdoor.h: a pack for tests of the two doors at which hale speaks Arrow.
 *
 *   events.c  an input that hands over a small table of events as a stream
 *   lines.c   an output that writes down each stream it is handed
 */
#ifndef HALE_TESTS_ARROWDOOR_H
#define HALE_TESTS_ARROWDOOR_H

#include <hale/arrow.h>
#include <hale/plugin.h>

extern const hale_input arrowdoor_events;
extern const hale_output arrowdoor_lines;

#endif
