/* What a device says: responses and alerts, protected and handed to whoever carries them. */
#ifndef ALB_DEVICE_VOICE_H
#define ALB_DEVICE_VOICE_H

#include "device_internal.h"
#include "event_list.h"
#include "leaves.h"

/* The means to speak for the length of one call into the device. */
typedef struct voice {
    device *device;
    gbcs_keys *keys;
    const device_sink *sink;
    alb_arena *arena;
} voice;

typedef enum voice_protection { VOICE_MAC, VOICE_SIGNATURE } voice_protection;

/* Writes the message of that header and content, protects it, sends it. peer: whose key agreement key makes
 * the MAC. */
ALB_MUST_USE alb_status voice_send(const voice *v, const gbcs_header *header, alb_span content,
                                   voice_protection protection, const smki_certificate *peer, alb_err *err);

/* Is the message's MAC made with the key of that certificate and this device's? maker NULL: no. */
ALB_MUST_USE bool voice_recognises(const voice *v, const gbcs_message *m, const smki_certificate *maker);

/* Writes an event to the logs that the catalogue names for it, at `at`. */
void event_record(device *d, uint16_t code, alb_time at);
/* The same with other information. */
void event_record_with(device *d, uint16_t code, uint16_t information, alb_time at);
/* Writes to the event log that a command was carried out, or was not. */
void event_outcome(device *d, uint16_t message_code, bool done, alb_time at);
/* Sends the alert of an event to every party that has a right to it and is known, where the event makes one.
 * more: what its content holds behind code and time; NULL: nothing. */
void alert_send(const voice *v, uint16_t code, alb_time at, const leaves *more);
/* Sends an alert of that message code to the party in one role. */
void alert_send_to(const voice *v, smki_role role, uint16_t message_code, uint16_t code, alb_time at,
                   const leaves *more);
/* The same to one that may stand in no cell any more; for signed alerts. */
void alert_send_to_entity(const voice *v, alb_eui64 recipient, uint16_t message_code, uint16_t code,
                          alb_time at, const leaves *more);
/* Signed, to whoever sent that command, and to the party that it was sent for. */
void alert_send_about(const voice *v, const gbcs_header *command, uint16_t message_code, uint16_t code,
                      alb_time at, const leaves *more);
/* Both: the event to the logs, the alert to the parties. */
void alert_raise(const voice *v, uint16_t code, alb_time at, const leaves *more);

/* The same for each of a list. */
void events_tell(const voice *v, const event_list *e);

/* The backup of a hub's device log, as methods and alerts give it. */
void device_log_backup(const device_log *log, alb_time now, leaves *out);

/* Content whose sensitive parts only the holder of that certificate can read (GBCS 8; gbcs-messages.md 3.5).
 */
ALB_MUST_USE alb_status voice_seal(const voice *v, const cat_use_case *use_case, const gbcs_header *header,
                                   const cat_tree *tree, const smki_certificate *reader, alb_wr *out);

#endif
