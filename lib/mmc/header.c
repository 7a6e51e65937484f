/* Header of the document (mmc.md 3). */
#include "mmc_internal.h"

#include "base/text.h"

static void add_identifier(mmc_document *doc, const char *element, alb_eui64 id)
{
    char text[ALB_EUI64_TEXT];
    (void)mmc_leaf(doc, alb_span_str(element), MMC_CODE, alb_span_str(alb_eui64_dashed(id, text)));
}

static void add_counter(mmc_document *doc, const char *element, uint64_t counter)
{
    char text[24];
    alb_wr w = alb_wr_init(text, sizeof text);
    if (counter > INT64_MAX) {
        alb_wr_printf(&w, "%llu", (unsigned long long)counter);
    } else {
        alb_wr_decimal(&w, (int64_t)counter, 0);
    }
    (void)mmc_leaf(doc, alb_span_str(element), MMC_NUMBER, alb_wr_span(&w));
}

/* The last octet of the header's date-time says how good the clock was, and whose it is: FF, nothing of both.
 */
static void add_time(mmc_document *doc, alb_span date_time)
{
    enum { INVALID = 1, DOUBTFUL = 2, OF_GSME = 4, NOT_SAID = 0xff };
    char text[40];
    alb_wr w = alb_wr_init(text, sizeof text);
    if (!mmc_write_date_time(&w, date_time)) {
        return;
    }
    uint32_t at = mmc_leaf(doc, ALB_LIT("Timestamp"), MMC_CODE, alb_wr_span(&w));
    uint8_t status = date_time.ptr[date_time.len - 1];
    if (status != NOT_SAID) {
        mmc_attribute_add(doc, at, "isFromGSME", status & OF_GSME ? ALB_LIT("true") : ALB_LIT("false"));
        mmc_attribute_add(doc, at, "ClockStatus",
                          status & INVALID    ? ALB_LIT("invalid")
                          : status & DOUBTFUL ? ALB_LIT("unreliable")
                                              : ALB_LIT("reliable"));
    }
}

void mmc_header(mmc_mapping *m)
{
    const gbcs_header *h = &m->message->header;
    mmc_document *doc = m->doc;
    uint32_t at = mmc_open(doc, ALB_LIT("Header"), MMC_PARENT);
    add_identifier(doc, "BusinessOriginatorID", h->originator);
    add_identifier(doc, "BusinessTargetID", h->target);
    add_counter(doc, "OriginatorCounter", h->counter);
    if (h->has_supplementary_party) {
        add_identifier(doc, "SupplementaryRemotePartyID", h->supplementary_party);
    }
    if (h->has_supplementary_counter) {
        add_counter(doc, "SupplementaryRemotePartyCounter", h->supplementary_counter);
    }
    if (h->has_supplementary_originator_counter) {
        add_counter(doc, "SupplementaryOriginatorCounter", h->supplementary_originator_counter);
    }
    mmc_leaf_hex(doc, "GBCSHexadecimalMessageCode", h->message_code, 2);
    if (doc->service) {
        (void)mmc_leaf(doc, ALB_LIT("ServiceReference"), MMC_CODE, alb_span_str(doc->service->reference));
        (void)mmc_leaf(doc, ALB_LIT("ServiceReferenceVariant"), MMC_CODE, alb_span_str(doc->service->srv));
    }
    add_time(doc, h->date_time);
    mmc_close(doc, at);
}
