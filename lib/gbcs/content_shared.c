/* What the engines share: values that the header gives, walking a structure along its values. */
#include "content_internal.h"

static bool all_determined(const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (!type->fields[i].optional && !gbcs_is_determined(&type->fields[i])) {
            return false;
        }
    }
    return true;
}

bool gbcs_is_determined(const cat_field *field)
{
    const cat_type *type = field->type;
    if (field->mirror != CAT_MIRROR_NONE || type->has_fixed_value || type->fixed.ptr) {
        return true;
    }
    switch ((int)type->kind) {
    case CAT_NOTHING:
    case CAT_D_NULL:
        return true;
    case CAT_D_STRUCT:
        return all_determined(type);
    case CAT_D_ARRAY:
        return (type->n_fields != 1 || (type->min > 0 && type->min == type->max)) && all_determined(type);
    default:
        return false;
    }
}

/* A command for an unknown remote party is answered to that party, not to the broker that the header names
 * (ECS21b of the reference messages); the answer names the header's target all the same. */
static const alb_eui64 *originator_of(const gbcs_header *header)
{
    bool is_unknown_party = header->cra == GBCS_COMMAND && header->has_supplementary_party;
    return is_unknown_party ? &header->supplementary_party : &header->originator;
}

alb_span gbcs_mirrored(const gbcs_header *header, cat_mirror mirror, uint8_t buf[static 9])
{
    alb_wr w = alb_wr_init(buf, 9);
    switch (mirror) {
    case CAT_MIRROR_NONE:
        break;
    case CAT_MIRROR_COUNTER:
        alb_wr_be64(&w, header->counter);
        break;
    case CAT_MIRROR_TRANSACTION:
        alb_wr_u8(&w, 4); /* key agreement for encryption: gbcs-messages.md 3.5 */
        alb_wr_be64(&w, header->counter);
        break;
    case CAT_MIRROR_ORIGINATOR:
        alb_wr_bytes(&w, alb_eui64_span(originator_of(header)));
        break;
    case CAT_MIRROR_TARGET:
        alb_wr_bytes(&w, alb_eui64_span(&header->target));
        break;
    }
    return alb_wr_span(&w);
}

/* --- members of a structure --- */

gbcs_members gbcs_members_of(const cat_tree *tree, const cat_type *type, uint32_t parent)
{
    uint32_t at = parent == GBCS_NO_VALUE ? GBCS_NO_VALUE : cat_tree_child(tree, parent);
    return (gbcs_members){.tree = tree, .type = type, .parent = parent, .at = at};
}

bool gbcs_next_member(gbcs_members *m, const cat_field **field, uint32_t *index)
{
    while (m->next < m->type->n_fields) {
        *field = &m->type->fields[m->next++];
        *index = GBCS_NO_VALUE;
        if (m->at != GBCS_NO_VALUE && m->tree->values[m->at].field == *field) {
            *index = m->at;
            m->at = cat_tree_sibling(m->tree, m->parent, m->at);
            return true;
        }
        if (!(*field)->optional) {
            return true;
        }
        m->has_gap = true;
    }
    return false;
}

size_t gbcs_count_members(const cat_tree *tree, const cat_type *type, uint32_t parent)
{
    gbcs_members m = gbcs_members_of(tree, type, parent);
    const cat_field *field;
    uint32_t index;
    size_t n = 0;
    while (gbcs_next_member(&m, &field, &index)) {
        n++;
    }
    return n;
}

/* --- values --- */

uint32_t gbcs_open_value(gbcs_decoding *d, const cat_field *field, const alb_rd *r)
{
    uint32_t index = cat_tree_open(d->tree, field);
    if (!cat_tree_ok(d->tree)) {
        (void)alb_fail(d->err, d->tree->st, "GBCS 7", alb_rd_offset(r),
                       "more values than a message may have");
        return GBCS_NO_VALUE;
    }
    d->tree->values[index].offset = (uint32_t)alb_rd_offset(r);
    d->tree->values[index].flags = d->flags;
    return index;
}

void gbcs_close_value(gbcs_decoding *d, uint32_t index, const alb_rd *r)
{
    cat_value *v = &d->tree->values[index];
    v->length = (uint32_t)alb_rd_offset(r) - v->offset;
    cat_tree_close(d->tree, index);
}
