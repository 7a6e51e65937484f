/* The web service of the SMKI Repository as existing clients use it (smki.md 15.5): search by EUI-64,
 * retrieve by serial number, in plain XML over HTTP POST.
 *
 * A pure function from request to answer: who listens and where the certificates are is the caller's affair.
 */
#ifndef ALB_SMKI_REPOSITORY_H
#define ALB_SMKI_REPOSITORY_H

#include "smki/keystore.h"

#include "xml/xml.h"

#define SMKI_REPOSITORY_SEARCH   "/services/certificatesearch"
#define SMKI_REPOSITORY_RETRIEVE "/services/retrievecertificate"

/* Called for each certificate that is found, in any order; the same one may come twice. */
typedef void (*smki_repository_visit)(void *ctx, const smki_certificate *c, bool revoked);

typedef struct smki_repository {
    /* Certificates of an entity, or with a serial number (magnitude). */
    alb_status (*by_entity)(void *ctx, alb_eui64 entity, smki_repository_visit visit, void *visit_ctx);
    alb_status (*by_serial)(void *ctx, alb_span serial, smki_repository_visit visit, void *visit_ctx);
    void *ctx;
    const char *api_key; /* that clients must send; NULL: any */
} smki_repository;

/* A repository over a keystore, which must not change while it is used; revoked: by the lists it holds. */
smki_repository smki_repository_of(const smki_keystore *ks);

/* Answers one POST: the body of the answer (application/xml) is added to out; returns the HTTP status: 200,
 * 401 for parameters that are not understood, 402 where nothing is found, 403 for another API key, 404 for
 * another path, 500. */
int smki_repository_answer(const smki_repository *repository, xml_context *xml, const char *path,
                           const char *query, alb_span body, alb_time now, alb_buf *out);

#endif
