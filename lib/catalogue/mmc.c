#include "catalogue/mmc.h"

#include "srv/srv_internal.h"
#include "usecase/usecase_internal.h"

#define MMC_ROWS(symbol) extern const cat_mmc_rows cat_mmc_##symbol;
#include "mmc/rows.def"
#undef MMC_ROWS

/* One to three services. */
#define SERVICES_1(a)                   &cat_srv_##a
#define SERVICES_2(a, b)                SERVICES_1(a), SERVICES_1(b)
#define SERVICES_3(a, b, c)             SERVICES_2(a, b), SERVICES_1(c)
#define SERVICES_OF(a, b, c, form, ...) form
#define LIST(...)                                                                                            \
    (const cat_service_request *const[])                                                                     \
    {                                                                                                        \
        SERVICES_OF(__VA_ARGS__, SERVICES_3, SERVICES_2, SERVICES_1, none)(__VA_ARGS__)                      \
    }
#define SERVICES(...) .services = LIST(__VA_ARGS__), .n_services = ALB_COUNT((LIST(__VA_ARGS__)))

static const cat_mmc mappings[] = {
#define MMC_STATUS(use_case_, ...) {.use_case = &cat_uc_##use_case_, SERVICES(__VA_ARGS__)},
#define MMC_RESPONSE(use_case_, rows_, ...)                                                                  \
    {.use_case = &cat_uc_##use_case_, .content = &cat_mmc_##rows_, SERVICES(__VA_ARGS__)},
#define MMC_LOG(use_case_, rows_, ...)                                                                       \
    {.use_case = &cat_uc_##use_case_,                                                                        \
     .content = &cat_mmc_##rows_,                                                                            \
     SERVICES(__VA_ARGS__),                                                                                  \
     .nothing_found = true},
#define MMC_ALERT(use_case_, rows_)  {.use_case = &cat_uc_##use_case_, .content = &cat_mmc_##rows_},
#define MMC_GENERIC_ALERT(use_case_) {.use_case = &cat_uc_##use_case_},
#include "mmc/mmc.def"
};

const cat_mmc *cat_mmc_all(size_t *count)
{
    *count = ALB_COUNT(mappings);
    return mappings;
}

const cat_mmc *cat_mmc_find(uint16_t message_code)
{
    size_t low = 0;
    size_t high = ALB_COUNT(mappings);
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint16_t code = mappings[middle].use_case->message_code;
        if (code == message_code) {
            return &mappings[middle];
        }
        if (code < message_code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const char *cat_mmc_response_element(const cat_service_request *service)
{
    return service == &cat_srv_6_2_3    ? "ReadDeviceConfigurationDataBillingCalendar"
           : service == &cat_srv_6_14_3 ? cat_srv_6_14_2.body
                                        : service->body;
}

const char *cat_mmc_form_text(cat_mmc_form form)
{
    static const char *const texts[] = {
#define CAT_MMC_FORM(symbol, text) text,
#include "catalogue/mmc_form.def"
#undef CAT_MMC_FORM
    };
    return form < CAT_MMC_FORM_COUNT ? texts[form] : "";
}
