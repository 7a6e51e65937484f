/* Command Variant 8: services that the DCC answers itself. */
#include "dcc_internal.h"

#include "firmware.h"
#include "wan_matrix.h"

bool dcc_serve_non_device(dcc_case *c)
{
    static const struct {
        const char *srv;
        dcc_step *serve;
    } services[] = {
        {"5.1", dcc_create_schedule},  {"5.2", dcc_read_schedule},       {"5.3", dcc_delete_schedule},
        {"8.2", dcc_read_inventory},   {"8.3", dcc_decommission_device}, {"8.4", dcc_update_inventory},
        {"8.13", dcc_return_local},    {"8.14.1", dcc_install_hub},      {"8.14.2", dcc_install_hub},
        {"8.14.3", dcc_return_hub},    {"8.14.4", dcc_return_hub},       {"12.2", dcc_prenotify_device},
        {"11.1", dcc_update_firmware}, {"11.4", dcc_update_firmware},    {"12.1", dcc_request_wan_matrix},
    };
    for (size_t i = 0; i < ALB_COUNT(services); i++) {
        if (strcmp(services[i].srv, c->document.srv->srv) == 0) {
            return services[i].serve(c);
        }
    }
    return dcc_refuse(c, "E100", "%s is not offered", c->document.srv->srv);
}
