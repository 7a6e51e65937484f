/* albion help [usecase|request|alert|code NAME]: what the catalogue says. */
#include "cli.h"
#include "commands.h"
#include "help_list.h"
#include "help_mmc.h"
#include "help_request.h"
#include "help_type.h"

#include "base/text.h"
#include "catalogue/alert.h"
#include "catalogue/dcc_alert.h"
#include "catalogue/response_code.h"
#include "catalogue/variant.h"

#include <stdio.h>
#include <string.h>

static const cat_name role_names[] = {
    {CAT_ROLE_SUPPLIER, "supplier"},         {CAT_ROLE_NETWORK_OPERATOR, "network operator"},
    {CAT_ROLE_ACB, "access control broker"}, {CAT_ROLE_LOAD_CONTROLLER, "load controller"},
    {CAT_ROLE_RECOVERY, "recovery"},         {CAT_ROLE_TRANSITIONAL_COS, "transitional change of supplier"},
    {CAT_ROLE_WAN_PROVIDER, "WAN provider"}, {CAT_ROLE_DEVICE, "device"}};

static const char *provenance_name(cat_provenance provenance)
{
    switch (provenance) {
    case CAT_VERIFIED:
        return "proven on reference messages";
    case CAT_SOURCED:
        return "read in a source";
    case CAT_UNVERIFIED:
        return "remembered, not verified";
    }
    return "?";
}

static const char *answer_name(cat_answer answer)
{
    switch (answer) {
    case CAT_NO:
        return "no";
    case CAT_YES:
        return "yes";
    case CAT_NOT_STATED:
        return "not stated";
    }
    return "?";
}

static void print_roles(const char *label, uint16_t roles)
{
    printf("%-16s", label);
    const char *separator = "";
    for (size_t i = 0; i < ALB_COUNT(role_names); i++) {
        if (roles & role_names[i].value) {
            printf("%s%s", separator, role_names[i].name);
            separator = ", ";
        }
    }
    printf("%s\n", separator[0] ? "" : "-");
}

/* What not every electricity meter has. */
static void print_variants(uint8_t needs)
{
    const char *separator = "";
    printf("%-16s", "needs");
    for (unsigned bit = 1; bit <= CAT_VARIANT_PROPORTIONAL; bit <<= 1) {
        if (needs & bit) {
            printf("%s%s", separator, cat_variant_name((uint8_t)bit));
            separator = ", ";
        }
    }
    printf("\n");
}

static void print_protection(const char *label, uint8_t protection)
{
    static const char *const texts[] = {"no such message", "MAC", "signature", "MAC and signature"};
    printf("%-16s%s\n", label, texts[protection & (CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE)]);
}

/* What a value or argument is, below the item or component that has it. */
static void print_value(const char *label, const cat_field *field)
{
    printf("    %s%s: ", label, field->name);
    help_print_type(field->type);
    putchar('\n');
    help_print_fields(field->type, 6);
}

static void print_item(const cat_item *item)
{
    static const char *const verbs[] = {"?", "get", "set", "action", "get from to"};
    const cat_object *object = item->object;
    const uint8_t *o = object->obis;
    bool method = item->operation == CAT_ACTION;
    const cat_attribute *member = cat_object_attribute(object, item->id, method);
    printf("  %s %s, class %u, %u-%u:%u.%u.%u.%u, %s %u (%s)%s%s\n", verbs[item->operation], object->name,
           object->class_id, o[0], o[1], o[2], o[3], o[4], o[5], method ? "method" : "attribute", item->id,
           member->cosem, item->optional ? ", may be left out" : "", item->activation ? ", dated" : "");
    bool writes = item->operation == CAT_SET || method;
    const cat_field *returns = item->returns ? item->returns : method ? &member->returns : &member->value;
    if (writes || item->argument) {
        print_value("", item->argument ? item->argument : &member->value);
    }
    if (returns->type && item->operation != CAT_SET) {
        print_value("returns ", returns);
    }
}

static void print_component(const cat_component *c)
{
    const char *cluster = cat_zcl_cluster_name(c->cluster);
    printf("  cluster %04x %s: %s\n", c->cluster, cluster ? cluster : "?",
           c->command ? c->command->payload.name : "attributes");
    if (c->command) {
        help_print_fields(c->command->payload.type, 4);
    }
    for (uint8_t i = 0; i < c->n_attributes; i++) {
        const cat_zcl_attribute *a = cat_zcl_attribute_find(c->cluster, c->attributes[i]);
        if (a) {
            char label[8];
            snprintf(label, sizeof label, "%04x ", a->id);
            print_value(label, &a->value);
        }
    }
}

static void print_content(const char *label, const cat_content *content)
{
    if (content->n_items > 0 || content->n_components > 0 || content->body) {
        printf("%s\n", label);
        for (size_t i = 0; i < content->n_items; i++) {
            print_item(&content->items[i]);
        }
        for (size_t i = 0; i < content->n_components; i++) {
            print_component(&content->components[i]);
        }
        if (content->body) {
            print_value("", content->body);
        }
    }
}

