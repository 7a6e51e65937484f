#include "factory.h"

#include "base/status.h"

typedef struct factory_row {
    setting_key key;
    uint64_t number;
} factory_row;

#define NO_LIMIT UINT32_MAX

#define ROW(of_class, a, b, c, d, e, f, of_id, value)                                                        \
    {                                                                                                        \
        .key = {.class_id = (of_class), .obis = {(a), (b), (c), (d), (e), (f)}, .id = (of_id)},              \
        .number = (value)                                                                                    \
    }

static const factory_row rows[] = {
    ROW(1, 0, 0, 94, 44, 0, 1, 2, 600), /* randomised offset limit, s */
    ROW(1, 1, 0, 32, 31, 0, 4, 2, 216), /* average under voltage, V */
    ROW(1, 1, 0, 32, 35, 0, 4, 2, 253), /* average over voltage, V */
    ROW(1, 1, 0, 52, 31, 0, 4, 2, 216),        ROW(1, 1, 0, 52, 35, 0, 4, 2, 253),
    ROW(1, 1, 0, 72, 31, 0, 4, 2, 216),        ROW(1, 1, 0, 72, 35, 0, 4, 2, 253),
    ROW(7, 1, 0, 32, 24, 0, 255, 4, 1800), /* average voltage, s */
    ROW(7, 1, 0, 52, 24, 0, 255, 4, 1800),     ROW(7, 1, 0, 72, 24, 0, 255, 4, 1800),
    ROW(71, 0, 0, 17, 0, 0, 255, 4, NO_LIMIT), /* load limit, W */
    ROW(71, 0, 0, 17, 0, 0, 255, 6, 300),      /* s */
    ROW(71, 0, 0, 17, 0, 0, 255, 7, 30),       /* s */
    ROW(71, 0, 0, 17, 0, 1, 255, 4, 264),      /* extreme over voltage, V */
    ROW(71, 0, 0, 17, 0, 2, 255, 4, 200),      /* extreme under voltage, V */
    ROW(71, 0, 0, 17, 0, 3, 255, 4, 207),      /* sag, V */
    ROW(71, 0, 0, 17, 0, 4, 255, 4, 258),      /* swell, V */
};

uint64_t factory_number(const setting_key *key)
{
    for (size_t i = 0; i < ALB_COUNT(rows); i++) {
        if (setting_key_compare(&rows[i].key, key) == 0) {
            return rows[i].number;
        }
    }
    return 0;
}
