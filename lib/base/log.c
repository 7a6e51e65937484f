/* The format of an event is its structure, the arguments are data: what an argument holds never makes another
 * field or another line. */
#include "base/log.h"

#include "base/json.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

enum { LINE_MAX = 8192, VALUE_MAX = 2048, TEXT_MAX = 600 };

/* So that functions can take arguments one behind the other. */
typedef struct arguments {
    va_list list;
} arguments;

typedef struct field {
    const char *key;
    size_t key_len;
    bool is_number; /* nothing but one number */
    alb_buf value;
} field;

/* --- values --- */

/* A conversion of printf: flags, width and precision as far as events use them. */
typedef struct conversion {
    bool zeros;
    int width, precision; /* precision -1: none */
    char length,
        kind; /* length: 'H' hh, 'h', 'l', 'L' ll, 'z', 'j'; kind: 's', 'd', 'u', 'x', 'X', 'c', '%' */
} conversion;

static const char *read_length(const char *at, conversion *c)
{
    if (strchr("hlzj", *at) && *at) {
        c->length = *at++;
        if (*at == c->length) {
            c->length = c->length == 'h' ? 'H' : 'L';
            at++;
        }
    }
    return at;
}

/* at: behind '%'. */
static const char *read_conversion(const char *at, arguments *args, conversion *c)
{
    *c = (conversion){.precision = -1};
    for (; *at == '0' || *at == '-'; at++) {
        c->zeros = c->zeros || *at == '0';
    }
    for (; *at >= '0' && *at <= '9'; at++) {
        c->width = c->width * 10 + (*at - '0');
    }
    if (*at == '.') {
        at++;
        c->precision = 0;
        if (*at == '*') {
            c->precision = va_arg(args->list, int);
            at++;
        }
        for (; *at >= '0' && *at <= '9'; at++) {
            c->precision = c->precision * 10 + (*at - '0');
        }
    }
    at = read_length(at, c);
    c->kind = *at;
    return *at ? at + 1 : at;
}

static int64_t signed_argument(const conversion *c, arguments *args)
{
    return c->length == 'l'   ? va_arg(args->list, long)
           : c->length == 'L' ? va_arg(args->list, long long)
           : c->length == 'j' ? va_arg(args->list, intmax_t)
           : c->length == 'z' ? (int64_t)va_arg(args->list, ptrdiff_t)
                              : va_arg(args->list, int);
}

static uint64_t unsigned_argument(const conversion *c, arguments *args)
{
    return c->length == 'l'   ? va_arg(args->list, unsigned long)
           : c->length == 'L' ? va_arg(args->list, unsigned long long)
           : c->length == 'j' ? va_arg(args->list, uintmax_t)
           : c->length == 'z' ? va_arg(args->list, size_t)
                              : va_arg(args->list, unsigned);
}

static void add_text(alb_buf *out, const char *text, int precision)
{
    text = text ? text : "(null)";
    size_t most = precision >= 0 && precision < TEXT_MAX ? (size_t)precision : TEXT_MAX;
    alb_buf_add(out, alb_span_of(text, strnlen(text, most)));
}

static const char *add_argument(const char *at, arguments *args, alb_buf *out)
{
    conversion c;
    at = read_conversion(at, args, &c);
    switch (c.kind) {
    case 's':
        add_text(out, va_arg(args->list, const char *), c.precision);
        break;
    case 'd':
    case 'i':
        alb_buf_printf(out, "%lld", (long long)signed_argument(&c, args));
        break;
    case 'u':
        alb_buf_printf(out, "%llu", (unsigned long long)unsigned_argument(&c, args));
        break;
    case 'x':
        alb_buf_printf(out, "%0*llx", c.zeros ? c.width : 0, (unsigned long long)unsigned_argument(&c, args));
        break;
    case 'X':
        alb_buf_printf(out, "%0*llX", c.zeros ? c.width : 0, (unsigned long long)unsigned_argument(&c, args));
        break;
    case 'c':
        alb_buf_add_u8(out, (uint8_t)va_arg(args->list, int));
        break;
    case '%':
        alb_buf_add_u8(out, '%');
        break;
    default:
        ALB_BUG("a conversion that the log does not know");
    }
    return at;
}

/* --- fields --- */

/* The next "key=value" or key="some value" of fmt; what has no key is the message, to the end. NULL: none is
 * left. */
