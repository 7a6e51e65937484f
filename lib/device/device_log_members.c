/* The hub's device logs as objects: class 104, ZigBee network control (devices.md 5, 11.2). */
#include "date_time.h"
#include "device_log.h"
#include "object_model.h"

enum { EVENT_LOG_CHANGED = 0x8f12, MOST_JOIN_SECONDS = 3600 };

/* Bits of status: on the network, communicating, and one more that reference messages have set. */
static const uint8_t status_active[1] = {0xc8};
static const uint8_t status_absent[1] = {0x00};

static access_result get_active_devices(const execution *x, uint32_t at, leaves *out)
{
    /* A home is small and quiet: everybody is heard well. */
    static const struct {
        int8_t rssi[3];
        uint8_t lqi[3];
    } quality = {.rssi = {-52, -58, -67}, .lqi = {255, 250, 240}};
    const device_log *log = x->device->han;
    (void)at;
    leaves_number(out, log->n_entries);
    for (size_t i = 0; i < log->n_entries; i++) {
        const device_log_entry *e = &log->entries[i];
        leaves_octets(out, alb_eui64_span(&e->id));
        leaves_add(out, 8, e->joined ? ALB_SPAN_OF(status_active) : ALB_SPAN_OF(status_absent));
        for (size_t k = 0; k < 3; k++) {
            leaves_number(out, (uint64_t)(int64_t)(e->joined ? quality.rssi[k] : 0));
        }
        for (size_t k = 0; k < 3; k++) {
            leaves_number(out, e->joined ? quality.lqi[k] : 0);
        }
        leaves_date_time(out, x->now);
        leaves_number(out, e->joined); /* hops */
        leaves_zeros(out, 2);          /* failures, successes */
        leaves_number(out, 1);         /* application version */
        leaves_number(out, 2);         /* stack version */
    }
    return ACCESS_SUCCESS;
}

static void put_backup(const device_log *log, const device_log_entry *entries, size_t count, alb_time now,
                       leaves *out)
{
    leaves_date_time(out, now);
    leaves_octets(out, alb_eui64_span(&log->network));
    leaves_number(out, count);
    for (size_t i = 0; i < count; i++) {
        leaves_octets(out, alb_eui64_span(&entries[i].id));
        leaves_octets(out, entries[i].joined ? ALB_SPAN_OF(entries[i].key_hash) : alb_span_none());
    }
}

void device_log_backup(const device_log *log, alb_time now, leaves *out)
{
    put_backup(log, log->entries, log->n_entries, now, out);
}

static access_result back_up(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    device_log_backup(x->device->han, x->now, out);
    return ACCESS_SUCCESS;
}

static access_result back_up_historic(const execution *x, uint32_t at, leaves *out)
{
    const device_log *log = x->device->han;
    (void)at;
    put_backup(log, log->historic, log->n_historic, x->now, out);
    return ACCESS_SUCCESS;
}

static bool entity_at(const execution *x, uint32_t at, alb_eui64 *out)
{
    if (at == UINT32_MAX) {
        return false;
    }
    alb_rd r = alb_rd_init(x->command->values[at].bytes);
    *out = alb_rd_eui64(&r);
    return alb_rd_end(&r) == ALB_OK;
}

/* An entry that is there already keeps its key (devices.md 11.2). */
static access_result register_device(execution *x, uint32_t at)
{
    alb_eui64 id;
    if (!entity_at(x, cat_tree_find(x->command, at, "EntityIdentifier"), &id)) {
        return ACCESS_TYPE_UNMATCHED;
    }
    bool known = device_log_find(x->device->han, id) != NULL;
    if (!device_log_add(x->device->han, id)) {
        return ACCESS_OTHER_REASON;
    }
    if (!known) {
        execution_event(x, EVENT_LOG_CHANGED);
    }
    return ACCESS_SUCCESS;
}

static access_result unregister_device(execution *x, uint32_t at)
{
    alb_eui64 id;
    if (!entity_at(x, at, &id)) {
        return ACCESS_TYPE_UNMATCHED;
    }
    if (!device_log_remove(x->device->han, id)) {
        return ACCESS_OTHER_REASON;
    }
    execution_event(x, EVENT_LOG_CHANGED);
    return ACCESS_SUCCESS;
}

static access_result set_join_time(execution *x, uint32_t at)
{
    uint64_t seconds = x->command->values[at].number.u;
    if (seconds == 0 || seconds > MOST_JOIN_SECONDS) {
        return ACCESS_OTHER_REASON;
    }
    x->device->han->join_seconds = (uint32_t)seconds;
    return ACCESS_SUCCESS;
}

static access_result open_joining(execution *x, uint32_t at)
{
    bool open = x->command->values[at].number.u != 0;
    device_log *log = x->device->han;
    log->open_until = open ? x->now + ALB_SECONDS((alb_time)log->join_seconds) : ALB_TIME_NONE;
    return ACCESS_SUCCESS;
}

/* After the exchange of a hub: the log of the old one, with the network that the devices look for. */
static access_result restore(execution *x, uint32_t at)
{
    const cat_tree *tree = x->command;
    uint32_t devices = cat_tree_find(tree, at, "Devices");
    device_log next = {.open_until = x->device->han->open_until,
                       .join_seconds = x->device->han->join_seconds};
    if (devices == UINT32_MAX || !entity_at(x, cat_tree_find(tree, at, "HANIdentifier"), &next.network)) {
        return ACCESS_TYPE_UNMATCHED;
    }
    for (uint32_t i = cat_tree_child(tree, devices); i != UINT32_MAX;
         i = cat_tree_sibling(tree, devices, i)) {
        alb_eui64 id;
        uint32_t hash = cat_tree_find(tree, i, "SecurityDetails");
        device_log_entry *e =
            entity_at(x, cat_tree_find(tree, i, "DeviceIdentifier"), &id) ? device_log_add(&next, id) : NULL;
        if (!e || hash == UINT32_MAX) {
            return ACCESS_OTHER_REASON;
        }
        alb_span octets = tree->values[hash].bytes;
        e->joined = octets.len == LINK_KEY_HASH;
        if (e->joined) {
            memcpy(e->key_hash, octets.ptr, octets.len);
        }
    }
    *x->device->han = next;
    execution_event(x, EVENT_LOG_CHANGED);
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 1, .method = true, .put = register_device},
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 2, .method = true, .put = unregister_device},
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 2, .put = open_joining},
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 3, .put = set_join_time},
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 4, .get = get_active_devices},
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 4, .method = true, .get = back_up},
    {.class_id = 104, .obis = {0, 0, 30, 3, 0, 255}, .id = 5, .method = true, .put = restore},
    {.class_id = 104, .obis = {0, 0, 30, 3, 1, 255}, .id = 4, .method = true, .get = back_up_historic},
};

const member_table device_log_members = MEMBERS(members);
