/* Which Albion this is. */
#ifndef ALB_BASE_VERSION_H
#define ALB_BASE_VERSION_H

/* "MAJOR.MINOR.PATCH". Static text. */
const char *alb_version(void);

#endif
