/* The command of a request: made by the transform, originated by the User where the device knows it and by
 * the ACB where not (GBCS 4; gbcs-messages.md 1.4), protected with the ACB's MAC. */
#include "dcc_internal.h"

#include "hub_restore.h"
#include "partner.h"

#include "catalogue/use_case.h"

#include <stdio.h>

/* Remote parties that have cells on a type of device (gbcs-messages.md 14.1). */
static const struct {
    uint16_t device, roles;
} cells[] = {
    {CAT_DEVICE_ESME, CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_LOAD_CONTROLLER},
    {CAT_DEVICE_SAPC, CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_LOAD_CONTROLLER},
    {CAT_DEVICE_GSME, CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR},
    {CAT_DEVICE_GPF, CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR},
    {CAT_DEVICE_HCALCS, CAT_ROLE_SUPPLIER},
    {CAT_DEVICE_PPMID, CAT_ROLE_SUPPLIER},
};

static uint16_t cells_of(uint16_t device)
{
    for (size_t i = 0; i < ALB_COUNT(cells); i++) {
        if (cells[i].device == device) {
            return cells[i].roles;
        }
    }
    return 0;
}

static uint16_t remote_role(uint16_t user_roles)
{
    static const struct {
        uint16_t users, role;
    } roles[] = {
        {CAT_USER_IS | CAT_USER_GS, CAT_ROLE_SUPPLIER},
        {CAT_USER_ED | CAT_USER_GT, CAT_ROLE_NETWORK_OPERATOR},
        {CAT_USER_LC, CAT_ROLE_LOAD_CONTROLLER},
    };
    uint16_t found = 0;
    for (size_t i = 0; i < ALB_COUNT(roles); i++) {
        found |= user_roles & roles[i].users ? roles[i].role : 0;
    }
    return found;
}

/* The roles in which the User has a cell of the device, for a use case that takes them. */
static uint16_t cell_roles(const dcc_case *c)
{
    uint16_t role = remote_role(c->roles) & cells_of(c->device.type);
    const cat_service_request *srv = c->document.srv;
    uint16_t found = 0;
    for (size_t i = 0; i < srv->n_targets; i++) {
        const cat_target *t = &srv->targets[i];
        uint16_t devices = t->devices ? t->devices : t->use_case->devices;
        found |= devices & c->device.type ? t->use_case->roles & role : 0;
    }
    return found;
}

typedef enum holder { HOLDS_OTHER, HOLDS_USER, HOLDS_UNKNOWN } holder;

/* Whose certificates the device holds in the cells of these roles. */
static holder holds(const dcc_case *c, uint16_t roles)
{
    static const alb_eui64 nobody = {{0}};
    const alb_eui64 holders[] = {c->device.supplier, c->device.network_operator};
    static const uint16_t of[] = {CAT_ROLE_SUPPLIER, CAT_ROLE_NETWORK_OPERATOR};
    bool is_another = false;
    for (size_t i = 0; i < ALB_COUNT(holders); i++) {
        if (!(roles & of[i]) || alb_eui64_equal(holders[i], nobody)) {
            continue;
        }
        if (alb_eui64_equal(holders[i], c->document.request_id.originator)) {
            return HOLDS_USER;
        }
        is_another = true;
    }
    return is_another ? HOLDS_OTHER : HOLDS_UNKNOWN;
}

/* Does the device take the command from the broker, for a User that it does not know? A critical one bears
 * the User's own signature, whoever the device knows. */
static bool is_for_broker(const dcc_case *c)
{
    const cat_service_request *srv = c->document.srv;
    bool any = false;
    for (size_t i = 0; i < srv->n_targets; i++) {
        const cat_target *t = &srv->targets[i];
        uint16_t devices = t->devices ? t->devices : t->use_case->devices;
        any = any || (devices & c->device.type && t->use_case->roles & CAT_ROLE_ACB);
    }
    return any && !srv->critical;
}

bool dcc_is_known_party(const dcc_case *c)
{
    uint16_t roles = cell_roles(c);
    return roles != 0 && (holds(c, roles) != HOLDS_OTHER || !is_for_broker(c));
}

/* A User that has a role of a cell may still be unknown to the device: before its change of supplier, or
 * where another has the cell (a second supplier's read of a log, GBCS ECS21b). */
duis_party dcc_party_of(const dcc_case *c)
{
    if (!c->has_device) {
        return DUIS_PARTY_NOT_KNOWN;
    }
    uint16_t roles = cell_roles(c);
    if (roles == 0) {
        return DUIS_PARTY_SUPPLEMENTARY;
    }
    switch (holds(c, roles)) {
    case HOLDS_USER:
        return DUIS_PARTY_OF_DEVICE;
    case HOLDS_OTHER:
        return is_for_broker(c) ? DUIS_PARTY_SUPPLEMENTARY : DUIS_PARTY_NOT_KNOWN;
    case HOLDS_UNKNOWN:
        break;
    }
    return DUIS_PARTY_NOT_KNOWN;
}

/* What the User does not sign, and the device takes only signed, is the broker's to sign and send: CS03A2,
 * CS03C and CS04AC of 8.7.2 and 8.8.2 (gbcs-messages.md 8). */
