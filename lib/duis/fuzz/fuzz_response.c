/* Responses about any message, of any identifier and time: what the DCC writes the schema takes, and it says
 * what it was told to. */
#include "duis/response.h"

#include "base/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static duis_request_id take_id(alb_rd *r)
{
    duis_request_id id = {.originator = alb_eui64_of(alb_rd_be(r, 8)),
                          .target = alb_eui64_of(alb_rd_be(r, 8))};
    id.counter = alb_rd_be(r, 8);
    return id;
}

/* The kinds that carry a message. */
static void write_kind(unsigned kind, const duis_response_header *h, alb_span message, alb_buf *out)
{
    switch (kind) {
    case 0:
        duis_write_pre_command(h, "4.2", message, out);
        break;
    case 1:
        duis_write_local_command(h, message, out);
        break;
    case 2:
        duis_write_gbcs_payload(h, message, out);
        break;
    case 3:
        duis_write_scheduled_message(h, message, 4711, out);
        break;
    case 4:
        duis_write_customer_number(h, message, ALB_LIT("0815"), out);
        break;
    case 5:
        duis_write_future_dated_alert(h, 0x8f67, message, 1, 2, out);
        break;
    default:
        duis_write_device_alert(h, (uint16_t)(kind << 4), message, out);
        break;
    }
}

static void check_payload(const duis_document *doc, alb_span message, alb_arena *arena)
{
    for (uint32_t at = 0; at < doc->count; at++) {
        if (strcmp(doc->nodes[at].element->name, "GBCSPayload") == 0) {
            alb_wr w = alb_wr_init(alb_arena_alloc(arena, message.len + 1), message.len + 1);
            must(alb_base64_decode(doc->nodes[at].text, &w) == ALB_OK);
            must(alb_span_equal(alb_wr_span(&w), message));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static xml_context *xml;
    static alb_arena *arena;
    if (!xml) {
        xml = xml_context_new();
        arena = alb_arena_new(64 << 20);
        must(xml && arena);
    }
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    unsigned kind = alb_rd_u8(&r);
    duis_request_id request = take_id(&r), response = take_id(&r);
    int64_t seconds = (int64_t)(alb_rd_be(&r, 5) % UINT64_C(250000000000));
    if (r.st != ALB_OK) {
        return 0;
    }
    alb_span message = alb_rd_bytes(&r, alb_rd_left(&r));
    const duis_response_header header = {.request_id = kind > 5 ? NULL : &request,
                                         .response_id = &response,
                                         .code = "I0",
                                         .time = ALB_SECONDS(seconds),
                                         .version = 54,
                                         .service_reference = ALB_LIT("4.6"),
                                         .service_reference_variant = ALB_LIT("4.6.1")};
    alb_buf out;
    duis_document doc;
    alb_buf_init(&out, 4 << 20);
    write_kind(kind, &header, message, &out);
    must(duis_decode(xml, alb_buf_span(&out), arena, &doc, NULL, NULL) == ALB_OK);
    must(doc.kind == DUIS_RESPONSE && doc.response_time == header.time && doc.has_response_id);
    must(doc.response_id.counter == response.counter &&
         alb_eui64_equal(doc.response_id.target, response.target));
    check_payload(&doc, message, arena);
    alb_buf_release(&out);
    alb_arena_reset(arena);
    return 0;
}
