#include "smki/repository.h"

#include "base/text.h"
#include "smki/crl.h"

/* --- a keystore as repository --- */

static alb_status visit_one(const smki_keystore *ks, const smki_certificate *c, smki_repository_visit visit,
                            void *visit_ctx)
{
    bool revoked = false;
    if (smki_keystore_list_at(ks, 0)) {
        crypto_ctx *crypto = crypto_ctx_new();
        if (!crypto) {
            return ALB_CRYPTO;
        }
        revoked = smki_keystore_revoked(crypto, ks, c) != NULL;
        crypto_ctx_free(crypto);
    }
    visit(visit_ctx, c, revoked);
    return ALB_OK;
}

static const smki_keystore *keystore_of(void *ctx)
{
    return ctx;
}

static alb_status by_entity(void *ctx, alb_eui64 entity, smki_repository_visit visit, void *visit_ctx)
{
    enum { MAX_OF_A_SLOT = 64 };
    const smki_keystore *ks = keystore_of(ctx);
    const smki_identity *found[MAX_OF_A_SLOT];
    for (smki_slot slot = SMKI_SLOT_DIGITAL_SIGNATURE; slot < SMKI_SLOT_COUNT; slot++) {
        size_t n = smki_keystore_find_all(ks, entity, slot, found, MAX_OF_A_SLOT);
        for (size_t i = 0; i < n; i++) {
            if (found[i]->certificate) {
                ALB_TRY(visit_one(ks, found[i]->certificate, visit, visit_ctx));
            }
        }
    }
    return ALB_OK;
}

static alb_status by_serial(void *ctx, alb_span serial, smki_repository_visit visit, void *visit_ctx)
{
    const smki_identity *found = smki_keystore_find_serial(keystore_of(ctx), serial, (alb_span){0});
    return found ? visit_one(keystore_of(ctx), found->certificate, visit, visit_ctx) : ALB_OK;
}

smki_repository smki_repository_of(const smki_keystore *ks)
{
    union {
        const smki_keystore *is;
        void *as;
    } u = {ks}; /* only read through keystore_of */
    return (smki_repository){.by_entity = by_entity, .by_serial = by_serial, .ctx = u.as};
}

/* --- requests --- */

enum { OK = 200, BAD_PARAMETERS = 401, NONE_FOUND = 402, BAD_KEY = 403, NO_SUCH_PATH = 404, FAILED = 500 };

typedef enum wanted { BY_ORGANISATION, BY_DEVICE, BY_SERIAL } wanted;

typedef struct question {
    bool retrieve;
    wanted wanted;
    alb_eui64 entity;
    uint8_t serial[32];
    size_t serial_len;
} question;

/* Hexadecimal with or without its leading zero (smki.md 4.2). */
static bool read_serial(alb_span text, question *q)
{
    char even[sizeof q->serial * 2 + 1];
    alb_wr padded = alb_wr_init(even, sizeof even);
    alb_wr_text(&padded, text.len % 2 ? "0" : "");
    alb_wr_bytes(&padded, text);
    alb_wr w = alb_wr_init(q->serial, sizeof q->serial);
    if (padded.st != ALB_OK || text.len == 0 || alb_hex_decode(alb_wr_span(&padded), &w) != ALB_OK) {
        return false;
    }
    q->serial_len = w.pos;
    return true;
}

/* One parameter, the first that is known; those that are not are passed over. */
static bool read_parameter(xml_document *doc, question *q)
{
    for (const xml_node *n = xml_child(xml_root(doc)); n; n = xml_next(n)) {
        bool mixed = false;
        alb_span text = alb_trim(xml_text(doc, n, &mixed));
        if (mixed) {
            return false;
        }
        if (!q->retrieve && (alb_span_is(xml_name(n), "CertificateSubjectName") ||
                             alb_span_is(xml_name(n), "CertificateSubjectAltName"))) {
            q->wanted = alb_span_is(xml_name(n), "CertificateSubjectName") ? BY_ORGANISATION : BY_DEVICE;
            return alb_eui64_parse(text, &q->entity);
        }
        if (alb_span_is(xml_name(n), "CertificateSerial")) {
            q->wanted = BY_SERIAL;
            return read_serial(text, q);
        }
    }
    return false;
}

