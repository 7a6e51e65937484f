/* Contents of DLMS messages: access-request, access-response, data-notification (gbcs-messages.md 6). Each
 * item of the use case is one value at the top of the tree. */
#include "content_dlms_internal.h"
#include "header_fields_internal.h"

/* Where the engine is within the items of a use case. */
typedef struct items {
    const cat_use_case *use_case;
    const cat_content *content;
    size_t next;
} items;

/* Selection by range, the only one that GBCS uses (gbcs-messages.md 6.6). */
enum { SELECT_RANGE = 1 };

static alb_status broken(const gbcs_decoding *d, const alb_rd *r)
{
    return alb_fail(d->err, r->st, GBCS_DLMS_RULE, alb_rd_offset(r), "%s", alb_status_text(r->st));
}

static alb_status check_end(const gbcs_decoding *d, const alb_rd *r)
{
    alb_status st = alb_rd_end(r);
    return st == ALB_OK ? ALB_OK
                        : alb_fail(d->err, st, GBCS_DLMS_RULE, alb_rd_offset(r), "%s", alb_status_text(st));
}

static alb_status check_invoke_id(const gbcs_decoding *d, uint32_t id, size_t content)
{
    uint32_t want = gbcs_long_invoke_id(d->header);
    return id == want ? ALB_OK
                      : alb_fail(d->err, ALB_MISMATCH, GBCS_MIRROR_RULE, content + 1,
                                 "long-invoke-id %08x is not %08x, made from the counter", id, want);
}

/* --- command --- */

static bool is_named(const cat_item *item, const dlms_specification *s)
{
    return (dlms_choice)item->operation == s->choice && item->object->class_id == s->class_id &&
           memcmp(item->object->obis, s->obis, sizeof s->obis) == 0 && item->id == s->id;
}

/* The item that a specification names: the next of the use case, or one behind optional ones. */
static const cat_item *next_item(items *it, const dlms_specification *s)
{
    while (it->next < it->content->n_items) {
        const cat_item *item = &it->content->items[it->next++];
        if (is_named(item, s)) {
            return item;
        }
        if (!item->optional) {
            return NULL;
        }
    }
    return NULL;
}

static alb_status check_specification(const gbcs_decoding *d, items *it, const dlms_specification *s,
                                      const cat_item **item)
{
    *item = next_item(it, s);
    if (!*item) {
        return alb_fail(
            d->err, ALB_MISMATCH, GBCS_DLMS_RULE, s->offset,
            "item with operation %u, class %u, object %u-%u:%u.%u.%u.%u, id %u is not the next of "
            "the use case",
            (unsigned)s->choice, s->class_id, s->obis[0], s->obis[1], s->obis[2], s->obis[3], s->obis[4],
            s->obis[5], s->id);
    }
    if (s->choice == DLMS_GET_SELECTIVE && s->selector != SELECT_RANGE) {
        return alb_fail(d->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, s->offset,
                        "selector %u is not that of a range", s->selector);
    }
    return ALB_OK;
}

static alb_status skip_null(gbcs_decoding *d, alb_rd *r)
{
    dlms_data data;
    size_t at = alb_rd_offset(r);
    if (!dlms_read(r, &data)) {
        return broken(d, r);
    }
    return data.tag == DLMS_NULL
               ? ALB_OK
               : alb_fail(d->err, ALB_BAD_TAG, GBCS_DLMS_RULE, at, "data where none belongs");
}

static alb_status read_command_item(gbcs_decoding *d, alb_rd *data, dlms_specification *s,
                                    const cat_item *item)
{
    const cat_field *field = gbcs_field_of_item(item, GBCS_COMMAND);
    uint32_t index = d->tree->count;
    alb_status st;
    if (item->operation == CAT_GET) {
        st = gbcs_dlms_read_absent(d, data, field);
    } else if (item->operation == CAT_GET_WITH_LIST) {
        st = gbcs_dlms_read(d, &s->selection, field);
        if (st == ALB_OK) {
            st = check_end(d, &s->selection);
        }
        if (st == ALB_OK) {
            st = skip_null(d, data);
        }
    } else {
        st = gbcs_dlms_read(d, data, field);
    }
    if (st != ALB_OK) {
        alb_err_within(d->err, field->name);
        return st;
    }
    d->tree->values[index].record = item;
    return ALB_OK;
}

