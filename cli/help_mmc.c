/* What a message becomes in the Message Mapping Catalogue: the rows of its record. */
#include "help_mmc.h"

#include "catalogue/mmc.h"

#include <stdio.h>

static void print_rows(const cat_mmc_row *rows, size_t n, int depth)
{
    for (size_t i = 0; i < n; i++) {
        const cat_mmc_row *row = &rows[i];
        if (row->form == CAT_MMC_PARENT && !row->element) {
            print_rows(row->rows, row->n_rows, depth);
            continue;
        }
        printf("  %*s%s%s", depth * 2, "", row->element ? row->element : "-", row->each ? "*" : "");
        if (row->number > 0) {
            printf(" %s=%u", row->index, row->number);
        }
        if (row->from) {
            printf("  <- %s", row->from);
        }
        if (row->form == CAT_MMC_FIXED) {
            printf(": \"%s\"", row->text);
        } else if (row->form != CAT_MMC_PARENT) {
            printf(": %s", cat_mmc_form_text(row->form));
        }
        putchar('\n');
        print_rows(row->rows, row->n_rows, depth + 1);
    }
}

void help_print_mmc(uint16_t message_code)
{
    const cat_mmc *record = cat_mmc_find(message_code);
    if (!record) {
        return;
    }
    printf("\nMMC");
    for (size_t i = 0; i < record->n_services; i++) {
        printf("%s %sRsp (%s)", i == 0 ? "" : ",", cat_mmc_response_element(record->services[i]),
               record->services[i]->srv);
    }
    puts(record->n_services == 0 ? " DeviceAlertContent" : "");
    if (record->content) {
        print_rows(record->content->rows, record->content->count, 0);
    }
}
