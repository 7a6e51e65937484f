/* Whatever a signed file of anomaly detection says: it is read whole, or refused with a code and a line. */
#include "anomaly_internal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_file(alb_span csv, alb_eui64 user, bool acts)
{
    anomaly_report report = {.records = 0};
    anomaly_file file = {.name = "file", .csv = csv};
    anomaly_reading r = {
        .file = &file, .out = &report, .user = user, .reference = acts ? "1" : "SMSR0004711"};
    r.arena = alb_arena_new(32U << 20);
    if (!r.arena) {
        abort();
    }
    alb_status st = acts ? anomaly_check_actions(&r) : anomaly_check_thresholds(&r, UINT16_MAX);
    if ((st == ALB_OK) != (report.code[0] == '\0') || (st != ALB_OK && st != ALB_NOT_AUTHORISED)) {
        abort();
    }
    alb_arena_free(r.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};
    alb_span csv = alb_span_of(data, size);
    try_file(csv, supplier, false);
    try_file(csv, anomaly_dcc(), false);
    try_file(csv, supplier, true);
    return 0;
}
