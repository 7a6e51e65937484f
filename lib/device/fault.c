#include "fault.h"

#include "date_time.h"
#include "device_internal.h"
#include "saved.h"

#include <stdlib.h>

void device_order_fault(device *d, device_fault fault)
{
    d->faults.next = fault;
}

void faults_release(faults *f)
{
    for (uint8_t i = 0; i < f->n_held; i++) {
        free(f->held[i].octets);
    }
    *f = (faults){.n_held = 0};
}

bool faults_at(const faults *f, size_t item)
{
    return f->next.kind == DEVICE_FAULT_RESULT && f->next.item == item;
}

uint64_t faults_result(const faults *f, size_t item, uint64_t otherwise)
{
    return faults_at(f, item) ? f->next.result : otherwise;
}

/* With no room left it is answered in time. */
static bool hold(faults *f, alb_span message, alb_time at)
{
    uint8_t *copy = f->n_held < FAULT_HELD_MOST && message.len > 0 ? malloc(message.len) : NULL;
    if (!copy) {
        return false;
    }
    memcpy(copy, message.ptr, message.len);
    f->held[f->n_held++] = (held_answer){.at = at, .octets = copy, .len = (uint32_t)message.len};
    return true;
}

void faults_answer(faults *f, alb_eui64 from, alb_span message, alb_time now, const device_sink *sink)
{
    device_fault ordered = f->next;
    f->next = (device_fault){.kind = DEVICE_FAULT_NONE};
    if (ordered.kind == DEVICE_FAULT_NEVER ||
        (ordered.kind == DEVICE_FAULT_LATE && hold(f, message, now + ordered.delay))) {
        return;
    }
    sink->send(sink->ctx, from, message);
    if (ordered.kind == DEVICE_FAULT_TWICE) {
        sink->send(sink->ctx, from, message);
    }
}

void faults_send_due(faults *f, alb_eui64 from, alb_time now, const device_sink *sink)
{
    uint8_t kept = 0;
    for (uint8_t i = 0; i < f->n_held; i++) {
        held_answer h = f->held[i];
        if (h.at > now) {
            f->held[kept++] = h;
        } else {
            sink->send(sink->ctx, from, alb_span_of(h.octets, h.len));
            free(h.octets);
        }
    }
    f->n_held = kept;
}

alb_time faults_due(const faults *f)
{
    alb_time due = INT64_MAX;
    for (uint8_t i = 0; i < f->n_held; i++) {
        due = f->held[i].at < due ? f->held[i].at : due;
    }
    return due;
}

void faults_save(const faults *f, alb_buf *out)
{
    uint8_t head[16];
    alb_wr w = alb_wr_init(head, sizeof head);
    alb_wr_u8(&w, (uint8_t)f->next.kind);
    alb_wr_u8(&w, f->next.item);
    alb_wr_u8(&w, f->next.result);
    alb_wr_be32(&w, f->next.attributes);
    alb_wr_be64(&w, (uint64_t)f->next.delay);
    alb_wr_u8(&w, f->n_held);
    alb_buf_add(out, alb_wr_span(&w));
    for (uint8_t i = 0; i < f->n_held; i++) {
        uint8_t at[8];
        alb_wr t = alb_wr_init(at, sizeof at);
        alb_wr_be64(&t, (uint64_t)f->held[i].at);
        alb_buf_add(out, alb_wr_span(&t));
        saved_write(alb_span_of(f->held[i].octets, f->held[i].len), out);
    }
}

void faults_restore(faults *f, alb_rd *in)
{
    uint8_t kind = alb_rd_u8(in);
    f->next.kind = kind <= DEVICE_FAULT_NEVER ? (device_fault_kind)kind : DEVICE_FAULT_NONE;
    f->next.item = alb_rd_u8(in);
    f->next.result = alb_rd_u8(in);
    f->next.attributes = alb_rd_be32(in);
    f->next.delay = (alb_time)alb_rd_be64(in);
    uint8_t count = alb_rd_u8(in);
    if (kind > DEVICE_FAULT_NEVER) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    for (uint8_t i = 0; i < count && in->st == ALB_OK; i++) {
        alb_time at = date_time_restore(in);
        alb_span octets = saved_read(in);
        if (in->st == ALB_OK && !hold(f, octets, at)) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        }
    }
}
