/* Certificates in the trust anchor cells replaced by commands (GBCS 13.3; gbcs-messages.md 14.3 to 14.5;
 * smki.md 17.4, 18.2). Each cell has an outcome of its own. */
#include "credentials.h"
#include "esme.h"
#include "gas.h"

#include "gbcs/content.h"
#include "smki/contingency.h"
#include "smki/path.h"

enum { STATUS_SUCCESS = 0, STATUS_BAD_CERTIFICATE = 5, STATUS_NO_TRUST_ANCHOR = 10, STATUS_NO_CELL = 25 };

enum {
    EVENT_BAD_CONTENT = 0x8f1e,
    EVENT_NO_AUTHORITY = 0x8f30,
    EVENT_NOT_AUTHENTIC = 0x8f3d,
    EVENT_UPDATED = 0x8f70
};

enum { CHECK_TIME = 0, MOST_ISSUERS = 8, KEY_ID = 8 };

/* --- may the command be carried out at all? --- */

/* Only a device that is no hub may be told by its Access Control Broker without the name of the cell: the MAC
 * says it all (smki.md 17.3). */
static bool may_lack_cell(const execution *x, const cat_replacement_mode *mode)
{
    return mode->by_contingency ||
           (mode->authorised_by == SMKI_ROLE_ACB && x->device->type != CAT_DEVICE_CHF);
}

static bool is_authorised(const execution *x, const cat_replacement_mode *mode, uint32_t control)
{
    uint32_t named = cat_tree_find(x->command, control, "AuthorisingRemotePartyTACellIdentifier");
    if (named == UINT32_MAX || mode->by_contingency) {
        return may_lack_cell(x, mode);
    }
    cat_cell cell = credentials_cell(x->command, named);
    return cell < CAT_CELL_COUNT && cat_trust_anchor_at(cell)->role == mode->authorised_by &&
           credentials_held_by(x->device, cell, x->message->header.originator);
}

crypto_pub *credentials_contingency_key(const smki_certificate *root, const gbcs_message *command,
                                        alb_arena *arena)
{
    cat_tree content;
    crypto_pub *key = NULL;
    cat_tree_init(&content, arena, 0);
    if (!root || gbcs_content_decode(command, NULL, &content, NULL) != ALB_OK) {
        return NULL;
    }
    uint32_t at = cat_tree_find(&content, 0, "AuthorisingRemotePartyControl/PlaintextSymmetricKey");
    alb_status st =
        at == UINT32_MAX ? ALB_NOT_FOUND : smki_contingency_open(root, content.values[at].bytes, &key, NULL);
    return st == ALB_OK ? key : NULL;
}

/* Counters of others may be set by whoever may replace their certificates, and by nobody else. */
static bool touches(const cat_replacement_mode *mode, uint64_t role)
{
    for (int i = 0; i < CAT_CELL_COUNT; i++) {
        if ((mode->cells >> (unsigned)i & 1) && cat_trust_anchor_at((cat_cell)i)->role == role) {
            return true;
        }
    }
    return false;
}

static bool may_set_counters(const execution *x, const cat_replacement_mode *mode, uint32_t control)
{
    const cat_tree *command = x->command;
    uint32_t others = cat_tree_find(command, control, "OtherRemotePartySeqNumberChanges");
    for (uint32_t i = others == UINT32_MAX ? others : cat_tree_child(command, others); i != UINT32_MAX;
         i = cat_tree_sibling(command, others, i)) {
        if (!touches(mode, body_number(command, i, "RemotePartyRole", UINT64_MAX))) {
            return false;
        }
    }
    return true;
}

uint16_t credentials_update_refuses(const execution *x)
{
    const cat_replacement_mode *mode = cat_replacement_mode_of(x->message->header.message_code);
    uint32_t control = cat_tree_find(x->command, 0, "AuthorisingRemotePartyControl");
    bool has_key = cat_tree_find(x->command, control, "PlaintextSymmetricKey") != UINT32_MAX;
    if (!mode || has_key != mode->by_contingency ||
        body_number(x->command, control, "CredentialsReplacementMode", UINT64_MAX) != mode->mode) {
        return EVENT_BAD_CONTENT;
    }
    /* The Access Control Broker's command is MACed, whether it is signed too or not. */
    if (!x->message->use_case->critical && x->message->form != GBCS_MACED) {
        return EVENT_NOT_AUTHENTIC;
    }
    bool authorised = x->role == (smki_role)mode->authorised_by && is_authorised(x, mode, control) &&
                      may_set_counters(x, mode, control);
    return authorised ? 0 : EVENT_NO_AUTHORITY;
}

/* --- the certificates --- */

typedef struct update {
    execution *x;
    const cat_replacement_mode *mode;
    uint32_t control, replacements;
    smki_certificate *issuers[MOST_ISSUERS];
    size_t n_issuers;
    smki_certificate *new_root; /* that vouches for the others where any will do */
} update;

static smki_certificate *certificate_at(const update *u, uint32_t at)
{
    smki_certificate *c = NULL;
    alb_status st =
        at == UINT32_MAX ? ALB_NOT_FOUND : smki_certificate_parse(u->x->command->values[at].bytes, &c, NULL);
    return st == ALB_OK ? c : NULL;
}

