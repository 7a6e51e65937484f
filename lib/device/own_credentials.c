#include "own_credentials.h"

#include "body.h"
#include "device_internal.h"
#include "saved.h"
#include "smki/request.h"

/* CS02c, CS02d, CS02e: what they answer instead of what was asked for. */
enum {
    REQUEST_INVALID_USAGE = 1,
    REQUEST_NO_KEY_PAIR = 2,
    REQUEST_NOT_MADE = 3,

    UPDATE_DONE = 0,
    UPDATE_INVALID_CERTIFICATE = 1,
    UPDATE_WRONG_DEVICE = 2,
    UPDATE_INVALID_USAGE = 3,
    UPDATE_NO_KEY_PAIR = 4,
    UPDATE_WRONG_KEY = 5,

    READ_INVALID_USAGE = 1,
    READ_NONE_HELD = 2
};

enum { ANSWER_OCTETS = 0, ANSWER_CODE = 1 }; /* alternatives of the answers */

enum {
    EVENT_SIGNING_NOT_REPLACED = 0x8f4c,
    EVENT_SIGNING_REPLACED = 0x8f4d,
    EVENT_AGREEMENT_NOT_REPLACED = 0x8f4e,
    EVENT_AGREEMENT_REPLACED = 0x8f4f
};

static const smki_usage usages[OWN_PAIRS] = {SMKI_USAGE_DIGITAL_SIGNATURE, SMKI_USAGE_KEY_AGREEMENT};

void own_credentials_release(own_credentials *o)
{
    for (int i = 0; i < OWN_PAIRS; i++) {
        crypto_key_free(o->replaced[i]);
        crypto_key_free(o->former[i]);
        crypto_key_free(o->asked[i]);
        smki_certificate_free(o->certificates[i]);
        o->replaced[i] = o->former[i] = o->asked[i] = NULL;
        o->certificates[i] = NULL;
    }
}

const crypto_key *own_key(const own_credentials *o, int pair)
{
    return o->replaced[pair] ? o->replaced[pair] : o->made[pair];
}

void own_credentials_save(const own_credentials *o, alb_buf *out)
{
    for (int i = 0; i < OWN_PAIRS; i++) {
        key_save(o->replaced[i], out);
        key_save(o->asked[i], out);
        certificate_save(o->certificates[i], out);
    }
}

void own_credentials_restore(own_credentials *o, alb_rd *in)
{
    for (int i = 0; i < OWN_PAIRS; i++) {
        o->replaced[i] = key_restore(in);
        o->asked[i] = key_restore(in);
        o->certificates[i] = certificate_restore(in);
    }
}

/* --- the commands --- */

static int pair_of_usage(smki_usage usage)
{
    int pair = 0;
    while (pair < OWN_PAIRS && usages[pair] != usage) {
        pair++;
    }
    return pair;
}

/* The pair that the content asks for by its key usage; OWN_PAIRS: none. */
static int pair_asked(const execution *x)
{
    uint16_t usage = body_usage(x->command, cat_tree_find(x->command, 0, "KeyUsage"));
    switch (usage) {
    case CAT_KEY_USAGE_DIGITAL_SIGNATURE:
        return OWN_SIGNING;
    case CAT_KEY_USAGE_KEY_AGREEMENT:
        return OWN_AGREEMENT;
    default:
        return OWN_PAIRS;
    }
}

static bool answer_code(leaves *answer, uint64_t code)
{
    leaves_number(answer, ANSWER_CODE);
    leaves_number(answer, code);
    return false;
}

static bool answer_octets(leaves *answer, alb_span octets)
{
    leaves_number(answer, ANSWER_OCTETS);
    leaves_copy(answer, octets);
    return true;
}

