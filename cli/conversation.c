#include "conversation.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 65536 };

/* The text of the first element of that name, whatever its prefix. */
static void text_of(const char *document, const char *element, char *out, size_t size)
{
    char open[64];
    (void)snprintf(open, sizeof open, ":%s>", element);
    const char *at = strstr(document, open);
    at = at ? at + strlen(open) : "";
    size_t n = strcspn(at, "<");
    n = n < size ? n : size - 1;
    memcpy(out, at, n);
    out[n] = '\0';
}

static void add(conversation *c, const char *document, const char *alternative, bool is_outcome)
{
    if (c->n == MOST) {
        return;
    }
    conversation_result *r = &c->list[c->n++];
    text_of(document, "RequestID", r->id, sizeof r->id);
    if (!r->id[0]) {
        text_of(document, "ResponseID", r->id, sizeof r->id);
    }
    text_of(document, "ResponseCode", r->code, sizeof r->code);
    if (!r->code[0]) {
        (void)snprintf(r->code, sizeof r->code, "%s", alternative);
    }
    r->is_outcome = is_outcome;
}

/* Calls visit for each line's object; a line that is none ends it. */
static bool each_line(alb_span text, bool (*visit)(void *ctx, const json_t *line), void *ctx)
{
    const char *at = (const char *)text.ptr;
    const char *end = at + text.len;
    bool good = true;
    while (good && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = stop ? (size_t)(stop - at) : (size_t)(end - at);
        json_t *line = n > 0 ? json_loadb(at, n, 0, NULL) : NULL;
        good = n == 0 || (json_is_object(line) && visit(ctx, line));
        json_decref(line);
        at += n + 1;
    }
    return good;
}

static const char *member(const json_t *line, const char *name)
{
    const char *text = json_string_value(json_object_get(line, name));
    return text ? text : "";
}

static bool note(void *ctx, const json_t *line)
{
    char status[24];
    (void)snprintf(status, sizeof status, "http %d",
                   (int)json_integer_value(json_object_get(line, "status")));
    if (strcmp(member(line, "kind"), "request") == 0) {
        /* A Response names the request; what is no Response is known by the request's own name. */
        const char *answer = member(line, "answer");
        bool is_response = strstr(answer, ":ResponseCode>");
        add(ctx, is_response ? answer : member(line, "document"), status, false);
    } else if (strcmp(member(line, "kind"), "outcome") == 0) {
        add(ctx, member(line, "document"), "-", true);
    }
    return true;
}

static int compare(const conversation_result *a, const conversation_result *b)
{
    int order = strcmp(a->id, b->id);
    return order ? order : (int)a->is_outcome - (int)b->is_outcome;
}

static int by_name(const void *a, const void *b)
{
    const conversation_result *x = a;
    const conversation_result *y = b;
    int order = compare(x, y);
    return order ? order : strcmp(x->code, y->code);
}

bool conversation_read(alb_span text, conversation *out)
{
    out->n = 0;
    out->list = calloc(MOST, sizeof *out->list);
    if (!out->list || !each_line(text, note, out)) {
        return false;
    }
    qsort(out->list, out->n, sizeof *out->list, by_name);
    return true;
}

size_t conversation_compare(const conversation *before, const conversation *now, alb_buf *lines)
{
    size_t i = 0;
    size_t k = 0;
    size_t different = 0;
    while (i < before->n || k < now->n) {
        int order = i == before->n ? 1 : k == now->n ? -1 : compare(&before->list[i], &now->list[k]);
        const conversation_result *one = order <= 0 ? &before->list[i] : &now->list[k];
        if (order != 0 || strcmp(one->code, now->list[k].code) != 0) {
            different++;
            alb_buf_printf(lines, "%s %s: was %s, is %s\n", one->id, one->is_outcome ? "outcome" : "answer",
                           order <= 0 ? one->code : "nothing", order >= 0 ? now->list[k].code : "nothing");
        }
        i += order <= 0;
        k += order >= 0;
    }
    return different;
}

void conversation_release(conversation *c)
{
    free(c->list);
    *c = (conversation){.list = NULL};
}

typedef struct asking {
    conversation_visit *visit;
    void *ctx;
} asking;

static bool ask(void *ctx, const json_t *line)
{
    const asking *a = ctx;
    return strcmp(member(line, "kind"), "request") != 0 ||
           a->visit(a->ctx, member(line, "path"), member(line, "document"));
}

bool conversation_each_request(alb_span text, conversation_visit *visit, void *ctx)
{
    asking a = {visit, ctx};
    return each_line(text, ask, &a);
}
