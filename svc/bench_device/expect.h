/* Results that a right device gives to a valid command: success, but where its state decides otherwise. */
#ifndef BENCH_DEVICE_EXPECT_H
#define BENCH_DEVICE_EXPECT_H

#include "base/eui64.h"
#include "catalogue/use_case.h"

/* Why the bench does not send that command to such a device; NULL: it does. */
const char *expect_left_out(const cat_use_case *use_case, uint16_t device_type, uint8_t variants);
/* Is that result among those expected? wanted: all of them, as text. */
bool expect_result(const cat_use_case *use_case, uint16_t device_type, int64_t result, char *wanted,
                   size_t room);

#endif
