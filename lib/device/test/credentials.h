/* Commands that read and replace the certificates of a device, written as gbcs-messages.md 8.1 gives them. */
#ifndef ALB_DEVICE_TEST_CREDENTIALS_H
#define ALB_DEVICE_TEST_CREDENTIALS_H

#include "fixture.h"

#include "der/der.h"

enum { SIGNING_BITS = 0x80, AGREEMENT_BITS = 0x08, CERT_SIGN_BITS = 0x04 };

typedef struct cell_name {
    uint8_t role, bits;
    bool prepayment;
} cell_name;

typedef struct replacement {
    const smki_certificate *certificate;
    cell_name cell;
} replacement;

typedef struct update {
    uint8_t mode;
    alb_span symmetric_key; /* empty: none */
    bool timeless;          /* certificates out of date will do */
    bool without_cell;
    cell_name authorising;
    bool has_floor, has_top_up_floor;
    uint64_t floor, top_up_floor;
    uint8_t other_role; /* 0: no change of another's counters */
    uint64_t other_floor;
    const replacement *replacements;
    size_t n;
    const smki_certificate *issuer;
    const char *date; /* NULL: now */
} update;

static inline void write_bits(alb_wr *w, uint8_t bits)
{
    size_t count = bits == SIGNING_BITS ? 1 : bits == AGREEMENT_BITS ? 5 : 6;
    der_wr_bit_string(w, DER_BIT_STRING, alb_span_of(&bits, 1), count);
}

static inline void write_cell(alb_wr *w, uint8_t tag, cell_name cell)
{
    size_t mark = der_wr_begin(w, tag);
    der_wr_integer(w, DER_INTEGER, cell.role);
    write_bits(w, cell.bits);
    if (cell.prepayment) {
        der_wr_integer(w, DER_INTEGER, 1);
    }
    der_wr_end(w, mark);
}

static inline void write_top_up_floor(alb_wr *w, uint8_t tag, uint64_t floor)
{
    size_t all = der_wr_begin(w, tag);
    size_t one = der_wr_begin(w, DER_SEQUENCE);
    der_wr_integer(w, DER_INTEGER, 0);
    der_wr_integer(w, DER_INTEGER, (int64_t)floor);
    der_wr_end(w, one);
    der_wr_end(w, all);
}

static inline void write_control(alb_wr *w, const update *u, uint64_t counter)
{
    enum { TAG = DER_CONTEXT, CONSTRUCTED = DER_CONTEXT | DER_CONSTRUCTED };
    size_t control = der_wr_begin(w, DER_SEQUENCE);
    der_wr_integer(w, DER_INTEGER, u->mode);
    if (u->symmetric_key.len > 0) {
        der_wr_element(w, TAG | 0, u->symmetric_key);
    }
    if (u->timeless) {
        der_wr_integer(w, TAG | 1, 1);
    }
    if (!u->without_cell) {
        write_cell(w, CONSTRUCTED | 2, u->authorising);
    }
    der_wr_integer(w, TAG | 3, (int64_t)counter);
    if (u->has_floor) {
        der_wr_integer(w, TAG | 4, (int64_t)u->floor);
    }
    if (u->has_top_up_floor) {
        write_top_up_floor(w, CONSTRUCTED | 5, u->top_up_floor);
    }
    if (u->other_role) {
        size_t all = der_wr_begin(w, CONSTRUCTED | 6);
        size_t one = der_wr_begin(w, DER_SEQUENCE);
        der_wr_integer(w, DER_INTEGER, u->other_role);
        der_wr_integer(w, DER_INTEGER, (int64_t)u->other_floor);
        der_wr_end(w, one);
        der_wr_end(w, all);
    }
    der_wr_end(w, control);
}

static inline alb_span update_content(fixture *f, const update *u, uint64_t counter)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    write_control(&w, u, counter);
    size_t list = der_wr_begin(&w, DER_SEQUENCE);
    for (size_t i = 0; i < u->n; i++) {
        size_t one = der_wr_begin(&w, DER_SEQUENCE);
        alb_wr_bytes(&w, smki_certificate_der(u->replacements[i].certificate));
        write_cell(&w, DER_SEQUENCE, u->replacements[i].cell);
        der_wr_end(&w, one);
    }
    der_wr_end(&w, list);
    size_t path = der_wr_begin(&w, DER_SEQUENCE);
    alb_wr_bytes(&w, smki_certificate_der(u->issuer ? u->issuer : smki_authority_certificate(f->issuing)));
    der_wr_end(&w, path);
    if (u->date) {
        der_wr_element(&w, DER_GENERALIZED_TIME, alb_span_str(u->date));
    }
    der_wr_end(&w, whole);
    assert_int_equal(w.st, ALB_OK);
    return alb_wr_span(&w);
}

/* A command of ASN.1, signed and MACed as its record asks. */
static inline command asn1_command(const party *from, const party *to, uint16_t code, uint64_t counter,
                                   alb_span content)
{
    const cat_use_case *use_case = cat_use_case_find(code);
    assert_non_null(use_case);
    return (command){.from = from,
                     .to = to,
                     .code = code,
                     .counter = counter,
                     .content = content,
                     .asn1 = true,
                     .is_signed = use_case->critical,
                     .without_mac = (use_case->command_protection & CAT_PROTECT_MAC) == 0};
}

static inline alb_span update_message(fixture *f, const party *from, uint16_t code, uint64_t counter,
                                      const update *u)
{
    command c = asn1_command(from, &f->meter, code, counter, update_content(f, u, counter));
    return fixture_command(f, &c);
}

/* The status of the n-th cell of an outcome; 255: there is no such. */
static inline uint64_t status_at(const answer *a, size_t n)
{
    for (uint32_t at = 0; at < a->tree.count; at++) {
        if (strcmp(a->tree.values[at].field->name, "StatusCode") == 0 && n-- == 0) {
            return a->tree.values[at].number.u;
        }
    }
    return UINT8_MAX;
}

/* Supplier, all three cells, and what stands in them then. */
#define SUPPLIER_CELL(bits_, prepayment_)                                                                    \
    {                                                                                                        \
        .role = SMKI_ROLE_SUPPLIER, .bits = (bits_), .prepayment = (prepayment_)                             \
    }

#endif
