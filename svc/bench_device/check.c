#include "check.h"

#include "expect.h"

#include "gbcs/opener.h"

#include <stdio.h>
#include <string.h>

enum { TEXT = 160 };

/* --- authenticity --- */

bool check_authentic(gbcs_keys *keys, alb_time now, const gbcs_message *m, const char **why)
{
    gbcs_verdict v;
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_authenticate(keys, m, m->header.target, now, &v, &err);
    *why = st == ALB_OK ? "authentic" : v.why ? v.why : alb_status_text(st);
    return st == ALB_OK;
}

static const char *protection_text(bool mac, bool signature)
{
    static const char *const texts[2][2] = {{"nothing", "signature"}, {"MAC", "MAC and signature"}};
    return texts[mac][signature];
}

/* Answers that may come in either form come in that of the command. */
static void check_protection(case_record *c, const check_command *command, const gbcs_message *answer)
{
    uint8_t asked = command->use_case->response_protection;
    bool either = asked == (CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE);
    bool mac = either ? !command->is_signed : (asked & CAT_PROTECT_MAC) != 0;
    bool signature = either ? command->is_signed : (asked & CAT_PROTECT_SIGNATURE) != 0;
    bool has_mac = answer->form == GBCS_MACED;
    bool has_signature = answer->signature.len > 0;
    report_field(c, "protection", mac == has_mac && signature == has_signature,
                 protection_text(mac, signature), protection_text(has_mac, has_signature));
}

/* --- header --- */

static void check_entity(case_record *c, const char *name, alb_eui64 expected, alb_eui64 actual)
{
    char wanted[ALB_EUI64_TEXT];
    char got[ALB_EUI64_TEXT];
    report_field(c, name, alb_eui64_equal(expected, actual), alb_eui64_hex(expected, wanted),
                 alb_eui64_hex(actual, got));
}

static void check_header(case_record *c, const check_command *command, const gbcs_message *answer)
{
    const gbcs_header *sent = &command->header;
    const gbcs_header *got = &answer->header;
    bool wants_time = command->use_case->response_date_time;
    report_field(c, "kind", got->cra == GBCS_RESPONSE, "Response", gbcs_cra_name(got->cra));
    report_code(c, "message code", sent->message_code, got->message_code);
    report_code(c, "counter", sent->counter, got->counter);
    check_entity(c, "originator", sent->target, got->originator);
    check_entity(c, "target", sent->originator, got->target);
    report_field(c, "date and time", wants_time == (got->date_time.len > 0),
                 wants_time ? "present" : "absent", got->date_time.len > 0 ? "present" : "absent");
}

/* --- content --- */

static void check_result(case_record *c, const check_command *command, const char *name, int64_t result)
{
    char wanted[TEXT];
    char got[TEXT];
    bool fits = expect_result(command->use_case, command->device_type, result, wanted, sizeof wanted);
    (void)snprintf(got, sizeof got, "%lld", (long long)result);
    report_field(c, name, fits, wanted, got);
}

static uint32_t count_top(const cat_tree *tree)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
        n++;
    }
    return n;
}

static void check_count(case_record *c, const char *name, uint32_t expected, uint32_t actual)
{
    char wanted[16];
    char got[16];
    (void)snprintf(wanted, sizeof wanted, "%u", expected);
    (void)snprintf(got, sizeof got, "%u", actual);
    report_field(c, name, expected == actual, wanted, got);
}

/* One result an item, in order. */
static void check_items(case_record *c, const check_command *command, const cat_tree *tree)
{
    uint32_t n = 0;
    check_count(c, "items", count_top(command->content), count_top(tree));
    for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
        char name[TEXT];
        (void)snprintf(name, sizeof name, "item %u (%s) result", n++, tree->values[i].field->name);
        check_result(c, command, name, tree->values[i].result);
    }
}

/* An answer of the component's own, which has no status, is success. */
static void check_status(case_record *c, const check_command *command, const char *name, const cat_value *v)
{
    check_result(c, command, name, v->result < 0 ? 0 : v->result);
}

/* Each component is answered under its sequence number, once or more often. */
static void check_components(case_record *c, const check_command *command, const cat_tree *tree)
{
    uint32_t n = count_top(command->content);
    for (uint32_t k = 0; k < n; k++) {
        bool answered = false;
        char name[TEXT];
        for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
            if (tree->values[i].form != k) {
                continue;
            }
            answered = true;
            (void)snprintf(name, sizeof name, "component %u (%s) status", k, tree->values[i].field->name);
            check_status(c, command, name, &tree->values[i]);
            for (uint32_t at = cat_tree_child(tree, i); at != UINT32_MAX;
                 at = cat_tree_sibling(tree, i, at)) {
                if (tree->values[i].field == &gbcs_gbz_read_attributes_response) {
                    (void)snprintf(name, sizeof name, "component %u %s status", k,
                                   tree->values[at].field->name);
                    check_status(c, command, name, &tree->values[at]);
                }
            }
        }
        (void)snprintf(name, sizeof name, "component %u", k);
        report_field(c, name, answered, "answered", answered ? "answered" : "not answered");
    }
    for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
        if (tree->values[i].form >= n) {
            check_count(c, "components", n, tree->values[i].form + 1U);
            return;
        }
    }
}

static bool is_code(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, "Code") == 0;
}

/* Response and status codes wherever they stand; an answer without any has told what it was asked. */
static void check_body(case_record *c, const check_command *command, const cat_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const cat_value *v = &tree->values[i];
        if (is_code(v->field->name)) {
            check_result(c, command, v->field->name, (int64_t)v->number.u);
        }
    }
}

static void check_content(case_record *c, gbcs_keys *keys, const check_command *command,
                          const gbcs_message *answer, cat_tree *tree)
{
    char text[TEXT];
    alb_err err = {.code = ALB_OK};
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, keys, answer);
    alb_status st = gbcs_content_decode(answer, &opener, tree, &err);
    bool opened = opening.failed == 0;
    gbcs_opening_release(&opening);
    report_field(c, "structure and types", st == ALB_OK, "as the catalogue",
                 st == ALB_OK ? "as the catalogue" : alb_err_text(&err, text, sizeof text));
    if (st != ALB_OK) {
        tree->count = 0;
        return;
    }
    if (command->use_case->sensitive) {
        report_field(c, "encrypted part", opened, "opens with the recipient's key",
                     opened ? "opens with the recipient's key" : "does not authenticate");
    }
    if (command->use_case->format == CAT_FORMAT_ASN1) {
        check_body(c, command, tree);
    } else if (command->use_case->format == CAT_FORMAT_GBZ) {
        check_components(c, command, tree);
    } else {
        check_items(c, command, tree);
    }
}

void check_answer(case_record *c, gbcs_keys *keys, alb_time now, const check_command *command,
                  const gbcs_message *answer, cat_tree *tree)
{
    const char *why;
    bool authentic = check_authentic(keys, now, answer, &why);
    report_field(c, "authenticity", authentic, "authentic", why);
    check_protection(c, command, answer);
    check_header(c, command, answer);
    if (answer->use_case == command->use_case) {
        check_content(c, keys, command, answer, tree);
    }
}
