/* The link between the DCC's SM WAN side and communications hubs: framed GBCS messages over one stream
 * socket.
 *
 * A frame: length u32 big-endian (of what follows), type u8, then by type:
 *   1 SEND       hub EUI-64, sequence u64, GBCS message      DCC -> fleet: deliver to the hub, which hands it
 * on by target 2 DELIVERED  sequence u64                                fleet -> DCC: the device has it 3
 * FAILED     sequence u64, reason u8 (gbcs deliver failure: 1 hub unknown, 2 hub unreachable, 3 HAN delivery,
 * 4 busy, 5 image not valid, 6 no room for it) 4 RECEIVED   hub EUI-64, sequence u64, GBCS message      fleet
 * -> DCC: a response or alert; sent again until ACCEPTED 5 ACCEPTED   sequence u64 DCC -> fleet: durably
 * taken 6 HELLO      version u8, then text                       both, first frame 7 IMAGE      hub EUI-64,
 * sequence u64, OTA image         DCC -> fleet: firmware for a hub to distribute 8 POWER      hub EUI-64,
 * sequence u64, on u8             fleet -> DCC: a hub has lost its power (0), or has it back (1) Sequence
 * numbers are the sender's own. Delivery is at least once: both ends drop what they have seen (SEND by
 * sequence and message, RECEIVED by message). Documented in docs/link.md; the same frames serve a fleet in
 * this process (socket pair), in another (Unix or TCP socket), or a device bench.
 */
#ifndef ALB_NET_LINK_H
#define ALB_NET_LINK_H

#include "base/eui64.h"

enum { LINK_VERSION = 1, LINK_MAX_FRAME = 12 * 1024 * 1024 };

typedef enum link_type {
    LINK_SEND = 1,
    LINK_DELIVERED = 2,
    LINK_FAILED = 3,
    LINK_RECEIVED = 4,
    LINK_ACCEPTED = 5,
    LINK_HELLO = 6,
    LINK_IMAGE = 7,
    LINK_POWER = 8
} link_type;

enum {
    LINK_HUB_UNKNOWN = 1,
    LINK_HUB_UNREACHABLE = 2,
    LINK_HAN_FAILED = 3,
    LINK_BUSY = 4,
    LINK_IMAGE_INVALID = 5, /* of IMAGE alone: it is no image */
    LINK_IMAGE_NO_ROOM = 6  /* of IMAGE alone: the hub cannot store it */
};

typedef struct link_frame {
    link_type type;
    alb_eui64 hub;
    uint64_t sequence;
    uint8_t reason;   /* of FAILED; of POWER: 1 on, 0 off */
    alb_span message; /* SEND, RECEIVED, IMAGE; text of HELLO. Borrowed: valid until the next receive on this
                         link */
} link_frame;

typedef struct link_socket link_socket; /* one end; send is thread-safe, receive is for one thread */

/* A connected pair in this process. */
ALB_MUST_USE alb_status link_pair(link_socket **a, link_socket **b, alb_err *err);
/* address: "unix:PATH" or "HOST:PORT". */
ALB_MUST_USE alb_status link_connect(const char *address, link_socket **out, alb_err *err);
typedef struct link_listener link_listener;
ALB_MUST_USE alb_status link_listen(const char *address, link_listener **out, alb_err *err);
/* Waits for a connection up to timeout_ms (TIMEOUT); -1: for ever. */
ALB_MUST_USE alb_status link_accept(link_listener *listener, int timeout_ms, link_socket **out, alb_err *err);
void link_listener_free(link_listener *listener);
void link_close(
    link_socket *link); /* wakes a receive in another thread with CLOSED; free after its thread ended */
void link_free(link_socket *link);

ALB_MUST_USE alb_status link_send(link_socket *link, const link_frame *frame, alb_err *err);
/* Whole frames, one behind the other as link_frame_write writes them: many small ones at the price of one. */
ALB_MUST_USE alb_status link_send_frames(link_socket *link, alb_span frames, alb_err *err);
/* CLOSED at the end, TIMEOUT after timeout_ms (-1: none), BAD_FORMAT for a broken frame. */
ALB_MUST_USE alb_status link_receive(link_socket *link, int timeout_ms, link_frame *out, alb_err *err);

/* Frame <-> octets (pure; what the fuzz target drives). */
void link_frame_write(alb_wr *w, const link_frame *frame);
ALB_MUST_USE alb_status link_frame_read(alb_rd *r, link_frame *out);

#endif
