#include "rules_internal.h"

bool duis_break(duis_judge *j, uint32_t at)
{
    const duis_document *doc = j->doc;
    const cat_request_rule *rule = j->rule;
    char path[sizeof j->err->path];
    alb_wr w = alb_wr_init(path, sizeof path - 1);
    duis_path(doc, at, &w);
    path[w.pos] = 0;
    if (!j->broken) {
        j->broken = rule;
        (void)alb_fail(j->err, ALB_BAD_VALUE, "DUIS rules", doc->nodes[at].line, "%s", rule->why);
        if (j->err) {
            memcpy(j->err->path, path, w.pos + 1);
        }
    }
    if (j->more) {
        alb_buf_printf(j->more, "line %u: %s: %s %s\n", doc->nodes[at].line, path, rule->code, rule->why);
    }
    return j->more && j->more->st == ALB_OK;
}

/* What was signed is in the pre-command, not here: rules of the service have nothing to judge then. */
static bool applies(const duis_judge *j, const cat_request_rule *rule)
{
    return !rule->service || (strcmp(rule->service, j->doc->srv->srv) == 0 &&
                              duis_is_named(j->doc, j->doc->body, j->doc->srv->body));
}

/* Of rows one sort: about the form of a request, or the others. */
static bool judge_rows(duis_judge *j, bool form)
{
    size_t count;
    const cat_request_rule *rules = cat_request_rules(&count);
    for (size_t i = 0; i < count; i++) {
        if (rules[i].form != form || !applies(j, &rules[i])) {
            continue;
        }
        j->rule = &rules[i];
        duis_rule_check *check = rules[i].kind == CAT_RULE_FUNCTION ? duis_rule_function(rules[i].check)
                                                                    : duis_rule_kind(rules[i].kind);
        if (check && !check(j)) {
            return false;
        }
    }
    return !j->broken;
}

static alb_status verdict(const duis_judge *j, const cat_request_rule **broken)
{
    *broken = j->broken;
    return j->broken ? ALB_BAD_VALUE : ALB_OK;
}

static bool is_judged(const duis_document *doc)
{
    return doc->kind == DUIS_REQUEST && doc->body != UINT32_MAX;
}

alb_status duis_check_form(const duis_document *doc, const cat_request_rule **broken, alb_err *err)
{
    duis_judge j = {.doc = doc, .context = &(duis_rule_context){0}, .err = err};
    (void)(is_judged(doc) && judge_rows(&j, true));
    return verdict(&j, broken);
}

alb_status duis_check_rules(const duis_document *doc, const duis_rule_context *context, alb_buf *more,
                            const cat_request_rule **broken, alb_err *err)
{
    duis_judge j = {
        .doc = doc, .context = context ? context : &(duis_rule_context){0}, .more = more, .err = err};
    /* A body that is not the service's is not judged by the service's rules. */
    (void)(is_judged(doc) && judge_rows(&j, true) && judge_rows(&j, false));
    return verdict(&j, broken);
}
