/* Firmware on its way to devices (11.1, 11.4; duis.md 14.4): the image is taken once and kept, each device
 * has a row that says how far it is. */
#ifndef ALB_DCC_FIRMWARE_H
#define ALB_DCC_FIRMWARE_H

#include "dcc_internal.h"

typedef struct dcc_firmware dcc_firmware;

ALB_MUST_USE alb_status dcc_firmware_new(dcc_firmware **out, alb_err *err);
void dcc_firmware_free(dcc_firmware *f);

/* 11.1 and 11.4 (firmware_service.c). */
dcc_step dcc_update_firmware;

/* An image that is to go to devices; in the transaction of the request. */
typedef struct dcc_distribution {
    duis_request_id request_id;
    alb_span image; /* the OTA file */
    const uint8_t *hash;
    const char *version;
    struct dcc_distribution_target {
        alb_eui64 device, hub;
    } * targets;
    size_t n;
} dcc_distribution;
ALB_MUST_USE alb_status dcc_distribution_insert(store_tx *tx, const dcc_distribution *d, alb_time now,
                                                alb_err *err);
/* Is firmware on its way to the device? */
ALB_MUST_USE alb_status dcc_distribution_is_open(store_tx *tx, alb_eui64 device, bool *out, alb_err *err);

/* Is this the number of an image's frame, not of a command's? */
bool dcc_is_image_frame(uint64_t sequence);
/* The link answered an image's frame; reason 0: the hub has it. Does not wait. */
void dcc_firmware_answered(dcc *d, uint64_t sequence, uint8_t reason);
/* Sends what is due, notes what was answered, ends what took too long. True: there was something. */
bool dcc_run_firmware(dcc_worker *w);
/* The device, or its hub for it, says that the image has come whole (succeeded), or has not. */
dcc_effect dcc_effect_firmware_receipt;
ALB_MUST_USE alb_status dcc_firmware_received(store_tx *tx, alb_eui64 device, bool is_good, alb_time now,
                                              alb_err *err);

#endif
