/* A gas meter's time passes: volumes into registers, cost into the account, snapshots at midnight and at the
 * end of billing periods (devices.md 9.3, 10). */
#ifndef ALB_DEVICE_GAS_WORK_H
#define ALB_DEVICE_GAS_WORK_H

#include "device_internal.h"
#include "gas.h"
#include "voice.h"

/* What the meter's register stands at, or stood at: of a gas proxy, the register of its meter. */
uint64_t gas_volume(const device *d, alb_time t);

/* The meter's memory to change: as new and worked out up to now, if nothing was ever changed. NULL: no
 * memory for it. */
gas *gas_own(device *d, alb_time now);
/* What the meter knows, for reading only: a copy that shares its memory, or what follows from the home and
 * the time where nobody changed it. */
void gas_view(const device *d, alb_time at, gas *out);

/* Bill of that number, from 1 on, of a meter that nobody changed (factory_billing.h). */
gas_snapshot gas_factory_bill(const device *d, uint32_t number);

/* Works out d->gas up to `to`. Needs d->gas. */
void gas_work(device *d, alb_time to, event_list *e);
/* When something is to be worked out though nobody asks; INT64_MAX: never. */
alb_time gas_due(const gas *g);

/* The tier, or the block, from 0, that counts. */
uint8_t gas_tier_at(const gas *g, alb_time t);
uint8_t gas_block_now(const gas *g);

#endif
