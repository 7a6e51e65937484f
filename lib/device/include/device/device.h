/* A simulated device, sans I/O: messages in, messages out, time from its clock (devices.md).
 *
 * What it does comes from messages only. Its object model is the catalogue's; its consumption is a pure
 * function of its identity and the time. It authenticates as a device must (gbcs-messages.md 4.3) with keys
 * of its own and the certificates in its trust anchor cells. One thread per device at a time.
 */
#ifndef ALB_DEVICE_DEVICE_H
#define ALB_DEVICE_DEVICE_H

#include "base/buf.h"
#include "base/time.h"
#include "gbcs/keys.h"
#include "gbcs/verify.h"

typedef struct device device;

/* Gives the certificate that a device came with, for a key pair of that usage; the caller frees it. */
typedef struct device_certificates {
    alb_status (*find)(const void *ctx, alb_eui64 device, smki_usage usage, const crypto_key *key,
                       smki_certificate **out);
    const void *ctx;
} device_certificates;

/* Auxiliary controllers of an ESME or SAPC, each of a kind (SMETS2 5.22, 5.29; devices.md 1.3). */
enum { DEVICE_CONTROLLERS = 5 };
typedef enum device_controller {
    DEVICE_CONTROLLER_NONE,
    DEVICE_CONTROLLER_SWITCH,      /* in the meter (ALCS) */
    DEVICE_CONTROLLER_HCALCS,      /* a place for one that joins */
    DEVICE_CONTROLLER_PROPORTIONAL /* (APC) */
} device_controller;

/* The premises that a meter serves: what decides how much energy they take and give, and when
 * (docs/device.md). All zero but for the meter: a home like most, that gives nothing. */
typedef struct device_premises {
    alb_eui64 meter;       /* whose identity decides what is chance */
    uint8_t profile_class; /* 1 to 4 as the Balancing and Settlement Code has them; 0 is 1 */
    uint8_t area;          /* whose weather it is: any number, the distributor's in the MPAN */
    uint8_t solar;         /* hundreds of W of panels */
    bool heat_pump;        /* in place of a gas boiler */
    bool vehicle;          /* charged at home by night */
} device_premises;

/* Gives a key pair that a device was made with, when it is used first; NULL: cannot be had. Borrowed as long
 * as the device lives. */
typedef struct device_key_pairs {
    const crypto_key *(*find)(void *ctx, smki_usage usage);
    void *ctx;
} device_key_pairs;

typedef struct device_options {
    alb_eui64 id;
    uint16_t type;            /* CAT_DEVICE_ bit */
    uint8_t elements, phases; /* ESME */
    device_controller controllers[DEVICE_CONTROLLERS];
    bool boost; /* ESME with controllers: it has a button for them (SMETS2 5.26) */
    const alb_clock *clock;
    const crypto_key *signing, *agreement; /* own keys; both NULL: key_pairs gives them */
    device_key_pairs key_pairs;
    device_certificates certificates; /* of these keys, asked when a command asks; find NULL: it has none */
    /* Certificates for the trust anchor cells (gbcs-messages.md 14.1); borrowed, may be NULL where the type
     * has no such cell. */
    const smki_certificate *root, *recovery, *supplier_signing, *supplier_agreement, *supplier_prepayment,
        *operator_signing, *operator_agreement, *acb_agreement, *acb_signing, *transitional_cos,
        *wan_provider, *load_controller_signing, *load_controller_agreement;
    alb_span mpxn;            /* MPAN or MPRN digits */
    alb_eui64 meter;          /* of a gas proxy: the gas meter that reports to it */
    device_premises premises; /* of a meter or gas proxy; its meter need not be named */
    /* Billing calendar of an electricity or gas meter, and of a proxy its meter's: periods end at 00:00 UTC
     * of that day of each month, 1 to 28; 0: none until it is set. Those that have ended by billed_until
     * stand in its log, and nobody is told of them any more. */
    uint8_t billing_day;
    alb_time billed_until;
} device_options;

/* What devices of a home ask of each other over its network (HAN) by ZigBee alone, without a message of GBCS
 * (devices.md 12). */
typedef enum device_han_kind {
    DEVICE_HAN_SWITCH,           /* an ESME, of a HCALCS: to be on, or off */
    DEVICE_HAN_REQUEST_CONTROL,  /* a HCALCS, of its ESME: what it shall be (HECS01) */
    DEVICE_HAN_TOP_UP,           /* a PPMID, of an ESME: to take a token (PECS01) */
    DEVICE_HAN_EMERGENCY_CREDIT, /* to activate emergency credit (PECS02) */
    DEVICE_HAN_ENABLE_SUPPLY     /* to enable a supply that is armed (PECS03) */
} device_han_kind;
typedef struct device_han {
    device_han_kind kind;
    bool on;        /* SWITCH */
    alb_span token; /* TOP_UP: digits */
} device_han;

