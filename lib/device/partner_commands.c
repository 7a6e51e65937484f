/* Devices of a home joined to each other and parted (GBCS 13.7; devices.md 13.2, 13.3): CS03A1, A2, B, C,
 * CS04AC, B, CS07, GCS59. Key establishment over the HAN is taken to succeed. */
#include "auxiliary.h"
#include "body.h"

enum {
    JOIN_DONE = 0,
    JOIN_WRONG_CODE = 1,
    JOIN_WRONG_METHOD = 2,
    JOIN_INCOMPATIBLE = 3,
    JOIN_LOG_FULL = 4,
    JOIN_NO_CERTIFICATE = 11,

    UNJOIN_DONE = 0,
    UNJOIN_UNKNOWN = 1,

    READ_DONE = 0
};

enum {
    CODE_JOIN_A_METER = 0x000d,
    CODE_JOIN_A_OTHER = 0x00ab,
    CODE_JOIN_B = 0x000e,
    CODE_JOIN_C = 0x00af,
    CODE_UNJOIN_AC = 0x000f,
    CODE_UNJOIN_B = 0x0010,
    CODE_READ = 0x0013,
    CODE_RESTORE = 0x008c
};

enum {
    EVENT_JOIN_FAILED = 0x8f48,
    EVENT_JOINED = 0x8f49,
    EVENT_UNJOIN_FAILED = 0x8f4a,
    EVENT_UNJOINED = 0x8f4b,
    EVENT_PROXY_LOG_CHANGED = 0x8071
};

enum {
    METHOD_A = 1 << JOIN_A_INITIATOR | 1 << JOIN_A_RESPONDER,
    METHOD_B = 1 << JOIN_B,
    METHOD_C = 1 << JOIN_C
};

#define OTHER(name) (1U << PARTNER_##name)

/* Who is joined to whom how (devices.md 13.2). */
static const struct {
    uint16_t devices;
    uint8_t methods;
    uint8_t others; /* 1 << partner_type */
} pairs[] = {
    {CAT_DEVICE_ESME, METHOD_A, OTHER(HCALCS) | OTHER(PPMID)},
    {CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS, METHOD_A, OTHER(ESME)},
    {CAT_DEVICE_ESME, METHOD_B, OTHER(TYPE_2)},
    {CAT_DEVICE_GSME, METHOD_B, OTHER(GPF)},
    {CAT_DEVICE_GPF, METHOD_B, OTHER(GSME) | OTHER(PPMID) | OTHER(TYPE_2)},
    {CAT_DEVICE_GSME, METHOD_C, OTHER(PPMID)},
    {CAT_DEVICE_PPMID, METHOD_C, OTHER(GSME)},
};

static unsigned methods_of(uint16_t message_code)
{
    switch (message_code) {
    case CODE_JOIN_A_METER:
    case CODE_JOIN_A_OTHER:
        return METHOD_A;
    case CODE_JOIN_B:
        return METHOD_B;
    case CODE_JOIN_C:
        return METHOD_C;
    default:
        return 0;
    }
}

static bool may_join(uint16_t device_type, uint64_t method, uint64_t other)
{
    for (size_t i = 0; i < ALB_COUNT(pairs) && other <= PARTNER_TYPE_2; i++) {
        if ((pairs[i].devices & device_type) && (pairs[i].methods >> method & 1) &&
            (pairs[i].others >> other & 1)) {
            return true;
        }
    }
    return false;
}

/* The other device's key agreement certificate, for method C: it must be of that device. Devices hold no
 * anchor of the device authorities, so its path cannot be checked. */
static smki_certificate *certificate_of(const execution *x, alb_eui64 id)
{
    smki_certificate *c = NULL;
    uint32_t at = cat_tree_find(x->command, 0, "OtherDeviceCertificate");
    if (at == UINT32_MAX || smki_certificate_parse(x->command->values[at].bytes, &c, NULL) != ALB_OK) {
        return NULL;
    }
    if (smki_certificate_kind(c) != SMKI_KIND_DEVICE ||
        smki_certificate_usage(c) != SMKI_USAGE_KEY_AGREEMENT ||
        !alb_eui64_equal(smki_certificate_entity(c), id)) {
        smki_certificate_free(c);
        return NULL;
    }
    return c;
}

static uint64_t enter(device *d, alb_eui64 id, uint64_t type, uint64_t method, smki_certificate *agreement)
{
    partner *p = partners_find(&d->partners, id);
    if (p && (p->type != type || p->method != method)) {
        smki_certificate_free(agreement);
        return JOIN_INCOMPATIBLE;
    }
    p = p ? p : partners_add(&d->partners, id, (uint8_t)type, (uint8_t)method);
    if (!p) {
        smki_certificate_free(agreement);
        return JOIN_LOG_FULL;
    }
    smki_certificate_free(p->agreement);
    p->agreement = agreement;
    return JOIN_DONE;
}

