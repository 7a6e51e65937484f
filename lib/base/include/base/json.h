/* A streaming JSON writer over alb_buf. Nesting and commas are kept by the writer; text is escaped. Not for
 * reading (jansson reads). Misuse (a value without a key in an object) is a bug of ours and aborts. */
#ifndef ALB_BASE_JSON_H
#define ALB_BASE_JSON_H

#include "base/buf.h"

typedef struct alb_json {
    alb_buf *out;
    int indent; /* spaces per level; 0: one line */
    int depth;
    uint64_t has_items; /* bit per level: something was written */
    bool after_key;
} alb_json;

void alb_json_init(alb_json *j, alb_buf *out, int indent);
void alb_json_object(alb_json *j);
void alb_json_object_end(alb_json *j);
void alb_json_array(alb_json *j);
void alb_json_array_end(alb_json *j);
void alb_json_key(alb_json *j, const char *key);
void alb_json_string(alb_json *j, alb_span text); /* octets that are not UTF-8 are written as \u00XX */
void alb_json_text(alb_json *j, const char *text);
void alb_json_printf(alb_json *j, const char *fmt, ...) ALB_PRINTF(2, 3); /* a string value */
void alb_json_u64(alb_json *j, uint64_t v);
void alb_json_i64(alb_json *j, int64_t v);
void alb_json_bool(alb_json *j, bool v);
void alb_json_null(alb_json *j);
void alb_json_hex(alb_json *j, alb_span octets);
/* value * 10^scale as a JSON number, exact. */
void alb_json_decimal(alb_json *j, int64_t value, int scale);

#endif
