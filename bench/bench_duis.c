/* The way of a request through the DCC, and each step of it alone: decode and validate, verify the XML
 * signature, transform, the whole to an authenticated command. On the shared requests where they lie beside
 * the checkout. */
#include "bench.h"

#include "base/text.h"
#include "duis/signature.h"
#include "duis/transform.h"
#include "gbcs/verify.h"

#include "raw.h"
#include "vectors.h"

#include <libxml/xmlschemas.h>

enum { MAX_REQUESTS = 512 };

typedef struct request {
    alb_span text; /* unsigned, as it is in its file */
    alb_span signed_text;
    alb_span pre_command_text; /* the signed pre-command of a critical request, in its signed request */
    duis_document document;    /* of text */
    duis_context context;
} request;

typedef struct group {
    alb_arena *files; /* what lives as long as the group */
    alb_arena *arena; /* one run's */
    request *requests;
    size_t count, next;
    smki_keystore *store;
    gbcs_keys *keys;
    xml_context *xml;
    const smki_identity *acb;
    xmlSchemaValidCtxtPtr schema;
    raw *raw;
    uint8_t out[GBCS_MAX_MESSAGE];
} group;

static const request *next_request(group *g)
{
    const request *r = &g->requests[g->next];
    g->next = g->next + 1 < g->count ? g->next + 1 : 0;
    return r;
}

/* --- raw --- */

static void run_libxml2(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        const request *r = next_request(g);
        xmlDocPtr doc =
            xmlReadMemory((const char *)r->text.ptr, (int)r->text.len, NULL, NULL, XML_PARSE_NONET);
        bench_must(doc && xmlSchemaValidateDoc(g->schema, doc) == 0, "libxml2");
        xmlFreeDoc(doc);
    }
}

/* The parser alone: what no validator on libxml2 can go below. */
static void run_libxml2_parser(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        const request *r = next_request(g);
        xmlFreeDoc(xmlReadMemory((const char *)r->text.ptr, (int)r->text.len, NULL, NULL, XML_PARSE_NONET));
    }
}

static void run_raw_verify(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_verify(g->raw, g->requests[0].text);
    }
}

static void run_raw_kdf_gmac(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_kdf_gmac(g->raw, alb_span_sub(next_request(g)->text, 0, 120));
    }
}

/* --- ours --- */

static void run_decode(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        duis_document d;
        bench_must(duis_decode(g->xml, next_request(g)->text, g->arena, &d, NULL, NULL) == ALB_OK, "decode");
        alb_arena_reset(g->arena);
    }
}

static void verify(group *g, const duis_document *d)
{
    const smki_identity *signer;
    duis_signature_fault fault;
    duis_verify_options options = {.store = g->store, .at = ALB_TIME_NONE, .pinned_self_signed = true};
    bench_must(duis_verify(gbcs_keys_crypto(g->keys), d, &options, &signer, &fault, NULL) == ALB_OK,
               "XML signature");
}

static void run_verify(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        duis_document d;
        bench_must(duis_decode(g->xml, next_request(g)->signed_text, g->arena, &d, NULL, NULL) == ALB_OK,
                   "decode");
        verify(g, &d);
        alb_arena_reset(g->arena);
    }
}

static void run_transform(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        const request *r = next_request(g);
        alb_wr w = alb_wr_init(g->out, sizeof g->out);
        bench_must(duis_transform(&r->document, &r->context, g->arena, &w, NULL) == ALB_OK, "transform");
        alb_arena_reset(g->arena);
    }
}

/* From the signed octets of a request to an authenticated command. */
static void run_path(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        const request *r = next_request(g);
        duis_document d;
        uint8_t inner[8192];
        alb_wr w = alb_wr_init(inner, sizeof inner);
        alb_wr out = alb_wr_init(g->out, sizeof g->out);
        bench_must(duis_decode(g->xml, r->signed_text, g->arena, &d, NULL, NULL) == ALB_OK, "decode");
        verify(g, &d);
        bench_must(duis_transform(&d, &r->context, g->arena, &w, NULL) == ALB_OK &&
                       duis_authenticate(g->keys, alb_wr_span(&w), g->acb, NULL, &out, NULL) == ALB_OK,
                   "transform");
        alb_arena_reset(g->arena);
    }
}

/* From the signed octets of a request that brings a signed pre-command: XML signature, GBCS signature, what
 * was asked against what was signed, MAC. */
