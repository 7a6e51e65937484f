/* Whatever is sent to the web services of the Registration Authority: an answer, and never a certificate,
 * since nobody is let in. The first octet says which service. */
#include "ra/web.h"
#include "smki/authority.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ra_web *open_web(void)
{
    static char dir[64] = "/tmp/albion-fuzz-XXXXXX";
    static char pki[80];
    static char url[96];
    ra *r = NULL;
    ra_web *web = NULL;
    if (!mkdtemp(dir)) {
        abort();
    }
    (void)snprintf(pki, sizeof pki, "%s/pki", dir);
    (void)snprintf(url, sizeof url, "sqlite:%s/ra.sqlite", dir);
    ra_options o = {.store_url = url, .pki = pki, .clock = alb_clock_system()};
    if (smki_pki_init(pki, ALB_TIME_2000, NULL) != ALB_OK || ra_open(&o, &r, NULL) != ALB_OK ||
        ra_web_start(r, alb_clock_system(), 1, &web, NULL) != ALB_OK) {
        abort();
    }
    return web;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ra_web *web;
    static const char *const paths[] = {RA_WEB_AD_HOC, RA_WEB_SUBMIT};
    if (!web) {
        web = open_web();
    }
    if (size == 0) {
        return 0;
    }
    http_request request = {
        .method = "POST", .path = paths[data[0] & 1], .query = "", .body = alb_span_of(data + 1, size - 1)};
    http_response response = {.status = 0};
    alb_buf_init(&response.body, 1 << 20);
    ra_web_answer(web, 0, &request, &response);
    alb_span body = alb_buf_span(&response.body);
    if (response.status != 200 || body.len == 0 || memmem(body.ptr, body.len, "<Certificate>", 13)) {
        abort();
    }
    alb_buf_release(&response.body);
    return 0;
}
