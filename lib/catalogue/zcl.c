#include "catalogue/zcl.h"

#include "zcl/zcl_internal.h"

static const cat_zcl_command *const commands[] = {
#define ZCL_COMMAND(symbol) &cat_zcl_##symbol,
#include "zcl/command.def"
#undef ZCL_COMMAND
};

static const cat_zcl_attribute attributes[] = {
#define ZCL_ATTRIBUTE(of_cluster, number, text, octet, of_type)                                              \
    {.cluster = (of_cluster),                                                                                \
     .id = (number),                                                                                         \
     .zcl_type = (octet),                                                                                    \
     .value = {.name = #text, .type = &(of_type)},                                                           \
     .provenance = CAT_VERIFIED},
#include "zcl/attribute.def"
#undef ZCL_ATTRIBUTE
};

enum {
#define ZCL_ATTRIBUTE(of_cluster, number, text, octet, of_type) ROW_##of_cluster##_##number,
#include "zcl/attribute.def"
#undef ZCL_ATTRIBUTE
};

static const cat_zcl_attribute *const attribute_list[] = {
#define ZCL_ATTRIBUTE(of_cluster, number, text, octet, of_type) &attributes[ROW_##of_cluster##_##number],
#include "zcl/attribute.def"
#undef ZCL_ATTRIBUTE
};

static uint32_t command_key(uint16_t cluster, uint8_t id, bool from_server)
{
    return (uint32_t)cluster << 16 | (uint32_t)from_server << 8 | id;
}

const cat_zcl_command *cat_zcl_command_find(uint16_t cluster, uint8_t id, bool from_server)
{
    uint32_t key = command_key(cluster, id, from_server);
    size_t low = 0;
    size_t high = ALB_COUNT(commands);
    while (low < high) {
        size_t mid = (low + high) / 2;
        uint32_t at = command_key(commands[mid]->cluster, commands[mid]->id, commands[mid]->from_server);
        if (at == key) {
            return commands[mid];
        }
        if (at < key) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return NULL;
}

const cat_zcl_attribute *cat_zcl_attribute_find(uint16_t cluster, uint16_t id)
{
    uint32_t key = (uint32_t)cluster << 16 | id;
    size_t low = 0;
    size_t high = ALB_COUNT(attributes);
    while (low < high) {
        size_t mid = (low + high) / 2;
        uint32_t at = (uint32_t)attributes[mid].cluster << 16 | attributes[mid].id;
        if (at == key) {
            return &attributes[mid];
        }
        if (at < key) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return NULL;
}

const cat_zcl_command *const *cat_zcl_commands(size_t *count)
{
    *count = ALB_COUNT(commands);
    return commands;
}

const cat_zcl_attribute *const *cat_zcl_attributes(size_t *count)
{
    *count = ALB_COUNT(attribute_list);
    return attribute_list;
}

static const char *name_of(cat_names names, uint32_t value)
{
    for (size_t i = 0; i < names.count; i++) {
        if (names.names[i].value == value) {
            return names.names[i].name;
        }
    }
    return NULL;
}

const char *cat_zcl_cluster_name(uint16_t cluster)
{
    static const cat_name clusters[] = {
        {0x0000, "Basic"},
        {0x000a, "Time"},
        {0x0019, "OTAUpgrade"},
        {0x0025, "KeepAlive"},
        {0x0700, "Price"},
        {0x0702, "Metering"},
        {0x0703, "Messaging"},
        {0x0704, "Tunneling"},
        {0x0705, "Prepayment"},
        {0x0707, "Calendar"},
        {0x0708, "DeviceManagement"},
        {0x0709, "Events"},
        {0x070b, "SubGHz"},
        {0x0800, "KeyEstablishment"},
    };
    return name_of((cat_names){clusters, ALB_COUNT(clusters)}, cluster);
}

const char *cat_zcl_status_name(uint8_t status)
{
    return name_of(cat_zcl_statuses, status);
}
