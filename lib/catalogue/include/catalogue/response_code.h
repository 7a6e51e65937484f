/* Response codes of the DCC User Interface (duis.md 8). One row each in response_code/response_code.def. */
#ifndef ALB_CATALOGUE_RESPONSE_CODE_H
#define ALB_CATALOGUE_RESPONSE_CODE_H

#include "catalogue/type.h"

/* When a code comes: in the answer to the request, in a message later, or in either. */
typedef enum cat_response_kind { CAT_RESPONSE_SYNC, CAT_RESPONSE_ASYNC, CAT_RESPONSE_BOTH } cat_response_kind;

typedef struct cat_response_code {
    const char *code; /* "I0", "E4", "E080201", "W110101" */
    cat_response_kind kind;
    const char *meaning;
    cat_provenance provenance; /* of the meaning; that the code exists is verified */
} cat_response_code;

const cat_response_code *cat_response_codes(size_t *count); /* in the order of their numbers */
/* NULL: the interface has no such code. */
const cat_response_code *cat_response_code_find(alb_span code);

#endif