static void run_signed_path(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        const request *r = next_request(g);
        duis_document d;
        gbcs_message m;
        gbcs_verdict verdict;
        duis_difference difference;
        uint8_t octets[8192];
        alb_wr w = alb_wr_init(octets, sizeof octets);
        alb_wr out = alb_wr_init(g->out, sizeof g->out);
        bench_must(duis_decode(g->xml, r->pre_command_text, g->arena, &d, NULL, NULL) == ALB_OK, "decode");
        verify(g, &d);
        bench_must(alb_base64_decode(duis_text(&d, d.body, "GBCSPayload"), &w) == ALB_OK &&
                       gbcs_message_parse(alb_wr_span(&w), &m, NULL) == ALB_OK &&
                       gbcs_verify(g->keys, &m, ALB_TIME_NONE, &verdict, NULL) == ALB_OK &&
                       verdict.signature == GBCS_CHECK_OK,
                   "GBCS signature");
        bench_must(duis_correlate(&r->document, &r->context, alb_wr_span(&w), g->arena, &difference, NULL) ==
                       ALB_OK,
                   "correlate");
        bench_must(duis_authenticate(g->keys, alb_wr_span(&w), g->acb, NULL, &out, NULL) == ALB_OK,
                   "authenticate");
        alb_arena_reset(g->arena);
    }
}

/* --- setting up --- */

static alb_span sign(group *g, alb_span text)
{
    duis_document d;
    alb_buf out;
    alb_span signed_text = {0};
    alb_buf_init(&out, DUIS_MAX_REQUEST);
    bench_must(duis_decode(g->xml, text, g->arena, &d, NULL, NULL) == ALB_OK, "decode");
    const smki_identity *signer =
        smki_keystore_find(g->store, d.request_id.originator, SMKI_SLOT_XML_SIGNING);
    alb_buf bare;
    alb_buf_init(&bare, DUIS_MAX_REQUEST);
    if (signer && signer->key && duis_write(&d, &bare, NULL) == ALB_OK &&
        duis_sign(gbcs_keys_crypto(g->keys), g->xml, alb_buf_span(&bare), signer, &out, NULL) == ALB_OK) {
        signed_text = alb_arena_copy(g->files, alb_buf_span(&out));
    }
    alb_buf_release(&bare);
    alb_buf_release(&out);
    alb_arena_reset(g->arena);
    return signed_text;
}

/* Those that anyone can transform without being told more than the device type: one service of each sort. */
static bool transforms(group *g, request *r)
{
    static const uint16_t devices[] = {CAT_DEVICE_ESME, CAT_DEVICE_GSME, CAT_DEVICE_CHF};
    for (size_t i = 0; i < ALB_COUNT(devices); i++) {
        alb_wr w = alb_wr_init(g->out, sizeof g->out);
        r->context = (duis_context){.device = devices[i], .elements = 1, .phases = 1, .time = ALB_TIME_2000};
        bool done = duis_transform(&r->document, &r->context, g->arena, &w, NULL) == ALB_OK;
        alb_arena_reset(g->arena);
        if (done) {
            return smki_keystore_find(g->store, r->document.request_id.target, SMKI_SLOT_KEY_AGREEMENT) !=
                   NULL;
        }
    }
    return false;
}

static alb_status take(void *ctx, const char *path, alb_err *err)
{
    group *g = ctx;
    request *r = &g->requests[g->count];
    alb_buf text;
    alb_buf_init(&text, DUIS_MAX_FIRMWARE_REQUEST);
    alb_status st = alb_file_read(path, &text, err);
    if (st == ALB_OK && text.len < 16384 && g->count < MAX_REQUESTS) {
        r->text = alb_arena_copy(g->files, alb_buf_span(&text));
        r->signed_text = sign(g, r->text);
        if (r->signed_text.ptr &&
            duis_decode(g->xml, r->text, g->files, &r->document, NULL, NULL) == ALB_OK && r->document.srv) {
            g->count++;
        }
    }
    alb_buf_release(&text);
    return st;
}

