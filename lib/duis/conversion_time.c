/* Times that are not copied: when a command takes effect, the end of a tolerance, the clock of the transform.
 */
#include "mapping_internal.h"

#include "base/text.h"

/* duis.md 13: the one date that cancels. */
bool duis_execution_time(const duis_document *doc, duis_when *when, alb_time *at)
{
    uint32_t node = duis_follow(doc, doc->body, "ExecutionDateTime", 0);
    *when = DUIS_AT_ONCE;
    *at = ALB_TIME_NONE;
    if (node == DUIS_NOWHERE) {
        return true;
    }
    static const alb_date_time cancellation = {.year = 3000, .month = 12, .day = 31};
    alb_time cancel;
    if (!alb_time_parse(alb_trim(doc->nodes[node].text), at) || !alb_time_join(&cancellation, &cancel)) {
        return false;
    }
    *when = *at == cancel ? DUIS_CANCEL : DUIS_AT;
    return true;
}

/* --- activation: the ways to say "at once" and "never mind" are the three formats' own (gbcs-messages.md 9)
 * --- */

static const uint8_t at_once[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xff};
static const uint8_t never_mind[12] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0xff};

/* What cancels in ZigBee is FFFFFFFF or FFFFFFFE, command by command. */
static uint32_t zigbee_cancellation(const duis_asked *asked)
{
    return asked->row && asked->row->argument && strcmp(asked->row->argument, "FFFFFFFE") == 0 ? 0xfffffffe
                                                                                               : 0xffffffff;
}

static alb_status activation_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    duis_when when;
    alb_time at;
    const cat_type *type = out->field->type;
    char buf[ALB_TIME_TEXT];
    if (!duis_execution_time(asked->scope->job->doc, &when, &at)) {
        return duis_refuse(asked, err, "no date-time");
    }
    if (type->kind == CAT_D_OCTETS) {
        if (when == DUIS_AT) {
            return cat_value_set_text(out, alb_span_str(alb_time_text(at - at % 1000, buf)), arena, err);
        }
        out->bytes = when == DUIS_CANCEL ? ALB_SPAN_OF(never_mind) : ALB_SPAN_OF(at_once);
        return ALB_OK;
    }
    if (type->kind == CAT_A_TIME) {
        alb_date_time d = alb_time_split(when == DUIS_AT ? at : 0);
        out->bytes =
            alb_span_str(when == DUIS_CANCEL ? "99991231235959Z"
                                             : alb_arena_printf(arena, "%04d%02d%02d%02d%02d%02dZ", d.year,
                                                                d.month, d.day, d.hour, d.minute, d.second));
        return ALB_OK;
    }
    out->number.u = when == DUIS_CANCEL    ? zigbee_cancellation(asked)
                    : when == DUIS_AT_ONCE ? 0
                                           : alb_time_to_2000(at);
    return ALB_OK;
}

static void activation_asked(const duis_asked *asked, alb_wr *words)
{
    duis_when when;
    alb_time at;
    char buf[ALB_TIME_TEXT];
    if (!duis_execution_time(asked->scope->job->doc, &when, &at)) {
        return;
    }
    alb_wr_text(words, when == DUIS_AT_ONCE  ? "at once"
                       : when == DUIS_CANCEL ? "never"
                                             : alb_time_text(at - at % 1000, buf));
}

static void activation_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    const cat_value *v = &tree->values[index];
    cat_kind kind = v->field->type->kind;
    bool octets = kind == CAT_D_OCTETS;
    bool text = kind == CAT_A_TIME;
    if (octets ? alb_span_equal(v->bytes, ALB_SPAN_OF(at_once)) : !text && v->number.u == 0) {
        alb_wr_text(words, "at once");
    } else if (octets ? alb_span_equal(v->bytes, ALB_SPAN_OF(never_mind))
               : text ? alb_span_is(v->bytes, "99991231235959Z")
                      : v->number.u == zigbee_cancellation(asked)) {
        alb_wr_text(words, "never");
    } else {
        duis_plain_found(asked, tree, index, words);
    }
}

const duis_conversion duis_conversion_activation = {
    .name = "activation", .put = activation_put, .asked = activation_asked, .found = activation_found};

/* --- time-plus: a time, and the seconds behind it that `argument` names --- */

static bool time_plus(const duis_asked *asked, alb_time *out)
{
    const duis_scope *scope = asked->scope;
    uint32_t node = duis_follow(scope->job->doc, scope->node, asked->row->argument, 0);
    uint64_t seconds;
    if (node == DUIS_NOWHERE || !alb_time_parse(duis_asked_text(asked), out) ||
        !alb_parse_u64(alb_trim(scope->job->doc->nodes[node].text), UINT32_MAX, &seconds)) {
        return false;
    }
    *out += ALB_SECONDS((alb_time)seconds);
    *out -= *out % 1000;
    return true;
}

