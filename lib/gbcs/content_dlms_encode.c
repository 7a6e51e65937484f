/* From a tree to the content of a DLMS message: the inverse of content_dlms.c. */
#include "content_dlms_internal.h"

/* Items are counted in one octet. */
enum { MAX_ITEMS = UINT8_MAX };

/* An item of the message, and its value: GBCS_NO_VALUE where the tree has none. */
typedef struct chosen {
    const cat_item *item; /* NULL: an answer whose item is not known */
    uint32_t index;
} chosen;

typedef struct selection {
    chosen items[MAX_ITEMS];
    size_t count;
} selection;

static uint32_t top(const cat_tree *tree, uint32_t index)
{
    return index < tree->count ? index : GBCS_NO_VALUE;
}

static alb_status refuse(const gbcs_encoding *e, alb_status st, const char *name, const char *why)
{
    (void)alb_fail(e->err, st, GBCS_DLMS_RULE, 0, "%s", why);
    alb_err_within(e->err, name);
    return st;
}

/* Is the value that item's? Trees made by hand need not name the item: the field tells. */
static bool is_value_of(const cat_value *v, const cat_item *item, gbcs_cra cra)
{
    return v->record ? v->record == item : v->field == gbcs_field_of_item(item, cra);
}

/* A command's items in order: those that the tree has, and those that need no value. */
static alb_status choose_items(const gbcs_encoding *e, const cat_content *content, selection *out)
{
    uint32_t at = top(e->tree, 0);
    for (size_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        if (at != GBCS_NO_VALUE && is_value_of(&e->tree->values[at], item, GBCS_COMMAND)) {
            out->items[out->count++] = (chosen){item, at};
            at = top(e->tree, e->tree->values[at].next);
        } else if (!item->optional) {
            out->items[out->count++] = (chosen){item, GBCS_NO_VALUE};
        }
    }
    return at == GBCS_NO_VALUE ? ALB_OK
                               : refuse(e, ALB_BAD_VALUE, e->tree->values[at].field->name,
                                        "not an item of the use case, or not in its order");
}

/* --- command --- */

static alb_status write_field(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index)
{
    alb_status st = gbcs_dlms_write(e, w, field, index);
    if (st != ALB_OK) {
        alb_err_within(e->err, field->name);
    }
    return st;
}

static void write_null(alb_wr *w)
{
    dlms_write(w, &(dlms_data){.tag = DLMS_NULL});
}

static alb_status write_specification(gbcs_encoding *e, alb_wr *w, const chosen *c)
{
    dlms_specification s = {.choice = (dlms_choice)c->item->operation,
                            .class_id = c->item->object->class_id,
                            .id = c->item->id,
                            .selector = 1};
    memcpy(s.obis, c->item->object->obis, sizeof s.obis);
    dlms_write_specification(w, &s);
    return c->item->operation == CAT_GET_WITH_LIST
               ? write_field(e, w, gbcs_field_of_item(c->item, GBCS_COMMAND), c->index)
               : ALB_OK;
}

static alb_status encode_command(gbcs_encoding *e, alb_wr *w, const cat_use_case *use_case)
{
    selection s = {.count = 0};
    ALB_TRY(choose_items(e, &use_case->command, &s));
    dlms_write_request(w, gbcs_long_invoke_id(e->header), s.count);
    for (size_t i = 0; i < s.count; i++) {
        ALB_TRY(write_specification(e, w, &s.items[i]));
    }
    dlms_write_count(w, s.count);
    for (size_t i = 0; i < s.count; i++) {
        const cat_item *item = s.items[i].item;
        if (item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST) {
            write_null(w);
        } else {
            ALB_TRY(write_field(e, w, gbcs_field_of_item(item, GBCS_COMMAND), s.items[i].index));
        }
    }
    return ALB_OK;
}

/* --- response --- */

/* The tree's values in order; answers whose items are not known stand between those that are. */
static alb_status choose_answers(const gbcs_encoding *e, const cat_content *content, selection *out)
{
    size_t next = 0;
    for (uint32_t at = top(e->tree, 0); at != GBCS_NO_VALUE; at = top(e->tree, e->tree->values[at].next)) {
        const cat_value *v = &e->tree->values[at];
        if (out->count == content->n_items) {
            return refuse(e, ALB_BAD_LENGTH, v->field->name, "more answers than the command has items");
        }
        if (v->field == &gbcs_field_unnamed_item) {
            out->items[out->count++] = (chosen){NULL, at};
            continue;
        }
        while (next < content->n_items && !is_value_of(v, &content->items[next], GBCS_RESPONSE)) {
            next++;
        }
        if (next == content->n_items) {
            return refuse(e, ALB_BAD_VALUE, v->field->name,
                          "not an item of the use case, or not in its order");
        }
        out->items[out->count++] = (chosen){&content->items[next++], at};
    }
    return ALB_OK;
}

