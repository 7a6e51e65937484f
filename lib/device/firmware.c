#include "firmware.h"

#include "body.h"
#include "gbcs/ota.h"

enum { CODE_ACTIVATE = 0x0012, CODE_READ = 0x0129, ALERT_ACTIVATED = 0x00ca };

enum { ACTIVATED = 0, NO_IMAGE = 1, WRONG_HASH = 2, READ_DONE = 0 };

enum {
    EVENT_NOT_VERIFIED = 0x8f1c,
    EVENT_VERSION_CHANGED = 0x8f43,
    EVENT_VERIFIED = 0x8f72,
    EVENT_NOT_TRANSFERRED = 0x8f89,
    EVENT_TRANSFERRED = 0x8f8a,
    EVENT_OTHER_ACTIVATED = 0x8f8b
};

enum { METERS = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_SAPC };

static const uint8_t factory[FIRMWARE_VERSION] = {0x00, 0x01, 0x00, 0x00};

void firmware_init(firmware *f)
{
    *f = (firmware){.has_image = false};
    memcpy(f->version, factory, sizeof f->version);
}

void firmware_save(const firmware *f, alb_buf *out)
{
    alb_buf_add(out, ALB_SPAN_OF(f->version));
    alb_buf_add_u8(out, f->has_image);
    alb_buf_add(out, ALB_SPAN_OF(f->image_version));
    alb_buf_add(out, ALB_SPAN_OF(f->image_hash));
}

static void take(alb_rd *in, uint8_t *out, size_t len)
{
    alb_span s = alb_rd_bytes(in, len);
    if (s.len == len) {
        memcpy(out, s.ptr, len);
    }
}

void firmware_restore(firmware *f, alb_rd *in)
{
    take(in, f->version, sizeof f->version);
    f->has_image = alb_rd_u8(in) != 0;
    take(in, f->image_version, sizeof f->image_version);
    take(in, f->image_hash, sizeof f->image_hash);
}

/* --- CS06, CS08 --- */

static uint64_t activate(execution *x)
{
    firmware *f = &x->device->firmware;
    uint32_t hash = cat_tree_find(x->command, 0, "ManufacturerImageHash");
    if (!f->has_image) {
        return NO_IMAGE;
    }
    if (!alb_span_equal(x->command->values[hash].bytes, ALB_SPAN_OF(f->image_hash))) {
        return WRONG_HASH;
    }
    memcpy(f->version, f->image_version, sizeof f->version);
    f->has_image = false;
    execution_event(x, EVENT_VERSION_CHANGED);
    return ACTIVATED;
}

static void not_activated(const execution *x, uint64_t result, leaves *outcome)
{
    leaves_number(outcome, result);
    leaves_copy(outcome, ALB_SPAN_OF(x->device->firmware.version));
}

static bool activate_image(execution *x, leaves *outcome)
{
    uint64_t code = activate(x);
    not_activated(x, code, outcome);
    return code == ACTIVATED;
}

static bool read_version(execution *x, leaves *answer)
{
    leaves_copy(answer, ALB_SPAN_OF(x->device->firmware.version));
    leaves_number(answer, READ_DONE);
    return true;
}

static void fail_to_read(const execution *x, uint64_t result, leaves *answer)
{
    static const uint8_t none[FIRMWARE_VERSION] = {0};
    (void)x;
    leaves_octets(answer, ALB_SPAN_OF(none));
    leaves_number(answer, result);
}

static const body_use uses[] = {
    {.message_code = CODE_ACTIVATE, .alert = ALERT_ACTIVATED, .run = activate_image, .fail = not_activated},
    {.message_code = CODE_READ, .run = read_version, .fail = fail_to_read},
};

const body_uses firmware_uses = BODY_USES(uses);

/* --- images --- */

uint16_t device_image_type(uint16_t type)
{
    /* Any number of the manufacturer's own: the type's bit is one. */
    return type;
}

bool device_takes_image(uint16_t type, alb_span file)
{
    gbcs_ota_file ota;
    bool is_meter = (type & METERS) != 0;
    return gbcs_ota_parse(file, is_meter, &ota, NULL) == ALB_OK &&
           ota.header.manufacturer == DEVICE_MANUFACTURER && ota.header.image_type == device_image_type(type);
}

