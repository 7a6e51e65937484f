/* What the files of the User's side share. */
#ifndef ALB_USER_INTERNAL_H
#define ALB_USER_INTERNAL_H

#include "user/user.h"

/* What reading a message of the DCC takes; one per thread. */
typedef struct user_reader {
    const smki_keystore *keys;
    const alb_clock *clock;
    xml_context *xml;
    gbcs_keys *gbcs;
} user_reader;

alb_status user_reader_open(user_reader *r, const smki_keystore *keys, const alb_clock *clock, alb_err *err);
void user_reader_close(user_reader *r);
/* Decoded, schema-valid, signed by the DCC: what a User must know before it answers 204 (duis.md 4.2). */
alb_status user_read_document(user_reader *r, alb_span xml, alb_arena *arena, duis_document *out,
                              alb_err *err);
/* The same, with the GBCS message inside authenticated and decrypted as far as the keys go. */
alb_status user_read_result(user_reader *r, alb_span xml, alb_arena *arena, user_result *out, alb_err *err);

struct user_client {
    user_options options;
    user_reader reader;
    http_client *http;
    uint64_t counter; /* the last one used */
};

/* An originator counter: the next where it is 0, else that one, above which the next ones are. Durable before
 * it is returned when there is a counter file. */
alb_status user_take_counter(user_client *u, uint64_t *counter, alb_err *err);

/* user_build without the check of what was built. */
alb_status user_write(user_client *u, const cat_service_request *srv, alb_eui64 target,
                      uint8_t command_variant, const user_setting *settings, size_t n, alb_buf *xml,
                      duis_request_id *id, alb_err *err);

#endif
