#include "object_model.h"

static const member_table *const tables[] = {&identity_members,
                                             &register_members,
                                             &supply_members,
                                             &clock_members,
                                             &log_members,
                                             &profile_members,
                                             &device_log_members,
                                             &money_members,
                                             &auxiliary_members,
                                             &auxiliary_log_members,
                                             &randomised_offset_members,
                                             &behaviour_members,
                                             &demand_members,
                                             &limit_members,
                                             &bill_members,
                                             &tariff_members};

const member *object_model_find(uint16_t class_id, alb_span obis, uint8_t id, bool method)
{
    for (size_t t = 0; t < ALB_COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const member *m = &tables[t]->members[i];
            if (m->class_id == class_id && m->id == id && m->method == method &&
                alb_span_equal(ALB_SPAN_OF(m->obis), obis)) {
                return m;
            }
        }
    }
    return NULL;
}
