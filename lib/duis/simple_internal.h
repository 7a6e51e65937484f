/* Simple types of XML Schema 1.0 Part 2: what is a value, in the lexical forms that the DCC User Interface
 * uses. */
#ifndef ALB_DUIS_SIMPLE_INTERNAL_H
#define ALB_DUIS_SIMPLE_INTERNAL_H

#include "base/arena.h"
#include "catalogue/element.h"

/* NULL: text is a value of the type, and is now as the white space facet leaves it (borrowed, or from the
 * arena). Otherwise the reason, static text that follows the value in a sentence. */
const char *duis_simple_check(const cat_simple *type, alb_span *text, alb_arena *arena);

/* Numbers of any size against bounds, digits and sign. */
const char *duis_number_check(const cat_simple *type, alb_span text);

bool duis_is_date_time(alb_span text);
bool duis_is_date(alb_span text);
bool duis_is_time(alb_span text);

#endif
