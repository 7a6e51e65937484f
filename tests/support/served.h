/* `albion serve` as its users start it: another process, on a data directory that goes with it. */
#ifndef ALB_TEST_SERVED_H
#define ALB_TEST_SERVED_H

#include <stddef.h>
#include <sys/types.h>

enum { SERVED_MAX_OPTIONS = 32, SERVED_HOMES_TEXT = 8192 };

typedef struct served {
    pid_t pid;
    char dir[64];
    char url[64];
    char pki[96];
    char homes[SERVED_HOMES_TEXT]; /* the lines "home N: ..." */
    const char *options[SERVED_MAX_OPTIONS + 1];
} served;

/* The command: $ALBION_PROGRAM, or the one that stands beside this program in the build folder. */
const char *served_program(void);
/* Starts it on an empty directory and any free port; options: what else it is given, NULL at the end. Returns
 * when it is ready; ends the program when it does not start. */
void served_start(served *s, const char *const *options);
/* Ends it and removes the directory. */
void served_stop(served *s);
/* What it has used so far: processor time in seconds, and the most memory it had resident, in octets. */
double served_cpu(const served *s);
size_t served_peak(const served *s);

#endif
