/* How a mapping is carried out: the state of one run, and the functions of the forms. */
#ifndef ALB_MMC_INTERNAL_H
#define ALB_MMC_INTERNAL_H

#include "mmc/mmc.h"

#define MMC_NOWHERE UINT32_MAX

/* Where paths start: the values below one value, or those of the whole content. */
typedef struct mmc_scope {
    const struct mmc_scope *outer;
    uint32_t begin, end;
    uint32_t index;    /* of the value; MMC_NOWHERE: the content */
    uint32_t position; /* among its like, from 1 */
} mmc_scope;

typedef struct mmc_mapping {
    const gbcs_message *message;
    const cat_tree *tree;
    const cat_mmc *record;
    mmc_document *doc;
    bool failed; /* a status reported an error */
    alb_err *err;
    alb_status st; /* of what the schema cannot say */
} mmc_mapping;

/* Writes the text of an element; false: there is none, and no element. */
typedef bool mmc_text_form(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, const cat_value *v,
                           alb_wr *w);
/* Adds elements. */
typedef void mmc_shape_form(mmc_mapping *m, const cat_mmc_row *row, const mmc_scope *scope, uint32_t index);

typedef struct mmc_form {
    mmc_text_form *text;
    mmc_shape_form *shape; /* where text is NULL */
    mmc_kind kind;         /* of the text */
} mmc_form;
extern const mmc_form mmc_forms[CAT_MMC_FORM_COUNT];

static inline alb_span mmc_element(const cat_mmc_row *row)
{
    return alb_span_of(row->element, row->element_length);
}

/* --- document.c --- */

uint32_t mmc_open(mmc_document *doc, alb_span name, mmc_kind kind);
void mmc_close(mmc_document *doc, uint32_t index);
/* An element with text, which is copied. */
uint32_t mmc_leaf(mmc_document *doc, alb_span name, mmc_kind kind, alb_span text);
uint32_t mmc_leaf_number(mmc_document *doc, const char *name, int64_t number);
/* A code of one or two octets in hexadecimal digits. */
void mmc_leaf_hex(mmc_document *doc, const char *name, uint16_t code, size_t octets);
void mmc_attribute_add(mmc_document *doc, uint32_t index, const char *name, alb_span value);
void mmc_attribute_number(mmc_document *doc, uint32_t index, const char *name, int64_t value);
alb_span mmc_copy(mmc_document *doc, alb_span text);
/* Room for a text of at most so many octets, NULL: no memory; and the end of it: how many there are. */
uint8_t *mmc_text_begin(mmc_document *doc, size_t most);
alb_span mmc_text_end(mmc_document *doc, const uint8_t *text, size_t most, size_t used);
/* An element with text that lives as long as the document. */
uint32_t mmc_leaf_of(mmc_document *doc, alb_span name, mmc_kind kind, alb_span text);

/* --- map.c --- */

/* The first value at a path; MMC_NOWHERE: none, or it is absent. */
uint32_t mmc_value_at(const mmc_mapping *m, const mmc_scope *scope, const char *path);
void mmc_rows(mmc_mapping *m, const cat_mmc_row *rows, size_t n, const mmc_scope *scope);
/* The schema has no words for a value, or of the whole content (NULL): the first one decides. */
void mmc_refuse(mmc_mapping *m, const cat_value *v, const char *why);

/* --- value.c --- */

int64_t mmc_number(const cat_value *v);
const char *mmc_name(const cat_names *names, int64_t number);
bool mmc_bit(const cat_value *v, uint64_t n);
/* The value says that there is no value: all ones in an unsigned number of ZigBee. */
bool mmc_is_unknown(const cat_value *v);
void mmc_write_quotient(alb_wr *w, int64_t value, int64_t divisor);
void mmc_write_clean_text(alb_wr *w, alb_span text);
mmc_text_form mmc_fixed, mmc_integer, mmc_counter, mmc_decimal, mmc_quotient, mmc_trailed, mmc_trailing_scale,
    mmc_cubic_metres, mmc_octet, mmc_low_nibble, mmc_range, mmc_boolean, mmc_named, mmc_bit_name, mmc_bit_set,
    mmc_bit_clear, mmc_text, mmc_hex, mmc_base64, mmc_identifier, mmc_event, mmc_command_name;

/* --- time.c --- */

/* YYYY-MM-DDThh:mm:ss.hhZ of 12 octets; false: not a point in time. */
bool mmc_write_date_time(alb_wr *w, alb_span octets);
mmc_text_form mmc_date_time, mmc_time, mmc_minutes, mmc_plain_date, mmc_sample_time, mmc_gas_period;
mmc_shape_form mmc_date, mmc_gas_date, mmc_billing_calendar, mmc_weekdays, mmc_special_days;

/* --- shape_tariff.c --- */
mmc_shape_form mmc_tariff_action, mmc_tou_prices, mmc_block_prices, mmc_block_registers,
    mmc_suspended_disabled, mmc_suspended_emergency;

/* --- shape_device.c --- */
mmc_shape_form mmc_behaviours, mmc_gas_behaviour, mmc_switch, mmc_controller_action, mmc_controller_type,
    mmc_switch_type, mmc_controller_state, mmc_controller_event, mmc_controller_level, mmc_channels,
    mmc_channel, mmc_channel_event;

/* --- status.c --- */
mmc_shape_form mmc_error, mmc_mark, mmc_status, mmc_presence, mmc_clock_status;
/* Did any item or component report an error? */
bool mmc_items_failed(const mmc_mapping *m);
void mmc_debug(mmc_mapping *m);

/* --- header.c --- */
void mmc_header(mmc_mapping *m);

/* --- pieces.c --- */
bool mmc_is_closed(const cat_tree *tree);
void mmc_pieces(mmc_mapping *m);

#endif
