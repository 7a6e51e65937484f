/* One home: a communications hub and the devices behind it. Used by one thread at a time. */
#ifndef ALB_SIM_HOME_H
#define ALB_SIM_HOME_H

#include "list_internal.h"
#include "parties.h"

typedef struct home home;

/* What a worker works with: its own cryptography and the parties that all share. */
typedef struct workshop {
    gbcs_keys *keys;
    const sim_parties *parties;
    const alb_clock *clock;
    const sim_list *list;
    bool as_delivered;   /* nothing was installed (sim/fleet.h) */
    bool keeps;          /* homes have files: what changes in them is looked for */
    uint8_t billing_day; /* of all meters (device_options); they tell of bills from `started` on */
    alb_time started;
    alb_time gas_wake; /* between the times at which gas meters wake */
} workshop;

/* A home whose devices are made, with keys from the seed, when something is for them or they have something
 * to do. The workshop must outlive the home. */
ALB_MUST_USE alb_status home_new(const workshop *w, uint32_t number, home **out, alb_err *err);
void home_free(home *h);
/* The hub that is in the home. */
alb_eui64 home_hub_id(const home *h);
/* Hands a message that came to that hub from the WAN to the device that it is for; for a gas meter, which
 * sleeps, the hub keeps it until the meter wakes. 0, else LINK_HUB_UNREACHABLE, LINK_HAN_FAILED or LINK_BUSY.
 */
uint8_t home_deliver(home *h, const workshop *w, alb_eui64 hub, alb_span message, const device_sink *sink);
/* Something that a person or the world does to one device, with what it needs to speak. */
typedef void (*home_visitor)(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink);
/* False: the home has no such device. */
ALB_MUST_USE bool home_visit(home *h, const workshop *w, sim_kind kind, home_visitor visit, void *ctx,
                             const device_sink *sink);
/* Hands an image to the devices that it is for. 0, else LINK_HUB_UNREACHABLE or LINK_HAN_FAILED. */
uint8_t home_image(home *h, const workshop *w, alb_eui64 id, alb_span file, const device_sink *sink);
/* Puts the spare hub in the place of the first. BUSY: it is there. */
ALB_MUST_USE alb_status home_exchange_hub(home *h, alb_err *err);
/* The mains of the whole home: lost at a time that may have passed, if nothing happened to the home since;
 * and back, now. */
void home_power_lost(home *h, alb_time since);
void home_power_back(home *h, const workshop *w, const device_sink *sink);
/* Lets time pass for its devices; when they next want it, INT64_MAX: not of their own accord. */
alb_time home_tick(home *h, const workshop *w, const device_sink *sink);
/* When a home to which nothing happened yet wants it first. */
alb_time home_first_due(const workshop *w);

/* What commands and time changed in it, and back. */
ALB_MUST_USE alb_status home_save(const home *h, alb_buf *out, alb_err *err);
/* Of a new home, from what home_save wrote in this program. Takes the octets over where it succeeds; each
 * device is made of them when it is needed. */
ALB_MUST_USE alb_status home_wake(home *h, uint8_t *state, size_t len, alb_err *err);
/* The same from elsewhere: all devices are made at once. */
ALB_MUST_USE alb_status home_restore(home *h, alb_rd *in, alb_err *err);
/* The hub that is in a home which sleeps; state: as home_save wrote it, empty: it is as new. */
alb_eui64 home_hub_asleep(const workshop *w, uint32_t number, alb_span state);
/* Has that changed since it was asked last? Only where the workshop keeps homes. */
bool home_changed(home *h);
/* Has nothing happened to it since home_new made it? */
bool home_is_as_new(const home *h);
/* Certificates of one of its devices, issued anew by the authority. */
ALB_MUST_USE alb_status home_certificates(const home *h, const workshop *w, sim_kind kind,
                                          smki_certificate **signing, smki_certificate **agreement,
                                          alb_err *err);

#endif
