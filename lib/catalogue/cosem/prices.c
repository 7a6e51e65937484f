/* Prices, standing charge, currency (SMETS2 5.7.4.9, 42, 47, 50; 5.13.1.1). */
#include "cosem/charge_internal.h"

/* Price of an amount: charge_per_unit * 10^price_scale currency units for 10^commodity_scale Wh. */
FIXED(per_1, CAT_D_I8, 0);
FIXED(per_1000, CAT_D_I8, 3);
#define SCALING(symbol, per) STRUCT(symbol, OF("CommodityScale", per), OF("PriceScale", cat_d_i8))
SCALING(scaling, per_1);
SCALING(commodity_scaling, per_1000);

FIXED(class_none, CAT_D_U16, 0);
FIXED(class_register, CAT_D_U16, 3);
FIXED(attribute_none, CAT_D_I8, 0);
FIXED(attribute_value, CAT_D_I8, 2);
FIXED_OBIS(obis_none, 0, 0, 0, 0, 0, 0);
FIXED_OBIS(obis_import, 1, 0, 1, 8, 0, 255);
FIXED_OBIS(obis_secondary_import, 1, 20, 1, 8, 0, 255);
#define COMMODITY(symbol, of_class, obis, of_attribute)                                                      \
    STRUCT(symbol, OF("ClassId", of_class), OF("LogicalName", obis), OF("AttributeIndex", of_attribute))
COMMODITY(no_commodity, class_none, obis_none, attribute_none);
COMMODITY(import, class_register, obis_import, attribute_value);
COMMODITY(secondary_import, class_register, obis_secondary_import, attribute_value);

/* Index 01 to 30: TOU 1 to 48; A1 to A8, B1 to B8, C1 to C8, D1 to D8: blocks 1 to 4 in TOU 1 to 8. */
OCTETS(price_index, 1, 1);
STRUCT(price, OF("Index", price_index), OF("ChargePerUnit", cat_d_i16));
ARRAY(prices, "Charge", price, 0, 80);
ARRAY(secondary_prices, "Charge", price, 0, 4);
STRUCT(amount, OF("Index", cat_d_octets), OF("ChargePerUnit", cat_d_i16));
ARRAY(amounts, "Charge", amount, 1, 1);

static const cat_field plain_charge[] = {OF("ChargePerUnitScaling", scaling),
                                         OF("CommodityReference", no_commodity), OF("ChargeTable", amounts)};
const cat_type cat_d_plain_charge = {
    .kind = CAT_D_STRUCT, .fields = plain_charge, .n_fields = ALB_COUNT(plain_charge)};
STRUCT(price_matrix, OF("ChargePerUnitScaling", commodity_scaling), OF("CommodityReference", import),
       OF("ChargeTable", prices));
STRUCT(secondary_price_matrix, OF("ChargePerUnitScaling", commodity_scaling),
       OF("CommodityReference", secondary_import), OF("ChargeTable", secondary_prices));

#define CHARGE(symbol, obis_code, text, of)                                                                  \
    OBJECT(symbol, 113, obis_code, text, ON_ESME, ATTRIBUTE(5, "unit_charge_active", text, of),              \
           ATTRIBUTE(6, "unit_charge_passive", text "Next", of),                                             \
           ATTRIBUTE(7, "unit_charge_activation_time", text "ActivateNextDateTime", cat_d_activation_time))

CHARGE(tariff_price_matrix, (0, 0, 19, 20, 0, 255), "TariffBlockPriceMatrixTOU", price_matrix);
CHARGE(standing_charge, (0, 0, 19, 20, 4, 255), "StandingCharge", cat_d_plain_charge);
CHARGE(secondary_tariff_price_matrix, (0, 0, 19, 20, 5, 255), "SecondaryTariffTOUPriceMatrix",
       secondary_price_matrix);

static const cat_type active_price = {.kind = CAT_D_U32, .scale = -5, .unit = "per kWh"};
REGISTER(active_tariff_price, (0, 0, 94, 44, 1, 7), "ActiveTariffPrice", ON_ESME, active_price,
         cat_d_scaler_unit_currency);
REGISTER(secondary_active_tariff_price, (0, 0, 94, 44, 1, 8), "SecondaryActiveTariffPrice", ON_ESME,
         active_price, cat_d_scaler_unit_currency);

/* True: pounds; false: euros. */
OBJECT(currency_unit, 9000, (0, 0, 94, 44, 2, 0), "CurrencyUnit", ON_ESME,
       VALUE_ACTIVE("CurrencyUnit", cat_d_bool), VALUE_PASSIVE("CurrencyUnit", cat_d_bool),
       ACTIVATION("CurrencyUnit"));
