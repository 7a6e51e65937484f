/* The part of `albion help usecase` about the Message Mapping Catalogue. */
#ifndef ALB_CLI_HELP_MMC_H
#define ALB_CLI_HELP_MMC_H

#include <stdint.h>

/* Nothing for a message without a form. */
void help_print_mmc(uint16_t message_code);

#endif