static alb_status time_plus_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    alb_time t;
    if (!time_plus(asked, &t)) {
        return duis_refuse(asked, err, "no date-time with a tolerance");
    }
    if (out->field->type->kind == CAT_A_TIME) {
        alb_date_time d = alb_time_split(t);
        out->bytes = alb_span_str(alb_arena_printf(arena, "%04d%02d%02d%02d%02d%02dZ", d.year, d.month, d.day,
                                                   d.hour, d.minute, d.second));
        return ALB_OK;
    }
    char buf[ALB_TIME_TEXT];
    return cat_value_set_text(out, alb_span_str(alb_time_text(t, buf)), arena, err);
}

static void time_plus_asked(const duis_asked *asked, alb_wr *words)
{
    alb_time t;
    char buf[ALB_TIME_TEXT];
    if (time_plus(asked, &t)) {
        alb_wr_text(words, alb_time_text(t, buf));
    }
}

const duis_conversion duis_conversion_time_plus = {
    .name = "time plus", .put = time_plus_put, .asked = time_plus_asked, .found = duis_plain_found};

/* --- now: the clock of the transform, which numbers the events and messages of gas devices --- */

static alb_status now_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    alb_time now = asked->scope->job->context->time;
    if (now < ALB_TIME_2000) {
        return alb_fail(err, ALB_NOT_FOUND, "GBCS 10.4", 0, "%s needs the clock at the transform",
                        asked->scope->job->use_case->name);
    }
    out->number.u = alb_time_to_2000(now);
    return ALB_OK;
}

/* A correlator that does not know the clock takes any. */
static void now_asked(const duis_asked *asked, alb_wr *words)
{
    alb_time now = asked->scope->job->context->time;
    if (now < ALB_TIME_2000) {
        alb_wr_text(words, DUIS_ANY);
    } else {
        alb_wr_printf(words, "%lld", (long long)((now - ALB_TIME_2000) / 1000));
    }
}

static void now_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    alb_wr_printf(words, "%llu", (unsigned long long)tree->values[index].number.u);
}

const duis_conversion duis_conversion_now = {
    .name = "now", .put = now_put, .asked = now_asked, .found = now_found};

/* --- minutes: a time of day as minutes since midnight --- */

static bool minutes_of(const duis_asked *asked, uint64_t *out)
{
    alb_span text = duis_asked_text(asked);
    uint64_t minutes = 0;
    bool ok = alb_parse_u64(alb_span_sub(text, 0, 2), 23, out) &&
              alb_parse_u64(alb_span_sub(text, 3, 2), 59, &minutes);
    *out = *out * 60 + minutes;
    return ok;
}

static alb_status minutes_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    return minutes_of(asked, &out->number.u) ? ALB_OK : duis_refuse(asked, err, "no time of day");
}

static void minutes_asked(const duis_asked *asked, alb_wr *words)
{
    alb_wr_bytes(words, alb_span_sub(duis_asked_text(asked), 0, 5));
}

static void minutes_found(const duis_asked *asked, const cat_tree *tree, uint32_t index, alb_wr *words)
{
    (void)asked;
    unsigned minutes = (unsigned)tree->values[index].number.u;
    alb_wr_printf(words, "%02u:%02u", minutes / 60, minutes % 60);
}

const duis_conversion duis_conversion_minutes = {
    .name = "minutes", .put = minutes_put, .asked = minutes_asked, .found = minutes_found};

/* --- samples: how many there are in a period, both ends included; argument: seconds from one to the next ---
 */

static bool samples_of(const duis_asked *asked, int64_t *out)
{
    alb_time start;
    alb_time end = 0;
    uint64_t seconds = 0;
    bool ok = alb_time_parse(duis_asked_child(asked, "StartDateTime"), &start) &&
              alb_time_parse(duis_asked_child(asked, "EndDateTime"), &end) &&
              alb_parse_u64(alb_span_str(asked->row->argument), UINT32_MAX, &seconds) && end >= start &&
              seconds > 0;
    *out = ok ? (end - start) / ALB_SECONDS((alb_time)seconds) + 1 : 0;
    return ok;
}

static alb_status samples_put(const duis_asked *asked, cat_value *out, alb_arena *arena, alb_err *err)
{
    (void)arena;
    int64_t samples;
    return samples_of(asked, &samples) && duis_put_number(out, samples)
               ? ALB_OK
               : duis_refuse(asked, err, "the period has no number of samples that fits");
}

static void samples_asked(const duis_asked *asked, alb_wr *words)
{
    int64_t samples;
    if (samples_of(asked, &samples)) {
        alb_wr_printf(words, "%lld", (long long)samples);
    }
}

const duis_conversion duis_conversion_samples = {
    .name = "samples", .put = samples_put, .asked = samples_asked, .found = now_found};
