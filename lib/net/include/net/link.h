/* The link between the DCC's SM WAN side and communications hubs: framed GBCS messages over one stream
 * socket.
 *
 * A frame is its length (u32, big-endian, of what follows), its type (u8) and the fields of the type, as
 * link_type has them; EUI-64s, sequences and dates have eight octets. Sequence numbers are the sender's own.
 * Delivery is at least once: both ends drop what they have seen (SEND and IMAGE by sequence and message,
 * RECEIVED by message). docs/link.md tells the whole of it, for whoever writes an end of their own; the same
 * frames serve a fleet in this process (socket pair), in another (Unix or TCP socket), or a device bench. An
 * end that goes without a word is noticed after a minute.
 */
#ifndef ALB_NET_LINK_H
#define ALB_NET_LINK_H

#include "base/eui64.h"
#include "base/time.h"

enum { LINK_VERSION = 1, LINK_MAX_FRAME = 12 * 1024 * 1024 };

typedef enum link_type {
    LINK_SEND = 1, /* DCC: hub, sequence, GBCS message: deliver to the hub, which hands it on by its target */
    LINK_DELIVERED, /* fleet: sequence: the device has it */
    LINK_FAILED,    /* fleet: sequence, reason u8 */
    LINK_RECEIVED,  /* fleet: hub, sequence, GBCS message: a response or an alert; again until ACCEPTED */
    LINK_ACCEPTED,  /* DCC: sequence: durably taken */
    LINK_HELLO,     /* both, the first frame: version u8, text */
    LINK_IMAGE,     /* DCC: hub, sequence, OTA image: firmware for the hub to distribute */
    LINK_POWER,     /* fleet: hub, sequence, on u8: the hub has lost its power (0), or has it back (1) */
    LINK_UNDER_WAY  /* fleet: sequence, date: SEND or IMAGE is on its way, and is answered then or later */
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
    alb_time date;    /* of UNDER_WAY */
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
/* Where it listens, with the real port where 0 was asked for; lives as long as the listener. */
const char *link_listener_address(const link_listener *listener);
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
