/* Types of the catalogue: what a value is on the wire, and what it means to a person.
 *
 * One type language serves the three payload encodings of GBCS (COSEM data, ZigBee ZCL, ASN.1 DER). A type
 * says the encoding (kind), the bounds, the unit and scale, and how octets are shown. Engines in lib/gbcs
 * walk types; they hold no knowledge of any use case. All records are const, written with designated
 * initialisers, and checked by the catalogue's own test.
 */
#ifndef ALB_CATALOGUE_TYPE_H
#define ALB_CATALOGUE_TYPE_H

#include "base/span.h"

typedef enum cat_kind {
    CAT_NOTHING, /* no value: a plain GET, an argument that does not exist */

    /* COSEM data, A-XDR encoded with its tag (GBCS 7.2; gbcs-messages.md 6.3). */
    CAT_D_NULL,
    CAT_D_BOOL,
    CAT_D_I8,
    CAT_D_I16,
    CAT_D_I32,
    CAT_D_I64,
    CAT_D_U8,
    CAT_D_U16,
    CAT_D_U32,
    CAT_D_U64,
    CAT_D_ENUM,
    CAT_D_OCTETS,  /* octet-string; min..max octets; with fields, these plain ones (CAT_B_) are its content */
    CAT_D_VISIBLE, /* visible-string */
    CAT_D_UTF8,
    CAT_D_BITS,    /* bit-string; min..max bits */
    CAT_D_ARRAY,   /* min..max elements of fields[0]; with several fields, one of each in order; with none,
                      empty */
    CAT_D_STRUCT,  /* fields in order; the number of elements says how many of the optional ones are there */
    CAT_D_COMPACT, /* compact-array: min..max rows of fields[0], as an array whose element type stands once */
    CAT_D_CHOICE,  /* the first of fields whose shape (tags and element counts) is the one on the wire */
    CAT_D_PROTECTED, /* octet-string with security header, cipher text, tag; fields[0] is the plain text */

    /* ZigBee cluster library, little-endian, no tags (GBCS 7.3; gbcs-messages.md 7, Appendix C). */
    CAT_Z_UINT, /* size octets */
    CAT_Z_INT,
    CAT_Z_ENUM,
    CAT_Z_BITMAP,
    CAT_Z_UTC,    /* u32 seconds since 2000-01-01 UTC */
    CAT_Z_OCTETS, /* length octet, octets */
    CAT_Z_TEXT,   /* length octet, characters */
    CAT_Z_RAW,    /* min..max octets without a length; max 0: to the end of the payload */
    CAT_Z_STRUCT, /* fields in order */
    CAT_Z_LIST,   /* fields[0] repeated: as often as the field named by `count` says, or to the end */

    /* ASN.1 DER (GBCS 7.4; gbcs-messages.md 8). */
    CAT_A_NULL,
    CAT_A_INTEGER,
    CAT_A_ENUMERATED,
    CAT_A_OCTETS,
    CAT_A_BITS,
    CAT_A_TIME, /* GeneralizedTime YYYYMMDDhhmmssZ */
    CAT_A_SEQUENCE,
    CAT_A_SEQUENCE_OF,
    CAT_A_CHOICE,
    CAT_A_ANY, /* one complete element kept as it is: certificate, certification request */

    /* Plain big-endian fields outside the three: GBZ alerts, message-code lists. */
    CAT_B_UINT, /* size octets */
    CAT_B_TIME, /* u32 seconds since 2000-01-01 UTC, big-endian */
    CAT_B_RAW,
    CAT_B_STRUCT
} cat_kind;

/* How octets and numbers are shown to a person and written in JSON. */
typedef enum cat_view {
    CAT_VIEW_PLAIN, /* numbers: decimal with unit; octets: hexadecimal */
    CAT_VIEW_HEX,
    CAT_VIEW_TEXT,      /* printable text in octets; anything else falls back to hexadecimal */
    CAT_VIEW_DATE_TIME, /* 12 octets, or seconds since 2000 */
    CAT_VIEW_DATE,      /* 5 octets (COSEM) or 4 (ZigBee) with wildcards */
    CAT_VIEW_TIME,      /* 4 octets */
    CAT_VIEW_EUI64,
    CAT_VIEW_OBIS,
    CAT_VIEW_CERTIFICATE,
    CAT_VIEW_MESSAGE_CODE,
    CAT_VIEW_ALERT_CODE,
    CAT_VIEW_FIRMWARE /* 4 octets */
} cat_view;

/* A value that must equal, or is made from, the grouping header of the message (GBCS 7.2.7): not chosen by
 * anyone. */
typedef enum cat_mirror {
    CAT_MIRROR_NONE,
    CAT_MIRROR_COUNTER,     /* originator counter of the header */
    CAT_MIRROR_TRANSACTION, /* 04 || counter: transaction-id of the encryption key */
    CAT_MIRROR_ORIGINATOR,  /* business originator */
    CAT_MIRROR_TARGET       /* business target */
} cat_mirror;

/* Names of the values of an enumeration or of single bits. */
typedef struct cat_name {
    uint32_t value;
    const char *name;
} cat_name;
typedef struct cat_names {
    const cat_name *names;
    uint16_t count;
} cat_names;
/* For initialisers of static records, where a compound literal may not stand. */
#define CAT_NAMES(array)                                                                                     \
    {                                                                                                        \
        (array), ALB_COUNT(array)                                                                            \
    }

/* Octets of a string literal, as fixed content: CAT_OCTETS("\x00\x00\x0a\x00\x6a\xff"). */
#define CAT_OCTETS(text)                                                                                     \
    {                                                                                                        \
        (const uint8_t *)(text), sizeof(text) - 1                                                            \
    }

/* Where a fact comes from: proven on reference messages, read in a source, or remembered only. */
typedef enum cat_provenance { CAT_VERIFIED, CAT_SOURCED, CAT_UNVERIFIED } cat_provenance;

typedef struct cat_type cat_type;

typedef struct cat_field {
    const char *name; /* the standard's name; never NULL */
    const cat_type *type;
    bool optional; /* DER, elements of COSEM structures, ZCL tails: may be absent; COSEM data: may be null */
    uint8_t tag;   /* DER: context tag [n] + 1, IMPLICIT; 0: universal */
    cat_mirror mirror;
} cat_field;

struct cat_type {
    cat_kind kind;
    cat_view view;
    uint8_t size;      /* Z and B numbers: octets on the wire */
    int8_t scale;      /* engineering value = wire value * 10^scale */
    const char *unit;  /* "Wh", "V", "s"; NULL: none */
    uint32_t min, max; /* octets, bits or elements; both 0: no bound beyond the message */
    const cat_field *fields;
    uint16_t n_fields;
    const char *count;   /* Z_LIST: name of the sibling field that holds the number of elements */
    cat_names names;     /* enumerations and bitmaps */
    alb_span fixed;      /* the content octets must be these (without tag and length); ptr NULL: free */
    int64_t fixed_value; /* numbers, when has_fixed_value */
    bool has_fixed_value;
    int64_t default_value; /* DER: DEFAULT, omitted on the wire when has_default */
    bool has_default;
};

#endif
