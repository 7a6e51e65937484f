/* Price (0700): tariff, calorific value, billing periods. */
#include "zcl/zcl_internal.h"

COMMAND(get_current_price, CLUSTER_PRICE, 0x00, FROM_CLIENT, "GetCurrentPrice", BITS8("CommandOptions"));

COMMAND(get_billing_period, CLUSTER_PRICE, 0x0b, FROM_CLIENT, "GetBillingPeriod", UTC("EarliestStartTime"),
        HEX32("MinIssuerEventId"), U8("NumberOfCommands"), OF("TariffType", cat_z_tariff_type));

/* Whatever a device adds behind the price (generation price, alternate costs ...) is not used in GBCS. */
static const cat_type ignored = {.kind = CAT_Z_RAW, .min = 19, .max = 19};

COMMAND(publish_price, CLUSTER_PRICE, 0x00, FROM_SERVER, "PublishPrice", HEX32("ProviderId"),
        OCTETS("RateLabel"), HEX32("IssuerEventId"), UTC("CurrentTime"),
        OF("UnitOfMeasure", cat_z_unit_of_measure), OF("Currency", cat_z_currency),
        OF("PriceTrailingDigitAndPriceTier", cat_z_trailing_digit),
        OF("NumberOfPriceTiersAndRegisterTier", cat_z_trailing_digit), UTC("StartTime"),
        OF("DurationInMinutes", cat_z_minutes16), MONEY_UNSIGNED("Price"),
        {.name = "FurtherOctets", .type = &ignored, .optional = true});

COMMAND(publish_block_period, CLUSTER_PRICE, 0x01, FROM_SERVER, "PublishBlockPeriod", ISSUED_BY_PROVIDER,
        UTC("BlockPeriodStartTime"), U24("BlockPeriodDuration"), BITS8("BlockPeriodControl"),
        OF("BlockPeriodDurationType", cat_z_duration_type), OF("TariffType", cat_z_tariff_type),
        ENUM8("TariffResolutionPeriod"));

COMMAND(publish_conversion_factor, CLUSTER_PRICE, 0x02, FROM_SERVER, "PublishConversionFactor",
        UTC("IssuerEventId"), UTC("StartTime"), U32("ConversionFactor"),
        OF("ConversionFactorTrailingDigit", cat_z_trailing_digit));

COMMAND(publish_calorific_value, CLUSTER_PRICE, 0x03, FROM_SERVER, "PublishCalorificValue",
        UTC("IssuerEventId"), UTC("StartTime"), U32("CalorificValue"),
        OF("CalorificValueUnit", cat_z_calorific_value_unit),
        OF("CalorificValueTrailingDigit", cat_z_trailing_digit));

COMMAND(publish_tariff_information, CLUSTER_PRICE, 0x04, FROM_SERVER, "PublishTariffInformation",
        ISSUED_BY_PROVIDER, HEX32("IssuerTariffId"), UTC("StartTime"),
        OF("TariffTypeAndChargingScheme", cat_z_tariff_type), OCTETS("TariffLabel"),
        U8("NumberOfPriceTiersInUse"), U8("NumberOfBlockThresholdsInUse"),
        OF("UnitOfMeasure", cat_z_unit_of_measure), OF("Currency", cat_z_currency),
        OF("PriceTrailingDigit", cat_z_trailing_digit), MONEY_UNSIGNED("StandingCharge"), U8("TierBlockMode"),
        U24("BlockThresholdMultiplier"), U24("BlockThresholdDivisor"));

/* Tier 1..4 of a time-of-use tariff, block 0..3 of a block tariff: the sub-payload control tells which. */
STRUCT(price_entry, U8("TierOrBlockId"), MONEY_UNSIGNED("Price"));
LIST(price_entries, "PriceEntry", price_entry);
COMMAND(publish_price_matrix, CLUSTER_PRICE, 0x05, FROM_SERVER, "PublishPriceMatrix", ISSUED_BY_PROVIDER,
        UTC("StartTime"), HEX32("IssuerTariffId"), U8("CommandIndex"), U8("TotalNumberOfCommands"),
        BITS8("SubPayloadControl"), OF("PriceMatrix", price_entries));

LIST(thresholds, "BlockThreshold", cat_z_u48);
COMMAND(publish_block_thresholds, CLUSTER_PRICE, 0x06, FROM_SERVER, "PublishBlockThresholds",
        ISSUED_BY_PROVIDER, UTC("StartTime"), HEX32("IssuerTariffId"), U8("CommandIndex"),
        U8("TotalNumberOfCommands"), BITS8("SubPayloadControl"),
        OF("TierAndNumberOfThresholds", cat_z_trailing_digit), OF("BlockThresholds", thresholds));

COMMAND(publish_billing_period, CLUSTER_PRICE, 0x09, FROM_SERVER, "PublishBillingPeriod", ISSUED_BY_PROVIDER,
        UTC("BillingPeriodStartTime"), U24("BillingPeriodDuration"),
        OF("BillingPeriodDurationType", cat_z_duration_type), OF("TariffType", cat_z_tariff_type));
