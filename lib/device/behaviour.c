#include "behaviour.h"

#include "object_model.h"

#include "catalogue/alert.h"

enum {
    CODES = 256,
    OCTETS = CODES / 8,
    OF_SUPPLIER = 0x81,
    OF_OPERATOR = 0x80,
    SUPPLIER_GROUP = 30, /* of OBIS codes */
    OPERATOR_GROUP = 33,
    FIRST_SETTING = 15, /* 97.98.15: what is set; 97.98.11: mask and actions that set it */
    VALUE = 2
};

/* Where the settings of codes of that class are kept. */
static setting_key key_of(uint8_t class_of_code, behaviour what)
{
    uint8_t group = class_of_code == OF_SUPPLIER ? SUPPLIER_GROUP : OPERATOR_GROUP;
    return (setting_key){
        .class_id = 1, .obis = {0, group, 97, 98, (uint8_t)(FIRST_SETTING + what), 255}, .id = VALUE};
}

static uint16_t code_of(uint8_t class_of_code, unsigned low)
{
    return (uint16_t)((unsigned)class_of_code << 8 | low);
}

/* The bit of code nn: the last is that of 00. */
static bool bit_of(const uint8_t *octets, uint8_t code)
{
    unsigned index = CODES - 1U - code;
    return (octets[index / 8] >> (7 - index % 8) & 1) != 0;
}

static void set_bit(uint8_t *octets, uint8_t code, bool on)
{
    unsigned index = CODES - 1U - code;
    uint8_t bit = (uint8_t)(0x80U >> index % 8);
    octets[index / 8] = (uint8_t)(on ? octets[index / 8] | bit : octets[index / 8] & ~bit);
}

static bool is_settable(const cat_alert *row)
{
    return row && row->configurable && (row->devices & CAT_DEVICE_ESME) != 0;
}

static bool of_factory(const cat_alert *row, behaviour what)
{
    switch (what) {
    case BEHAVIOUR_ALERT:
        return row->wan;
    case BEHAVIOUR_SHARE:
        return row->han;
    case BEHAVIOUR_LOG:
        return row->logs != 0;
    case BEHAVIOUR_ALARM:
    default:
        return false;
    }
}

bool behaviour_is_on(const device *d, uint16_t code, behaviour what)
{
    setting_key key = key_of((uint8_t)(code >> 8), what);
    const cat_alert *row = cat_alert_find(code);
    leaf set;
    if (d->type != CAT_DEVICE_ESME || !is_settable(row)) {
        return true;
    }
    if (settings_first(&d->settings, &key, &set) && set.octets.len == OCTETS) {
        return bit_of(set.octets.ptr, (uint8_t)code);
    }
    return of_factory(row, what);
}

/* --- as objects --- */

/* All that are set, of the codes that may be. */
static void gather(const device *d, uint8_t class_of_code, behaviour what, uint8_t out[static OCTETS])
{
    memset(out, 0, OCTETS);
    for (unsigned i = 0; i < CODES; i++) {
        uint16_t code = code_of(class_of_code, i);
        set_bit(out, (uint8_t)i, is_settable(cat_alert_find(code)) && behaviour_is_on(d, code, what));
    }
}

static access_result get(const execution *x, uint8_t class_of_code, behaviour what, leaves *out)
{
    uint8_t octets[OCTETS];
    gather(x->device, class_of_code, what, octets);
    alb_span copy = alb_arena_copy(x->arena, ALB_SPAN_OF(octets));
    leaves_add(out, CODES, copy);
    return copy.ptr ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

/* A mask says which codes are meant, the actions behind it what becomes of them. Codes that nobody may set
 * are passed over. */
static access_result put(execution *x, uint32_t at, uint8_t class_of_code, behaviour what)
{
    alb_span given = x->command->values[at].bytes;
    setting_key key = key_of(class_of_code, what);
    uint8_t octets[OCTETS];
    leaves value;
    leaves_init(&value, x->arena);
    if (given.len != (size_t)2 * OCTETS) {
        return ACCESS_TYPE_UNMATCHED;
    }
    gather(x->device, class_of_code, what, octets);
    for (unsigned i = 0; i < CODES; i++) {
        if (bit_of(given.ptr, (uint8_t)i) && is_settable(cat_alert_find(code_of(class_of_code, i)))) {
            set_bit(octets, (uint8_t)i, bit_of(given.ptr + OCTETS, (uint8_t)i));
        }
    }
    leaves_add(&value, CODES, ALB_SPAN_OF(octets));
    return settings_put(&x->device->settings, &key, &value) ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

#define BEHAVIOUR(name, class_of_code, what)                                                                 \
    static access_result get_##name(const execution *x, uint32_t at, leaves *out)                            \
    {                                                                                                        \
        (void)at;                                                                                            \
        return get(x, class_of_code, what, out);                                                             \
    }                                                                                                        \
    static access_result put_##name(execution *x, uint32_t at)                                               \
    {                                                                                                        \
        return put(x, at, class_of_code, what);                                                              \
    }

BEHAVIOUR(supplier_alert, OF_SUPPLIER, BEHAVIOUR_ALERT)
BEHAVIOUR(supplier_share, OF_SUPPLIER, BEHAVIOUR_SHARE)
BEHAVIOUR(supplier_alarm, OF_SUPPLIER, BEHAVIOUR_ALARM)
BEHAVIOUR(supplier_log, OF_SUPPLIER, BEHAVIOUR_LOG)
BEHAVIOUR(operator_alert, OF_OPERATOR, BEHAVIOUR_ALERT)
BEHAVIOUR(operator_log, OF_OPERATOR, BEHAVIOUR_LOG)

#define SETTING(group, last) .class_id = 1, .obis = {0, (group), 97, 98, (last), 255}, .id = VALUE

static const member members[] = {
    {SETTING(SUPPLIER_GROUP, 11), .put = put_supplier_alert}, /* ECS25a */
    {SETTING(SUPPLIER_GROUP, 12), .put = put_supplier_share}, /* ECS25a1 */
    {SETTING(SUPPLIER_GROUP, 13), .put = put_supplier_alarm}, /* ECS25a2 */
    {SETTING(SUPPLIER_GROUP, 14), .put = put_supplier_log},   /* ECS25a3 */
    {SETTING(SUPPLIER_GROUP, 15), .get = get_supplier_alert}, /* ECS25r1, these four */
    {SETTING(SUPPLIER_GROUP, 16), .get = get_supplier_share},
    {SETTING(SUPPLIER_GROUP, 17), .get = get_supplier_alarm},
    {SETTING(SUPPLIER_GROUP, 18), .get = get_supplier_log},
    {SETTING(OPERATOR_GROUP, 11), .put = put_operator_alert}, /* ECS25b */
    {SETTING(OPERATOR_GROUP, 14), .put = put_operator_log},   /* ECS25b3 */
    {SETTING(OPERATOR_GROUP, 15), .get = get_operator_alert}, /* ECS25r2, these two */
    {SETTING(OPERATOR_GROUP, 18), .get = get_operator_log},
};

const member_table behaviour_members = MEMBERS(members);
