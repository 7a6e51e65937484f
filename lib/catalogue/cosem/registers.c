/* Registers of energy and power (SMETS2 5.7.5). The collections are read as one value; twin element meters
 * have a member more in some. */
#include "cosem/protection_internal.h"

ARRAY(tou_48, "TOU", cat_d_wh, 48, 48);
ARRAY(tou_4, "TOU", cat_d_wh, 4, 4);
STRUCT(tou_collection, OF("TariffTOURegisters", tou_48), OF_OPTIONAL("SecondaryTariffTOURegisters", tou_4));
DATA(tou_registers, (0, 0, 94, 44, 34, 1), "TariffTOURegisterCollection", ON_ESME, tou_collection);
PROTECTED_READ_OF(tou_registers_protected, (0, 0, 43, 2, 9, 255), "TariffTOURegisterCollection", 1,
                  (0, 0, 94, 44, 34, 1), cat_d_whole_attribute, tou_collection);

/* For each of the blocks 1 to 4 the registers of TOU 1 to 8, then their counters. */
ARRAY(block_values, "Value", cat_d_wh, 64, 64);
STRUCT(block_collection, OF("TariffBlockRegistersAndCounters", block_values));
DATA(block_tou_registers, (0, 0, 94, 44, 34, 2), "TariffBlockTOURegisterCollection", ON_ESME,
     block_collection);
PROTECTED_READ_OF(block_tou_registers_protected, (0, 0, 43, 2, 10, 255), "TariffBlockTOURegisterCollection",
                  1, (0, 0, 94, 44, 34, 2), cat_d_whole_attribute, block_collection);

STRUCT(import_collection, OF("ActiveImportRegister", cat_d_wh),
       OF("ActiveImportScalerUnit", cat_d_scaler_unit_wh), OF("ReactiveImportRegister", cat_d_varh),
       OF("ReactiveImportScalerUnit", cat_d_scaler_unit_varh),
       OF_OPTIONAL("SecondaryActiveImportRegister", cat_d_wh));
DATA(import_registers, (0, 0, 94, 44, 34, 10), "ImportRegisterCollection", ON_ESME, import_collection);
PROTECTED_READ_OF(import_registers_protected, (0, 0, 43, 2, 8, 255), "ImportRegisterCollection", 1,
                  (0, 0, 94, 44, 34, 10), cat_d_whole_attribute, import_collection);

/* On a single element meter the two powers are equal. */
STRUCT(power_collection, OF("ActivePowerImport", cat_d_watts),
       OF("ActivePowerImportScalerUnit", cat_d_scaler_unit_w), OF("PrimaryActivePowerImport", cat_d_watts));
DATA(power_import, (0, 0, 94, 44, 34, 20), "PowerImportCollection", ON_ESME, power_collection);

REGISTER(active_export, (1, 0, 2, 8, 0, 255), "ActiveExportRegister", ON_ESME, cat_d_wh,
         cat_d_scaler_unit_wh);
REGISTER(reactive_export, (1, 0, 4, 8, 0, 255), "ReactiveExportRegister", ON_ESME, cat_d_varh,
         cat_d_scaler_unit_varh);