static uint64_t try_join(execution *x)
{
    uint64_t method = body_number(x->command, 0, "JoinMethodAndRole", UINT64_MAX);
    uint64_t type = body_number(x->command, 0, "OtherDeviceType", UINT64_MAX);
    alb_eui64 id = body_entity(x->command, 0, "OtherDeviceEntityId");
    if (method > JOIN_C || !(methods_of(x->message->header.message_code) >> method & 1)) {
        return JOIN_WRONG_CODE;
    }
    const partner *old = partners_find(&x->device->partners, id);
    if (old && (old->type != type || old->method != method)) {
        return JOIN_INCOMPATIBLE;
    }
    if (!may_join(x->device->type, method, type)) {
        return JOIN_WRONG_METHOD;
    }
    smki_certificate *agreement = NULL;
    if (method == JOIN_C) {
        agreement = certificate_of(x, id);
        if (!agreement) {
            return JOIN_NO_CERTIFICATE;
        }
    }
    return enter(x->device, id, type, method, agreement);
}

/* The broker keeps a copy of the gas proxy's log. */
static void log_changed(execution *x)
{
    if (x->device->type == CAT_DEVICE_GPF) {
        execution_event(x, EVENT_PROXY_LOG_CHANGED);
    }
}

static bool join(execution *x, leaves *answer)
{
    uint64_t code = try_join(x);
    bool done = code == JOIN_DONE;
    if (done && body_number(x->command, 0, "OtherDeviceType", UINT64_MAX) == PARTNER_HCALCS) {
        auxiliary_join(x->device, body_entity(x->command, 0, "OtherDeviceEntityId"));
    }
    leaves_number(answer, code);
    execution_event(x, done ? EVENT_JOINED : EVENT_JOIN_FAILED);
    if (done) {
        log_changed(x);
    }
    return done;
}

static bool unjoin(execution *x, leaves *answer)
{
    alb_rd r = alb_rd_init(x->command->values[0].bytes);
    alb_eui64 id = alb_rd_eui64(&r);
    bool done = partners_remove(&x->device->partners, id);
    leaves_number(answer, done ? UNJOIN_DONE : UNJOIN_UNKNOWN);
    execution_event(x, done ? EVENT_UNJOINED : EVENT_UNJOIN_FAILED);
    if (done) {
        auxiliary_part(x->device, id);
        x->device->is_closed = false; /* nobody commands a HCALCS any more: it is off */
        log_changed(x);
    }
    return done;
}

void partners_add_entries(const partners *all, leaves *out)
{
    leaves_number(out, all->count);
    for (uint8_t i = 0; i < all->count; i++) {
        leaves_copy(out, alb_eui64_span(&all->items[i].id));
        leaves_number(out, all->items[i].type);
    }
}

static bool read_log(execution *x, leaves *answer)
{
    leaves_number(answer, READ_DONE);
    leaves_number(answer, 1);
    partners_add_entries(&x->device->partners, answer);
    return true;
}

static void fail_with_code(const execution *x, uint64_t result, leaves *answer)
{
    (void)x;
    leaves_number(answer, result);
}

static void fail_to_read(const execution *x, uint64_t result, leaves *answer)
{
    (void)x;
    leaves_number(answer, result);
    leaves_number(answer, 0);
}

/* A log that was lost, or a proxy that took another's place: what the broker kept is the whole log. */
static bool restore_log(execution *x, leaves *answer)
{
    uint32_t entries = cat_tree_find(x->command, 0, "DeviceLogEntries");
    bool all = true;
    partners_release(&x->device->partners);
    leaves_number(answer, x->command->values[entries].number.u);
    for (uint32_t i = cat_tree_child(x->command, entries); i != UINT32_MAX;
         i = cat_tree_sibling(x->command, entries, i)) {
        alb_eui64 id = body_entity(x->command, i, "DeviceId");
        uint64_t type = body_number(x->command, i, "DeviceType", 0);
        uint64_t code = may_join(x->device->type, JOIN_B, type) ? enter(x->device, id, type, JOIN_B, NULL)
                                                                : JOIN_WRONG_METHOD;
        leaves_copy(answer, alb_eui64_span(&id));
        leaves_number(answer, type);
        leaves_number(answer, code);
        all = all && code == JOIN_DONE;
    }
    return all;
}

static const body_use uses[] = {
    {.message_code = CODE_JOIN_A_METER, .run = join, .fail = fail_with_code},
    {.message_code = CODE_JOIN_A_OTHER, .run = join, .fail = fail_with_code},
    {.message_code = CODE_JOIN_B, .run = join, .fail = fail_with_code},
    {.message_code = CODE_JOIN_C, .run = join, .fail = fail_with_code},
    {.message_code = CODE_UNJOIN_AC, .run = unjoin, .fail = fail_with_code},
    {.message_code = CODE_UNJOIN_B, .run = unjoin, .fail = fail_with_code},
    {.message_code = CODE_READ, .run = read_log, .fail = fail_to_read},
    {.message_code = CODE_RESTORE, .run = restore_log},
};

const body_uses partner_uses = BODY_USES(uses);