/* out: where the device's messages go: one call per message, whole octets. */
typedef struct device_sink {
    void (*send)(void *ctx, alb_eui64 device, alb_span message);
    void *ctx;
    /* Hands what `from` asks to another device of the home (device_han_receive). False: that one is not to be
     * reached, or does not do it. NULL: nobody looks after the HAN, and all that is asked there is done. */
    bool (*han)(void *ctx, alb_eui64 from, alb_eui64 to, const device_han *asked);
} device_sink;

ALB_MUST_USE alb_status device_new(const device_options *options, device **out, alb_err *err);
void device_free(device *d);
alb_eui64 device_id(const device *d);
uint16_t device_type(const device *d);

/* A message from the HAN or WAN. A command that fails authentication is discarded, logged and raises the
 * alerts of the standard; nothing else changes. keys is the worker's context (its crypto and pair cache), not
 * bound to this device. */
void device_receive(device *d, gbcs_keys *keys, alb_span message, const device_sink *sink);

/* What another device of the home asks of this one. False: the two are not joined so, or it is not done. */
ALB_MUST_USE bool device_han_receive(device *d, gbcs_keys *keys, alb_eui64 from, const device_han *asked,
                                     const device_sink *sink);

/* Lets time pass up to the clock's now: future-dated work, logs, alerts. Returns when it next wants to be
 * called, by that clock; INT64_MAX: not before something else happens to it. */
alb_time device_tick(device *d, gbcs_keys *keys, const device_sink *sink);

/* --- what a person at the device, or the world, does to it --- */
void device_power(device *d, gbcs_keys *keys, bool on, const device_sink *sink); /* outage and restoration */
bool device_has_power(const device *d);
/* The outage began at `since`, now or earlier, and nothing happened to the device from then on. */
void device_power_lost(device *d, alb_time since);
/* One phase, numbered from 1, of a polyphase meter; without the last one the meter is without power. */
void device_phase_power(device *d, gbcs_keys *keys, unsigned phase, bool on, const device_sink *sink);

/* --- the clock (devices.md 8.1). The clock that a device is given is its hub's, from the WAN; a meter or
 * standalone controller has one of its own, which gains or loses up to 5 ppm as its identity has it. Once a
 * day it is compared with the hub's and, unless it is off by more than ten seconds, brought back to it --- */
/* From now on it gains so many millionths, up to a tenth; less than 0: it loses. False: no such device. */
bool device_order_drift(device *d, int32_t ppm);
/* How far it is ahead of the hub's, in ms. */
int64_t device_clock_offset(const device *d);

/* What somebody does to the case of a device (devices.md 8.12). */
typedef enum device_tamper_kind {
    DEVICE_TAMPER_COVER,    /* of a meter, removed */
    DEVICE_TAMPER_TERMINAL, /* the cover of an electricity meter's terminals */
    DEVICE_TAMPER_SECOND_TERMINAL,
    DEVICE_TAMPER_BATTERY, /* its cover */
    DEVICE_TAMPER_MAGNET,  /* a strong magnetic field */
    DEVICE_TAMPER_TILT,    /* of a gas meter */
    DEVICE_TAMPER_CASE,    /* of a hub or a standalone controller, opened */
    DEVICE_TAMPER_OTHER,   /* in another way, which has no end */
    DEVICE_TAMPERS
} device_tamper_kind;
/* "cover", "terminal", "terminal2", "battery", "magnet", "tilt", "case", "other"; false: none of them. */
ALB_MUST_USE bool device_tamper_named(alb_span name, device_tamper_kind *out);
/* It begins, or ends. The device writes it down and tells it, and a meter that is set to do so locks its
 * supply when it begins; without power, once there is power again. False: a device of this type does not
 * notice that, or it is so already. */
bool device_tamper(device *d, gbcs_keys *keys, device_tamper_kind kind, bool begins, const device_sink *sink);

/* An ordered fault: what the device does wrong with the next command that it accepts. */
typedef enum device_fault_kind {
    DEVICE_FAULT_NONE,
    DEVICE_FAULT_RESULT, /* an item fails, as the use case tells failures */
    DEVICE_FAULT_LATE,   /* the answer comes after `delay` */
    DEVICE_FAULT_TWICE,  /* it comes two times */
    DEVICE_FAULT_NEVER   /* the command is carried out, and nobody hears of it */
} device_fault_kind;
typedef struct device_fault {
    device_fault_kind kind;
    uint8_t item;   /* RESULT: which item or component fails, from 0; those behind it are not tried */
    uint8_t result; /* its result: of access-response, of the ZigBee status, the code of an ASN.1 answer */
    uint32_t attributes; /* of an item that reads several attributes: those whose bit is set fail */
    alb_time delay;      /* LATE: milliseconds */
} device_fault;
void device_order_fault(device *d, device_fault fault);

/* --- firmware (GBCS 11) --- */
/* What the hardware of our devices is to whoever makes images for it. */
enum { DEVICE_MANUFACTURER = 0x10a1, DEVICE_HARDWARE = 1 };
/* Image type in the OTA header, by CAT_DEVICE_ bit. */
uint16_t device_image_type(uint16_t type);
/* Is this OTA file for devices of that type, a CAT_DEVICE_ bit? */
bool device_takes_image(uint16_t type, alb_span file);
/* The hub has handed over an image: it is verified and told of. A meter keeps it until it is activated, other
 * devices run it at once. */
