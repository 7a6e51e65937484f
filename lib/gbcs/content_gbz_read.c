/* Contents in GBZ -> a tree: one value a component (GBCS 7.3; gbcs-messages.md 7). */
#include "content_gbz_internal.h"

/* --- fields that are the same in every use case --- */

static const cat_type no_fields = {.kind = CAT_Z_STRUCT};
static const cat_type command_id = {.kind = CAT_Z_UINT, .size = 1, .view = CAT_VIEW_HEX};
static const cat_type octet = {.kind = CAT_B_UINT, .size = 1, .view = CAT_VIEW_HEX};
static const cat_type seconds = {.kind = CAT_B_TIME, .size = 4, .view = CAT_VIEW_DATE_TIME};
static const cat_type status = {.kind = CAT_Z_UINT, .size = 1, .view = CAT_VIEW_HEX};
static const cat_field default_fields[] = {{.name = "CommandId", .type = &command_id},
                                           {.name = "Status", .type = &status}};
static const cat_type default_response = {
    .kind = CAT_Z_STRUCT, .fields = default_fields, .n_fields = ALB_COUNT(default_fields)};

const cat_field gbcs_gbz_read_attributes = {.name = "ReadAttributes", .type = &no_fields};
const cat_field gbcs_gbz_read_attributes_response = {.name = "ReadAttributesResponse", .type = &no_fields};
const cat_field gbcs_gbz_default_response = {.name = "DefaultResponse", .type = &default_response};
const cat_field gbcs_gbz_from_date_time = {.name = "FromDateTime", .type = &seconds};
const cat_field gbcs_gbz_frame_control = {.name = "FrameControl", .type = &octet};

/* --- one component --- */

typedef struct reading {
    gbcs_decoding d;
    const gbcs_message *message;
    const cat_content *content;
    size_t cursor;
    uint32_t times;              /* repetitions of the component's record so far */
    const cat_component *record; /* of the last component */
    gbz_component component;     /* at hand */
    const gbz_component *c;      /* the same; NULL: none */
} reading;

static alb_status fail(const reading *g, alb_status st, size_t offset, const char *what)
{
    return alb_fail(g->d.err, st, GBCS_GBZ_RULE, offset, "%s (cluster %04x, command %02x)", what,
                    g->c->cluster, g->c->zcl.command);
}

static bool is_profile_wide(const gbz_component *c, uint8_t command)
{
    return !(c->zcl.frame_control & ZCL_CLUSTER_SPECIFIC) && c->zcl.command == command;
}

/* A value that is not read with the others: its place is known. */
static alb_status add_leaf(reading *g, const cat_field *field, uint64_t number, size_t offset, size_t length)
{
    cat_value *v = cat_tree_leaf(g->d.tree, field);
    v->number.u = number;
    v->offset = (uint32_t)offset;
    v->length = (uint32_t)length;
    return cat_tree_ok(g->d.tree) ? ALB_OK
                                  : fail(g, g->d.tree->st, offset, "more values than a message may have");
}

static alb_status read_attribute_ids(reading *g, alb_rd *r)
{
    const cat_component *record = g->record;
    for (uint8_t i = 0; i < record->n_attributes; i++) {
        size_t start = alb_rd_offset(r);
        uint16_t id = (uint16_t)alb_rd_le(r, 2);
        const cat_zcl_attribute *a = cat_zcl_attribute_find(record->cluster, record->attributes[i]);
        if (id != record->attributes[i] || !a) {
            return fail(g, ALB_BAD_VALUE, start, "not the attribute that the use case reads here");
        }
        ALB_TRY(add_leaf(g, &a->value, 0, start, 2));
        g->d.tree->values[g->d.tree->count - 1].flags |= CAT_VALUE_ABSENT;
    }
    return ALB_OK;
}

