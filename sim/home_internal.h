/* A home's devices, and how they are reached. */
#ifndef ALB_SIM_HOME_INTERNAL_H
#define ALB_SIM_HOME_INTERNAL_H

#include "home.h"
#include "waiting.h"

typedef struct resident {
    crypto_key *signing_key, *agreement_key; /* NULL: not used yet */
    device *device;                          /* NULL: not needed since the home woke */
    alb_span kept;   /* the state of a device that was not needed yet; empty: it is as new, or not there */
    alb_time due;    /* when it wants to be called; INT64_MAX: not of its own accord */
    bool touched;    /* since it was called last */
    uint64_t digest; /* of its state as it was last looked at (workshop.keeps) */
    const workshop *shop;
    alb_eui64 id;
} resident;

/* In the order in which power comes back: what the meter tells needs the hub. Those from PPMID on move in
 * when something is for them. */
enum { HUB, ESME, GPF, GSME, EVERY_HOME, PPMID = EVERY_HOME, HCALCS, SAPC, SPARE_HUB, SPARE_GPF, RESIDENTS };

struct home {
    const workshop *shop;
    sim_home identity;
    sim_equipment equipment;
    uint64_t digest;    /* of what it knows beside its devices, as it was last looked at (workshop.keeps) */
    bool touched;       /* since it was made: something may have changed in it */
    bool exchanged;     /* the spare hub is in the place of the first one */
    bool is_off;        /* the hub has no power */
    bool proxy_is_late; /* it has yet to be told what its gas meter has become, when that woke last */
    uint8_t *kept;      /* states of devices, own memory; NULL: none */
    resident residents[RESIDENTS];
    waiting for_gas; /* messages that the hub keeps for the gas meter */
};

alb_eui64 home_id_of(const home *h, int which);
uint16_t home_type_of(int which); /* CAT_DEVICE_ bit */
int home_resident_of(sim_kind kind);
/* The hub, and its gas proxy, that are in the home now. */
int home_hub(const home *h);
int home_gpf(const home *h);
/* Is there such a device in this home, or, of a spare hub, in the installer's van? */
bool home_has(const home *h, int which);
/* And is it in its place? */
bool home_is_there(const home *h, int which);
/* Is it there already: one that every home has, or that something was for? */
bool home_is_resident(const home *h, int which);
ALB_MUST_USE alb_status home_move_in(home *h, int which, alb_err *err);
void home_move_out(home *h, int which);
/* The device, which moves in when it was not there yet; NULL: the home has none, or no memory for it. */
device *home_resident(home *h, int which);
/* Its state is what is kept of it. */
void home_note_state(home *h, int which);

/* The home's network as its devices see it: what one sends to another of the home, and asks it by ZigBee, is
 * carried there; the rest goes out. */
typedef struct home_network {
    home *h;
    const workshop *w;
    const device_sink *out;
} home_network;
/* What the devices of the home are given while the network is there. */
device_sink home_network_sink(home_network *n);

#endif
