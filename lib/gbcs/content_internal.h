/* The engines of contents, told apart by the use case's format, and what they share. */
#ifndef ALB_GBCS_CONTENT_INTERNAL_H
#define ALB_GBCS_CONTENT_INTERNAL_H

#include "gbcs/content.h"

typedef struct gbcs_content_engine {
    alb_status (*decode)(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out, alb_err *err);
    alb_status (*encode)(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                         const gbcs_sealer *sealer, alb_wr *out, alb_err *err);
} gbcs_content_engine;

alb_status gbcs_decode_dlms(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                            alb_err *err);
alb_status gbcs_encode_dlms(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                            const gbcs_sealer *sealer, alb_wr *out, alb_err *err);
alb_status gbcs_decode_asn1(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                            alb_err *err);
alb_status gbcs_encode_asn1(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                            const gbcs_sealer *sealer, alb_wr *out, alb_err *err);

/* Is the value, with all below it, what its type allows? */
alb_status gbcs_asn1_check(const cat_tree *tree, uint32_t index, alb_err *err);

alb_status gbcs_decode_gbz(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                           alb_err *err);
alb_status gbcs_encode_gbz(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                           const gbcs_sealer *sealer, alb_wr *out, alb_err *err);

/* The use case's format; of a generic alert, what its first octet says that the device speaks. */
cat_format gbcs_format_of(const cat_use_case *use_case, alb_span content);

/* A content on its way into a tree. */
typedef struct gbcs_decoding {
    const gbcs_header *header;
    const gbcs_opener *opener; /* may be NULL */
    cat_tree *tree;
    alb_err *err;
    uint8_t flags; /* of every value: CAT_VALUE_PLAIN inside an opened part */
} gbcs_decoding;

/* A tree on its way into octets. */
typedef struct gbcs_encoding {
    const gbcs_header *header;
    const gbcs_sealer *sealer; /* may be NULL */
    const cat_tree *tree;
    alb_err *err;
} gbcs_encoding;

/* Where in the tree a value is, when it is not there: what the record fixes or the header gives need not be.
 */
#define GBCS_NO_VALUE UINT32_MAX

/* Must this field, with all it holds, be what the record fixes or the header gives? */
bool gbcs_is_determined(const cat_field *field);

/* The octets that a mirrored field must have (at most 9, into buf); empty: none. */
alb_span gbcs_mirrored(const gbcs_header *header, cat_mirror mirror, uint8_t buf[static 9]);

/* Walks the fields of a structure along the children of a value: fields that may be left out and are not
 * there are passed over. index is GBCS_NO_VALUE for what is not in the tree. */
typedef struct gbcs_members {
    const cat_tree *tree;
    const cat_type *type;
    uint32_t parent; /* GBCS_NO_VALUE: no children */
    uint32_t at;     /* the next child */
    uint16_t next;   /* field */
    bool has_gap;    /* an optional one was passed over */
} gbcs_members;
gbcs_members gbcs_members_of(const cat_tree *tree, const cat_type *type, uint32_t parent);
bool gbcs_next_member(gbcs_members *members, const cat_field **field, uint32_t *index);
/* How many there are. */
size_t gbcs_count_members(const cat_tree *tree, const cat_type *type, uint32_t parent);

/* Opens a value that begins at the reader's place; GBCS_NO_VALUE and the error filled when the tree is full.
 */
uint32_t gbcs_open_value(gbcs_decoding *d, const cat_field *field, const alb_rd *r);
/* Closes it where the reader stands now. */
void gbcs_close_value(gbcs_decoding *d, uint32_t index, const alb_rd *r);

/* Plain big-endian fields, CAT_B_ (GBZ alerts; octet-strings of COSEM data that hold fields). */
alb_status gbcs_plain_read(gbcs_decoding *d, alb_rd *r, const cat_field *field);
alb_status gbcs_plain_write(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index);

#endif
