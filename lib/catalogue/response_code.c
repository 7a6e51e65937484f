#include "catalogue/response_code.h"

static const cat_response_code codes[] = {
#define CODE(text, when, says, from)                                                                         \
    {.code = (text), .kind = CAT_RESPONSE_##when, .meaning = (says), .provenance = CAT_##from},
#include "response_code/response_code.def"
#undef CODE
};

const cat_response_code *cat_response_codes(size_t *count)
{
    *count = ALB_COUNT(codes);
    return codes;
}

const cat_response_code *cat_response_code_find(alb_span code)
{
    for (size_t i = 0; i < ALB_COUNT(codes); i++) {
        if (alb_span_is(code, codes[i].code)) {
            return &codes[i];
        }
    }
    return NULL;
}
