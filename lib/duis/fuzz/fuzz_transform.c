/* Any valid request: on whatever device and variant it becomes a command, correlation says that the command
 * does what the request asks. */
#include "duis/transform.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static const uint8_t pan_id[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const uint8_t certificate[] = {0x30, 0x03, 0x02, 0x01, 0x07};
static const struct duis_log_entry device_log[] = {
    {.type = 5, .key = {(const uint8_t *)"0123456789abcdef", 16}}};

static void try_on(const duis_document *doc, uint16_t device, unsigned variant)
{
    duis_context context = {.device = device,
                            .elements = variant & 1 ? 2 : 1,
                            .phases = variant & 2 ? 3 : 1,
                            .gbcs_version = variant & 4 ? 20 : 41,
                            .time = ALB_TIME_2000 + ALB_DAYS(5000),
                            .pin = ALB_LIT("1234"),
                            .other_device_type = variant & 1 ? CAT_DEVICE_GSME : CAT_DEVICE_ESME,
                            .other_device_certificate = ALB_SPAN_OF(certificate),
                            .extended_pan_id = ALB_SPAN_OF(pan_id),
                            .device_log = device_log,
                            .n_device_log = ALB_COUNT(device_log)};
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    must(arena != NULL);
    alb_wr out = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_err err = {.code = ALB_OK};
    duis_difference difference;
    if (out.buf && duis_transform(doc, &context, arena, &out, &err) == ALB_OK) {
        err = (alb_err){.code = ALB_OK};
        alb_status st = duis_correlate(doc, &context, alb_wr_span(&out), arena, &difference, &err);
        must(st == ALB_OK || st == ALB_NO_MEMORY);
    }
    alb_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static xml_context *xml;
    if (!xml) {
        xml = xml_context_new();
    }
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    must(xml && arena);
    duis_document doc;
    alb_err err = {.code = ALB_OK};
    if (duis_decode(xml, alb_span_of(data, size), arena, &doc, NULL, &err) == ALB_OK &&
        doc.kind == DUIS_REQUEST && doc.srv && doc.srv->device && doc.body != UINT32_MAX) {
        for (unsigned bit = CAT_DEVICE_ESME; bit <= CAT_DEVICE_CAD; bit <<= 1) {
            for (unsigned variant = 0; (doc.srv->devices & bit) && variant < 8; variant++) {
                try_on(&doc, (uint16_t)bit, variant);
            }
        }
    }
    alb_arena_free(arena);
    return 0;
}
