/* The products list as a file: its columns, and what each may hold (registration-and-supply.md 7.2, 7.3). */
#include "base/csv.h"
#include "base/text.h"
#include "catalogue/use_case.h"
#include "products_internal.h"

#include <stdlib.h>

#define RULE "registration-and-supply.md 7.2"

enum {
    ENTRY_ID,
    DEVICE_TYPE,
    ESME_VARIANT,
    MANUFACTURER,
    MANUFACTURER_NAME,
    MODEL,
    FIRMWARE,
    SMETS_VERSION,
    GBCS_VERSION,
    IMAGE_HASH,
    HASH_SIGNER,
    CPA_CERTIFICATE,
    CPA_ISSUED,
    CPA_EXPIRES,
    SMETS_EVIDENCE,
    ZIGBEE_CERTIFICATE,
    DLMS_CERTIFICATE,
    HAN_VARIANT,
    DATE_ADDED,
    DATE_EFFECTIVE,
    DATE_REMOVED,
    STATUS,
    SUBMITTER,
    COLUMNS
};

static const char *const columns[] = {[ENTRY_ID] = "entry_id",
                                      [DEVICE_TYPE] = "device_type",
                                      [ESME_VARIANT] = "esme_variant",
                                      [MANUFACTURER] = "manufacturer_identifier",
                                      [MANUFACTURER_NAME] = "manufacturer_name",
                                      [MODEL] = "model_identifier",
                                      [FIRMWARE] = "firmware_version",
                                      [SMETS_VERSION] = "smets_version",
                                      [GBCS_VERSION] = "gbcs_version",
                                      [IMAGE_HASH] = "image_hash",
                                      [HASH_SIGNER] = "hash_signer",
                                      [CPA_CERTIFICATE] = "cpa_certificate",
                                      [CPA_ISSUED] = "cpa_issued",
                                      [CPA_EXPIRES] = "cpa_expires",
                                      [SMETS_EVIDENCE] = "smets_evidence",
                                      [ZIGBEE_CERTIFICATE] = "zigbee_certificate",
                                      [DLMS_CERTIFICATE] = "dlms_certificate",
                                      [HAN_VARIANT] = "han_variant",
                                      [DATE_ADDED] = "date_added",
                                      [DATE_EFFECTIVE] = "date_effective",
                                      [DATE_REMOVED] = "date_removed",
                                      [STATUS] = "status",
                                      [SUBMITTER] = "submitter"};

/* Which must not be empty, and how long each may be. */
static const struct {
    bool needed;
    uint16_t max;
} limits[COLUMNS] = {[ENTRY_ID] = {true, 18},          [DEVICE_TYPE] = {true, 6},
                     [ESME_VARIANT] = {false, 4},      [MANUFACTURER] = {true, 30},
                     [MANUFACTURER_NAME] = {true, 80}, [MODEL] = {true, 30},
                     [FIRMWARE] = {true, 8},           [SMETS_VERSION] = {true, 20},
                     [GBCS_VERSION] = {true, 8},       [IMAGE_HASH] = {false, 64},
                     [HASH_SIGNER] = {false, 200},     [CPA_CERTIFICATE] = {false, 80},
                     [CPA_ISSUED] = {false, 10},       [CPA_EXPIRES] = {false, 10},
                     [SMETS_EVIDENCE] = {true, 200},   [ZIGBEE_CERTIFICATE] = {false, 80},
                     [DLMS_CERTIFICATE] = {false, 80}, [HAN_VARIANT] = {false, 40},
                     [DATE_ADDED] = {true, 10},        [DATE_EFFECTIVE] = {false, 10},
                     [DATE_REMOVED] = {false, 10},     [STATUS] = {true, 10},
                     [SUBMITTER] = {true, 80}};

const char *const *products_columns(size_t *n)
{
    *n = ALB_COUNT(columns);
    return columns;
}

static alb_status wrong(size_t column, alb_span value, uint32_t line, alb_err *err)
{
    return alb_fail(err, ALB_BAD_VALUE, RULE, line, "%s: '%.*s' may not stand there", columns[column],
                    (int)(value.len < 80 ? value.len : 80), value.len ? (const char *)value.ptr : "");
}

/* "4.2" -> 42 */
static bool read_version(alb_span text, uint8_t *out)
{
    uint64_t major, minor;
    const uint8_t *dot = text.len ? memchr(text.ptr, '.', text.len) : NULL;
    if (!dot || !alb_parse_u64(alb_span_of(text.ptr, (size_t)(dot - text.ptr)), 24, &major) ||
        !alb_parse_u64(alb_span_sub(text, (size_t)(dot - text.ptr) + 1, text.len), 9, &minor)) {
        return false;
    }
    *out = (uint8_t)(major * 10 + minor);
    return true;
}

static const char *status_of(alb_span text)
{
    static const char *const statuses[] = {PRODUCTS_ACTIVE, "Cancelled", "Expired", PRODUCTS_WITHDRAWN};
    for (size_t i = 0; i < ALB_COUNT(statuses); i++) {
        if (alb_span_is(text, statuses[i])) {
            return statuses[i];
        }
    }
    return NULL;
}

