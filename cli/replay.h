/* Conversations with a running serve, written down and held again (replay.c). All give an exit code. */
#ifndef ALB_CLI_REPLAY_H
#define ALB_CLI_REPLAY_H

/* From now on, under that name. */
int cli_capture(const char *server, const char *name);
/* Ends it, and prints it. */
int cli_capture_end(const char *server, const char *name);
/* Asks every request of the file again, waits for what follows, and prints what came out differently:
 * CLI_FAILED when anything did. */
int cli_replay(const char *server, const char *file);

#endif
