/* Whatever a capture says: it is read, or is none; read twice it came to the same, and its requests are those
 * that are asked again. */
#include "conversation.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool count(void *ctx, const char *path, const char *document)
{
    size_t *n = ctx;
    *n += 1;
    return path && document;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_span text = alb_span_of(data, size);
    conversation a, b;
    alb_buf lines;
    size_t asked = 0;
    alb_buf_init(&lines, 64U << 20);
    bool good = conversation_read(text, &a);
    if (good != conversation_read(text, &b) || good != conversation_each_request(text, count, &asked)) {
        abort();
    }
    if (good && (conversation_compare(&a, &b, &lines) != 0 || lines.len > 0 || asked > a.n)) {
        abort();
    }
    conversation_release(&a);
    conversation_release(&b);
    alb_buf_release(&lines);
    return 0;
}