static uint8_t result_of(const cat_value *v)
{
    return v->result < 0 ? 0 : (uint8_t)v->result;
}

static alb_status write_answer(gbcs_encoding *e, alb_wr *w, const chosen *c)
{
    const cat_value *v = &e->tree->values[c->index];
    bool is_absent = (v->flags & CAT_VALUE_ABSENT) != 0;
    if (!c->item || !gbcs_item_returns(c->item)) {
        write_null(w);
        return ALB_OK;
    }
    if (is_absent == (result_of(v) == 0) && !v->field->optional) {
        return refuse(e, ALB_MISMATCH, v->field->name, "data must be there with success, and only then");
    }
    if (is_absent) {
        write_null(w);
        return ALB_OK;
    }
    return write_field(e, w, gbcs_field_of_item(c->item, GBCS_RESPONSE), c->index);
}

static alb_status encode_response(gbcs_encoding *e, alb_wr *w, const cat_use_case *use_case)
{
    selection s = {.count = 0};
    ALB_TRY(choose_answers(e, &use_case->command, &s));
    dlms_write_response(w, gbcs_long_invoke_id(e->header), s.count);
    for (size_t i = 0; i < s.count; i++) {
        ALB_TRY(write_answer(e, w, &s.items[i]));
    }
    dlms_write_count(w, s.count);
    for (size_t i = 0; i < s.count; i++) {
        const cat_value *v = &e->tree->values[s.items[i].index];
        const cat_item *item = s.items[i].item;
        dlms_write_result(w, &(dlms_result){.choice = item ? gbcs_answer_choice(item) : (dlms_choice)v->form,
                                            .code = result_of(v)});
    }
    return ALB_OK;
}

/* --- alert --- */

static alb_status encode_alert(gbcs_encoding *e, alb_wr *w, const cat_use_case *use_case)
{
    const cat_field *const fields[] = {&gbcs_field_alert_code, &gbcs_field_alert_time, use_case->alert.body};
    uint32_t places[ALB_COUNT(fields)] = {GBCS_NO_VALUE, GBCS_NO_VALUE, GBCS_NO_VALUE};
    size_t n = 0;
    uint32_t at = top(e->tree, 0);
    for (; at != GBCS_NO_VALUE && n < ALB_COUNT(fields); at = top(e->tree, e->tree->values[at].next), n++) {
        if (e->tree->values[at].field != fields[n]) {
            break;
        }
        places[n] = at;
    }
    if (at != GBCS_NO_VALUE) {
        return refuse(e, ALB_BAD_VALUE, e->tree->values[at].field->name, "does not stand here");
    }
    const cat_type *body = fields[2] ? fields[2]->type : NULL;
    size_t more = body ? gbcs_count_members(e->tree, body, places[2]) : 0;
    dlms_write_notification(w, gbcs_long_invoke_id(e->header));
    dlms_write(w, &(dlms_data){.tag = DLMS_STRUCTURE, .number.u = 2 + more});
    ALB_TRY(write_field(e, w, fields[0], places[0]));
    ALB_TRY(write_field(e, w, fields[1], places[1]));
    return body ? gbcs_dlms_write_members(e, w, fields[2], places[2]) : ALB_OK;
}

alb_status gbcs_encode_dlms(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                            const gbcs_sealer *sealer, alb_wr *out, alb_err *err)
{
    gbcs_encoding e = {.header = header, .sealer = sealer, .tree = tree, .err = err};
    alb_status st = ALB_BAD_VALUE;
    switch (header->cra) {
    case GBCS_COMMAND:
        st = encode_command(&e, out, use_case);
        break;
    case GBCS_RESPONSE:
        st = encode_response(&e, out, use_case);
        break;
    case GBCS_ALERT:
        st = encode_alert(&e, out, use_case);
        break;
    }
    if (st == ALB_OK && out->st != ALB_OK) {
        st = alb_fail(err, out->st, GBCS_DLMS_RULE, out->pos, "the content does not fit its buffer");
    }
    if (st != ALB_OK) {
        alb_err_within(err, use_case->name);
    }
    return st;
}
