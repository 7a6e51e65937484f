/* Commands in ASN.1: certificates, joins, firmware, clock. What a field holds goes by its name, which is the
 * standard's. */
#include "content.h"

#include "parties.h"

#include "der/der.h"

#include <string.h>

enum {
    CODE_JOIN_A_METER = 0x000d,
    CODE_JOIN_B = 0x000e,
    CODE_UNJOIN_AC = 0x000f,
    CODE_UNJOIN_B = 0x0010,
    CODE_JOIN_C = 0x00af
};
enum { METHOD_A_INITIATOR = 0, METHOD_B = 2, METHOD_C = 3 };
enum { OTHER_GPF = 3, OTHER_HCALCS = 4, OTHER_PPMID = 5, OTHER_TYPE_2 = 6 };

typedef struct body {
    const content_maker *m;
    const cat_use_case *use_case;
    const cat_replacement_mode *mode; /* of CS02b and CS02g; else NULL */
    cat_tree *tree;
    const char *why; /* it cannot be made */
} body;

static void make(body *b, const cat_field *field);

/* --- octets of single fields --- */

static void set_usage(body *b, cat_value *v, uint32_t usage)
{
    static const uint8_t signing[] = {0x80};
    static const uint8_t agreement[] = {0x08};
    static const uint8_t cert_sign[] = {0x04};
    bool signs = usage == CAT_KEY_USAGE_DIGITAL_SIGNATURE;
    bool agrees = usage == CAT_KEY_USAGE_KEY_AGREEMENT;
    v->number.u = signs ? 1 : agrees ? 5 : 6;
    v->bytes = alb_arena_copy(b->tree->arena, signs    ? ALB_SPAN_OF(signing)
                                              : agrees ? ALB_SPAN_OF(agreement)
                                                       : ALB_SPAN_OF(cert_sign));
}

static void set_time(body *b, cat_value *v, alb_time t)
{
    enum { HEADER = 2 };
    uint8_t element[24];
    alb_wr w = alb_wr_init(element, sizeof element);
    der_wr_generalized_time(&w, DER_GENERALIZED_TIME, t);
    v->bytes = alb_arena_copy(b->tree->arena, alb_span_sub(alb_wr_span(&w), HEADER, SIZE_MAX));
}

/* --- other devices of the home --- */

static uint64_t method_of(const body *b)
{
    switch (b->use_case->message_code) {
    case CODE_JOIN_B:
    case CODE_UNJOIN_B:
        return METHOD_B;
    case CODE_JOIN_C:
        return METHOD_C;
    case CODE_UNJOIN_AC:
        return b->m->type == CAT_DEVICE_GSME ? METHOD_C : METHOD_A_INITIATOR;
    default:
        return METHOD_A_INITIATOR;
    }
}

static uint64_t partner_type(const body *b)
{
    bool by_b = method_of(b) == METHOD_B;
    if (b->m->type == CAT_DEVICE_GSME && by_b) {
        return OTHER_GPF;
    }
    if (b->m->type == CAT_DEVICE_PPMID || b->m->type == CAT_DEVICE_HCALCS) {
        return method_of(b) == METHOD_C ? 0 : 1; /* GSME, ESME */
    }
    return by_b ? OTHER_TYPE_2 : OTHER_PPMID;
}

/* A certificate of some device that is not the one under test, for a join by it. */
static const smki_identity *stranger(const body *b)
{
    const smki_keystore *keys = b->m->keys;
    for (size_t i = 0; i < smki_keystore_count(keys); i++) {
        const smki_identity *id = smki_keystore_at(keys, i);
        if (id->certificate && id->slot == SMKI_SLOT_KEY_AGREEMENT &&
            smki_certificate_kind(id->certificate) == SMKI_KIND_DEVICE &&
            !alb_eui64_equal(id->entity, b->m->device) && !alb_eui64_equal(id->entity, b->m->hub)) {
            return id;
        }
    }
    return NULL;
}

/* Nobody but for method C, where it must have a certificate: the same for join and unjoin. */
static alb_eui64 partner_id(body *b)
{
    enum { MADE_UP = 0xf0 };
    if (method_of(b) != METHOD_C) {
        return alb_eui64_of(alb_eui64_number(b->m->device) ^ (MADE_UP | method_of(b)));
    }
    const smki_identity *id = stranger(b);
    b->why = id ? b->why : "no certificate of another device at hand";
    return id ? id->entity : b->m->device;
}

/* --- certificates of the parties --- */

static const smki_certificate *issuer_of(const body *b, const smki_certificate *c)
{
    const smki_identity *id = c ? smki_keystore_find_ski(b->m->keys, smki_certificate_aki(c)) : NULL;
    return id ? id->certificate : NULL;
}

