/* A file under way: what the steps of taking it in share. */
#ifndef ALB_REGISTRATION_TAKE_INTERNAL_H
#define ALB_REGISTRATION_TAKE_INTERNAL_H

#include "envelope.h"
#include "merge.h"

typedef struct taking {
    const registration_taking *t;
    store *s;
    registration_result *out; /* code "": nothing speaks against it so far */
    const char *name;
    FILE *in;
    envelope named, header;
    survey survey;
    registration_provider provider;
    alb_arena *arena;
    merge merge;
    char networks[ENVELOPE_NETWORKS + 3]; /* of the provider, ";A;B;" */
    record *records;
    size_t n, n_whole; /* that are read; that go into one transaction, whole groups only */
    uint32_t faults_kept;
    uint32_t accepted, refused, warned; /* of the transaction at hand */
    uint32_t last_warned;               /* instruction, so that a record counts once */
} taking;

/* The verdict on a file; always NOT_AUTHORISED, told apart from failures of ours by the code in out. */
alb_status take_reject(taking *k, const char *code, const char *detail);
/* Is the file by the provider's key (registration-and-supply.md 4.3)? */
ALB_MUST_USE alb_status take_check_signature(taking *k, alb_err *err);
/* Brings its records in and makes them known, or leaves nothing of them. */
ALB_MUST_USE alb_status take_records(taking *k, alb_err *err);

#endif
