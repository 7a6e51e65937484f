/* A program outside the project: it sees the installed headers and libalbion, nothing else. */
#include <base/version.h>
#include <gbcs/message.h>

#include <stdio.h>

int main(void)
{
    static const uint8_t not_a_message[] = {0xdf, 0x09};
    gbcs_message m;
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_message_parse(ALB_SPAN_OF(not_a_message), &m, &err);
    size_t n = 0;
    (void)cat_use_cases(&n);
    printf("albion %s: %zu use cases; %s\n", alb_version(), n, alb_status_text(st));
    return st == ALB_TRUNCATED && n > 0 ? 0 : 1;
}
