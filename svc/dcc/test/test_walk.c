/* Every response code and every DCC Alert of the catalogue came out of the DCC in a test, or is listed here
 * with the reason why nothing raises it. What came out, the other tests of this folder leave in the build
 * folder (observed.h); they run before. A code that is added and forgotten, and one that is listed and raised
 * all the same, both end this walk. docs/serve.md has the list for people. */
#include "catalogue/dcc_alert.h"
#include "catalogue/response_code.h"

#include "base/file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct reason {
    const char *codes; /* with blanks between them */
    const char *why;
} reason;

static const reason unraised[] = {
    {"E57 E58 E59 E60 E61 E62 E63 E1000 E1001 E1003 E1004 E1006 E1007 E1008 E1010 E1011",
     "SMETS1, which this DCC does not serve; E57 is told as E11"},
    {"E66 E67 E68 E69", "the CoS party is part of the DCC: its refusals are E4 and E0623nn"},
    {"E70 E71", "no request waits for another of its kind, and every answer can be said in each version"},
    {"E65", "a hub that cannot be reached is found out later, and told as E20"},
    {"E100", "every service is offered; a failure of the DCC's own is HTTP 500 or 503"},
    {"E56", "since which GBCS version a use case exists is in no source"},
    {"E040101 E060701 E060802 E061304 E061305 E061803 E062301 E062302 E062304 E062306"
     " E062401 E062403 E062801 E062802 E080415 E080723 E080902 E080903 E081111",
     "the meaning is a guess that a general code (E4, E5, E11, E44, E52, E54) covers"},
    {"E080501 E080502 E080503 E080601 E080602 E080604 E080606 E080607",
     "opting out and in is for nobody: E2"},
    {"E050112", "the schema refuses what cannot be kept"},
    {"E081205 E081223", "a device that was never installed has no log either: E081204, E081222"},
    {"E081406", "the other device of a returned hub may be one that was never notified"},
    {"W081401", "no remark is made"},
    {"E110105 E110405", "the schema refuses a list that names more than fifty thousand devices"},

    {"N2", "meters are not withdrawn: opting out is for nobody"},
    {"N55 N56 N57", "SMETS1"},
    {"N62", "the change of supplier service is part of the DCC, and tells nothing of its own"},
    {"N999", "every message can be said in each DUIS version that is taken"},
};

/* A test and the codes that it saw, a line each. */
typedef struct sight {
    char test[256];
    alb_buf codes;
} sight;
enum { MAX_TESTS = 64 };
static sight sights[MAX_TESTS];
static size_t n_sights;

static void read_sight(const char *test)
{
    char path[1024];
    const char *build = getenv("ALBION_BUILD");
    assert_true(n_sights < MAX_TESTS);
    sight *s = &sights[n_sights++];
    (void)snprintf(s->test, sizeof s->test, "%s", test);
    (void)snprintf(path, sizeof path, "%s/observed/dcc-%s", build ? build : ".", test);
    alb_buf_init(&s->codes, 1 << 16);
    alb_buf_add_u8(&s->codes, '\n');
    alb_err err = {.code = ALB_OK};
    if (alb_file_read(path, &s->codes, &err) != ALB_OK) {
        fail_msg("%s has not said what it saw: %s", test, err.detail);
    }
}

