/* Device management (0708): tenancy, supplier, identity, privacy PIN, event configuration. */
#include "zcl/zcl_internal.h"

COMMAND(publish_change_of_tenancy, CLUSTER_DEVICE_MANAGEMENT, 0x00, FROM_SERVER, "PublishChangeOfTenancy",
        ISSUED_BY_PROVIDER, OF("TariffType", cat_z_tariff_type), UTC("ImplementationDateTime"),
        BITS32("ProposedTenancyChangeControl"));

COMMAND(publish_change_of_supplier, CLUSTER_DEVICE_MANAGEMENT, 0x01, FROM_SERVER, "PublishChangeOfSupplier",
        HEX32("CurrentProviderId"), UTC("IssuerEventId"), OF("TariffType", cat_z_tariff_type),
        HEX32("ProposedProviderId"), UTC("ProviderChangeImplementationTime"), BITS32("ProviderChangeControl"),
        OCTETS("ProposedProviderName"), OCTETS("ProposedProviderContactDetails"));

COMMAND(request_new_password_response, CLUSTER_DEVICE_MANAGEMENT, 0x02, FROM_SERVER,
        "RequestNewPasswordResponse", UTC("IssuerEventId"), UTC("ImplementationDateTime"),
        OF("DurationInMinutes", cat_z_minutes16), ENUM8("PasswordType"), OCTETS("Password"));

COMMAND(update_site_id, CLUSTER_DEVICE_MANAGEMENT, 0x03, FROM_SERVER, "UpdateSiteId", UTC("IssuerEventId"),
        UTC("SiteIdTime"), HEX32("ProviderId"), OCTETS("SiteId"));

LIST_COUNTED(event_ids, "EventId", cat_z_event_id, "NumberOfEvents");
/* Configuration control 0: apply by list, the only one GBCS uses. */
COMMAND(set_event_configuration, CLUSTER_DEVICE_MANAGEMENT, 0x04, FROM_SERVER, "SetEventConfiguration",
        UTC("IssuerEventId"), UTC("StartDateTime"), OF("EventConfiguration", cat_z_event_configuration),
        ENUM8("ConfigurationControl"), U8("NumberOfEvents"), OF("EventIds", event_ids));

COMMAND(get_event_configuration, CLUSTER_DEVICE_MANAGEMENT, 0x05, FROM_SERVER, "GetEventConfiguration",
        OF("EventId", cat_z_event_id));

STRUCT(configured_event, OF("EventId", cat_z_event_id), OF("EventConfiguration", cat_z_event_configuration));
LIST(configured_events, "EventConfigurationEntry", configured_event);
COMMAND(report_event_configuration, CLUSTER_DEVICE_MANAGEMENT, 0x04, FROM_CLIENT, "ReportEventConfiguration",
        U8("CommandIndex"), U8("TotalNumberOfCommands"), OF("EventConfigurations", configured_events));

COMMAND(update_cin, CLUSTER_DEVICE_MANAGEMENT, 0x06, FROM_SERVER, "UpdateCIN", UTC("IssuerEventId"),
        UTC("CINTime"), HEX32("ProviderId"), OCTETS("CustomerIdNumber"));
