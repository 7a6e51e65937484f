/* Words in which GBZ use cases are written down (GBCS 7.3; gbcs-messages.md Appendix D). */
#ifndef ALB_CATALOGUE_USECASE_GBZ_INTERNAL_H
#define ALB_CATALOGUE_USECASE_GBZ_INTERNAL_H

#include "catalogue/use_case.h"
#include "usecase/usecase_internal.h"
#include "zcl/zcl_internal.h"

/* Components of a command: {ASK(METERING, get_snapshot), TIMES(12, 12)}. */
#define ASK(of, symbol)     .cluster = CLUSTER_##of, .command = &cat_zcl_##symbol, .frame_control = 0x01
#define PUBLISH(of, symbol) .cluster = CLUSTER_##of, .command = &cat_zcl_##symbol, .frame_control = 0x09
#define READ(of, list)      .cluster = CLUSTER_##of, .attributes = (list), .n_attributes = ALB_COUNT(list)
/* Without TIMES a component stands once. */
#define TIMES(least, most) .min = (least), .max = (most)
#define FIXED_BY(list)     .constants = (list), .n_constants = ALB_COUNT(list)
#define FIXED(name, number)                                                                                  \
    {                                                                                                        \
        .field = (name), .value = (number)                                                                   \
    }
#define COUNTING(name)                                                                                       \
    {                                                                                                        \
        .field = (name), .step = 1                                                                           \
    }

/* Components of a response. A component that is only acknowledged has no entry: default responses go
 * everywhere. */
#define ANSWER(of, symbol) .cluster = CLUSTER_##of, .command = &cat_zcl_##symbol, .frame_control = 0x19
/* Without "disable default response", as a few use cases have it. */
#define ANSWER_PLAIN(of, symbol) .cluster = CLUSTER_##of, .command = &cat_zcl_##symbol, .frame_control = 0x09
#define RETURN(of, list)                                                                                     \
    .cluster = CLUSTER_##of, .attributes = (list), .n_attributes = ALB_COUNT(list), .frame_control = 0x08
#define RETURN_LAST_WORD(of, list)                                                                           \
    .cluster = CLUSTER_##of, .attributes = (list), .n_attributes = ALB_COUNT(list), .frame_control = 0x18

#define COMPONENTS(list)                                                                                     \
    {                                                                                                        \
        .components = (list), .n_components = ALB_COUNT(list)                                                \
    }

/* Fields that many use cases fix. */
#define NO_PROVIDER FIXED("ProviderId", 0)
#define ONE_COMMAND FIXED("CommandIndex", 0), FIXED("TotalNumberOfCommands", 1)

#endif