/* A User's second request for a critical service. */
static alb_span pre_command_request(group *g, const request *r)
{
    uint8_t pre_command[GBCS_MAX_MESSAGE];
    alb_wr w = alb_wr_init(pre_command, sizeof pre_command), out = alb_wr_init(g->out, sizeof g->out);
    const duis_request_id *id = &r->document.request_id;
    const smki_identity *user = smki_keystore_find(g->store, id->originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    alb_span text = {0};
    if (user && user->key && duis_transform(&r->document, &r->context, g->arena, &w, NULL) == ALB_OK &&
        gbcs_sign(gbcs_keys_crypto(g->keys), user->key, alb_wr_span(&w), &out, NULL) == ALB_OK) {
        alb_buf xml;
        char name[64];
        alb_wr id_text = alb_wr_init(name, sizeof name),
               base64 = alb_wr_init(pre_command, sizeof pre_command);
        duis_request_id_text(id, &id_text);
        alb_wr_base64(&base64, alb_wr_span(&out));
        alb_buf_init(&xml, DUIS_MAX_REQUEST);
        alb_buf_printf(
            &xml,
            "<sr:Request xmlns:sr=\"" CAT_NS_DUIS "\" schemaVersion=\"5.4\"><sr:Header>"
            "<sr:RequestID>%.*s</sr:RequestID><sr:CommandVariant>5</sr:CommandVariant>"
            "<sr:ServiceReference>%s</sr:ServiceReference><sr:ServiceReferenceVariant>%s"
            "</sr:ServiceReferenceVariant></sr:Header><sr:Body><sr:SignedPreCommand><sr:GBCSPayload>"
            "%.*s</sr:GBCSPayload></sr:SignedPreCommand></sr:Body></sr:Request>",
            (int)id_text.pos, name, r->document.srv->reference, r->document.srv->srv, (int)base64.pos,
            (const char *)pre_command);
        alb_arena_reset(g->arena);
        text = sign(g, alb_buf_span(&xml));
        alb_buf_release(&xml);
    }
    return text;
}

static void keep(group *g, bool critical)
{
    size_t kept = 0;
    for (size_t i = 0; i < g->count; i++) {
        if (transforms(g, &g->requests[i]) && g->requests[i].document.srv->critical == critical) {
            g->requests[kept++] = g->requests[i];
        }
    }
    g->count = 0;
    for (size_t i = 0; i < kept; i++) {
        request *r = &g->requests[i];
        r->pre_command_text = critical ? pre_command_request(g, r) : (alb_span){0};
        if (!critical || r->pre_command_text.ptr) {
            g->requests[g->count++] = *r;
        }
    }
    g->next = 0;
    bench_must(g->count > 0, "requests to transform");
    raw_sign(g->raw, g->requests[0].text);
}

void bench_duis(bench *b)
{
    static group g;
    g.files = alb_arena_new(256 << 20);
    g.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT * 4);
    const char *requests = vectors_path(g.files, "duis");
    const char *keystore = vectors_path(g.files, "keystore");
    const char *schema = vectors_path(g.files, "xsd/duis-5.4.xsd");
    if (!requests || !keystore || !schema) {
        bench_note("duis: the shared requests are not beside this checkout");
        alb_arena_free(g.arena);
        alb_arena_free(g.files);
        return;
    }
    g.raw = raw_new();
    g.xml = xml_context_new();
    g.store = smki_keystore_new();
    g.requests = alb_arena_array(g.files, MAX_REQUESTS, sizeof *g.requests);
    bench_must(smki_keystore_load(g.store, keystore, NULL) == ALB_OK, "keys");
    g.keys = gbcs_keys_new(g.store, 0);
    g.acb = smki_keystore_find(g.store, alb_eui64_of(0x90b3d51f30000002), SMKI_SLOT_KEY_AGREEMENT);
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(schema);
    xmlSchemaPtr compiled = xmlSchemaParse(parser);
    g.schema = xmlSchemaNewValidCtxt(compiled);
    bench_must(g.schema && g.acb && alb_file_walk(requests, take, &g, NULL) == ALB_OK && g.count > 0,
               "requests");
    raw_sign(g.raw, g.requests[0].text);
    bench_case_run(b, &(bench_case){"duis decode and validate", run_decode, "libxml2 parse + validate",
                                    run_libxml2, &g, 1.5});
    bench_case_run(b, &(bench_case){"duis decode and validate (2)", run_decode, "libxml2 parse alone",
                                    run_libxml2_parser, &g, 0});
    bench_case_run(b, &(bench_case){"duis decode and verify the XML signature", run_verify, "SHA-256 + ECDSA",
                                    run_raw_verify, &g, 0.55});
    request *all = g.requests;
    size_t n_all = g.count;
    g.requests = alb_arena_array(g.files, n_all, sizeof *all);
    memcpy(g.requests, all, n_all * sizeof *all);
    keep(&g, false);
    bench_note("%zu non-critical requests need no context but the device type", g.count);
    bench_case_run(b,
                   &(bench_case){"duis transform", run_transform, "KDF + GMAC", run_raw_kdf_gmac, &g, 0.25});
    bench_case_run(b, &(bench_case){"duis signed request to command", run_path, "SHA-256 + ECDSA",
                                    run_raw_verify, &g, 0.5});
    g.requests = all;
    g.count = n_all;
    keep(&g, true);
    bench_note("%zu critical requests need no context but the device type", g.count);
    bench_case_run(b, &(bench_case){"duis signed pre-command to command", run_signed_path, "SHA-256 + ECDSA",
                                    run_raw_verify, &g, 0.35});
    xmlSchemaFreeValidCtxt(g.schema);
    xmlSchemaFree(compiled);
    xmlSchemaFreeParserCtxt(parser);
    gbcs_keys_free(g.keys);
    smki_keystore_free(g.store);
    xml_context_free(g.xml);
    raw_free(g.raw);
    alb_arena_free(g.arena);
    alb_arena_free(g.files);
}
