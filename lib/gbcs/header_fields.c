#include "header_fields_internal.h"

#include "base/text.h"
#include "smki/certificate.h"

#include <inttypes.h>
#include <stdio.h>

static const cat_type date_time_type = {
    .kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE_TIME, .min = 12, .max = 12};
const cat_field gbcs_field_date_time = {.name = GBCS_NAME_DATE_TIME, .type = &date_time_type};

enum { TEXT = 96 };

size_t gbcs_offset_of(const gbcs_message *message, alb_span part)
{
    return part.ptr ? (size_t)(part.ptr - message->whole.ptr) : 0;
}

size_t gbcs_message_code_offset(const gbcs_message *message)
{
    const gbcs_header *h = &message->header;
    return gbcs_offset_of(message, message->inner) + GBCS_AT_DATE_TIME + h->date_time.len +
           alb_length_size(h->certificate.len > 0 ? 18 + h->certificate.len : 2);
}

static void visit_counter(gbcs_header_visitor *visit, void *ctx, const char *name, uint64_t counter,
                          size_t offset)
{
    char text[TEXT];
    (void)snprintf(text, sizeof text, "%" PRIu64, counter);
    visit(ctx, name, text, offset, 8);
}

static void visit_entity(gbcs_header_visitor *visit, void *ctx, const char *name, alb_eui64 entity,
                         size_t offset)
{
    char text[ALB_EUI64_TEXT];
    visit(ctx, name, alb_eui64_hex(entity, text), offset, 8);
}

static void visit_date_time(const gbcs_header *h, gbcs_header_visitor *visit, void *ctx, size_t offset)
{
    cat_value value = {.field = &gbcs_field_date_time, .bytes = h->date_time, .result = -1};
    char text[TEXT] = {0};
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    cat_value_text(&value, &w);
    visit(ctx, GBCS_NAME_DATE_TIME, text, offset, h->date_time.len);
}

void gbcs_header_visit(const gbcs_message *message, gbcs_header_visitor *visit, void *ctx)
{
    const gbcs_header *h = &message->header;
    size_t at = gbcs_offset_of(message, message->inner);
    char text[TEXT];
    visit(ctx, GBCS_NAME_CRA, gbcs_cra_name(h->cra), at + GBCS_AT_CRA, 1);
    visit_counter(visit, ctx, GBCS_NAME_COUNTER, h->counter, at + GBCS_AT_COUNTER);
    visit_entity(visit, ctx, GBCS_NAME_ORIGINATOR, h->originator, at + GBCS_AT_ORIGINATOR);
    visit_entity(visit, ctx, GBCS_NAME_TARGET, h->target, at + GBCS_AT_TARGET);
    at += GBCS_AT_DATE_TIME;
    if (h->date_time.len > 0) {
        visit_date_time(h, visit, ctx, at);
    }
    at = gbcs_message_code_offset(message);
    (void)snprintf(text, sizeof text, "%04x", h->message_code);
    visit(ctx, GBCS_NAME_MESSAGE_CODE, text, at, 2);
    at += 2;
    if (h->has_supplementary_party) {
        visit_entity(visit, ctx, GBCS_NAME_PARTY, h->supplementary_party, at);
    }
    if (h->has_supplementary_counter) {
        visit_counter(visit, ctx, GBCS_NAME_PARTY_COUNTER, h->supplementary_counter, at + 8);
    }
    if (h->has_supplementary_originator_counter) {
        visit_counter(visit, ctx, GBCS_NAME_PARTY_ORIGINATOR_COUNTER, h->supplementary_originator_counter,
                      at + 16);
    }
}

static const char *usage_name(smki_usage usage)
{
    switch (usage) {
    case SMKI_USAGE_DIGITAL_SIGNATURE:
        return "digitalSignature";
    case SMKI_USAGE_KEY_AGREEMENT:
        return "keyAgreement";
    case SMKI_USAGE_CERT_SIGN:
        return "keyCertSign";
    case SMKI_USAGE_OTHER:
        return "other";
    }
    return "?";
}

/* Parts of a certificate have no place of their own here: length 0. */
void gbcs_certificate_visit(alb_span der, gbcs_header_visitor *visit, void *ctx)
{
    smki_certificate *c = NULL;
    if (smki_certificate_parse(der, &c, NULL) != ALB_OK) {
        return;
    }
    char text[512] = {0};
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    visit(ctx, "Entity", alb_eui64_hex(smki_certificate_entity(c), text), 0, 0);
    if (smki_certificate_role(c) != SMKI_ROLE_NONE) {
        (void)snprintf(text, sizeof text, "%d", (int)smki_certificate_role(c));
        visit(ctx, "Role", text, 0, 0);
    }
    visit(ctx, "KeyUsage", usage_name(smki_certificate_usage(c)), 0, 0);
    memset(text, 0, sizeof text);
    alb_wr_hex(&w, smki_certificate_serial(c));
    visit(ctx, "SerialNumber", text, 0, 0);
    memset(text, 0, sizeof text);
    w = alb_wr_init(text, sizeof text - 1);
    if (smki_certificate_issuer_text(c, &w) == ALB_OK) {
        visit(ctx, "Issuer", text, 0, 0);
    }
    visit(ctx, "NotBefore", alb_time_text(smki_certificate_not_before(c), text), 0, 0);
    visit(ctx, "NotAfter", alb_time_text(smki_certificate_not_after(c), text), 0, 0);
    smki_certificate_free(c);
}