static void take_issuers(update *u)
{
    const cat_tree *command = u->x->command;
    uint32_t path = cat_tree_find(command, 0, "CertificationPathCertificates");
    for (uint32_t i = cat_tree_child(command, path); i != UINT32_MAX && u->n_issuers < MOST_ISSUERS;
         i = cat_tree_sibling(command, path, i)) {
        smki_certificate *c = certificate_at(u, i);
        if (c) {
            u->issuers[u->n_issuers++] = c;
        }
    }
}

static void release(update *u)
{
    for (size_t i = 0; i < u->n_issuers; i++) {
        smki_certificate_free(u->issuers[i]);
    }
    smki_certificate_free(u->new_root);
}

static crypto_ctx *crypto_of(const update *u)
{
    return gbcs_keys_crypto(u->x->keys);
}

static bool vouches_for_itself(const update *u, const smki_certificate *c)
{
    int path_length;
    return smki_certificate_is_authority(c, &path_length) && smki_certificate_ski(c).len == KEY_ID &&
           smki_certificate_signed_by(crypto_of(u), c, smki_certificate_public(c)) == ALB_OK;
}

static cat_cell target_of(const update *u, uint32_t replacement)
{
    return credentials_cell(u->x->command,
                            cat_tree_find(u->x->command, replacement, "TargetTrustAnchorCell"));
}

/* After a contingency the old root vouches for nothing: the new one that comes along does. */
static void take_new_root(update *u)
{
    const cat_tree *command = u->x->command;
    for (uint32_t i = cat_tree_child(command, u->replacements); i != UINT32_MAX && !u->new_root;
         i = cat_tree_sibling(command, u->replacements, i)) {
        if (u->mode->any_root && target_of(u, i) == CAT_CELL_ROOT) {
            u->new_root = certificate_at(u, cat_tree_find(command, i, "ReplacementCertificate"));
        }
    }
    if (u->new_root && !vouches_for_itself(u, u->new_root)) {
        smki_certificate_free(u->new_root);
        u->new_root = NULL;
    }
}

static bool fits_cell(const smki_certificate *c, const cat_trust_anchor *cell)
{
    smki_role role = smki_certificate_role(c);
    bool right_role = role == (smki_role)cell->role ||
                      ((size_t)role < ANCHOR_ROLES && (cell->stand_ins >> (unsigned)role & 1) != 0);
    return right_role && (smki_certificate_key_usage(c) & cell->usage) != 0 &&
           smki_certificate_ski(c).len == KEY_ID;
}

static bool has_path(const update *u, const smki_certificate *c, cat_cell cell, alb_time at)
{
    const smki_certificate *root =
        u->new_root ? u->new_root : anchors_at(&u->x->device->anchors, CAT_CELL_ROOT);
    if (!root) {
        return false;
    }
    smki_anchor trusted = {.pub = smki_certificate_public(root), .key_id = smki_certificate_ski(root)};
    smki_path_options options = {.at = at, .role = SMKI_ROLE_NONE, .authority = cell == CAT_CELL_ROOT};
    return smki_path_check_chain(crypto_of(u), c, (const smki_certificate *const *)u->issuers, u->n_issuers,
                                 &trusted, &options, NULL) == ALB_OK;
}

static uint64_t check_path(const update *u, const smki_certificate *c, cat_cell cell)
{
    bool timeless =
        body_number(u->x->command, u->control, "ApplyTimeBasedCPVChecks", CHECK_TIME) != CHECK_TIME;
    bool is_new_root = cell == CAT_CELL_ROOT && u->new_root;
    if (is_new_root) {
        return STATUS_SUCCESS;
    }
    if (!has_path(u, c, cell, ALB_TIME_NONE)) {
        return STATUS_NO_TRUST_ANCHOR;
    }
    /* A dated command's certificates are checked against the time at which it came, as the reference messages
     * show: they may have ended when its own time comes. */
    return timeless || has_path(u, c, cell, u->x->received) ? STATUS_SUCCESS : STATUS_BAD_CERTIFICATE;
}

static uint64_t check_replacement(const update *u, const smki_certificate *c, cat_cell cell)
{
    const cat_trust_anchor *t = cat_trust_anchor_at(cell);
    if (!t || !(t->devices & u->x->device->type)) {
        return STATUS_NO_CELL;
    }
    if (!(u->mode->cells >> (unsigned)cell & 1)) {
        return STATUS_NO_TRUST_ANCHOR;
    }
    return c && fits_cell(c, t) ? check_path(u, c, cell) : STATUS_BAD_CERTIFICATE;
}

/* A key that top-ups were never made with has seen no token. */
static void forget_tokens(device *d, const smki_certificate *next)
{
    const smki_certificate *old = anchors_at(&d->anchors, CAT_CELL_SUPPLIER_PREPAYMENT);
    money *m = d->gas ? &d->gas->account.money : NULL;
    m = d->esme ? &d->esme->account.money : m;
    if (m && !(old && crypto_pub_equal(smki_certificate_public(old), smki_certificate_public(next)))) {
        m->tokens = (gbcs_utrn_cache){.floor = (uint32_t)(d->executed.supplier_top_up >> 32)};
    }
}

