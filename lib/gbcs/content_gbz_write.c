/* A tree -> contents in GBZ (GBCS 7.3; gbcs-messages.md 7). */
#include "content_gbz_internal.h"

typedef struct writing {
    gbcs_encoding e;
    gbcs_cra cra;
    const cat_component *last; /* record of the component before, and how often it came in a row */
    uint32_t times;
    uint8_t encrypted; /* components so far */
} writing;

static alb_status fail(const writing *g, alb_status st, const cat_value *v, const char *what)
{
    return alb_fail(g->e.err, st, GBCS_GBZ_RULE, 0, "%s: %s", v->field->name, what);
}

/* --- payloads --- */

static alb_status write_attribute_ids(const cat_component *record, alb_wr *w)
{
    for (uint8_t i = 0; i < record->n_attributes; i++) {
        alb_wr_le(w, record->attributes[i], 2);
    }
    return ALB_OK;
}

static alb_status write_attribute_records(writing *g, alb_wr *w, const cat_component *record,
                                          const cat_value *parent, uint32_t at, uint32_t end)
{
    const cat_tree *t = g->e.tree;
    for (uint8_t i = 0; i < record->n_attributes; i++) {
        const cat_zcl_attribute *a = cat_zcl_attribute_find(record->cluster, record->attributes[i]);
        if (at >= end || !a || t->values[at].field != &a->value) {
            return fail(g, ALB_NOT_FOUND, parent, "an attribute that was asked for is not answered");
        }
        const cat_value *v = &t->values[at];
        alb_wr_le(w, a->id, 2);
        alb_wr_u8(w, v->result < 0 ? ZCL_SUCCESS : (uint8_t)v->result);
        if (v->result <= 0) {
            alb_wr_u8(w, a->zcl_type);
            ALB_TRY(gbcs_zcl_write(&g->e, w, &a->value, at));
        }
        at = v->next;
    }
    return at == end ? ALB_OK : fail(g, ALB_BAD_VALUE, parent, "more attributes than were asked for");
}

/* A field that the record fixes may be left out of the tree; one that is there must have that value. */
static alb_status write_field(writing *g, alb_wr *w, const cat_component *record, const cat_field *field,
                              uint32_t at)
{
    const cat_constant *constant = gbcs_gbz_constant(record, field->name);
    if (!constant) {
        return gbcs_zcl_write(&g->e, w, field, at);
    }
    int64_t value = gbcs_gbz_constant_value(constant, g->times);
    if (at != GBCS_NO_VALUE && g->e.tree->values[at].number.i != value) {
        return alb_fail(g->e.err, ALB_BAD_VALUE, GBCS_GBZ_RULE, 0, "%s is always %lld here", field->name,
                        (long long)value);
    }
    alb_wr_le(w, (uint64_t)value, field->type->size);
    return ALB_OK;
}

static alb_status write_fields(writing *g, alb_wr *w, const cat_component *record, uint32_t index,
                               uint32_t first)
{
    const cat_value *v = &g->e.tree->values[index];
    bool own = v->field != &gbcs_gbz_default_response;
    gbcs_members m = {.tree = g->e.tree,
                      .type = v->field->type,
                      .parent = index,
                      .at = first < v->next ? first : GBCS_NO_VALUE};
    const cat_field *field;
    uint32_t at;
    ALB_TRY(gbcs_zcl_check_counts(&g->e, index));
    while (gbcs_next_member(&m, &field, &at)) {
        ALB_TRY(own ? write_field(g, w, record, field, at) : gbcs_zcl_write(&g->e, w, field, at));
    }
    return m.at == GBCS_NO_VALUE ? ALB_OK
                                 : fail(g, ALB_BAD_VALUE, &g->e.tree->values[m.at], "does not stand here");
}

static alb_status write_payload(writing *g, alb_wr *w, const cat_component *record, uint32_t index,
                                uint32_t first)
{
    const cat_value *v = &g->e.tree->values[index];
    if (v->field == &gbcs_gbz_read_attributes) {
        return write_attribute_ids(record, w);
    }
    if (v->field == &gbcs_gbz_read_attributes_response) {
        return write_attribute_records(g, w, record, v, first, v->next);
    }
    return write_fields(g, w, record, index, first);
}

