/* 12.1: where there is coverage. */
#ifndef ALB_DCC_WAN_MATRIX_H
#define ALB_DCC_WAN_MATRIX_H

#include "dcc_internal.h"

dcc_step dcc_request_wan_matrix;

/* The records of a file of coverage, each checked, with its number from 1. BAD_FORMAT, BAD_VALUE with the
 * line as offset. */
enum { DCC_COVERAGE_COLUMNS = 10 };
typedef alb_status dcc_coverage_visit(void *ctx, int64_t id, const alb_span *fields, alb_err *err);
ALB_MUST_USE alb_status dcc_coverage_read(alb_span csv, alb_arena *arena, dcc_coverage_visit *visit,
                                          void *ctx, alb_err *err);

#endif