/* A new key pair takes the place of one whose certificate never came. */
static bool issue_request(execution *x, leaves *answer)
{
    own_credentials *own = &x->device->own;
    int pair = pair_asked(x);
    crypto_key *key = NULL;
    if (pair == OWN_PAIRS) {
        return answer_code(answer, REQUEST_INVALID_USAGE);
    }
    if (crypto_key_generate(&key, NULL) != ALB_OK) {
        return answer_code(answer, REQUEST_NO_KEY_PAIR);
    }
    smki_subject subject = {.profile = "device",
                            .entity = x->device->id,
                            .role = SMKI_ROLE_NONE,
                            .usage = usages[pair],
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    uint8_t request[SMKI_REQUEST_MAX];
    alb_wr w = alb_wr_init(request, sizeof request);
    if (smki_request_write(gbcs_keys_crypto(x->keys), &subject, key, &w, NULL) != ALB_OK) {
        crypto_key_free(key);
        return answer_code(answer, REQUEST_NOT_MADE);
    }
    crypto_key_free(own->asked[pair]);
    own->asked[pair] = key;
    return answer_octets(answer, alb_wr_span(&w));
}

/* The answer is still signed with the key that the command found in force, since whoever checks it learns
 * from it that there is a new one. */
static uint64_t take_certificate(execution *x, smki_certificate *c, int pair)
{
    own_credentials *own = &x->device->own;
    if (!c) {
        return UPDATE_INVALID_CERTIFICATE;
    }
    if (pair == OWN_PAIRS) {
        return UPDATE_INVALID_USAGE;
    }
    if (smki_certificate_kind(c) != SMKI_KIND_DEVICE) {
        return UPDATE_INVALID_CERTIFICATE;
    }
    if (!alb_eui64_equal(smki_certificate_entity(c), x->device->id)) {
        return UPDATE_WRONG_DEVICE;
    }
    if (!own->asked[pair]) {
        return UPDATE_NO_KEY_PAIR;
    }
    if (!crypto_pub_equal(smki_certificate_public(c), crypto_key_public(own->asked[pair]))) {
        return UPDATE_WRONG_KEY;
    }
    smki_certificate_free(own->certificates[pair]);
    own->certificates[pair] = smki_certificate_ref(c);
    crypto_key_free(own->former[pair]);
    own->former[pair] = own->replaced[pair];
    own->replaced[pair] = own->asked[pair];
    own->asked[pair] = NULL;
    return UPDATE_DONE;
}

static bool update_certificate(execution *x, leaves *answer)
{
    smki_certificate *c = NULL;
    alb_status st = smki_certificate_parse(x->command->values[0].bytes, &c, NULL);
    int pair = st == ALB_OK ? pair_of_usage(smki_certificate_usage(c)) : OWN_PAIRS;
    uint64_t code = take_certificate(x, c, pair);
    bool done = code == UPDATE_DONE;
    smki_certificate_free(c);
    leaves_number(answer, code);
    if (pair == OWN_AGREEMENT) {
        execution_event(x, done ? EVENT_AGREEMENT_REPLACED : EVENT_AGREEMENT_NOT_REPLACED);
    } else {
        execution_event(x, done ? EVENT_SIGNING_REPLACED : EVENT_SIGNING_NOT_REPLACED);
    }
    return done;
}

/* The certificate that came with the device is looked for when somebody asks. */
static const smki_certificate *find_certificate(device *d, int pair)
{
    own_credentials *own = &d->own;
    if (!own->certificates[pair] && d->certificates.find) {
        const crypto_key *key = own->replaced[pair] ? own->replaced[pair] : device_key(d, pair);
        alb_status st = key ? d->certificates.find(d->certificates.ctx, d->id, usages[pair], key,
                                                   &own->certificates[pair])
                            : ALB_NO_KEY;
        return st == ALB_OK ? own->certificates[pair] : NULL;
    }
    return own->certificates[pair];
}

static bool provide_certificate(execution *x, leaves *answer)
{
    int pair = pair_asked(x);
    if (pair == OWN_PAIRS) {
        return answer_code(answer, READ_INVALID_USAGE);
    }
    const smki_certificate *c = find_certificate(x->device, pair);
    return c ? answer_octets(answer, smki_certificate_der(c)) : answer_code(answer, READ_NONE_HELD);
}

/* In place of octets, and where there is nothing but a code. */
static void fail_choice(const execution *x, uint64_t result, leaves *answer)
{
    (void)x;
    leaves_number(answer, ANSWER_CODE);
    leaves_number(answer, result);
}

static void fail_update(const execution *x, uint64_t result, leaves *answer)
{
    (void)x;
    leaves_number(answer, result);
}

static const body_use uses[] = {
    {.message_code = 0x000a, .run = issue_request, .fail = fail_choice},
    {.message_code = 0x000b, .run = update_certificate, .fail = fail_update},
    {.message_code = 0x000c, .run = provide_certificate, .fail = fail_choice},
};

const body_uses own_credentials_uses = BODY_USES(uses);
