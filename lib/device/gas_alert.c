#include "gas_alert.h"

#include "factory_billing.h"
#include "gas_device.h"
#include "gas_work.h"

#include "catalogue/alert.h"
#include "gbcs/content.h"

enum {
    CODE_PUSH_BILLING = 0x008b,
    EVENT_BILLING_LOG = 0x8f0a,
    CLUSTER_DEVICE_MANAGEMENT = 0x0708,
    SET_EVENT_CONFIGURATION = 0x04,
    KEPT = 'Z',
    CONTENT_MAX = 512,
    /* The octet of an event's behaviour: which log, and who is told. */
    LOG_GENERAL = 3,
    LOG_SECURITY = 4,
    TELL_WAN = 0x08,
    TELL_HAN = 0x10
};

/* --- behaviours --- */

static setting_key key_of(uint16_t code)
{
    return (setting_key){.class_id = CLUSTER_DEVICE_MANAGEMENT,
                         .obis = {KEPT, (uint8_t)(code >> 8), (uint8_t)code},
                         .id = SET_EVENT_CONFIGURATION};
}

static uint8_t factory_behaviour(const cat_alert *row)
{
    unsigned logs =
        row->logs & CAT_LOG_EVENT ? LOG_GENERAL : (row->logs & CAT_LOG_SECURITY ? LOG_SECURITY : 0);
    return (uint8_t)(logs | (row->wan ? TELL_WAN : 0U) | (row->han ? TELL_HAN : 0U));
}

uint8_t gas_behaviour(const device *d, uint16_t code, alb_arena *arena)
{
    setting_key key = key_of(code);
    const cat_alert *row = cat_alert_find(code);
    leaves set;
    leaves_init(&set, arena);
    if (settings_get(&d->settings, &key, &set) && set.count == 1) {
        return (uint8_t)set.items[0].number;
    }
    return row ? factory_behaviour(row) : 0;
}

bool gas_behaviour_set(device *d, uint16_t code, uint8_t behaviour, alb_arena *arena)
{
    setting_key key = key_of(code);
    leaves value;
    leaves_init(&value, arena);
    leaves_number(&value, behaviour);
    return settings_put(&d->settings, &key, &value);
}

bool gas_wants_alert(const voice *v, uint16_t code)
{
    const cat_alert *row = cat_alert_find(code);
    if (!gas_is(v->device) || !row || !row->configurable) {
        return true;
    }
    return (gas_behaviour(v->device, code, v->arena) & TELL_WAN) != 0;
}

/* What nobody set is written where the catalogue says. */
bool gas_wants_log(const device *d, uint16_t code)
{
    enum { LOGS = 0x07 };
    setting_key key = key_of(code);
    leaf set;
    return !gas_is(d) || !settings_first(&d->settings, &key, &set) || (set.number & LOGS) != 0;
}

/* --- the billing data log, pushed --- */

void gas_snapshot_say(const gas_snapshot *s, uint8_t found, leaves *out)
{
    enum { TIERS_AND_BLOCKS = 6, ONE_TIER_FOUR_BLOCKS = 0x14 };
    leaves_number(out, s->id);
    leaves_number(out, s->time);
    leaves_number(out, found);
    leaves_number(out, 0); /* command 0 of 1 */
    leaves_number(out, 1);
    leaves_number(out, s->cause);
    leaves_number(out, TIERS_AND_BLOCKS);
    leaves_number(out, s->total);
    leaves_number(out, GAS_TIERS);
    for (size_t i = 0; i < GAS_TIERS; i++) {
        leaves_number(out, s->tiers[i]);
    }
    leaves_number(out, ONE_TIER_FOUR_BLOCKS);
    for (size_t i = 0; i < GAS_BLOCKS; i++) {
        leaves_number(out, s->blocks[i]);
    }
}

/* The bill that ended then. False: there is none. */
static bool bill_at(const device *d, alb_time at, gas_snapshot *out)
{
    if (!d->gas) {
        *out = gas_factory_bill(d, factory_billing_count(d->billing_day, at));
        return true;
    }
    for (uint8_t i = d->gas->billed.count; i > 0; i--) {
        *out = d->gas->billed.items[i - 1];
        if (out->time == alb_time_to_2000(at)) {
            return true;
        }
    }
    return false;
}

static bool build(const voice *v, const cat_use_case *use_case, const gas_snapshot *s, alb_time at,
                  cat_tree *tree)
{
    const cat_component *record = &use_case->alert.components[0];
    leaves l;
    size_t taken = 0;
    leaves_init(&l, v->arena);
    leaves_number(&l, EVENT_BILLING_LOG);
    leaves_number(&l, alb_time_to_2000(at));
    gas_snapshot_say(s, 1, &l);
    cat_tree_init(tree, v->arena, 0);
    bool built = leaves_fill(&l, &taken, &gbcs_field_gbz_alert_code, tree) &&
                 leaves_fill(&l, &taken, &gbcs_field_gbz_alert_time, tree);
    uint32_t index = tree->count;
    built = built && leaves_fill(&l, &taken, &record->command->payload, tree);
    if (built) {
        tree->values[index].record = record;
    }
    return built;
}

/* An alert that cannot be built or sent is lost: there is nobody to tell. */
void gas_alert_billing(const voice *v, alb_time at)
{
    device *d = v->device;
    const anchor *supplier = &d->anchors.of[SMKI_ROLE_SUPPLIER];
    const cat_use_case *use_case = cat_use_case_find(CODE_PUSH_BILLING);
    gbcs_header header = {.cra = GBCS_ALERT, .originator = d->id, .message_code = CODE_PUSH_BILLING};
    cat_tree tree;
    gas_snapshot bill;
    if (!(use_case->devices & d->type) || !bill_at(d, at, &bill) || !supplier->agreement ||
        !anchor_entity(supplier, &header.target) || !build(v, use_case, &bill, at, &tree)) {
        return;
    }
    header.counter = device_next_counter(d);
    alb_wr content = alb_wr_init(alb_arena_alloc(v->arena, CONTENT_MAX), CONTENT_MAX);
    if (content.buf && voice_seal(v, use_case, &header, &tree, supplier->agreement, &content) == ALB_OK) {
        bool is_signed = (use_case->alert_protection & CAT_PROTECT_SIGNATURE) != 0;
        alb_status ignored = voice_send(v, &header, alb_wr_span(&content),
                                        is_signed ? VOICE_SIGNATURE : VOICE_MAC, supplier->agreement, NULL);
        (void)ignored;
    }
}
