/* The communications hub's list of the devices of its home, and of those that were in it (CHTS 4.6.2.1;
 * devices.md 11.2). */
#ifndef ALB_DEVICE_DEVICE_LOG_H
#define ALB_DEVICE_DEVICE_LOG_H

#include "base/buf.h"
#include "base/eui64.h"
#include "base/time.h"

enum { DEVICE_LOG_ENTRIES = 16, DEVICE_LOG_HISTORIC = 15, LINK_KEY_HASH = 16 };

typedef struct device_log_entry {
    alb_eui64 id;
    bool joined;
    uint8_t key_hash[LINK_KEY_HASH]; /* of the link key, once joined */
} device_log_entry;

typedef struct device_log {
    device_log_entry entries[DEVICE_LOG_ENTRIES], historic[DEVICE_LOG_HISTORIC];
    uint8_t n_entries, n_historic;
    alb_eui64 network; /* extended PAN identifier */
    uint32_t join_seconds;
    alb_time open_until; /* joining is allowed; ALB_TIME_NONE: it was never */
} device_log;

device_log_entry *device_log_find(device_log *log, alb_eui64 id);
/* A new entry, or the one that is there. NULL: the log is full. */
device_log_entry *device_log_add(device_log *log, alb_eui64 id);
/* Moves an entry to the historic log, whose oldest gives way. False: there is none. */
ALB_MUST_USE bool device_log_remove(device_log *log, alb_eui64 id);

void device_log_save(const device_log *log, alb_buf *out);
void device_log_restore(device_log *log, alb_rd *in);

#endif
