/* What the consumer sees or asks for: messages, contact details, privacy (SMETS2 5.6.3.10, 31; 5.7.4.8, 10,
 * 43). */
#include "cosem/cosem_internal.h"

TEXT(message, 0, 116);
TEXT(customer_identification, 4, 4);
TEXT(telephone, 0, 18);
TEXT(supplier, 0, 15);

/* The value says nothing; writing it is the command. */
DATA(disable_privacy_pin, (0, 0, 94, 44, 3, 1), "DisablePrivacyPinProtection", ON_ESME, cat_d_octets);
DATA(restrict_data, (0, 0, 94, 44, 3, 2), "RestrictDataDateTime", ON_ESME, cat_d_date_time);
DATA(supplier_message, (0, 2, 96, 13, 1, 255), "SupplierMessage", ON_ESME, message);
DATA(customer_identification_number, (0, 3, 96, 13, 1, 255), "CustomerIdentificationNumber", ON_ESME,
     customer_identification);
OBJECT(supplier_telephone, 9000, (0, 0, 96, 13, 0, 255), "ContactDetailsTelephone", ON_ESME,
       VALUE_ACTIVE("SupplierTelephoneNumber", telephone));
OBJECT(supplier_name, 9000, (0, 0, 96, 13, 1, 255), "ContactDetailsName", ON_ESME,
       VALUE_ACTIVE("SupplierName", supplier));
