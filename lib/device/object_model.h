/* The device's side of the catalogue's COSEM objects: who gives, takes or does what an attribute or method
 * stands for. One table a subject; a member that no table has is undefined on this device. */
#ifndef ALB_DEVICE_OBJECT_MODEL_H
#define ALB_DEVICE_OBJECT_MODEL_H

#include "execution.h"

typedef struct member {
    uint16_t class_id;
    uint8_t obis[6];
    uint8_t id;
    bool method;
    /* The value's leaves. at: the argument of a selective read in x->command, UINT32_MAX: none. */
    access_result (*get)(const execution *x, uint32_t at, leaves *out);
    /* (A method that only gives something has get, too.) Sets the attribute, or does what the method does,
     * with the argument at `at` in x->command. */
    access_result (*put)(execution *x, uint32_t at);
} member;

typedef struct member_table {
    const member *members;
    size_t count;
} member_table;

extern const member_table identity_members;
extern const member_table register_members;
extern const member_table supply_members;
extern const member_table clock_members;
extern const member_table log_members;
extern const member_table profile_members;
extern const member_table device_log_members;
extern const member_table money_members;
extern const member_table auxiliary_members;
extern const member_table auxiliary_log_members;
extern const member_table behaviour_members;
extern const member_table randomised_offset_members;
extern const member_table demand_members;
extern const member_table limit_members;
extern const member_table bill_members;
extern const member_table tariff_members;

/* varh on the register that goes with so many Wh. */
uint64_t registers_reactive(uint64_t active);
uint64_t registers_reactive_export(uint64_t active);

/* NULL: none. */
const member *object_model_find(uint16_t class_id, alb_span obis, uint8_t id, bool method);

#define MEMBERS(of_table)                                                                                    \
    {                                                                                                        \
        .members = (of_table), .count = ALB_COUNT(of_table)                                                  \
    }

#endif
