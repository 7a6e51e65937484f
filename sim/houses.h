/* The homes of one worker. Only so many are awake, with their keys and devices at hand; of the others there
 * is what commands changed in them, which for most is nothing: so a nation fits into memory.
 */
#ifndef ALB_SIM_HOUSES_H
#define ALB_SIM_HOUSES_H

#include "home.h"

typedef struct houses houses;

/* Homes first, first + stride, ... below homes; awake: most at a time; due: when each of them wants to be
 * called first. NULL: out of memory. */
houses *houses_new(uint32_t homes, uint32_t first, uint32_t stride, uint32_t awake, alb_time due);
void houses_free(houses *all);
/* The home, awake until another call wakes one, and off where an outage was noted. *is_new: it was never
 * awake before. */
ALB_MUST_USE alb_status houses_get(houses *all, const workshop *w, uint32_t number, home **out, bool *is_new,
                                   alb_err *err);
/* A home that sleeps has lost its power, and need not wake for it; *hub: the one in it. False: it is awake.
 */
ALB_MUST_USE bool houses_note_outage(houses *all, const workshop *w, uint32_t number, alb_time since,
                                     alb_eui64 *hub);
/* When a home wants to be called; INT64_MAX: not of its own accord. */
void houses_set_due(houses *all, uint32_t number, alb_time due);
/* The earliest of all. */
alb_time houses_due(const houses *all);
/* A home that is due; false: none is. */
ALB_MUST_USE bool houses_next_due(houses *all, alb_time now, uint32_t *number);

#endif
