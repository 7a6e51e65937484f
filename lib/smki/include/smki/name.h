/* Names of certificates (X.501) and extensions, as they stand in the certificate. */
#ifndef ALB_SMKI_NAME_H
#define ALB_SMKI_NAME_H

#include "base/span.h"

typedef enum smki_attribute_type {
    SMKI_ATTRIBUTE_NAME,      /* CN */
    SMKI_ATTRIBUTE_UNIT,      /* OU: the role */
    SMKI_ATTRIBUTE_UNIQUE_ID, /* x500UniqueIdentifier: the EUI-64 */
    SMKI_ATTRIBUTE_ORGANISATION,
    SMKI_ATTRIBUTE_COUNTRY,
    SMKI_ATTRIBUTE_OTHER
} smki_attribute_type;

typedef struct smki_attribute {
    smki_attribute_type type;
    alb_span oid;   /* content of the OBJECT IDENTIFIER */
    uint8_t tag;    /* of the value: DER_UTF8_STRING, DER_PRINTABLE_STRING, DER_BIT_STRING, ... */
    alb_span value; /* text, or the octets of a bit string without the count of unused bits */
    alb_span whole; /* the value with tag and length */
} smki_attribute;

/* Every attribute of a Name (DER) in order; false at the end. */
alb_rd smki_name_open(alb_span name);
bool smki_name_next(alb_rd *r, smki_attribute *out);
/* SEQUENCE OF SET OF { OID, value }, one attribute to a set as in every certificate of SMKI (smki.md 4.1). */
bool smki_name_is_well_formed(alb_span name);
/* RFC 2253 text, which turns the order round: "CN=Z1,OU=07". */
void smki_name_text(alb_span name, alb_wr *out);
/* Equal as sequences of attributes; PrintableString and UTF8String with the same text are equal (smki.md
 * 18.4). */
bool smki_name_equal(alb_span a, alb_span b);

typedef struct smki_extension {
    alb_span oid; /* content of the OBJECT IDENTIFIER */
    bool critical;
    alb_span value; /* content of the OCTET STRING */
} smki_extension;

/* The next of a certificate's extensions (alb_rd_init(smki_certificate_extensions(c))); false at the end or
 * where it is malformed (r->st tells). */
bool smki_extension_next(alb_rd *r, smki_extension *out);

#endif
