/* Status codes and the error record.
 *
 * Three kinds of failure are kept apart: alb_status says that this program could not do what was asked; an
 * answer of a device (a DLMS result, a ZCL status) is data; an answer to a User (a DUIS response code) is
 * made from both at the edge. A fallible function returns alb_status and fills the caller's alb_err, which
 * may be NULL.
 */
#ifndef ALB_BASE_STATUS_H
#define ALB_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALB_MUST_USE           __attribute__((warn_unused_result))
#define ALB_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* Append only: the numbers may be stored. */
#define ALB_STATUS_LIST(X)                                                                                   \
    X(OK, "ok")                                                                                              \
    X(TRUNCATED, "input ends inside a field")                                                                \
    X(TRAILING, "octets left after the value")                                                               \
    X(BAD_LENGTH, "length out of range")                                                                     \
    X(BAD_TAG, "unexpected tag")                                                                             \
    X(BAD_VALUE, "value not allowed")                                                                        \
    X(BAD_FORMAT, "malformed input")                                                                         \
    X(TOO_DEEP, "nested too deeply")                                                                         \
    X(TOO_LARGE, "larger than the limit")                                                                    \
    X(NO_SPACE, "output buffer full")                                                                        \
    X(NO_MEMORY, "out of memory")                                                                            \
    X(UNKNOWN, "not in the catalogue")                                                                       \
    X(NOT_FOUND, "not found")                                                                                \
    X(EXISTS, "exists already")                                                                              \
    X(NO_KEY, "key not available")                                                                           \
    X(BAD_KEY, "key or certificate not usable")                                                              \
    X(AUTH_FAILED, "authentication failed")                                                                  \
    X(REPLAYED, "counter not greater than the last")                                                         \
    X(NOT_AUTHORISED, "not authorised")                                                                      \
    X(MISMATCH, "does not match")                                                                            \
    X(UNSUPPORTED, "not supported")                                                                          \
    X(BUSY, "busy")                                                                                          \
    X(TIMEOUT, "timed out")                                                                                  \
    X(CLOSED, "closed by the other side")                                                                    \
    X(IO, "input or output failed")                                                                          \
    X(STORE, "store failed")                                                                                 \
    X(CRYPTO, "cryptographic library failed")                                                                \
    X(USAGE, "wrong usage")

typedef enum alb_status {
#define X(name, text) ALB_##name,
    ALB_STATUS_LIST(X)
#undef X
        ALB_STATUS_COUNT
} alb_status;

/* What went wrong, where, and which rule says so. Owned by the caller, usually on its stack. No secrets. */
typedef struct alb_err {
    alb_status code;
    size_t offset;    /* octet offset in the input, or line of a document */
    const char *rule; /* clause, static text: "GBCS 7.2.7" */
    char path[160];   /* field or XML path: "ECS17b/response/ImportRegister" */
    char detail[200]; /* values, for a person */
} alb_err;

/* Static text of a status; never NULL. */
const char *alb_status_text(alb_status status);
/* Static name of a status as in the list above ("TRUNCATED"). */
const char *alb_status_name(alb_status status);

/* Fills err, if it is not NULL and not filled yet. */
void alb_err_set(alb_err *err, alb_status code, const char *rule, size_t offset, const char *fmt, ...)
    ALB_PRINTF(5, 6);
/* The same as an expression with the value code, so that `return alb_fail(...)` is the whole failure path. A
 * macro, for static analysis then sees which status comes back. */
#define alb_fail(err, code, ...) (alb_err_set((err), (code), __VA_ARGS__), (alb_status)(code))

/* Puts a path element in front of err->path: called on the way up. */
void alb_err_within(alb_err *err, const char *element);

/* One line for a person: "detail (at path, offset n; rule)". Returns buf. */
const char *alb_err_text(const alb_err *err, char *buf, size_t size);

#define ALB_TRY(expr)                                                                                        \
    do {                                                                                                     \
        alb_status alb_try_status_ = (expr);                                                                 \
        if (alb_try_status_ != ALB_OK) {                                                                     \
            return alb_try_status_;                                                                          \
        }                                                                                                    \
    } while (0)

/* A broken invariant of ours: prints and aborts. Never for bad input. */
_Noreturn void alb_bug(const char *file, int line, const char *what);
#define ALB_BUG(what) alb_bug(__FILE__, __LINE__, what)

#define ALB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
