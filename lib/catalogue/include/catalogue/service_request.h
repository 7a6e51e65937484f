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

/* One row of a mapping: where one value of the command comes from. Rows read in both directions: a transform
 * asks which row gives a value, correlation asks of each row whether the command says what the request does.
 *
 * `to` is a path of names in the command ("ChangeDebt[1]/DebtAmount", from 0), "*" standing for every item or
 * component. `from` is a path of element names in the request: "[n]" counts from 0, "[name=value]" asks for
 * an attribute or child, "[=value]" for the text itself; "." is the element at hand, a leading "/" starts at
 * the body. Where several rows have one `to`, the first whose `from` is there counts: choices are written so.
 *
 * Without a conversion text becomes a value by the field's own type and view, and numbers are what is on the
 * wire: asked * 10^scale + add. The conversions are in lib/duis, one file per subject. */
typedef struct cat_mapping {
    const char *to;         /* NULL: the command does not carry it, and that is right */
    const char *from;       /* NULL: made by the conversion, or constant */
    const char *conversion; /* name; NULL: plain */
    const char *argument;   /* what that conversion takes */
    const char *constant;   /* a value in the form of cat_value_text; with `from`: if that is there */
    int8_t scale;
    int32_t add;
    /* One element of the list `to` for each element `from`, or one structure; the rows' paths start there. */
    const struct cat_mapping *rows;
    uint8_t n_rows;
} cat_mapping;

/* One use case a Service Request may become; the first whose conditions hold counts. */
typedef struct cat_target {
    const cat_use_case *use_case;
    uint16_t devices;           /* device types it applies to; 0: those of the use case */
    const char *when_present;   /* element path that must be there; NULL: none */
    const char *when_absent;    /* and that must not */
    uint8_t phases;             /* of the ESME, 1 or 3; 0: any */
    uint8_t elements;           /* of the ESME, 1 or 2; 0: any */
    uint16_t users;             /* only for these User Roles; 0: any */
    uint8_t gbcs_from, gbcs_to; /* GBCS version * 10, inclusive; 0: open */
    uint16_t other_devices;     /* type of the other device (joining); 0: any */
    const cat_mapping *mapping;
    uint8_t n_mapping;
} cat_target;

/* Who originates the command (duis.md 2.4). */
typedef enum cat_originator {
    CAT_ORIGINATOR_USER, /* or the ACB with the User as supplementary party */
    CAT_ORIGINATOR_ACB,  /* in its own right, without a supplementary party */
    CAT_ORIGINATOR_TRANSITIONAL_COS
} cat_originator;

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
    bool day_of_change;       /* the old supplier, too, on the day of a change of supplier (duis.md 9.2) */
    cat_originator originator;
    const cat_target *targets; /* none: handled by the DCC, or not described yet */
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
