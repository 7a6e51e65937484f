/* GBCSData: the pieces of a message whose encrypted parts stayed closed, for whoever has the key (mmc.md 4).
 */
#include "mmc_internal.h"

#include "base/text.h"

static bool has_plain_child(const cat_tree *tree, uint32_t index)
{
    const cat_value *values = tree->values;
    bool any = false;
    for (uint32_t i = index + 1; i < values[index].next; i = values[i].next) {
        any = any || (values[i].flags & CAT_VALUE_PLAIN) != 0;
    }
    return any;
}

static bool is_closed_value(const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    bool is_cipher = (v->flags & CAT_VALUE_CIPHER) != 0 ||
                     (v->field->type->kind == CAT_D_PROTECTED && !(v->flags & CAT_VALUE_ABSENT));
    return is_cipher && !has_plain_child(tree, index);
}

bool mmc_is_closed(const cat_tree *tree)
{
    bool closed = false;
    for (uint32_t i = 0; i < tree->count; i++) {
        closed = closed || is_closed_value(tree, i);
    }
    return closed;
}

static void add_piece(mmc_mapping *m, const char *form, int64_t sequence, const char *name, const char *type,
                      alb_span octets)
{
    mmc_document *doc = m->doc;
    size_t room = (octets.len + 2) / 3 * 4;
    alb_wr w = alb_wr_init(alb_arena_alloc(doc->arena, room + 1), room);
    alb_wr_base64(&w, octets);
    uint32_t at = mmc_leaf(doc, ALB_LIT("GBCSData"), MMC_CODE, w.buf ? alb_wr_span(&w) : (alb_span){0});
    mmc_attribute_add(doc, at, "format", alb_span_str(form));
    mmc_attribute_number(doc, at, "sequence", sequence);
    mmc_attribute_add(doc, at, "name", alb_span_str(name));
    mmc_attribute_add(doc, at, "type", alb_span_str(type));
    if (at != MMC_NOWHERE) {
        doc->nodes[at].repeated = true;
    }
}

/* The grouping header up to the content: it says who, which counter and what. */
static void add_header(mmc_mapping *m)
{
    uint8_t octets[2048];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    gbcs_write_grouping(&w, &m->message->header, (alb_span){0});
    if (w.st != ALB_OK || w.pos == 0) {
        m->doc->st = ALB_TOO_LARGE;
        return;
    }
    /* Without the length of the content. */
    add_piece(m, "plain", 0, "GroupingHeader", "gbcs", alb_span_of(octets, w.pos - 1));
}

void mmc_pieces(mmc_mapping *m)
{
    enum { MOST_PIECES = 100 };
    const cat_tree *tree = m->tree;
    int64_t sequence = 0;
    add_header(m);
    for (uint32_t i = 0; i < tree->count && sequence < MOST_PIECES; i++) {
        const cat_value *v = &tree->values[i];
        const cat_component *c = m->record->use_case->format == CAT_FORMAT_GBZ ? v->record : NULL;
        bool closed = is_closed_value(tree, i);
        if (c) {
            const char *cluster = cat_zcl_cluster_name(c->cluster);
            add_piece(m, closed ? "encrypted" : "plain", ++sequence, cluster ? cluster : "",
                      closed ? "zigbeeCiphered" : "zigbeePlain",
                      alb_span_sub(m->message->whole, v->offset, v->length));
        } else if (closed) {
            add_piece(m, "encrypted", ++sequence, m->record->use_case->name, "dlms", v->bytes);
        }
    }
    if (sequence >= MOST_PIECES) {
        m->doc->st = ALB_TOO_LARGE;
    }
}