static bool replace(const update *u, uint32_t replacement, size_t item, leaves *outcome)
{
    device *d = u->x->device;
    const cat_tree *command = u->x->command;
    cat_cell cell = target_of(u, replacement);
    smki_certificate *c = certificate_at(u, cat_tree_find(command, replacement, "ReplacementCertificate"));
    uint64_t status = faults_at(&d->faults, item) ? d->faults.next.result : check_replacement(u, c, cell);
    const smki_certificate *existing = cell < CAT_CELL_COUNT ? anchors_at(&d->anchors, cell) : NULL;
    credentials_add_cell(outcome, command, cat_tree_find(command, replacement, "TargetTrustAnchorCell"));
    leaves_number(outcome, status);
    credentials_add_ids(outcome, existing);
    credentials_add_ids(outcome, status == STATUS_SUCCESS ? c : existing);
    if (status != STATUS_SUCCESS) {
        smki_certificate_free(c);
        return false;
    }
    if (cell == CAT_CELL_SUPPLIER_PREPAYMENT) {
        forget_tokens(d, c);
    }
    anchors_replace(&d->anchors, cell, c);
    return true;
}

static bool replace_all(const update *u, leaves *outcome)
{
    const cat_tree *command = u->x->command;
    bool all = true;
    size_t item = 0;
    leaves_number(outcome, command->values[u->replacements].number.u);
    for (uint32_t i = cat_tree_child(command, u->replacements); i != UINT32_MAX;
         i = cat_tree_sibling(command, u->replacements, i)) {
        all = replace(u, i, item++, outcome) && all;
    }
    return all;
}

/* --- counters --- */

/* [4] and [5] are the authorising role's, [6] others': the device counts from these numbers on, whatever
 * became of the cells (smki.md 17.5). */
static void set_floor(device *d, uint64_t role, uint64_t floor)
{
    if (role < ALB_COUNT(d->executed.by_role)) {
        d->executed.by_role[role] = floor;
    }
}

static void set_specialist_floors(const update *u, uint64_t role, uint32_t at, leaves *outcome)
{
    const cat_tree *command = u->x->command;
    leaves_number(outcome, at != UINT32_MAX);
    if (at == UINT32_MAX) {
        return;
    }
    leaves_number(outcome, command->values[at].number.u);
    for (uint32_t i = cat_tree_child(command, at); i != UINT32_MAX; i = cat_tree_sibling(command, at, i)) {
        uint64_t floor = body_number(command, i, "SeqNumber", 0);
        leaves_number(outcome, body_number(command, i, "SeqNumberUsage", 0));
        leaves_number(outcome, floor);
        if (role == SMKI_ROLE_SUPPLIER) {
            u->x->device->executed.supplier_top_up = floor;
        }
    }
}

static void set_floors(const update *u, leaves *outcome)
{
    const cat_tree *command = u->x->command;
    device *d = u->x->device;
    uint32_t own = cat_tree_find(command, u->control, "NewRemotePartyFloorSeqNumber");
    uint32_t special = cat_tree_find(command, u->control, "NewRemotePartySpecialistFloorSeqNumber");
    uint32_t others = cat_tree_find(command, u->control, "OtherRemotePartySeqNumberChanges");
    bool has_own = own != UINT32_MAX || special != UINT32_MAX;
    leaves_number(outcome, has_own + (others == UINT32_MAX ? 0 : command->values[others].number.u));
    if (has_own) {
        uint64_t role = u->mode->authorised_by;
        if (own != UINT32_MAX) {
            set_floor(d, role, command->values[own].number.u);
        }
        leaves_number(outcome, role);
        leaves_number(outcome, d->executed.by_role[role]);
        set_specialist_floors(u, role, special, outcome);
    }
    for (uint32_t i = others == UINT32_MAX ? others : cat_tree_child(command, others); i != UINT32_MAX;
         i = cat_tree_sibling(command, others, i)) {
        uint64_t role = body_number(command, i, "RemotePartyRole", UINT64_MAX);
        uint64_t floor = body_number(command, i, "RemotePartyFloorSeqNumber", 0);
        set_floor(d, role, floor);
        leaves_number(outcome, role);
        leaves_number(outcome, floor);
        set_specialist_floors(u, role, cat_tree_find(command, i, "RemotePartySpecialistFloorSeqNumber"),
                              outcome);
    }
}

bool credentials_update(execution *x, leaves *outcome)
{
    update u = {.x = x,
                .mode = cat_replacement_mode_of(x->message->header.message_code),
                .control = cat_tree_find(x->command, 0, "AuthorisingRemotePartyControl"),
                .replacements = cat_tree_find(x->command, 0, "Replacements")};
    take_issuers(&u);
    take_new_root(&u);
    leaves_number(outcome, u.mode->mode);
    set_floors(&u, outcome);
    bool all = replace_all(&u, outcome);
    release(&u);
    execution_event(x, EVENT_UPDATED);
    return all;
}