/* The root above the originator; of one that came with no certificate of its own, none. */
static const smki_certificate *root_of(const body *b)
{
    const smki_identity *id = smki_keystore_find(b->m->keys, b->m->originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    return issuer_of(b, issuer_of(b, id ? id->certificate : NULL));
}

static const smki_certificate *certificate_for(const body *b, const cat_trust_anchor *cell)
{
    const smki_identity *id = NULL;
    if (cell->role == SMKI_ROLE_ROOT) {
        return root_of(b);
    }
    if (cell->role == b->m->role) {
        id = smki_keystore_find(b->m->keys, b->m->originator, parties_slot_of(cell));
    }
    id = id ? id : parties_find(b->m->keys, (smki_role)cell->role, parties_slot_of(cell));
    return id ? id->certificate : NULL;
}

/* The cells that the mode may touch, that such a device has, and that are of the party the mode is about. */
static bool is_replaced(const body *b, int cell)
{
    const cat_trust_anchor *a = cat_trust_anchor_at((cat_cell)cell);
    bool own_only = !b->mode->any_root && (b->mode->cells >> CAT_CELL_ROOT & 1) &&
                    (b->mode->cells & (b->mode->cells - 1));
    return (b->mode->cells >> (unsigned)cell & 1) && (a->devices & b->m->type) && certificate_for(b, a) &&
           !(own_only && a->role != b->mode->authorised_by);
}

static void make_cell(body *b, const cat_field *field, const cat_trust_anchor *cell)
{
    uint32_t index = cat_tree_open(b->tree, field);
    const cat_type *type = field->type;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (type->fields[i].optional && cell->cell_usage == CAT_CELL_MANAGEMENT) {
            continue;
        }
        cat_value *v = cat_tree_leaf(b->tree, &type->fields[i]);
        if (type->fields[i].type->kind == CAT_A_BITS) {
            set_usage(b, v, cell->usage);
        } else {
            v->number.u = type->fields[i].optional ? cell->cell_usage : cell->role;
        }
    }
    cat_tree_close(b->tree, index);
}

static void make_replacements(body *b, const cat_field *field)
{
    const cat_field *one = &field->type->fields[0];
    uint32_t index = cat_tree_open(b->tree, field);
    uint64_t n = 0;
    for (int i = 0; i < CAT_CELL_COUNT; i++) {
        if (!is_replaced(b, i)) {
            continue;
        }
        const cat_trust_anchor *cell = cat_trust_anchor_at((cat_cell)i);
        uint32_t at = cat_tree_open(b->tree, one);
        cat_tree_leaf(b->tree, &one->type->fields[0])->bytes = smki_certificate_der(certificate_for(b, cell));
        make_cell(b, &one->type->fields[1], cell);
        cat_tree_close(b->tree, at);
        n++;
    }
    b->tree->values[index].number.u = n;
    cat_tree_close(b->tree, index);
    b->why = n > 0 ? b->why : "no certificate of the party whose cells it replaces";
}

/* The issuers of the replacements, each once. */
static void make_path(body *b, const cat_field *field)
{
    enum { MOST = 4 };
    const smki_identity *issuers[MOST] = {NULL};
    size_t n = 0;
    uint32_t index = cat_tree_open(b->tree, field);
    for (int i = 0; i < CAT_CELL_COUNT && n < MOST; i++) {
        if (!is_replaced(b, i)) {
            continue;
        }
        const smki_certificate *c = certificate_for(b, cat_trust_anchor_at((cat_cell)i));
        const smki_identity *issuer = smki_keystore_find_ski(b->m->keys, smki_certificate_aki(c));
        bool known = !issuer || !issuer->certificate;
        for (size_t k = 0; k < n; k++) {
            known = known || issuers[k] == issuer;
        }
        if (!known) {
            issuers[n++] = issuer;
            cat_tree_leaf(b->tree, &field->type->fields[0])->bytes =
                smki_certificate_der(issuer->certificate);
        }
    }
    b->tree->values[index].number.u = n;
    cat_tree_close(b->tree, index);
}

/* Who authorises it: the cell of the originator, by whose key the command is protected. */
static void make_authorising_cell(body *b, const cat_field *field)
{
    bool by_mac = !b->use_case->critical && b->m->role == SMKI_ROLE_ACB;
    cat_trust_anchor cell = {.role = (uint8_t)b->m->role,
                             .usage = by_mac ? CAT_KEY_USAGE_KEY_AGREEMENT : CAT_KEY_USAGE_DIGITAL_SIGNATURE};
    make_cell(b, field, &cell);
}

/* --- fields by name --- */

static void make_own_certificate(body *b, const cat_field *field)
{
    const smki_identity *id = smki_keystore_find(b->m->keys, b->m->device, SMKI_SLOT_DIGITAL_SIGNATURE);
    cat_tree_leaf(b->tree, field)->bytes = smki_certificate_der(id->certificate);
}

static void make_partner_id(body *b, const cat_field *field)
{
    alb_eui64 id = partner_id(b);
    cat_tree_leaf(b->tree, field)->bytes = alb_arena_copy(b->tree->arena, alb_eui64_span(&id));
}

static void make_partner_certificate(body *b, const cat_field *field)
{
    const smki_identity *id = method_of(b) == METHOD_C ? stranger(b) : NULL;
    if (id) {
        cat_tree_leaf(b->tree, field)->bytes = smki_certificate_der(id->certificate);
    }
}

static void make_method(body *b, const cat_field *field)
{
    cat_tree_leaf(b->tree, field)->number.u = method_of(b);
}

