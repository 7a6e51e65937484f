/* The programs that are killed: `albion serve`, one or two, and where it stands apart the fleet. */
#ifndef ALB_TESTS_CRASH_PROGRAMS_H
#define ALB_TESTS_CRASH_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct program {
    pid_t pid;
    char url[64]; /* "http://127.0.0.1:PORT"; the port of the first start is kept */
} program;

typedef struct program_setting {
    const char *dir;     /* data directory */
    const char *deliver; /* "HOST:PORT" of the User's inbox */
    const char *store;   /* URL; NULL: SQLite in the data directory */
    const char *hubs;    /* address of the fleet; NULL: the homes are in the server */
    const char *preload; /* NULL: nothing */
} program_setting;

/* Starts `albion serve` and waits until it is ready. */
bool program_serve(program *p, const program_setting *s);
/* Starts `albion fleet run`. */
bool program_fleet(program *p, const char *dir, const char *listen);
void program_kill(program *p, int signal);
void program_reap(program *p);

#endif
