/* 11.1 Update Firmware and 11.4 Update PPMID Firmware: the image is checked against the products list, each
 * device for whether it can take it; who cannot is listed in the answer (duis.md 8.2, 14.4). */
#include "firmware.h"

#include "notice.h"

#include "base/text.h"
#include "catalogue/use_case.h"
#include "gbcs/ota.h"
#include "registration/products.h"

enum { MOST_DEVICES = 50000, EUI_TEXT = 23, VERSION_TEXT = 9 };

/* The lists of the answer, in the order of the schema; TAKEN: none of them. */
typedef enum verdict {
    INVALID,
    NOT_COMMISSIONED,
    NOT_APPLICABLE,
    IN_PROGRESS,
    WRONG_VERSION,
    VERDICTS,
    TAKEN,
    NOT_THIS_ROLE /* listed as not applicable */
} verdict;

/* What differs between the two services. */
typedef struct kind {
    const char *warning, *list_code;
    const char *not_listed, *bad_image, *no_device, *too_many, *wrong_role;
    uint16_t devices;
    uint8_t gbcs_from; /* of the devices, * 10; 0: any */
    bool is_signed;
} kind;

static const kind meters = {.warning = "DSPUpdateFirmwareWarning",
                            .list_code = "W110101",
                            .not_listed = "E110101",
                            .bad_image = "E110102",
                            .no_device = "E110103",
                            .too_many = "E110105",
                            .wrong_role = "E110106",
                            .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC | CAT_DEVICE_GSME,
                            .is_signed = true};
/* Images for devices that are no meters came with GBCS 3.2. */
static const kind displays = {.warning = "DSPUpdatePPMIDFirmwareWarning",
                              .list_code = "W110401",
                              .not_listed = "E110401",
                              .bad_image = "E110402",
                              .no_device = "E110403",
                              .too_many = "E110405",
                              .wrong_role = "E110403",
                              .devices = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
                              .gbcs_from = 32};

typedef struct update {
    dcc_case *c;
    const kind *kind;
    alb_span file;
    char version[VERSION_TEXT];
    uint8_t hash[CRYPTO_HASH];
    alb_eui64 *ids;
    size_t n_ids;
    alb_buf lists[VERDICTS];
    bool any_unlisted; /* the products list has not this image for one of the devices */
    bool any_of_other; /* a device that another role may update */
    dcc_distribution distribution;
} update;

/* --- the image --- */

/* Versions are letters and digits; they go into alerts as they are. */
static bool is_plain(alb_span version)
{
    bool good = version.len > 0 && version.len < VERSION_TEXT;
    for (size_t i = 0; good && i < version.len; i++) {
        uint8_t c = version.ptr[i];
        good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.';
    }
    return good;
}

static bool take_image(update *u)
{
    dcc_case *c = u->c;
    const duis_document *d = &c->document;
    alb_span text = duis_text(d, d->body, "FirmwareImage");
    alb_span version = duis_text(d, d->body, "FirmwareVersion");
    alb_wr w = alb_wr_init(alb_arena_alloc(c->worker->arena, text.len + 1), text.len);
    gbcs_ota_file file;
    alb_err err = {.code = ALB_OK};
    uint64_t number = 0;
    if (!w.buf || alb_base64_decode(text, &w) != ALB_OK) {
        return dcc_refuse(c, u->kind->bad_image, "the image is not base64");
    }
    u->file = alb_wr_span(&w);
    if (gbcs_ota_parse(u->file, u->kind->is_signed, &file, &err) != ALB_OK) {
        return dcc_refuse(c, u->kind->bad_image, "%s", err.detail);
    }
    gbcs_ota_hash(gbcs_keys_crypto(c->worker->keys), file.image, u->hash);
    alb_wr copy = alb_wr_init(u->version, sizeof u->version - 1);
    alb_wr_bytes(&copy, version);
    u->version[copy.pos] = '\0';
    if (!is_plain(version)) {
        return dcc_refuse(c, u->kind->not_listed, "no version of firmware is called so");
    }
    return !alb_parse_hex_u64(version, UINT32_MAX, &number) || number == file.header.file_version ||
           dcc_refuse(c, u->kind->not_listed, "the image is of version %08X",
                      (unsigned)file.header.file_version);
}

/* --- the devices --- */

