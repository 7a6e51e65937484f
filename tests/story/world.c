#include "world.h"

#include "fresh_store.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

const alb_eui64 SUPPLIER = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};
const alb_eui64 NETWORK_OPERATOR = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00}};
const alb_eui64 OTHER_USER = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x00, 0x04}};
const alb_eui64 THE_DCC = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x02}};

enum { HTTP_PATIENCE_MS = 120000, DOCUMENT_MAX = 16 << 20, ARENA = 64 << 20 };

static void must(alb_status st, const alb_err *err)
{
    if (st != ALB_OK) {
        fail_msg("%s: %s (%s)", alb_status_text(st), err->detail, err->path);
    }
}

/* --- the homes, as the server prints them --- */

static alb_span word_behind(const char *line, const char *name)
{
    const char *at = strstr(line, name);
    assert_non_null(at);
    at += strlen(name);
    return alb_span_of(at, strcspn(at, " \n"));
}

/* Zero where the home has no such device. */
static void read_identity(const char *line, const char *name, alb_eui64 *out)
{
    size_t length = strcspn(line, "\n");
    if (memmem(line, length, name, strlen(name))) {
        assert_true(alb_eui64_parse(word_behind(line, name), out));
    }
}

static void read_point(const char *line, const char *name, char out[static 16])
{
    alb_span word = word_behind(line, name);
    assert_in_range(word.len, 1, 15);
    memcpy(out, word.ptr, word.len);
    out[word.len] = '\0';
}

static void read_homes(world *w)
{
    const char *line = w->server.homes;
    for (size_t i = 0; i < WORLD_HOMES && *line; i++) {
        world_home *h = &w->homes[w->n_homes++];
        read_identity(line, " hub=", &h->hub);
        read_identity(line, " meter=", &h->esme);
        read_identity(line, " gsme=", &h->gsme);
        read_identity(line, " gpf=", &h->gpf);
        read_identity(line, " ppmid=", &h->ppmid);
        read_identity(line, " hcalcs=", &h->hcalcs);
        read_identity(line, " sapc=", &h->sapc);
        read_identity(line, " ihd=", &h->ihd);
        read_identity(line, " cad=", &h->cad);
        read_point(line, " mpan=", h->mpan);
        read_point(line, " mprn=", h->mprn);
        line = strchr(line, '\n') + 1;
    }
}

/* --- the server --- */

void world_open(world *w, const char *const *options)
{
    static const char *const usual[] = {"--log", "error", "--gas-wake", "1800", "--homes", "4"};
    char dir[] = "/tmp/albion-story-XXXXXX";
    size_t n = ALB_COUNT(usual);
    alb_err err = {.code = ALB_OK};
    *w = (world){.keys = smki_keystore_new(),
                 .arena = alb_arena_new(ARENA),
                 .http = http_client_new(&(http_client_options){.timeout_ms = HTTP_PATIENCE_MS})};
    assert_true(w->keys && w->arena && w->http);
    memcpy(w->options, usual, sizeof usual);
    if (postgres_is_there()) {
        assert_true(fresh_store(w->store, sizeof w->store, dir));
        w->options[n++] = "--store";
        w->options[n++] = w->store;
    }
    for (; options && *options && n < SERVED_MAX_OPTIONS - 1; options++) {
        w->options[n++] = *options;
    }
    served_start(&w->server, w->options);
    read_homes(w);
    must(smki_keystore_load(w->keys, w->server.pki, &err), &err);
    alb_clock_steered_init(&w->clock, alb_clock_system());
}

void world_learn_keys(world *w)
{
    alb_err err = {.code = ALB_OK};
    assert_in_range(w->n_before, 0, WORLD_LEARNED - 1);
    w->before[w->n_before++] = w->keys;
    w->keys = smki_keystore_new();
    assert_non_null(w->keys);
    must(smki_keystore_load(w->keys, w->server.pki, &err), &err);
}

void world_close(world *w)
{
    served_stop(&w->server);
    http_client_free(w->http);
    smki_keystore_free(w->keys);
    while (w->n_before > 0) {
        smki_keystore_free(w->before[--w->n_before]);
    }
    alb_arena_free(w->arena);
    alb_clock_steered_release(&w->clock);
}

static void exchange(world *w, const char *method, const char *path, alb_span body, alb_buf *answer)
{
    char url[256];
    int status = 0;
    alb_err err = {.code = ALB_OK};
    (void)snprintf(url, sizeof url, "%s%s", w->server.url, path);
    const char *type = strcmp(method, "POST") == 0 ? "text/plain" : NULL;
    must(http_client_exchange(w->http, method, url, type, body, &status, answer, &err), &err);
    if (status < 200 || status > 299) {
        fail_msg("%s: HTTP %d: %.*s", path, status, (int)answer->len, (const char *)answer->ptr);
    }
}

