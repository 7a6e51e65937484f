/* 12.1: where there is coverage. */
#ifndef ALB_DCC_WAN_MATRIX_H
#define ALB_DCC_WAN_MATRIX_H

#include "dcc_internal.h"

dcc_step dcc_request_wan_matrix;

#endif