static const char *next_field(const char *fmt, arguments *args, field *f)
{
    fmt += strspn(fmt, " ");
    if (*fmt == '\0') {
        return NULL;
    }
    size_t n = strcspn(fmt, "= \"%");
    bool has_key = n > 0 && fmt[n] == '=';
    f->key = has_key ? fmt : "message";
    f->key_len = has_key ? n : strlen(f->key);
    fmt += has_key ? n + 1 : 0;
    bool is_quoted = *fmt == '"';
    const char *end = is_quoted ? "\"" : has_key ? " " : "";
    fmt += is_quoted;
    alb_buf_clear(&f->value);
    f->is_number = *fmt == '%' && !is_quoted && has_key;
    for (unsigned parts = 0; *fmt && *fmt != *end; parts++) {
        if (*fmt != '%') {
            alb_buf_add_u8(&f->value, (uint8_t)*fmt++);
            f->is_number = false;
            continue;
        }
        fmt = add_argument(fmt + 1, args, &f->value);
        f->is_number = f->is_number && parts == 0 && strchr("diu", fmt[-1]);
    }
    return fmt + (is_quoted && *fmt == '"');
}

static bool is_plain(alb_span value)
{
    bool plain = value.len > 0;
    for (size_t i = 0; i < value.len; i++) {
        plain = plain && value.ptr[i] > ' ' && value.ptr[i] < 0x7f && value.ptr[i] != '"' &&
                value.ptr[i] != '\\' && value.ptr[i] != '=';
    }
    return plain;
}

static void add_quoted(alb_buf *out, alb_span value)
{
    alb_buf_add_u8(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        if (c < ' ' || c == 0x7f) {
            alb_buf_printf(out, "\\x%02x", c);
        } else {
            alb_buf_add_text(out, c == '"' || c == '\\' ? "\\" : "");
            alb_buf_add_u8(out, c);
        }
    }
    alb_buf_add_u8(out, '"');
}

static void add_text_field(alb_buf *out, const field *f)
{
    alb_span value = alb_buf_span(&f->value);
    alb_buf_printf(out, " %.*s=", (int)f->key_len, f->key);
    if (is_plain(value)) {
        alb_buf_add(out, value);
    } else {
        add_quoted(out, value);
    }
}

static void add_json_field(alb_json *j, const field *f)
{
    char key[64];
    size_t n = f->key_len < sizeof key ? f->key_len : sizeof key - 1;
    memcpy(key, f->key, n);
    key[n] = '\0';
    alb_json_key(j, key);
    alb_span value = alb_buf_span(&f->value);
    int64_t number;
    if (f->is_number && alb_parse_i64(value, INT64_MIN, INT64_MAX, &number)) {
        alb_json_i64(j, number);
    } else {
        alb_json_string(j, value);
    }
}

static void write_line(const alb_log *log, const char *level, const char *event, const char *fmt,
                       arguments *args, alb_buf *out)
{
    char time[ALB_TIME_TEXT];
    field f = {.key = NULL};
    alb_buf_init(&f.value, VALUE_MAX);
    (void)alb_time_text_ms(alb_now(log->clock ? log->clock : alb_clock_system()), time);
    alb_json j;
    alb_json_init(&j, out, 0);
    if (log->format == ALB_LOG_JSON) {
        alb_json_object(&j);
        alb_json_key(&j, "time");
        alb_json_text(&j, time);
        alb_json_key(&j, "level");
        alb_json_text(&j, level);
        alb_json_key(&j, "event");
        alb_json_text(&j, event);
    } else {
        alb_buf_printf(out, "time=%s level=%s event=%s", time, level, event);
    }
    while ((fmt = next_field(fmt, args, &f)) != NULL) {
        if (log->format == ALB_LOG_JSON) {
            add_json_field(&j, &f);
        } else {
            add_text_field(out, &f);
        }
    }
    if (log->format == ALB_LOG_JSON) {
        alb_json_object_end(&j);
    }
    alb_buf_add_u8(out, '\n');
    alb_buf_release(&f.value);
}

void alb_log_event(const alb_log *log, alb_log_level level, const char *event, const char *fmt, ...)
{
    static const char *const names[] = {"error", "warn", "info", "debug"};
    if (!log || !log->stream || level > log->level) {
        return;
    }
    alb_buf line;
    arguments args;
    alb_buf_init(&line, LINE_MAX);
    va_start(args.list, fmt);
    write_line(log, names[level], event, fmt, &args, &line);
    va_end(args.list);
    /* At once: one line stays one line when several threads write. */
    alb_span text = alb_buf_span(&line);
    (void)fwrite(text.ptr, 1, text.len, log->stream);
    alb_buf_release(&line);
}
