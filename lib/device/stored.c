#include "stored.h"

#include "date_time.h"
#include "esme_device.h"
#include "factory.h"
#include "factory_billing.h"

#include <string.h>

enum {
    CLASS_REGISTER = 3,
    CLASS_EXTENDED_REGISTER = 4,
    CLASS_PROFILE = 7,
    CLASS_CHARGE = 113,
    METHOD_RESET = 1,
    METHOD_ACTIVATE_CHARGE = 2,
    VALUE = 2,
    CHARGE_ACTIVE = 5,
    CHARGE_PASSIVE = 6,
    CODE_INSTRUCTION_ALERT = 0x00cc,
    EVENT_ACTIVATED = 0x8f66,
    INSTRUCTION = 19
};

#define NEXT "Next"

static setting_key key_of(const cat_object *object, uint8_t id)
{
    setting_key key = {.class_id = object->class_id, .id = id};
    memcpy(key.obis, object->obis, sizeof key.obis);
    return key;
}

bool stored_value(const device *d, const setting_key *key, leaves *out)
{
    const cat_object *object = cat_object_find(key->class_id, key->obis);
    const cat_attribute *attribute = object ? cat_object_attribute(object, key->id, false) : NULL;
    if (!attribute || !(object->devices & d->type)) {
        return false;
    }
    if (!settings_get(&d->settings, key, out) && !factory_billing_value(d->billing_day, key, out)) {
        leaves_factory(out, attribute->value.type, factory_number(key));
    }
    return true;
}

access_result stored_get(const execution *x, const setting_key *key, leaves *out)
{
    return stored_value(x->device, key, out) ? ACCESS_SUCCESS : ACCESS_OBJECT_UNDEFINED;
}

/* --- values that wait --- */

static bool is_next(const char *name, size_t *base)
{
    size_t len = strlen(name);
    *base = len > sizeof NEXT - 1 ? len - (sizeof NEXT - 1) : 0;
    return *base > 0 && strcmp(name + *base, NEXT) == 0;
}

/* The attribute in force of a value that waits: the catalogue names the one like the other but for "Next". */
static bool find_in_force(const cat_object *object, uint8_t id, setting_key *out)
{
    const cat_attribute *waiting = object ? cat_object_attribute(object, id, false) : NULL;
    size_t base;
    if (!waiting || !is_next(waiting->value.name, &base)) {
        return false;
    }
    alb_span name = alb_span_of(waiting->value.name, base);
    size_t count;
    const cat_object *const *all = cat_objects(&count);
    for (size_t i = 0; i < count; i++) {
        for (uint8_t k = 0; k < all[i]->n_attributes; k++) {
            const cat_attribute *a = &all[i]->attributes[k];
            if (!a->method && alb_span_is(name, a->value.name)) {
                *out = key_of(all[i], a->id);
                return true;
            }
        }
    }
    return false;
}

static void put_in_force(device *d, const setting_key *waiting, alb_arena *arena)
{
    setting_key in_force;
    leaves value;
    leaves_init(&value, arena);
    if (find_in_force(cat_object_find(waiting->class_id, waiting->obis), waiting->id, &in_force) &&
        settings_get(&d->settings, waiting, &value)) {
        /* Without memory the old value stays, as it would on a meter whose memory fails. */
        bool kept = settings_put(&d->settings, &in_force, &value);
        (void)kept;
    }
}

/* At the time at which they take force. */
static void put_all_in_force(device *d, const pending_command *c, alb_time at, alb_arena *arena)
{
    setting_key keys[PENDING_MOST_KEYS];
    size_t n = 0;
    for (uint8_t i = 0; i < c->n_values; i++) {
        const setting_key *waiting = &c->values[i];
        n += find_in_force(cat_object_find(waiting->class_id, waiting->obis), waiting->id, &keys[n]);
    }
    esme_before_change(d, keys, n, at);
    for (uint8_t i = 0; i < c->n_values; i++) {
        put_in_force(d, &c->values[i], arena);
    }
    esme_after_change(d, keys, n);
}

/* --- setting --- */

static access_result note_instruction(execution *x, const setting_key *key, alb_span octets)
{
    pending_command *p = &x->pending;
    if (p->n_instructions == PENDING_MOST_KEYS || octets.len != DATE_TIME) {
        return ACCESS_TYPE_UNMATCHED;
    }
    /* All instructions of a command have the same time. */
    if (p->n_instructions > 0 && !alb_span_equal(octets, x->activation)) {
        return ACCESS_OTHER_REASON;
    }
    x->activation = octets;
    p->instructions[p->n_instructions++] = *key;
    return ACCESS_SUCCESS;
}

