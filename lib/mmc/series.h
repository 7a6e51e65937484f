/* Series of a document: entries of one log side by side. */
#ifndef ALB_MMC_SERIES_H
#define ALB_MMC_SERIES_H

#include "mmc/mmc.h"

enum { SERIES_COLUMNS = 256, SERIES_CELL = 96 };

typedef struct series_column {
    alb_span name;  /* of the element that holds the value */
    alb_span index; /* of its attribute, empty: none */
    bool is_number;
} series_column;

typedef struct series {
    const mmc_document *doc;
    uint32_t parent, first; /* the entries are children of parent named like first */
    uint32_t position;      /* of the repeated element around it, 0: none */
    uint32_t count;
    size_t n_columns;
    series_column columns[SERIES_COLUMNS]; /* the time first */
} series;

/* Calls each for every series in order; false: there was none. */
typedef void series_visit(void *ctx, const series *s);
bool series_each(const mmc_document *doc, series_visit *each, void *ctx);

/* Is the node an entry of a log? */
bool series_is_entry(const mmc_node *node);

/* The cells of an entry, one for each column; NULL text where it has none. */
void series_cells(const series *s, uint32_t entry, const mmc_node *cells[static SERIES_COLUMNS]);
uint32_t series_next(const series *s, uint32_t entry);

#endif
