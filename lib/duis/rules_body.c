/* Named rules of single services (duis.md 9.2): what a row of the table cannot say. */
#include "rules_internal.h"

#include "base/text.h"
#include "gbcs/message.h"
#include "gbcs/utrn.h"

static uint32_t in_body(const duis_judge *j, const char *path)
{
    return duis_find(j->doc, j->doc->body, path);
}

static size_t count(const duis_judge *j, const char *path)
{
    size_t n = 0;
    for (uint32_t at = duis_place_first(j->doc, j->doc->body, path); at != UINT32_MAX;
         at = duis_place_next(j->doc, j->doc->body, path, at)) {
        n++;
    }
    return n;
}

/* --- 1 and 2 --- */

static bool check_gas_thresholds(duis_judge *j)
{
    uint32_t at = in_body(j, "PriceElements/GasPriceElements/BlockTariff/NumberOfThresholds");
    uint64_t n;
    return at == UINT32_MAX || !alb_parse_u64(j->doc->nodes[at].text, UINT8_MAX, &n) ||
           n + 1 == count(j, "PriceElements/GasPriceElements/BlockTariff/BlockPrice") || duis_break(j, at);
}

static bool check_token(duis_judge *j)
{
    uint32_t at = in_body(j, "UTRN");
    gbcs_ptut token;
    return at == UINT32_MAX || gbcs_utrn_parse(j->doc->nodes[at].text, &token, NULL) == ALB_OK ||
           duis_break(j, at);
}

/* The originator counter of a top-up has the counter of its token in front (duis.md 2.2). */
static bool check_token_counter(duis_judge *j)
{
    return (uint32_t)j->doc->request_id.counter == 0 ||
           duis_break(j, duis_find(j->doc, 0, "Header/RequestID"));
}

/* --- 5.1 --- */

/* The choice is named as the body of the scheduled service, with DSP in front. */
static uint32_t scheduled_read(const duis_judge *j)
{
    uint32_t read = duis_child(j->doc, j->doc->body);
    for (uint32_t at = read; at != UINT32_MAX; at = duis_sibling(j->doc, j->doc->body, at)) {
        read = at;
    }
    return read;
}

static bool check_scheduled_service(duis_judge *j)
{
    const duis_document *doc = j->doc;
    const cat_service_request *service =
        cat_service_request_find(duis_text(doc, doc->body, "DSPScheduledServiceReferenceVariant"));
    uint32_t read = scheduled_read(j);
    const char *name = doc->nodes[read].element->name;
    return (service && strncmp(name, "DSP", 3) == 0 && strcmp(name + 3, service->body) == 0 &&
            alb_span_is(duis_text(doc, doc->body, "DSPScheduledServiceReference"), service->reference)) ||
           duis_break(j, read);
}

static bool check_offsets(duis_judge *j)
{
    const duis_document *doc = j->doc;
    uint32_t read = scheduled_read(j);
    uint32_t from = duis_find(doc, read, "StartDateOffset"), to = duis_find(doc, read, "EndDateOffset");
    int days, times;
    if (from == UINT32_MAX || to == UINT32_MAX || !duis_compare(doc, from, to, &days) ||
        !duis_compare(doc, duis_find(doc, read, "StartTime"), duis_find(doc, read, "EndTime"), &times)) {
        return true;
    }
    return days < 0 || (days == 0 && times < 0) || duis_break(j, read);
}

/* --- 6.18.1 --- */

static bool is_half_hour(alb_span time)
{
    alb_span rest = alb_span_sub(time, 2, 6);
    return alb_span_is(rest, ":00:00") || alb_span_is(rest, ":30:00");
}

static bool check_half_hours(duis_judge *j)
{
    uint32_t period = in_body(j, "MaximumDemandTimePeriodSchedule");
    return period == UINT32_MAX ||
           (is_half_hour(duis_text(j->doc, period, "StartTime")) &&
            is_half_hour(duis_text(j->doc, period, "EndTime"))) ||
           duis_break(j, period);
}

/* --- 8.13 --- */

enum { LOCAL_RESPONSE = GBCS_MAX_MESSAGE };

static bool read_response(const duis_judge *j, uint8_t room[static LOCAL_RESPONSE], gbcs_message *out)
{
    alb_wr w = alb_wr_init(room, LOCAL_RESPONSE);
    return alb_base64_decode(duis_text(j->doc, j->doc->body, "DeviceGBCSResponse"), &w) == ALB_OK &&
           gbcs_message_parse(alb_wr_span(&w), out, NULL) == ALB_OK && out->header.cra == GBCS_RESPONSE;
}

static bool check_local_response(duis_judge *j)
{
    uint8_t room[LOCAL_RESPONSE];
    gbcs_message m;
    uint32_t at = in_body(j, "DeviceGBCSResponse");
    return at == UINT32_MAX || read_response(j, room, &m) || duis_break(j, at);
}

/* The response of a device to the User says what the request was. The ACB's commands have counters of their
 * own, with the User's behind. */
static bool check_response_of_request(duis_judge *j)
{
    uint8_t room[LOCAL_RESPONSE];
    gbcs_message m;
    duis_request_id id;
    uint32_t at = in_body(j, "OriginalRequestID");
    if (at == UINT32_MAX || !duis_request_id_parse(j->doc->nodes[at].text, &id) ||
        !read_response(j, room, &m)) {
        return true;
    }
    const gbcs_header *h = &m.header;
    bool same = alb_eui64_equal(h->originator, id.target) &&
                (h->has_supplementary_party ? alb_eui64_equal(h->supplementary_party, id.originator) &&
                                                  h->supplementary_counter == id.counter
                                            : h->counter == id.counter);
    return same || duis_break(j, at);
}

static const duis_named_check checks[] = {
    {"gas thresholds", check_gas_thresholds},
    {"token", check_token},
    {"token counter", check_token_counter},
    {"scheduled service", check_scheduled_service},
    {"offsets", check_offsets},
    {"half hours", check_half_hours},
    {"local response", check_local_response},
    {"local response of request", check_response_of_request},
};
const duis_named_checks duis_body_checks = {checks, ALB_COUNT(checks)};

duis_rule_check *duis_rule_function(const char *name)
{
    const duis_named_checks *const tables[] = {&duis_header_checks, &duis_body_checks,
                                               &duis_certificate_checks};
    for (size_t t = 0; t < ALB_COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            if (strcmp(tables[t]->checks[i].name, name) == 0) {
                return tables[t]->checks[i].check;
            }
        }
    }
    return NULL;
}
