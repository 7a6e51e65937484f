/* Selective access to the entries of a log by time. */
#include "cosem/cosem_internal.h"
#include "cosem/shared_internal.h"

FIXED(data_class, CAT_D_U16, 1);
FIXED(value_attribute, CAT_D_I8, 2);
FIXED(no_index, CAT_D_U16, 0);
FIXED_OBIS(stamp_obis, 0, 0, 94, 44, 100, 255);
STRUCT(restricting_object, OF("ClassId", data_class), OF("LogicalName", stamp_obis),
       OF("AttributeIndex", value_attribute), OF("DataIndex", no_index));
static const cat_type all_columns = {.kind = CAT_D_ARRAY};
STRUCT(range, OF("RestrictingObject", restricting_object), OF("FromDateTime", cat_d_log_time),
       OF("ToDateTime", cat_d_log_time), OF("SelectedColumns", all_columns));
const cat_field cat_d_entries_by_time = OF("Range", range);
