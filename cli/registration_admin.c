/* albion registration provider, participant, appoint: what is registered by hand. */
#include "registration.h"

#include "registration/registration.h"

#include <stdio.h>

typedef union put {
    registration_provider provider;
    registration_participant participant;
    registration_appointment appointment;
} put;

static alb_status put_provider(store_tx *tx, void *ctx, alb_err *err)
{
    return registration_put_provider(tx, &((put *)ctx)->provider, err);
}

static alb_status put_participant(store_tx *tx, void *ctx, alb_err *err)
{
    return registration_put_participant(tx, &((put *)ctx)->participant, err);
}

static alb_status put_appointment(store_tx *tx, void *ctx, alb_err *err)
{
    return registration_appoint(tx, &((put *)ctx)->appointment, err);
}

static int write_it(const dcc_store_options *where, const char *what, store_fn fn, put *p)
{
    store *s = NULL;
    alb_err err = {.code = ALB_OK};
    if (!dcc_store_open_for(where, &s)) {
        return CLI_ERROR;
    }
    alb_status st = store_write(s, fn, p, &err);
    store_close(s);
    return st == ALB_OK ? CLI_OK : dcc_store_complain(what, st, &err);
}

int registration_provider_verb(int argc, char **argv)
{
    const char *entity = NULL;
    put p = {.provider = {.signifier = NULL}};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--fuel", &p.provider.fuels, NULL},
                                  {"--networks", &p.provider.networks, NULL},
                                  {"--entity", &entity, NULL},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !p.provider.fuels ||
        !p.provider.networks || (entity && !alb_eui64_parse(alb_span_str(entity), &p.provider.entity))) {
        return registration_usage();
    }
    p.provider.signifier = argv[1];
    return write_it(&where, argv[1], put_provider, &p);
}

/* --from, --to */
static bool read_period(const char *from, const char *to, alb_time *start, alb_time *end)
{
    *start = *end = ALB_TIME_NONE;
    return (!from || dcc_store_time(from, start)) && (!to || dcc_store_time(to, end));
}

int registration_participant_verb(int argc, char **argv)
{
    const char *user = NULL;
    const char *roles = NULL;
    const char *from = NULL;
    const char *to = NULL;
    put p = {.participant = {.mpid = NULL}};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--user", &user, NULL},
                                  {"--roles", &roles, NULL},
                                  {"--from", &from, NULL},
                                  {"--to", &to, NULL},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !user || !roles ||
        !alb_eui64_parse(alb_span_str(user), &p.participant.user)) {
        return registration_usage();
    }
    if (!registration_read_roles(roles, &p.participant.roles) ||
        !read_period(from, to, &p.participant.from, &p.participant.to)) {
        return CLI_USAGE;
    }
    p.participant.mpid = argv[1];
    return write_it(&where, argv[1], put_participant, &p);
}

int registration_appoint_verb(int argc, char **argv)
{
    const char *user = NULL;
    const char *role = NULL;
    const char *from = NULL;
    const char *to = NULL;
    put p = {.appointment = {.mpxn = NULL}};
    dcc_store_options where = {.data = NULL};
    const cli_option options[] = {{"--user", &user, NULL},
                                  {"--role", &role, NULL},
                                  {"--from", &from, NULL},
                                  {"--to", &to, NULL},
                                  DCC_STORE_OPTIONS(&where)};
    if (!cli_options(&argc, argv, options, ALB_COUNT(options)) || argc != 2 || !user || !role ||
        !alb_eui64_parse(alb_span_str(user), &p.appointment.user)) {
        return registration_usage();
    }
    if (!registration_read_roles(role, &p.appointment.role) ||
        !read_period(from, to, &p.appointment.from, &p.appointment.to)) {
        return CLI_USAGE;
    }
    p.appointment.mpxn = argv[1];
    return write_it(&where, argv[1], put_appointment, &p);
}
