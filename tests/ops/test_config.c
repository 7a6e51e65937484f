/* The settings of `albion serve`: a file, the command line before it, and what is said of faults. */
#include "server.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64], file[96];
static alb_buf said;

static void write_config(const char *text)
{
    alb_err err = {.code = ALB_OK};
    assert_int_equal(alb_file_write(file, alb_span_str(text), 0600, &err), ALB_OK);
}

/* Runs serve --check-config with the file and one more argument with its value; the exit code. */
static int check(const char *option, const char *value)
{
    const char *const arguments[] = {"serve", "--check-config", "--config", file, option, value, NULL};
    alb_buf_clear(&said);
    int code = ops_run_all(arguments, &said);
    alb_buf_add_u8(&said, '\0');
    return code;
}

static bool says(const char *text)
{
    return strstr((const char *)said.ptr, text) != NULL;
}

static void a_file_is_taken(void **state)
{
    (void)state;
    write_config(
        "# a street\n\n  homes = 12 \nlog-format=json\nto-be-installed = yes\r\n"
        "deliver = 90b3d51f30010000=http://127.0.0.1:1/a\ndeliver = 90b3d51f30020000=http://127.0.0.1:1/b");
    assert_int_equal(check(NULL, NULL), 0);
    assert_true(says("homes = 12\n") && says("log-format = json\n") && says("to-be-installed = yes\n"));
    assert_true(says("deliver = 90b3d51f30010000=http://127.0.0.1:1/a\n") && says("/b\n"));
    assert_true(says("listen = 127.0.0.1:8079\n") && says("gas-wake = 5\n") && says("log = info\n"));
}

static void the_command_line_goes_before_it(void **state)
{
    (void)state;
    write_config("homes = 12\ndeliver = 90b3d51f30010000=http://127.0.0.1:1/a\n");
    assert_int_equal(check("--homes", "5"), 0);
    assert_true(says("homes = 5\n"));
    assert_int_equal(check("--deliver", "90b3d51f30010000=http://127.0.0.1:1/c"), 0);
    assert_true(says("/c\n"));
    assert_false(says("/a\n"));
}

/* What it prints is a file that it takes. */
static void what_holds_is_printed_as_a_file(void **state)
{
    (void)state;
    write_config("homes = 7\nlog = debug\n");
    assert_int_equal(check(NULL, NULL), 0);
    char *first = strdup((const char *)said.ptr);
    write_config(first);
    assert_int_equal(check(NULL, NULL), 0);
    assert_string_equal((const char *)said.ptr, first);
    free(first);
}

static void faults_have_file_line_and_rule(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } faults[] = {
        {"homes = 3\nhomes = many\n", ":2: homes: a number from 0 to 1000000, not 'many'"},
        {"gas-wake = 0\n", ":1: gas-wake: a number from 1 to 86400"},
        {"log = loud\n", ":1: log: error|warn|info|debug, not 'loud'"},
        {"\n\nhouses = 3\n", ":3: no setting 'houses'"},
        {"homes\n", ":1: name = value, not 'homes'"},
        {"homes =\n", ":1: homes: a value"},
        {"to-be-installed = maybe\n", ":1: to-be-installed: yes or no"},
        {"listen = here\n", ":1: listen: HOST:PORT"},
        {"tls-key = /nowhere\n", ":1: tls-key: a file that can be read"},
        {"listen = 0.0.0.0:8079\n", "listen: 0.0.0.0:8079 can be reached from other machines"},
        {"deliver = http://127.0.0.1/\n", "deliver: EUI=URL"},
    };
    for (size_t i = 0; i < ALB_COUNT(faults); i++) {
        write_config(faults[i].text);
        assert_int_equal(check(NULL, NULL), 2);
        if (!says(faults[i].said)) {
            fail_msg("%s: %s", faults[i].said, (const char *)said.ptr);
        }
    }
    write_config("homes = x\nlog = y\n"); /* all of them */
    assert_int_equal(check(NULL, NULL), 2);
    assert_true(says(":1: homes") && says(":2: log"));
    write_config("");
    assert_int_equal(check("--nothing", NULL), 2);
    assert_int_equal(check("--homes", NULL), 2);
    (void)unlink(file);
    assert_int_equal(check(NULL, NULL), 2);
}

static int set_up(void **state)
{
    (void)state;
    alb_buf_init(&said, 1 << 20);
    (void)snprintf(dir, sizeof dir, "/tmp/albion-config-XXXXXX");
    bool made = mkdtemp(dir);
    (void)snprintf(file, sizeof file, "%s/serve.conf", dir);
    return made ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    alb_buf_release(&said);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_taken),
        cmocka_unit_test(the_command_line_goes_before_it),
        cmocka_unit_test(what_holds_is_printed_as_a_file),
        cmocka_unit_test(faults_have_file_line_and_rule),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
