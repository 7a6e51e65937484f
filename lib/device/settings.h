/* What was written to a device and stays until it is written anew: values of attributes that nothing else
 * stands behind. What was never written has its value of the factory. */
#ifndef ALB_DEVICE_SETTINGS_H
#define ALB_DEVICE_SETTINGS_H

#include "base/buf.h"
#include "leaves.h"

/* Class, OBIS and attribute: what a value is kept under. */
typedef struct setting_key {
    uint16_t class_id;
    uint8_t obis[6];
    uint8_t id;
} setting_key;

typedef struct setting {
    setting_key key;
    uint8_t *octets; /* the leaves; own memory */
    uint32_t len;
} setting;

/* All zero: nothing written yet. */
typedef struct settings {
    setting *items; /* sorted by key */
    size_t count, allocated;
} settings;

enum { SETTINGS_MOST = 512 };

int setting_key_compare(const setting_key *a, const setting_key *b);

void settings_release(settings *s);
/* Keeps these leaves under the key. False: no memory, or too much. */
ALB_MUST_USE bool settings_put(settings *s, const setting_key *key, const leaves *value);
/* The leaves kept there into out; false: nothing was written. */
ALB_MUST_USE bool settings_get(const settings *s, const setting_key *key, leaves *out);
/* The first leaf of a value, octets borrowed from the settings; false: nothing was written. */
ALB_MUST_USE bool settings_first(const settings *s, const setting_key *key, leaf *out);
/* Forgets a value: it is the factory's again. */
void settings_drop(settings *s, const setting_key *key);

void setting_key_save(const setting_key *key, alb_buf *out);
void setting_key_restore(setting_key *key, alb_rd *in);
void settings_save(const settings *s, alb_buf *out);
void settings_restore(settings *s, alb_rd *in);

#endif
