/* What comes out of the DCC while a test runs: the response codes and the codes of DCC Alerts of its signed
 * documents. A program leaves them in the build folder (observed/PROGRAM, a code a line), where test_walk
 * finds them. */
#ifndef ALB_DCC_TEST_OBSERVED_H
#define ALB_DCC_TEST_OBSERVED_H

#include "base/span.h"

/* A document of the DCC bears this code; from any thread. */
void observed_code(alb_span code);
/* Writes what was seen so far. */
void observed_write(void);

#endif
