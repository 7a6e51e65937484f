#include "commands.h"

#include "cli.h"

#include "base/status.h"

#include <string.h>

static const cli_command commands[] = {
    {"message", cli_message, "parse, verify, sign and encode GBCS messages"},
    {"duis", cli_duis, "validate, sign and verify Service Requests and Responses"},
    {"mmc", cli_mmc, "responses and alerts as XML, JSON, CSV or a table"},
    {"utrn", cli_utrn, "make and check prepayment tokens"},
    {"pki", cli_pki, "make, show, verify and revoke certificates"},
    {"products", cli_products, "the products list of a DCC: take one in, look into it"},
    {"registration", cli_registration, "registration data of a DCC: who is responsible for what, when"},
    {"party", cli_party, "Users of a DCC: entry, suspension, credentials"},
    {"thresholds", cli_thresholds, "anomaly detection of a DCC: thresholds, and what they hold"},
    {"serve", cli_serve, "the DCC, with simulated homes behind it"},
    {"user", cli_user, "act as a User: send a request, listen for what the DCC delivers"},
    {"fleet", cli_fleet, "the simulated homes: their network, power, faults, what people do there"},
    {"lever", cli_lever, "a tester's levers on a running serve: clock, orders, snapshots"},
    {"bench-device", cli_bench_device, "run the command catalogue at one device behind a link"},
    {"audit", cli_audit, "the DCC's audit trail: search it, check it, how long requests took"},
    {"backup", cli_backup, "copy the environment of a serve, running or not"},
    {"restore", cli_restore, "put such a copy back"},
    {"help", cli_help, "this list, or what the catalogue says: help usecase|request|alert|code NAME"},
};

const cli_command *cli_commands(size_t *count)
{
    *count = ALB_COUNT(commands);
    return commands;
}

const cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}