/* Into arena memory, counted first. */
static alb_status make_payload(writing *g, const cat_component *record, uint32_t index, uint32_t first,
                               alb_span *out)
{
    alb_wr count = alb_wr_count();
    ALB_TRY(write_payload(g, &count, record, index, first));
    alb_wr w = alb_wr_init(alb_arena_alloc(g->e.tree->arena, count.pos), count.pos);
    if (!w.buf) {
        return fail(g, ALB_NO_MEMORY, &g->e.tree->values[index], "no memory for the payload");
    }
    ALB_TRY(write_payload(g, &w, record, index, first));
    *out = alb_wr_span(&w);
    return ALB_OK;
}

/* Kept cipher text where there is nobody to seal; otherwise sealed anew. */
static alb_status seal_payload(writing *g, const cat_component *record, uint32_t index, uint32_t first,
                               alb_span *out)
{
    enum { SEALED = 17 };
    const cat_value *v = &g->e.tree->values[index];
    alb_span plain;
    const gbcs_sealer *sealer = g->e.sealer;
    if ((v->flags & CAT_VALUE_CIPHER) && !sealer) {
        *out = v->bytes;
        return ALB_OK;
    }
    if (!sealer) {
        return fail(g, ALB_NO_KEY, v, "no key to encrypt it with");
    }
    ALB_TRY(make_payload(g, record, index, first, &plain));
    alb_wr w = alb_wr_init(alb_arena_alloc(g->e.tree->arena, plain.len + SEALED), plain.len + SEALED);
    if (!w.buf) {
        return fail(g, ALB_NO_MEMORY, v, "no memory for the cipher text");
    }
    ALB_TRY(sealer->seal(sealer->ctx, plain, &w));
    *out = alb_wr_span(&w);
    return ALB_OK;
}

/* --- components --- */

static uint8_t zcl_command(const cat_component *record, const cat_value *v)
{
    if (v->field == &gbcs_gbz_default_response) {
        return ZCL_DEFAULT_RESPONSE;
    }
    if (record->command) {
        return record->command->id;
    }
    return v->field == &gbcs_gbz_read_attributes ? ZCL_READ_ATTRIBUTES : ZCL_READ_ATTRIBUTES_RESPONSE;
}

/* Another frame control may stand in answers only, and leaves a command of the cluster what it is. */
static bool frame_control_fits(const writing *g, const gbz_component *c, uint64_t frame_control)
{
    return frame_control <= UINT8_MAX && g->cra != GBCS_COMMAND &&
           ((frame_control ^ c->zcl.frame_control) & ZCL_CLUSTER_SPECIFIC) == 0;
}

/* The values that are not payload, and the first that is. */
static alb_status read_head(const writing *g, uint32_t index, gbz_component *c, uint32_t *first)
{
    const cat_tree *t = g->e.tree;
    uint32_t at = index + 1;
    for (; at < t->values[index].next; at = t->values[at].next) {
        const cat_value *v = &t->values[at];
        if (v->field == &gbcs_gbz_from_date_time && v->number.u <= UINT32_MAX) {
            c->control |= GBZ_FROM_DATE_TIME;
            c->from_date_time = (uint32_t)v->number.u;
        } else if (v->field == &gbcs_gbz_frame_control && frame_control_fits(g, c, v->number.u)) {
            c->zcl.frame_control = (uint8_t)v->number.u;
        } else if (v->field == &gbcs_gbz_from_date_time || v->field == &gbcs_gbz_frame_control) {
            return fail(g, ALB_BAD_VALUE, v, "may not have this value here");
        } else {
            break;
        }
    }
    *first = at;
    return ALB_OK;
}

