#include "lookup_internal.h"

static bool is_named(const cat_field *field, const char *name)
{
    return field && field->name && strcmp(field->name, name) == 0;
}

/* An item's value may be the object's own, or overridden by the use case; the name tells. */
static const cat_field *field_of_item(const cat_item *item, const char *name)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    const cat_field *const candidates[] = {item->argument, item->returns, a ? &a->value : NULL,
                                           a ? &a->returns : NULL};
    for (size_t i = 0; i < ALB_COUNT(candidates); i++) {
        if (is_named(candidates[i], name)) {
            return candidates[i];
        }
    }
    return NULL;
}

static bool is_item(const cat_item *item, const gbcs_node *node)
{
    return item->object->class_id == node->class_id && memcmp(item->object->obis, node->obis, 6) == 0 &&
           item->id == node->id && (item->operation == CAT_ACTION) == node->is_method;
}

static bool find_item(const cat_content *content, const gbcs_node *node, size_t *cursor, gbcs_found *out)
{
    for (size_t n = 0; n < content->n_items; n++) {
        size_t i = (*cursor + n) % content->n_items;
        const cat_item *item = &content->items[i];
        if (is_item(item, node)) {
            *cursor = i + 1;
            *out = (gbcs_found){.field = field_of_item(item, node->name), .record = item};
            return out->field != NULL;
        }
    }
    return false;
}

/* Components may repeat: the one found last is looked at again before those behind it. */
static bool find_component(const cat_content *content, const gbcs_node *node, size_t *cursor, gbcs_found *out)
{
    for (size_t n = 0; n < content->n_components; n++) {
        size_t i = (*cursor + n) % content->n_components;
        const cat_component *c = &content->components[i];
        int command = c->command ? c->command->id : -1;
        if (c->cluster == node->cluster && command == node->command) {
            bool repeats = c->max > 1;
            *cursor = repeats ? i : i + 1;
            *out = (gbcs_found){.field = c->command ? &c->command->payload : NULL, .record = c};
            return out->field != NULL;
        }
    }
    return false;
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

bool gbcs_lookup_top(const cat_use_case *use_case, gbcs_cra cra, const gbcs_node *node, size_t *cursor,
                     gbcs_found *out)
{
    const cat_content *content = content_of(use_case, cra);
    if (node->has_object && content->n_items > 0) {
        return find_item(content, node, cursor, out);
    }
    if (node->has_cluster && content->n_components > 0) {
        return find_component(content, node, cursor, out);
    }
    if (is_named(content->body, node->name)) {
        *out = (gbcs_found){.field = content->body};
        return true;
    }
    return false;
}

static bool is_list(cat_kind kind)
{
    return kind == CAT_D_ARRAY || kind == CAT_Z_LIST || kind == CAT_A_SEQUENCE_OF;
}

const cat_field *gbcs_lookup_child(const cat_type *type, const char *name, size_t *cursor)
{
    if (is_list(type->kind) && type->n_fields > 0) {
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
