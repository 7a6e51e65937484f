/* Whatever the octets: no crash, and a products list that is read has entries that are whole, each once. */
#include "registration/products.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_arena *arena = alb_arena_new(64U << 20);
    alb_err err = {.code = ALB_OK};
    products_entry *entries = NULL;
    size_t n = 0;
    if (!arena) {
        abort();
    }
    alb_status st = products_read(alb_span_of(data, size), arena, &entries, &n, &err);
    if (st != ALB_OK && err.code == ALB_OK) {
        abort();
    }
    for (size_t i = 0; st == ALB_OK && i < n; i++) {
        const products_key *k = &entries[i].key;
        if (k->type == 0 || !k->manufacturer[0] || !k->model[0] || !k->firmware[0] || !entries[i].status) {
            abort();
        }
    }
    alb_arena_free(arena);
    return 0;
}
