#include "lookup_internal.h"

#include "content_gbz_internal.h"

static bool is_named(const cat_field *field, const char *name)
{
    return field && field->name && strcmp(field->name, name) == 0;
}

static const cat_type alert_code = {.kind = CAT_D_U16, .view = CAT_VIEW_ALERT_CODE};
static const cat_type alert_time = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE_TIME, .min = 12, .max = 12};
static const cat_type gbz_alert_code = {.kind = CAT_B_UINT, .size = 2, .view = CAT_VIEW_ALERT_CODE};
static const cat_type gbz_alert_time = {.kind = CAT_B_TIME, .size = 4, .view = CAT_VIEW_DATE_TIME};
static const cat_type nothing = {.kind = CAT_NOTHING};
const cat_field gbcs_field_alert_code = {.name = "AlertCode", .type = &alert_code};
const cat_field gbcs_field_alert_time = {.name = "AlertTime", .type = &alert_time};
const cat_field gbcs_field_gbz_alert_code = {.name = "AlertCode", .type = &gbz_alert_code};
const cat_field gbcs_field_gbz_alert_time = {.name = "AlertTime", .type = &gbz_alert_time};
const cat_field gbcs_field_unnamed_item = {.name = "Item", .type = &nothing};

const cat_field *gbcs_field_of_item(const cat_item *item, gbcs_cra cra)
{
    bool is_action = item->operation == CAT_ACTION;
    bool is_get = item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST;
    const cat_attribute *a = cat_object_attribute(item->object, item->id, is_action);
    if (cra == GBCS_RESPONSE && item->returns) {
        return item->returns;
    }
    if (cra == GBCS_RESPONSE && is_action && a && a->returns.type) {
        return &a->returns;
    }
    if (item->operation == CAT_GET && item->returns) {
        return item->returns;
    }
    if (item->argument && !(cra == GBCS_RESPONSE && is_get)) {
        return item->argument;
    }
    return a ? &a->value : &gbcs_field_unnamed_item;
}

static bool is_item(const cat_item *item, const gbcs_node *node)
{
    return item->object->class_id == node->class_id && memcmp(item->object->obis, node->obis, 6) == 0 &&
           item->id == node->id && (item->operation == CAT_ACTION) == node->is_method;
}

static bool find_item(const cat_content *content, gbcs_cra cra, const gbcs_node *node, size_t *cursor,
                      gbcs_found *out)
{
    for (size_t n = 0; n < content->n_items; n++) {
        size_t i = (*cursor + n) % content->n_items;
        const cat_item *item = &content->items[i];
        if (is_item(item, node)) {
            *cursor = i + 1;
            *out = (gbcs_found){.field = gbcs_field_of_item(item, cra), .record = item};
            return is_named(out->field, node->name);
        }
    }
    return false;
}

static const cat_field *field_of_component(const cat_component *c, gbcs_cra cra)
{
    if (c->command) {
        return &c->command->payload;
    }
    return cra == GBCS_COMMAND ? &gbcs_gbz_read_attributes : &gbcs_gbz_read_attributes_response;
}

/* Components may repeat: the one found last is looked at again before those behind it. */
static bool find_component(const cat_content *content, gbcs_cra cra, const gbcs_node *node, size_t *cursor,
                           gbcs_found *out)
{
    for (size_t n = 0; n < content->n_components; n++) {
        size_t i = (*cursor + n) % content->n_components;
        const cat_component *c = &content->components[i];
        int command = c->command ? c->command->id : -1;
        if (c->cluster == node->cluster && command == node->command) {
            bool repeats = c->max > 1;
            *cursor = repeats ? i : i + 1;
            *out = (gbcs_found){.field = field_of_component(c, cra), .record = c};
            return true;
        }
    }
    return false;
}

/* A default response answers a component of the command: that with its command id, else the reading of
 * attributes, else the cluster's first. */
