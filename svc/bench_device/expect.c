#include "expect.h"

#include "catalogue/variant.h"

#include <stdio.h>
#include <string.h>

enum { MOST_RESULTS = 4, ZCL_NOT_FOUND = 0x8b };

/* Beside success, or in its place: what a device answers whose state cannot let it do what is asked. */
static const struct {
    const char *use_case;
    uint16_t devices;
    int16_t results[MOST_RESULTS];
    uint8_t count;
} others[] = {
    /* No new key pair was asked for, or the certificate is of another one. */
    {"CS02d", 0xffff, {4, 5}, 2},
    /* No image is held, or it is not the one. */
    {"CS06", 0xffff, {1, 2}, 2},
    /* The root in force is offered in its own place: a device may ask for a link between the two. */
    {"CS02bRootBySupplier", 0xffff, {0, 10}, 2},
    {"CS02bRootByWanProvider", 0xffff, {0, 10}, 2},
    /* The token is made up. */
    {"CS01a", 0xffff, {250}, 1},
    /* There is credit left, or no emergency credit is offered. */
    {"ECS09", 0xffff, {0, 250}, 2},
    {"GCS06", 0xffff, {0, 1}, 2},
    /* The list of credits and charges is made up: a meter may know it for none of its mode's. */
    {"ECS02", 0xffff, {0, 250}, 2},
    {"ECS03", 0xffff, {0, 250}, 2},
    /* The meter has no such auxiliary controller, or none that can be set so; what is built in can be named
     * as nothing else. What stands behind the item that fails is not carried out. */
    {"ECS46a", 0xffff, {0, 4, 250}, 3},
    {"ECS46c", 0xffff, {0, 4, 250}, 3},
    {"ECS47", 0xffff, {0, 4, 250}, 3},
    {"ECS47a", 0xffff, {0, 4, 250}, 3},
    {"ECS47e", 0xffff, {0, 4, 250}, 3},
};

static const struct {
    const char *use_case;
    uint16_t devices;
    const char *why;
} left_out[] = {
    {"CCS03", 0xffff, "would replace the hub's network"},
    {"CS03A1", CAT_DEVICE_GSME, "no device joins a gas meter by method A"},
};

const char *expect_left_out(const cat_use_case *use_case, uint16_t device_type, uint8_t variants)
{
    if (device_type == CAT_DEVICE_ESME && (cat_use_case_variants(use_case) & ~variants)) {
        return "for a meter of another variant";
    }
    for (size_t i = 0; i < ALB_COUNT(left_out); i++) {
        if ((left_out[i].devices & device_type) && strcmp(left_out[i].use_case, use_case->name) == 0) {
            return left_out[i].why;
        }
    }
    return use_case->roles == CAT_ROLE_DEVICE ? "of a device of the home, not of a remote party" : NULL;
}

bool expect_result(const cat_use_case *use_case, uint16_t device_type, int64_t result, char *wanted,
                   size_t room)
{
    (void)snprintf(wanted, room, "0");
    for (size_t i = 0; i < ALB_COUNT(others); i++) {
        if (!(others[i].devices & device_type) || strcmp(others[i].use_case, use_case->name) != 0) {
            continue;
        }
        bool fits = false;
        size_t used = 0;
        for (uint8_t k = 0; k < others[i].count; k++) {
            used +=
                (size_t)snprintf(wanted + used, room - used, "%s%d", k ? " or " : "", others[i].results[k]);
            fits = fits || others[i].results[k] == result;
        }
        return fits;
    }
    bool may_be_empty = use_case->format == CAT_FORMAT_GBZ && use_case->replay_protected != CAT_YES;
    if (may_be_empty) {
        (void)snprintf(wanted, room, "0, or 139 where there is nothing to tell");
    }
    return result == 0 || (may_be_empty && result == ZCL_NOT_FOUND);
}
