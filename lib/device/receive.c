/* What a device does with a message: the checks in their order, then execution and answer (GBCS 6.4, 7;
 * gbcs-messages.md 4.3; devices.md 2.3). */
#include "auxiliary.h"
#include "body.h"
#include "clock.h"
#include "credentials.h"

#include "date_time.h"
#include "due.h"
#include "esme_device.h"
#include "gas_device.h"
#include "gbcs/content.h"
#include "gbcs/opener.h"
#include "ppmid.h"

/* Events of refused commands. */
enum {
    NOT_REFUSED = 0,
    EVENT_BAD_CONTENT = 0x8f1e,
    EVENT_NO_AUTHORITY = 0x8f30,
    EVENT_NOT_AUTHENTIC = 0x8f3d,
    EVENT_UNAUTHORISED = 0x8f3e,
    EVENT_MANY_REFUSED = 0x8f60,
    EVENT_NOT_SUPPORTED = 0x8f85
};

/* After so many refusals in an hour no more alerts are sent, so that nobody can make a meter flood its
 * parties (devices.md 16.7). */
enum { REFUSALS_AN_HOUR = 10 };

/* A year of half hours is a large tree. */
enum { MESSAGE_LIMIT = 32 * 1024 * 1024 };

typedef struct reception {
    voice voice;
    gbcs_message message;
    smki_role role;   /* in which the originator sends this */
    partner *partner; /* that is it, instead: another device of the home; NULL: it is none */
    anchor of_partner;
    gbcs_execution_counters executed; /* as they stand once the command is accepted */
    cat_tree content;
} reception;

static const anchor *originator_of(const reception *r)
{
    return r->partner ? &r->of_partner : &r->voice.device->anchors.of[r->role];
}

/* --- the checks; each gives the event of its refusal --- */

static uint16_t check_command(reception *r)
{
    return r->message.header.cra == GBCS_COMMAND ? NOT_REFUSED : EVENT_BAD_CONTENT;
}

static uint16_t check_use_case(reception *r)
{
    const cat_use_case *use_case = r->message.use_case;
    bool known =
        use_case && (use_case->devices & r->voice.device->type) != 0 && use_case->command_protection != 0;
    return known ? NOT_REFUSED : EVENT_BAD_CONTENT;
}

/* Does the content bring the key that shows who authorises it, instead of a cell? */
static bool is_by_contingency(const gbcs_message *m)
{
    const cat_replacement_mode *mode = cat_replacement_mode_of(m->header.message_code);
    return mode && mode->by_contingency;
}

/* A PPMID and a gas meter know each other by the certificates that they were joined with (GBCS 13.7.4;
 * devices.md 12.1). */
static uint16_t check_partner(reception *r)
{
    r->partner = partners_find(&r->voice.device->partners, r->message.header.originator);
    if (!r->partner || r->partner->method != JOIN_C || !r->partner->agreement) {
        return EVENT_NO_AUTHORITY;
    }
    r->of_partner = (anchor){.agreement = r->partner->agreement};
    return NOT_REFUSED;
}

static uint16_t check_authority(reception *r)
{
    if (r->message.use_case->roles == CAT_ROLE_DEVICE) {
        return check_partner(r);
    }
    if (is_by_contingency(&r->message)) {
        r->role = SMKI_ROLE_ROOT;
        return NOT_REFUSED;
    }
    r->role = anchors_role_of(&r->voice.device->anchors, r->message.header.originator, r->message.use_case);
    return r->role == SMKI_ROLE_NONE ? EVENT_NO_AUTHORITY : NOT_REFUSED;
}

/* Does the message carry exactly the protection that its use case asks for? Records of several variants allow
 * each of their bits: CS02a comes with either. */
static uint16_t check_protection(reception *r)
{
    const gbcs_message *m = &r->message;
    unsigned has =
        (m->form == GBCS_MACED ? CAT_PROTECT_MAC : 0U) | (m->signature.len > 0 ? CAT_PROTECT_SIGNATURE : 0U);
    unsigned asked = m->use_case->command_protection;
    bool fits = m->use_case->critical ? has == asked : has != 0 && (has & ~asked) == 0;
    return fits ? NOT_REFUSED : EVENT_NOT_AUTHENTIC;
}

