/* Every response code and every DCC Alert of the catalogue is waited for by a test, or listed here with the
 * reason why nothing raises it. A code that is added and forgotten, and one that is listed and raised all the
 * same, both end this walk. docs/serve.md has the list for people. */
#include "catalogue/dcc_alert.h"
#include "catalogue/request_rule.h"
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
    {"E64", "needs a hundred thousand commands under way at a time"},
    {"E65", "a hub that cannot be reached is found out later, and told as E20"},
    {"E31", "as E30, for gas devices: the hub's report of them is the same"},
    {"E100", "every service is offered"},
    {"E56", "each service has a use case in every GBCS version that devices have"},
    {"E040101 E060701 E060802 E061304 E061305 E061803 E062101 E062301 E062302 E062304 E062306"
     " E062401 E062403 E062801 E062802 E080415 E080723 E080902 E080903 E081111",
     "the meaning is a guess that a general code (E4, E5, E11, E44, E52, E54) covers"},
    {"E080501 E080502 E080503 E080601 E080602 E080604 E080606 E080607",
     "opting out and in is for nobody: E2"},
    {"E050101 E050112",
     "ninety-nine schedules of a User for a device; what else cannot be kept the schema refuses"},
    {"E081205 E081223", "a device that was never installed has no log either: E081204, E081222"},
    {"E081406", "the other device of a returned hub may be one that was never notified"},
    {"W081401", "no remark is made"},
    {"W110401 E110405 E110105",
     "as W110101; fifty thousand devices in one request are more than it can hold"},

    {"N2", "nobody may withdraw a device"},
    {"N19 N21", "the link does not tell these causes apart from N18 and N22"},
    {"N52", "GBCS versions are the products list's, not yet derived from it"},
    {"N55 N56 N57", "SMETS1"},
    {"N62 N64 N65", "the change of supplier service is part of the DCC, and its certificate is not replaced"},
    {"N999", "every message can be said in each DUIS version that is taken"},
};

static alb_buf sources; /* of all tests, one behind the other */

static void add_file(const char *path)
{
    alb_buf text;
    alb_buf_init(&text, 8U << 20);
    assert_int_equal(alb_file_read(path, &text, NULL), ALB_OK);
    alb_buf_add(&sources, alb_buf_span(&text));
    alb_buf_release(&text);
}

/* All C files in this folder but this one. */
static void add_folder(const char *root, const char *folder)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", root, folder);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        size_t n = strlen(e->d_name);
        if (n > 2 && strcmp(e->d_name + n - 2, ".c") == 0 && strcmp(e->d_name, "test_walk.c") != 0) {
            char file[2048];
            (void)snprintf(file, sizeof file, "%s/%s", path, e->d_name);
            add_file(file);
        }
    }
    (void)closedir(dir);
}

static bool is_tested(const char *code)
{
    static const char *const forms[] = {"\"%s\"", "'%s'", ">%s<"};
    for (size_t i = 0; i < ALB_COUNT(forms); i++) {
        char text[32];
        alb_wr w = alb_wr_init(text, sizeof text - 1);
        for (const char *at = forms[i]; *at; at++) {
            if (*at == '%') {
                alb_wr_text(&w, code);
                at++;
            } else {
                alb_wr_u8(&w, (uint8_t)*at);
            }
        }
        text[w.pos] = '\0';
        if (strstr((const char *)sources.ptr, text)) {
            return true;
        }
    }
    /* Every rule has its example in duis-test_rules, which insists on it. */
    size_t n;
    const cat_request_rule *rules = cat_request_rules(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rules[i].code, code) == 0) {
            return true;
        }
    }
    return false;
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
    bool tested = is_tested(code);
    bool listed = is_listed(code);
    if (tested == listed) {
        print_error("%s: %s\n", code,
                    tested ? "is listed as not raised, and a test raises it"
                           : "no test raises it, and no list says why");
        return 1;
    }
    if (listed && provenance == CAT_VERIFIED) {
        print_error("%s: its meaning is verified, and nothing raises it\n", code);
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

static int open_sources(void **state)
{
    (void)state;
    const char *root = getenv("ALBION_SOURCE");
    if (!root) {
        return -1;
    }
    alb_buf_init(&sources, 64U << 20);
    static const char *const folders[] = {"svc/dcc/test", "tests/street"};
    for (size_t i = 0; i < ALB_COUNT(folders); i++) {
        add_folder(root, folders[i]);
    }
    alb_buf_add_u8(&sources, 0);
    return 0;
}

static int close_sources(void **state)
{
    (void)state;
    alb_buf_release(&sources);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_is_raised_or_listed),
        cmocka_unit_test(the_list_is_the_documents),
    };
    return cmocka_run_group_tests(tests, open_sources, close_sources);
}
