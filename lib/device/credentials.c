/* What a device knows of its remote parties, told to them (GBCS 13.3; gbcs-messages.md 14.2). */
#include "credentials.h"

enum { CODE_PROVIDE = 0x0008, CODE_PROVIDE_WITH_LOAD_CONTROLLER = 0x011b };
enum { ALERT_UPDATE = 0x00cb, ALERT_UPDATE_OF_LOAD_CONTROLLER = 0x0124 };
enum { EVENT_NO_AUTHORITY = 0x8f30 };
enum { STATUS_SUCCESS = 0, STATUS_NO_CELL = 25, KEY_ID = 8 };

cat_cell credentials_cell(const cat_tree *tree, uint32_t at)
{
    uint64_t role = body_number(tree, at, "TrustAnchorCellRemotePartyRole", UINT64_MAX);
    uint64_t usage = body_number(tree, at, "TrustAnchorCellUsage", CAT_CELL_MANAGEMENT);
    uint16_t key_usage = body_usage(tree, cat_tree_find(tree, at, "TrustAnchorCellKeyUsage"));
    return role > UINT8_MAX || usage > UINT8_MAX
               ? CAT_CELL_COUNT
               : cat_trust_anchor_find((uint8_t)role, key_usage, (uint8_t)usage);
}

static void add_cell_usage(leaves *l, uint64_t usage)
{
    leaves_number(l, 1);
    leaves_number(l, usage);
}

/* As the command names it, whether there is such a cell or not. */
void credentials_add_cell(leaves *l, const cat_tree *tree, uint32_t at)
{
    uint32_t key_usage = cat_tree_find(tree, at, "TrustAnchorCellKeyUsage");
    leaves_number(l, body_number(tree, at, "TrustAnchorCellRemotePartyRole", 0));
    leaves_add(l, tree->values[key_usage].number.u, tree->values[key_usage].bytes);
    add_cell_usage(l, body_number(tree, at, "TrustAnchorCellUsage", CAT_CELL_MANAGEMENT));
}

void credentials_add_ids(leaves *l, const smki_certificate *c)
{
    static const uint8_t none[KEY_ID] = {0};
    alb_eui64 entity = c ? smki_certificate_entity(c) : alb_eui64_of(0);
    alb_span key_id = c ? smki_certificate_ski(c) : alb_span_none();
    leaves_copy(l, alb_eui64_span(&entity));
    leaves_copy(l, key_id.len == KEY_ID ? key_id : ALB_SPAN_OF(none));
}

bool credentials_held_by(const device *d, cat_cell cell, alb_eui64 entity)
{
    const smki_certificate *c = cell < CAT_CELL_COUNT ? anchors_at(&d->anchors, cell) : NULL;
    return c && alb_eui64_equal(smki_certificate_entity(c), entity);
}

/* --- CS02a, CS02f --- */

/* The asker must be whom the cell that it names holds. */
uint16_t credentials_provide_refuses(const execution *x)
{
    uint32_t at = cat_tree_find(x->command, 0, "AuthorisingRemotePartyTACellIdentifier");
    bool held =
        credentials_held_by(x->device, credentials_cell(x->command, at), x->message->header.originator);
    return held ? 0 : EVENT_NO_AUTHORITY;
}

static bool is_cell_of(const device *d, cat_cell cell, uint64_t role)
{
    const cat_trust_anchor *t = cat_trust_anchor_at(cell);
    return t->role == role && (t->devices & d->type) != 0 && anchors_at(&d->anchors, cell);
}

static uint64_t count_cells(const device *d, uint64_t role)
{
    uint64_t count = 0;
    for (int i = 0; i < CAT_CELL_COUNT; i++) {
        count += is_cell_of(d, (cat_cell)i, role);
    }
    return count;
}

static void add_held(const device *d, cat_cell cell, leaves *l)
{
    const cat_trust_anchor *t = cat_trust_anchor_at(cell);
    body_add_usage(l, t->usage);
    add_cell_usage(l, t->cell_usage);
    credentials_add_ids(l, anchors_at(&d->anchors, cell));
}

/* A role that the device does not know has a status and nothing else. */
static bool add_role(const device *d, uint64_t role, size_t item, leaves *l)
{
    uint64_t count = role < ANCHOR_ROLES && !faults_at(&d->faults, item) ? count_cells(d, role) : 0;
    leaves_number(l, role);
    leaves_number(l, count > 0 ? STATUS_SUCCESS : faults_result(&d->faults, item, STATUS_NO_CELL));
    leaves_number(l, count > 0);
    if (count > 0) {
        leaves_number(l, d->executed.by_role[role]);
    }
    leaves_number(l, count > 0);
    if (count > 0) {
        leaves_number(l, count);
    }
    for (int i = 0; i < CAT_CELL_COUNT; i++) {
        if (is_cell_of(d, (cat_cell)i, role)) {
            add_held(d, (cat_cell)i, l);
        }
    }
    return count > 0;
}

bool credentials_provide(execution *x, leaves *answer)
{
    const cat_tree *command = x->command;
    uint32_t roles = cat_tree_find(command, 0, "RemotePartyRolesCredentialsRequired");
    bool all = true;
    size_t item = 0;
    leaves_number(answer, command->values[roles].number.u);
    for (uint32_t i = cat_tree_child(command, roles); i != UINT32_MAX;
         i = cat_tree_sibling(command, roles, i)) {
        all = add_role(x->device, command->values[i].number.u, item++, answer) && all;
    }
    return all;
}

#define UPDATE(code, alert_code)                                                                             \
    {                                                                                                        \
        .message_code = (code), .alert = (alert_code), .refuses = credentials_update_refuses,                \
        .run = credentials_update                                                                            \
    }

static const body_use uses[] = {
    {.message_code = CODE_PROVIDE, .refuses = credentials_provide_refuses, .run = credentials_provide},
    {.message_code = CODE_PROVIDE_WITH_LOAD_CONTROLLER,
     .refuses = credentials_provide_refuses,
     .run = credentials_provide},
    UPDATE(0x0100, ALERT_UPDATE),
    UPDATE(0x0101, ALERT_UPDATE),
    UPDATE(0x0102, ALERT_UPDATE),
    UPDATE(0x0103, ALERT_UPDATE),
    UPDATE(0x0104, ALERT_UPDATE),
    UPDATE(0x0105, ALERT_UPDATE),
    UPDATE(0x0106, ALERT_UPDATE),
    UPDATE(0x0107, ALERT_UPDATE),
    UPDATE(0x0108, ALERT_UPDATE),
    UPDATE(0x0109, ALERT_UPDATE),
    UPDATE(0x0125, ALERT_UPDATE_OF_LOAD_CONTROLLER),
    UPDATE(0x0126, ALERT_UPDATE_OF_LOAD_CONTROLLER),
};

const body_uses credentials_uses = BODY_USES(uses);