static bool take_list(update *u)
{
    dcc_case *c = u->c;
    alb_span list = duis_text(&c->document, c->document.body, "DeviceIDList");
    size_t n = (list.len + 1) / (EUI_TEXT + 1);
    if (n > MOST_DEVICES) {
        return dcc_refuse(c, u->kind->too_many, "more than %d devices", MOST_DEVICES);
    }
    u->ids = alb_arena_alloc(c->worker->arena, (n + 1) * sizeof *u->ids);
    u->distribution.targets = alb_arena_alloc(c->worker->arena, (n + 1) * sizeof *u->distribution.targets);
    if (!u->ids || !u->distribution.targets) {
        alb_err err = {.code = ALB_NO_MEMORY, .detail = "no memory for a list of devices"};
        return dcc_refuse_failure(c, ALB_NO_MEMORY, &err);
    }
    for (size_t i = 0; i < n; i++) {
        if (!alb_eui64_parse(alb_span_sub(list, i * (EUI_TEXT + 1), EUI_TEXT), &u->ids[u->n_ids])) {
            return dcc_refuse(c, u->kind->no_device, "the list of devices is none");
        }
        u->n_ids++;
    }
    return true;
}

/* Is this image, in this version, on the products list for the model? Yes as long as there is no list. */
static alb_status check_product(store_tx *tx, update *u, const dcc_device_record *d, bool *out, alb_err *err)
{
    bool is_listed = false;
    ALB_TRY(products_are_listed(tx, &is_listed, err));
    if (!is_listed) {
        *out = true;
        return ALB_OK;
    }
    products_key key = {products_type(d->type), d->manufacturer, d->model, u->version};
    products_entry entry;
    alb_status st = products_find(tx, &key, u->c->worker->arena, &entry, err);
    *out = st == ALB_OK && products_is_usable(&entry, u->c->now) &&
           (!entry.has_hash || memcmp(entry.hash, u->hash, CRYPTO_HASH) == 0);
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

static bool is_of_role(const dcc_device_record *d, uint16_t roles)
{
    bool is_gas = d->type == CAT_DEVICE_GSME;
    bool is_electric = d->type & (CAT_DEVICE_ESME | CAT_DEVICE_SAPC);
    return (!is_gas && !is_electric) || roles & (is_gas ? CAT_USER_GS : CAT_USER_IS);
}

static alb_status judge_device(store_tx *tx, update *u, const dcc_device_record *d, verdict *out,
                               alb_err *err)
{
    const dcc_case *c = u->c;
    uint16_t roles = 0;
    bool flag = false;
    ALB_TRY(
        dcc_registered_roles(tx, c->document.request_id.originator, c->roles, d, c->now, false, &roles, err));
    *out = TAKEN;
    if (!(d->type & u->kind->devices)) {
        *out = NOT_APPLICABLE;
    } else if (!is_of_role(d, c->roles)) {
        *out = NOT_THIS_ROLE;
    } else if (roles == 0) {
        *out = INVALID;
    } else if (strcmp(d->status, "Commissioned") != 0 && strcmp(d->status, "Suspended") != 0) {
        *out = NOT_COMMISSIONED;
    } else if (u->kind->gbcs_from > d->gbcs_version) {
        *out = WRONG_VERSION;
    }
    if (*out != TAKEN) {
        return ALB_OK;
    }
    ALB_TRY(check_product(tx, u, d, &flag, err));
    if (!flag) {
        u->any_unlisted = true;
        *out = NOT_APPLICABLE;
        return ALB_OK;
    }
    ALB_TRY(dcc_distribution_is_open(tx, d->id, &flag, err));
    *out = flag ? IN_PROGRESS : TAKEN;
    return ALB_OK;
}

static void add_to_list(alb_buf *list, alb_eui64 id)
{
    char text[ALB_EUI64_TEXT];
    alb_buf_printf(list, "%s%s", list->len > 0 ? "," : "", alb_eui64_dashed(id, text));
}

static alb_status judge_devices(store_tx *tx, void *ctx, alb_err *err)
{
    update *u = ctx;
    dcc_distribution *d = &u->distribution;
    for (size_t i = 0; i < u->n_ids; i++) {
        dcc_device_record device;
        verdict v = INVALID;
        alb_status st = dcc_device_read(tx, u->ids[i], u->c->worker->arena, &device, err);
        if (st == ALB_OK) {
            st = judge_device(tx, u, &device, &v, err);
        }
        ALB_TRY(st == ALB_NOT_FOUND ? ALB_OK : st);
        if (v == TAKEN) {
            d->targets[d->n].device = device.id;
            d->targets[d->n].hub = device.hub;
            d->n++;
            continue;
        }
        u->any_of_other = u->any_of_other || v == NOT_THIS_ROLE;
        add_to_list(&u->lists[v == NOT_THIS_ROLE ? NOT_APPLICABLE : v], u->ids[i]);
    }
    return ALB_OK;
}

/* --- taking it --- */

/* N59: others who use the display or the switch learn of it. */
static alb_status tell_others(store_tx *tx, const update *u, const struct dcc_distribution_target *t,
                              alb_err *err)
{
    const dcc_case *c = u->c;
    dcc_device_record d;
    char payload[512];
    char id[ALB_EUI64_TEXT];
    ALB_TRY(dcc_device_read(tx, t->device, c->worker->arena, &d, err));
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&w,
                  "<sr:FirmwareUpgradeRequested><sr:DeviceType>%s</sr:DeviceType><sr:FirmwareVersion>%s"
                  "</sr:FirmwareVersion><sr:DeviceList>%s</sr:DeviceList></sr:FirmwareUpgradeRequested>",
                  dcc_type_name(d.type), u->version, alb_eui64_dashed(t->device, id));
    ALB_TRY(w.st);
    dcc_notice notice = {.code = "N59", .device = t->device, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS, &c->document.request_id.originator,
                                 c->now, err);
}

