/* Where libxml2 is wrong, and how to tell. */
#ifndef ALB_DUIS_TEST_KNOWN_DEFECTS_H
#define ALB_DUIS_TEST_KNOWN_DEFECTS_H

#include "mutate.h"

#include <ctype.h>

/* What libxml2 2.9 is known to judge wrongly, each seen here and read in XML Schema 1.0 Part 2:
 *
 * 1. White space around numbers of bounded size and around dates is refused. The facet whiteSpace of all
 * these types is "collapse" (4.3.6).
 * 2. In base64Binary characters that are not of the alphabet are passed over. The lexical form (3.2.16) has
 * none.
 * 3. Numbers of more than 24 digits are refused. A processor may have such a limit; we have none.
 * 4. In the pattern of DeviceIDList the first pair of hexadecimal digits of the last item may have three:
 * counted repetition inside (...)*(...) miscounts.
 *
 * A disagreement is excused when it goes away with just these characters. */
static inline alb_span without_spaces(alb_span text, alb_arena *arena)
{
    (void)arena;
    return alb_trim(text);
}

static inline alb_span without_strange_characters(alb_span text, alb_arena *arena)
{
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, text.len), text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(base64, text.ptr[i])) {
            alb_wr_u8(&w, text.ptr[i]);
        }
    }
    return alb_wr_span(&w);
}

static inline alb_span without_many_digits(alb_span text, alb_arena *arena)
{
    text = without_spaces(text, arena);
    return text.len > 24 ? alb_span_sub(text, 0, 20) : text;
}

/* Of more than two digits in a row the first two. */
static inline alb_span without_third_digits(alb_span text, alb_arena *arena)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, text.len), text.len);
    size_t row = 0;
    for (size_t i = 0; i < text.len; i++) {
        row = isxdigit(text.ptr[i]) ? row + 1 : 0;
        if (row <= 2) {
            alb_wr_u8(&w, text.ptr[i]);
        }
    }
    return alb_wr_span(&w);
}

static const struct {
    cat_simple_kind kind;
    const char *type; /* NULL: any */
    alb_span (*without)(alb_span text, alb_arena *arena);
} known_defects[] = {
    {CAT_X_DATE_TIME, NULL, without_spaces},
    {CAT_X_DATE, NULL, without_spaces},
    {CAT_X_TIME, NULL, without_spaces},
    {CAT_X_UNSIGNED, NULL, without_many_digits},
    {CAT_X_INTEGER, NULL, without_many_digits},
    {CAT_X_DECIMAL, NULL, without_many_digits},
    {CAT_X_BASE64, NULL, without_strange_characters},
    {CAT_X_STRING, "DeviceIDList", without_third_digits},
};

/* NULL: none is known of the type. */
static inline const char *without_known_defect(alb_arena *arena, const cat_simple *type, const xmlChar *text)
{
    for (size_t i = 0; i < ALB_COUNT(known_defects); i++) {
        if (known_defects[i].kind == type->kind &&
            (!known_defects[i].type || strcmp(known_defects[i].type, type->name) == 0)) {
            alb_span better = known_defects[i].without(alb_span_str((const char *)text), arena);
            return alb_arena_string(arena, better);
        }
    }
    return NULL;
}

static inline void without_known_defects(alb_arena *arena, xmlNode *node)
{
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            without_known_defects(arena, child);
        }
    }
    const cat_element *element = catalogue_element(node);
    for (xmlAttr *a = node->properties; a && element && element->n_attributes > 0; a = a->next) {
        xmlChar *old = xmlNodeGetContent((xmlNode *)a);
        const char *better = without_known_defect(arena, element->attributes[0].type, old);
        xmlFree(old);
        if (better) {
            xmlSetProp(node, a->name, XC better);
        }
    }
    if (element && element->simple && !oracle_has_elements(node)) {
        xmlChar *old = xmlNodeGetContent(node);
        const char *better = without_known_defect(arena, element->simple, old);
        xmlFree(old);
        if (better) {
            set_text(node, better);
        }
    }
}

#endif
