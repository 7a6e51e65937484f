/* Is an answer what the catalogue says of it? */
#ifndef BENCH_DEVICE_CHECK_H
#define BENCH_DEVICE_CHECK_H

#include "report.h"
#include "session.h"

#include "catalogue/value.h"

/* The command that was sent. */
typedef struct check_command {
    const cat_use_case *use_case;
    gbcs_header header;
    uint16_t device_type;
    bool is_signed;
    const cat_tree *content;
} check_command;

/* Authentic, of the right code, with the right header, its content of the right structure and types, every
 * result as expected: a field each. tree: the decoded content, empty when it cannot be read. */
void check_answer(case_record *c, gbcs_keys *keys, alb_time now, const check_command *command,
                  const gbcs_message *answer, cat_tree *tree);
/* An alert or an answer that nobody waited for: authentic at least. */
bool check_authentic(gbcs_keys *keys, alb_time now, const gbcs_message *m, const char **why);

#endif