static bool is_signed_by_broker(const dcc_case *c)
{
    const cat_service_request *srv = c->document.srv;
    for (size_t i = 0; i < srv->n_targets && !srv->critical; i++) {
        const cat_target *t = &srv->targets[i];
        uint16_t devices = t->devices ? t->devices : t->use_case->devices;
        if ((devices & c->device.type) && t->use_case->critical) {
            return true;
        }
    }
    return false;
}

/* Who sends the command for the User; NULL: the User stands in the header. */
static const smki_identity *sender_of(const dcc_case *c)
{
    if (alb_eui64_equal(c->document.request_id.originator, c->dcc->acb->entity)) {
        return NULL; /* in its own name (own_request.h) */
    }
    /* What the DCC sends by a schedule is its own, whoever it is for (duis.md 12). */
    if (c->schedule != 0) {
        return c->dcc->acb;
    }
    switch (c->document.srv->originator) {
    case CAT_ORIGINATOR_TRANSITIONAL_COS:
        return c->dcc->cos_signer;
    case CAT_ORIGINATOR_ACB:
        return c->dcc->acb;
    case CAT_ORIGINATOR_USER:
        break;
    }
    return dcc_is_known_party(c) && !is_signed_by_broker(c) ? NULL : c->dcc->acb;
}

static duis_context context_of(const dcc_case *c, int64_t sequence)
{
    const char *variant = c->device.esme_variant;
    bool is_esme = c->device.type == CAT_DEVICE_ESME;
    duis_context context = {
        .device = c->device.type,
        .elements = !is_esme                          ? 0
                    : variant && strchr(variant, 'B') ? 2
                                                      : 1,
        .phases = variant && strchr(variant, 'C') ? 3 : 1,
        .gbcs_version = c->device.gbcs_version,
        /* One bit: a User ID that has several roles acts in the one that its registration gives. */
        .user = (uint16_t)(c->roles & (~c->roles + 1U)),
        .time = c->now,
    };
    const smki_identity *sender = sender_of(c);
    if (sender) {
        context.has_originator = true;
        context.originator = sender->entity;
        context.originator_counter = (uint64_t)sequence;
        context.supplementary = true;
    }
    if (c->schedule != 0) {
        context.has_supplementary_party = true;
        context.supplementary_party = c->document.request_id.originator;
        context.supplementary_counter = (uint64_t)sequence;
    }
    return context;
}

/* Four random digits. A command that shows none does not take them. */
static alb_status make_pin(dcc_case *c, duis_context *context, alb_err *err)
{
    uint32_t random = 0;
    if (crypto_random(&random, sizeof random) != ALB_OK) {
        return alb_fail(err, ALB_CRYPTO, NULL, 0, "no random numbers");
    }
    (void)snprintf(c->pin, sizeof c->pin, "%04u", (unsigned)(random % 10000));
    context->pin = alb_span_str(c->pin);
    return ALB_OK;
}

alb_status dcc_transform(dcc_case *c, int64_t sequence, alb_span *pre_command, alb_err *err)
{
    duis_context context = context_of(c, sequence);
    ALB_TRY(make_pin(c, &context, err));
    ALB_TRY(dcc_partner_context(c, &context, err));
    ALB_TRY(dcc_restore_context(c, &context, err));
    uint8_t *room = alb_arena_raw(c->worker->arena, GBCS_MAX_MESSAGE);
    if (!room) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a command");
    }
    alb_wr out = alb_wr_init(room, GBCS_MAX_MESSAGE);
    ALB_TRY(duis_transform(&c->document, &context, c->worker->arena, &out, err));
    *pre_command = alb_wr_span(&out);
    return out.st;
}

/* A critical command bears the signature of whoever originates it; what Users originate they have signed. */
static const smki_identity *signer_of(const dcc *d, const gbcs_message *m)
{
    if (m->form != GBCS_PRE_COMMAND || !m->use_case || !m->use_case->critical) {
        return NULL;
    }
    const smki_identity *const own[] = {d->acb_signer, d->cos_signer};
    for (size_t i = 0; i < ALB_COUNT(own); i++) {
        if (own[i] && alb_eui64_equal(own[i]->entity, m->header.originator)) {
            return own[i];
        }
    }
    return NULL;
}

alb_status dcc_authenticate(dcc_case *c, alb_span inner, dcc_command *out, alb_err *err)
{
    gbcs_message message;
    ALB_TRY(gbcs_message_parse(inner, &message, err));
    uint8_t *room = alb_arena_raw(c->worker->arena, GBCS_MAX_MESSAGE);
    if (!room) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a command");
    }
    alb_wr command = alb_wr_init(room, GBCS_MAX_MESSAGE);
    ALB_TRY(
        duis_authenticate(c->worker->keys, inner, c->dcc->acb, signer_of(c->dcc, &message), &command, err));
    *out = (dcc_command){.octets = alb_wr_span(&command),
                         .message_code = message.header.message_code,
                         .originator = message.header.originator,
                         .counter = message.header.counter};
    return command.st;
}
