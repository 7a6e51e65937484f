#include "gbcs/recovery.h"

#include "catalogue/value.h"
#include "gbcs/content.h"
#include "gbcs/keys.h"

enum { TREE_CAPACITY = 256, DISAPPLY = 1, TOP_UP = 0 };

/* --- pushing values by the names of the record --- */

static const cat_field *member(const cat_field *of, const char *name)
{
    for (uint16_t i = 0; i < of->type->n_fields; i++) {
        if (strcmp(of->type->fields[i].name, name) == 0) {
            return &of->type->fields[i];
        }
    }
    ALB_BUG("a field that the record of CS02b has not");
}

static void push_number(cat_tree *t, const cat_field *of, const char *name, uint64_t value)
{
    cat_value *v = cat_tree_leaf(t, member(of, name));
    if (v) {
        v->number.u = value;
    }
}

static void push_octets(cat_tree *t, const cat_field *of, const char *name, alb_span octets)
{
    cat_value *v = cat_tree_leaf(t, member(of, name));
    if (v) {
        v->bytes = octets;
    }
}

/* keyUsage with one bit, cut behind it (X.690 11.2.2). */
static void push_usage(cat_tree *t, const cat_field *of, uint16_t usage)
{
    static const uint8_t signing[] = {0x80};
    static const uint8_t agreement[] = {0x08};
    static const uint8_t cert_sign[] = {0x04};
    cat_value *v = cat_tree_leaf(t, member(of, "TrustAnchorCellKeyUsage"));
    if (!v) {
        return;
    }
    switch (usage) {
    case CAT_KEY_USAGE_DIGITAL_SIGNATURE:
        v->bytes = ALB_SPAN_OF(signing);
        v->number.u = 1;
        return;
    case CAT_KEY_USAGE_KEY_AGREEMENT:
        v->bytes = ALB_SPAN_OF(agreement);
        v->number.u = 5;
        return;
    default:
        v->bytes = ALB_SPAN_OF(cert_sign);
        v->number.u = 6;
    }
}

static void push_cell(cat_tree *t, const cat_field *of, const char *name, cat_cell cell)
{
    const cat_field *field = member(of, name);
    const cat_trust_anchor *a = cat_trust_anchor_at(cell);
    uint32_t at = cat_tree_open(t, field);
    push_number(t, field, "TrustAnchorCellRemotePartyRole", a->role);
    push_usage(t, field, a->usage);
    if (a->cell_usage != CAT_CELL_MANAGEMENT) {
        push_number(t, field, "TrustAnchorCellUsage", a->cell_usage);
    }
    cat_tree_close(t, at);
}

/* --- parts --- */

/* Another role's counters start again; a supplier's of top-ups, too. */
static void push_floor(cat_tree *t, const cat_field *list, uint8_t role, bool top_ups)
{
    const cat_field *floor = &list->type->fields[0];
    uint32_t at = cat_tree_open(t, floor);
    push_number(t, floor, "RemotePartyRole", role);
    push_number(t, floor, "RemotePartyFloorSeqNumber", 0);
    if (top_ups) {
        const cat_field *specials = member(floor, "RemotePartySpecialistFloorSeqNumber");
        const cat_field *special = &specials->type->fields[0];
        uint32_t all = cat_tree_open(t, specials);
        uint32_t one = cat_tree_open(t, special);
        push_number(t, special, "SeqNumberUsage", TOP_UP);
        push_number(t, special, "SeqNumber", 0);
        cat_tree_close(t, one);
        cat_tree_close(t, all);
    }
    cat_tree_close(t, at);
}

/* 1 << role of the cells that change. */
static uint32_t roles_of(const gbcs_recovery *r)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < r->n_replacements; i++) {
        roles |= 1U << cat_trust_anchor_at(r->replacements[i].cell)->role;
    }
    return roles;
}

static bool has_top_ups(const gbcs_recovery *r)
{
    for (size_t i = 0; i < r->n_replacements; i++) {
        if (cat_trust_anchor_at(r->replacements[i].cell)->cell_usage == CAT_CELL_PREPAYMENT_TOP_UP) {
            return true;
        }
    }
    return false;
}

/* The floor of who authorises has a place of its own; no reference message has one for the recovery role
 * among the others. */
static void push_floors(cat_tree *t, const cat_field *control, const gbcs_recovery *r, uint8_t authorised_by)
{
    uint32_t roles = roles_of(r);
    if (roles >> authorised_by & 1) {
        push_number(t, control, "NewRemotePartyFloorSeqNumber", 0);
    }
    roles &= ~(1U << authorised_by | 1U << SMKI_ROLE_RECOVERY);
    if (roles == 0) {
        return;
    }
    const cat_field *list = member(control, "OtherRemotePartySeqNumberChanges");
    uint32_t at = cat_tree_open(t, list);
    for (uint8_t role = 0; role < 32; role++) {
        if (roles >> role & 1) {
            push_floor(t, list, role, role == SMKI_ROLE_SUPPLIER && has_top_ups(r));
        }
    }
    cat_tree_close(t, at);
}

