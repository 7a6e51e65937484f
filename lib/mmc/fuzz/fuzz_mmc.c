/* Messages to documents: a message code, whether encrypted parts open, and the content. Whatever is written
 * must be XML. */
#include "mmc/mmc.h"

#include "xml/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* "Opens" by taking the security header and the tag off. */
static alb_status open_part(void *ctx, alb_span block, alb_arena *arena, alb_span *plain)
{
    enum { HEADER = 5, TAG = 12 };
    (void)ctx;
    (void)arena;
    if (block.len < HEADER + TAG) {
        return ALB_BAD_FORMAT;
    }
    *plain = alb_span_sub(block, HEADER, block.len - HEADER - TAG);
    return ALB_OK;
}

static void check_outputs(const mmc_document *doc)
{
    static const xml_limits limits = {.max_octets = 64 << 20, .max_depth = 64, .max_nodes = 4 << 20};
    alb_buf out;
    alb_err err = {.code = ALB_OK};
    xml_document *xml = NULL;
    xml_context *ctx = xml_context_new();
    alb_buf_init(&out, 64 << 20);
    mmc_write_xml(doc, &out);
    if (ctx && out.st == ALB_OK && doc->count > 0 &&
        xml_parse(ctx, alb_buf_span(&out), &limits, &xml, &err) != ALB_OK) {
        ALB_BUG("the XML is not well-formed");
    }
    xml_free(xml);
    xml_context_free(ctx);
    alb_buf_clear(&out);
    mmc_write_json(doc, 2, &out);
    alb_buf_clear(&out);
    (void)mmc_write_csv(doc, &out);
    alb_buf_clear(&out);
    mmc_write_table(doc, 80, &out);
    alb_buf_release(&out);
}

static void map(gbcs_cra cra, uint16_t code, bool open, alb_span content)
{
    enum { ROOM = 256 };
    static const uint8_t signature[GBCS_SIGNATURE];
    alb_arena *arena = alb_arena_new(64 << 20);
    uint8_t *octets = arena ? alb_arena_alloc(arena, content.len + ROOM) : NULL;
    alb_err err = {.code = ALB_OK};
    gbcs_message message;
    if (octets) {
        gbcs_header header = {.cra = cra, .counter = 1, .originator = alb_eui64_of(1), .message_code = code};
        alb_wr w = alb_wr_init(octets, content.len + ROOM);
        gbcs_write_grouping(&w, &header, content);
        gbcs_write_signature(&w, ALB_SPAN_OF(signature));
        if (w.st == ALB_OK && gbcs_message_parse(alb_wr_span(&w), &message, &err) == ALB_OK &&
            message.use_case) {
            gbcs_opener opener = {.open = open_part};
            cat_tree tree;
            mmc_document doc;
            cat_tree_init(&tree, arena, 64);
            if (gbcs_content_decode(&message, open ? &opener : NULL, &tree, &err) == ALB_OK &&
                mmc_map(&message, &tree, NULL, NULL, arena, &doc, &err) == ALB_OK) {
                check_outputs(&doc);
            }
        }
    }
    alb_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_span in = alb_span_of(data, size);
    alb_rd r = alb_rd_init(in);
    size_t count;
    const cat_mmc *all = cat_mmc_all(&count);
    uint16_t code = alb_rd_be16(&r);
    bool open = alb_rd_u8(&r) != 0;
    if (r.st == ALB_OK) {
        const cat_mmc *known = cat_mmc_find(code);
        const cat_mmc *record = known ? known : &all[code % count];
        map(record->n_services == 0 ? GBCS_ALERT : GBCS_RESPONSE, record->use_case->message_code, open,
            alb_span_sub(in, 3, SIZE_MAX));
    }
    return 0;
}
