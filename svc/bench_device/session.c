#include "session.h"

#include "parties.h"

#include <stdlib.h>

enum { TIMEOUT_MS = 10000, ENVELOPE = 256, NS_PER_MS = 1000000 };

struct session {
    bench_device_options options;
    session_ear ear;
    gbcs_keys *keys;
    const smki_identity *broker, *device; /* key agreement of both */
    uint64_t counter;
    uint64_t sequence;      /* of frames sent */
    uint64_t last_received; /* of the other end's, which rise: one that comes again is not taken twice */
};

alb_status session_new(const bench_device_options *o, session_ear ear, session **out, alb_err *err)
{
    *out = NULL;
    const smki_identity *broker = parties_find(o->keys, SMKI_ROLE_ACB, SMKI_SLOT_KEY_AGREEMENT);
    const smki_identity *device = smki_keystore_find(o->keys, o->device, SMKI_SLOT_KEY_AGREEMENT);
    const smki_identity *signing = smki_keystore_find(o->keys, o->device, SMKI_SLOT_DIGITAL_SIGNATURE);
    if (!broker || !broker->key) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 6.2", 0,
                        "no key agreement key of the Access Control Broker: nothing can be sent");
    }
    if (!device || !signing || !signing->certificate) {
        char eui[ALB_EUI64_TEXT];
        return alb_fail(err, ALB_NO_KEY, "GBCS 6.2", 0, "not both certificates of the device %s",
                        alb_eui64_hex(o->device, eui));
    }
    session *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a session");
    }
    *s = (session){
        .options = *o, .ear = ear, .keys = gbcs_keys_new(o->keys, 0), .broker = broker, .device = device};
    s->options.timeout_ms = o->timeout_ms > 0 ? o->timeout_ms : TIMEOUT_MS;
    /* Above what was used before: milliseconds pass faster than commands come. */
    s->counter = (uint64_t)alb_now(o->clock);
    if (!s->keys) {
        session_free(s);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for keys");
    }
    *out = s;
    return ALB_OK;
}

void session_free(session *s)
{
    if (s) {
        gbcs_keys_free(s->keys);
        free(s);
    }
}

gbcs_keys *session_keys(const session *s)
{
    return s->keys;
}

uint64_t session_counter(session *s)
{
    return ++s->counter;
}

/* --- protection --- */

/* Non-critical commands that may be signed or MACed come from the broker with a MAC, from others signed. */
static unsigned protection_of(const cat_use_case *use_case, smki_role role)
{
    unsigned asked = use_case->command_protection;
    if (use_case->critical || asked != (CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE)) {
        return asked;
    }
    return role == SMKI_ROLE_ACB ? CAT_PROTECT_MAC : CAT_PROTECT_SIGNATURE;
}

static alb_status sign(session *s, smki_role role, alb_eui64 originator, alb_span pre_command, alb_wr *out,
                       alb_err *err)
{
    const smki_identity *signer =
        smki_keystore_find(s->options.keys, originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    signer =
        signer && signer->key ? signer : parties_find(s->options.keys, role, SMKI_SLOT_DIGITAL_SIGNATURE);
    if (!signer || !signer->key) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 6.3", 0, "no signing key of the originator");
    }
    return gbcs_sign(gbcs_keys_crypto(s->keys), signer->key, pre_command, out, err);
}

static alb_status add_mac(session *s, const gbcs_header *header, alb_span inner, alb_wr *out, alb_err *err)
{
    CRYPTO_SCRUB_SECRET crypto_secret z;
    ALB_TRY(gbcs_pair_secret(s->keys, s->broker->key, s->device->pub, &z, err));
    return gbcs_write_maced(gbcs_keys_crypto(s->keys), &z, header, inner, out);
}

