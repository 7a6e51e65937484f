/* Every command of the catalogue that such a device takes. */
#include "run.h"

#include <stdlib.h>

enum { CODE_READ_JOINS = 0x0013, CODE_RESTORE_PROXY = 0x008c };

/* Some need the state that others leave: of credit mode before prepayment; joins, their log, its restoration,
 * and then devices are parted. The rest goes by message code. */
static int turn_of(const cat_use_case *use_case)
{
    static const uint16_t first[] = {
        0x006c, 0x00c0, 0x00c2, 0x000d, 0x000e, 0x00ab, 0x00af, CODE_READ_JOINS, CODE_RESTORE_PROXY,
        0x000f, 0x0010};
    for (int i = 0; i < (int)ALB_COUNT(first); i++) {
        if (first[i] == use_case->message_code) {
            return i;
        }
    }
    return ALB_COUNT(first);
}

static int by_turn(const void *a, const void *b)
{
    const cat_use_case *x = *(const cat_use_case *const *)a;
    const cat_use_case *y = *(const cat_use_case *const *)b;
    int later = turn_of(x) - turn_of(y);
    return later != 0 ? later : (int)x->message_code - (int)y->message_code;
}

/* What CS07 tells is what a restoration may bring back. */
static void note_device_log(run *r, const cat_tree *tree)
{
    uint32_t list = cat_tree_find(tree, 0, "DeviceLogEntries");
    alb_buf_clear(&r->device_log);
    for (uint32_t i = list == UINT32_MAX ? list : cat_tree_child(tree, list); i != UINT32_MAX;
         i = cat_tree_sibling(tree, list, i)) {
        uint32_t id = cat_tree_find(tree, i, "DeviceId");
        uint32_t type = cat_tree_find(tree, i, "DeviceType");
        if (id != UINT32_MAX && type != UINT32_MAX) {
            alb_buf_add(&r->device_log, tree->values[id].bytes);
            alb_buf_add_u8(&r->device_log, (uint8_t)tree->values[type].number.u);
        }
    }
}

static void check_exchange(run *r, case_record *c, const run_command *sent, const session_result *result)
{
    static const char *const reasons[] = {"delivered", "hub unknown", "hub unreachable",
                                          "HAN delivery failed", "busy"};
    const char *fate = result->reason < ALB_COUNT(reasons) ? reasons[result->reason] : "not delivered";
    fate = result->reason == 0 && !result->delivered ? "no word of it" : fate;
    report_field(c, "delivery", result->delivered, "delivered", fate);
    report_field(c, "answer", result->answered, "an answer", result->answered ? "an answer" : "no answer");
    if (!result->answered) {
        return;
    }
    cat_tree tree;
    cat_tree_init(&tree, r->arena, 0);
    check_command command = {.use_case = sent->use_case,
                             .header = sent->header,
                             .device_type = r->options->type,
                             .is_signed = sent->use_case->critical || sent->role != SMKI_ROLE_ACB,
                             .content = &sent->content};
    check_answer(c, session_keys(r->session), alb_now(r->options->clock), &command, &result->answer, &tree);
    if (sent->use_case->message_code == CODE_READ_JOINS && tree.count > 0) {
        note_device_log(r, &tree);
    }
}

static alb_status run_one(run *r, const cat_use_case *use_case, alb_err *err)
{
    int64_t started = alb_monotonic_ns();
    case_record *c = report_case(r->report, "catalogue", use_case->name, use_case->title);
    run_command command;
    if (!c) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the report");
    }
    run_begin_case(r);
    const char *why = run_make(r, use_case, &command);
    if (why) {
        report_skip(c, why);
        run_end_case(r, c, started);
        return ALB_OK;
    }
    alb_span message;
    session_result result;
    ALB_TRY(run_protect(r, &command, FLAW_NONE, &message, err));
    ALB_TRY(session_exchange(r->session, message, command.header.counter, -1, r->arena, &result, err));
    check_exchange(r, c, &command, &result);
    run_end_case(r, c, started);
    return ALB_OK;
}

alb_status run_catalogue(run *r, alb_err *err)
{
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    /* An array of pointers is what is meant. NOLINTNEXTLINE(bugprone-sizeof-expression) */
    const cat_use_case **taken = calloc(count, sizeof taken[0]);
    size_t n = 0;
    if (!taken) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a list of use cases");
    }
    for (size_t i = 0; i < count; i++) {
        if ((all[i]->devices & r->options->type) && all[i]->command_protection != 0 &&
            run_wants(r, all[i]->name)) {
            taken[n++] = all[i];
        }
    }
    qsort(taken, n, sizeof taken[0], by_turn); /* NOLINT(bugprone-sizeof-expression) */
    alb_status st = ALB_OK;
    for (size_t i = 0; i < n && st == ALB_OK; i++) {
        st = run_one(r, taken[i], err);
        alb_arena_reset(r->arena);
    }
    free(taken);
    return st;
}
