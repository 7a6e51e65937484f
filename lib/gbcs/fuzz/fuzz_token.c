/* Any octets as a token and as a firmware image: no crash; what parses is made of the digits that it came
 * from, and of the parts that the file came from. */
#include "gbcs/ota.h"
#include "gbcs/utrn.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_token(alb_span text)
{
    gbcs_ptut ptut;
    alb_err err = {.code = ALB_OK};
    if (gbcs_utrn_parse(text, &ptut, &err) != ALB_OK) {
        must(err.code == ALB_BAD_FORMAT && err.rule);
        return;
    }
    must(ptut.value <= GBCS_UTRN_VALUE_MAX && ptut.truncated_counter < 1024);
}

static void check_image(alb_span file, bool is_signed)
{
    gbcs_ota_file ota;
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_ota_parse(file, is_signed, &ota, &err);
    if (st != ALB_OK) {
        must(err.code == st && err.rule && err.offset <= file.len);
        return;
    }
    must(GBCS_OTA_HEADER + ota.image.len + (is_signed ? GBCS_OTA_TRAILER : 0U) == file.len);
    must(ota.signature.len == (is_signed ? GBCS_SIGNATURE : 0U));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_span in = alb_span_of(data, size);
    check_token(in);
    check_image(in, false);
    check_image(in, true);
    return 0;
}
