/* A device's state, and what its parts offer each other. */
#ifndef ALB_DEVICE_DEVICE_INTERNAL_H
#define ALB_DEVICE_DEVICE_INTERNAL_H

#include "anchors.h"
#include "deferred.h"
#include "device_log.h"
#include "event_log.h"
#include "fault.h"
#include "firmware.h"
#include "own_clock.h"
#include "own_credentials.h"
#include "partners.h"
#include "pending.h"
#include "settings.h"
#include "supply.h"

#include "device/device.h"

struct esme;
struct gas;
struct auxiliary;

enum { DEVICE_MAX_MPXN = 26, DEVICE_PHASES = 3 };

struct device {
    alb_eui64 id;
    uint16_t type; /* CAT_DEVICE_ bit */
    uint8_t elements, phases;
    device_controller controllers[DEVICE_CONTROLLERS];
    bool has_boost;
    const alb_clock *clock;
    device_certificates certificates;
    device_key_pairs key_pairs;
    const crypto_key *signing, *agreement; /* in force; NULL: not asked for yet */
    char mpxn[DEVICE_MAX_MPXN];
    size_t mpxn_len;
    uint8_t billing_day; /* factory_billing.h */

    /* What commands and time change; device_save writes it. */
    uint64_t counter; /* of the last message that the device sent of its own accord */
    gbcs_execution_counters executed;
    anchors anchors;
    own_credentials own;
    supply supply;
    settings settings;
    pendings pendings;
    deferrals deferrals;
    partners partners;
    firmware firmware;
    faults faults;
    struct gas *gas; /* of gas meters and proxies; NULL: as it left the factory; own memory */
    uint64_t asked;  /* by a PPMID: counter of what a gas meter has not answered yet; 0: nothing */
    bool is_closed;  /* of a HCALCS: its switch */
    struct auxiliary *auxiliary; /* of meters with controllers; NULL: nothing was asked of them; own memory */
    struct esme *esme;           /* of electricity meters, likewise */
    device_log *han;             /* of hubs; own memory */
    event_log events, security, power;
    event_log meter_events, meter_security; /* of a gas proxy: copies of its meter's */
    alb_time
        billed; /* of a meter without a memory: the last bill that it has told of ended then, or before */
    alb_time outage_since;              /* ALB_TIME_NONE: powered */
    alb_time phase_lost[DEVICE_PHASES]; /* ALB_TIME_NONE: it is there */
    alb_time refusals_since;            /* start of the hour in which refused commands are counted */
    uint32_t refusals;                  /* in that hour */
    own_clock own_clock;
    uint8_t tampered, tamper_told; /* bits by device_tamper: what is so, and what it has told of */
};

/* Gives back what the state of a device has taken. */
void device_release(device *d);
/* All phases are there. */
void phases_init(device *d);
/* Puts keys that commands replaced in force, once what they asked is answered. */
void device_take_keys(device *d);
/* What the hardware has of what not every meter has: CAT_VARIANT_ bits. */
uint8_t device_variants(const device *d);
/* The key in force of that pair (OWN_SIGNING, OWN_AGREEMENT); NULL: cannot be had. */
const crypto_key *device_key(device *d, int pair);
/* The secret that the device shares with a party. */
ALB_MUST_USE alb_status device_secret(device *d, gbcs_keys *keys, const smki_certificate *peer,
                                      crypto_secret *out, alb_err *err);
/* What the device's own clock shows, in whole seconds as messages carry it (clock.h). */
alb_time device_now(const device *d);
/* Counter of the next message that is no answer. */
uint64_t device_next_counter(device *d);

#endif
