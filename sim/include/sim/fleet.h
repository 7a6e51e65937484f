/* A street, or a nation, of simulated homes: hubs and their devices behind one link (net/link.h).
 *
 * The fleet owns its devices and threads. Keys of devices are derived from a seed and the device's identity;
 * their certificates are issued by the device authority of a pki directory when somebody asks for them.
 */
#ifndef ALB_SIM_FLEET_H
#define ALB_SIM_FLEET_H

#include "device/device.h"
#include "net/link.h"
#include "sim/list.h"
#include "sim/mix.h"
#include "sim/network.h"
#include "smki/keystore.h"

typedef struct sim_fleet sim_fleet;

typedef struct sim_fleet_options {
    /* The homes: a list, which the caller keeps as long as the fleet is; NULL: so many from a seed, with this
     * mix. */
    const sim_list *list;
    uint32_t homes;
    uint64_t seed;
    sim_mix mix;      /* what not every home has */
    unsigned threads; /* 0: 1 */
    uint32_t awake;   /* homes a thread has ready at a time; 0: 1024. The others cost next to nothing */
    const alb_clock *clock;
    const char *pki;                      /* directory with the authorities and parties (albion pki init) */
    alb_eui64 supplier, network_operator; /* whose certificates the meters hold at installation */
    sim_network network;                  /* all zero: messages are there at once */
    /* Nothing is installed: the hubs are up, and nobody is on their networks; their gas proxies hold the
     * broker's certificates in the cells of supplier and network operator. */
    bool as_delivered;
    uint8_t billing_day; /* of all meters, from the factory: at 00:00 UTC of that day of each month, 1 to 28,
                            they close the period and tell the supplier; 0: none until it is set */
    uint32_t gas_wake;   /* seconds between the times at which gas meters wake; 0: 1800 (GBCS 10.2) */
    const char *state;   /* directory for what commands changed, a file a home, of one fleet at a time; NULL:
                            a new start is a new fleet */
} sim_fleet_options;

sim_region sim_region_of(sim_home home);

/* The premises behind a home's electricity meter, or behind its gas meter: with them any half hour of what
 * the home takes and gives can be had (device/device.h), without a fleet. */
device_premises sim_premises_of(const sim_home *home, const sim_equipment *equipment, bool is_gas);

ALB_MUST_USE alb_status sim_fleet_start(const sim_fleet_options *options, sim_fleet **out, alb_err *err);
/* Serves the link until it closes, on the fleet's own threads; returns at once. Takes ownership of link.
 * There may be several, to the servers of one DCC: a device's message goes to the server that sent something
 * to its hub last, or to any while that one is away. */
ALB_MUST_USE alb_status sim_fleet_attach(sim_fleet *fleet, link_socket *link, alb_err *err);
/* Certificates of a device, for whoever registers it (inventory, key store): issued when asked for. The
 * caller frees them. */
ALB_MUST_USE alb_status sim_fleet_certificates(sim_fleet *fleet, alb_eui64 device, smki_certificate **signing,
                                               smki_certificate **agreement, alb_err *err);
/* The world acts on a home: power off and on. */
ALB_MUST_USE alb_status sim_fleet_power(sim_fleet *fleet, uint32_t home, bool on, alb_err *err);
/* The same for all homes of a region, or SIM_EVERYWHERE; waits until it is done. */
ALB_MUST_USE alb_status sim_fleet_cut(sim_fleet *fleet, int area, bool on, alb_err *err);
/* The SM WAN: what is sent from now on goes through that. */
void sim_fleet_set_network(sim_fleet *fleet, const sim_network *network);
void sim_fleet_network(sim_fleet *fleet, sim_network *out);
/* Is a home within the coverage? One that is not cannot be reached; what its devices say comes when it is
 * again. All homes are when the fleet starts. NOT_FOUND: no such home. */
ALB_MUST_USE alb_status sim_fleet_set_coverage(sim_fleet *fleet, uint32_t home, bool covered, alb_err *err);
bool sim_fleet_covers(sim_fleet *fleet, uint32_t home);
/* Would a home be, if that share of 10,000 were? Always the same homes, and more with a larger share. */
bool sim_is_among(uint64_t seed, uint32_t home, uint32_t share);
/* An installer takes the hub of a home away and puts its spare one in: nobody is on the network of that one
 * yet. BUSY: that was done before. */
ALB_MUST_USE alb_status sim_fleet_exchange_hub(sim_fleet *fleet, uint32_t home, alb_err *err);
/* What a device of it does wrong with its next command (device/device.h). NOT_FOUND: no such device. */
ALB_MUST_USE alb_status sim_fleet_order_fault(sim_fleet *fleet, alb_eui64 device, device_fault fault,
                                              alb_err *err);
/* The clock was set by hand: devices that have something to do by it do it now. */
void sim_fleet_clock_changed(sim_fleet *fleet);
/* Is there nothing left to do or to say before the clock moves on? next: when a device will have something,
 * INT64_MAX for never. */
bool sim_fleet_is_settled(sim_fleet *fleet, alb_time *next);
/* A person at a PPMID asks a meter of the home (device_ask_meter); *done: whether it was asked, or an
 * electricity meter did it. */
ALB_MUST_USE alb_status sim_fleet_ask(sim_fleet *fleet, alb_eui64 ppmid, alb_eui64 meter,
                                      const device_han *asked, bool *done, alb_err *err);
/* Presses the boost button of an electricity meter (device_boost); *done: whether it could. */
ALB_MUST_USE alb_status sim_fleet_boost(sim_fleet *fleet, alb_eui64 meter, unsigned minutes, bool *done,
                                        alb_err *err);
/* What a person at a meter wants: to type a token in, emergency credit, supply that is armed to be on. */
typedef enum sim_wish { SIM_WISH_TOKEN, SIM_WISH_CREDIT, SIM_WISH_SUPPLY } sim_wish;
/* digits: of the token; *done: whether the meter did it. */
ALB_MUST_USE alb_status sim_fleet_wish(sim_fleet *fleet, alb_eui64 meter, sim_wish kind, alb_span digits,
                                       bool *done, alb_err *err);
/* The network raises or lowers the voltage at an electricity meter for a while (device_disturb_voltage). */
ALB_MUST_USE alb_status sim_fleet_disturb_voltage(sim_fleet *fleet, alb_eui64 meter, uint8_t phase,
                                                  int16_t volts, alb_time duration, alb_err *err);
/* Something at the home of an electricity meter takes more for a while (device_add_load); *done: whether it
 * could. */
ALB_MUST_USE alb_status sim_fleet_add_load(sim_fleet *fleet, alb_eui64 meter, uint32_t watts,
                                           alb_time duration, bool *done, alb_err *err);
/* Somebody tampers with a device, or stops (device_tamper); *done: whether it was noticed, or will be. */
ALB_MUST_USE alb_status sim_fleet_tamper(sim_fleet *fleet, alb_eui64 device, device_tamper_kind kind,
                                         bool begins, bool *done, alb_err *err);
/* A device's clock gains so many millionths from now on (device_order_drift); *done: whether it has one. */
ALB_MUST_USE alb_status sim_fleet_order_drift(sim_fleet *fleet, alb_eui64 device, int32_t ppm, bool *done,
                                              alb_err *err);
/* What an auxiliary controller's output is set to, in percent (device_output). */
ALB_MUST_USE alb_status sim_fleet_output(sim_fleet *fleet, alb_eui64 device, unsigned controller,
                                         uint8_t *percent, alb_err *err);
void sim_fleet_stop(sim_fleet *fleet);

#endif
