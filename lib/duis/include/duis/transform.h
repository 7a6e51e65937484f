/* Service Request -> GBCS command, and the check that a command does what was asked (duis.md 2.4, 3;
 * gbcs-messages.md 3.3). */
#ifndef ALB_DUIS_TRANSFORM_H
#define ALB_DUIS_TRANSFORM_H

#include "duis/document.h"
#include "gbcs/keys.h"

/* What a request does not say: from the inventory, the clock and the DCC's own counters (or
 * transform-context.json). */
typedef struct duis_context {
    uint16_t device;      /* CAT_DEVICE_ bit of the target */
    uint8_t elements;     /* 1 or 2 (twin); 0: taken as 1 */
    uint8_t phases;       /* 1 or 3; 0: taken as 1 */
    uint8_t gbcs_version; /* * 10; 0: newest */
    uint16_t user;        /* CAT_USER_ bits that the originator may act in; 0: not known */
    const cat_use_case
        *use_case; /* forced choice where one request has several results; NULL: by the rules */
    /* Header originator other than the request's: the ACB or the transitional CoS, with its own counter. */
    bool has_originator;
    alb_eui64 originator;
    uint64_t originator_counter;
    bool supplementary; /* the user is the supplementary remote party (request's originator and counter unless
                           given) */
    bool has_supplementary_party;
    alb_eui64 supplementary_party;
    uint64_t supplementary_counter;
    alb_time time; /* clock at transform; before 2000: not known */
    alb_span pin;  /* customer identification number, 4 digits */
    bool has_other_device;
    alb_eui64 other_device;
    uint16_t other_device_type;
    alb_span other_device_certificate; /* DER */
    alb_span other_device_serial;      /* of that certificate, where only its serial number is known */
    alb_span extended_pan_id;          /* 8 octets */
    const struct duis_log_entry {
        alb_eui64 device;
        uint16_t type;
        alb_span key; /* hashed link key, or empty */
    } * device_log;
    size_t n_device_log;
} duis_context;

/* The pre-command (grouping header and content) of a request. UNKNOWN or UNSUPPORTED when no use case fits;
 * BAD_VALUE with the XML path when a value cannot be carried. */
ALB_MUST_USE alb_status duis_transform(const duis_document *request, const duis_context *context,
                                       alb_arena *arena, alb_wr *out, alb_err *err);

/* What the DCC adds: the signature where the ACB or CoS signs, then the MAC header and the ACB's MAC. inner:
 * a signed pre-command (critical) or a pre-command (then an empty signature block, or the originator's when
 * sign_as is given). acb: key agreement identity of the ACB with private key. */
ALB_MUST_USE alb_status duis_authenticate(gbcs_keys *keys, alb_span inner, const smki_identity *acb,
                                          const smki_identity *sign_as, alb_wr *out, alb_err *err);

/* Which item differs, for people and for a response code. */
typedef struct duis_difference {
    char item[160]; /* GBCS name or XML path */
    char asked[120];
    char found[120];
} duis_difference;

/* OK when the pre-command does exactly what the request asks of that device; MISMATCH with the first
 * difference. Does not run the transform: it parses the pre-command and compares meanings. */
ALB_MUST_USE alb_status duis_correlate(const duis_document *request, const duis_context *context,
                                       alb_span pre_command, alb_arena *arena, duis_difference *difference,
                                       alb_err *err);

/* Context from the JSON object of a program (keys as in transform-context.json); spans in arena. */
ALB_MUST_USE alb_status duis_context_read(alb_span json, alb_arena *arena, duis_context *out, alb_err *err);

#endif