static alb_status check_fields(const alb_span *f, uint32_t line, alb_err *err)
{
    uint64_t id;
    alb_time date;
    for (size_t i = 0; i < COLUMNS; i++) {
        if ((limits[i].needed && f[i].len == 0) || f[i].len > limits[i].max) {
            return wrong(i, f[i], line, err);
        }
    }
    static const size_t dates[] = {CPA_ISSUED, CPA_EXPIRES, DATE_ADDED};
    for (size_t i = 0; i < ALB_COUNT(dates); i++) {
        if (!alb_csv_date(f[dates[i]], &date)) {
            return wrong(dates[i], f[dates[i]], line, err);
        }
    }
    return alb_parse_u64(f[ENTRY_ID], INT64_MAX, &id) ? ALB_OK : wrong(ENTRY_ID, f[ENTRY_ID], line, err);
}

/* Types and statuses are words of the interface; a variant is what an electricity meter has, and only that.
 */
static alb_status read_entry(const alb_span *f, uint32_t line, alb_arena *arena, products_entry *e,
                             alb_err *err)
{
    ALB_TRY(check_fields(f, line, err));
    uint16_t device = cat_device_named(f[DEVICE_TYPE]);
    bool is_esme = device == CAT_DEVICE_ESME || device == CAT_DEVICE_SAPC;
    alb_wr hash = alb_wr_init(e->hash, sizeof e->hash);
    e->has_hash = f[IMAGE_HASH].len > 0;
    e->status = status_of(f[STATUS]);
    if (device == 0 || device == CAT_DEVICE_GPF) {
        return wrong(DEVICE_TYPE, f[DEVICE_TYPE], line, err);
    }
    if (is_esme != (f[ESME_VARIANT].len > 0)) {
        return wrong(ESME_VARIANT, f[ESME_VARIANT], line, err);
    }
    if (!read_version(f[GBCS_VERSION], &e->gbcs_version)) {
        return wrong(GBCS_VERSION, f[GBCS_VERSION], line, err);
    }
    if (e->has_hash && (alb_hex_decode(f[IMAGE_HASH], &hash) != ALB_OK || hash.pos != sizeof e->hash)) {
        return wrong(IMAGE_HASH, f[IMAGE_HASH], line, err);
    }
    if (!e->status) {
        return wrong(STATUS, f[STATUS], line, err);
    }
    if (!alb_csv_date(f[DATE_EFFECTIVE], &e->from)) {
        return wrong(DATE_EFFECTIVE, f[DATE_EFFECTIVE], line, err);
    }
    if (!alb_csv_date(f[DATE_REMOVED], &e->to)) {
        return wrong(DATE_REMOVED, f[DATE_REMOVED], line, err);
    }
    e->key = (products_key){.type = products_type(device),
                            .manufacturer = alb_arena_string(arena, f[MANUFACTURER]),
                            .model = alb_arena_string(arena, f[MODEL]),
                            .firmware = alb_arena_string(arena, f[FIRMWARE])};
    return e->key.manufacturer && e->key.model && e->key.firmware
               ? ALB_OK
               : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the products list");
}

static int compare(const void *a, const void *b)
{
    const products_key *x = &((const products_entry *)a)->key;
    const products_key *y = &((const products_entry *)b)->key;
    int by_type = (x->type > y->type) - (x->type < y->type);
    int by_maker = by_type ? by_type : strcmp(x->manufacturer, y->manufacturer);
    int by_model = by_maker ? by_maker : strcmp(x->model, y->model);
    return by_model ? by_model : strcmp(x->firmware, y->firmware);
}

alb_status products_read(alb_span csv, alb_arena *arena, products_entry **out, size_t *n, alb_err *err)
{
    alb_csv r = alb_csv_init(csv, arena);
    size_t lines = 1;
    *n = 0;
    for (size_t i = 0; i < csv.len; i++) {
        lines += csv.ptr[i] == '\n';
    }
    lines = lines < PRODUCTS_MAX_ENTRIES ? lines : PRODUCTS_MAX_ENTRIES;
    *out = alb_arena_array(arena, lines, sizeof **out);
    if (!*out) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the products list");
    }
    ALB_TRY(alb_csv_header(&r, columns, COLUMNS, err));
    for (;;) {
        alb_span fields[COLUMNS];
        size_t count = 0;
        size_t begin = r.at;
        ALB_TRY(alb_csv_next(&r, fields, COLUMNS, &count, err));
        if (count == 0) {
            break;
        }
        if (count != COLUMNS || *n == lines) {
            return alb_fail(err, count != COLUMNS ? ALB_BAD_FORMAT : ALB_TOO_LARGE, RULE, r.line,
                            "%zu fields where %d must stand, or too many entries", count, COLUMNS);
        }
        products_entry *e = &(*out)[(*n)++];
        *e = (products_entry){.line =
                                  alb_arena_string(arena, alb_trim(alb_span_sub(csv, begin, r.at - begin)))};
        ALB_TRY(read_entry(fields, r.line, arena, e, err));
    }
    /* The list is sorted as it is kept; that no entry stands twice shows then. */
    qsort(*out, *n, sizeof **out, compare);
    for (size_t i = 1; i < *n; i++) {
        if (compare(&(*out)[i - 1], &(*out)[i]) == 0) {
            return alb_fail(err, ALB_EXISTS, RULE, 0, "%s %s %s stands twice", (*out)[i].key.manufacturer,
                            (*out)[i].key.model, (*out)[i].key.firmware);
        }
    }
    return ALB_OK;
}