static bool is_in(alb_span text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* Which tests saw it, with a blank before each. */
static bool is_observed(const char *code, alb_buf *names)
{
    char line[32];
    bool any = false;
    (void)snprintf(line, sizeof line, "\n%s\n", code);
    for (size_t i = 0; i < n_sights; i++) {
        if (is_in(alb_buf_span(&sights[i].codes), line)) {
            alb_buf_printf(names, " %s", sights[i].test);
            any = true;
        }
    }
    return any;
}

static bool is_listed(const char *code)
{
    size_t len = strlen(code);
    for (size_t i = 0; i < ALB_COUNT(unraised); i++) {
        for (const char *at = unraised[i].codes; (at = strstr(at, code)); at += len) {
            bool starts = at == unraised[i].codes || at[-1] == ' ';
            if (starts && (at[len] == ' ' || at[len] == '\0')) {
                return true;
            }
        }
    }
    return false;
}

static unsigned look_at(const char *code, cat_provenance provenance)
{
    alb_buf names;
    alb_buf_init(&names, 1 << 16);
    bool observed = is_observed(code, &names);
    bool listed = is_listed(code);
    if (observed) {
        print_message("%s:%.*s\n", code, (int)names.len, (const char *)names.ptr);
    }
    alb_buf_release(&names);
    if (observed == listed) {
        print_error("%s: %s\n", code,
                    observed ? "is listed as not raised, and came out in a test"
                             : "came out in no test, and no list says why");
        return 1;
    }
    if (listed && provenance != CAT_UNVERIFIED) {
        print_error("%s: its meaning has a source, and nothing raises it\n", code);
        return 1;
    }
    return 0;
}

static void each_code_is_raised_or_listed(void **state)
{
    (void)state;
    size_t n;
    unsigned faults = 0;
    const cat_response_code *codes = cat_response_codes(&n);
    for (size_t i = 0; i < n; i++) {
        faults += look_at(codes[i].code, codes[i].provenance);
    }
    const cat_dcc_alert *alerts = cat_dcc_alerts(&n);
    for (size_t i = 0; i < n; i++) {
        faults += look_at(alerts[i].code, alerts[i].provenance);
    }
    assert_int_equal(faults, 0);
}

/* What is listed exists, and the document for people says the same. */
static void the_list_is_the_documents(void **state)
{
    (void)state;
    const char *root = getenv("ALBION_SOURCE");
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/docs/serve.md", root ? root : ".");
    alb_buf document;
    alb_buf_init(&document, 1U << 20);
    assert_int_equal(alb_file_read(path, &document, NULL), ALB_OK);
    alb_buf_add_u8(&document, 0);
    const char *text = (const char *)document.ptr;
    for (size_t i = 0; i < ALB_COUNT(unraised); i++) {
        for (alb_span rest = alb_span_str(unraised[i].codes); rest.len > 0;) {
            size_t n = 0;
            while (n < rest.len && rest.ptr[n] != ' ') {
                n++;
            }
            alb_span code = alb_span_sub(rest, 0, n);
            rest = alb_span_sub(rest, n + 1, SIZE_MAX);
            bool exists = cat_response_code_find(code) || cat_dcc_alert_find(code);
            if (!exists || !memmem(text, document.len, code.ptr, code.len)) {
                fail_msg("%.*s is %s", (int)code.len, (const char *)code.ptr,
                         exists ? "not in docs/serve.md" : "no code");
            }
        }
        if (!strstr(text, unraised[i].why)) {
            fail_msg("docs/serve.md has not: %s", unraised[i].why);
        }
    }
    alb_buf_release(&document);
}

/* The tests there are, by their sources: what is left of one that is gone does not count. */
static int read_sights(void **state)
{
    (void)state;
    char path[1024];
    const char *root = getenv("ALBION_SOURCE");
    (void)snprintf(path, sizeof path, "%s/svc/dcc/test", root ? root : ".");
    DIR *dir = opendir(path);
    if (!dir) {
        return -1;
    }
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        char name[256];
        size_t n = strlen(e->d_name);
        bool is_test = strncmp(e->d_name, "test_", 5) == 0 && n < sizeof name && n > 2 &&
                       strcmp(e->d_name + n - 2, ".c") == 0;
        if (is_test && strcmp(e->d_name, "test_walk.c") != 0 && strcmp(e->d_name, "test_migration.c") != 0) {
            (void)snprintf(name, sizeof name, "%.*s", (int)n - 2, e->d_name);
            read_sight(name);
        }
    }
    (void)closedir(dir);
    return 0;
}

static int forget_sights(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_sights; i++) {
        alb_buf_release(&sights[i].codes);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_is_raised_or_listed),
        cmocka_unit_test(the_list_is_the_documents),
    };
    return cmocka_run_group_tests(tests, read_sights, forget_sights);
}
