#include "server.h"

#include "base/file.h"
#include "sim/fleet.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MOST_ARGUMENTS = 48, SEED = 1, ANSWER_MAX = 64 << 20 };

const alb_eui64 ops_supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};
const alb_eui64 ops_operator = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00}};
const alb_eui64 ops_other = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x00, 0x04}};
const alb_eui64 ops_dcc = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x02}};

static const char *program(void)
{
    const char *p = getenv("ALBION_PROGRAM");
    return p ? p : "cli/albion";
}

/* --- the program --- */

/* A child with these arguments, its standard output on fd `out`, its errors on another (-1: where ours go).
 */
static pid_t spawn(const char *const *arguments, int out, int errors)
{
    const char *argv[MOST_ARGUMENTS] = {program()};
    size_t n = 1;
    for (; *arguments && n < MOST_ARGUMENTS - 1; arguments++) {
        argv[n++] = *arguments;
    }
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)dup2(out, 1);
        if (errors >= 0) {
            (void)dup2(errors, 2);
        }
        (void)execv(program(), (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    return pid;
}

static int reap(pid_t pid)
{
    int status = 0;
    (void)waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

pid_t ops_spawn(const char *const *arguments, const char *log, char *address, size_t room)
{
    int out[2];
    char line[512];
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    int errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    pid_t pid = spawn(arguments, out[1], errors);
    (void)close(errors);
    (void)close(out[1]);
    FILE *f = fdopen(out[0], "r");
    assert_non_null(f);
    bool ready = false;
    while (!ready && fgets(line, sizeof line, f)) {
        ready = strncmp(line, "ready ", 6) == 0;
    }
    (void)fclose(f);
    if (!ready) {
        fail_msg("%s did not start: see %s", arguments[0], log);
    }
    line[6 + strcspn(line + 6, " \n")] = '\0';
    (void)snprintf(address, room, "%s", line + 6);
    return pid;
}

void ops_start(ops_server *s, const char *dir, const char *const *arguments)
{
    const char *argv[MOST_ARGUMENTS] = {"serve", "--data", s->dir, "--listen", "127.0.0.1:0"};
    size_t n = 5;
    *s = (ops_server){.pid = 0};
    (void)snprintf(s->dir, sizeof s->dir, "%s", dir ? dir : "/tmp/albion-ops-XXXXXX");
    if (!dir) {
        assert_non_null(mkdtemp(s->dir));
    }
    (void)snprintf(s->log, sizeof s->log, "%s/log", s->dir);
    for (; arguments && *arguments && n < MOST_ARGUMENTS - 1; arguments++) {
        argv[n++] = *arguments;
    }
    s->pid = ops_spawn(argv, s->log, s->url, sizeof s->url);
}

int ops_stop(ops_server *s)
{
    if (s->pid <= 0) {
        return -1; /* never started */
    }
    (void)kill(s->pid, SIGTERM);
    int code = reap(s->pid);
    s->pid = 0;
    return code;
}

void ops_remove(ops_server *s)
{
    if (s->pid > 0) {
        (void)ops_stop(s);
    }
    pid_t pid = fork();
    if (pid == 0) {
        (void)execlp("rm", "rm", "-rf", s->dir, (char *)NULL);
        _exit(1);
    }
    (void)reap(pid);
}

static int run(const char *const *arguments, bool has_errors, alb_buf *out)
{
    int pipes[2];
    uint8_t octets[4096];
    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    pid_t pid = spawn(arguments, pipes[1], has_errors ? pipes[1] : -1);
    (void)close(pipes[1]);
    for (ssize_t n = read(pipes[0], octets, sizeof octets); n > 0;
         n = read(pipes[0], octets, sizeof octets)) {
        if (out) {
            alb_buf_add(out, alb_span_of(octets, (size_t)n));
        }
    }
    (void)close(pipes[0]);
    return reap(pid);
}

int ops_run(const char *const *arguments, alb_buf *out)
{
    return run(arguments, false, out);
}

int ops_run_all(const char *const *arguments, alb_buf *out)
{
    return run(arguments, true, out);
}

/* --- HTTP --- */

int ops_ask(const ops_server *s, const char *method, const char *path, const char *body, alb_buf *answer)
{
    char url[512];
    int status = 0;
    alb_buf own;
    alb_err err = {.code = ALB_OK};
    http_client *client = http_client_new(&(http_client_options){.timeout_ms = 300000});
    assert_non_null(client);
    alb_buf_init(&own, ANSWER_MAX);
    (void)snprintf(url, sizeof url, "%s%s", s->url, path);
    if (http_client_exchange(client, method, url, body ? "text/plain" : NULL, alb_span_str(body ? body : ""),
                             &status, answer ? answer : &own, &err) != ALB_OK) {
        fail_msg("%s: %s", url, err.detail);
    }
    alb_buf_release(&own);
    http_client_free(client);
    return status;
}

const char *ops_get(const ops_server *s, const char *path)
{
    static char text[1 << 20];
    alb_buf answer;
    alb_buf_init(&answer, sizeof text - 1);
    int status = ops_ask(s, "GET", path, NULL, &answer);
    memcpy(text, answer.ptr ? (const char *)answer.ptr : "", answer.len);
    text[answer.len] = 0;
    alb_buf_release(&answer);
    if (status != 200) {
        fail_msg("%s: %d %s", path, status, text);
    }
    return text;
}

void ops_post(const ops_server *s, const char *path, const char *body)
{
    alb_buf answer;
    alb_buf_init(&answer, ANSWER_MAX);
    int status = ops_ask(s, "POST", path, body ? body : "", &answer);
    if (status != 200) {
        fail_msg("%s: %d %.*s", path, status, (int)answer.len, (const char *)answer.ptr);
    }
    alb_buf_release(&answer);
}

/* --- a User --- */

void ops_enter(ops_user *u, const ops_server *s, alb_eui64 id)
{
    char path[160];
    char eui[ALB_EUI64_TEXT];
    alb_err err = {.code = ALB_OK};
    (void)snprintf(path, sizeof path, "%s/pki", s->dir);
    *u = (ops_user){.keys = smki_keystore_new(), .arena = alb_arena_new(64U << 20)};
    alb_clock_manual_init(&u->clock, alb_now(alb_clock_system()));
    assert_int_equal(smki_keystore_load(u->keys, path, &err), ALB_OK);
    user_options o = {.id = id, .keys = u->keys, .server = s->url, .clock = &u->clock.clock};
    assert_int_equal(user_client_new(&o, &u->client, &err), ALB_OK);
    assert_int_equal(user_listen(u->client, "127.0.0.1:0", &u->listener, &err), ALB_OK);
    (void)snprintf(path, sizeof path, "/admin/v1/parties/%s/delivery", alb_eui64_hex(id, eui));
    ops_post(s, path, user_listener_url(u->listener));
}

void ops_leave(ops_user *u)
{
    user_listener_stop(u->listener);
    user_client_free(u->client);
    smki_keystore_free(u->keys);
    alb_arena_free(u->arena);
}

alb_eui64 ops_device(const ops_user *u, unsigned home, unsigned kind)
{
    (void)u;
    sim_home h = sim_home_of(SEED, home);
    return kind == 1 ? h.hub : kind == 2 ? h.esme : kind == 3 ? h.gsme : h.gpf;
}

user_result ops_send(ops_user *u, const char *srv, alb_eui64 target, const user_setting *settings, size_t n,
                     duis_request_id *id)
{
    const cat_service_request *record = cat_service_request_find(alb_span_str(srv));
    alb_err err = {.code = ALB_OK};
    user_result r = {.gbcs = {0}};
    alb_buf xml;
    duis_request_id own = {.counter = 0};
    id = id ? id : &own;
    *id = own; /* the next counter */
    assert_non_null(record);
    alb_buf_init(&xml, 1U << 20);
    uint8_t variant = !record->device ? 8 : record->critical ? 4 : 1;
    alb_clock_manual_add(&u->clock, 1); /* counters follow the clock */
    if (user_build(u->client, record, target, variant, settings, n, &xml, id, &err) != ALB_OK ||
        user_send(u->client, alb_buf_span(&xml), u->arena, &r, &err) != ALB_OK) {
        fail_msg("%s: %s (%s)", srv, err.detail, err.path);
    }
    alb_buf_release(&xml);
    return r;
}

bool ops_wait(ops_user *u, const duis_request_id *id, int timeout_ms, user_result *out)
{
    alb_err err = {.code = ALB_OK};
    alb_buf xml;
    alb_buf_init(&xml, 16U << 20);
    bool came = user_wait(u->listener, id, timeout_ms, &xml, &err) == ALB_OK;
    if (came &&
        user_read(u->client, alb_arena_copy(u->arena, alb_buf_span(&xml)), u->arena, out, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    alb_buf_release(&xml);
    return came;
}
