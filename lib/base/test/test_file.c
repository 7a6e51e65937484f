/* Whole files: what is written is whole, has its mode, and creating never replaces. */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_contents(const char *path, const char *text)
{
    alb_buf b;
    alb_buf_init(&b, 1024);
    assert_int_equal(alb_file_read(path, &b, NULL), ALB_OK);
    assert_true(alb_span_is(alb_buf_span(&b), text));
    alb_buf_release(&b);
}

static alb_status count_file(void *ctx, const char *path, alb_err *err)
{
    (void)path;
    (void)err;
    ++*(int *)ctx;
    return ALB_OK;
}

static void test_write_replaces_and_create_does_not(void **state)
{
    (void)state;
    char dir[] = "/tmp/albion-file-XXXXXX";
    char path[64];
    struct stat st;
    int files = 0;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/f", dir);
    assert_int_equal(alb_file_create(path, ALB_LIT("one"), 0600, NULL), ALB_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    alb_err err = {.code = ALB_OK};
    assert_int_equal(alb_file_create(path, ALB_LIT("two"), 0600, &err), ALB_EXISTS);
    assert_int_equal(err.code, ALB_EXISTS);
    assert_contents(path, "one");
    assert_int_equal(alb_file_write(path, ALB_LIT("three"), 0640, NULL), ALB_OK);
    assert_contents(path, "three");
    /* No temporary file stays. */
    assert_int_equal(alb_file_walk(dir, count_file, &files, NULL), ALB_OK);
    assert_int_equal(files, 1);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(alb_file_create(path, ALB_LIT("four"), 0600, NULL), ALB_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_write_replaces_and_create_does_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
