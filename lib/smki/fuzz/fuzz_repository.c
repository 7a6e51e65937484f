/* Whatever the body: an answer with one of the statuses that clients know, and no crash. */
#include "smki/repository.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static smki_keystore *store;
    static xml_context *xml;
    if (!store) {
        store = smki_keystore_new();
        xml = xml_context_new();
    }
    if (!store || !xml) {
        abort();
    }
    smki_repository r = smki_repository_of(store);
    static const char *const paths[] = {SMKI_REPOSITORY_SEARCH, SMKI_REPOSITORY_RETRIEVE};
    for (size_t i = 0; i < ALB_COUNT(paths); i++) {
        alb_buf out;
        alb_buf_init(&out, 1 << 20);
        int status = smki_repository_answer(&r, xml, paths[i], "", alb_span_of(data, size), 0, &out);
        if ((status != 401 && status != 402) || out.len == 0) { /* an empty store has no certificate */
            abort();
        }
        alb_buf_release(&out);
    }
    return 0;
}
