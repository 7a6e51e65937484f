#include "catalogue/variant.h"
#include "object_model.h"
#include "stored.h"

enum { CLASS_DATA_PROTECTION = 30, GET_PROTECTED_ATTRIBUTES = 1 };

void execution_event(execution *x, uint16_t code)
{
    if (x->n_events < ALB_COUNT(x->events)) {
        x->events[x->n_events++] = code;
    }
}

static const cat_attribute *attribute_of(const cat_item *item)
{
    return cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
}

/* --- protected reads --- */

static uint64_t number_at(const cat_tree *tree, uint32_t from, const char *path)
{
    uint32_t at = cat_tree_find(tree, from, path);
    return at == UINT32_MAX ? 0 : tree->values[at].number.u;
}

/* A member's value where a member stands behind the attribute, else what is stored. */
static access_result get_attribute(const execution *x, const setting_key *key, uint32_t argument, leaves *out)
{
    const member *m = object_model_find(key->class_id, ALB_SPAN_OF(key->obis), key->id, false);
    if (!m) {
        return stored_get(x, key, out);
    }
    return m->get ? m->get(x, argument, out) : ACCESS_READ_WRITE_DENIED;
}

/* One attribute that a protected read asks for. */
static access_result get_protected(const execution *x, uint32_t object, leaves *out)
{
    const cat_tree *tree = x->command;
    uint32_t name = cat_tree_find(tree, object, "LogicalName");
    setting_key key = {.class_id = (uint16_t)number_at(tree, object, "ClassId"),
                       .id = (uint8_t)number_at(tree, object, "AttributeIndex")};
    if (name == UINT32_MAX || tree->values[name].bytes.len != sizeof key.obis) {
        return ACCESS_TYPE_UNMATCHED;
    }
    memcpy(key.obis, tree->values[name].bytes.ptr, sizeof key.obis);
    return get_attribute(x, &key, cat_tree_find(tree, object, "Restriction"), out);
}

/* All of them, in the order asked for: that is the order of the plain text. */
static access_result get_all_protected(const execution *x, uint32_t argument, leaves *out)
{
    uint32_t list = cat_tree_find(x->command, argument, "ObjectList");
    if (list == UINT32_MAX) {
        return ACCESS_TYPE_UNMATCHED;
    }
    for (uint32_t i = cat_tree_child(x->command, list); i != UINT32_MAX;
         i = cat_tree_sibling(x->command, list, i)) {
        access_result result = get_protected(x, i, out);
        if (result != ACCESS_SUCCESS) {
            return result;
        }
    }
    return ACCESS_SUCCESS;
}

/* --- items --- */

static access_result read_item(const execution *x, const cat_item *item, uint32_t at, leaves *out)
{
    setting_key key = {.class_id = item->object->class_id, .id = item->id};
    memcpy(key.obis, item->object->obis, sizeof key.obis);
    return get_attribute(x, &key, item->operation == CAT_GET ? UINT32_MAX : at, out);
}

static access_result change_item(execution *x, const cat_item *item, uint32_t at, leaves *out)
{
    bool is_method = item->operation == CAT_ACTION;
    if (item->object->class_id == CLASS_DATA_PROTECTION && item->id == GET_PROTECTED_ATTRIBUTES) {
        return get_all_protected(x, at, out);
    }
    const member *m =
        object_model_find(item->object->class_id, ALB_SPAN_OF(item->object->obis), item->id, is_method);
    if (m && is_method && m->get) {
        return m->get(x, at, out);
    }
    if (m) {
        return m->put ? m->put(x, at) : ACCESS_READ_WRITE_DENIED;
    }
    return is_method ? stored_method(x, item) : stored_set(x, item, at);
}

/* Is the object on a device of this type, and of this variant (devices.md 1.3)? */
static bool has_object(const device *d, const cat_object *object)
{
    return (object->devices & d->type) != 0 && (cat_object_variants(object) & ~device_variants(d)) == 0;
}

static access_result carry_out(execution *x, const cat_item *item, uint32_t at, leaves *out)
{
    if (!has_object(x->device, item->object)) {
        return ACCESS_OBJECT_UNDEFINED;
    }
    bool reads = item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST;
    return reads ? read_item(x, item, at, out) : change_item(x, item, at, out);
}

/* What a successful item gives back; NULL: nothing. */
static const cat_field *returned_by(const cat_item *item)
{
    const cat_attribute *a = attribute_of(item);
    if (item->operation == CAT_SET || !a) {
        return NULL;
    }
    if (item->returns) {
        return item->returns;
    }
    if (item->operation == CAT_ACTION) {
        return a->returns.type ? &a->returns : NULL;
    }
    return &a->value;
}

static void answer_without_data(execution *x, const cat_field *field)
{
    cat_tree_leaf(&x->answer, field)->flags |= CAT_VALUE_ABSENT;
}

static bool answer_item(execution *x, const cat_item *item, const cat_field *asked, access_result result,
                        const leaves *found)
{
    uint32_t index = x->answer.count;
    const cat_field *returns = returned_by(item);
    size_t taken = 0;
    if (result != ACCESS_SUCCESS || !returns) {
        answer_without_data(x, returns ? returns : asked);
    } else if (!leaves_fill(found, &taken, returns, &x->answer)) {
        return false;
    }
    if (!cat_tree_ok(&x->answer)) {
        return false;
    }
    x->answer.values[index].record = item;
    x->answer.values[index].result = (int16_t)result;
    return true;
}

static bool is_last(const execution *x, uint32_t at)
{
    return x->command->values[at].next >= x->command->count;
}

/* Items behind one that failed are not carried out (gbcs-messages.md 6.2). */
static bool run_item(execution *x, uint32_t at)
{
    const cat_value *v = &x->command->values[at];
    const cat_item *item = v->record;
    leaves found;
    leaves_init(&found, x->arena);
    access_result result = ACCESS_OTHER_REASON;
    if (x->failed == ACCESS_SUCCESS) {
        bool fails = faults_at(&x->device->faults, x->item++);
        result = fails ? (access_result)x->device->faults.next.result : carry_out(x, item, at, &found);
        result = result == ACCESS_SUCCESS && is_last(x, at) ? stored_finish(x) : result;
        x->failed = result;
    }
    return answer_item(x, item, v->field, result, &found);
}

bool execution_run(execution *x)
{
    cat_tree_init(&x->answer, x->arena, x->command->count);
    for (uint32_t at = 0; at < x->command->count; at = x->command->values[at].next) {
        if (!x->command->values[at].record || !run_item(x, at)) {
            return false;
        }
    }
    return true;
}
