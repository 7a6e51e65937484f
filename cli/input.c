#include "input.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>

alb_status cli_read_file(const char *path, alb_arena *arena, alb_span *out, alb_err *err)
{
    alb_buf buf;
    alb_buf_init(&buf, CLI_INPUT_MAX);
    alb_status st = alb_file_read(path, &buf, err);
    if (st == ALB_OK) {
        *out = alb_arena_copy(arena, alb_buf_span(&buf));
        if (!out->ptr) {
            st = alb_fail(err, ALB_NO_MEMORY, "input", 0, "file of %zu octets", buf.len);
        }
    }
    alb_buf_release(&buf);
    return st;
}

/* Text of either kind; hexadecimal first, since all of its letters are letters of base64 too. */
static bool decode_text(alb_span text, alb_arena *arena, alb_span *out, cli_form *form)
{
    uint8_t *octets = alb_arena_alloc(arena, text.len);
    if (!octets || text.len == 0) {
        return false;
    }
    alb_wr w = alb_wr_init(octets, text.len);
    *form = CLI_FORM_HEX;
    if (alb_hex_decode(text, &w) != ALB_OK) {
        w = alb_wr_init(octets, text.len);
        *form = CLI_FORM_BASE64;
        if (alb_base64_decode(text, &w) != ALB_OK) {
            return false;
        }
    }
    *out = alb_wr_span(&w);
    return true;
}

alb_span cli_octets(alb_span file, alb_arena *arena, cli_form *form)
{
    alb_span octets = file;
    cli_form found;
    if (!decode_text(alb_trim(file), arena, &octets, &found)) {
        octets = file;
        found = CLI_FORM_BINARY;
    }
    if (form) {
        *form = found;
    }
    return octets;
}

alb_status cli_read_octets(const char *path, alb_arena *arena, alb_span *out, cli_form *form, alb_err *err)
{
    alb_span file;
    ALB_TRY(cli_read_file(path, arena, &file, err));
    *out = cli_octets(file, arena, form);
    return ALB_OK;
}

void cli_write_octets(alb_span octets, cli_form form)
{
    alb_buf text;
    size_t len = form == CLI_FORM_HEX ? octets.len * 2 : (octets.len + 2) / 3 * 4;
    alb_buf_init(&text, len + 1);
    if (form == CLI_FORM_BINARY) {
        (void)fwrite(octets.ptr, 1, octets.len, stdout); /* main() looks at the stream at the end */
        return;
    }
    alb_wr w = alb_wr_init(alb_buf_extend(&text, len), len);
    if (w.buf && form == CLI_FORM_HEX) {
        alb_wr_hex(&w, octets);
    } else if (w.buf) {
        alb_wr_base64(&w, octets);
    }
    (void)fwrite(text.ptr, 1, text.len, stdout);
    (void)putchar('\n');
    alb_buf_release(&text);
}

void cli_complain(const char *path, const alb_err *err)
{
    char text[512];
    fprintf(stderr, "%s: %s\n", path, alb_err_text(err, text, sizeof text));
}

/* Index in options, or count. */
static size_t find_option(const char *arg, const cli_option *options, size_t count)
{
    size_t i = 0;
    while (i < count && strcmp(options[i].name, arg) != 0) {
        i++;
    }
    return i;
}

bool cli_options(int *argc, char **argv, const cli_option *options, size_t count)
{
    int operands = 1;
    bool only_operands = false;
    for (int i = 1; i < *argc; i++) {
        if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[operands++] = argv[i];
            continue;
        }
        if (strcmp(argv[i], "--") == 0) {
            only_operands = true;
            continue;
        }
        size_t n = find_option(argv[i], options, count);
        if (n == count || (options[n].value && i + 1 >= *argc)) {
            fprintf(stderr, "albion: %s '%s'\n", n == count ? "no option" : "no value for", argv[i]);
            return false;
        }
        if (options[n].value) {
            *options[n].value = argv[++i];
        } else {
            *options[n].flag = true;
        }
    }
    *argc = operands;
    return true;
}

bool cli_option_values(int *argc, char **argv, const char *name, const char **values, size_t max,
                       size_t *count)
{
    int kept = 1;
    *count = 0;
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], name) != 0) {
            argv[kept++] = argv[i];
            continue;
        }
        if (i + 1 >= *argc || *count == max) {
            fprintf(stderr, "albion: %s '%s'\n", *count == max ? "too many" : "no value for", name);
            return false;
        }
        values[(*count)++] = argv[++i];
    }
    *argc = kept;
    return true;
}
