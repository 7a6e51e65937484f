/* Words in which the element types of the DCC User Interface are written down.
 *
 * A type is a SEQUENCE or a CHOICE of particles. A particle says how often (ONE, OPTIONAL, REPEATED) an
 * element stands there: TEXT of a simple type, PARTS of another type, or EMPTY; or it nests a group
 * (TOGETHER, EITHER).
 */
#ifndef ALB_CATALOGUE_DUIS_INTERNAL_H
#define ALB_CATALOGUE_DUIS_INTERNAL_H

#include "catalogue/element.h"

#define CAT_PARTICLES(kind_, ...)                                                                            \
    {                                                                                                        \
        .kind = (kind_), .particles = (const cat_particle[]){__VA_ARGS__},                                   \
        .n_particles = ALB_COUNT(((const cat_particle[]){__VA_ARGS__}))                                      \
    }
#define SEQUENCE(symbol, ...) const cat_particle_group symbol = CAT_PARTICLES(CAT_X_SEQUENCE, __VA_ARGS__)
#define CHOICE(symbol, ...)   const cat_particle_group symbol = CAT_PARTICLES(CAT_X_CHOICE, __VA_ARGS__)

/* Particles. */
#define REPEATED(min_, max_, element_)                                                                       \
    {                                                                                                        \
        .element = (element_), .min = (min_), .max = (max_)                                                  \
    }
#define ONE(element_)      REPEATED(1, 1, element_)
#define OPTIONAL(element_) REPEATED(0, 1, element_)
#define CAT_GROUP(kind_, min_, max_, ...)                                                                    \
    {                                                                                                        \
        .group = &(const cat_particle_group)CAT_PARTICLES(kind_, __VA_ARGS__), .min = (min_), .max = (max_)  \
    }
#define TOGETHER(...)          CAT_GROUP(CAT_X_SEQUENCE, 1, 1, __VA_ARGS__)
#define OPTIONAL_TOGETHER(...) CAT_GROUP(CAT_X_SEQUENCE, 0, 1, __VA_ARGS__)
#define EITHER(...)            CAT_GROUP(CAT_X_CHOICE, 1, 1, __VA_ARGS__)
#define OPTIONAL_EITHER(...)   CAT_GROUP(CAT_X_CHOICE, 0, 1, __VA_ARGS__)
#define FUTURE_DATED           OPTIONAL(TEXT("ExecutionDateTime", cat_x_date_time))

/* Elements. Behind the type may stand INDEX, ATTRIBUTE and BODY. */
#define CAT_NAMED(name_)       .name = (name_), .name_length = sizeof(name_) - 1
#define TEXT(name_, ...)       (&(const cat_element){CAT_NAMED(name_), .simple = &__VA_ARGS__})
#define PARTS(name_, ...)      (&(const cat_element){CAT_NAMED(name_), .children = &__VA_ARGS__})
#define EMPTY(name_)           (&(const cat_element){CAT_NAMED(name_)})
#define EMPTY_WITH(name_, ...) (&(const cat_element){CAT_NAMED(name_), __VA_ARGS__})
#define ANY(name_)             (&(const cat_element){CAT_NAMED(name_), .any = true})
#define SIGNATURE                                                                                            \
    (&(const cat_element){CAT_NAMED("Signature"), .any = true, .xml_namespace = CAT_NS_SIGNATURE})
#define ATTRIBUTE(name_, type_)                                                                              \
    .attributes = &(const cat_x_attribute){(name_), &(type_), true}, .n_attributes = 1
#define INDEX(type_) ATTRIBUTE("index", type_)
#define BODY         .xs_choice_root = true