/* id, status and, on success, type and value of each attribute in the order asked. */
static alb_status read_attribute_records(reading *g, alb_rd *r, uint32_t parent)
{
    const cat_component *record = g->record;
    for (uint8_t i = 0; i < record->n_attributes; i++) {
        size_t start = alb_rd_offset(r);
        uint16_t id = (uint16_t)alb_rd_le(r, 2);
        uint8_t result = alb_rd_u8(r);
        const cat_zcl_attribute *a = cat_zcl_attribute_find(record->cluster, record->attributes[i]);
        if (r->st != ALB_OK || id != record->attributes[i] || !a) {
            return fail(g, r->st != ALB_OK ? r->st : ALB_BAD_VALUE, start,
                        "not the attribute that was asked for");
        }
        uint32_t index = g->d.tree->count;
        if (result != ZCL_SUCCESS) {
            ALB_TRY(add_leaf(g, &a->value, 0, start, 3));
            g->d.tree->values[index].flags |= CAT_VALUE_ABSENT;
        } else {
            if (alb_rd_u8(r) != a->zcl_type) {
                return fail(g, ALB_BAD_TAG, start + 3, "not the type of the attribute");
            }
            ALB_TRY(gbcs_zcl_read(&g->d, r, &a->value, parent));
        }
        g->d.tree->values[index].result = result;
        g->d.tree->values[index].flags |= g->d.flags;
    }
    return ALB_OK;
}

/* What the use case fixes must be so (gbcs-messages.md Appendix D). */
static alb_status check_constants(const reading *g, uint32_t index)
{
    const cat_tree *t = g->d.tree;
    cat_tree_close(g->d.tree, index); /* so far */
    for (uint32_t i = cat_tree_child(t, index); i != UINT32_MAX; i = cat_tree_sibling(t, index, i)) {
        const cat_value *v = &t->values[i];
        const cat_constant *constant = gbcs_gbz_constant(g->record, v->field->name);
        if (constant && v->number.i != gbcs_gbz_constant_value(constant, g->times)) {
            alb_status st =
                alb_fail(g->d.err, ALB_BAD_VALUE, GBCS_GBZ_RULE, v->offset, "%lld where %lld must stand",
                         (long long)v->number.i, (long long)gbcs_gbz_constant_value(constant, g->times));
            if (g->d.err) {
                alb_err_within(g->d.err, v->field->name);
            }
            return st;
        }
    }
    return ALB_OK;
}

static alb_status read_payload(reading *g, alb_rd *r, const cat_field *field, uint32_t index)
{
    if (field == &gbcs_gbz_read_attributes) {
        ALB_TRY(read_attribute_ids(g, r));
    } else if (field == &gbcs_gbz_read_attributes_response) {
        ALB_TRY(read_attribute_records(g, r, index));
    } else {
        ALB_TRY(gbcs_zcl_read_fields(&g->d, r, field->type, index));
        ALB_TRY(check_constants(g, index));
    }
    return alb_rd_end(r) == ALB_OK
               ? ALB_OK
               : fail(g, alb_rd_end(r), alb_rd_offset(r), "payload and fields do not fit");
}

/* The cipher text always, and what is inside where there is a key. */
static alb_status read_encrypted(reading *g, const cat_field *field, uint32_t index)
{
    alb_span plain = {0};
    cat_value *v = &g->d.tree->values[index];
    v->bytes = g->c->payload;
    v->flags |= CAT_VALUE_CIPHER;
    const gbcs_opener *opener = g->d.opener;
    if (!opener || opener->open(opener->ctx, g->c->payload, g->d.tree->arena, &plain) != ALB_OK) {
        return ALB_OK;
    }
    alb_rd r = alb_rd_init(plain);
    g->d.flags = CAT_VALUE_PLAIN;
    alb_status st = read_payload(g, &r, field, index);
    g->d.flags = 0;
    return st;
}

static uint8_t expected_frame_control(const reading *g, const cat_field *field)
{
    return field == &gbcs_gbz_default_response ? gbcs_gbz_default_frame_control(g->record)
                                               : g->record->frame_control;
}

static alb_status read_head(reading *g, const cat_field *field)
{
    const gbz_component *c = g->c;
    if (gbz_is(c, GBZ_FROM_DATE_TIME)) {
        size_t at = c->offset + 5 + (gbz_is(c, GBZ_ENCRYPTED) ? 2u : 0u);
        ALB_TRY(add_leaf(g, &gbcs_gbz_from_date_time, c->from_date_time, at, 4));
    }
    if (c->zcl.frame_control == expected_frame_control(g, field)) {
        return ALB_OK;
    }
    if (g->message->header.cra == GBCS_COMMAND) {
        return fail(g, ALB_BAD_VALUE, c->payload_offset - 3, "not the frame control of the use case");
    }
    return add_leaf(g, &gbcs_gbz_frame_control, c->zcl.frame_control, c->payload_offset - 3, 1);
}

