/* Any octets as choices: which service, what of it, and what its transform is told. What comes of them is a
 * request that the schema takes. */
#ifndef ALB_DUIS_FUZZ_REQUEST_CHOICES_H
#define ALB_DUIS_FUZZ_REQUEST_CHOICES_H

#include "base/span.h"

#include <stdio.h>
#include <stdlib.h>

/* In place of random numbers (tests/support/property.h): the input, then zeros. */
#define ALB_TEST_PROPERTY_H
typedef struct property {
    alb_rd input;
} property;

static inline uint64_t property_below(property *p, uint64_t below)
{
    uint64_t n = 0;
    for (uint64_t left = below - 1; left > 0; left >>= 8U) {
        n = n << 8U | (alb_rd_left(&p->input) > 0 ? alb_rd_u8(&p->input) : 0U);
    }
    return n % below;
}

#include "duis/transform.h"

#include "../test/instance.h"

enum { CHOICES_REQUEST_MAX = 1 << 20 };

static inline void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

typedef struct choices {
    xml_context *xml;
    alb_arena *arena;
    property input;
    duis_document request;
    duis_context context;
} choices;

static inline choices *choices_new(void)
{
    choices *c = calloc(1, sizeof *c);
    must(c);
    c->xml = xml_context_new();
    c->arena = alb_arena_new(64 << 20);
    must(c->xml && c->arena);
    return c;
}

static inline duis_context choices_context(choices *c)
{
    static const alb_time times[] = {ALB_TIME_NONE, ALB_TIME_2000, (alb_time)1735689600000};
    static const uint8_t versions[] = {0, 10, 20, 32, 40, 41, 42, 43, 255};
    property *p = &c->input;
    duis_context context = {
        .device = (uint16_t)(1U << property_below(p, 9)),
        .elements = (uint8_t)property_below(p, 3),
        .phases = (uint8_t)property_below(p, 4),
        .gbcs_version = versions[property_below(p, ALB_COUNT(versions))],
        .user = (uint16_t)property_below(p, 512),
        .time = times[property_below(p, ALB_COUNT(times))],
        .pin = property_below(p, 2) ? ALB_LIT("1234") : (alb_span){0},
        .has_originator = property_below(p, 2),
        .originator = alb_eui64_of(0x90b3d51f30000002),
        .originator_counter = property_below(p, UINT32_MAX),
        .has_other_device = property_below(p, 2),
        .other_device = alb_eui64_of(0x00db1234567890a1),
        .other_device_type = (uint16_t)(1U << property_below(p, 9)),
    };
    /* Whoever sends for a User says so. */
    context.supplementary = context.has_originator;
    return context;
}

/* Always a request that the schema takes. */
static inline void choices_take(choices *c, alb_span input)
{
    size_t count;
    const cat_service_request *const *services = cat_service_requests(&count);
    c->input.input = alb_rd_init(input);
    c->context = choices_context(c);
    const cat_service_request *srv = services[property_below(&c->input, count)];
    const cat_element *body = cat_element_child(&cat_duis_request, ALB_LIT("Body"));
    const cat_element *element = cat_element_child(body, alb_span_str(srv->body));
    alb_buf text;
    alb_buf_init(&text, CHOICES_REQUEST_MAX);
    alb_buf_printf(&text,
                   "<sr:Request xmlns:sr=\"" CAT_NS_DUIS "\" schemaVersion=\"5.4\"><sr:Header><sr:RequestID>"
                   "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:12884901888</sr:RequestID>"
                   "<sr:CommandVariant>%u</sr:CommandVariant><sr:ServiceReference>%s</sr:ServiceReference>"
                   "<sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant></sr:Header><sr:Body>",
                   (unsigned)property_below(&c->input, 8) + 1, srv->reference, srv->srv);
    instance in = {.random = &c->input, .arena = c->arena, .out = &text};
    instance_element(&in, element, NULL);
    alb_buf_add_text(&text, "</sr:Body></sr:Request>");
    alb_err err = {.code = ALB_OK};
    if (duis_decode(c->xml, alb_buf_span(&text), c->arena, &c->request, NULL, &err) != ALB_OK) {
        (void)fprintf(stderr, "not: %s %s\n%.*s\n", err.path, err.detail, (int)text.len,
                      (const char *)text.ptr);
        abort();
    }
    alb_buf_release(&text);
}

#endif