static alb_status check_items_left(const gbcs_decoding *d, const items *it, const alb_rd *r)
{
    for (size_t i = it->next; i < it->content->n_items; i++) {
        if (!it->content->items[i].optional) {
            return alb_fail(d->err, ALB_MISMATCH, GBCS_DLMS_RULE, alb_rd_offset(r), "%s is missing",
                            gbcs_field_of_item(&it->content->items[i], GBCS_COMMAND)->name);
        }
    }
    return ALB_OK;
}

static alb_status decode_command(gbcs_decoding *d, alb_rd *r, const cat_use_case *use_case)
{
    size_t start = alb_rd_offset(r);
    items it = {.use_case = use_case, .content = &use_case->command};
    dlms_access access;
    if (!dlms_read_request(r, &access)) {
        return broken(d, r);
    }
    ALB_TRY(check_invoke_id(d, access.long_invoke_id, start));
    for (size_t i = 0; i < access.count; i++) {
        dlms_specification s;
        const cat_item *item;
        (void)dlms_next_specification(&access.specifications, &s);
        ALB_TRY(check_specification(d, &it, &s, &item));
        ALB_TRY(read_command_item(d, r, &s, item));
    }
    ALB_TRY(check_items_left(d, &it, r));
    return check_end(d, r);
}

/* --- response --- */

static alb_status read_response_data(gbcs_decoding *d, alb_rd *r, const cat_item *item)
{
    const cat_field *field = item ? gbcs_field_of_item(item, GBCS_RESPONSE) : &gbcs_field_unnamed_item;
    uint32_t index = d->tree->count;
    bool is_null = alb_rd_left(r) > 0 && alb_rd_peek(r) == DLMS_NULL && field->type->kind != CAT_D_NULL;
    bool returns = item && gbcs_item_returns(item) && !is_null;
    alb_status st = returns ? gbcs_dlms_read(d, r, field) : gbcs_dlms_read_absent(d, r, field);
    if (st != ALB_OK) {
        alb_err_within(d->err, field->name);
        return st;
    }
    d->tree->values[index].record = item;
    return ALB_OK;
}

/* Data comes with success, and only with it (gbcs-messages.md 6.2). */
static alb_status check_result(const gbcs_decoding *d, const cat_value *v, const dlms_result *result,
                               size_t at)
{
    const cat_item *item = v->record;
    bool is_absent = (v->flags & CAT_VALUE_ABSENT) != 0;
    if (item && result->choice != gbcs_answer_choice(item)) {
        return alb_fail(d->err, ALB_MISMATCH, GBCS_DLMS_RULE, at,
                        "result of operation %u, not %u as the use case has it", (unsigned)result->choice,
                        (unsigned)gbcs_answer_choice(item));
    }
    if (item && gbcs_item_returns(item) && is_absent == (result->code == 0) && !v->field->optional) {
        return alb_fail(d->err, ALB_MISMATCH, GBCS_DLMS_RULE, at, "result %u, but the data is %s",
                        result->code, is_absent ? "absent" : "there");
    }
    return ALB_OK;
}

static alb_status read_results(gbcs_decoding *d, alb_rd *r, uint32_t first, size_t count)
{
    if (!dlms_read_results(r, count)) {
        return broken(d, r);
    }
    for (uint32_t i = first; i < d->tree->count; i = d->tree->values[i].next) {
        cat_value *v = &d->tree->values[i];
        dlms_result result;
        size_t at = alb_rd_offset(r);
        if (!dlms_next_result(r, &result)) {
            return broken(d, r);
        }
        alb_status st = check_result(d, v, &result, at);
        if (st != ALB_OK) {
            alb_err_within(d->err, v->field->name);
            return st;
        }
        v->result = result.code;
        v->form = v->record ? v->form : (uint8_t)result.choice;
    }
    return ALB_OK;
}

/* Answers do not say which item they belong to. Where a command left optional ones out, those before the
 * first and behind the last optional item are known, the others are not: NULL. */