static bool find_answered(const cat_content *command, const gbcs_node *node, gbcs_found *out)
{
    const cat_component *best = NULL;
    for (size_t i = 0; i < command->n_components; i++) {
        const cat_component *c = &command->components[i];
        bool exact = c->cluster == node->cluster && c->command && c->command->id == node->command;
        bool better = !best || (best->command && !c->command && node->command <= 0);
        if (exact || (c->cluster == node->cluster && better)) {
            best = c;
        }
        if (exact) {
            break;
        }
    }
    *out = (gbcs_found){.field = &gbcs_gbz_default_response, .record = best};
    return best != NULL;
}

const cat_field *gbcs_lookup_component_child(const cat_component *component, const char *name)
{
    static const cat_field *const heads[] = {&gbcs_gbz_from_date_time, &gbcs_gbz_frame_control};
    for (size_t i = 0; i < ALB_COUNT(heads); i++) {
        if (is_named(heads[i], name)) {
            return heads[i];
        }
    }
    for (uint8_t i = 0; i < component->n_attributes; i++) {
        const cat_zcl_attribute *a = cat_zcl_attribute_find(component->cluster, component->attributes[i]);
        if (a && is_named(&a->value, name)) {
            return &a->value;
        }
    }
    return NULL;
}

static const cat_content *content_of(const cat_use_case *use_case, gbcs_cra cra)
{
    switch (cra) {
    case GBCS_COMMAND:
        return &use_case->command;
    case GBCS_RESPONSE:
        /* A DLMS command says itself what returns. */
        return use_case->format == CAT_FORMAT_DLMS ? &use_case->command : &use_case->response;
    case GBCS_ALERT:
        return &use_case->alert;
    }
    return &use_case->command;
}

/* Fields that stand in contents without being in a record. */
static const cat_field *find_common(cat_format format, gbcs_cra cra, const char *name)
{
    static const cat_field *const dlms_alert[] = {&gbcs_field_alert_code, &gbcs_field_alert_time};
    static const cat_field *const gbz_alert[] = {&gbcs_field_gbz_alert_code, &gbcs_field_gbz_alert_time};
    if (cra == GBCS_RESPONSE && format == CAT_FORMAT_DLMS) {
        return is_named(&gbcs_field_unnamed_item, name) ? &gbcs_field_unnamed_item : NULL;
    }
    for (size_t i = 0; cra == GBCS_ALERT && format != CAT_FORMAT_ASN1 && i < ALB_COUNT(dlms_alert); i++) {
        const cat_field *field = format == CAT_FORMAT_GBZ ? gbz_alert[i] : dlms_alert[i];
        if (is_named(field, name)) {
            return field;
        }
    }
    return NULL;
}

bool gbcs_lookup_top(const cat_use_case *use_case, cat_format format, gbcs_cra cra, const gbcs_node *node,
                     size_t *cursor, gbcs_found *out)
{
    const cat_content *content = content_of(use_case, cra);
    if (node->has_object && content->n_items > 0) {
        return find_item(content, cra, node, cursor, out);
    }
    if (node->has_cluster && cra == GBCS_RESPONSE && is_named(&gbcs_gbz_default_response, node->name)) {
        return find_answered(&use_case->command, node, out);
    }
    if (node->has_cluster && content->n_components > 0) {
        return find_component(content, cra, node, cursor, out);
    }
    if (is_named(content->body, node->name)) {
        *out = (gbcs_found){.field = content->body};
        return true;
    }
    *out = (gbcs_found){.field = find_common(format, cra, node->name)};
    return out->field != NULL;
}

static bool is_list(cat_kind kind)
{
    return kind == CAT_D_ARRAY || kind == CAT_D_COMPACT || kind == CAT_Z_LIST || kind == CAT_A_SEQUENCE_OF;
}

const cat_field *gbcs_lookup_child(const cat_type *type, const char *name, size_t *cursor)
{
    if (is_list(type->kind) && type->n_fields == 1) {
        return is_named(&type->fields[0], name) ? &type->fields[0] : NULL;
    }
    for (size_t n = 0; n < type->n_fields; n++) {
        size_t i = (*cursor + n) % type->n_fields;
        if (is_named(&type->fields[i], name)) {
            *cursor = i + 1;
            return &type->fields[i];
        }
    }
    return NULL;
}
