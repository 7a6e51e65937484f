/* Messages that no device may carry out (GBCS 6.4; gbcs-messages.md 4.3): each comes between reads that must
 * tell the same before and after it, and a good command with a lower counter follows, which must still be
 * taken: what is refused moves nothing. */
#include "expect.h"
#include "parties.h"
#include "run.h"

#include "catalogue/alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WITNESSES = 24, NO_WAIT = 0, MADE_UP = 0x5a, MOST_CODES = 2 };

/* Reads that tell the same as long as nothing changes the device. */
typedef struct witness {
    const cat_use_case *use_case;
    uint64_t digest, after; /* of what it told before and after */
} witness;

typedef struct trial {
    run *run;
    const cat_use_case *base; /* the command that is spoilt */
    witness witnesses[MOST_WITNESSES];
    size_t n_witnesses;
    alb_buf last; /* the good command that was taken last */
} trial;

typedef enum wrong { WRONG_REPLAYED, WRONG_MAC, WRONG_SIGNATURE, WRONG_ORIGINATOR, WRONG_BIT } wrong;

static const struct {
    wrong wrong;
    const char *name, *title;
    session_flaw flaw;
    uint16_t codes[MOST_CODES]; /* alerts that tell of it; 8F3D is what some sources have for a replay */
} flaws[] = {
    {WRONG_REPLAYED, "replayed", "A command that was taken comes again", FLAW_NONE, {0x8f3e, 0x8f3d}},
    {WRONG_MAC, "wrong-mac", "A bit of the MAC is turned", FLAW_MAC, {0x8f3d, 0x8f3d}},
    {WRONG_SIGNATURE,
     "wrong-signature",
     "A bit of the signature is turned",
     FLAW_SIGNATURE,
     {0x8f3d, 0x8f3d}},
    {WRONG_ORIGINATOR,
     "unknown-originator",
     "Nobody in the cells of the device sent it",
     FLAW_NONE,
     {0x8f30, 0x8f30}},
    {WRONG_BIT, "flipped-bit", "A bit of the content is turned", FLAW_BIT, {0x8f3d, 0x8f3d}},
};

/* --- reads --- */

static bool is_time(const cat_type *type)
{
    return type->view == CAT_VIEW_DATE_TIME || type->kind == CAT_Z_UTC;
}

/* FNV-1a over what was told; what mirrors the command's header differs each time, and so may times. */
static uint64_t digest_of(const cat_tree *tree)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < tree->count; i++) {
        const cat_value *v = &tree->values[i];
        bool is_leaf = v->next == i + 1;
        if (!is_leaf || v->field->mirror != CAT_MIRROR_NONE || is_time(v->field->type)) {
            continue;
        }
        h = (h ^ v->number.u ^ (uint64_t)(uint16_t)v->result << 48) * UINT64_C(0x100000001b3);
        for (size_t k = 0; k < v->bytes.len; k++) {
            h = (h ^ v->bytes.ptr[k]) * UINT64_C(0x100000001b3);
        }
    }
    return h;
}

/* 0: it is not answered. */
static alb_status read_one(run *r, const cat_use_case *use_case, uint64_t *digest, alb_err *err)
{
    run_command command;
    session_result result;
    alb_span message;
    cat_tree tree;
    *digest = 0;
    if (run_make(r, use_case, &command)) {
        return ALB_OK;
    }
    ALB_TRY(run_protect(r, &command, FLAW_NONE, &message, err));
    ALB_TRY(session_exchange(r->session, message, command.header.counter, -1, r->arena, &result, err));
    cat_tree_init(&tree, r->arena, 0);
    if (result.answered && gbcs_content_decode(&result.answer, NULL, &tree, NULL) == ALB_OK) {
        *digest = digest_of(&tree) | 1;
    }
    return ALB_OK;
}

/* Logs of what happens tell of the refusals too, voltage is of the moment; what is encrypted differs with its
 * key. */
static bool may_witness(const cat_use_case *u, uint16_t type)
{
    return (u->devices & type) && u->command_protection == CAT_PROTECT_MAC && !u->critical && !u->sensitive &&
           u->replay_protected != CAT_YES && strstr(u->title, "Read") && !strstr(u->title, "Event Log") &&
           !strstr(u->title, "Security Log") && !strstr(u->title, "Voltage Operational");
}

