/* Any octets as the command for requests of ours, and as the context of a transform: refused with a reason,
 * or accepted; never more. */
#include "duis/transform.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUEST(srv, reference, body)                                                                        \
    "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\">"       \
    "<sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000</sr:RequestID>"           \
    "<sr:CommandVariant>4</sr:CommandVariant><sr:ServiceReference>" reference "</sr:ServiceReference>"       \
    "<sr:ServiceReferenceVariant>" srv "</sr:ServiceReferenceVariant></sr:Header><sr:Body>" body             \
    "</sr:Body></sr:Request>"

static const char *const requests[] = {
    REQUEST("7.2", "7.2", "<sr:DisableSupply/>"),
    REQUEST("1.6", "1.6",
            "<sr:UpdatePaymentMode><sr:Prepayment><sr:SuspendDebtDisabled>true</sr:SuspendDebtDisabled>"
            "<sr:SuspendDebtEmergency>false</sr:SuspendDebtEmergency>"
            "<sr:DisablementThreshold>-5</sr:DisablementThreshold></sr:Prepayment></sr:UpdatePaymentMode>"),
    REQUEST("6.11", "6.11",
            "<sr:SynchroniseClock><sr:CurrentDateTime>2030-01-01T00:00:00Z</sr:CurrentDateTime>"
            "<sr:TolerancePeriod>60</sr:TolerancePeriod></sr:SynchroniseClock>"),
};

typedef struct fixture {
    xml_context *xml;
    alb_arena *arena;
    duis_document documents[ALB_COUNT(requests)];
} fixture;

static const fixture *open_fixture(void)
{
    static fixture f;
    if (!f.arena) {
        f.xml = xml_context_new();
        f.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
        for (size_t i = 0; i < ALB_COUNT(requests); i++) {
            alb_err err = {.code = ALB_OK};
            if (!f.xml || !f.arena ||
                duis_decode(f.xml, alb_span_str(requests[i]), f.arena, &f.documents[i], NULL, &err) !=
                    ALB_OK) {
                abort();
            }
        }
    }
    return &f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const fixture *f = open_fixture();
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    duis_context context = {.time = ALB_TIME_NONE};
    duis_context read;
    duis_difference difference;
    alb_err err = {.code = ALB_OK};
    if (!arena) {
        abort();
    }
    for (size_t i = 0; i < ALB_COUNT(requests); i++) {
        alb_status st =
            duis_correlate(&f->documents[i], &context, alb_span_of(data, size), arena, &difference, &err);
        if (st == ALB_MISMATCH && difference.item[0] == '\0' && err.detail[0] == '\0') {
            abort();
        }
    }
    alb_status st = duis_context_read(alb_span_of(data, size), arena, &read, &err);
    (void)st;
    alb_arena_free(arena);
    return 0;
}
