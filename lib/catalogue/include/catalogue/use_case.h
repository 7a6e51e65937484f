/* GBCS use cases: one record each, in usecase/<name>.c, listed in usecase.def.
 *
 * A record says what command, response and alert hold, who may send it to whom, how it is protected. A
 * message code is a record's key; codes of the CS02b and CS02g family each have a record that shares its
 * contents.
 */
#ifndef ALB_CATALOGUE_USE_CASE_H
#define ALB_CATALOGUE_USE_CASE_H

#include "catalogue/cosem.h"
#include "catalogue/zcl.h"

/* Device types as bits. */
enum {
    CAT_DEVICE_ESME = 1,
    CAT_DEVICE_GSME = 2,
    CAT_DEVICE_CHF = 4,
    CAT_DEVICE_GPF = 8,
    CAT_DEVICE_PPMID = 16,
    CAT_DEVICE_HCALCS = 32,
    CAT_DEVICE_SAPC = 64,
    CAT_DEVICE_IHD = 128,
    CAT_DEVICE_CAD = 256
};

/* Remote parties that may originate it (column "roles" of gbcs-messages.md 5). */
enum {
    CAT_ROLE_SUPPLIER = 1,
    CAT_ROLE_NETWORK_OPERATOR = 2,
    CAT_ROLE_ACB = 4, /* the ACB itself, or an unknown remote party through it */
    CAT_ROLE_LOAD_CONTROLLER = 8,
    CAT_ROLE_RECOVERY = 16,
    CAT_ROLE_TRANSITIONAL_COS = 32,
    CAT_ROLE_WAN_PROVIDER = 64,
    CAT_ROLE_DEVICE = 128 /* PPMID to GSME */
};

typedef enum cat_format {
    CAT_FORMAT_DLMS,
    CAT_FORMAT_GBZ,
    CAT_FORMAT_ASN1,
    CAT_FORMAT_DEVICE /* generic alerts: DLMS or GBZ, as the device that sends it speaks */
} cat_format;

/* Protection of each kind of message (GBCS 5; "SME.C.C" and so on). Bits, since variants of one use case
 * differ. */
enum { CAT_PROTECT_MAC = 1, CAT_PROTECT_SIGNATURE = 2 };

/* Answers of GBCS to "protection against replay required", "may be future dated". */
typedef enum cat_answer { CAT_NO, CAT_YES, CAT_NOT_STATED } cat_answer;

/* --- DLMS contents --- */

typedef enum cat_operation { CAT_GET = 1, CAT_SET = 2, CAT_ACTION = 3, CAT_GET_WITH_LIST = 4 } cat_operation;

typedef struct cat_item {
    cat_operation operation; /* GET_WITH_LIST: get with selective access (choice 04 of access-request) */
    const cat_object *object;
    uint8_t id;    /* attribute, or method for ACTION */
    bool optional; /* a command may leave it out; the order of the others stays */
    const cat_field
        *argument; /* overrides the attribute's value: range of a selective get, fixed script selector */
    const cat_field *returns; /* overrides what comes back: rows of a selective get; NULL: the attribute's */
    bool activation; /* sets an activation date-time: one future dated instruction (gbcs-messages.md 9) */
} cat_item;

/* --- GBZ contents --- */

/* A field of a ZCL command that the use case fixes (gbcs-messages.md Appendix D). */
typedef struct cat_constant {
    const char *field;
    int64_t value;
    int32_t step; /* added per repetition: snapshot offsets 0, 1, 2 .. */
} cat_constant;

typedef struct cat_component {
    uint16_t cluster;
    const cat_zcl_command *command; /* NULL: read attributes */
    const uint16_t *attributes;     /* read attributes: ids in order */
    uint8_t n_attributes;
    uint8_t frame_control;
    uint16_t min, max;   /* repetitions in a row; max 0: once */
    bool encrypted;      /* responses: payload is encrypted on success */
    bool from_date_time; /* extended header carries a from date-time */
    bool activation;     /* one future dated instruction */
    uint8_t
        alternative; /* components with the same number > 0 belong to one of several forms of the message */
    const cat_constant *constants; /* fields of the command that are the same in every message */
    uint8_t n_constants;
} cat_component;

/* What stands in the content of one kind of message. Exactly one of the three forms is filled. */
typedef struct cat_content {
    const cat_item *items; /* DLMS command and its response */
    uint8_t n_items;
    const cat_component *components; /* GBZ */
    uint8_t n_components;
    const cat_field
        *body; /* ASN.1; alerts: what stands behind code and time, NULL: nothing. A DLMS alert's is
                  a CAT_D_STRUCT whose fields continue the structure of the data-notification */
} cat_content;

typedef struct cat_use_case {
    const char *name; /* "ECS17b"; "CS02b" records carry their mode: "CS02bSupplierBySupplier" */
    const char *title;
    uint16_t message_code;
    cat_format format;
    bool critical;
    uint16_t devices; /* targets of commands, sources of alerts */
    uint16_t roles;
    cat_answer replay_protected;
    cat_answer future_dated;
    uint8_t command_protection, response_protection, alert_protection; /* 0: no such message */
    bool response_date_time; /* header of the response carries a date-time (gbcs-messages.md 2.5) */
    bool sensitive;          /* the success response has an encrypted part */
    cat_content command;
    cat_content response; /* DLMS: empty, the command's items say what returns */
    cat_content alert;
    const uint16_t *alert_codes; /* the codes this message code carries; NULL: any of its kind */
    uint8_t n_alert_codes;
    const char *superseded_by; /* use case that newer devices have instead; NULL */
    cat_provenance provenance;
    const char *notes; /* a sentence for `albion help usecase` */
} cat_use_case;

const cat_use_case *const *cat_use_cases(size_t *count); /* sorted by message code */
const cat_use_case *cat_use_case_find(uint16_t message_code);
/* By name, case-insensitive; NULL when there is none. */
const cat_use_case *cat_use_case_named(alb_span name);

/* Text of a device bit ("ESME"), of a DLMS result ("hardware-fault") or NULL. */
const char *cat_device_name(uint16_t device_bit);
uint16_t cat_device_named(alb_span name);
const char *cat_dlms_result_name(uint8_t result);

#endif