static const cat_item *answered_item(const cat_content *content, size_t count, size_t i)
{
    size_t n = content->n_items;
    size_t head = 0;
    size_t tail = 0;
    if (count == n) {
        return &content->items[i];
    }
    while (head < n && !content->items[head].optional) {
        head++;
    }
    while (tail < n && !content->items[n - 1 - tail].optional) {
        tail++;
    }
    if (i < head) {
        return &content->items[i];
    }
    return i + tail >= count ? &content->items[n - (count - i)] : NULL;
}

static bool is_count_possible(const cat_content *content, size_t count)
{
    size_t mandatory = 0;
    for (size_t i = 0; i < content->n_items; i++) {
        mandatory += !content->items[i].optional;
    }
    return count >= mandatory && count <= content->n_items;
}

static alb_status decode_response(gbcs_decoding *d, alb_rd *r, const cat_use_case *use_case)
{
    size_t start = alb_rd_offset(r);
    const cat_content *content = &use_case->command;
    uint32_t first = d->tree->count;
    dlms_access access;
    if (!dlms_read_response(r, &access)) {
        return broken(d, r);
    }
    ALB_TRY(check_invoke_id(d, access.long_invoke_id, start));
    if (!is_count_possible(content, access.count)) {
        return alb_fail(d->err, ALB_MISMATCH, GBCS_DLMS_RULE, alb_rd_offset(r) - 1,
                        "%zu answers to a command of %u items", access.count, content->n_items);
    }
    for (size_t i = 0; i < access.count; i++) {
        ALB_TRY(read_response_data(d, r, answered_item(content, access.count, i)));
    }
    ALB_TRY(read_results(d, r, first, access.count));
    return check_end(d, r);
}

/* --- alert --- */

static alb_status read_alert_field(gbcs_decoding *d, alb_rd *r, const cat_field *field)
{
    alb_status st = gbcs_dlms_read(d, r, field);
    if (st != ALB_OK) {
        alb_err_within(d->err, field->name);
    }
    return st;
}

static alb_status read_alert_body(gbcs_decoding *d, alb_rd *r, const cat_field *body, size_t count)
{
    uint32_t index = gbcs_open_value(d, body, r);
    if (index == GBCS_NO_VALUE) {
        return d->tree->st;
    }
    alb_status st = gbcs_dlms_read_members(d, r, body->type, count);
    if (st != ALB_OK) {
        alb_err_within(d->err, body->name);
        return st;
    }
    gbcs_close_value(d, index, r);
    return ALB_OK;
}

static alb_status decode_alert(gbcs_decoding *d, alb_rd *r, const cat_use_case *use_case)
{
    size_t start = alb_rd_offset(r);
    const cat_field *body = use_case->alert.body;
    uint32_t id;
    dlms_data head;
    if (!dlms_read_notification(r, &id)) {
        return broken(d, r);
    }
    ALB_TRY(check_invoke_id(d, id, start));
    size_t at = alb_rd_offset(r);
    if (!dlms_read(r, &head)) {
        return broken(d, r);
    }
    if (head.tag != DLMS_STRUCTURE || head.number.u < 2 || (!body && head.number.u > 2)) {
        return alb_fail(d->err, ALB_BAD_FORMAT, GBCS_DLMS_RULE, at, "not a structure of code, time%s",
                        body ? " and more" : "");
    }
    ALB_TRY(read_alert_field(d, r, &gbcs_field_alert_code));
    ALB_TRY(read_alert_field(d, r, &gbcs_field_alert_time));
    if (body) {
        ALB_TRY(read_alert_body(d, r, body, (size_t)head.number.u - 2));
    }
    return check_end(d, r);
}

alb_status gbcs_decode_dlms(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                            alb_err *err)
{
    gbcs_decoding d = {.header = &message->header, .opener = opener, .tree = out, .err = err};
    alb_rd r = alb_rd_init(message->content);
    r.origin = gbcs_offset_of(message, message->content);
    alb_status st = ALB_BAD_VALUE;
    switch (message->header.cra) {
    case GBCS_COMMAND:
        st = decode_command(&d, &r, message->use_case);
        break;
    case GBCS_RESPONSE:
        st = decode_response(&d, &r, message->use_case);
        break;
    case GBCS_ALERT:
        st = decode_alert(&d, &r, message->use_case);
        break;
    }
    if (st != ALB_OK) {
        alb_err_within(err, message->use_case->name);
    }
    return st;
}
