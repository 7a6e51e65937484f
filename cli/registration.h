/* Verbs of `albion registration`: argv[0] is the verb. */
#ifndef ALB_CLI_REGISTRATION_H
#define ALB_CLI_REGISTRATION_H

#include "dcc_store.h"

int registration_usage(void);

int registration_load(int argc, char **argv);
int registration_show(int argc, char **argv);
int registration_explain_point(int argc, char **argv);
int registration_status(int argc, char **argv);
int registration_provider_verb(int argc, char **argv);
int registration_participant_verb(int argc, char **argv);
int registration_appoint_verb(int argc, char **argv);

/* "IS,GS" -> bits; false, with a line on standard error, for a word that is no User Role. */
ALB_MUST_USE bool registration_read_roles(const char *text, uint16_t *out);
/* "IS,GS" of bits; returns buf. */
const char *registration_role_names(uint16_t roles, char *buf, size_t size);
/* "" where it is open. Returns buf. */
const char *registration_time_text(alb_time t, char buf[static ALB_TIME_TEXT]);

#endif
