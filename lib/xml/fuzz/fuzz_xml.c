/* Whatever the octets: no crash, and the canonical form is its own canonical form; what is seen to be
 * canonical is. */
#include "xml/xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const xml_limits limits = {.max_octets = 1 << 20, .max_depth = 100, .max_nodes = 10000};
    xml_context *ctx = xml_context_new();
    xml_document *doc, *again = NULL;
    alb_buf once, twice;
    alb_buf_init(&once, 8 << 20);
    alb_buf_init(&twice, 8 << 20);
    alb_span plain;
    bool is_plain = xml_is_plainly_canonical(alb_span_of(data, size), &plain);
    alb_status st = xml_parse(ctx, alb_span_of(data, size), &limits, &doc, NULL);
    if (is_plain && st != ALB_OK && st != ALB_TOO_LARGE) {
        abort();
    }
    if (st == ALB_OK) {
        bool mixed;
        (void)xml_text(doc, xml_root(doc), &mixed);
        (void)!xml_canonical_exclusive(doc, xml_root(doc), &twice, NULL);
        alb_buf_clear(&twice);
        if (xml_canonical(doc, NULL, &once, NULL) == ALB_OK && once.len <= limits.max_octets &&
            (xml_parse(ctx, alb_buf_span(&once), &limits, &again, NULL) != ALB_OK ||
             xml_canonical(again, NULL, &twice, NULL) != ALB_OK ||
             !alb_span_equal(alb_buf_span(&once), alb_buf_span(&twice)))) {
            abort();
        }
        if (is_plain && !alb_span_equal(alb_buf_span(&once), plain)) {
            abort();
        }
    }
    xml_free(again);
    xml_free(doc);
    alb_buf_release(&once);
    alb_buf_release(&twice);
    xml_context_free(ctx);
    return 0;
}
