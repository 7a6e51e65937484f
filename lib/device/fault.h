/* Ordered faults: what a person or a test wants a device to do wrong with its next command. */
#ifndef ALB_DEVICE_FAULT_H
#define ALB_DEVICE_FAULT_H

#include "base/buf.h"
#include "device/device.h"

enum { FAULT_HELD_MOST = 8 };

typedef struct held_answer {
    alb_time at;
    uint8_t *octets; /* own memory */
    uint32_t len;
} held_answer;

typedef struct faults {
    device_fault next; /* kind DEVICE_FAULT_NONE: none */
    held_answer held[FAULT_HELD_MOST];
    uint8_t n_held;
} faults;

void faults_release(faults *f);
/* The result that was ordered for the item of the command at work; `otherwise` when none was. */
uint64_t faults_result(const faults *f, size_t item, uint64_t otherwise);
bool faults_at(const faults *f, size_t item);
/* Hands an answer on as it was ordered, and forgets the order. */
void faults_answer(faults *f, alb_eui64 from, alb_span message, alb_time now, const device_sink *sink);
/* Sends the answers whose time has come; when the next is due, INT64_MAX: none is held. */
void faults_send_due(faults *f, alb_eui64 from, alb_time now, const device_sink *sink);
alb_time faults_due(const faults *f);

void faults_save(const faults *f, alb_buf *out);
void faults_restore(faults *f, alb_rd *in);

#endif
