/* Simple types that several groups of services share. */
#include "duis/duis_internal.h"

LENGTH(cat_x_string, "xs:string", STRING, 0, 0);
PLAIN(cat_x_boolean, "xs:boolean", BOOLEAN);
INTEGER(cat_x_integer, "xs:integer", NULL, NULL);
INTEGER(cat_x_int, "xs:int", "-2147483648", "2147483647");
INTEGER(cat_x_short, "xs:short", "-32768", "32767");
UNSIGNED(cat_x_unsigned_int, "xs:unsignedInt", "0", "4294967295");
UNSIGNED(cat_x_unsigned_short, "xs:unsignedShort", "0", "65535");
DECIMAL(cat_x_decimal, "xs:decimal", NULL, NULL, 255);
PLAIN(cat_x_date_time, "xs:dateTime", DATE_TIME);
PLAIN(cat_x_date, "xs:date", DATE);
PLAIN(cat_x_time, "xs:time", TIME);
LENGTH(cat_x_hex, "xs:hexBinary", HEX, 0, 0);
LENGTH(cat_x_base64, "xs:base64Binary", BASE64, 0, 0);
INTEGER(cat_x_range_1_3, "range_1_3", "1", "3");
INTEGER(cat_x_range_1_4, "range_1_4", "1", "4");
INTEGER(cat_x_range_1_5, "range_1_5", "1", "5");
INTEGER(cat_x_range_1_7, "range_1_7", "1", "7");
INTEGER(cat_x_range_1_8, "range_1_8", "1", "8");
INTEGER(cat_x_range_1_20, "range_1_20", "1", "20");
INTEGER(cat_x_range_1_48, "range_1_48", "1", "48");
LENGTH(cat_x_firmware_version, "FirmwareVersion", STRING, 1, 8);
INTEGER(cat_x_floor_sequence_number, "floorSequenceNumber", "0", "9223372036854775807");
INTEGER(cat_x_schedule_id, "scheduleID", "0", "1000000000000");
INTEGER(cat_x_price_scale, "PriceScale", "-128", "127");
INTEGER(cat_x_gas_week_name, "GasWeekName", "1", "2");
PATTERN(cat_x_request_id_type, "RequestIDType", TOKEN, 0, 0, cat_x_is_request_id);
PATTERN(cat_x_eui, "EUI", TOKEN, 0, 0, cat_x_is_eui);
TOKENS(cat_x_remote_party_role, "RemotePartyRole", "ACB", "NetworkOperator", "Recovery", "Root", "Supplier",
       "TransCoS", "LoadController");
LENGTH(cat_x_certificate, "Certificate", BASE64, 0, 0);
ENUM(cat_x_device_type, "DeviceType", "ESME", "GSME", "GPF", "CHF", "HCALCS", "PPMID", "IHD", "CAD");
ENUM(cat_x_esme_variant, "ESMEVariant", "A", "B", "C", "AD", "BD", "CD", "ADE", "BDE", "CDE", "ADF", "BDF",
     "CDF", "ADEF", "BDEF", "CDEF", "ADG", "ADEG", "AF", "BF", "CF", "AEF", "BEF", "CEF", "AG", "AEG");
PATTERN(cat_x_device_id_list, "DeviceIDList", STRING, 23, 0, cat_x_is_eui_list);
LENGTH(cat_x_import_mpxn, "ImportMPxN", STRING, 1, 13);
LENGTH(cat_x_mpan, "MPAN", STRING, 13, 13);
PATTERN(cat_x_utrn, "UTRN", STRING, 20, 20, cat_x_is_digits);

/* Eight pairs of hexadecimal digits with dashes between. */
enum { EUI_TEXT = 23 };

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool all(alb_span text, bool (*is)(uint8_t c))
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is(text.ptr[i])) {
            return false;
        }
    }
    return text.len > 0;
}

bool cat_x_is_eui(alb_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (i % 3 == 2 ? text.ptr[i] != '-' : !is_hex(text.ptr[i])) {
            return false;
        }
    }
    return text.len == EUI_TEXT;
}

bool cat_x_is_eui_list(alb_span text)
{
    for (size_t at = 0; at <= text.len; at += EUI_TEXT + 1) {
        if (at > 0 && text.ptr[at - 1] != ',') {
            return false;
        }
        if (!cat_x_is_eui(alb_span_sub(text, at, EUI_TEXT))) {
            return false;
        }
    }
    return text.len % (EUI_TEXT + 1) == EUI_TEXT;
}

/* An unsigned number of 64 bits without leading zeros. */
static bool is_counter(alb_span text)
{
    static const char max[] = "18446744073709551615";
    size_t most = sizeof max - 1;
    return all(text, is_digit) && (text.len == 1 || text.ptr[0] != '0') &&
           (text.len < most || (text.len == most && memcmp(text.ptr, max, most) <= 0));
}

bool cat_x_is_request_id(alb_span text)
{
    return text.len > 2 * (EUI_TEXT + 1) && text.ptr[EUI_TEXT] == ':' && text.ptr[2 * EUI_TEXT + 1] == ':' &&
           cat_x_is_eui(alb_span_sub(text, 0, EUI_TEXT)) &&
           cat_x_is_eui(alb_span_sub(text, EUI_TEXT + 1, EUI_TEXT)) &&
           is_counter(alb_span_sub(text, 2 * (EUI_TEXT + 1), SIZE_MAX));
}

bool cat_x_is_digits(alb_span text)
{
    return all(text, is_digit);
}

static bool is_digit_or_space(uint8_t c)
{
    return is_digit(c) || c == ' ';
}

bool cat_x_is_digits_and_spaces(alb_span text)
{
    return all(text, is_digit_or_space);
}

static bool is_printable(uint8_t c)
{
    return c >= ' ' && c <= '~';
}

bool cat_x_is_printable(alb_span text)
{
    return all(text, is_printable);
}
