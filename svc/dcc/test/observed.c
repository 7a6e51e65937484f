#include "observed.h"

#include "catalogue/dcc_alert.h"
#include "catalogue/response_code.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { MAX_CODES = 512 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool seen_response[MAX_CODES], seen_alert[MAX_CODES];

void observed_code(alb_span code)
{
    size_t n;
    const cat_response_code *response = cat_response_code_find(code);
    const cat_dcc_alert *alert = cat_dcc_alert_find(code);
    (void)pthread_mutex_lock(&lock);
    if (response) {
        seen_response[response - cat_response_codes(&n)] = true;
    }
    if (alert) {
        seen_alert[alert - cat_dcc_alerts(&n)] = true;
    }
    (void)pthread_mutex_unlock(&lock);
    if (!response && !alert) {
        fail_msg("the interface has no code %.*s", (int)code.len, (const char *)code.ptr);
    }
}

static FILE *create(void)
{
    char path[1024];
    const char *build = getenv("ALBION_BUILD");
    if (!build) {
        return NULL; /* run by hand */
    }
    (void)snprintf(path, sizeof path, "%s/observed", build);
    (void)mkdir(path, 0777);
    /* The same tests on the other store say the same, at the same time. */
    (void)snprintf(path, sizeof path, "%s/observed/%s%s", build, program_invocation_short_name,
                   getenv("ALBION_POSTGRES") ? "-postgres" : "");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    return file;
}

void observed_write(void)
{
    FILE *file = create();
    if (!file) {
        return;
    }
    size_t n;
    const cat_response_code *responses = cat_response_codes(&n);
    assert_true(n <= MAX_CODES);
    for (size_t i = 0; i < n; i++) {
        if (seen_response[i]) {
            (void)fprintf(file, "%s\n", responses[i].code);
        }
    }
    const cat_dcc_alert *alerts = cat_dcc_alerts(&n);
    assert_true(n <= MAX_CODES);
    for (size_t i = 0; i < n; i++) {
        if (seen_alert[i]) {
            (void)fprintf(file, "%s\n", alerts[i].code);
        }
    }
    assert_int_equal(fclose(file), 0);
}
