/* The envelope of a GBCS message: MAC header, grouping header, content, signature (GBCS 7.2; gbcs-messages.md
 * 2).
 *
 * Parsing gives spans into the input; nothing is authenticated yet. Whatever interprets a payload should hold
 * a gbcs_verified (gbcs/verify.h) or say why it need not. Building writes the shortest length forms.
 */
#ifndef ALB_GBCS_MESSAGE_H
#define ALB_GBCS_MESSAGE_H

#include "base/eui64.h"
#include "base/time.h"
#include "catalogue/use_case.h"

typedef enum gbcs_cra { GBCS_COMMAND = 1, GBCS_RESPONSE = 2, GBCS_ALERT = 3 } gbcs_cra;

/* What stands around the content. */
typedef enum gbcs_form {
    GBCS_PRE_COMMAND, /* grouping header and content, nothing behind */
    GBCS_SIGNED, /* no MAC header; signature of 64 octets: signed pre-command, critical response, critical
                    alert */
    GBCS_MACED   /* MAC header; signature of 64 or 0 octets; MAC */
} gbcs_form;

enum { GBCS_MAC = 12, GBCS_SIGNATURE = 64, GBCS_MAX_MESSAGE = 65535, GBCS_COUNTER_MAX_BITS = 63 };

typedef struct gbcs_header {
    gbcs_cra cra;
    uint64_t counter; /* originator counter */
    alb_eui64 originator;
    alb_eui64 target;
    alb_span date_time; /* empty or 12 octets */
    uint16_t message_code;
    /* Other information beyond the message code (gbcs-messages.md 2.4). */
    bool has_supplementary_party;
    alb_eui64 supplementary_party;
    bool has_supplementary_counter;
    uint64_t supplementary_counter;
    bool has_supplementary_originator_counter;
    uint64_t supplementary_originator_counter;
    alb_span certificate; /* DER key agreement certificate of the unknown remote party; empty: none */
} gbcs_header;

typedef struct gbcs_message {
    alb_span whole;
    gbcs_form form;
    gbcs_header header;
    const cat_use_case *use_case; /* NULL: message code not in the catalogue */
    alb_span content;
    alb_span signature; /* empty or 64 octets */
    alb_span mac;       /* empty or 12 octets */
    alb_span inner;     /* from DF to the end of the signature block: what the MAC covers */
    alb_span
        signed_part; /* from the transaction-id's length to the end of content: what the signature covers */
} gbcs_message;

/* An unknown message code is not a failure here. Every octet must be accounted for. A lone 00 behind a
 * pre-command (an empty signature block that some clients append) is accepted. */
ALB_MUST_USE alb_status gbcs_message_parse(alb_span in, gbcs_message *out, alb_err *err);

/* Writes grouping header and content: a pre-command, or the inner part of anything else. */
void gbcs_write_grouping(alb_wr *w, const gbcs_header *header, alb_span content);
/* Appends the signature block (64 octets, or empty: 00). */
void gbcs_write_signature(alb_wr *w, alb_span signature);

/* The MAC header of a message with that inner part; inner and MAC follow it. */
void gbcs_write_mac_header(alb_wr *w, size_t inner_len);

/* Text of the kind for people: "Command", "Response", "Alert". */
const char *gbcs_cra_name(gbcs_cra cra);

/* What two parties identify an exchange by: the response mirrors its command. */
typedef struct gbcs_message_id {
    alb_eui64 originator, target; /* of the command */
    uint64_t counter;
} gbcs_message_id;

#endif
