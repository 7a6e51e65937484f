/* Mutual TLS with keys of the openssl tool: who gets in, under which name, with which versions and suites. */
#include "net/http.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/albion-tls-XXXXXX";

/* The exit code of `openssl ARGUMENTS`, in dir. */
static int openssl(const char *arguments)
{
    char text[512];
    char *argv[40] = {(char[]){"openssl"}};
    size_t n = 1;
    (void)snprintf(text, sizeof text, "%s", arguments);
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word && n < 39; word = strtok_r(NULL, " ", &rest)) {
        argv[n++] = word;
    }
    pid_t pid = fork();
    if (pid == 0) {
        if (chdir(dir) == 0 && freopen("/dev/null", "w", stderr) && freopen("/dev/null", "r", stdin) &&
            freopen("/dev/null", "w", stdout)) {
            (void)execvp("openssl", argv);
        }
        _exit(127);
    }
    int status = 0;
    (void)waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *in_dir(const char *name, char room[static 96])
{
    (void)snprintf(room, 96, "%s/%s", dir, name);
    return room;
}

static void authority(const char *name)
{
    char command[256];
    (void)snprintf(command, sizeof command,
                   "req -x509 -newkey rsa:2048 -nodes -keyout %s.key -out %s.pem -subj /CN=%s -days 2", name,
                   name, name);
    assert_int_equal(openssl(command), 0);
}

static void certificate(const char *name, const char *by, const char *subject)
{
    char command[256];
    (void)snprintf(
        command, sizeof command,
        "req -newkey rsa:2048 -nodes -keyout %s.key -out %s.csr -subj %s -addext subjectAltName=IP:127.0.0.1",
        name, name, subject);
    assert_int_equal(openssl(command), 0);
    (void)snprintf(command, sizeof command,
                   "x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial -out %s.pem -days 2 "
                   "-copy_extensions copy",
                   name, by, by, name);
    assert_int_equal(openssl(command), 0);
}

static void say_who(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    (void)ctx;
    (void)worker;
    alb_buf_printf(&response->body, "%s", request->client_name ? request->client_name : "nobody");
}

