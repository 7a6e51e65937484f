/* The grouping header as named texts: what the readable form, the JSON form and its reader agree on. */
#ifndef ALB_GBCS_HEADER_FIELDS_INTERNAL_H
#define ALB_GBCS_HEADER_FIELDS_INTERNAL_H

#include "catalogue/value.h"
#include "gbcs/message.h"

#define GBCS_NAME_CRA                      "CRAFlag"
#define GBCS_NAME_COUNTER                  "OriginatorCounter"
#define GBCS_NAME_ORIGINATOR               "BusinessOriginatorID"
#define GBCS_NAME_TARGET                   "BusinessTargetID"
#define GBCS_NAME_DATE_TIME                "DateTime"
#define GBCS_NAME_MESSAGE_CODE             "MessageCode"
#define GBCS_NAME_PARTY                    "SupplementaryRemotePartyID"
#define GBCS_NAME_PARTY_COUNTER            "SupplementaryRemotePartyCounter"
#define GBCS_NAME_PARTY_ORIGINATOR_COUNTER "SupplementaryOriginatorCounter"
#define GBCS_NAME_CERTIFICATE              "KeyAgreementCertificate"

/* What generic alerts say of their content's format. */
#define GBCS_NAME_DLMS "DLMS"
#define GBCS_NAME_GBZ  "GBZ"

/* The 12 octets of the header's date-time, for cat_value_text and cat_value_set_text. */
extern const cat_field gbcs_field_date_time;

typedef void gbcs_header_visitor(void *ctx, const char *name, const char *text, size_t offset, size_t length);

/* Every field of the header but the certificate, in the order of the wire, with its place in message->whole.
 */
void gbcs_header_visit(const gbcs_message *message, gbcs_header_visitor *visit, void *ctx);

/* Fields of a DER certificate as people look for them. Nothing is visited when it does not parse. */
void gbcs_certificate_visit(alb_span der, gbcs_header_visitor *visit, void *ctx);

/* Places within the grouping header, which is fixed up to the date-time (gbcs-messages.md 2.3). */
enum {
    GBCS_AT_CRA = 2,
    GBCS_AT_COUNTER = 3,
    GBCS_AT_ORIGINATOR = 12,
    GBCS_AT_TARGET = 21,
    GBCS_AT_DATE_TIME = 30
};

/* Where a span of the message begins. */
size_t gbcs_offset_of(const gbcs_message *message, alb_span part);
/* Where the message code stands. */
size_t gbcs_message_code_offset(const gbcs_message *message);

#endif
