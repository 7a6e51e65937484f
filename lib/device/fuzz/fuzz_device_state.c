/* A saved state that is none. */
#include "esme_work.h"

#include "catalogue/use_case.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t scalar[32] = {[31] = 7};
    static crypto_key *key;
    static alb_clock_manual clock;
    if (!key) {
        alb_clock_manual_init(&clock, ALB_TIME_2000 + ALB_DAYS(10000));
        if (crypto_key_from_scalar(scalar, &key, NULL) != ALB_OK) {
            abort();
        }
    }
    if (size == 0) {
        return 0;
    }
    /* The last octet says whose it is. */
    device_options o = {.id = alb_eui64_of(0x0102030405060708),
                        .type = data[size - 1] % 2 ? CAT_DEVICE_GSME : CAT_DEVICE_ESME,
                        .controllers = {DEVICE_CONTROLLER_SWITCH, DEVICE_CONTROLLER_HCALCS},
                        .clock = &clock.clock,
                        .signing = key,
                        .agreement = key};
    device *d;
    if (device_new(&o, &d, NULL) != ALB_OK) {
        abort();
    }
    if (device_restore(d, alb_span_of(data, size - 1), NULL) == ALB_OK) {
        /* What was taken is written and taken again. */
        alb_buf saved;
        alb_buf_init(&saved, 1 << 16);
        if (device_save(d, &saved, NULL) != ALB_OK ||
            device_restore(d, alb_buf_span(&saved), NULL) != ALB_OK) {
            abort();
        }
        alb_buf_release(&saved);
        /* And what it says is set is worked with. */
        (void)device_add_load(d, 1000, ALB_HOURS(1));
        (void)supply_register(&d->supply, device_now(d));
        (void)supply_exported(&d->supply, device_now(d));
        (void)device_clock_offset(d);
        if (d->esme) {
            esme_work(d, d->esme->at + ALB_HOURS(2));
        }
    }
    device_free(d);
    return 0;
}
