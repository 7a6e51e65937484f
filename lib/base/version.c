#include "base/version.h"

const char *alb_version(void)
{
    return ALB_VERSION;
}
