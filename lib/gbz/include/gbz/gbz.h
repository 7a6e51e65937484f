/* GBZ: ZigBee cluster library commands in a GBCS message (GBCS 7.3; gbcs-messages.md 7.1).
 *
 * The profile, the components with their extended header, the ZCL header, ZCL attribute values. Pure
 * encoding: which command means what is the catalogue's. Everything up to the ZCL header is big-endian, the
 * ZCL payload little-endian. Spans borrow from the input. Reader and writer are sticky.
 *
 *     alb_rd rd = alb_rd_init(content);
 *     uint8_t n = gbz_read_profile(&rd);
 *     for (gbz_component c; n > 0 && gbz_next(&rd, &c); n--) { ... c.zcl.command, c.payload ... }
 *     if (alb_rd_end(&rd) != ALB_OK) ...
 */
#ifndef ALB_GBZ_GBZ_H
#define ALB_GBZ_GBZ_H

#include "base/span.h"

enum { GBZ_PROFILE = 0x0109, GBZ_MAX_COMPONENTS = 31 };

/* Bits of the component's control octet; the others are zero. */
enum { GBZ_LAST = 0x01, GBZ_ENCRYPTED = 0x02, GBZ_FROM_DATE_TIME = 0x10 };

/* Bits of the ZCL frame control. */
enum { ZCL_CLUSTER_SPECIFIC = 0x01, ZCL_FROM_SERVER = 0x08, ZCL_NO_DEFAULT_RESPONSE = 0x10 };

/* Profile-wide commands. */
enum { ZCL_READ_ATTRIBUTES = 0x00, ZCL_READ_ATTRIBUTES_RESPONSE = 0x01, ZCL_DEFAULT_RESPONSE = 0x0b };

enum { ZCL_SUCCESS = 0x00, ZCL_FAILURE = 0x01, ZCL_NOT_FOUND = 0x8b };

/* Attribute types of the ZCL that GBZ use cases meet. */
enum {
    ZCL_BITMAP8 = 0x18,
    ZCL_BITMAP16 = 0x19,
    ZCL_BITMAP32 = 0x1b,
    ZCL_UINT8 = 0x20,
    ZCL_UINT16 = 0x21,
    ZCL_UINT24 = 0x22,
    ZCL_UINT32 = 0x23,
    ZCL_UINT48 = 0x25,
    ZCL_INT32 = 0x2b,
    ZCL_ENUM8 = 0x30,
    ZCL_OCTET_STRING = 0x41,
    ZCL_CHARACTER_STRING = 0x42,
    ZCL_UTC_TIME = 0xe2
};

typedef struct gbz_zcl_header {
    uint8_t frame_control;
    uint8_t sequence; /* transaction sequence number: index of the component in the command */
    uint8_t command;
} gbz_zcl_header;

typedef struct gbz_component {
    size_t offset; /* of the control octet in the whole input */
    size_t length; /* octets of the whole component */
    uint8_t control;
    uint16_t cluster;
    uint8_t additional_header_control; /* of encrypted components */
    uint8_t frame_counter;             /* 0, 1, .. over the encrypted components of a message */
    uint32_t from_date_time;           /* seconds since 2000 */
    gbz_zcl_header zcl;
    alb_span payload; /* ZCL payload in clear; of an encrypted one: security header, cipher text, tag */
    size_t payload_offset;
} gbz_component;

static inline bool gbz_is(const gbz_component *c, uint8_t control_bit)
{
    return (c->control & control_bit) != 0;
}

/* Profile id, which must be Smart Energy, and the number of components or items that follows it. */
uint8_t gbz_read_profile(alb_rd *r);
/* The next component; reserved control bits, or lengths that do not fit together, fail the reader. */
bool gbz_next(alb_rd *r, gbz_component *out);

void gbz_write_profile(alb_wr *w, uint8_t count);
/* The whole component; lengths come from payload. */
void gbz_write(alb_wr *w, const gbz_component *component);

/* Octets of a value of a ZCL attribute type with fixed size; 0: not known, or of variable size. */
uint8_t zcl_type_size(uint8_t type);
/* An attribute value: the octets behind the type octet, strings with their length octet. Empty and failed
 * reader where the type is not known. */
alb_span zcl_read_value(alb_rd *r, uint8_t type);

#endif
