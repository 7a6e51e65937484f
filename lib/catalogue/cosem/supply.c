/* The load switch: state of supply, and the scripts that change it (gbcs-messages.md Appendix A). */
#include "cosem/cosem_internal.h"

ENUM(supply_state_values, {0, "Disabled"}, {1, "Enabled"}, {2, "Armed"});

OBJECT(supply_state, 70, OBIS(0, 0, 96, 3, 10, 255), "SupplyState", CAT_DEVICE_ESME,
       ATTRIBUTE(3, "control_state", "SupplyState", supply_state_values));

static const cat_name scripts[] = {{0x33, "EnableSupply"}, {0x34, "DisableSupply"}, {0x36, "ArmSupply"}};
static const cat_type script = {.kind = CAT_D_U16, .names = CAT_NAMES(scripts)};

OBJECT(supply_scripts, 9, OBIS(0, 0, 10, 0, 106, 255), "SupplyState", CAT_DEVICE_ESME,
       METHOD(1, "execute", "SupplyState", script));
