/* Certificate profiles of the key infrastructure, and who holds which certificates (SEC Appendix B, GBCS 12;
 * smki.md 4 to 8).
 *
 * A profile says all that an authority adds to what a subscriber asks: names, order and criticality of the
 * extensions, policy, validity. lib/smki issues by it and holds no knowledge of any kind of certificate.
 * Common to all of them: version 3, serial number of 16 octets, key identifiers by RFC 5280 4.2.1.2 method
 * (2).
 */
#ifndef ALB_CATALOGUE_CERTIFICATE_H
#define ALB_CATALOGUE_CERTIFICATE_H

#include "catalogue/type.h"

/* RDNs of the subject, in this order, one attribute each. */
typedef enum cat_subject_form {
    CAT_SUBJECT_EMPTY,     /* none: the subject alternative name stands for it */
    CAT_SUBJECT_ENTITY,    /* CN where one is asked for, OU = role, x500UniqueIdentifier = EUI-64 */
    CAT_SUBJECT_ROLE_NAME, /* OU = role, CN */
    CAT_SUBJECT_NAME,      /* CN */
    CAT_SUBJECT_SYSTEM,    /* O = trading name, OU = role, CN = system or person */
    CAT_SUBJECT_PARTY      /* C = GB, O = Party, CN = host, system or person */
} cat_subject_form;

typedef enum cat_text_form { CAT_TEXT_UTF8, CAT_TEXT_PRINTABLE } cat_text_form;

typedef enum cat_key_kind { CAT_KEY_P256, CAT_KEY_RSA_2048, CAT_KEY_RSA_4096 } cat_key_kind;

/* Bits of keyUsage as X.509 numbers them. */
enum {
    CAT_KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
    CAT_KEY_USAGE_NON_REPUDIATION = 1 << 1,
    CAT_KEY_USAGE_KEY_ENCIPHERMENT = 1 << 2,
    CAT_KEY_USAGE_KEY_AGREEMENT = 1 << 4,
    CAT_KEY_USAGE_CERT_SIGN = 1 << 5,
    CAT_KEY_USAGE_CRL_SIGN = 1 << 6
};

/* Purposes of extendedKeyUsage (RFC 5280 4.2.1.12). */
enum { CAT_PURPOSE_SERVER = 1, CAT_PURPOSE_CLIENT = 2, CAT_PURPOSE_OTHER = 4 };

typedef enum cat_extension_kind {
    CAT_EXTENSION_KEY_USAGE,
    CAT_EXTENSION_BASIC_CONSTRAINTS, /* cA TRUE */
    CAT_EXTENSION_POLICIES,
    CAT_EXTENSION_SUBJECT_KEY_ID,
    CAT_EXTENSION_AUTHORITY_KEY_ID,
    CAT_EXTENSION_HARDWARE_MODULE, /* subjectAltName: otherName hardwareModuleName with the EUI-64 */
    CAT_EXTENSION_HOST,            /* subjectAltName: the host of CN, as dNSName or iPAddress */
    CAT_EXTENSION_PURPOSES         /* extendedKeyUsage */
} cat_extension_kind;

typedef struct cat_extension {
    cat_extension_kind kind;
    bool critical;
} cat_extension;

/* Parts of a profile that are remembered only. */
enum {
    CAT_CERTIFICATE_SUBJECT = 1,
    CAT_CERTIFICATE_USAGE = 2,
    CAT_CERTIFICATE_YEARS = 4,
    CAT_CERTIFICATE_EXTENSIONS = 8,
    CAT_CERTIFICATE_POLICY = 16,
    CAT_CERTIFICATE_LIST = 32
};

enum { CAT_NO_PATH_LENGTH = -1, CAT_NO_EXPIRY = 0, CAT_ROLE_NOT_NAMED = 255 };

typedef struct cat_certificate {
    const char *name;
    const char *title;
    const char *issuer; /* the profile above; its own name: self-signed */
    cat_key_kind key;
    cat_subject_form subject;
    cat_text_form text;
    const uint8_t *roles; /* that OU may name; NULL: it names none */
    size_t n_roles;
    const uint16_t *usages; /* keyUsage is exactly one of these sets of bits */
    size_t n_usages;
    uint8_t purposes;     /* CAT_PURPOSE_ bits */
    int years;            /* CAT_NO_EXPIRY: notAfter is 99991231235959Z */
    int path_length;      /* of authorities; CAT_NO_PATH_LENGTH: not limited */
    int list_hours;       /* of authorities: a revocation list is good for so long; 0: it issues none */
    const char *policy;   /* object identifier; NULL: none stated */
    const char *hardware; /* hwType of hardwareModuleName */
    const cat_extension *extensions;
    size_t n_extensions;
    uint32_t remembered; /* CAT_CERTIFICATE_ bits */
    cat_provenance provenance;
} cat_certificate;

/* NULL: no such profile. */
const cat_certificate *cat_certificate_named(const char *name);
const cat_certificate *const *cat_certificates(size_t *count);

/* --- who holds what --- */

/* Key pairs of a holder, each with its certificate; names of files end with cat_key_pair_suffix. */
typedef enum cat_key_pair {
    CAT_PAIR_SIGNING,    /* "ds" */
    CAT_PAIR_AGREEMENT,  /* "ka" */
    CAT_PAIR_PREPAYMENT, /* "pp-ka": key agreement of the prepayment top-up */
    CAT_PAIR_XML,        /* "xml": signature of Service Requests and Responses */
    CAT_PAIR_COUNT
} cat_key_pair;

typedef struct cat_holder {
    uint8_t role; /* CAT_ROLE_NOT_NAMED: a device */
    const char *name;
    const char *title;
    const char *profile;     /* of every certificate but that for XML */
    const char *xml_profile; /* NULL: no such certificate */
    uint8_t pairs;           /* 1 << cat_key_pair */
    uint64_t dcc_entity;     /* who holds this role at the DCC in test environments; 0: not the DCC */
    cat_provenance provenance;
} cat_holder;

const cat_holder *cat_holders(size_t *count);
/* NULL: nobody holds certificates in that role. */
const cat_holder *cat_holder_find(uint8_t role);
const cat_holder *cat_holder_named(const char *name);
const char *cat_key_pair_suffix(cat_key_pair pair);
/* The keyUsage of the pair. */
uint16_t cat_key_pair_usage(cat_key_pair pair);

/* The key infrastructures (smki.md 3): SMKI's two, IKI, DCCKI. */
enum { CAT_INFRASTRUCTURE_SMKI = 1, CAT_INFRASTRUCTURE_IKI = 2, CAT_INFRASTRUCTURE_DCCKI = 4 };
/* The bit of "smki", "iki" or "dccki"; 0: none of them. */
uint32_t cat_infrastructure_named(const char *name);

/* The authorities of a key infrastructure, roots first. */
typedef struct cat_authority {
    const char *profile;      /* also the name of its files */
    const char *name;         /* CN */
    const char *organisation; /* O; NULL where the subject has none */
    uint32_t infrastructure;  /* CAT_INFRASTRUCTURE_ bit */
} cat_authority;
const cat_authority *cat_authorities(size_t *count);
/* NULL: no authority has that profile. */
const cat_authority *cat_authority_of(const char *profile);

#endif