static int help_use_case(const char *name)
{
    const cat_use_case *u = cat_use_case_named(alb_span_str(name));
    uint64_t code;
    if (!u && alb_parse_hex_u64(alb_span_str(name), UINT16_MAX, &code)) {
        u = cat_use_case_find((uint16_t)code);
    }
    if (!u) {
        fprintf(stderr, "albion: the catalogue has no use case '%s'\n", name);
        return CLI_FAILED;
    }
    static const char *const formats[] = {[CAT_FORMAT_DLMS] = "DLMS COSEM",
                                          [CAT_FORMAT_GBZ] = "GBZ (ZigBee)",
                                          [CAT_FORMAT_ASN1] = "ASN.1 DER",
                                          [CAT_FORMAT_DEVICE] = "DLMS COSEM or GBZ, as the device speaks"};
    printf("%s  %s\n\n%-16s%04x\n%-16s%s\n%-16s%s\n", u->name, u->title, "message code", u->message_code,
           "format", formats[u->format], "critical", u->critical ? "yes" : "no");
    help_print_devices("devices", u->devices);
    if (cat_use_case_variants(u) != 0) {
        print_variants(cat_use_case_variants(u));
    }
    print_roles("originators", u->roles);
    printf("%-16s%s\n%-16s%s\n", "replay checked", answer_name(u->replay_protected), "future dated",
           answer_name(u->future_dated));
    print_protection("command", u->command_protection);
    print_protection("response", u->response_protection);
    print_protection("alert", u->alert_protection);
    printf("%-16s%s\n", "sensitive", u->sensitive ? "yes: part of the response is encrypted" : "no");
    if (u->superseded_by) {
        printf("%-16s%s\n", "superseded by", u->superseded_by);
    }
    printf("%-16s%s\n\n", "known from", provenance_name(u->provenance));
    print_content("command", &u->command);
    print_content("response", &u->response);
    print_content("alert", &u->alert);
    help_print_mmc(u->message_code);
    if (u->notes) {
        printf("\n%s\n", u->notes);
    }
    return CLI_OK;
}

static const cat_alert *alert_named(const char *name)
{
    uint64_t code;
    if (alb_parse_hex_u64(alb_span_str(name), UINT16_MAX, &code)) {
        return cat_alert_find((uint16_t)code);
    }
    size_t count;
    const cat_alert *all = cat_alerts(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(all[i].name, name) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

/* One that the DCC sends of its own accord. */
static int help_dcc_alert(const cat_dcc_alert *a)
{
    printf("%s  %s\n\n%-16s%s\n%-16s%s\n%-16s%s\n", a->code, a->meaning, "payload", a->element,
           "response code", a->response_code, "known from", provenance_name(a->provenance));
    return CLI_OK;
}

static int help_alert(const char *name)
{
    const cat_dcc_alert *own = cat_dcc_alert_find(alb_span_str(name));
    if (own) {
        return help_dcc_alert(own);
    }
    const cat_alert *a = alert_named(name);
    if (!a) {
        fprintf(stderr, "albion: the catalogue has no alert '%s'\n", name);
        return CLI_FAILED;
    }
    static const cat_name logs[] = {{CAT_LOG_EVENT, "event"},
                                    {CAT_LOG_SECURITY, "security"},
                                    {CAT_LOG_POWER, "power"},
                                    {CAT_LOG_AUXILIARY, "auxiliary"}};
    printf("%04X  %s\n\n", a->code, a->name);
    help_print_devices("devices", a->devices);
    print_roles("recipients", a->recipients);
    printf("%-16s", "logs");
    for (size_t i = 0; i < ALB_COUNT(logs); i++) {
        printf("%s", a->logs & logs[i].value ? logs[i].name : "");
        printf("%s", a->logs & logs[i].value ? " " : "");
    }
    printf("\n%-16s%s%s%s\n", "sent", a->wan ? "over the WAN " : "", a->han ? "on the HAN" : "",
           a->wan || a->han ? "" : "no: logged only");
    printf("%-16s%s\n", "configurable", a->configurable ? "yes" : "no");
    if (a->message_code != 0) {
        printf("%-16s%04x\n", "message code", a->message_code);
    }
    printf("%-16s%s\n", "known from", provenance_name(a->provenance));
    return CLI_OK;
}

static int help_code(const char *name)
{
    const cat_response_code *c = cat_response_code_find(alb_span_str(name));
    if (!c) {
        fprintf(stderr, "albion: the interface has no response code '%s'\n", name);
        return CLI_FAILED;
    }
    static const char *const kinds[] = {"in the answer to the request", "in a later message",
                                        "in the answer or in a later message"};
    printf("%s  %s\n\n%-16s%s\n%-16s%s\n", c->code, c->meaning, "comes", kinds[c->kind], "known from",
           provenance_name(c->provenance));
    return CLI_OK;
}

static int list_commands(void)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    puts("usage: albion COMMAND [ARGUMENT...]\n");
    for (size_t i = 0; i < count; i++) {
        printf("  %-14s%s\n", commands[i].name, commands[i].help);
    }
    puts("\nalbion --version prints the version; a COMMAND without arguments prints its usage.");
    return CLI_OK;
}

int cli_help(int argc, char **argv)
{
    static const struct {
        const char *what;
        int (*run)(const char *name);
        int (*list)(void);
    } topics[] = {{"usecase", help_use_case, help_list_use_cases},
                  {"request", help_request, help_list_requests},
                  {"alert", help_alert, help_list_alerts},
                  {"code", help_code, help_list_codes}};
    if (argc == 1) {
        return list_commands();
    }
    for (size_t i = 0; argc <= 3 && i < ALB_COUNT(topics); i++) {
        if (strcmp(argv[1], topics[i].what) == 0) {
            return argc == 3 ? topics[i].run(argv[2]) : topics[i].list();
        }
    }
    /* `albion help message`: the command says it best. */
    const cli_command *command = argc == 2 ? cli_command_find(argv[1]) : NULL;
    if (command && command->run != cli_help) {
        return command->run(1, argv + 1) == CLI_USAGE ? CLI_OK : CLI_ERROR;
    }
    fputs("usage: albion help [usecase|request|alert|code [NAME] | COMMAND]\n", stderr);
    return CLI_USAGE;
}
