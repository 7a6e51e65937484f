/* Alerts that only gas meters send, and which they were told not to (devices.md 16.3, 16.5). */
#ifndef ALB_DEVICE_GAS_ALERT_H
#define ALB_DEVICE_GAS_ALERT_H

#include "gas.h"
#include "voice.h"

/* GCS53: the snapshot of the billing period that is over, encrypted for the supplier. */
void gas_alert_billing(const voice *v, alb_time at);
/* Does it write the event down? True for what is no gas meter. */
bool gas_wants_log(const device *d, uint16_t code);
/* False: a supplier has set the event to be kept from the WAN (GCS20). Other devices: always true. */
bool gas_wants_alert(const voice *v, uint16_t code);

/* How an event is set to be logged and told: the octet of gbcs-messages.md 7.7. */
uint8_t gas_behaviour(const device *d, uint16_t code, alb_arena *arena);
ALB_MUST_USE bool gas_behaviour_set(device *d, uint16_t code, uint8_t behaviour, alb_arena *arena);

/* A snapshot as Publish Snapshot has it; found: how many there are in all. */
void gas_snapshot_say(const gas_snapshot *s, uint8_t found, leaves *out);

#endif
