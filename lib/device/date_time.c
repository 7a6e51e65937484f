#include "date_time.h"

enum { NOT_SPECIFIED = 0xff, DEVIATION_NOT_SPECIFIED = 0x8000 };

void date_time_write(alb_time t, uint8_t out[static DATE_TIME])
{
    alb_date_time d = alb_time_split(t);
    alb_wr w = alb_wr_init(out, DATE_TIME);
    alb_wr_be16(&w, (uint16_t)d.year);
    alb_wr_u8(&w, (uint8_t)d.month);
    alb_wr_u8(&w, (uint8_t)d.day);
    alb_wr_u8(&w, NOT_SPECIFIED);
    alb_wr_u8(&w, (uint8_t)d.hour);
    alb_wr_u8(&w, (uint8_t)d.minute);
    alb_wr_u8(&w, (uint8_t)d.second);
    alb_wr_u8(&w, 0);
    alb_wr_be16(&w, DEVIATION_NOT_SPECIFIED);
    alb_wr_u8(&w, NOT_SPECIFIED);
}

bool date_time_read(alb_span octets, alb_time *out)
{
    alb_rd r = alb_rd_init(octets);
    alb_date_time d = {.year = alb_rd_be16(&r), .month = alb_rd_u8(&r), .day = alb_rd_u8(&r)};
    (void)alb_rd_u8(&r); /* day of the week */
    d.hour = alb_rd_u8(&r);
    d.minute = alb_rd_u8(&r);
    d.second = alb_rd_u8(&r);
    (void)alb_rd_bytes(&r, DATE_TIME - 8); /* hundredths, deviation, status: the time is UTC */
    return alb_rd_end(&r) == ALB_OK && alb_time_join(&d, out);
}

alb_time date_time_restore(alb_rd *in)
{
    const alb_time end = 253402300800000; /* of the year 9999 */
    alb_time t = (alb_time)alb_rd_be64(in);
    if (t != ALB_TIME_NONE && (t < 0 || t >= end)) {
        alb_rd_fail(in, ALB_BAD_VALUE);
        return ALB_TIME_NONE;
    }
    return t;
}
