#include "user_print.h"

#include "cli.h"

#include "gbcs/json.h"

#include <stdio.h>
#include <unistd.h>

enum { OUTPUT_MAX = 32 * 1024 * 1024 };

/* The element of the body that says what kind of message it is. */
static alb_span kind(const duis_document *d)
{
    return d->body == UINT32_MAX ? ALB_LIT("Response") : alb_span_str(d->nodes[d->body].element->name);
}

static void print_json(const user_result *r, alb_buf *out)
{
    alb_json j;
    char id[3 * ALB_EUI64_TEXT];
    alb_wr w = alb_wr_init(id, sizeof id);
    alb_json_init(&j, out, 0);
    alb_json_object(&j);
    alb_json_key(&j, "response_code");
    alb_json_text(&j, r->code);
    alb_json_key(&j, "kind");
    alb_json_string(&j, kind(&r->document));
    if (r->has_request_id) {
        duis_request_id_text(&r->request_id, &w);
        alb_json_key(&j, "request_id");
        alb_json_string(&j, alb_wr_span(&w));
    }
    if (r->gbcs.len > 0) {
        alb_json_key(&j, "message");
        gbcs_json_write(&j, &r->message, r->message.use_case ? &r->content : NULL, &r->verdict);
    }
    alb_json_object_end(&j);
    alb_buf_add_u8(out, '\n');
}

static void print_people(const user_result *r, alb_buf *out)
{
    alb_span name = kind(&r->document);
    alb_buf_printf(out, "%s %.*s", r->code, (int)name.len, (const char *)name.ptr);
    if (r->has_request_id) {
        char id[3 * ALB_EUI64_TEXT];
        alb_wr w = alb_wr_init(id, sizeof id);
        duis_request_id_text(&r->request_id, &w);
        alb_buf_printf(out, " to %.*s", (int)w.pos, id);
    }
    alb_buf_add_u8(out, '\n');
    if (r->gbcs.len > 0) {
        gbcs_tree_write(out, &r->message, r->message.use_case ? &r->content : NULL, &r->verdict,
                        isatty(STDOUT_FILENO) == 1);
    }
}

/* A result without a message, and one whose message is not for Users, say so on standard error. */
static bool print_mmc(const user_result *r, alb_buf *out)
{
    mmc_document doc;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new(OUTPUT_MAX);
    bool done = arena && user_map(r, arena, &doc, &err) == ALB_OK && doc.outcome != MMC_NO_FORM;
    if (done) {
        mmc_write_xml(&doc, out);
        alb_buf_add_u8(out, '\n');
    } else {
        fprintf(stderr, "%s: %s\n", r->code, err.code == ALB_OK ? "no MMC form" : err.detail);
    }
    alb_arena_free(arena);
    return done;
}

int cli_user_print(const user_result *result, user_form form)
{
    alb_buf out;
    bool done = true;
    alb_buf_init(&out, OUTPUT_MAX);
    switch (form) {
    case USER_FOR_PEOPLE:
        print_people(result, &out);
        break;
    case USER_AS_JSON:
        print_json(result, &out);
        break;
    case USER_AS_MMC:
        done = print_mmc(result, &out);
        break;
    }
    (void)fwrite(out.ptr, 1, out.len, stdout);
    alb_buf_release(&out);
    return result->code[0] == 'E' || !done ? CLI_FAILED : CLI_OK;
}