static alb_status accept_update(store_tx *tx, void *ctx, alb_err *err)
{
    const update *u = ctx;
    const dcc_case *c = u->c;
    const dcc_distribution *d = &u->distribution;
    ALB_TRY(dcc_replay_take(tx, &c->document.request_id, err));
    ALB_TRY(dcc_distribution_insert(tx, d, c->now, err));
    for (size_t i = 0; !u->kind->is_signed && i < d->n; i++) {
        ALB_TRY(tell_others(tx, u, &d->targets[i], err));
    }
    return dcc_audit(tx, c->now, "firmware-update", &c->document.request_id.originator, NULL, err,
                     "%s version %s for %zu devices", c->document.srv->srv, u->version, d->n);
}

static bool answer(update *u)
{
    static const char *const names[] = {
        [INVALID] = "InvalidDeviceIDList",
        [NOT_COMMISSIONED] = "NotCommissionedDeviceIDList",
        [NOT_APPLICABLE] = "NotApplicableFirmwareDeviceIDList",
        [IN_PROGRESS] = "OtherRequestInProgressList",
        [WRONG_VERSION] = "InvalidGBCSVersionList",
    };
    dcc_case *c = u->c;
    bool all = u->distribution.n == u->n_ids;
    c->code = all ? "I0" : u->kind->list_code;
    if (all) {
        return true;
    }
    alb_buf out;
    alb_buf_init(&out, 4U << 20);
    alb_buf_printf(&out, "<sr:%s>", u->kind->warning);
    for (size_t i = 0; i < VERDICTS; i++) {
        if (u->lists[i].len > 0) {
            alb_buf_printf(&out, "<sr:%s>", names[i]);
            alb_buf_add(&out, alb_buf_span(&u->lists[i]));
            alb_buf_printf(&out, "</sr:%s>", names[i]);
        }
    }
    alb_buf_printf(&out, "</sr:%s>", u->kind->warning);
    c->octets = alb_arena_copy(c->worker->arena, alb_buf_span(&out));
    c->answer = DCC_ANSWER_PAYLOAD;
    bool is_good = out.st == ALB_OK && c->octets.ptr;
    alb_buf_release(&out);
    alb_err err = {.code = ALB_NO_MEMORY, .detail = "no memory for the lists of an answer"};
    return is_good || dcc_refuse_failure(c, ALB_NO_MEMORY, &err);
}

static bool serve(update *u)
{
    dcc_case *c = u->c;
    alb_err err = {.code = ALB_OK};
    if (!take_image(u) || !take_list(u)) {
        return false;
    }
    alb_status st = store_read(c->dcc->store, judge_devices, u, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (u->distribution.n == 0) {
        return u->any_of_other ? dcc_refuse(c, u->kind->wrong_role, "the role may not update these devices")
               : u->any_unlisted
                   ? dcc_refuse(c, u->kind->not_listed,
                                "image and version are not on the products list for the devices")
                   : dcc_refuse(c, u->kind->no_device, "no device can take the image");
    }
    u->distribution.request_id = c->document.request_id;
    u->distribution.image = u->file;
    u->distribution.hash = u->hash;
    u->distribution.version = u->version;
    st = store_write(c->dcc->store, accept_update, u, &err);
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err.detail);
    }
    return st == ALB_OK ? answer(u) : dcc_refuse_failure(c, st, &err);
}

bool dcc_update_firmware(dcc_case *c)
{
    enum { LONGEST_LIST = 2 * 1024 * 1024 };
    update u = {.c = c, .kind = strcmp(c->document.srv->srv, "11.1") == 0 ? &meters : &displays};
    for (size_t i = 0; i < VERDICTS; i++) {
        alb_buf_init(&u.lists[i], LONGEST_LIST);
    }
    bool good = serve(&u);
    for (size_t i = 0; i < VERDICTS; i++) {
        alb_buf_release(&u.lists[i]);
    }
    return good;
}