/* Every command's MAC is the Access Control Broker's, whoever its originator is (gbcs-messages.md 3.3), but
 * for those that devices send each other. */
static uint16_t check_mac(reception *r)
{
    const gbcs_message *m = &r->message;
    const device *d = r->voice.device;
    const smki_certificate *maker =
        r->partner ? r->partner->agreement : d->anchors.of[SMKI_ROLE_ACB].agreement;
    if (m->form != GBCS_MACED) {
        return NOT_REFUSED;
    }
    return voice_recognises(&r->voice, m, maker) ? NOT_REFUSED : EVENT_NOT_AUTHENTIC;
}

static uint16_t check_signature(reception *r)
{
    const gbcs_message *m = &r->message;
    const smki_certificate *signer = originator_of(r)->signing;
    crypto_pub *contingency = NULL;
    if (m->signature.len == 0) {
        return NOT_REFUSED;
    }
    const crypto_pub *key = signer ? smki_certificate_public(signer) : NULL;
    if (is_by_contingency(m)) {
        contingency = credentials_contingency_key(signer, m, r->voice.arena);
        key = contingency;
    }
    bool matches = key && crypto_verify(gbcs_keys_crypto(r->voice.keys), key, m->signed_part,
                                        m->signature.ptr) == ALB_OK;
    crypto_pub_free(contingency);
    return matches ? NOT_REFUSED : EVENT_NOT_AUTHENTIC;
}

/* On a copy: the counters change with the acceptance of the whole command. */
static uint16_t check_replay(reception *r)
{
    if (r->partner) {
        r->executed = r->voice.device->executed;
        return r->message.header.counter > r->partner->counter ? NOT_REFUSED : EVENT_UNAUTHORISED;
    }
    r->executed = r->voice.device->executed;
    alb_status st =
        gbcs_replay_accept(&r->executed, r->message.use_case, r->role, r->message.header.counter, NULL);
    return st == ALB_OK ? NOT_REFUSED : EVENT_UNAUTHORISED;
}

static uint16_t check_content(reception *r)
{
    cat_tree_init(&r->content, r->voice.arena, 0);
    alb_status st = gbcs_content_decode(&r->message, NULL, &r->content, NULL);
    return st == ALB_OK ? NOT_REFUSED : EVENT_BAD_CONTENT;
}

static execution execution_of(const reception *r, alb_time now)
{
    return (execution){.device = r->voice.device,
                       .keys = r->voice.keys,
                       .message = &r->message,
                       .role = r->role,
                       .arena = r->voice.arena,
                       .now = now,
                       .received = now,
                       .command = &r->content};
}

/* Contents in ASN.1 say by themselves who authorises them. */
static uint16_t check_body(reception *r)
{
    execution x = execution_of(r, device_now(r->voice.device));
    return r->message.use_case->format == CAT_FORMAT_ASN1 ? body_refuses(&x) : NOT_REFUSED;
}

static uint16_t examine(reception *r)
{
    static uint16_t (*const checks[])(reception *) = {check_command,    check_use_case, check_authority,
                                                      check_protection, check_mac,      check_signature,
                                                      check_replay,     check_content,  check_body};
    for (size_t i = 0; i < ALB_COUNT(checks); i++) {
        uint16_t refused = checks[i](r);
        if (refused != NOT_REFUSED) {
            return refused;
        }
    }
    return NOT_REFUSED;
}

/* Nothing changes but the security log; the parties are told, within reason. */
static void refuse(const voice *v, uint16_t event)
{
    device *d = v->device;
    alb_time now = device_now(d);
    if (now < d->refusals_since || now >= d->refusals_since + ALB_HOURS(1)) {
        d->refusals_since = now;
        d->refusals = 0;
    }
    event_entry entry = {.time = alb_time_to_2000(now), .code = event};
    event_log_add(&d->security, entry);
    d->refusals++;
    if (d->refusals <= REFUSALS_AN_HOUR) {
        alert_send(v, event, now, NULL);
    } else if (d->refusals == REFUSALS_AN_HOUR + 1) {
        entry.code = EVENT_MANY_REFUSED;
        event_log_add(&d->security, entry);
    }
}

/* --- answer --- */

