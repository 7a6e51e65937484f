/* albion pki authority request | certify | install | roll: roots away from the network, and other keys for
 * authorities. */
#include "cli.h"
#include "input.h"
#include "pki.h"

#include "base/file.h"
#include "smki/authority.h"

#include <string.h>

enum { FILE_MAX = 64 * 1024 };

typedef struct call {
    const char *dir, *profile, *name, *out, *in, *token;
    alb_time now;
} call;

static alb_status read_in(const call *c, alb_buf *in, alb_err *err)
{
    return alb_file_read(c->in, in, err);
}

static alb_status request(const call *c, alb_buf *in, alb_buf *out, alb_err *err)
{
    (void)in;
    ALB_TRY(smki_pki_request_authority(c->dir, c->profile, c->name, c->token, out, err));
    return alb_file_write(c->out, alb_buf_span(out), 0644, err);
}

static alb_status certify(const call *c, alb_buf *in, alb_buf *out, alb_err *err)
{
    ALB_TRY(read_in(c, in, err));
    ALB_TRY(smki_pki_certify_authority(c->dir, alb_buf_span(in), c->now, out, err));
    return alb_file_write(c->out, alb_buf_span(out), 0644, err);
}

static alb_status install(const call *c, alb_buf *in, alb_buf *out, alb_err *err)
{
    (void)out;
    ALB_TRY(read_in(c, in, err));
    return smki_pki_install_authority(c->dir, c->profile, alb_buf_span(in), err);
}

static alb_status roll(const call *c, alb_buf *in, alb_buf *out, alb_err *err)
{
    (void)in;
    (void)out;
    return smki_pki_roll_root(c->dir, c->profile, c->token, c->now, err);
}

int pki_authority(int argc, char **argv)
{
    static const struct {
        const char *name;
        alb_status (*run)(const call *c, alb_buf *in, alb_buf *out, alb_err *err);
        bool profile, out, in; /* what it needs */
    } verbs[] = {{"request", request, true, true, false},
                 {"certify", certify, false, true, true},
                 {"install", install, true, false, true},
                 {"roll", roll, true, false, false}};
    const char *at = NULL;
    call c = {.now = alb_now(alb_clock_system())};
    const cli_option options[] = {{"--profile", &c.profile, NULL},
                                  {"--name", &c.name, NULL},
                                  {"--out", &c.out, NULL},
                                  {"--pkcs11", &c.token, NULL},
                                  {"--at", &at, NULL}};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc < 3 ||
        (at && !alb_time_parse(alb_span_str(at), &c.now))) {
        return CLI_USAGE;
    }
    c.dir = argv[2];
    c.in = argc == 4 ? argv[3] : NULL;
    for (size_t i = 0; i < ALB_COUNT(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) != 0) {
            continue;
        }
        if ((c.profile != NULL) != verbs[i].profile || (c.out != NULL) != verbs[i].out ||
            argc != (verbs[i].in ? 4 : 3)) {
            return CLI_USAGE;
        }
        alb_buf in, out;
        alb_err err = {.code = ALB_OK};
        alb_buf_init(&in, FILE_MAX);
        alb_buf_init(&out, FILE_MAX);
        alb_status st = verbs[i].run(&c, &in, &out, &err);
        alb_buf_release(&in);
        alb_buf_release(&out);
        return st == ALB_OK ? CLI_OK : pki_complain(c.dir, &err);
    }
    return CLI_USAGE;
}
