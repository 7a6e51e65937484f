/* Trust anchor cells of devices, and the modes in which commands replace what stands in them (GBCS 4.3.2.4,
 * 13.3; gbcs-messages.md 14.1, 14.3).
 */
#ifndef ALB_CATALOGUE_TRUST_ANCHOR_H
#define ALB_CATALOGUE_TRUST_ANCHOR_H

#include "catalogue/certificate.h"
#include "catalogue/use_case.h"

typedef enum cat_cell {
    CAT_CELL_ROOT,
    CAT_CELL_RECOVERY,
    CAT_CELL_SUPPLIER_SIGNING,
    CAT_CELL_SUPPLIER_AGREEMENT,
    CAT_CELL_SUPPLIER_PREPAYMENT,
    CAT_CELL_OPERATOR_SIGNING,
    CAT_CELL_OPERATOR_AGREEMENT,
    CAT_CELL_ACB_SIGNING,
    CAT_CELL_ACB_AGREEMENT,
    CAT_CELL_TRANSITIONAL_COS,
    CAT_CELL_WAN_PROVIDER,
    CAT_CELL_LOAD_CONTROLLER_SIGNING,
    CAT_CELL_LOAD_CONTROLLER_AGREEMENT,
    CAT_CELL_COUNT
} cat_cell;

/* What a cell's certificate is used for beside its key usage. */
enum { CAT_CELL_MANAGEMENT = 0, CAT_CELL_PREPAYMENT_TOP_UP = 1 };

typedef struct cat_trust_anchor {
    uint8_t role;   /* remote party role: OU of the certificates in it */
    uint16_t usage; /* one CAT_KEY_USAGE_ bit */
    uint8_t cell_usage;
    uint16_t devices;     /* that have such a cell */
    uint16_t stand_ins;   /* 1 << role: others whose certificates may stand in it */
    cat_provenance known; /* of devices */
} cat_trust_anchor;

/* By cat_cell. */
const cat_trust_anchor *cat_trust_anchor_at(cat_cell cell);
/* CAT_CELL_COUNT: there is no such cell. */
cat_cell cat_trust_anchor_find(uint8_t role, uint16_t usage, uint8_t cell_usage);

typedef struct cat_replacement_mode {
    uint8_t mode;
    uint16_t message_code;
    uint8_t authorised_by; /* role whose signing cell, or, without signature, key agreement cell it is */
    bool by_contingency;   /* by the key that is wrapped in the root certificate, not by a cell */
    bool any_root;         /* the new root need not be vouched for by the old */
    uint32_t cells;        /* 1 << cat_cell: that it may touch */
    cat_provenance provenance;
} cat_replacement_mode;

/* NULL: the message code is none of CS02b or CS02g. */
const cat_replacement_mode *cat_replacement_mode_of(uint16_t message_code);

#endif
