/* A session with the token that a URI names. */
#ifndef ALB_CRYPTO_PKCS11_SESSION_H
#define ALB_CRYPTO_PKCS11_SESSION_H

#include "base/span.h"

#define CRYPTOKI_GNU /* names in lower case: no clash with ours */
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

typedef struct session {
    struct ck_function_list **modules; /* of p11-kit's configuration; NULL: the next one was named */
    struct ck_function_list *named;
    struct ck_function_list *module; /* that the token is behind */
    ck_session_handle_t handle;
    bool open;
} session;

/* Blanks around the text are passed over. The caller frees *out. */
ALB_MUST_USE alb_status session_parse_uri(alb_span text, P11KitUri **out, alb_err *err);
/* Finds the token, opens a session and logs in; writable: to make keys. Close it either way. */
ALB_MUST_USE alb_status session_open(session *s, P11KitUri *uri, bool writable, alb_err *err);
void session_close(session *s);
/* What the token's answer means, in its own words. */
alb_status session_fail(alb_err *err, alb_status code, const char *what, ck_rv_t rv);

#endif
