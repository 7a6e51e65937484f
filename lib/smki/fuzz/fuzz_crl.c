/* Whatever the octets: no crash, and every entry of an accepted list is found in it. */
#include "smki/crl.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    smki_crl *list = NULL;
    if (smki_crl_parse(alb_span_of(data, size), &list, NULL) != ALB_OK) {
        return 0;
    }
    for (size_t i = 0; i < smki_crl_count(list); i++) {
        if (!smki_crl_find(list, smki_crl_at(list, i)->serial)) {
            abort();
        }
    }
    smki_crl_free(list);
    return 0;
}
