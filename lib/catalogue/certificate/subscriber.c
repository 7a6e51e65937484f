/* Subscribers and what they may ask for (smki.md 11.2, 11.3). */
#include "catalogue/subscriber.h"

#include "catalogue/use_case.h"

#include <string.h>

enum {
    SIGNING = CAT_KEY_USAGE_DIGITAL_SIGNATURE,
    BOTH = CAT_KEY_USAGE_DIGITAL_SIGNATURE | CAT_KEY_USAGE_KEY_AGREEMENT,
    SUPPLIERS = CAT_USER_IS | CAT_USER_GS,
    NETWORKS = CAT_USER_ED | CAT_USER_GT,
    OTHERS = CAT_USER_OU | CAT_USER_ES | CAT_USER_RSA | CAT_USER_MDR,
    USERS = SUPPLIERS | NETWORKS | OTHERS | CAT_USER_LC,
    TYPE_1 = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS | CAT_DEVICE_SAPC,
    HUB = CAT_DEVICE_CHF | CAT_DEVICE_GPF
};

static const cat_organisation_subscriber organisations[] = {
    {.role = 1, .who = CAT_SUBSCRIBER_DCC, .usages = SIGNING, .provenance = CAT_SOURCED},
    {.role = 2, .who = SUPPLIERS, .usages = BOTH, .provenance = CAT_SOURCED},
    {.role = 3, .who = NETWORKS, .usages = BOTH, .provenance = CAT_SOURCED},
    {.role = 4, .who = CAT_SUBSCRIBER_DCC, .usages = BOTH, .provenance = CAT_SOURCED},
    {.role = 5, .who = CAT_SUBSCRIBER_DCC, .usages = SIGNING, .provenance = CAT_SOURCED},
    {.role = 6, .who = CAT_SUBSCRIBER_DCC, .usages = SIGNING, .provenance = CAT_SOURCED},
    {.role = 8, .who = CAT_USER_LC, .usages = BOTH, .provenance = CAT_UNVERIFIED},
    {.role = 127, .who = OTHERS, .usages = BOTH, .provenance = CAT_UNVERIFIED},
    {.role = 135, .who = USERS, .usages = SIGNING, .provenance = CAT_SOURCED},
    {.role = 137, .who = CAT_SUBSCRIBER_DCC, .usages = SIGNING, .provenance = CAT_SOURCED},
};

const cat_organisation_subscriber *cat_organisation_subscriber_of(uint8_t role)
{
    for (size_t i = 0; i < ALB_COUNT(organisations); i++) {
        if (organisations[i].role == role) {
            return &organisations[i];
        }
    }
    return NULL;
}

static const cat_device_subscriber devices[] = {
    {.who = CAT_SUBSCRIBER_DCC, .devices = HUB, .provenance = CAT_UNVERIFIED},
    {.who = CAT_USER_IS, .devices = CAT_DEVICE_ESME | TYPE_1, .provenance = CAT_UNVERIFIED},
    {.who = CAT_USER_GS, .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF | TYPE_1, .provenance = CAT_UNVERIFIED},
    {.who = USERS | CAT_SUBSCRIBER_DCC | CAT_SUBSCRIBER_PARTY,
     .before_commissioning_only = true,
     .provenance = CAT_UNVERIFIED},
};

const cat_device_subscriber *cat_device_subscribers(size_t *count)
{
    *count = ALB_COUNT(devices);
    return devices;
}

/* --- names --- */

static const struct subscriber_name {
    const char *name;
    uint32_t who;
} names[] = {
    {"dcc", CAT_SUBSCRIBER_DCC},
    {"import-supplier", CAT_USER_IS},
    {"gas-supplier", CAT_USER_GS},
    {"export-supplier", CAT_USER_ES},
    {"registered-supplier-agent", CAT_USER_RSA},
    {"electricity-distributor", CAT_USER_ED},
    {"gas-transporter", CAT_USER_GT},
    {"other-user", CAT_USER_OU},
    {"load-controller", CAT_USER_LC},
    {"meter-data-retriever", CAT_USER_MDR},
    {"party", CAT_SUBSCRIBER_PARTY},
};

uint32_t cat_subscriber_named(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            return names[i].who;
        }
    }
    return 0;
}

const char *cat_subscriber_name(uint32_t who)
{
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        if (names[i].who & who) {
            return names[i].name;
        }
    }
    return NULL;
}
