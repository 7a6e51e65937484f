/* Energy registers of an ESME, read together (devices.md 5). */
#include "cosem/cosem_internal.h"

/* The secondary register stands in a twin element ESME only. */
static const cat_field import_fields[] = {
    OF("ActiveImportRegister", cat_d_active_energy_u32),
    OF("ActiveImportScalerUnit", cat_d_scaler_active_energy),
    OF("ReactiveImportRegister", cat_d_reactive_energy_u32),
    OF("ReactiveImportScalerUnit", cat_d_scaler_reactive_energy),
    OF_OPTIONAL("SecondaryActiveImportRegister", cat_d_active_energy_u32),
};
const cat_type cat_d_import_registers = STRUCT_TYPE(import_fields);

OBJECT(import_registers, 1, OBIS(0, 0, 94, 44, 34, 10), "ImportRegisterCollection", CAT_DEVICE_ESME,
       ATTRIBUTE(2, "value", "ImportRegisterCollection", cat_d_import_registers));
