/* 3.1 to 3.5: what the customer sees. */
#include "duis/duis_internal.h"

static PATTERN(supplier_message, "SupplierMessage", STRING, 1, 116, cat_x_is_printable);
SEQUENCE(cat_x_display_message, FUTURE_DATED, ONE(TEXT("SupplierMessage", supplier_message)));

SEQUENCE(cat_x_restrict_access_for_change_of_tenancy, FUTURE_DATED,
         ONE(TEXT("RestrictionDateTime", cat_x_date_time)));

static ENUM(esme_event_log_type, "ESMEEventLogType", "ESME", "ALCS");
SEQUENCE(cat_x_clear_event_log, OPTIONAL(TEXT("ESMEEventLogType", esme_event_log_type)));

static PATTERN(supplier_name, "SupplierName", STRING, 0, 15, cat_x_is_printable);
static PATTERN(supplier_telephone_number, "SupplierTelephoneNumber", STRING, 0, 18,
               cat_x_is_digits_and_spaces);
SEQUENCE(cat_x_update_supplier_name, FUTURE_DATED, ONE(TEXT("SupplierName", supplier_name)),
         ONE(TEXT("SupplierTelephoneNumber", supplier_telephone_number)));
