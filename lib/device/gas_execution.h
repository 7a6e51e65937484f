/* The components of a GBZ command, carried out one after the other (gbcs-messages.md 7.4). */
#ifndef ALB_DEVICE_GAS_EXECUTION_H
#define ALB_DEVICE_GAS_EXECUTION_H

#include "execution.h"
#include "gas_work.h"

/* ZCL statuses that these devices give. */
typedef enum zcl_status {
    STATUS_SUCCESS = 0x00,
    STATUS_FAILURE = 0x01,
    STATUS_UNSUPPORTED_COMMAND = 0x81,
    STATUS_UNSUPPORTED_ATTRIBUTE = 0x86,
    STATUS_INVALID_VALUE = 0x87,
    STATUS_INSUFFICIENT_SPACE = 0x89,
    STATUS_NOT_FOUND = 0x8b,
    STATUS_HARDWARE_FAILURE = 0xc0
} zcl_status;

typedef struct gas_run {
    execution *x;
    gas *g; /* the device's memory; where nothing is to be changed it may be a copy */
    event_list *events;
    const cat_component *record; /* of the component at hand */
    uint32_t at;                 /* where it stands in the command */
    uint8_t sequence;
    bool checks_only;  /* the command waits for its time, or cancels: what is asked is only examined */
    bool times_differ; /* of its activating components, where all must be equal */
    bool fails;        /* a fault was ordered for this component */
    bool answered;     /* with a response of its own */
    bool misfit;       /* an answer could not be built */
} gas_run;

/* Carries out one component. Anything but success, unless the component was answered, goes into its default
 * response; anything but success and not found ends the command. */
typedef zcl_status (*gas_handler)(gas_run *r);

typedef struct gas_command {
    uint16_t cluster;
    uint8_t id;
    bool from_server;
    bool changes; /* the device's memory */
    gas_handler run;
    bool tells_failure; /* in its own response: not in a default response */
} gas_command;

typedef struct gas_command_table {
    const gas_command *commands;
    size_t count;
} gas_command_table;

extern const gas_command_table gas_price_commands;
extern const gas_command_table gas_metering_commands;
extern const gas_command_table gas_prepayment_commands;
extern const gas_command_table gas_calendar_commands;
extern const gas_command_table gas_management_commands;

#define GAS_COMMANDS(of_table)                                                                               \
    {                                                                                                        \
        .commands = (of_table), .count = ALB_COUNT(of_table)                                                 \
    }

/* A field of the component's payload; 0, or nothing, where it does not stand. */
uint64_t gas_field(const gas_run *r, const char *name);
alb_span gas_octets(const gas_run *r, const char *name);
/* The list of that name, UINT32_MAX: none. */
uint32_t gas_list(const gas_run *r, const char *name);
/* A member of a list's element. */
const cat_value *gas_member(const gas_run *r, uint32_t element, const char *name);

/* Answers the component with a command of its cluster. May be called more than once. */
void gas_answer(gas_run *r, uint8_t command, bool from_server, const leaves *values);
/* An attribute's value; what fails is not supported. */
ALB_MUST_USE zcl_status gas_attribute(const gas_run *r, uint16_t cluster, uint16_t id, leaves *out);

/* Keeps the whole component under its cluster and command, for whoever looks at the display. */
zcl_status gas_keep(gas_run *r);
/* Runs the components of x->command. */
ALB_MUST_USE bool gas_run_components(gas_run *r);

#endif
