#include "duis/request.h"

#include "catalogue/schema_version.h"

void duis_begin_request(const duis_request_id *id, uint8_t command_variant, alb_span service_reference,
                        alb_span service_reference_variant, alb_buf *out)
{
    char text[80];
    alb_wr w = alb_wr_init(text, sizeof text);
    duis_request_id_text(id, &w);
    alb_buf_printf(out,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                   "<sr:Request xmlns:sr=\"" CAT_NS_DUIS
                   "\" schemaVersion=\"%u.%u\"><sr:Header><sr:RequestID>",
                   CAT_SCHEMA_NEWEST / 10, CAT_SCHEMA_NEWEST % 10);
    alb_buf_add(out, alb_wr_span(&w));
    alb_buf_printf(out, "</sr:RequestID><sr:CommandVariant>%u</sr:CommandVariant><sr:ServiceReference>",
                   command_variant);
    xml_write_escaped(out, service_reference);
    alb_buf_add_text(out, "</sr:ServiceReference><sr:ServiceReferenceVariant>");
    xml_write_escaped(out, service_reference_variant);
    alb_buf_add_text(out, "</sr:ServiceReferenceVariant></sr:Header><sr:Body>");
}

void duis_end_request(alb_buf *out)
{
    alb_buf_add_text(out, "</sr:Body></sr:Request>");
}
