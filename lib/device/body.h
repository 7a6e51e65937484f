/* Commands whose content is one element of ASN.1: credentials, joining, firmware (GBCS 7.4; gbcs-messages.md
 * 8). One table a subject; a use case that no table has is not known to the device. */
#ifndef ALB_DEVICE_BODY_H
#define ALB_DEVICE_BODY_H

#include "execution.h"

typedef struct body_use {
    uint16_t message_code;
    /* Of the alert that tells the outcome once its time has come; 0: the command cannot be dated. The answer
     * to one that can begins with whether there is an outcome yet. */
    uint16_t alert;
    /* What makes a command void before anything is done: its event. NULL: nothing. */
    uint16_t (*refuses)(const execution *x);
    /* Does it, and gives the answer's leaves. False: not, or not all of it. */
    bool (*run)(execution *x, leaves *answer);
    /* The answer of an ordered fault (device.h). NULL: `run` looks for faults of each item. */
    void (*fail)(const execution *x, uint64_t result, leaves *answer);
} body_use;

typedef struct body_uses {
    const body_use *uses;
    size_t count;
} body_uses;

extern const body_uses credentials_uses;
extern const body_uses own_credentials_uses;
extern const body_uses partner_uses;
extern const body_uses firmware_uses;
extern const body_uses clock_uses;

#define BODY_USES(of_table)                                                                                  \
    {                                                                                                        \
        .uses = (of_table), .count = ALB_COUNT(of_table)                                                     \
    }

/* The event for which this command is refused; 0: none. x needs device, message, role and command. */
uint16_t body_refuses(const execution *x);
/* Carries out the command, or keeps it for its time, and builds x->answer. */
ALB_MUST_USE bool body_run(execution *x);
/* Carries out what is due by now, and tells its outcome. */
void body_activate_due(const voice *v, alb_time now);

/* --- reading contents --- */

/* CAT_KEY_USAGE_ bits of a KeyUsage; 0: none, or at == UINT32_MAX. */
uint16_t body_usage(const cat_tree *tree, uint32_t at);
/* A number below `from`; `otherwise` where it is absent. */
uint64_t body_number(const cat_tree *tree, uint32_t from, const char *path, uint64_t otherwise);
/* The EUI-64 at a path; zero where there is none. */
alb_eui64 body_entity(const cat_tree *tree, uint32_t from, const char *path);

/* --- writing answers --- */

/* Entries of a device log: how many, and each. */
void partners_add_entries(const partners *all, leaves *out);

/* Leaves of a KeyUsage with that one bit, and of a GeneralizedTime. */
void body_add_usage(leaves *l, uint16_t usage);
void body_add_time(leaves *l, alb_time t);

#endif
