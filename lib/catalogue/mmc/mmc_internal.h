/* Words in which rows of the Message Mapping Catalogue are written, and the rows that records share. */
#ifndef ALB_CATALOGUE_MMC_INTERNAL_H
#define ALB_CATALOGUE_MMC_INTERNAL_H

#include "catalogue/mmc.h"

/* An element whose text comes from a value; an element that holds others; no element, only other rows. */
#define ELEMENT(name_)                .element = (name_), .element_length = sizeof(name_) - 1
#define VALUE(element_, from_, form_) ELEMENT(element_), .from = (from_), .form = CAT_MMC_##form_
#define GROUP(element_, from_, rows_)                                                                        \
    ELEMENT(element_), .from = (from_), .form = CAT_MMC_PARENT, .rows = (rows_), .n_rows = ALB_COUNT(rows_)
#define WITHIN(from_, rows_)                   GROUP(NULL, from_, rows_)
#define CONSTANT(element_, from_, text_)       VALUE(element_, from_, FIXED), .text = (text_)
#define NAMED(element_, from_, names_)         VALUE(element_, from_, NAME), .names = &(names_)
#define STATUS_OF(element_, from_, names_)     VALUE(element_, from_, STATUS), .names = &(names_)
#define RANGE_OF(element_, from_, low_, high_) VALUE(element_, from_, RANGE), .low = (low_), .high = (high_)
/* Bounds of the schema that are narrower than those of the value. */
#define BETWEEN(low_, high_) .low = (low_), .high = (high_)
#define EACH                 .each = true
#define MOST(n)              .most = (n)
#define KEPT                 .kept = true
#define INDEXED              .index = "index"
#define NUMBERED(n)          .index = "index", .number = (n)

/* Contents of an encrypted attribute. */
#define PROTECTED(collection_, object_) collection_ "/ProtectedAttributes/Attributes/" object_

#define NAMES(symbol, ...)                                                                                   \
    static const cat_name symbol##_list[] = {__VA_ARGS__};                                                   \
    static const cat_names symbol = CAT_NAMES(symbol##_list)

/* ROWS(symbol, row...) is visible to mmc.def; PART(symbol, row...) stands within other rows of its file. */
#define ROWS(symbol, ...)                                                                                    \
    static const cat_mmc_row symbol##_rows[] = {__VA_ARGS__};                                                \
    const cat_mmc_rows cat_mmc_##symbol = {symbol##_rows, ALB_COUNT(symbol##_rows)}
#define PART(symbol, ...) static const cat_mmc_row symbol[] = {__VA_ARGS__}

#define MMC_ROWS(symbol) extern const cat_mmc_rows cat_mmc_##symbol;
#include "mmc/rows.def"
#undef MMC_ROWS

#endif