static void push_control(cat_tree *t, const cat_field *body, const gbcs_recovery *r)
{
    const cat_replacement_mode *mode = cat_replacement_mode_of(r->message_code);
    const cat_field *control = member(body, "AuthorisingRemotePartyControl");
    uint32_t at = cat_tree_open(t, control);
    push_number(t, control, "CredentialsReplacementMode", mode->mode);
    if (mode->by_contingency) {
        push_octets(t, control, "PlaintextSymmetricKey", r->symmetric_key);
    }
    push_number(t, control, "ApplyTimeBasedCPVChecks", DISAPPLY);
    if (!mode->by_contingency) { /* which no cell authorises */
        push_cell(t, control, "AuthorisingRemotePartyTACellIdentifier", CAT_CELL_RECOVERY);
    }
    push_number(t, control, "AuthorisingRemotePartySeqNumber", r->counter);
    push_floors(t, control, r, mode->authorised_by);
    cat_tree_close(t, at);
}

static void push_body(cat_tree *t, const cat_field *body, const gbcs_recovery *r)
{
    uint32_t whole = cat_tree_open(t, body);
    push_control(t, body, r);
    const cat_field *list = member(body, "Replacements");
    const cat_field *element = &list->type->fields[0];
    uint32_t at = cat_tree_open(t, list);
    for (size_t i = 0; i < r->n_replacements; i++) {
        uint32_t one = cat_tree_open(t, element);
        push_octets(t, element, "ReplacementCertificate",
                    smki_certificate_der(r->replacements[i].certificate));
        push_cell(t, element, "TargetTrustAnchorCell", r->replacements[i].cell);
        cat_tree_close(t, one);
    }
    cat_tree_close(t, at);
    const cat_field *path = member(body, "CertificationPathCertificates");
    at = cat_tree_open(t, path);
    for (size_t i = 0; i < r->n_path; i++) {
        push_octets(t, path, path->type->fields[0].name, smki_certificate_der(r->path[i]));
    }
    cat_tree_close(t, at);
    cat_tree_close(t, whole);
}

/* --- what may be asked --- */

/* A certificate belongs into a cell of its role and usage, or stands in for another's (GBCS 13.3). */
static alb_status check_replacement(const gbcs_recovery *r, const gbcs_replacement *p, alb_err *err)
{
    const cat_trust_anchor *a = cat_trust_anchor_at(p->cell);
    smki_role role = smki_certificate_role(p->certificate);
    if (!a) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 13.3", 0, "no such trust anchor cell");
    }
    if (p->cell == CAT_CELL_ROOT && r->message_code == GBCS_BY_RECOVERY) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 19.8", 0,
                        "a root that the old one does not vouch for takes the contingency key");
    }
    bool fits = role == (smki_role)a->role || (role < 16 && (a->stand_ins >> role & 1));
    if (!fits || !(smki_certificate_key_usage(p->certificate) & a->usage)) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 13.3", 0,
                        "a certificate of role %d does not belong into a cell of role %d", (int)role,
                        a->role);
    }
    return ALB_OK;
}

static alb_status check(const gbcs_recovery *r, alb_err *err)
{
    const cat_replacement_mode *mode = cat_replacement_mode_of(r->message_code);
    if ((r->message_code != GBCS_BY_RECOVERY && r->message_code != GBCS_BY_CONTINGENCY) || !mode) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 17.3", 0, "not a command of recovery");
    }
    if (mode->by_contingency != (r->symmetric_key.len > 0)) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 13.3", 0,
                        "the symmetric key is for the contingency command alone");
    }
    if (r->n_replacements == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 13.3", 0, "nothing to replace");
    }
    for (size_t i = 0; i < r->n_replacements; i++) {
        ALB_TRY(check_replacement(r, &r->replacements[i], err));
    }
    return ALB_OK;
}

alb_status gbcs_recovery_write(crypto_ctx *ctx, const gbcs_recovery *r, const crypto_key *key,
                               alb_arena *arena, alb_wr *out, alb_err *err)
{
    const cat_use_case *use_case = cat_use_case_find(r->message_code);
    gbcs_header header = {.cra = GBCS_COMMAND,
                          .counter = r->counter,
                          .originator = r->originator,
                          .target = r->device,
                          .message_code = r->message_code};
    cat_tree tree;
    ALB_TRY(check(r, err));
    if (!use_case || !use_case->command.body) {
        return alb_fail(err, ALB_UNKNOWN, "catalogue", 0, "no use case %04x", r->message_code);
    }
    cat_tree_init(&tree, arena, TREE_CAPACITY);
    push_body(&tree, use_case->command.body, r);
    uint8_t *octets = alb_arena_raw(arena, GBCS_MAX_MESSAGE);
    uint8_t *inner = alb_arena_raw(arena, GBCS_MAX_MESSAGE);
    if (!cat_tree_ok(&tree) || !octets || !inner) {
        return alb_fail(err, ALB_NO_MEMORY, "recovery", 0, "out of memory");
    }
    alb_wr content = alb_wr_init(inner, GBCS_MAX_MESSAGE);
    ALB_TRY(gbcs_content_encode(use_case, &header, &tree, NULL, &content, err));
    alb_wr pre = alb_wr_init(octets, GBCS_MAX_MESSAGE);
    gbcs_write_grouping(&pre, &header, alb_wr_span(&content));
    if (pre.st != ALB_OK) {
        return alb_fail(err, pre.st, "GBCS 7.2", 0, "the command is too long");
    }
    return gbcs_sign(ctx, key, alb_wr_span(&pre), out, err);
}