static http_server *start(const char *client_ca)
{
    http_server *s = NULL;
    alb_err err = {.code = ALB_OK};
    static char rooms[3][96]; /* the server reads them again */
    http_server_options o = {.listen = "127.0.0.1:0",
                             .tls_certificate = in_dir("server.pem", rooms[0]),
                             .tls_key = in_dir("server.key", rooms[1]),
                             .client_ca = client_ca ? in_dir(client_ca, rooms[2]) : NULL,
                             .handler = say_who};
    if (http_server_start(&o, &s, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return s;
}

/* What the server says to the client with that certificate; "": no answer. */
static const char *ask(const http_server *s, const char *client)
{
    static char text[128];
    char rooms[3][96];
    char names[2][32];
    char url[96];
    int status = 0;
    alb_buf answer;
    http_client_options o = {.timeout_ms = 5000, .tls_ca = in_dir("ca.pem", rooms[0])};
    if (client) {
        (void)snprintf(names[0], sizeof names[0], "%s.pem", client);
        (void)snprintf(names[1], sizeof names[1], "%s.key", client);
        o.tls_certificate = in_dir(names[0], rooms[1]);
        o.tls_key = in_dir(names[1], rooms[2]);
    }
    http_client *c = http_client_new(&o);
    alb_buf_init(&answer, 100);
    (void)snprintf(url, sizeof url, "https://%s/", http_server_address(s));
    alb_status st = http_client_exchange(c, "GET", url, NULL, (alb_span){0}, &status, &answer, NULL);
    memset(text, 0, sizeof text);
    if (st == ALB_OK && answer.len > 0) {
        memcpy(text, answer.ptr, answer.len);
    }
    alb_buf_release(&answer);
    http_client_free(c);
    return text;
}

static void a_client_is_known_by_its_certificate(void **state)
{
    (void)state;
    http_server *s = start("ca.pem");
    assert_string_equal(ask(s, "supplier"), "90-B3-D5-1F-30-01-00-00");
    assert_string_equal(ask(s, "stranger"), ""); /* of another authority */
    assert_string_equal(ask(s, NULL), "");
    assert_string_equal(ask(s, "two"), ""); /* two names are none: the empty one */
    http_server_stop(s, 1000);
    s = start(NULL);
    assert_string_equal(ask(s, NULL), "nobody");
    http_server_stop(s, 1000);
}

static void old_versions_and_weak_suites_are_refused(void **state)
{
    (void)state;
    http_server *s = start(NULL);
    char command[256];
    static const struct {
        const char *how;
        bool good;
    } cases[] = {{"-tls1_3", true},
                 {"-tls1_2", true},
                 {"-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384", true},
                 {"-tls1_2 -cipher AES256-GCM-SHA384", false},
                 {"-tls1_2 -cipher ECDHE-RSA-AES256-SHA384", false},
                 {"-tls1_1 -cipher DEFAULT@SECLEVEL=0", false}};
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        (void)snprintf(command, sizeof command, "s_client -connect %s %s", http_server_address(s),
                       cases[i].how);
        int code = openssl(command);
        if ((code == 0) != cases[i].good) {
            fail_msg("%s: %d", cases[i].how, code);
        }
    }
    http_server_stop(s, 1000);
}

static void new_files_hold_for_new_connections(void **state)
{
    (void)state;
    char rooms[2][96];
    http_server *s = start("both.pem");
    assert_string_equal(ask(s, "stranger"), "stranger");
    assert_int_equal(rename(in_dir("ca.pem", rooms[0]), in_dir("kept.pem", rooms[1])), 0);
    assert_int_equal(openssl("x509 -in kept.pem -out ca.pem"), 0);
    assert_int_equal(openssl("x509 -in kept.pem -out both.pem"), 0); /* the other authority is out */
    assert_int_equal(http_server_reload_tls(s, NULL), ALB_OK);
    assert_string_equal(ask(s, "stranger"), "");
    assert_string_equal(ask(s, "supplier"), "90-B3-D5-1F-30-01-00-00");
    /* What cannot be read changes nothing. */
    alb_err err = {.code = ALB_OK};
    assert_int_equal(alb_file_write(in_dir("both.pem", rooms[0]), ALB_LIT("nothing"), 0600, &err), ALB_OK);
    assert_int_equal(http_server_reload_tls(s, NULL), ALB_BAD_KEY);
    assert_string_equal(ask(s, "supplier"), "90-B3-D5-1F-30-01-00-00");
    http_server_stop(s, 1000);
}

static int set_up(void **state)
{
    (void)state;
    char rooms[2][96];
    alb_buf both;
    assert_non_null(mkdtemp(dir));
    authority("ca");
    authority("other");
    certificate("server", "ca", "/CN=server");
    certificate("supplier", "ca", "/C=GB/CN=90-B3-D5-1F-30-01-00-00");
    certificate("two", "ca", "/CN=90-B3-D5-1F-30-01-00-00/CN=90-B3-D5-1F-30-02-00-00");
    certificate("stranger", "other", "/CN=stranger");
    alb_buf_init(&both, 65536);
    bool good = alb_file_read(in_dir("ca.pem", rooms[0]), &both, NULL) == ALB_OK &&
                alb_file_read(in_dir("other.pem", rooms[0]), &both, NULL) == ALB_OK &&
                alb_file_write(in_dir("both.pem", rooms[0]), alb_buf_span(&both), 0600, NULL) == ALB_OK;
    alb_buf_release(&both);
    return good ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        (void)execlp("rm", "rm", "-rf", dir, (char *)NULL);
        _exit(1);
    }
    (void)waitpid(pid, NULL, 0);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_is_known_by_its_certificate),
        cmocka_unit_test(old_versions_and_weak_suites_are_refused),
        cmocka_unit_test(new_files_hold_for_new_connections),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
