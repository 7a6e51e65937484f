/* Service Request Variants of DUIS: one record each, in srv/srv_<n>_<n>.c, listed in
 * srv.def (duis.md 6).
 *
 * A record says who may ask what of which device, and how the request becomes a GBCS command: candidates in
 * order, each with the condition under which it applies and the mapping from elements of the request to named
 * values of the command. What a mapping row cannot say is a named function of the record.
 */
#ifndef ALB_CATALOGUE_SERVICE_REQUEST_H
#define ALB_CATALOGUE_SERVICE_REQUEST_H

#include "catalogue/element.h"
#include "catalogue/use_case.h"
#include "catalogue/value.h"

/* User Roles as bits. */
enum {
    CAT_USER_IS = 1,   /* Import Supplier */
    CAT_USER_ES = 2,   /* Export Supplier */
    CAT_USER_GS = 4,   /* Gas Supplier */
    CAT_USER_RSA = 8,  /* Registered Supplier Agent */
    CAT_USER_ED = 16,  /* Electricity Distributor */
    CAT_USER_GT = 32,  /* Gas Transporter */
    CAT_USER_OU = 64,  /* Other User */
    CAT_USER_LC = 128, /* Load Controller */
    CAT_USER_MDR = 256 /* Meter Data Retriever */
};

typedef enum cat_future_dating {
    CAT_FUTURE_NONE,
    CAT_FUTURE_DEVICE,
    CAT_FUTURE_DSP,
    CAT_FUTURE_DSP_AND_DEVICE
} cat_future_dating;

/* How the value of an element becomes the value of a field, and back: both directions are one record, so that
 * transform, correlate and the User's view of a command agree by construction on meaning but not on code
 * path. */
typedef struct cat_conversion
    cat_conversion; /* defined in lib/duis: named conversions, listed in duis/conversion.def */

/* One row of a mapping. `to` is a path of names in the command's tree (cat_tree_find); `from` a path in the
 * request's body. */
typedef struct cat_mapping {
    const char *to;
    const char *from;       /* NULL: constant or context */
    const char *conversion; /* name of a conversion; NULL: text to text by the field's own view */
    const char *constant;   /* value in the form of cat_value_text when from is NULL */
} cat_mapping;

/* One use case a Service Request may become. */
typedef struct cat_target {
    const cat_use_case *use_case;
    uint16_t devices;         /* device types it applies to */
    const char *when_present; /* element path that must be there; NULL: none */
    const char *when_absent;
    const char *when_phases;    /* "1" or "3": phases of the ESME; NULL: any */
    const char *when_elements;  /* "1" or "2": elements of the ESME; NULL: any */
    uint16_t users;             /* only for these User Roles; 0: any */
    uint8_t gbcs_from, gbcs_to; /* GBCS version * 10, inclusive; 0: open */
    const cat_mapping *mapping;
    uint8_t n_mapping;
    const char *builder; /* named function where rows do not suffice; NULL: rows only */
} cat_target;

typedef struct cat_service_request {
    const char *srv;       /* "4.1.1" */
    const char *reference; /* "4.1" */
    const char *name;
    const char *body; /* element name */
    bool critical;
    bool device; /* becomes a command; false: handled by the DCC (Command Variant 8) */
    bool on_demand;
    cat_future_dating future_dated;
    bool schedulable;
    uint16_t command_variants; /* bit n: variant n is legal */
    uint16_t users;
    uint16_t devices;         /* Business Targets; 0: the DCC itself */
    uint16_t devices_assumed; /* those of devices that no reference message shows */
    bool twin_element;        /* only an ESME with two measuring elements */
    const cat_target *targets;
    uint8_t n_targets;
    cat_provenance provenance;
    const char *notes;
} cat_service_request;

const cat_service_request *const *cat_service_requests(size_t *count); /* in the order of their numbers */
const cat_service_request *cat_service_request_find(alb_span srv);
/* "IS" .. and back; NULL and 0 where there is none. */
const char *cat_user_role_name(uint16_t user_bit);
uint16_t cat_user_role_named(alb_span name);

#endif
