/* Talking to the device: protected commands out, answers and alerts in. */
#ifndef BENCH_DEVICE_SESSION_H
#define BENCH_DEVICE_SESSION_H

#include "bench_device/bench_device.h"

#include "base/arena.h"
#include "gbcs/verify.h"

typedef struct session session;

/* Heard beside the answer that is waited for: alerts, and answers that nobody waits for any more. */
typedef struct session_ear {
    void (*heard)(void *ctx, const gbcs_message *m);
    void *ctx;
} session_ear;

ALB_MUST_USE alb_status session_new(const bench_device_options *options, session_ear ear, session **out,
                                    alb_err *err);
void session_free(session *s);
gbcs_keys *session_keys(const session *s);
/* Greater than every one before. */
uint64_t session_counter(session *s);

/* What is wrong with a command on purpose. */
typedef enum session_flaw {
    FLAW_NONE,
    FLAW_MAC,       /* a bit of the MAC is turned */
    FLAW_SIGNATURE, /* a bit of the signature is turned, the MAC is good */
    FLAW_BIT        /* a bit of the content is turned after all was protected */
} session_flaw;

/* The command with that content, as its use case protects it. Octets in arena. */
ALB_MUST_USE alb_status session_protect(session *s, const gbcs_header *header, const cat_use_case *use_case,
                                        smki_role role, alb_span content, session_flaw flaw, alb_arena *arena,
                                        alb_span *out, alb_err *err);

/* What became of a command. */
typedef struct session_result {
    bool delivered;
    uint8_t reason; /* why it could not be delivered (net/link.h); 0 */
    bool answered;
    gbcs_message answer; /* in the arena */
} session_result;

/* Hands the message to the hub and waits for the answer under that counter, at most wait_ms, which -1 takes
 * from the options. CLOSED; a device that says nothing is a result. */
ALB_MUST_USE alb_status session_exchange(session *s, alb_span message, uint64_t counter, int wait_ms,
                                         alb_arena *arena, session_result *out, alb_err *err);
/* Hears what comes within that time. */
ALB_MUST_USE alb_status session_listen(session *s, int wait_ms, alb_err *err);

#endif
