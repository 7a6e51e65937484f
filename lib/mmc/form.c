/* Every form and the function that carries it out. */
#include "mmc_internal.h"

#define AS_TEXT(function_)                                                                                   \
    {                                                                                                        \
        .text = (function_), .kind = MMC_TEXT                                                                \
    }
#define AS_CODE(function_)                                                                                   \
    {                                                                                                        \
        .text = (function_), .kind = MMC_CODE                                                                \
    }
#define AS_NUMBER(function_)                                                                                 \
    {                                                                                                        \
        .text = (function_), .kind = MMC_NUMBER                                                              \
    }
#define AS_BOOLEAN(function_)                                                                                \
    {                                                                                                        \
        .text = (function_), .kind = MMC_BOOLEAN                                                             \
    }
#define AS_SHAPE(function_)                                                                                  \
    {                                                                                                        \
        .shape = (function_)                                                                                 \
    }

const mmc_form mmc_forms[CAT_MMC_FORM_COUNT] = {
    [CAT_MMC_FIXED] = AS_CODE(mmc_fixed),
    [CAT_MMC_ERROR] = AS_SHAPE(mmc_error),
    [CAT_MMC_INTEGER] = AS_NUMBER(mmc_integer),
    [CAT_MMC_COUNTER] = AS_NUMBER(mmc_counter),
    [CAT_MMC_DECIMAL] = AS_NUMBER(mmc_decimal),
    [CAT_MMC_QUOTIENT] = AS_NUMBER(mmc_quotient),
    [CAT_MMC_TRAILED] = AS_NUMBER(mmc_trailed),
    [CAT_MMC_TRAILING_SCALE] = AS_NUMBER(mmc_trailing_scale),
    [CAT_MMC_CUBIC_METRES] = AS_NUMBER(mmc_cubic_metres),
    [CAT_MMC_OCTET] = AS_NUMBER(mmc_octet),
    [CAT_MMC_LOW_NIBBLE] = AS_NUMBER(mmc_low_nibble),
    [CAT_MMC_RANGE] = AS_NUMBER(mmc_range),
    [CAT_MMC_MARK] = AS_SHAPE(mmc_mark),
    [CAT_MMC_BOOLEAN] = AS_BOOLEAN(mmc_boolean),
    [CAT_MMC_NAME] = AS_CODE(mmc_named),
    [CAT_MMC_BIT_NAME] = AS_CODE(mmc_bit_name),
    [CAT_MMC_BIT_SET] = AS_BOOLEAN(mmc_bit_set),
    [CAT_MMC_BIT_CLEAR] = AS_BOOLEAN(mmc_bit_clear),
    [CAT_MMC_TEXT] = AS_TEXT(mmc_text),
    [CAT_MMC_HEX] = AS_CODE(mmc_hex),
    [CAT_MMC_BASE64] = AS_CODE(mmc_base64),
    [CAT_MMC_IDENTIFIER] = AS_CODE(mmc_identifier),
    [CAT_MMC_DATE_TIME] = AS_CODE(mmc_date_time),
    [CAT_MMC_TIME] = AS_CODE(mmc_time),
    [CAT_MMC_MINUTES] = AS_CODE(mmc_minutes),
    [CAT_MMC_PLAIN_DATE] = AS_CODE(mmc_plain_date),
    [CAT_MMC_DATE] = AS_SHAPE(mmc_date),
    [CAT_MMC_GAS_DATE] = AS_SHAPE(mmc_gas_date),
    [CAT_MMC_SAMPLE_TIME] = AS_CODE(mmc_sample_time),
    [CAT_MMC_STATUS] = AS_SHAPE(mmc_status),
    [CAT_MMC_PRESENCE] = AS_SHAPE(mmc_presence),
    [CAT_MMC_EVENT] = AS_TEXT(mmc_event),
    [CAT_MMC_COMMAND_NAME] = AS_TEXT(mmc_command_name),
    [CAT_MMC_CLOCK_STATUS] = AS_SHAPE(mmc_clock_status),
    [CAT_MMC_TARIFF_ACTION] = AS_SHAPE(mmc_tariff_action),
    [CAT_MMC_TOU_PRICES] = AS_SHAPE(mmc_tou_prices),
    [CAT_MMC_BLOCK_PRICES] = AS_SHAPE(mmc_block_prices),
    [CAT_MMC_BLOCK_REGISTERS] = AS_SHAPE(mmc_block_registers),
    [CAT_MMC_BEHAVIOURS] = AS_SHAPE(mmc_behaviours),
    [CAT_MMC_GAS_BEHAVIOUR] = AS_SHAPE(mmc_gas_behaviour),
    [CAT_MMC_SUSPENDED_DISABLED] = AS_SHAPE(mmc_suspended_disabled),
    [CAT_MMC_SUSPENDED_EMERGENCY] = AS_SHAPE(mmc_suspended_emergency),
    [CAT_MMC_BILLING_CALENDAR] = AS_SHAPE(mmc_billing_calendar),
    [CAT_MMC_GAS_PERIOD] = AS_CODE(mmc_gas_period),
    [CAT_MMC_WEEKDAYS] = AS_SHAPE(mmc_weekdays),
    [CAT_MMC_SPECIAL_DAYS] = AS_SHAPE(mmc_special_days),
    [CAT_MMC_SWITCH] = AS_SHAPE(mmc_switch),
    [CAT_MMC_CONTROLLER_ACTION] = AS_SHAPE(mmc_controller_action),
    [CAT_MMC_CONTROLLER_TYPE] = AS_SHAPE(mmc_controller_type),
    [CAT_MMC_SWITCH_TYPE] = AS_SHAPE(mmc_switch_type),
    [CAT_MMC_CONTROLLER_STATE] = AS_SHAPE(mmc_controller_state),
    [CAT_MMC_CONTROLLER_EVENT] = AS_SHAPE(mmc_controller_event),
    [CAT_MMC_CONTROLLER_LEVEL] = AS_SHAPE(mmc_controller_level),
    [CAT_MMC_CHANNELS] = AS_SHAPE(mmc_channels),
    [CAT_MMC_CHANNEL] = AS_SHAPE(mmc_channel),
    [CAT_MMC_CHANNEL_EVENT] = AS_SHAPE(mmc_channel_event),
};