static bool answers_with_signature(const gbcs_message *m)
{
    uint8_t protection = m->use_case->response_protection;
    if (protection == (CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE)) {
        return m->signature.len > 0; /* in the form it was asked */
    }
    return protection == CAT_PROTECT_SIGNATURE;
}

/* Reads leave no trace; what changes the device does (devices.md 2.3). */
static bool changes_something(const cat_use_case *use_case)
{
    return use_case->critical || use_case->replay_protected == CAT_YES;
}

/* In answers to reads of gas: whose time it is, and whether it can be relied on (devices.md 2.2). */
static uint8_t time_status(const reception *r)
{
    enum { NOT_SPECIFIED = 0xff, OF_PROXY = 0, UNRELIABLE = 2, OF_METER = 4 };
    const device *d = r->voice.device;
    if (r->message.use_case->format != CAT_FORMAT_GBZ || changes_something(r->message.use_case)) {
        return NOT_SPECIFIED;
    }
    if (!clock_is_reliable(d)) {
        return UNRELIABLE;
    }
    return d->type == CAT_DEVICE_GPF ? OF_PROXY : OF_METER;
}

static gbcs_header response_header(const reception *r, alb_time now, uint8_t date_time[static DATE_TIME])
{
    const gbcs_header *command = &r->message.header;
    gbcs_header h = *command;
    h.cra = GBCS_RESPONSE;
    h.originator = command->target;
    h.target = command->originator;
    h.certificate = (alb_span){0};
    /* A fresh counter keeps the key of encryption from being used twice when a User repeats its own. */
    if (command->certificate.len > 0) {
        h.has_supplementary_originator_counter = true;
        h.supplementary_originator_counter = device_next_counter(r->voice.device);
    }
    if (r->message.use_case->response_date_time) {
        date_time_write(now, date_time);
        date_time[DATE_TIME - 1] = time_status(r);
        h.date_time = alb_span_of(date_time, DATE_TIME);
    }
    return h;
}

/* The key of encrypted parts: of the User behind the ACB where its certificate came along, else of the
 * originator (gbcs-messages.md 3.5). */
static alb_status find_cipher(const reception *r, const gbcs_header *response, gbcs_cipher *out)
{
    const voice *v = &r->voice;
    const smki_certificate *reader = originator_of(r)->agreement;
    smki_certificate *enclosed = NULL;
    if (r->message.header.certificate.len > 0) {
        ALB_TRY(smki_certificate_parse(r->message.header.certificate, &enclosed, NULL));
        reader = enclosed;
    }
    CRYPTO_SCRUB_SECRET crypto_secret z;
    alb_status st = ALB_NO_KEY;
    if (reader) {
        st = device_secret(v->device, v->keys, reader, &z, NULL);
    }
    if (st == ALB_OK) {
        gbcs_cipher_init(gbcs_keys_crypto(v->keys), &z, response, out);
    }
    smki_certificate_free(enclosed);
    return st;
}

static alb_status encode(const reception *r, const gbcs_header *header, const cat_tree *answer, alb_wr *out)
{
    const cat_use_case *use_case = r->message.use_case;
    if (!use_case->sensitive) {
        return gbcs_content_encode(use_case, header, answer, NULL, out, NULL);
    }
    gbcs_cipher cipher;
    ALB_TRY(find_cipher(r, header, &cipher));
    gbcs_sealing sealing;
    gbcs_sealer sealer = gbcs_sealing_init(&sealing, gbcs_keys_crypto(r->voice.keys), &cipher);
    alb_status st = gbcs_content_encode(use_case, header, answer, &sealer, out, NULL);
    gbcs_cipher_release(&cipher);
    return st;
}