alb_status session_protect(session *s, const gbcs_header *header, const cat_use_case *use_case,
                           smki_role role, alb_span content, session_flaw flaw, alb_arena *arena,
                           alb_span *out, alb_err *err)
{
    enum { BIT = 0x10 };
    size_t room = content.len + ENVELOPE;
    unsigned protection = protection_of(use_case, role);
    alb_wr grouping = alb_wr_init(alb_arena_alloc(arena, room), room);
    alb_wr inner = alb_wr_init(alb_arena_alloc(arena, room), room);
    alb_wr whole = alb_wr_init(alb_arena_alloc(arena, room), room);
    if (!grouping.buf || !inner.buf || !whole.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a command");
    }
    gbcs_write_grouping(&grouping, header, content);
    size_t content_end = grouping.pos;
    if (protection & CAT_PROTECT_SIGNATURE) {
        ALB_TRY(sign(s, role, header->originator, alb_wr_span(&grouping), &inner, err));
    } else {
        alb_wr_bytes(&inner, alb_wr_span(&grouping));
        gbcs_write_signature(&inner, (alb_span){0});
    }
    if (flaw == FLAW_SIGNATURE && inner.pos > 0) {
        inner.buf[inner.pos - 1] ^= BIT;
    }
    if (!(protection & CAT_PROTECT_MAC)) {
        alb_wr_bytes(&whole, alb_wr_span(&inner));
    } else {
        ALB_TRY(add_mac(s, header, alb_wr_span(&inner), &whole, err));
        content_end += whole.pos - GBCS_MAC - inner.pos; /* behind the MAC header */
    }
    if (flaw == FLAW_MAC && whole.pos > 0) {
        whole.buf[whole.pos - 1] ^= BIT;
    } else if (flaw == FLAW_BIT && content_end > 0) {
        whole.buf[content_end - 1] ^= BIT;
    }
    *out = alb_wr_span(&whole);
    return whole.st == ALB_OK ? ALB_OK : alb_fail(err, whole.st, "GBCS 7.2", 0, "no room for the command");
}

/* --- frames --- */

static int left_of(int64_t deadline)
{
    int64_t left = (deadline - alb_monotonic_ns()) / NS_PER_MS;
    return left > 0 ? (int)left : 0;
}

static int64_t deadline_of(const session *s, int wait_ms)
{
    return alb_monotonic_ns() + (int64_t)(wait_ms < 0 ? s->options.timeout_ms : wait_ms) * NS_PER_MS;
}

/* A message of a device is accepted whatever it is: it must not come again. True: it is of our device, and
 * new. */
static bool take(session *s, const link_frame *frame, gbcs_message *m)
{
    link_frame accepted = {.type = LINK_ACCEPTED, .sequence = frame->sequence};
    alb_status ignored = link_send(s->options.link, &accepted, NULL);
    (void)ignored;
    bool is_new = frame->sequence > s->last_received;
    s->last_received = is_new ? frame->sequence : s->last_received;
    return is_new && gbcs_message_parse(frame->message, m, NULL) == ALB_OK &&
           alb_eui64_equal(m->header.originator, s->options.device);
}

static void tell(const session *s, const gbcs_message *m)
{
    if (s->ear.heard) {
        s->ear.heard(s->ear.ctx, m);
    }
}

/* One frame within the exchange. */
static alb_status take_frame(session *s, const link_frame *frame, uint64_t counter, alb_arena *arena,
                             session_result *out, alb_err *err)
{
    gbcs_message m;
    bool ours = frame->sequence == s->sequence;
    if (frame->type == LINK_DELIVERED && ours) {
        out->delivered = true;
    } else if (frame->type == LINK_FAILED && ours) {
        out->reason = frame->reason;
    } else if (frame->type == LINK_RECEIVED && take(s, frame, &m)) {
        if (!out->answered && m.header.cra == GBCS_RESPONSE && m.header.counter == counter) {
            out->answered = true;
            return gbcs_message_parse(alb_arena_copy(arena, frame->message), &out->answer, err);
        }
        tell(s, &m);
    }
    return ALB_OK;
}

/* Until both the hub and the device have answered, or the time is over. */
static alb_status listen_for(session *s, uint64_t counter, int64_t deadline, alb_arena *arena,
                             session_result *out, alb_err *err)
{
    while (out->reason == 0 && !(out->delivered && out->answered)) {
        link_frame frame;
        alb_status st = link_receive(s->options.link, left_of(deadline), &frame, err);
        if (st != ALB_OK) {
            return st == ALB_TIMEOUT ? ALB_OK : st;
        }
        ALB_TRY(take_frame(s, &frame, counter, arena, out, err));
    }
    return ALB_OK;
}

alb_status session_exchange(session *s, alb_span message, uint64_t counter, int wait_ms, alb_arena *arena,
                            session_result *out, alb_err *err)
{
    link_frame frame = {
        .type = LINK_SEND, .hub = s->options.hub, .sequence = ++s->sequence, .message = message};
    *out = (session_result){.delivered = false};
    ALB_TRY(link_send(s->options.link, &frame, err));
    return listen_for(s, counter, deadline_of(s, wait_ms), arena, out, err);
}

alb_status session_listen(session *s, int wait_ms, alb_err *err)
{
    session_result nothing = {.delivered = false};
    return listen_for(s, 0, deadline_of(s, wait_ms), NULL, &nothing, err);
}