/* Those that tell the same twice. */
static alb_status find_witnesses(trial *t, alb_err *err)
{
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count && t->n_witnesses < MOST_WITNESSES; i++) {
        uint64_t first;
        uint64_t second;
        if (!may_witness(all[i], t->run->options->type)) {
            continue;
        }
        ALB_TRY(read_one(t->run, all[i], &first, err));
        ALB_TRY(read_one(t->run, all[i], &second, err));
        alb_arena_reset(t->run->arena);
        if (first != 0 && first == second) {
            t->witnesses[t->n_witnesses++] = (witness){.use_case = all[i]};
        }
    }
    return ALB_OK;
}

static alb_status take_statements(trial *t, alb_err *err)
{
    for (size_t i = 0; i < t->n_witnesses; i++) {
        ALB_TRY(read_one(t->run, t->witnesses[i].use_case, &t->witnesses[i].digest, err));
        alb_arena_reset(t->run->arena);
    }
    return ALB_OK;
}

/* Reads again what each told: false in *same where one tells something else. */
static alb_status read_again(trial *t, bool *same, alb_err *err)
{
    *same = true;
    for (size_t i = 0; i < t->n_witnesses; i++) {
        witness *w = &t->witnesses[i];
        ALB_TRY(read_one(t->run, w->use_case, &w->after, err));
        *same = *same && w->after == w->digest;
    }
    return ALB_OK;
}

static void report_statements(const trial *t, case_record *c)
{
    for (size_t i = 0; i < t->n_witnesses; i++) {
        const witness *w = &t->witnesses[i];
        bool same = w->after == w->digest;
        char name[64];
        (void)snprintf(name, sizeof name, "%s told afterwards", w->use_case->name);
        report_field(c, name, same, "the same as before",
                     same       ? "the same as before"
                     : w->after ? "something else"
                                : "nothing");
    }
}

/* --- the spoilt command --- */

/* Signed and MACed, guarded against replay; a hub has none but with a MAC. */
static const cat_use_case *choose_base(const bench_device_options *o, bool is_critical)
{
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    const cat_use_case *in_asn1 = NULL;
    for (size_t i = 0; i < count; i++) {
        const cat_use_case *u = all[i];
        smki_role role;
        alb_eui64 who;
        if (!(u->devices & o->type) || u->replay_protected != CAT_YES || u->critical != is_critical ||
            !(u->command_protection & CAT_PROTECT_MAC) ||
            !parties_originator(o->keys, u, o->type, &role, &who) ||
            expect_left_out(u, o->type, o->variants)) {
            continue;
        }
        if (u->format != CAT_FORMAT_ASN1) {
            return u;
        }
        in_asn1 = in_asn1 ? in_asn1 : u;
    }
    return in_asn1;
}

static void keep_last(trial *t, alb_span message)
{
    alb_buf_clear(&t->last);
    alb_buf_add(&t->last, message);
}

/* A good one, which must be answered. */
static alb_status send_good(trial *t, const run_command *good, case_record *c, alb_err *err)
{
    alb_span message;
    session_result result;
    run *r = t->run;
    ALB_TRY(run_protect(r, good, FLAW_NONE, &message, err));
    ALB_TRY(session_exchange(r->session, message, good->header.counter, -1, r->arena, &result, err));
    keep_last(t, message);
    if (c) {
        report_field(c, "a good command with a lower counter", result.answered, "answered",
                     result.answered ? "answered" : "not answered");
    }
    return ALB_OK;
}

static alb_status make_bad(trial *t, size_t which, alb_span *out, alb_err *err)
{
    run_command bad;
    run *r = t->run;
    if (flaws[which].wrong == WRONG_REPLAYED) {
        *out = alb_buf_span(&t->last);
        return ALB_OK;
    }
    r->shade = 1; /* carried out, it would change what the witnesses tell */
    const char *why = run_make(r, t->base, &bad);
    r->shade = 0;
    if (why) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "%s: %s", t->base->name, why);
    }
    if (flaws[which].wrong == WRONG_ORIGINATOR) {
        bad.header.originator = alb_eui64_of(alb_eui64_number(bad.header.originator) ^ MADE_UP);
    }
    return run_protect(r, &bad, flaws[which].flaw, out, err);
}

/* Is there a party of the device whom the alert would reach? A hub has no supplier. */
static bool has_recipient(const run *r, uint16_t code)
{
    const cat_alert *row = cat_alert_find(code);
    return row && parties_has_cell_of(r->options->type, row->recipients);
}

