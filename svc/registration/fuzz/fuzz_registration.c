/* Whatever the octets: a detail record of either fuel is read or has a fault that says where; a whole file is
 * surveyed within its bounds, and its header is what the name says or none. */
#include "registration/file.h"

#include "envelope.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_record(alb_span line)
{
    static const char fuels[] = {'E', 'G'};
    for (size_t i = 0; i < sizeof fuels; i++) {
        registration_fault f;
        bool good = registration_check_record(fuels[i], line, &f);
        if (good != (f.code[0] == '\0') || strlen(f.code) >= sizeof f.code || f.field > LAYOUT_MAX_FIELDS) {
            abort();
        }
    }
}

static void try_file(const uint8_t *data, size_t size)
{
    static survey s;
    envelope named;
    envelope header;
    alb_err err = {.code = ALB_OK};
    FILE *in = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "rb") : NULL;
    if (!in || !envelope_read_name("RDP1_DCC_E_INIT_20260302060000_00000001.dat", &named)) {
        return;
    }
    if (survey_read(in, &s, &err) == ALB_OK &&
        envelope_read_header(alb_span_str(s.header), &named, &header) &&
        (header.sequence != named.sequence || header.networks[0] != ';' ||
         strcmp(header.sender, named.sender) != 0)) {
        abort();
    }
    (void)fclose(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_record(alb_span_of(data, size));
    try_file(data, size);
    return 0;
}