static alb_status write_component(writing *g, alb_wr *out, uint32_t index, uint8_t number, bool last)
{
    const cat_value *v = &g->e.tree->values[index];
    const cat_component *record = v->record;
    if (!record) {
        return fail(g, ALB_BAD_VALUE, v, "is no component of the use case");
    }
    bool answer = v->field == &gbcs_gbz_default_response;
    g->times = record == g->last ? g->times + 1 : 0;
    g->last = record;
    gbz_component c = {.control = last ? GBZ_LAST : 0, .cluster = record->cluster};
    c.zcl.frame_control = answer ? gbcs_gbz_default_frame_control(record) : record->frame_control;
    c.zcl.sequence = g->cra == GBCS_COMMAND ? number : v->form;
    c.zcl.command = zcl_command(record, v);
    uint32_t first = 0;
    ALB_TRY(read_head(g, index, &c, &first));
    if (record->from_date_time && g->cra == GBCS_COMMAND && !gbz_is(&c, GBZ_FROM_DATE_TIME)) {
        return fail(g, ALB_NOT_FOUND, v, "FromDateTime is missing");
    }
    if (record->encrypted && !answer) {
        c.control |= GBZ_ENCRYPTED;
        c.frame_counter = g->encrypted++;
        ALB_TRY(seal_payload(g, record, index, first, &c.payload));
    } else {
        ALB_TRY(make_payload(g, record, index, first, &c.payload));
    }
    gbz_write(out, &c);
    return ALB_OK;
}

static alb_status write_components(writing *g, alb_wr *out, uint32_t from, uint8_t count)
{
    uint32_t index = from;
    for (uint8_t i = 0; i < count; i++, index = g->e.tree->values[index].next) {
        alb_status st = write_component(g, out, index, i, i + 1 == count);
        if (st != ALB_OK) {
            if (g->e.err) {
                alb_err_within(g->e.err, g->e.tree->values[index].field->name);
            }
            return st;
        }
    }
    return ALB_OK;
}

static uint32_t values_from(const cat_tree *tree, uint32_t from)
{
    uint32_t n = 0;
    for (uint32_t i = from; i < tree->count; i = tree->values[i].next) {
        n++;
    }
    return n;
}

/* --- alerts --- */

static alb_status write_alert(writing *g, const cat_content *content, alb_wr *out)
{
    const cat_tree *t = g->e.tree;
    bool has_item = content->body || content->n_components > 0;
    if (values_from(t, 0) != (has_item ? 3u : 2u) || t->values[0].field != &gbcs_field_gbz_alert_code ||
        t->values[t->values[0].next].field != &gbcs_field_gbz_alert_time) {
        return alb_fail(g->e.err, ALB_BAD_VALUE, GBCS_GBZ_RULE, 0, "an alert is its code, its time and %s",
                        has_item ? "one item" : "nothing more");
    }
    uint32_t time = t->values[0].next;
    uint32_t item = t->values[time].next;
    gbz_write_profile(out, has_item ? 1 : 0);
    ALB_TRY(gbcs_plain_write(&g->e, out, t->values[0].field, 0));
    ALB_TRY(gbcs_plain_write(&g->e, out, t->values[time].field, time));
    if (content->body) {
        return gbcs_plain_write(&g->e, out, content->body, item);
    }
    return has_item ? write_components(g, out, item, 1) : ALB_OK;
}

alb_status gbcs_encode_gbz(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                           const gbcs_sealer *sealer, alb_wr *out, alb_err *err)
{
    writing g = {.e = {.header = header, .sealer = sealer, .tree = tree, .err = err}, .cra = header->cra};
    uint32_t count = values_from(tree, 0);
    if (header->cra == GBCS_ALERT) {
        ALB_TRY(write_alert(&g, &use_case->alert, out));
    } else if (count == 0 || count > GBZ_MAX_COMPONENTS) {
        return alb_fail(err, ALB_BAD_LENGTH, GBCS_GBZ_RULE, 0, "%u components; 1 to %d are allowed", count,
                        GBZ_MAX_COMPONENTS);
    } else {
        gbz_write_profile(out, (uint8_t)count);
        ALB_TRY(write_components(&g, out, 0, (uint8_t)count));
    }
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, GBCS_GBZ_RULE, 0, "no room for the content");
}
