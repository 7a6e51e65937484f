/* Whatever the octets: a detail record of either fuel is read or has a fault that says where. */
#include "registration/file.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char fuels[] = {'E', 'G'};
    for (size_t i = 0; i < sizeof fuels; i++) {
        registration_fault f;
        bool good = registration_check_record(fuels[i], alb_span_of(data, size), &f);
        if (good != (f.code[0] == '\0') || strlen(f.code) >= sizeof f.code || f.field > 64) {
            abort();
        }
    }
    return 0;
}
