/* SQLite passes the suite of stores; and its backup is a database of its own. */
#include "store_suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/albion-store-XXXXXX";

static void fresh(char *url, size_t size)
{
    static int number;
    (void)snprintf(url, size, "sqlite:%s/%d.sqlite", folder, ++number);
}

static void a_backup_opens_as_a_store(void **state)
{
    (void)state;
    static const store_migration m[] = {{1, "CREATE TABLE t (x INTEGER)"}};
    static const store_schema schema = {"t", m, 1};
    char url[256];
    char copy[256];
    char copy_url[300];
    fresh(url, sizeof url);
    (void)snprintf(copy, sizeof copy, "%s/backup.sqlite", folder);
    (void)snprintf(copy_url, sizeof copy_url, "sqlite:%s", copy);
    store *s = NULL;
    assert_int_equal(store_open(url, &schema, &s, NULL), ALB_OK);
    assert_int_equal(store_backup(s, copy, NULL), ALB_OK);
    assert_int_equal(store_backup(s, copy, NULL), ALB_OK);
    store_close(s);
    assert_int_equal(store_open(copy_url, &schema, &s, NULL), ALB_OK);
    store_close(s);
}

int main(void)
{
    if (!mkdtemp(folder)) {
        return 1;
    }
    int failed = store_suite_run("sqlite", fresh);
    const struct CMUnitTest own[] = {cmocka_unit_test(a_backup_opens_as_a_store)};
    failed += cmocka_run_group_tests_name("sqlite backup", own, NULL, NULL);
    return failed;
}
