/* The billing data log, pushed to the supplier as it grows (ECS68; devices.md 8.6). */
#include "esme_device.h"
#include "esme_members.h"
#include "esme_work.h"

#include "gbcs/content.h"

enum { CODE_BILLING = 0x0061, EVENT_BILLING_LOG = 0x8f0a, CONTENT_MAX = 2048 };

static const esme_snapshot *billed_at(const esme *e, uint32_t time)
{
    for (uint8_t i = e->billed.count; i > 0; i--) {
        if (e->billed.items[i - 1].time == time) {
            return &e->billed.items[i - 1];
        }
    }
    return NULL;
}

static bool build(const voice *v, const cat_use_case *use_case, const esme_snapshot *s, alb_time at,
                  cat_tree *tree)
{
    leaves l;
    size_t taken = 0;
    leaves_init(&l, v->arena);
    leaves_number(&l, EVENT_BILLING_LOG);
    leaves_date_time(&l, at);
    leaves_number(&l, 1); /* entries */
    esme_say_registers(v->device, s, &l);
    cat_tree_init(tree, v->arena, 0);
    return leaves_fill(&l, &taken, &gbcs_field_alert_code, tree) &&
           leaves_fill(&l, &taken, &gbcs_field_alert_time, tree) &&
           leaves_fill(&l, &taken, use_case->alert.body, tree);
}

/* An alert that cannot be built or sent is lost: there is nobody to tell. */
void esme_alert_billing(const voice *v, alb_time at)
{
    device *d = v->device;
    const anchor *supplier = &d->anchors.of[SMKI_ROLE_SUPPLIER];
    const cat_use_case *use_case = cat_use_case_find(CODE_BILLING);
    esme_snapshot as_new = {.time = 0};
    if (!d->esme) {
        as_new = esme_snapshot_at(d, at);
    }
    const esme_snapshot *s = d->esme ? billed_at(d->esme, alb_time_to_2000(at)) : &as_new;
    gbcs_header header = {.cra = GBCS_ALERT, .originator = d->id, .message_code = CODE_BILLING};
    cat_tree tree;
    if (!s || !supplier->agreement || !anchor_entity(supplier, &header.target) ||
        !build(v, use_case, s, at, &tree)) {
        return;
    }
    header.counter = device_next_counter(d);
    alb_wr content = alb_wr_init(alb_arena_alloc(v->arena, CONTENT_MAX), CONTENT_MAX);
    if (content.buf && voice_seal(v, use_case, &header, &tree, supplier->agreement, &content) == ALB_OK) {
        alb_status ignored =
            voice_send(v, &header, alb_wr_span(&content), VOICE_SIGNATURE, supplier->agreement, NULL);
        (void)ignored;
    }
}
