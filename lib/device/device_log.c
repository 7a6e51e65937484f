#include "device_log.h"

#include "date_time.h"

static device_log_entry *find_in(device_log_entry *entries, size_t count, alb_eui64 id)
{
    for (size_t i = 0; i < count; i++) {
        if (alb_eui64_equal(entries[i].id, id)) {
            return &entries[i];
        }
    }
    return NULL;
}

device_log_entry *device_log_find(device_log *log, alb_eui64 id)
{
    return find_in(log->entries, log->n_entries, id);
}

device_log_entry *device_log_add(device_log *log, alb_eui64 id)
{
    device_log_entry *e = device_log_find(log, id);
    if (!e && log->n_entries < DEVICE_LOG_ENTRIES) {
        e = &log->entries[log->n_entries++];
        *e = (device_log_entry){.id = id};
    }
    return e;
}

/* Where the historic log has the device already, its entry is brought up to date. */
static void remember(device_log *log, const device_log_entry *gone)
{
    device_log_entry *e = find_in(log->historic, log->n_historic, gone->id);
    if (!e && log->n_historic == DEVICE_LOG_HISTORIC) {
        memmove(&log->historic[0], &log->historic[1], (DEVICE_LOG_HISTORIC - 1) * sizeof *e);
        log->n_historic--;
    }
    e = e ? e : &log->historic[log->n_historic++];
    *e = *gone;
}

bool device_log_remove(device_log *log, alb_eui64 id)
{
    device_log_entry *e = device_log_find(log, id);
    if (!e) {
        return false;
    }
    remember(log, e);
    size_t at = (size_t)(e - log->entries);
    log->n_entries--;
    memmove(&log->entries[at], &log->entries[at + 1], (log->n_entries - at) * sizeof *e);
    return true;
}

/* --- as octets --- */

enum { HEAD = 8 + 4 + 8, ENTRY = 8 + 1 + LINK_KEY_HASH };

static void save_entries(const device_log_entry *entries, uint8_t count, alb_buf *out)
{
    alb_buf_add_u8(out, count);
    for (uint8_t i = 0; i < count; i++) {
        uint8_t octets[ENTRY];
        alb_wr w = alb_wr_init(octets, sizeof octets);
        alb_wr_bytes(&w, alb_eui64_span(&entries[i].id));
        alb_wr_u8(&w, entries[i].joined);
        alb_wr_bytes(&w, ALB_SPAN_OF(entries[i].key_hash));
        alb_buf_add(out, alb_wr_span(&w));
    }
}

void device_log_save(const device_log *log, alb_buf *out)
{
    uint8_t head[HEAD];
    alb_wr w = alb_wr_init(head, sizeof head);
    alb_wr_bytes(&w, alb_eui64_span(&log->network));
    alb_wr_be32(&w, log->join_seconds);
    alb_wr_be64(&w, (uint64_t)log->open_until);
    alb_buf_add(out, alb_wr_span(&w));
    save_entries(log->entries, log->n_entries, out);
    save_entries(log->historic, log->n_historic, out);
}

static uint8_t restore_entries(device_log_entry *entries, uint8_t most, alb_rd *in)
{
    uint8_t count = alb_rd_u8(in);
    if (count > most) {
        alb_rd_fail(in, ALB_BAD_VALUE);
        return 0;
    }
    for (uint8_t i = 0; i < count; i++) {
        device_log_entry e = {.id = alb_rd_eui64(in)};
        uint8_t joined = alb_rd_u8(in);
        alb_span hash = alb_rd_bytes(in, LINK_KEY_HASH);
        if (joined > 1) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        }
        if (in->st != ALB_OK) {
            return 0;
        }
        e.joined = joined == 1;
        memcpy(e.key_hash, hash.ptr, LINK_KEY_HASH);
        entries[i] = e;
    }
    return count;
}

void device_log_restore(device_log *log, alb_rd *in)
{
    log->network = alb_rd_eui64(in);
    log->join_seconds = alb_rd_be32(in);
    log->open_until = date_time_restore(in);
    log->n_entries = restore_entries(log->entries, DEVICE_LOG_ENTRIES, in);
    log->n_historic = restore_entries(log->historic, DEVICE_LOG_HISTORIC, in);
}
