/* Files of registration data: taken in, answered, and the DCC Status Files that go back (SEC Appendix X;
 * registration-and-supply.md 4).
 *
 * The layouts of the real interface are not public; those here are a profile of ours, as tables
 * (svc/registration/layout.c), so that others can take their place. A file is read as a stream: memory does
 * not grow with it. It comes in by many short transactions and becomes known by one: whatever dies when, all
 * of it counts or nothing.
 */
#ifndef ALB_REGISTRATION_FILE_H
#define ALB_REGISTRATION_FILE_H

#include "registration/registration.h"
#include "smki/keystore.h"

/* What became of a file. */
typedef enum registration_state {
    REGISTRATION_REJECTED, /* nothing changed; code and detail say why */
    REGISTRATION_HELD,     /* a file before it is missing: to be offered again */
    REGISTRATION_APPLIED,
    REGISTRATION_REPEATED /* this very file was applied before; nothing changed */
} registration_state;

typedef struct registration_result {
    registration_state state;
    int64_t file; /* number of its row; 0: its name or header was not readable */
    char code[8]; /* "E102"; "" where it was applied (registration-and-supply.md 4.8) */
    char detail[160];
    uint32_t accepted, rejected, warned; /* records */
} registration_result;

typedef struct registration_taking {
    const char *path;          /* its last part is the name that says what it is */
    const char *receiver;      /* whom it must be for: the DCC's signifier */
    const char *test_flag;     /* "OPER", "TR06": what kind of environment this is */
    const smki_keystore *keys; /* with the providers' certificates; NULL: signed files are refused */
    alb_time now;
    bool release; /* a full file may leap over missing ones */
    /* Called from time to time with the records so far; NULL: not. False stops: the file is rejected. */
    bool (*progress)(void *ctx, uint32_t records);
    /* Called before and after keys are looked into, where somebody else may change them; NULL: nobody does.
     */
    void (*hold_keys)(void *ctx, bool on);
    void *ctx;
} registration_taking;

/* Takes a file in. OK whatever became of it; anything else: it could not be worked on (IO, STORE, BUSY:
 * another file is being taken in). */
ALB_MUST_USE alb_status registration_take(store *s, const registration_taking *t, registration_result *out,
                                          alb_err *err);

/* Who signs what goes out; NULL: nobody. */
typedef struct registration_sender {
    const char *signifier;
    const char *test_flag;
    const smki_identity *signer;
    alb_time now;
    const char *dir; /* where files are written, whole */
} registration_sender;

/* The Response File to a file that was applied or rejected: faults by instruction, then the sums. path: room
 * for its name. */
ALB_MUST_USE alb_status registration_respond(store *s, int64_t file, const registration_sender *sender,
                                             char *path, size_t size, alb_err *err);

/* A DCC Status File: the DCC Service Flag of meter points (registration-and-supply.md 2.5). next gives one
 * after the other; *more false at the end. */
typedef struct registration_flag {
    const char *mpxn;
    char flag; /* A, I, N, S, W */
    alb_time from;
} registration_flag;
typedef alb_status registration_flags(void *ctx, registration_flag *out, bool *more, alb_err *err);
ALB_MUST_USE alb_status registration_write_status(store *s, const char *receiver, char fuel,
                                                  const registration_sender *sender, registration_flags *next,
                                                  void *ctx, char *path, size_t size, alb_err *err);

/* --- looking --- */

typedef struct registration_file_row {
    int64_t id;
    const char *name, *sender, *fuel, *kind, *state, *code, *detail;
    int64_t sequence;
    alb_time received_at, applied_at; /* ALB_TIME_NONE: not applied */
    int64_t accepted, rejected, warned;
} registration_file_row;
/* The newest files, newest first, up to max. */
ALB_MUST_USE alb_status registration_list_files(store_tx *tx, alb_arena *arena, registration_file_row *out,
                                                size_t max, size_t *n, alb_err *err);
typedef struct registration_fault {
    uint32_t instruction;
    char code[8];
    uint32_t field; /* from 1; 0: the record as a whole */
    char detail[80];
} registration_fault;
/* Faults and warnings of a file, as far as they were kept (REGISTRATION_MAX_FAULTS). */
enum { REGISTRATION_MAX_FAULTS = 10000 };
ALB_MUST_USE alb_status registration_list_faults(store_tx *tx, int64_t file, registration_fault *out,
                                                 size_t max, size_t *n, alb_err *err);

/* --- one record, without a store: for tools, tests and fuzzing --- */

/* Reads a detail record; false with the fault that makes it unusable. */
ALB_MUST_USE bool registration_check_record(char fuel, alb_span line, registration_fault *fault);
/* Are the check digits right (registration-and-supply.md 1.1, 1.2)? */
bool registration_check_mpan(alb_span mpan);
bool registration_check_mprn(alb_span mprn);

#endif