static void check_alert(const run *r, size_t which, case_record *c)
{
    char wanted[32];
    char got[64] = "none";
    size_t used = 0;
    bool told = false;
    const uint16_t *codes = flaws[which].codes;
    (void)snprintf(wanted, sizeof wanted, codes[0] == codes[1] ? "%04X" : "%04X or %04X", codes[0], codes[1]);
    for (size_t i = 0; i < r->n_alerts && used + 6 < sizeof got; i++) {
        told = told || r->alerts[i] == codes[0] || r->alerts[i] == codes[1];
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%04X", i ? " " : "", r->alerts[i]);
    }
    if (told || has_recipient(r, codes[0])) {
        report_field(c, "alert", told, wanted, got);
    }
}

/* The bad message between two rounds of reads, and a good one behind it. Whether the bad one is delivered is
 * the hub's affair; reads that follow are answered after it was dealt with. */
static alb_status attempt(trial *t, size_t which, case_record *c, bool is_last, bool *done, alb_err *err)
{
    run *r = t->run;
    run_command good;
    alb_span bad;
    session_result result;
    bool same = false;
    ALB_TRY(take_statements(t, err));
    const char *why = run_make(r, t->base, &good);
    if (why) {
        *done = true;
        report_skip(c, why);
        return ALB_OK;
    }
    run_begin_case(r);
    ALB_TRY(make_bad(t, which, &bad, err));
    ALB_TRY(session_exchange(r->session, bad, UINT64_MAX, NO_WAIT, r->arena, &result, err));
    ALB_TRY(read_again(t, &same, err));
    *done = same || is_last;
    if (*done) {
        report_statements(t, c);
        check_alert(r, which, c);
        report_field(c, "answer to it", r->late_answers == 0, "none",
                     r->late_answers == 0 ? "none" : "an answer");
        r->late_answers = 0;
    }
    return send_good(t, &good, *done ? c : NULL, err);
}

/* Consumption may turn a register between two reads: once more then, for what a message changed it will
 * again. */
static alb_status try_one(trial *t, size_t which, alb_err *err)
{
    enum { ATTEMPTS = 2 };
    run *r = t->run;
    int64_t started = alb_monotonic_ns();
    case_record *c = report_case(r->report, "refusal", flaws[which].name, flaws[which].title);
    bool done = false;
    if (!c) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the report");
    }
    for (int i = 1; i <= ATTEMPTS && !done; i++) {
        ALB_TRY(attempt(t, which, c, i == ATTEMPTS, &done, err));
        if (!done) {
            alb_arena_reset(r->arena);
        }
    }
    run_end_case(r, c, started);
    return ALB_OK;
}

static alb_status try_all(trial *t, bool with_signature, alb_err *err)
{
    run_command first;
    if (run_make(t->run, t->base, &first)) {
        return ALB_OK;
    }
    ALB_TRY(send_good(t, &first, NULL, err));
    alb_arena_reset(t->run->arena);
    for (size_t i = 0; i < ALB_COUNT(flaws); i++) {
        bool is_of_signature = flaws[i].wrong == WRONG_SIGNATURE;
        if (run_wants(t->run, flaws[i].name) && is_of_signature == with_signature) {
            ALB_TRY(try_one(t, i, err));
            alb_arena_reset(t->run->arena);
        }
    }
    return ALB_OK;
}

static bool wants_any(const run *r)
{
    for (size_t i = 0; i < ALB_COUNT(flaws); i++) {
        if (run_wants(r, flaws[i].name)) {
            return true;
        }
    }
    return false;
}

/* A hub's critical commands are in ASN.1; what they would change no read tells, so that only the signature is
 * tried on them. */
static alb_status run_trial(trial *t, alb_err *err)
{
    const cat_use_case *critical = choose_base(t->run->options, true);
    const cat_use_case *plain =
        critical && critical->format != CAT_FORMAT_ASN1 ? critical : choose_base(t->run->options, false);
    ALB_TRY(find_witnesses(t, err));
    t->base = plain ? plain : critical;
    if (t->base) {
        ALB_TRY(try_all(t, false, err));
    }
    t->base = critical;
    return t->base ? try_all(t, true, err) : ALB_OK;
}

alb_status run_refusals(run *r, alb_err *err)
{
    enum { MESSAGE_MAX = 65536 };
    if (!wants_any(r)) {
        return ALB_OK;
    }
    trial *t = calloc(1, sizeof *t);
    if (!t) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the refusals");
    }
    t->run = r;
    alb_buf_init(&t->last, MESSAGE_MAX);
    alb_status st = run_trial(t, err);
    alb_buf_release(&t->last);
    free(t);
    return st;
}