const char *world_post(world *w, const char *path, alb_span body)
{
    alb_buf answer;
    alb_buf_init(&answer, 1 << 16);
    exchange(w, "POST", path, body, &answer);
    const char *text = alb_arena_string(w->arena, alb_buf_span(&answer));
    alb_buf_release(&answer);
    assert_non_null(text);
    return text;
}

const char *world_certificate(world *w, const smki_certificate *c)
{
    enum { ROOM = 2048 };
    char *text = alb_arena_alloc(w->arena, ROOM);
    assert_true(c && text);
    alb_wr out = alb_wr_init(text, ROOM - 1);
    alb_wr_base64(&out, smki_certificate_der(c));
    assert_int_equal(out.st, ALB_OK);
    return text;
}

static const smki_certificate *certificate_of(world *w, alb_eui64 id, smki_slot slot)
{
    const smki_identity *identity = smki_keystore_find(w->keys, id, slot);
    assert_non_null(identity);
    return identity->certificate;
}

const char *world_certificate_of(world *w, alb_eui64 id, smki_slot slot)
{
    return world_certificate(w, certificate_of(w, id, slot));
}

const char *world_issuer_of(world *w, alb_eui64 id, smki_slot slot)
{
    const smki_identity *issuer =
        smki_keystore_find_ski(w->keys, smki_certificate_aki(certificate_of(w, id, slot)));
    assert_non_null(issuer);
    return world_certificate(w, issuer->certificate);
}

void world_run_fast(world *w, unsigned times)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/admin/v1/clock?rate=%u", times);
    (void)world_post(w, path, (alb_span){0});
}

void world_pass(world *w, const char *duration)
{
    char path[96];
    static const char key[] = "\"now\":\"";
    alb_time now;
    alb_buf answer;
    alb_buf_init(&answer, 1 << 16);
    (void)snprintf(path, sizeof path, "/admin/v1/clock?advance=%s", duration);
    exchange(w, "POST", path, (alb_span){0}, &answer);
    const char *at = memmem(answer.ptr, answer.len, key, sizeof key - 1);
    assert_non_null(at);
    at += sizeof key - 1;
    assert_true(alb_time_parse(alb_span_of(at, strcspn(at, "\"")), &now));
    assert_true(now <= world_now(w) || alb_clock_steered_set(&w->clock, now));
    alb_buf_release(&answer);
}

void world_pass_to(world *w, alb_time t)
{
    char duration[24];
    assert_true(t > world_now(w));
    (void)snprintf(duration, sizeof duration, "%lld", (long long)((t - world_now(w)) / 1000 + 1));
    world_pass(w, duration);
}

alb_time world_now(world *w)
{
    return alb_now(&w->clock.clock);
}

const char *world_time(world *w, alb_time t)
{
    char *text = alb_arena_alloc(w->arena, ALB_TIME_TEXT);
    assert_non_null(text);
    return alb_time_text(t / 1000 * 1000, text);
}

int world_run(world *w, alb_buf *out, const char *const *arguments)
{
    enum { MOST = 32 };
    const char *args[MOST] = {"albion"};
    char *copy[MOST];
    char room[4096];
    int fds[2];
    int status = 0;
    size_t n = 1;
    (void)w;
    for (; arguments[n - 1] && n < MOST - 1; n++) {
        args[n] = arguments[n - 1];
    }
    memcpy(copy, args, sizeof args);
    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)dup2(fds[1], 1);
        (void)close(fds[0]);
        (void)close(fds[1]);
        (void)execv(served_program(), copy);
        _exit(127);
    }
    (void)close(fds[1]);
    for (ssize_t got = read(fds[0], room, sizeof room); got > 0; got = read(fds[0], room, sizeof room)) {
        if (out) {
            alb_buf_add(out, alb_span_of(room, (size_t)got));
        }
    }
    (void)close(fds[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void world_administer(world *w, alb_buf *out, const char *const *arguments)
{
    enum { MOST = 24 };
    const char *all[MOST] = {NULL};
    size_t n = 0;
    for (; arguments[n] && n < MOST - 3; n++) {
        all[n] = arguments[n];
    }
    all[n++] = w->store[0] ? "--store" : "--data";
    all[n] = w->store[0] ? w->store : w->server.dir;
    alb_buf said;
    alb_buf_init(&said, 1 << 20);
    if (world_run(w, &said, all) != 0) {
        fail_msg("albion %s %s failed: %.*s", arguments[0], arguments[1], (int)said.len,
                 (const char *)said.ptr);
    }
    if (out) {
        alb_buf_add(out, alb_buf_span(&said));
    }
    alb_buf_release(&said);
}
