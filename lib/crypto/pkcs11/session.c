#include "session.h"

#include "base/file.h"
#include "base/text.h"
#include "crypto/token.h"

#include <stdlib.h>

#define RULE "RFC 7512"

enum { URI_MAX = 1024, PIN_MAX = 256, SLOTS_MAX = 64 };

alb_status session_fail(alb_err *err, alb_status code, const char *what, ck_rv_t rv)
{
    return alb_fail(err, code, "PKCS #11", 0, "%s: %s", what, p11_kit_strerror(rv));
}

alb_status session_parse_uri(alb_span text, P11KitUri **out, alb_err *err)
{
    char line[URI_MAX];
    text = alb_trim(text);
    if (text.len >= sizeof line || memchr(text.ptr, '\0', text.len)) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "a URI has up to %d octets", URI_MAX - 1);
    }
    memcpy(line, text.ptr, text.len);
    line[text.len] = '\0';
    P11KitUri *uri = p11_kit_uri_new();
    int code = uri ? p11_kit_uri_parse(line, P11_KIT_URI_FOR_ANY, uri) : P11_KIT_URI_UNEXPECTED;
    const char *wrong = code != P11_KIT_URI_OK ? p11_kit_uri_message(code)
                        : p11_kit_uri_get_pin_value(uri)
                            ? "holds a PIN: give pin-source, or ALBION_PKCS11_PIN"
                        : p11_kit_uri_get_module_path(uri) || p11_kit_uri_get_module_name(uri)
                            ? "names a module: ALBION_PKCS11_MODULE does"
                        : p11_kit_uri_any_unrecognized(uri) ? "has an attribute that is not known"
                                                            : NULL;
    crypto_wipe(line, sizeof line);
    if (wrong) {
        p11_kit_uri_free(uri);
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "PKCS #11 URI: %s", wrong);
    }
    *out = uri;
    return ALB_OK;
}

/* --- the PIN --- */

/* file:PATH or a path. */
static alb_status read_pin_file(const char *source, alb_buf *out, alb_err *err)
{
    static const char scheme[] = "file:";
    const char *path = source;
    if (strncmp(source, scheme, sizeof scheme - 1) == 0) {
        path = source + sizeof scheme - 1;
        path += strncmp(path, "//", 2) == 0 ? 2 : 0;
    }
    return alb_file_read(path, out, err);
}

static alb_status log_in(session *s, P11KitUri *uri, alb_err *err)
{
    const char *source = p11_kit_uri_get_pin_source(uri);
    const char *given = getenv("ALBION_PKCS11_PIN");
    alb_buf file;
    alb_buf_init(&file, PIN_MAX);
    alb_status st = source ? read_pin_file(source, &file, err) : ALB_OK;
    alb_span pin = source ? alb_trim(alb_buf_span(&file)) : given ? alb_span_str(given) : alb_span_none();
    if (st == ALB_OK && pin.len == 0) {
        st = alb_fail(err, ALB_NOT_AUTHORISED, RULE, 0,
                      "the token wants a PIN: pin-source in the URI, or ALBION_PKCS11_PIN");
    } else if (st == ALB_OK) {
        uint8_t own[PIN_MAX]; /* the interface takes no const */
        size_t len = pin.len < sizeof own ? pin.len : sizeof own;
        memcpy(own, pin.ptr, len);
        ck_rv_t rv = s->module->C_Login(s->handle, CKU_USER, own, len);
        crypto_wipe(own, sizeof own);
        st = rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN
                 ? ALB_OK
                 : session_fail(err, ALB_NOT_AUTHORISED, "the token refuses the PIN", rv);
    }
    crypto_wipe(file.ptr, file.len);
    alb_buf_release(&file);
    return st;
}

/* --- the token --- */

static alb_status load_modules(session *s, alb_err *err)
{
    const char *path = getenv("ALBION_PKCS11_MODULE");
    if (!path || !*path) {
        s->modules = p11_kit_modules_load_and_initialize(0);
        return s->modules ? ALB_OK : alb_fail(err, ALB_IO, "PKCS #11", 0, "%s", p11_kit_message());
    }
    s->named = p11_kit_module_load(path, 0);
    ck_rv_t rv = s->named ? p11_kit_module_initialize(s->named) : CKR_GENERAL_ERROR;
    if (rv != CKR_OK) {
        alb_status st = s->named ? session_fail(err, ALB_IO, path, rv)
                                 : alb_fail(err, ALB_IO, "PKCS #11", 0, "%s: %s", path, p11_kit_message());
        if (s->named) {
            p11_kit_module_release(s->named);
            s->named = NULL;
        }
        return st;
    }
    return ALB_OK;
}

/* Slots of a module that hold a token of that description; how many there are is added to *found. */
static void match_slots(session *s, struct ck_function_list *module, P11KitUri *uri, ck_slot_id_t *slot,
                        unsigned long *flags, size_t *found)
{
    ck_slot_id_t slots[SLOTS_MAX];
    unsigned long n = SLOTS_MAX;
    if (module->C_GetSlotList(true, slots, &n) != CKR_OK) {
        return;
    }
    for (unsigned long i = 0; i < n; i++) {
        struct ck_token_info info;
        if (module->C_GetTokenInfo(slots[i], &info) == CKR_OK && p11_kit_uri_match_token_info(uri, &info)) {
            *slot = slots[i];
            *flags = info.flags;
            s->module = module;
            (*found)++;
        }
    }
}

alb_status session_open(session *s, P11KitUri *uri, bool writable, alb_err *err)
{
    ck_slot_id_t slot = 0;
    unsigned long token_flags = 0;
    size_t found = 0;
    *s = (session){.open = false};
    ALB_TRY(load_modules(s, err));
    if (s->named) {
        match_slots(s, s->named, uri, &slot, &token_flags, &found);
    }
    for (size_t i = 0; s->modules && s->modules[i]; i++) {
        match_slots(s, s->modules[i], uri, &slot, &token_flags, &found);
    }
    if (found != 1) {
        return found == 0 ? alb_fail(err, ALB_NOT_FOUND, RULE, 0, "no token is as the URI says")
                          : alb_fail(err, ALB_BAD_VALUE, RULE, 0, "%zu tokens are as the URI says", found);
    }
    ck_flags_t flags = CKF_SERIAL_SESSION | (writable ? CKF_RW_SESSION : 0);
    ck_rv_t rv = s->module->C_OpenSession(slot, flags, NULL, NULL, &s->handle);
    if (rv != CKR_OK) {
        return session_fail(err, ALB_IO, "no session with the token", rv);
    }
    s->open = true;
    return token_flags & CKF_LOGIN_REQUIRED ? log_in(s, uri, err) : ALB_OK;
}

void session_close(session *s)
{
    if (s->open) {
        (void)s->module->C_CloseSession(s->handle);
    }
    if (s->modules) {
        p11_kit_modules_finalize_and_release(s->modules);
    }
    if (s->named) {
        (void)p11_kit_module_finalize(s->named);
        p11_kit_module_release(s->named);
    }
    *s = (session){.open = false};
}
