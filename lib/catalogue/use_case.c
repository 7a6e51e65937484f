#include "catalogue/use_case.h"

#include "usecase/usecase_internal.h"

#include <strings.h>

/* The NULL keeps the array legal while the list is empty; it is not counted. */
static const cat_use_case *const use_cases[] = {
#define CAT_USE_CASE(symbol) &cat_uc_##symbol,
#include "usecase.def"
#undef CAT_USE_CASE
    NULL};

enum { N_USE_CASES = ALB_COUNT(use_cases) - 1 };

const cat_use_case *const *cat_use_cases(size_t *count)
{
    *count = N_USE_CASES;
    return use_cases;
}

const cat_use_case *cat_use_case_find(uint16_t message_code)
{
    size_t low = 0;
    size_t high = N_USE_CASES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint16_t code = use_cases[middle]->message_code;
        if (code == message_code) {
            return use_cases[middle];
        }
        if (code < message_code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const cat_use_case *cat_use_case_named(alb_span name)
{
    for (size_t i = 0; use_cases[i]; i++) {
        const char *own = use_cases[i]->name;
        if (strlen(own) == name.len && strncasecmp(own, (const char *)name.ptr, name.len) == 0) {
            return use_cases[i];
        }
    }
    return NULL;
}

/* --- names --- */

static const cat_name device_names[] = {
    {CAT_DEVICE_ESME, "ESME"}, {CAT_DEVICE_GSME, "GSME"},   {CAT_DEVICE_CHF, "CHF"},
    {CAT_DEVICE_GPF, "GPF"},   {CAT_DEVICE_PPMID, "PPMID"}, {CAT_DEVICE_HCALCS, "HCALCS"},
    {CAT_DEVICE_SAPC, "SAPC"}, {CAT_DEVICE_IHD, "IHD"},     {CAT_DEVICE_CAD, "CAD"}};

const char *cat_device_name(uint16_t device_bit)
{
    for (size_t i = 0; i < ALB_COUNT(device_names); i++) {
        if (device_names[i].value == device_bit) {
            return device_names[i].name;
        }
    }
    return NULL;
}

uint16_t cat_device_named(alb_span name)
{
    for (size_t i = 0; i < ALB_COUNT(device_names); i++) {
        if (alb_span_is(name, device_names[i].name)) {
            return (uint16_t)device_names[i].value;
        }
    }
    return 0;
}

/* gbcs-messages.md 6.2; the aborts 15 and 16 are those of gets and sets. */
const char *cat_dlms_result_name(uint8_t result)
{
    static const char *const names[] = {[0] = "success",
                                        [1] = "hardware-fault",
                                        [2] = "temporary-failure",
                                        [3] = "read-write-denied",
                                        [4] = "object-undefined",
                                        [9] = "object-class-inconsistent",
                                        [11] = "object-unavailable",
                                        [12] = "type-unmatched",
                                        [13] = "scope-of-access-violated",
                                        [14] = "data-block-unavailable",
                                        [15] = "long-get-aborted",
                                        [16] = "no-long-get-in-progress",
                                        [17] = "long-set-aborted",
                                        [18] = "no-long-set-in-progress"};
    if (result == 250) {
        return "other-reason";
    }
    return result < ALB_COUNT(names) ? names[result] : NULL;
}
