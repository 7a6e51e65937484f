/* Load switch, tamper, load limit, power thresholds (SMETS2 5.7.4.19 to 22, 24, 29, 44; 5.7.5.18, 32). */
#include "cosem/cosem_internal.h"

static const cat_name scripts[] = {{51, "EnableSupply"}, {52, "DisableSupply"}, {54, "ArmSupply"}};
static const cat_type script = {.kind = CAT_D_U16, .names = CAT_NAMES(scripts)};
OBJECT(supply_scripts, 9, (0, 0, 10, 0, 106, 255), "SupplyState", ON_ESME,
       METHOD(1, "execute", "SupplyState", script));
ENUM(supply_states, {0, "Disabled"}, {1, "Enabled"}, {2, "Armed"});
OBJECT(supply_state, 70, (0, 0, 96, 3, 10, 255), "SupplyState", ON_ESME,
       ATTRIBUTE(3, "control_state", "SupplyState", supply_states));
/* True: locked after tampering; false: unchanged. */
DATA(supply_tamper_state, (0, 0, 94, 44, 0, 4), "SupplyTamperState", ON_ESME, cat_d_bool);

/* --- load limit --- */

OBJECT(load_limit, 71, (0, 0, 17, 0, 0, 255), "LoadLimit", ON_ESME,
       ATTRIBUTE(4, "threshold_normal", "LoadLimitPowerThreshold", cat_d_watts),
       ATTRIBUTE(6, "min_over_threshold_duration", "LoadLimitPeriod", cat_d_seconds),
       ATTRIBUTE(7, "min_under_threshold_duration", "LoadLimitRestorationPeriod", cat_d_seconds));
REGISTER_WITH_RESET(load_limit_counter, (0, 0, 94, 44, 42, 255), "LoadLimitCounter", ON_ESME, cat_d_count,
                    cat_d_scaler_unit_count);
/* True: the limit disables supply; false: supply stays as it is. */
OBJECT(load_limit_supply_state, 9000, (0, 0, 94, 44, 0, 3), "LoadLimitSupplyState", ON_ESME,
       VALUE_ACTIVE("LoadLimitSupplyState", cat_d_bool), VALUE_PASSIVE("LoadLimitSupplyState", cat_d_bool),
       ACTIVATION("LoadLimitSupplyState"));

#define NEXT(symbol, last, text, of)                                                                         \
    OBJECT(symbol, 9000, (0, 0, 94, 44, 128, last), text, ON_ESME, VALUE_PASSIVE(text, of), ACTIVATION(text))

NEXT(load_limit_period_next, 6, "LoadLimitPeriod", cat_d_seconds);
NEXT(load_limit_power_threshold_next, 7, "LoadLimitPowerThreshold", cat_d_watts);
NEXT(load_limit_restoration_period_next, 8, "LoadLimitRestorationPeriod", cat_d_seconds);

/* --- thresholds of the power indication on consumer devices --- */

ARRAY_OF_EACH(power_levels, OF("LowMediumPowerThreshold", cat_d_watts),
              OF("MediumHighPowerThreshold", cat_d_watts));
OBJECT(power_thresholds, 21, (0, 0, 16, 0, 0, 255), "PowerThresholds", ON_ESME,
       ATTRIBUTE(2, "thresholds", "PowerThresholds", power_levels));