void device_receive_image(device *d, gbcs_keys *keys, alb_span file, const device_sink *sink);
/* The hub tells what became of an image for one of its devices that is no meter (CCS08). */
void device_tell_transfer(device *chf, gbcs_keys *keys, const device *to, alb_span file,
                          const device_sink *sink);

/* The consumer opens the valve, or closes the switch, of a supply that is armed. False: it is not armed, or
 * the meter disables it again at once, for want of credit. */
bool device_open_supply(device *d);
/* The consumer presses the boost button of an ESME: 15, 30, 45 or 60 minutes, in all no more than 60 from the
 * first; 0: ends it. False: it cannot, as the meter's event log
 * tells too (8161, 8162). */
bool device_boost(device *d, gbcs_keys *keys, unsigned minutes, const device_sink *sink);
/* A person at a PPMID asks a meter that it is joined to: to take a token, to activate emergency credit, to
 * enable the supply. False: it is not asked, or an electricity meter refuses. A gas meter is sent a message
 * (PCS01, PCS02) and answers when it wakes. The PPMID's event log tells what became of it (8154, 8155). */
ALB_MUST_USE bool device_ask_meter(device *ppmid, gbcs_keys *keys, alb_eui64 meter, const device_han *asked,
                                   const device_sink *sink);
/* What an auxiliary controller's output is set to, in percent, numbered from 1; of a HCALCS, whose only one
 * is 1, 0 or 100. */
uint8_t device_output(const device *d, unsigned controller);
/* The consumer types a top-up token in at a meter. False: it was refused; the security log says why. After
 * five wrong ones in a row none is taken for a while. */
bool device_enter_token(device *d, gbcs_keys *keys, alb_span digits, const device_sink *sink);
/* The consumer asks a meter for emergency credit. False: it is not offered. */
bool device_activate_emergency_credit(device *d, gbcs_keys *keys, const device_sink *sink);

/* Something at the home of an ESME takes that many W more from now on for `duration`, up to a month: a
 * kettle, a heater. It counts, and is limited, as anything that the home takes. False: it is no ESME, it is
 * more than 100 kW, or too many of them run. */
bool device_add_load(device *d, uint32_t watts, alb_time duration);

/* The network raises or lowers the voltage at an ESME from now on for `duration`: by so many volts on one
 * phase (1 to 3) or on all (0). */
void device_disturb_voltage(device *d, uint8_t phase, int16_t volts, alb_time duration);

/* --- the network of a communications hub (only devices of type CHF have one) --- */
/* Puts a device into the hub's device log as joined: what an installer did before. False: the log is full. */
bool device_install(device *chf, gbcs_keys *keys, alb_eui64 id);
/* Is that device in the log and joined? The hub hands messages to no other. */
bool device_knows(const device *chf, alb_eui64 id);
/* A device tries to join: it succeeds when the log has an entry for it and joining is open. */
void device_join(device *chf, gbcs_keys *keys, alb_eui64 id, const device_sink *sink);

/* --- gas --- */
/* A gas meter has something new to tell its proxy: what commands or people changed. What time changes the
 * proxy knows, as if the meter told it each half hour (devices.md 10.1, 10.5). */
void device_mirror(device *proxy, const device *meter);

/* State that commands and time made (not identity, not keys), for snapshots; and back. */
ALB_MUST_USE alb_status device_save(const device *d, alb_buf *out, alb_err *err);
ALB_MUST_USE alb_status device_restore(device *d, alb_span state, alb_err *err);

/* When the first period ends after t of meters with that billing_day (device_options); INT64_MAX: never. */
alb_time device_next_bill(uint8_t billing_day, alb_time t);

/* --- consumption (devices.md 18): pure functions of what the premises are and the time, so that any half
 * hour, past or to come, can be had from them alone. They leave out what happens to a meter: times without
 * supply, and loads that somebody ordered --- */
/* Active import in Wh of the half hour that t lies in. */
uint32_t device_import_half_hour(const device_premises *p, alb_time t);
/* Register reading in Wh at t: the sum since 2020-01-01 of the half hours, plus the part of the running one.
 * A call takes the same time however long ago that is. */
uint64_t device_import_register(const device_premises *p, alb_time t);
/* The same of active export. */
uint32_t device_export_half_hour(const device_premises *p, alb_time t);
uint64_t device_export_register(const device_premises *p, alb_time t);
/* The same of gas, in litres. */
uint32_t device_gas_half_hour(const device_premises *p, alb_time t);
uint64_t device_gas_register(const device_premises *p, alb_time t);
/* Mean temperature of an area's day that t lies in, in hundredths of a degree Celsius. Heating follows it. */
int32_t device_temperature(uint8_t area, alb_time t);

#endif