access_result stored_set(execution *x, const cat_item *item, uint32_t at)
{
    const cat_value *v = &x->command->values[at];
    setting_key key = key_of(item->object, item->id);
    size_t base;
    if (item->activation) {
        return note_instruction(x, &key, v->bytes);
    }
    leaves value;
    leaves_init(&value, x->arena);
    leaves_collect(&value, x->command, at);
    /* What waits changes nothing yet. */
    bool waits = is_next(v->field->name, &base);
    if (!waits) {
        esme_before_change(x->device, &key, 1, x->now);
    }
    bool kept = settings_put(&x->device->settings, &key, &value);
    if (!waits) {
        esme_after_change(x->device, &key, 1);
    }
    if (!kept) {
        return ACCESS_HARDWARE_FAULT;
    }
    if (waits && x->pending.n_values < PENDING_MOST_KEYS) {
        x->pending.values[x->pending.n_values++] = key;
    }
    return ACCESS_SUCCESS;
}

access_result stored_method(execution *x, const cat_item *item)
{
    setting_key key = key_of(item->object, VALUE);
    bool counts = key.class_id == CLASS_REGISTER || key.class_id == CLASS_EXTENDED_REGISTER ||
                  key.class_id == CLASS_PROFILE;
    if (counts && item->id == METHOD_RESET) {
        settings_drop(&x->device->settings, &key);
        return ACCESS_SUCCESS;
    }
    if (key.class_id == CLASS_CHARGE && item->id == METHOD_ACTIVATE_CHARGE) {
        setting_key active = key;
        active.id = CHARGE_ACTIVE;
        key.id = CHARGE_PASSIVE;
        esme_before_change(x->device, &active, 1, x->now);
        put_in_force(x->device, &key, x->arena);
        esme_after_change(x->device, &active, 1);
        return ACCESS_SUCCESS;
    }
    return ACCESS_OBJECT_UNDEFINED;
}

/* --- at the end of a command, and when its time has come --- */

static bool is_all(alb_span octets, size_t len, uint8_t value)
{
    for (size_t i = 0; i < len; i++) {
        if (octets.ptr[i] != value) {
            return false;
        }
    }
    return true;
}

/* Date and time, up to the deviation. */
enum { CLOCK_PART = 9 };

access_result stored_finish(execution *x)
{
    pending_command *p = &x->pending;
    device *d = x->device;
    if (p->n_instructions == 0) {
        return ACCESS_SUCCESS;
    }
    if (is_all(x->activation, CLOCK_PART, 0xff)) {
        pendings_cancel(&d->pendings, p);
        return ACCESS_SUCCESS;
    }
    p->at = x->now;
    bool at_once = is_all(x->activation, CLOCK_PART, 0);
    if (!at_once && !date_time_read(x->activation, &p->at)) {
        return ACCESS_TYPE_UNMATCHED;
    }
    if (p->at <= x->now) {
        pendings_cancel(&d->pendings, p);
        put_all_in_force(d, p, x->now, x->arena);
        return ACCESS_SUCCESS;
    }
    p->message_code = x->message->header.message_code;
    p->counter = x->message->header.counter;
    p->role = (uint8_t)x->role;
    return pendings_add(&d->pendings, p) ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
}

/* One alert for each activation attribute (devices.md 2.7). */
static void tell_activation(const voice *v, const pending_command *c, const setting_key *instruction)
{
    uint8_t octets[INSTRUCTION];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_be16(&w, c->message_code);
    alb_wr_be64(&w, c->counter);
    alb_wr_be16(&w, instruction->class_id);
    alb_wr_bytes(&w, ALB_SPAN_OF(instruction->obis));
    alb_wr_u8(&w, instruction->id);
    leaves body;
    leaves_init(&body, v->arena);
    leaves_octets(&body, ALB_SPAN_OF(octets));
    event_record(v->device, EVENT_ACTIVATED, c->at);
    alert_send_to(v, (smki_role)c->role, CODE_INSTRUCTION_ALERT, EVENT_ACTIVATED, c->at, &body);
}

void stored_activate_due(const voice *v, alb_time now)
{
    pending_command c;
    while (pendings_next(&v->device->pendings, now, &c)) {
        put_all_in_force(v->device, &c, c.at, v->arena);
        for (uint8_t i = 0; i < c.n_instructions; i++) {
            tell_activation(v, &c, &c.instructions[i]);
        }
    }
}
