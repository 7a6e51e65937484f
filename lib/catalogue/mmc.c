#include "catalogue/mmc.h"

#include "catalogue/service_request.h"
#include "mmc/mmc_internal.h"
#include "usecase/usecase_internal.h"

#define SERVICES(...)                                                                                        \
    .services = (const char *const[]){__VA_ARGS__},                                                          \
    .n_services = ALB_COUNT(((const char *const[]){__VA_ARGS__}))

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

const char *cat_mmc_response_element(const char *service)
{
    static const struct {
        const char *service, *element;
    } exceptions[] = {{"6.2.3", "ReadDeviceConfigurationDataBillingCalendar"},
                      {"6.14.3", "UpdateDeviceConfigurationALCScheduler"}};
    const cat_service_request *srv = cat_service_request_find(alb_span_str(service));
    for (size_t i = 0; i < ALB_COUNT(exceptions); i++) {
        if (strcmp(exceptions[i].service, service) == 0) {
            return exceptions[i].element;
        }
    }
    return srv && srv->device ? srv->body : NULL;
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
