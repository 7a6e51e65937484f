/* Types of the catalogue, printed for people. */
#ifndef ALB_CLI_HELP_TYPE_H
#define ALB_CLI_HELP_TYPE_H

#include "catalogue/type.h"

/* The type of a value in a few words: "double-long-unsigned, Wh", "array of 0 to 4". */
void help_print_type(const cat_type *type);
/* The fields of a type, one a line and each below the one it belongs to; nothing for a plain type. */
void help_print_fields(const cat_type *type, int indent);
/* "devices   ESME, GSME": a line. */
void help_print_devices(const char *label, uint16_t devices);

#endif