static void keep(device *d, const gbcs_ota_file *ota, const uint8_t hash[static CRYPTO_HASH])
{
    firmware *f = &d->firmware;
    alb_wr w = alb_wr_init(f->image_version, sizeof f->image_version);
    alb_wr_be32(&w, ota->header.file_version);
    memcpy(f->image_hash, hash, sizeof f->image_hash);
    f->has_image = true;
}

static bool fits_hardware(const gbcs_ota_header *h)
{
    return h->min_hardware <= DEVICE_HARDWARE && DEVICE_HARDWARE <= h->max_hardware;
}

/* Signed by the supplier that the meter has now, whoever that was when the image was made. */
static bool is_verified(const voice *v, const gbcs_ota_file *ota)
{
    const smki_certificate *supplier = v->device->anchors.of[SMKI_ROLE_SUPPLIER].signing;
    return supplier && fits_hardware(&ota->header) &&
           gbcs_ota_check(gbcs_keys_crypto(v->keys), ota, smki_certificate_public(supplier), NULL) == ALB_OK;
}

/* An image that is refused leaves the one that waits where it is. */
static void receive_for_meter(const voice *v, const gbcs_ota_file *ota)
{
    uint8_t hash[CRYPTO_HASH];
    gbcs_ota_hash(gbcs_keys_crypto(v->keys), ota->image, hash);
    bool verified = is_verified(v, ota);
    if (verified) {
        keep(v->device, ota, hash);
    }
    leaves told;
    leaves_init(&told, v->arena);
    leaves_copy(&told, ALB_SPAN_OF(hash));
    alert_raise(v, verified ? EVENT_VERIFIED : EVENT_NOT_VERIFIED, device_now(v->device), &told);
}

/* A device without a supplier's command for it runs the image at once (devices.md 11.6). */
static void receive_for_other(const voice *v, const gbcs_ota_file *ota)
{
    firmware *f = &v->device->firmware;
    alb_time now = device_now(v->device);
    if (!fits_hardware(&ota->header)) {
        return;
    }
    alb_wr w = alb_wr_init(f->version, sizeof f->version);
    alb_wr_be32(&w, ota->header.file_version);
    event_record(v->device, EVENT_VERSION_CHANGED, now);
    if (v->device->type == CAT_DEVICE_PPMID) {
        leaves told;
        leaves_init(&told, v->arena);
        leaves_copy(&told, ALB_SPAN_OF(f->version));
        leaves_number(&told, ACTIVATED);
        alert_send(v, EVENT_OTHER_ACTIVATED, now, &told);
    }
}

void device_receive_image(device *d, gbcs_keys *keys, alb_span file, const device_sink *sink)
{
    gbcs_ota_file ota;
    bool is_meter = (d->type & METERS) != 0;
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    if (arena && device_has_power(d) && gbcs_ota_parse(file, is_meter, &ota, NULL) == ALB_OK) {
        voice v = {.device = d, .keys = keys, .sink = sink, .arena = arena};
        if (is_meter) {
            receive_for_meter(&v, &ota);
        } else {
            receive_for_other(&v, &ota);
        }
    }
    alb_arena_free(arena);
}

void device_tell_transfer(device *chf, gbcs_keys *keys, const device *to, alb_span file,
                          const device_sink *sink)
{
    enum { TRANSFERRED = 0, HARDWARE_MISMATCH = 2, NOT_TRANSFERRED = 3 };
    gbcs_ota_file ota;
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    if (arena && gbcs_ota_parse(file, (to->type & METERS) != 0, &ota, NULL) == ALB_OK) {
        voice v = {.device = chf, .keys = keys, .sink = sink, .arena = arena};
        uint8_t version[FIRMWARE_VERSION];
        alb_wr w = alb_wr_init(version, sizeof version);
        alb_wr_be32(&w, ota.header.file_version);
        uint64_t result = fits_hardware(&ota.header) ? TRANSFERRED : HARDWARE_MISMATCH;
        result = device_has_power(to) ? result : NOT_TRANSFERRED;
        leaves told;
        leaves_init(&told, arena);
        leaves_copy(&told, alb_eui64_span(&to->id));
        leaves_copy(&told, ALB_SPAN_OF(version));
        leaves_number(&told, result);
        alert_raise(&v, result == TRANSFERRED ? EVENT_TRANSFERRED : EVENT_NOT_TRANSFERRED, device_now(chf),
                    &told);
    }
    alb_arena_free(arena);
}