/* Simple types. */
enum { ANY_DIGITS = 255 };
#define PLAIN(symbol, name_, kind_) const cat_simple symbol = {.name = (name_), .kind = CAT_X_##kind_}
#define LENGTH(symbol, name_, kind_, min_, max_)                                                             \
    const cat_simple symbol = {                                                                              \
        .name = (name_), .kind = CAT_X_##kind_, .min_length = (min_), .max_length = (max_)}
#define PATTERN(symbol, name_, kind_, min_, max_, pattern_)                                                  \
    const cat_simple symbol = {.name = (name_),                                                              \
                               .kind = CAT_X_##kind_,                                                        \
                               .min_length = (min_),                                                         \
                               .max_length = (max_),                                                         \
                               .pattern = (pattern_)}
#define CAT_NUMBER(symbol, name_, kind_, min_, max_, total_, fraction_, ...)                                 \
    const cat_simple symbol = {.name = (name_),                                                              \
                               .kind = (kind_),                                                              \
                               .min = (min_),                                                                \
                               .max = (max_),                                                                \
                               .total_digits = (total_),                                                     \
                               .fraction_digits = (fraction_),                                               \
                               __VA_ARGS__}
#define INTEGER(symbol, name_, min_, max_)                                                                   \
    CAT_NUMBER(symbol, name_, CAT_X_INTEGER, min_, max_, ANY_DIGITS, 0, )
#define UNSIGNED(symbol, name_, min_, max_)                                                                  \
    CAT_NUMBER(symbol, name_, CAT_X_UNSIGNED, min_, max_, ANY_DIGITS, 0, )
#define UNSIGNED_ABOVE(symbol, name_, min_, max_)                                                            \
    CAT_NUMBER(symbol, name_, CAT_X_UNSIGNED, min_, max_, ANY_DIGITS, 0, .min_exclusive = true)
#define DIGITS(symbol, name_, min_, max_, total_)                                                            \
    CAT_NUMBER(symbol, name_, CAT_X_INTEGER, min_, max_, total_, 0, )
#define DECIMAL(symbol, name_, min_, max_, fraction_)                                                        \
    CAT_NUMBER(symbol, name_, CAT_X_DECIMAL, min_, max_, ANY_DIGITS, fraction_, )
#define DECIMAL_BETWEEN(symbol, name_, min_, max_, fraction_)                                                \
    CAT_NUMBER(symbol, name_, CAT_X_DECIMAL, min_, max_, ANY_DIGITS, fraction_, .min_exclusive = true,       \
               .max_exclusive = true)
#define CAT_VALUES(symbol, name_, kind_, ...)                                                                \
    const cat_simple symbol = {.name = (name_),                                                              \
                               .kind = (kind_),                                                              \
                               .values = (const char *const[]){__VA_ARGS__},                                 \
                               .n_values = ALB_COUNT(((const char *const[]){__VA_ARGS__}))}
#define ENUM(symbol, name_, ...)     CAT_VALUES(symbol, name_, CAT_X_ENUM, __VA_ARGS__)
#define TOKENS(symbol, name_, ...)   CAT_VALUES(symbol, name_, CAT_X_TOKEN, __VA_ARGS__)
#define HEX_ENUM(symbol, name_, ...) CAT_VALUES(symbol, name_, CAT_X_HEX, __VA_ARGS__)

bool cat_x_is_eui(alb_span text);
bool cat_x_is_eui_list(alb_span text); /* separated by commas */
bool cat_x_is_request_id(alb_span text);
bool cat_x_is_digits(alb_span text);
bool cat_x_is_digits_and_spaces(alb_span text);
bool cat_x_is_printable(alb_span text); /* ASCII */

/* simple.c, codes.c */
extern const cat_simple cat_x_string, cat_x_boolean, cat_x_integer, cat_x_int, cat_x_short,
    cat_x_unsigned_int, cat_x_unsigned_short, cat_x_decimal, cat_x_date_time, cat_x_date, cat_x_time,
    cat_x_hex, cat_x_base64, cat_x_range_1_3, cat_x_range_1_4, cat_x_range_1_5, cat_x_range_1_7,
    cat_x_range_1_8, cat_x_range_1_20, cat_x_range_1_48, cat_x_firmware_version, cat_x_floor_sequence_number,
    cat_x_schedule_id, cat_x_price_scale, cat_x_gas_week_name, cat_x_request_id_type, cat_x_eui,
    cat_x_remote_party_role, cat_x_certificate, cat_x_device_type, cat_x_esme_variant, cat_x_device_id_list,
    cat_x_import_mpxn, cat_x_mpan, cat_x_utrn, cat_x_service_reference, cat_x_service_reference_variant,
    cat_x_response_code, cat_x_dcc_alert_code;
/* calendar.c */
extern const cat_particle_group cat_x_schedule_dates, cat_x_days_of_week, cat_x_wildcard_date,
    cat_x_gas_date_with_wildcards;
/* tariff.c */
extern const cat_particle_group cat_x_tariff_primary_element, cat_x_tariff_secondary_element,
    cat_x_update_price_primary_element, cat_x_update_price_secondary_element;
/* payment.c */
extern const cat_particle_group cat_x_update_prepay_configuration, cat_x_top_up_device, cat_x_update_debt,
    cat_x_update_meter_balance, cat_x_update_payment_mode;
/* customer.c */
extern const cat_particle_group cat_x_display_message, cat_x_restrict_access_for_change_of_tenancy,
    cat_x_clear_event_log, cat_x_update_supplier_name;
/* read.c */
extern const cat_particle_group cat_x_future_dated, cat_x_read_log, cat_x_read_log_period,
    cat_x_read_log_for_urp, cat_x_read_event_log;
/* schedule.c */
extern const cat_particle_group cat_x_read_schedule, cat_x_dsp_schedules_read, cat_x_dsp_schedule;
/* configuration.c */
extern const cat_particle_group cat_x_update_device_configuration_load_limiting_general_settings,
    cat_x_update_device_configuration_voltage, cat_x_update_device_configuration_gas_conversion,
    cat_x_update_device_configuration_gas_flow, cat_x_billing_calendar, cat_x_synchronise_clock,
    cat_x_update_device_configuration_instantaneous_power_threshold,
    cat_x_set_maximum_demand_configurable_time_period, cat_x_reset_maximum_demand_registers,
    cat_x_set_import_mpxn, cat_x_set_export_mpan, cat_x_set_electricity_supply_tamper_state,
    cat_x_update_device_configuration_daily_resetting_of_tariff_block_counter_matrix,
    cat_x_set_randomised_offset_limit;
/* alert_behaviour.c */
extern const cat_particle_group cat_x_configure_alert_behaviour;
/* auxiliary.c */
extern const cat_particle_group cat_x_update_device_configuration_alc_descriptions,
    cat_x_update_device_configuration_alc_scheduler, cat_x_activate_auxiliary_load,
    cat_x_deactivate_auxiliary_load, cat_x_reset_auxiliary_load, cat_x_add_auxiliary_load_to_boost_button,
    cat_x_remove_auxiliary_load_from_boost_button, cat_x_set_auxiliary_controller_state,
    cat_x_update_device_configuration_auxiliary_controller_scheduler;
/* credentials.c */
extern const cat_particle_group cat_x_update_security_credentials_krp,
    cat_x_update_security_credentials_device, cat_x_issue_security_credentials,
    cat_x_request_handover_of_dcc_controlled_device, cat_x_update_security_credentials_cos,
    cat_x_service_opt_out, cat_x_retrieve_device_security_credentials_krp;
/* sub_ghz.c */
extern const cat_particle_group cat_x_read_chf_sub_ghz_channel_log, cat_x_sub_ghz_configuration,
    cat_x_sub_ghz_channel_changed, cat_x_sub_ghz_channel_scan_request_assessment_outcome;
/* inventory.c */
extern const cat_particle_group cat_x_decommission_device, cat_x_update_inventory, cat_x_service_opt_in,
    cat_x_join_or_unjoin_device, cat_x_read_device_log, cat_x_update_han_device_log,
    cat_x_restore_han_device_log, cat_x_restore_gpf_device_log, cat_x_request_wan_matrix,
    cat_x_device_prenotification, cat_x_read_inventory, cat_x_dsp_wan_matrix, cat_x_dsp_inventory,
    cat_x_dsp_opt_in, cat_x_meter_mpxns;
/* hub.c */
extern const cat_particle_group cat_x_chf_install_success_smwan, cat_x_chf_install_success_no_smwan,
    cat_x_chf_fault_return, cat_x_chf_no_fault_return;
/* firmware.c */
extern const cat_particle_group cat_x_update_firmware, cat_x_activate_firmware,
    cat_x_dsp_update_firmware_warning;
/* dcc_alert.c */
extern const cat_particle_group cat_x_dcc_alert;

#endif
