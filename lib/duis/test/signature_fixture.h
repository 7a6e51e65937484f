/* A small key infrastructure of our own, and documents to sign with it. */
#ifndef SIGNATURE_FIXTURE_H
#define SIGNATURE_FIXTURE_H

#include "duis/signature.h"
#include "smki/crl.h"

#include <stdlib.h>

typedef struct signature_fixture {
    crypto_ctx *crypto;
    xml_context *xml;
    smki_keystore *store;
    smki_authority *issuer;
    alb_time now;
    alb_eui64 user_entity, dcc_entity;
    const smki_identity *user, *dcc, *ordinary, *agreement;
} signature_fixture;

#define FIXTURE_REQUEST                                                                                      \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sr:Request "                                                 \
    "xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" "                                         \
    "xmlns:unused=\"urn:unused\" schemaVersion=\"5.4\"><sr:Header><sr:RequestID>a&amp;b &gt;</sr:RequestID>" \
    "</sr:Header><sr:Body><sr:ReadInventory><sr:DeviceID xmlns=\"urn:x\">00-DB</sr:DeviceID>"                \
    "</sr:ReadInventory></sr:Body></sr:Request>"
#define FIXTURE_RESPONSE                                                                                     \
    "<sr:Response xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\"\n schemaVersion='5.4'>\n  "  \
    "<sr:Header/>\n<!-- c -->  <?i d?>\n</sr:Response >\n"

static inline const smki_identity *fixture_issue(signature_fixture *f, smki_authority *issuer,
                                                 const smki_subject *subject, smki_slot slot)
{
    crypto_key *key = NULL;
    smki_certificate *certificate = NULL;
    smki_subject s = *subject;
    s.not_before = s.not_after = ALB_TIME_NONE;
    if (crypto_key_generate(&key, NULL) != ALB_OK) {
        return NULL;
    }
    s.public_key = crypto_key_public(key);
    bool ok = smki_authority_issue(f->crypto, issuer, &s, f->now, &certificate, NULL) == ALB_OK &&
              smki_keystore_add(f->store, certificate, key, NULL, NULL) == ALB_OK;
    crypto_key_free(key);
    smki_certificate_free(certificate);
    return ok ? smki_keystore_find(f->store, s.entity, slot) : NULL;
}

static inline bool fixture_issue_all(signature_fixture *f, smki_authority *issuer)
{
    f->user = fixture_issue(f, issuer,
                            &(smki_subject){.profile = "xml-signing-user",
                                            .entity = f->user_entity,
                                            .role = SMKI_ROLE_XML_SIGNING_USER,
                                            .usage = SMKI_USAGE_DIGITAL_SIGNATURE},
                            SMKI_SLOT_XML_SIGNING);
    f->dcc = fixture_issue(f, issuer,
                           &(smki_subject){.profile = "xml-signing-dcc",
                                           .entity = f->dcc_entity,
                                           .role = SMKI_ROLE_XML_SIGNING_DCC,
                                           .usage = SMKI_USAGE_DIGITAL_SIGNATURE},
                           SMKI_SLOT_XML_SIGNING);
    smki_subject supplier = {.profile = "organisation",
                             .entity = f->user_entity,
                             .role = SMKI_ROLE_SUPPLIER,
                             .usage = SMKI_USAGE_DIGITAL_SIGNATURE};
    f->ordinary = fixture_issue(f, issuer, &supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    supplier.usage = SMKI_USAGE_KEY_AGREEMENT;
    f->agreement = fixture_issue(f, issuer, &supplier, SMKI_SLOT_KEY_AGREEMENT);
    return f->user && f->dcc && f->ordinary && f->agreement;
}

static inline void fixture_free(signature_fixture *f)
{
    smki_keystore_free(f->store);
    smki_authority_free(f->issuer);
    xml_context_free(f->xml);
    crypto_ctx_free(f->crypto);
    free(f);
}

static inline signature_fixture *fixture_new(void)
{
    signature_fixture *f = calloc(1, sizeof *f);
    smki_authority *root = NULL;
    crypto_key *keys[2] = {0};
    if (!f) {
        return NULL;
    }
    f->crypto = crypto_ctx_new();
    f->xml = xml_context_new();
    f->store = smki_keystore_new();
    f->user_entity = alb_eui64_of(0x1122334455660001);
    f->dcc_entity = alb_eui64_of(0x1122334455660002);
    bool ok = f->crypto && f->xml && f->store && alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &f->now) &&
              crypto_key_generate(&keys[0], NULL) == ALB_OK &&
              crypto_key_generate(&keys[1], NULL) == ALB_OK &&
              smki_authority_create_root(f->crypto, "organisation-root", "R", keys[0], f->now, &root, NULL) ==
                  ALB_OK &&
              smki_authority_create_issuing(f->crypto, root, "organisation-issuing", "I", keys[1], f->now,
                                            &f->issuer, NULL) == ALB_OK &&
              fixture_issue_all(f, f->issuer);
    smki_authority_free(root);
    crypto_key_free(keys[0]);
    crypto_key_free(keys[1]);
    if (!ok) {
        fixture_free(f);
        f = NULL;
    }
    return f;
}

/* What duis_verify says of a text; *text_status says whether it is XML at all. */
static inline duis_signature_fault fixture_verdict(const signature_fixture *f, alb_span text,
                                                   const duis_verify_options *options,
                                                   alb_status *text_status)
{
    static const xml_limits limits = {.max_octets = 1 << 20, .max_depth = 40, .max_nodes = 10000};
    duis_document doc = {.has_request_id = !options->response};
    const smki_identity *signer;
    duis_signature_fault fault = DUIS_SIGNATURE_ABSENT;
    doc.request_id.originator = f->user_entity;
    *text_status = xml_parse(f->xml, text, &limits, &doc.xml, NULL);
    if (*text_status == ALB_OK) {
        alb_status st = duis_verify(f->crypto, &doc, options, &signer, &fault, NULL);
        if ((st == ALB_OK) != (fault == DUIS_SIGNATURE_OK) || (st == ALB_OK) != (signer != NULL)) {
            abort();
        }
    }
    xml_free(doc.xml);
    return fault;
}

#endif
