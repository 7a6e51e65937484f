/* Values of ZCL attributes by their type octet. */
#include "gbz/gbz.h"

uint8_t zcl_type_size(uint8_t type)
{
    static const uint8_t sizes[256] = {
        [0x08] = 1, [0x09] = 2, [0x0a] = 3, [0x0b] = 4,
        [0x0c] = 5, [0x0d] = 6, [0x0e] = 7, [0x0f] = 8, /* data */
        [0x10] = 1,                                     /* boolean */
        [0x18] = 1, [0x19] = 2, [0x1a] = 3, [0x1b] = 4,
        [0x1c] = 5, [0x1d] = 6, [0x1e] = 7, [0x1f] = 8, /* bitmaps */
        [0x20] = 1, [0x21] = 2, [0x22] = 3, [0x23] = 4,
        [0x24] = 5, [0x25] = 6, [0x26] = 7, [0x27] = 8, /* unsigned */
        [0x28] = 1, [0x29] = 2, [0x2a] = 3, [0x2b] = 4,
        [0x2c] = 5, [0x2d] = 6, [0x2e] = 7, [0x2f] = 8, /* signed */
        [0x30] = 1, [0x31] = 2,                         /* enumerations */
        [0xe0] = 4, [0xe1] = 4, [0xe2] = 4,             /* time of day, date, UTC */
        [0xe8] = 2, [0xe9] = 2, [0xf0] = 8,             /* cluster, attribute, EUI-64 */
    };
    return sizes[type];
}

alb_span zcl_read_value(alb_rd *r, uint8_t type)
{
    uint8_t size = zcl_type_size(type);
    if (size != 0) {
        return alb_rd_bytes(r, size);
    }
    if (type != ZCL_OCTET_STRING && type != ZCL_CHARACTER_STRING) {
        alb_rd_fail(r, ALB_BAD_TAG);
        return (alb_span){0};
    }
    return alb_rd_bytes(r, 1u + alb_rd_peek(r));
}
