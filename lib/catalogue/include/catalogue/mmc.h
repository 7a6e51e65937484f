/* The Message Mapping Catalogue (MMC): how the values of a response or alert become elements (SEC Appendix
 * AF; mmc.md 8, 9, 10).
 *
 * One record per message code, listed in mmc/mmc.def; its rows stand in mmc/<subject>.c in the order of the
 * schema. A row takes values by their path in the decoded tree and says what they become. What a row cannot
 * say is a named form with a function of its own in lib/mmc. A message code without a record has no MMC form.
 */
#ifndef ALB_CATALOGUE_MMC_H
#define ALB_CATALOGUE_MMC_H

#include "catalogue/service_request.h"

/* What becomes of the value of a row: every form with what it says, in mmc_form.def. */
typedef enum cat_mmc_form {
#define CAT_MMC_FORM(symbol, text) CAT_MMC_##symbol,
#include "catalogue/mmc_form.def"
#undef CAT_MMC_FORM
    CAT_MMC_FORM_COUNT
} cat_mmc_form;

/* A sentence for people. */
const char *cat_mmc_form_text(cat_mmc_form form);

typedef struct cat_mmc_row cat_mmc_row;
struct cat_mmc_row {
    const char *element; /* NULL: the rows stand in the element above */
    uint8_t element_length;
    const char
        *from; /* path of names below the value of the row above; NULL: that value itself. A step may be
                  "*", any name; "Name[1]", the second of that name; "..", first: of the row above it */
    const char *absent; /* a path; the row stands only where it leads nowhere */
    cat_mmc_form form;
    bool each; /* an element for every value that the path leads to */
    bool kept; /* the schema wants the element: a parent stands also when there is nothing in it, and without
                  a text there is no document */
    uint16_t most;      /* EACH: more than the schema has room for; 0: no limit of its own */
    bool unless_failed; /* a value that means nothing in a message that reports an error */
    const char *index;  /* attribute that numbers the element */
    uint8_t number;     /* its number; 0: the position among its like, from 1 */
    /* RANGE, MARK: the values that become an element, which RANGE counts from 1; ERROR: those that are none;
     * TEXT, IDENTIFIER: first octet and how many; BIT_SET, BIT_CLEAR: low is the mask; INTEGER, OCTET,
     * LOW_NIBBLE: the bounds of the schema, high 0: none; BEHAVIOURS: high 1, only where one is on. */
    int32_t low, high;
    const char *with; /* path of a second value: scaler, multiplier; FIXED: that must be there as well */
    const char *over; /* path of a divisor */
    const char *text; /* FIXED; BEHAVIOURS: low octets of the event codes */
    const cat_names *names;
    const cat_mmc_row *rows;
    uint8_t n_rows;
};

typedef struct cat_mmc_rows {
    const cat_mmc_row *rows;
    uint8_t count;
} cat_mmc_rows;

typedef struct cat_mmc {
    const cat_use_case *use_case;
    const cat_mmc_rows *content; /* of the element of the response, or of Payload of the alert */
    const cat_service_request *const *services; /* it may answer, the usual one first; alerts: none */
    uint8_t n_services;
    bool nothing_found; /* NOT_FOUND says that there is nothing to report: no error (mmc.md 4) */
} cat_mmc;

/* NULL: the message has no MMC form. */
const cat_mmc *cat_mmc_find(uint16_t message_code);
const cat_mmc *cat_mmc_all(size_t *count);

/* Name of the element that answers a Service Request Variant, without the Rsp behind it: that of the request
 * but for two: the schema calls 6.2.3 otherwise, and has nothing for 6.14.3, which answers as 6.14.2 does
 * (mmc.md 8). */
const char *cat_mmc_response_element(const cat_service_request *service);

#endif