/* What the record encrypts is encrypted, but for default responses, which never are. */
static alb_status check_encryption(const reading *g, const cat_field *field)
{
    bool must_be = g->record->encrypted && field != &gbcs_gbz_default_response;
    return gbz_is(g->c, GBZ_ENCRYPTED) == must_be ? ALB_OK
                                                  : fail(g, ALB_BAD_VALUE, g->c->offset,
                                                         must_be ? "a component that must be encrypted is not"
                                                                 : "encrypted where nothing is to be");
}

static alb_status read_component(reading *g, const cat_field *field)
{
    const gbz_component *c = g->c;
    ALB_TRY(check_encryption(g, field));
    uint32_t index = cat_tree_open(g->d.tree, field);
    cat_value *v = &g->d.tree->values[index];
    v->record = g->record;
    v->offset = (uint32_t)c->offset;
    v->length = (uint32_t)c->length;
    v->form = g->message->header.cra == GBCS_COMMAND ? 0 : c->zcl.sequence;
    ALB_TRY(read_head(g, field));
    if (gbz_is(c, GBZ_ENCRYPTED)) {
        ALB_TRY(read_encrypted(g, field, index));
    } else {
        alb_rd r = alb_rd_init(c->payload);
        r.origin = c->payload_offset;
        ALB_TRY(read_payload(g, &r, field, index));
    }
    cat_tree_close(g->d.tree, index);
    if (field == &gbcs_gbz_default_response && cat_tree_ok(g->d.tree)) {
        uint32_t at = cat_tree_find(g->d.tree, index, default_fields[1].name);
        g->d.tree->values[index].result = (int16_t)g->d.tree->values[at].number.u;
    }
    return cat_tree_ok(g->d.tree) ? ALB_OK
                                  : fail(g, g->d.tree->st, c->offset, "more values than a message may have");
}

/* --- all components --- */

/* Which record it is: the place of the last one is kept, since one may come again (gbcs_lookup_top). */
static alb_status find_record(reading *g, const cat_field **field)
{
    const gbz_component *c = g->c;
    gbcs_cra cra = g->message->header.cra;
    bool answer = is_profile_wide(c, ZCL_DEFAULT_RESPONSE);
    gbcs_node node = {.name = answer ? gbcs_gbz_default_response.name : "",
                      .has_cluster = true,
                      .cluster = c->cluster,
                      .command = c->zcl.frame_control & ZCL_CLUSTER_SPECIFIC ? c->zcl.command : -1};
    gbcs_found found = {.field = NULL};
    const cat_component *last = g->record;
    if (answer) {
        /* What it answers: the command of that id, or of the cluster where a device has given up (FF). */
        node.command = c->payload.len > 0 ? c->payload.ptr[0] : -1;
    } else if (node.command < 0 &&
               c->zcl.command != (cra == GBCS_COMMAND ? ZCL_READ_ATTRIBUTES : ZCL_READ_ATTRIBUTES_RESPONSE)) {
        return fail(g, ALB_UNKNOWN, c->offset, "a profile-wide command that has no place here");
    }
    if (!gbcs_lookup_top(g->message->use_case, CAT_FORMAT_GBZ, cra, &node, &g->cursor, &found)) {
        return fail(g, ALB_UNKNOWN, c->offset, "a component that the use case does not have");
    }
    g->record = found.record;
    g->times = g->record == last ? g->times + 1 : 0;
    *field = found.field;
    return ALB_OK;
}

static alb_status check_frame(const reading *g, uint8_t number, uint8_t count, uint8_t encrypted)
{
    const gbz_component *c = g->c;
    if (gbz_is(c, GBZ_LAST) != (number + 1 == count)) {
        return fail(g, ALB_BAD_VALUE, c->offset, "the mark of the last component is not on the last");
    }
    if (gbz_is(c, GBZ_ENCRYPTED) && (c->additional_header_control != 0 || c->frame_counter != encrypted)) {
        return fail(g, ALB_BAD_VALUE, c->offset, "not the additional header of this encrypted component");
    }
    if (g->message->header.cra == GBCS_COMMAND && c->zcl.sequence != number) {
        return fail(g, ALB_BAD_VALUE, c->offset,
                    "the transaction sequence number is not the component's place");
    }
    return ALB_OK;
}