static void make_partner_type(body *b, const cat_field *field)
{
    cat_tree_leaf(b->tree, field)->number.u = partner_type(b);
}

static void make_role(body *b, const cat_field *field)
{
    cat_tree_leaf(b->tree, field)->number.u = (uint64_t)b->m->role;
}

static void make_mode(body *b, const cat_field *field)
{
    cat_tree_leaf(b->tree, field)->number.u = b->mode ? b->mode->mode : 0;
}

static void make_signing(body *b, const cat_field *field)
{
    set_usage(b, cat_tree_leaf(b->tree, field), CAT_KEY_USAGE_DIGITAL_SIGNATURE);
}

static void make_from(body *b, const cat_field *field)
{
    set_time(b, cat_tree_leaf(b->tree, field), b->m->now - ALB_HOURS(1));
}

static void make_to(body *b, const cat_field *field)
{
    set_time(b, cat_tree_leaf(b->tree, field), b->m->now + ALB_HOURS(1));
}

/* A log is restored as the device told it, so that it loses nobody. */
static void make_log(body *b, const cat_field *field)
{
    enum { ENTRY = 9 };
    const cat_field *entry = &field->type->fields[0];
    uint32_t index = cat_tree_open(b->tree, field);
    uint64_t n = b->m->device_log.len / ENTRY;
    for (uint64_t i = 0; i < n; i++) {
        uint32_t at = cat_tree_open(b->tree, entry);
        alb_rd told = alb_rd_init(alb_span_sub(b->m->device_log, i * ENTRY, ENTRY));
        cat_tree_leaf(b->tree, &entry->type->fields[0])->bytes = alb_rd_bytes(&told, ENTRY - 1);
        cat_tree_leaf(b->tree, &entry->type->fields[1])->number.u = alb_rd_u8(&told);
        cat_tree_close(b->tree, at);
    }
    b->tree->values[index].number.u = n;
    cat_tree_close(b->tree, index);
    b->why = n > 0 ? b->why : "the device told of no log that could be restored";
}

static const struct {
    const char *name;
    void (*make)(body *b, const cat_field *field);
} by_name[] = {
    {"AuthorisingRemotePartyTACellIdentifier", make_authorising_cell},
    {"CertificationPathCertificates", make_path},
    {"CredentialsReplacementMode", make_mode},
    {"DeviceCertificate", make_own_certificate},
    {"DeviceLogEntries", make_log},
    {"JoinMethodAndRole", make_method},
    {"KeyUsage", make_signing},
    {"OtherDeviceCertificate", make_partner_certificate},
    {"OtherDeviceEntityId", make_partner_id},
    {"OtherDeviceType", make_partner_type},
    {"RemotePartyRole", make_role},
    {"Replacements", make_replacements},
    {"ValidityIntervalEnd", make_to},
    {"ValidityIntervalStart", make_from},
};

static bool make_by_name(body *b, const cat_field *field)
{
    for (size_t i = 0; i < ALB_COUNT(by_name); i++) {
        if (strcmp(by_name[i].name, field->name) == 0) {
            by_name[i].make(b, field);
            return true;
        }
    }
    return false;
}

static void make_leaf(body *b, const cat_field *field, uint32_t index)
{
    cat_value *v = &b->tree->values[index];
    switch ((int)field->type->kind) {
    case CAT_A_INTEGER:
    case CAT_A_ENUMERATED:
        v->number.u = content_number(b->m, field);
        break;
    case CAT_A_OCTETS:
        v->bytes = content_octets(b->m, field, b->tree->arena);
        break;
    case CAT_A_TIME:
        set_time(b, v, b->m->now);
        break;
    default:
        break;
    }
}

static void make(body *b, const cat_field *field)
{
    const cat_type *type = field->type;
    if (make_by_name(b, field)) {
        return;
    }
    uint32_t index = cat_tree_open(b->tree, field);
    if (!cat_tree_ok(b->tree)) {
        return;
    }
    if (type->kind == CAT_A_SEQUENCE) {
        for (uint16_t i = 0; i < type->n_fields; i++) {
            bool wanted = !type->fields[i].optional || strstr(type->fields[i].name, "TACellIdentifier") ||
                          strcmp(type->fields[i].name, "OtherDeviceCertificate") == 0;
            if (wanted && !type->fields[i].type->has_default) {
                make(b, &type->fields[i]);
            }
        }
    } else if (type->kind == CAT_A_SEQUENCE_OF) {
        b->tree->values[index].number.u = 1;
        make(b, &type->fields[0]);
    } else if (type->kind == CAT_A_CHOICE) {
        make(b, &type->fields[0]);
    } else {
        make_leaf(b, field, index);
    }
    cat_tree_close(b->tree, index);
}

const char *content_make_body(const content_maker *m, const cat_use_case *use_case, cat_tree *tree)
{
    body b = {
        .m = m, .use_case = use_case, .tree = tree, .mode = cat_replacement_mode_of(use_case->message_code)};
    if (b.mode && b.mode->by_contingency) {
        return "the contingency key is in its custodians' hands";
    }
    make(&b, use_case->command.body);
    return b.why;
}