static bool read_question(xml_context *xml, alb_span body, question *q)
{
    static const xml_limits limits = {.max_octets = 65536, .max_depth = 4, .max_nodes = 64};
    xml_document *doc = NULL;
    if (xml_parse(xml, body, &limits, &doc, NULL) != ALB_OK) {
        return false;
    }
    const char *root = q->retrieve ? "CertificateDataRequest" : "CertificateSearchRequest";
    bool good = alb_span_is(xml_name(xml_root(doc)), root) && read_parameter(doc, q);
    xml_free(doc);
    return good;
}

/* "apikey=KEY" among the parameters of the query. */
static bool has_key(const char *query, const char *key)
{
    alb_span rest = alb_span_str(query);
    alb_span want = alb_span_str(key);
    while (rest.len > 0) {
        const uint8_t *end = memchr(rest.ptr, '&', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        alb_span item = alb_span_sub(rest, 0, len);
        alb_span value = alb_span_sub(item, 7, SIZE_MAX);
        if (alb_span_is(alb_span_sub(item, 0, 7), "apikey=") && value.len == want.len &&
            crypto_equal(value.ptr, want.ptr, want.len)) {
            return true;
        }
        rest = alb_span_sub(rest, len + 1, SIZE_MAX);
    }
    return false;
}

/* --- answers --- */

/* Serial numbers that were written: the same certificate may be found twice. */
enum { MAX_SEEN = 16, SERIAL_MAX = 32 };

typedef struct seen {
    uint8_t octets[SERIAL_MAX];
    size_t len;
} seen;

typedef struct answer {
    const question *question;
    alb_time now;
    alb_buf *out;
    size_t count;
    seen seen[MAX_SEEN];
} answer;

static void element(alb_buf *out, const char *name, const char *text)
{
    alb_buf_printf(out, "<%s>%s</%s>", name, text, name);
}

static const char *status_of(const smki_certificate *c, bool revoked, alb_time now)
{
    return revoked ? "R" : now > smki_certificate_not_after(c) ? "E" : "I";
}

static void write_serial(alb_buf *out, const smki_certificate *c)
{
    char text[2 * 32 + 1] = "";
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    alb_wr_hex_upper(&w, smki_certificate_serial(c));
    element(out, "CertificateSerial", text);
}

/* Which of the two stands there is how clients tell organisations from devices; authorities have neither. */
static void write_entity(alb_buf *out, const smki_certificate *c)
{
    char text[ALB_EUI64_TEXT];
    (void)alb_eui64_dashed(smki_certificate_entity(c), text);
    if (smki_certificate_kind(c) == SMKI_KIND_DEVICE) {
        element(out, "CertificateSubjectAltName", text);
    } else if (smki_certificate_kind(c) == SMKI_KIND_ORGANISATION) {
        element(out, "CertificateSubjectName", text);
    }
}

static void write_body(alb_buf *out, const smki_certificate *c)
{
    alb_span der = smki_certificate_der(c);
    size_t len = (der.len + 2) / 3 * 4;
    alb_buf_add_text(out, "<CertificateBody>");
    alb_wr w = alb_wr_init(alb_buf_extend(out, len), len);
    if (w.buf) {
        alb_wr_base64(&w, der);
    }
    alb_buf_add_text(out, "</CertificateBody>");
}

static void write_rest(alb_buf *out, const smki_certificate *c)
{
    smki_role role = smki_certificate_role(c);
    smki_usage usage = smki_certificate_usage(c);
    if (role != SMKI_ROLE_NONE) {
        alb_buf_printf(out, "<CertificateRole>%d</CertificateRole>", (int)role);
    }
    if (usage == SMKI_USAGE_DIGITAL_SIGNATURE || usage == SMKI_USAGE_KEY_AGREEMENT) {
        element(out, "CertificateUsage", usage == SMKI_USAGE_KEY_AGREEMENT ? "KA" : "DS");
    }
    element(out, "ManufacturingFlag", "false");
}

static bool is_wanted(const answer *a, const smki_certificate *c)
{
    for (size_t i = 0; i < a->count && i < MAX_SEEN; i++) {
        if (alb_span_equal(alb_span_of(a->seen[i].octets, a->seen[i].len), smki_certificate_serial(c))) {
            return false;
        }
    }
    switch (a->question->wanted) {
    case BY_ORGANISATION:
        return smki_certificate_kind(c) == SMKI_KIND_ORGANISATION;
    case BY_DEVICE:
        return smki_certificate_kind(c) == SMKI_KIND_DEVICE;
    case BY_SERIAL:
        return true;
    }
    return false;
}

/* The order of the elements differs between the two answers (smki.md 15.5). */
static void write_certificate(void *ctx, const smki_certificate *c, bool revoked)
{
    answer *a = ctx;
    if (!is_wanted(a, c)) {
        return;
    }
    if (a->question->retrieve) {
        alb_buf_add_text(a->out, "<CertificateResponse>");
        write_entity(a->out, c);
        write_serial(a->out, c);
        element(a->out, "CertificateStatus", status_of(c, revoked, a->now));
        write_body(a->out, c);
        write_rest(a->out, c);
        alb_buf_add_text(a->out, "</CertificateResponse>");
    } else {
        alb_buf_add_text(a->out, "<Result>");
        write_serial(a->out, c);
        write_entity(a->out, c);
        element(a->out, "CertificateStatus", status_of(c, revoked, a->now));
        write_rest(a->out, c);
        alb_buf_add_text(a->out, "</Result>");
    }
    alb_span serial = smki_certificate_serial(c);
    if (a->count < MAX_SEEN && serial.len <= SERIAL_MAX) {
        memcpy(a->seen[a->count].octets, serial.ptr, serial.len);
        a->seen[a->count].len = serial.len;
    }
    a->count++;
}

static const char *message_of(int status)
{
    switch (status) {
    case OK:
        return "Success";
    case BAD_PARAMETERS:
        return "Invalid search parameters";
    case NONE_FOUND:
        return "No result";
    case BAD_KEY:
        return "API key not accepted";
    case NO_SUCH_PATH:
        return "No such service";
    default:
        return "Failed";
    }
}

/* Around what was found; the reference is new for every call. */
static int write_answer(const question *q, int status, const alb_buf *found, alb_buf *out)
{
    const char *root = q->retrieve ? "CertificateDataResponse" : "CertificateSearchResponse";
    uint8_t reference[8];
    if (crypto_random(reference, sizeof reference) != ALB_OK) {
        memset(reference, 0, sizeof reference);
    }
    char hex[2 * sizeof reference + 1] = "";
    alb_wr w = alb_wr_init(hex, sizeof hex - 1);
    alb_wr_hex(&w, ALB_SPAN_OF(reference));
    alb_buf_printf(out,
                   "<?xml version=\"1.0\" encoding=\"utf-8\"?><%s><ResponseCode>%d</ResponseCode>"
                   "<ResponseMessage>%s</ResponseMessage><AuditReference>%s</AuditReference>",
                   root, status, message_of(status), hex);
    alb_buf_add(out, alb_buf_span(found));
    alb_buf_printf(out, "</%s>", root);
    return out->st == ALB_OK ? status : FAILED;
}

static int find(const smki_repository *r, const question *q, alb_time now, alb_buf *found)
{
    answer a = {.question = q, .now = now, .out = found};
    alb_status st = q->wanted == BY_SERIAL
                        ? r->by_serial(r->ctx, alb_span_of(q->serial, q->serial_len), write_certificate, &a)
                        : r->by_entity(r->ctx, q->entity, write_certificate, &a);
    if (st != ALB_OK || found->st != ALB_OK) {
        return FAILED;
    }
    return a.count > 0 ? OK : NONE_FOUND;
}

int smki_repository_answer(const smki_repository *repository, xml_context *xml, const char *path,
                           const char *query, alb_span body, alb_time now, alb_buf *out)
{
    question q = {.retrieve = strcmp(path, SMKI_REPOSITORY_RETRIEVE) == 0};
    alb_buf found;
    alb_buf_init(&found, out->max);
    int status = !q.retrieve && strcmp(path, SMKI_REPOSITORY_SEARCH) != 0      ? NO_SUCH_PATH
                 : repository->api_key && !has_key(query, repository->api_key) ? BAD_KEY
                 : !read_question(xml, body, &q)                               ? BAD_PARAMETERS
                                                                               : OK;
    if (status == OK) {
        status = find(repository, &q, now, &found);
    }
    if (status != OK) {
        alb_buf_clear(&found);
    }
    status = write_answer(&q, status, &found, out);
    alb_buf_release(&found);
    return status;
}
