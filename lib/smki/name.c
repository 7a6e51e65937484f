#include "smki/name.h"

#include "base/text.h"
#include "der/der.h"

alb_rd smki_name_open(alb_span name)
{
    alb_rd r = alb_rd_init(name);
    der_element sequence;
    return der_expect(&r, DER_SEQUENCE, &sequence) ? der_inside(&sequence) : r;
}

static smki_attribute_type type_of(alb_span oid)
{
    static const uint8_t id_at[] = {0x55, 0x04};
    if (oid.len != 3 || !alb_span_equal(alb_span_sub(oid, 0, 2), ALB_SPAN_OF(id_at))) {
        return SMKI_ATTRIBUTE_OTHER;
    }
    switch (oid.ptr[2]) {
    case 3:
        return SMKI_ATTRIBUTE_NAME;
    case 6:
        return SMKI_ATTRIBUTE_COUNTRY;
    case 10:
        return SMKI_ATTRIBUTE_ORGANISATION;
    case 11:
        return SMKI_ATTRIBUTE_UNIT;
    case 45:
        return SMKI_ATTRIBUTE_UNIQUE_ID;
    default:
        return SMKI_ATTRIBUTE_OTHER;
    }
}

bool smki_name_next(alb_rd *r, smki_attribute *out)
{
    der_element set, attribute, oid, value;
    *out = (smki_attribute){.type = SMKI_ATTRIBUTE_OTHER};
    if (alb_rd_left(r) == 0 || !der_expect(r, DER_SET, &set)) {
        return false;
    }
    alb_rd in = der_inside(&set);
    if (!der_expect(&in, DER_SEQUENCE, &attribute) || alb_rd_end(&in) != ALB_OK) {
        alb_rd_fail(r, ALB_BAD_FORMAT);
        return false;
    }
    in = der_inside(&attribute);
    if (!der_expect(&in, DER_OID, &oid) || !der_next(&in, &value) || alb_rd_end(&in) != ALB_OK) {
        alb_rd_fail(r, ALB_BAD_FORMAT);
        return false;
    }
    *out = (smki_attribute){.type = type_of(oid.content),
                            .oid = oid.content,
                            .tag = value.tag,
                            .value = value.content,
                            .whole = value.whole};
    if (value.tag == DER_BIT_STRING) {
        out->value = alb_span_sub(value.content, 1, SIZE_MAX);
    }
    return true;
}

bool smki_name_is_well_formed(alb_span name)
{
    alb_rd r = smki_name_open(name);
    smki_attribute a;
    while (smki_name_next(&r, &a)) {
    }
    return alb_rd_end(&r) == ALB_OK;
}

/* --- as text --- */

static void write_type(const smki_attribute *a, alb_wr *out)
{
    static const char *const names[] = {[SMKI_ATTRIBUTE_NAME] = "CN",
                                        [SMKI_ATTRIBUTE_UNIT] = "OU",
                                        [SMKI_ATTRIBUTE_UNIQUE_ID] = "x500UniqueIdentifier",
                                        [SMKI_ATTRIBUTE_ORGANISATION] = "O",
                                        [SMKI_ATTRIBUTE_COUNTRY] = "C"};
    if (a->type != SMKI_ATTRIBUTE_OTHER) {
        alb_wr_text(out, names[a->type]);
    } else if (!der_oid(a->oid, out)) {
        alb_wr_fail(out, ALB_BAD_FORMAT);
    }
}

static bool is_text(uint8_t tag)
{
    return tag == DER_UTF8_STRING || tag == DER_PRINTABLE_STRING;
}

/* RFC 2253 2.4: what has a meaning of its own is escaped, and so is all that is not printable ASCII. */
static void write_text(alb_span text, alb_wr *out)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool edge = (c == ' ' && (i == 0 || i + 1 == text.len)) || (c == '#' && i == 0);
        if (c < ' ' || c > '~') {
            alb_wr_printf(out, "\\%02X", c);
            continue;
        }
        if (edge || strchr(",+\"\\<>;", c)) {
            alb_wr_u8(out, '\\');
        }
        alb_wr_u8(out, c);
    }
}

static void write_attribute(const smki_attribute *a, alb_wr *out)
{
    write_type(a, out);
    alb_wr_u8(out, '=');
    if (is_text(a->tag) && a->type != SMKI_ATTRIBUTE_OTHER) {
        write_text(a->value, out);
    } else {
        alb_wr_u8(out, '#');
        alb_wr_hex_upper(out, a->whole);
    }
}

void smki_name_text(alb_span name, alb_wr *out)
{
    enum { MAX_ATTRIBUTES = 16 };
    smki_attribute all[MAX_ATTRIBUTES];
    size_t n = 0;
    alb_rd r = smki_name_open(name);
    while (n < MAX_ATTRIBUTES && smki_name_next(&r, &all[n])) {
        n++;
    }
    if (alb_rd_end(&r) != ALB_OK) {
        alb_wr_fail(out, ALB_BAD_FORMAT);
    }
    for (; n > 0; n--) {
        write_attribute(&all[n - 1], out);
        alb_wr_text(out, n > 1 ? "," : "");
    }
}

bool smki_name_equal(alb_span a, alb_span b)
{
    if (alb_span_equal(a, b)) {
        return true;
    }
    alb_rd ra = smki_name_open(a);
    alb_rd rb = smki_name_open(b);
    smki_attribute x, y;
    while (smki_name_next(&ra, &x)) {
        if (!smki_name_next(&rb, &y) || !alb_span_equal(x.oid, y.oid) || !alb_span_equal(x.value, y.value) ||
            (x.tag != y.tag && !(is_text(x.tag) && is_text(y.tag)))) {
            return false;
        }
    }
    return alb_rd_end(&ra) == ALB_OK && alb_rd_end(&rb) == ALB_OK;
}

/* --- extensions --- */

bool smki_extension_next(alb_rd *r, smki_extension *out)
{
    der_element extension, oid, critical, value;
    *out = (smki_extension){.critical = false};
    if (alb_rd_left(r) == 0 || !der_expect(r, DER_SEQUENCE, &extension)) {
        return false;
    }
    alb_rd in = der_inside(&extension);
    if (!der_expect(&in, DER_OID, &oid)) {
        alb_rd_fail(r, ALB_BAD_FORMAT);
        return false;
    }
    if (alb_rd_peek(&in) == DER_BOOLEAN) {
        out->critical = der_next(&in, &critical) && critical.content.len == 1 && critical.content.ptr[0] != 0;
    }
    if (!der_expect(&in, DER_OCTET_STRING, &value) || alb_rd_end(&in) != ALB_OK) {
        alb_rd_fail(r, ALB_BAD_FORMAT);
        return false;
    }
    out->oid = oid.content;
    out->value = value.content;
    return true;
}
