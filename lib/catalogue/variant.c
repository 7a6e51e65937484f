#include "catalogue/variant.h"

#include "cosem/cosem_internal.h"

typedef struct variant_row {
    const cat_object *object;
    uint8_t needs;
} variant_row;

#define TWIN(symbol)                                                                                         \
    {                                                                                                        \
        &cat_object_##symbol, CAT_VARIANT_TWIN_ELEMENT                                                       \
    }
#define POLYPHASE(symbol)                                                                                    \
    {                                                                                                        \
        &cat_object_##symbol, CAT_VARIANT_POLYPHASE                                                          \
    }
#define CONTROLLERS(symbol)                                                                                  \
    {                                                                                                        \
        &cat_object_##symbol, CAT_VARIANT_CONTROLLERS                                                        \
    }
#define BOOST(symbol)                                                                                        \
    {                                                                                                        \
        &cat_object_##symbol, CAT_VARIANT_BOOST                                                              \
    }
#define PROPORTIONAL(symbol)                                                                                 \
    {                                                                                                        \
        &cat_object_##symbol, CAT_VARIANT_PROPORTIONAL                                                       \
    }

#define PHASE(number)                                                                                        \
    POLYPHASE(voltage_profile_##number), POLYPHASE(under_voltage_threshold_##number),                        \
        POLYPHASE(over_voltage_threshold_##number), POLYPHASE(under_voltage_counter_##number),               \
        POLYPHASE(over_voltage_counter_##number)
#define CONTROLLER(number)                                                                                   \
    CONTROLLERS(auxiliary_controller_##number##_description),                                                \
        CONTROLLERS(auxiliary_controller_##number##_type),                                                   \
        CONTROLLERS(auxiliary_controller_##number##_state), CONTROLLERS(load_switch_##number),               \
        CONTROLLERS(setting_period_start_##number), CONTROLLERS(setting_period_end_##number),                \
        PROPORTIONAL(limit_period_start_##number), PROPORTIONAL(limit_period_end_##number),                  \
        BOOST(boost_function_control_##number)

static const variant_row rows[] = {
    TWIN(secondary_tariff_switching_table),
    TWIN(secondary_tariff_special_days),
    TWIN(secondary_tariff_special_days_next),
    TWIN(secondary_tariff_special_days_activation),
    TWIN(secondary_tariff_price_matrix),
    TWIN(secondary_active_tariff_price),
    PHASE(2),
    PHASE(3),
    CONTROLLER(1),
    CONTROLLER(2),
    CONTROLLER(3),
    CONTROLLER(4),
    CONTROLLER(5),
    CONTROLLERS(controller_scripts),
    CONTROLLERS(auxiliary_calendar),
    CONTROLLERS(auxiliary_calendar_next),
    CONTROLLERS(auxiliary_calendar_activation),
    CONTROLLERS(auxiliary_special_days),
    CONTROLLERS(auxiliary_special_days_next),
    CONTROLLERS(auxiliary_special_days_activation),
    CONTROLLERS(auxiliary_controller_event_log),
    PROPORTIONAL(limit_scripts),
    BOOST(boost_function_availability),
    BOOST(boost_function_event_log),
};

uint8_t cat_object_variants(const cat_object *object)
{
    for (size_t i = 0; i < ALB_COUNT(rows); i++) {
        if (rows[i].object == object) {
            return rows[i].needs;
        }
    }
    return 0;
}

uint8_t cat_use_case_variants(const cat_use_case *use_case)
{
    uint8_t needs = 0;
    for (uint8_t i = 0; i < use_case->command.n_items; i++) {
        const cat_item *item = &use_case->command.items[i];
        needs |= item->optional ? 0 : cat_object_variants(item->object);
    }
    return needs;
}

const char *cat_variant_name(uint8_t variant_bit)
{
    switch (variant_bit) {
    case CAT_VARIANT_TWIN_ELEMENT:
        return "twin element";
    case CAT_VARIANT_POLYPHASE:
        return "polyphase";
    case CAT_VARIANT_CONTROLLERS:
        return "auxiliary controllers";
    case CAT_VARIANT_BOOST:
        return "boost function";
    case CAT_VARIANT_PROPORTIONAL:
        return "auxiliary proportional controllers";
    default:
        return NULL;
    }
}
