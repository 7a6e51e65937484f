/* What a device says of itself (devices.md 4.2, 5). */
#include "object_model.h"

static const uint8_t manufacturer[4] = {'A', 'L', 'B', ' '};
static const uint8_t model[8] = {'S', 'I', 'M', 'H', 'O', 'M', 'E', '1'};

static const setting_key import_mpan = {.class_id = 1, .obis = {0, 0, 94, 44, 34, 11}, .id = 2};

static access_result get_firmware(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_octets(out, ALB_SPAN_OF(x->device->firmware.version));
    return ACCESS_SUCCESS;
}

static access_result get_manufacturer(const execution *x, uint32_t at, leaves *out)
{
    (void)x;
    (void)at;
    leaves_octets(out, ALB_SPAN_OF(manufacturer));
    return ACCESS_SUCCESS;
}

static access_result get_model(const execution *x, uint32_t at, leaves *out)
{
    (void)x;
    (void)at;
    leaves_octets(out, ALB_SPAN_OF(model));
    return ACCESS_SUCCESS;
}

static access_result get_entity(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_octets(out, alb_eui64_span(&x->device->id));
    return ACCESS_SUCCESS;
}

/* SMETS 5.7.1.4: A single element, B twin element, C polyphase. */
static access_result get_variant(const execution *x, uint32_t at, leaves *out)
{
    static const uint8_t variants[] = {'A', 'B', 'C'};
    (void)at;
    size_t which = x->device->elements > 1 ? 1 : 0;
    which = x->device->phases > 1 ? 2 : which;
    leaves_octets(out, alb_span_of(&variants[which], 1));
    return ACCESS_SUCCESS;
}

/* The one that was set, else the one that the meter was installed with. */
static access_result get_mpan(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    if (!settings_get(&x->device->settings, &import_mpan, out)) {
        leaves_octets(out, alb_span_of(x->device->mpxn, x->device->mpxn_len));
    }
    return ACCESS_SUCCESS;
}

/* Twice thirteen digits where there are two elements (devices.md 1.3). */
static access_result set_mpan(execution *x, uint32_t at)
{
    const cat_value *v = &x->command->values[at];
    leaves value;
    leaves_init(&value, x->arena);
    leaves_collect(&value, x->command, at);
    if (v->bytes.len > (x->device->elements > 1 ? 26 : 13)) {
        return ACCESS_OTHER_REASON;
    }
    return settings_put(&x->device->settings, &import_mpan, &value) ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 0, 2, 1, 255}, .id = 2, .get = get_firmware},
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 11}, .id = 2, .get = get_mpan, .put = set_mpan},
    {.class_id = 1, .obis = {0, 0, 96, 1, 1, 255}, .id = 2, .get = get_entity},
    {.class_id = 1, .obis = {0, 0, 96, 1, 2, 255}, .id = 2, .get = get_variant},
    {.class_id = 1, .obis = {0, 0, 96, 1, 4, 255}, .id = 2, .get = get_model},
    {.class_id = 1, .obis = {0, 0, 96, 1, 6, 255}, .id = 2, .get = get_manufacturer},
};

const member_table identity_members = MEMBERS(members);