/* Commands hold their components in order, each as often as the record says. */
static alb_status check_order(const reading *g, const cat_component *last)
{
    if (g->message->header.cra != GBCS_COMMAND) {
        return ALB_OK;
    }
    uint32_t most = g->record->max > 1 ? g->record->max : 1;
    if (g->record < last || g->times >= most) {
        return fail(g, ALB_BAD_VALUE, g->c->offset, "a component out of order, or one too many");
    }
    return ALB_OK;
}

static uint32_t occurrences(const cat_tree *t, const cat_component *record)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->count; i = t->values[i].next) {
        n += t->values[i].record == record;
    }
    return n;
}

static alb_status check_complete(const reading *g, size_t end)
{
    if (g->message->header.cra != GBCS_COMMAND) {
        return ALB_OK;
    }
    for (uint8_t i = 0; i < g->content->n_components; i++) {
        const cat_component *c = &g->content->components[i];
        uint32_t least = c->max == 0 ? 1 : c->min;
        if (c->alternative == 0 && occurrences(g->d.tree, c) < least) {
            return alb_fail(g->d.err, ALB_TRUNCATED, GBCS_GBZ_RULE, end, "component %u of %s is missing", i,
                            g->message->use_case->name);
        }
    }
    return ALB_OK;
}

static alb_status read_components(reading *g, alb_rd *r, uint8_t count)
{
    uint8_t encrypted = 0;
    for (uint8_t i = 0; i < count; i++) {
        const cat_field *field = NULL;
        const cat_component *last = g->record;
        g->c = &g->component;
        if (!gbz_next(r, &g->component)) {
            return alb_fail(g->d.err, r->st, GBCS_GBZ_RULE, alb_rd_offset(r), "component %u: %s", i,
                            alb_status_text(r->st));
        }
        ALB_TRY(check_frame(g, i, count, encrypted));
        encrypted += gbz_is(g->c, GBZ_ENCRYPTED);
        ALB_TRY(find_record(g, &field));
        ALB_TRY(check_order(g, last));
        alb_status st = read_component(g, field);
        if (st != ALB_OK) {
            if (g->d.err) {
                alb_err_within(g->d.err, field->name);
            }
            return st;
        }
    }
    g->c = NULL;
    return check_complete(g, alb_rd_offset(r));
}

/* --- alerts --- */

static alb_status read_alert(reading *g, alb_rd *r, uint8_t count)
{
    ALB_TRY(gbcs_plain_read(&g->d, r, &gbcs_field_gbz_alert_code));
    ALB_TRY(gbcs_plain_read(&g->d, r, &gbcs_field_gbz_alert_time));
    const cat_content *content = g->content;
    uint8_t wanted = content->body || content->n_components > 0 ? 1 : 0;
    if (count != wanted) {
        return alb_fail(g->d.err, ALB_BAD_LENGTH, GBCS_GBZ_RULE, alb_rd_offset(r),
                        "%u items where %u must stand", count, wanted);
    }
    if (content->body) {
        return gbcs_plain_read(&g->d, r, content->body);
    }
    return content->n_components > 0 ? read_components(g, r, count) : ALB_OK;
}

alb_status gbcs_decode_gbz(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                           alb_err *err)
{
    const cat_use_case *u = message->use_case;
    gbcs_cra cra = message->header.cra;
    reading g = {.d = {.header = &message->header, .opener = opener, .tree = out, .err = err},
                 .message = message,
                 .content = cra == GBCS_COMMAND    ? &u->command
                            : cra == GBCS_RESPONSE ? &u->response
                                                   : &u->alert};
    alb_rd r = alb_rd_init(message->content);
    r.origin = (size_t)(message->content.ptr - message->whole.ptr);
    uint8_t count = gbz_read_profile(&r);
    if (r.st != ALB_OK) {
        return alb_fail(err, r.st, GBCS_GBZ_RULE, alb_rd_offset(&r), "not the profile of Smart Energy");
    }
    if (cra == GBCS_ALERT) {
        ALB_TRY(read_alert(&g, &r, count));
    } else if (count == 0 || count > GBZ_MAX_COMPONENTS) {
        return alb_fail(err, ALB_BAD_LENGTH, GBCS_GBZ_RULE, alb_rd_offset(&r), "%u components", count);
    } else {
        ALB_TRY(read_components(&g, &r, count));
    }
    return alb_rd_end(&r) == ALB_OK ? ALB_OK
                                    : alb_fail(err, alb_rd_end(&r), GBCS_GBZ_RULE, alb_rd_offset(&r),
                                               "octets behind the last component");
}
