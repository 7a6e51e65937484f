/* Setting the clock: the device takes its own time, if it lies within the tolerance. */
#include "srv/srv_internal.h"

const cat_mapping cat_srv_electricity_clock[2] = {
    {COPY("SetValidTimeRange/ValidityStart", "CurrentDateTime")},
    {MAKE("SetValidTimeRange/ValidityEnd", "CurrentDateTime", "time plus"), .argument = "TolerancePeriod"},
};
const cat_mapping cat_srv_gas_clock[2] = {
    {COPY("SetTime/ValidityIntervalStart", "CurrentDateTime")},
    {MAKE("SetTime/ValidityIntervalEnd", "CurrentDateTime", "time plus"), .argument = "TolerancePeriod"},
};