static alb_status respond(const reception *r, const gbcs_header *header, const cat_tree *answer)
{
    alb_wr content = alb_wr_init(alb_arena_raw(r->voice.arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    if (!content.buf) {
        return ALB_NO_MEMORY;
    }
    ALB_TRY(encode(r, header, answer, &content));
    return voice_send(&r->voice, header, alb_wr_span(&content),
                      answers_with_signature(&r->message) ? VOICE_SIGNATURE : VOICE_MAC,
                      originator_of(r)->agreement, NULL);
}

static void log_execution(device *d, const gbcs_message *m, bool done, alb_time now)
{
    if (changes_something(m->use_case)) {
        event_outcome(d, m->header.message_code, done, now);
    }
}

/* What the device answers goes out as it was ordered to. */
static void answer_under_fault(void *ctx, alb_eui64 from, alb_span message)
{
    const voice *v = ctx;
    faults_answer(&v->device->faults, from, message, device_now(v->device), v->sink);
}

static bool run(execution *x)
{
    switch (x->message->use_case->format) {
    case CAT_FORMAT_ASN1:
        return body_run(x);
    case CAT_FORMAT_GBZ:
        return gas_execution_run(x);
    case CAT_FORMAT_DLMS:
    case CAT_FORMAT_DEVICE:
    default:
        return execution_run(x);
    }
}

static void carry_out(reception *r)
{
    device *d = r->voice.device;
    voice plain = r->voice;
    device_sink ordered = {.send = answer_under_fault, .ctx = &plain};
    alb_time now = device_now(d);
    uint8_t date_time[DATE_TIME];
    d->executed = r->executed;
    if (r->partner) {
        r->partner->counter = r->message.header.counter;
    }
    gbcs_header header = response_header(r, now, date_time);
    execution x = execution_of(r, now);
    bool built = run(&x);
    now = device_now(d); /* it may have been set */
    r->voice.sink = &ordered;
    bool answered = built && respond(r, &header, &x.answer) == ALB_OK;
    r->voice.sink = plain.sink;
    device_take_keys(d);
    log_execution(d, &r->message, answered && x.failed == ACCESS_SUCCESS, now);
    for (size_t i = 0; i < x.n_events; i++) {
        alert_raise(&r->voice, x.events[i], now, NULL);
    }
    auxiliary_work(&r->voice, now);
    esme_tell(&r->voice);
}

/* A SAPC tells who sent a command that it does not know; others find it bad content (devices.md 2.3). */
static bool is_unsupported(reception *r)
{
    const device *d = r->voice.device;
    return d->type == CAT_DEVICE_SAPC && check_command(r) == NOT_REFUSED &&
           check_use_case(r) != NOT_REFUSED && r->message.form == GBCS_MACED && check_mac(r) == NOT_REFUSED &&
           anchors_know(&d->anchors, r->message.header.originator);
}

static void tell_unsupported(const reception *r)
{
    enum { CODE_NOT_SUPPORTED = 0x0120, COMMAND = 2 + 8 };
    const gbcs_header *h = &r->message.header;
    alb_time now = device_now(r->voice.device);
    uint8_t octets[COMMAND];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    leaves body;
    leaves_init(&body, r->voice.arena);
    alb_wr_be16(&w, h->message_code);
    alb_wr_be64(&w, h->counter);
    leaves_octets(&body, ALB_SPAN_OF(octets));
    alert_send_about(&r->voice, h, CODE_NOT_SUPPORTED, EVENT_NOT_SUPPORTED, now, &body);
}

static void take(reception *r)
{
    if (is_unsupported(r)) {
        tell_unsupported(r);
        return;
    }
    uint16_t refused = examine(r);
    if (refused == NOT_REFUSED) {
        carry_out(r);
    } else {
        refuse(&r->voice, refused);
    }
}

void device_receive(device *d, gbcs_keys *keys, alb_span message, const device_sink *sink)
{
    if (d->outage_since != ALB_TIME_NONE) {
        return;
    }
    alb_arena *arena = alb_arena_new(MESSAGE_LIMIT);
    if (!arena) {
        return;
    }
    reception r = {.voice = {.device = d, .keys = keys, .sink = sink, .arena = arena}};
    /* What was due before the message came is in force for it. */
    activate_due_commands(&r.voice, device_now(d));
    if (gbcs_message_parse(message, &r.message, NULL) != ALB_OK) {
        refuse(&r.voice, EVENT_BAD_CONTENT);
    } else if (!alb_eui64_equal(r.message.header.target, d->id)) {
        /* for somebody else: dropped without a trace */
    } else if (d->type == CAT_DEVICE_PPMID && r.message.header.cra == GBCS_RESPONSE) {
        ppmid_hear(&r.voice, &r.message);
    } else {
        take(&r);
    }
    alb_arena_free(arena);
}
