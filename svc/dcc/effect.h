/* What follows when a device has done what a command asked (duis.md 14, dcc-services.md 7.4).
 *
 * note_*: what the effect needs of the device's message goes into the outcome, when the message is judged; it
 * takes the effect away when nothing follows. effect_*: what changes, in the transaction that records the
 * outcome. */
#ifndef ALB_DCC_EFFECT_H
#define ALB_DCC_EFFECT_H

#include "dcc_internal.h"

typedef alb_status dcc_note(dcc_device_message *m, dcc_outcome *o);

/* commission.c: 8.1.1, and the joins of devices with each other. */
dcc_effect dcc_effect_commissioned, dcc_effect_joined, dcc_effect_unjoined;
/* The device that a command to join or unjoin names; zero: it is no such command. */
alb_eui64 dcc_join_partner(const dcc_worker *w, alb_span command);
/* hub_list.c: who is on a hub's list (8.11, CS14). */
dcc_effect dcc_effect_listed, dcc_effect_device_log;
/* Joins that did not come in time: N25. True: there were some. */
bool dcc_watch_joins(dcc_worker *w);
/* hub_restore.c: a hub, or a gas proxy, takes over from another (8.12). */
dcc_effect dcc_effect_hub_restored, dcc_effect_gpf_restored, dcc_effect_gpf_log;
/* trust_anchor.c: whose certificates a device holds (6.15.1, 6.21, 6.23, and 6.24.1, which reads them). */
dcc_note dcc_note_credentials, dcc_note_held;
/* Of what dcc_note_held noted: the cells of that role are o->subject's, one at least, and nothing is
 * unexpected. */
bool dcc_held_are_of_dcc(const dcc_outcome *o, uint8_t role);
/* From now on the DCC knows them. */
ALB_MUST_USE alb_status dcc_held_keep(store_tx *tx, const dcc_outcome *o, alb_err *err);
dcc_effect dcc_effect_credentials, dcc_effect_held;
/* duty.c: what is owed after commissioning (6.15.2, 6.24.1, 6.24.2). */
dcc_note dcc_note_duty;
dcc_effect dcc_effect_duty_done;
/* device_key.c: a device has new keys of its own (6.15.2). */
dcc_note dcc_note_device_key;
dcc_effect dcc_effect_device_key;
/* Is it that outcome? When it is recorded, dcc_take_device_keys is due. */
bool dcc_has_new_key(const dcc_outcome *o);
ALB_MUST_USE alb_status dcc_duties_open(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err);
/* One of them, which begins anew. */
ALB_MUST_USE alb_status dcc_duty_open(store_tx *tx, alb_eui64 device, const char *name, alb_time now,
                                      alb_err *err);
bool dcc_watch_duties(dcc_worker *w);
/* hub_duty.c: the same of a hub and its gas proxy, which the DCC does itself. */
dcc_note dcc_note_hub_request, dcc_note_hub_key, dcc_note_hub_parties, dcc_note_hub_certificate;
dcc_effect dcc_effect_hub_request, dcc_effect_hub_parties, dcc_effect_hub_certificate;
ALB_MUST_USE alb_status dcc_hub_duties_open(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err);
ALB_MUST_USE alb_status dcc_hub_duty_done(store_tx *tx, alb_eui64 device, const char *name, alb_err *err);
bool dcc_do_hub_duties(dcc_worker *w); /* true: there was something to do */

/* The request that an outcome ends: originator, target and counter. */
ALB_MUST_USE alb_status dcc_outcome_request_id(store_tx *tx, const dcc_outcome *o, duis_request_id *out,
                                               alb_err *err);
/* A device's record in a transaction, where there is no arena: what the effects look at. */
typedef struct dcc_brief {
    alb_eui64 id, hub;
    uint16_t type;
    char status[32], firmware[16], esme_variant[8], mpxn[16], secondary_mpan[16], export_mpan[16];
    uint8_t gbcs_version;
} dcc_brief;
/* NOT_FOUND (without filling err) when there is none. */
ALB_MUST_USE alb_status dcc_brief_read(store_tx *tx, alb_eui64 id, dcc_brief *out, alb_err *err);
/* As the record that payloads are written from; borrows. */
dcc_device_record dcc_brief_record(const dcc_brief *b);

#endif
