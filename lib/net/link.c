/* Frames over a stream socket: octets of a frame, and the socket that carries them. */
#include "net/link.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LENGTH_OCTETS = 4, FIRST_BUFFER = 16 * 1024, KEEP_BUFFER = 256 * 1024, ADDRESS_TEXT = 300 };

/* An other end that has gone without a word, as one that lost its power does, is noticed after a minute: by
 * probes while nothing is sent, by what stays unacknowledged while something is. */
enum { PROBE_AFTER_S = 30, PROBE_EVERY_S = 10, PROBES = 3, UNACKNOWLEDGED_MS = 60000 };

struct link_socket {
    int fd;
    pthread_mutex_t sending;
    uint8_t *out; /* under `sending` */
    size_t out_cap;
    uint8_t *in;                  /* of the receiving thread */
    size_t in_cap, in_len, in_at; /* room; octets there; where the next frame begins */
};

/* --- frame <-> octets --- */

static bool carries_message(link_type type)
{
    return type == LINK_SEND || type == LINK_RECEIVED || type == LINK_IMAGE;
}

void link_frame_write(alb_wr *w, const link_frame *frame)
{
    size_t len = 1;
    len += carries_message(frame->type) ? 16 + frame->message.len : 0;
    len += frame->type == LINK_DELIVERED || frame->type == LINK_ACCEPTED ? 8 : 0;
    len += frame->type == LINK_FAILED ? 9 : 0;
    len += frame->type == LINK_POWER ? 17 : 0;
    len += frame->type == LINK_UNDER_WAY ? 16 : 0;
    len += frame->type == LINK_HELLO ? 1 + frame->message.len : 0;
    if (len > LINK_MAX_FRAME) {
        alb_wr_fail(w, ALB_TOO_LARGE);
        return;
    }
    alb_wr_be32(w, (uint32_t)len);
    alb_wr_u8(w, (uint8_t)frame->type);
    if (frame->type == LINK_HELLO) {
        alb_wr_u8(w, LINK_VERSION);
        alb_wr_bytes(w, frame->message);
        return;
    }
    if (carries_message(frame->type) || frame->type == LINK_POWER) {
        alb_wr_bytes(w, alb_eui64_span(&frame->hub));
    }
    alb_wr_be64(w, frame->sequence);
    if (frame->type == LINK_FAILED || frame->type == LINK_POWER) {
        alb_wr_u8(w, frame->reason);
    }
    if (frame->type == LINK_UNDER_WAY) {
        alb_wr_be64(w, (uint64_t)frame->date);
    }
    if (carries_message(frame->type)) {
        alb_wr_bytes(w, frame->message);
    }
}

/* What stands behind the length. */
static alb_status read_body(alb_rd *r, link_frame *out)
{
    uint8_t type = alb_rd_u8(r);
    if (type < LINK_SEND || type > LINK_UNDER_WAY) {
        alb_rd_fail(r, ALB_BAD_TAG);
    }
    *out = (link_frame){.type = (link_type)type};
    if (type == LINK_HELLO) {
        if (alb_rd_u8(r) != LINK_VERSION) {
            alb_rd_fail(r, ALB_UNSUPPORTED);
        }
        out->message = alb_rd_bytes(r, alb_rd_left(r));
        return alb_rd_end(r);
    }
    if (carries_message(out->type) || type == LINK_POWER) {
        out->hub = alb_rd_eui64(r);
    }
    out->sequence = alb_rd_be64(r);
    if (type == LINK_FAILED || type == LINK_POWER) {
        out->reason = alb_rd_u8(r);
        if (type == LINK_POWER && out->reason > 1) {
            alb_rd_fail(r, ALB_BAD_VALUE);
        }
    }
    if (type == LINK_UNDER_WAY) {
        uint64_t date = alb_rd_be64(r);
        if (date > INT64_MAX) {
            alb_rd_fail(r, ALB_BAD_VALUE);
        }
        out->date = (alb_time)date;
    }
    if (carries_message(out->type)) {
        out->message = alb_rd_bytes(r, alb_rd_left(r));
        if (out->message.len == 0) {
            alb_rd_fail(r, ALB_TRUNCATED);
        }
    }
    return alb_rd_end(r);
}

alb_status link_frame_read(alb_rd *r, link_frame *out)
{
    uint32_t len = alb_rd_be32(r);
    memset(out, 0, sizeof *out);
    if (len == 0 || len > LINK_MAX_FRAME) {
        alb_rd_fail(r, ALB_BAD_LENGTH);
    }
    alb_rd body = alb_rd_sub(r, len);
    alb_status st = read_body(&body, out);
    return r->st != ALB_OK ? r->st : st;
}

/* --- sockets --- */

static alb_status io_failed(alb_err *err, const char *doing, const char *where)
{
    return alb_fail(err, ALB_IO, NULL, 0, "%s %.120s: errno %d", doing, where, errno);
}

/* A Unix socket refuses the options of TCP: its other end does not go without a word. */
static void tune(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {{IPPROTO_TCP, TCP_NODELAY, 1},
                   {SOL_SOCKET, SO_KEEPALIVE, 1},
                   {IPPROTO_TCP, TCP_KEEPIDLE, PROBE_AFTER_S},
                   {IPPROTO_TCP, TCP_KEEPINTVL, PROBE_EVERY_S},
                   {IPPROTO_TCP, TCP_KEEPCNT, PROBES},
                   {IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS}};
    for (size_t i = 0; i < ALB_COUNT(options); i++) {
        (void)setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value);
    }
}

static alb_status wrap(int fd, link_socket **out, alb_err *err)
{
    link_socket *link = calloc(1, sizeof *link);
    if (!link) {
        (void)close(fd);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a link");
    }
    tune(fd);
    link->fd = fd;
    (void)pthread_mutex_init(&link->sending, NULL);
    *out = link;
    return ALB_OK;
}

alb_status link_pair(link_socket **a, link_socket **b, alb_err *err)
{
    int ends[2];
    *a = NULL;
    *b = NULL;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return io_failed(err, "socketpair", "");
    }
    alb_status st = wrap(ends[0], a, err);
    if (st != ALB_OK) {
        (void)close(ends[1]);
        return st;
    }
    st = wrap(ends[1], b, err);
    if (st != ALB_OK) {
        link_free(*a);
        *a = NULL;
    }
    return st;
}

typedef struct address {
    struct sockaddr_storage to;
    socklen_t len;
} address;

static alb_status unix_address(const char *path, address *out, alb_err *err)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    int n = snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
    if (n <= 0 || (size_t)n >= sizeof un.sun_path) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "path of a socket: '%.120s'", path);
    }
    memcpy(&out->to, &un, sizeof un);
    out->len = sizeof un;
    return ALB_OK;
}

static alb_status resolve(const char *text, address *out, alb_err *err)
{
    *out = (address){0};
    if (strncmp(text, "unix:", 5) == 0) {
        return unix_address(text + 5, out, err);
    }
    char host[256];
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    if (!colon || len >= sizeof host) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "'%.120s' is neither unix:PATH nor HOST:PORT", text);
    }
    bool brackets = len > 1 && text[0] == '[' && text[len - 1] == ']';
    (void)snprintf(host, sizeof host, "%.*s", (int)(brackets ? len - 2 : len), brackets ? text + 1 : text);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0 || !found) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "no address for '%.120s'", text);
    }
    memcpy(&out->to, found->ai_addr, found->ai_addrlen);
    out->len = found->ai_addrlen;
    freeaddrinfo(found);
    return ALB_OK;
}

alb_status link_connect(const char *text, link_socket **out, alb_err *err)
{
    address a;
    *out = NULL;
    ALB_TRY(resolve(text, &a, err));
    int fd = socket(a.to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&a.to, a.len) != 0) {
        alb_status st = io_failed(err, "connect to", text);
        if (fd >= 0) {
            (void)close(fd);
        }
        return st;
    }
    return wrap(fd, out, err);
}

struct link_listener {
    int fd;
    char *path; /* of a Unix socket, to remove it */
    char address[ADDRESS_TEXT];
};

/* As it was given, but for a port of 0, in whose place the one stands that the system has chosen. */
static void name_listener(link_listener *l, const char *text)
{
    struct sockaddr_storage bound = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof bound;
    char port[8] = "";
    size_t kept = strlen(text);
    if (!l->path && getsockname(l->fd, (struct sockaddr *)&bound, &len) == 0 &&
        getnameinfo((const struct sockaddr *)&bound, len, NULL, 0, port, sizeof port, NI_NUMERICSERV) == 0) {
        kept = (size_t)(strrchr(text, ':') + 1 - text);
    }
    alb_wr w = alb_wr_init(l->address, sizeof l->address - 1);
    alb_wr_bytes(&w, alb_span_of(text, kept));
    alb_wr_text(&w, port);
}

const char *link_listener_address(const link_listener *l)
{
    return l->address;
}

alb_status link_listen(const char *text, link_listener **out, alb_err *err)
{
    address a;
    *out = NULL;
    ALB_TRY(resolve(text, &a, err));
    bool local = a.to.ss_family == AF_UNIX;
    if (local) {
        (void)unlink(text + 5);
    }
    link_listener *l = calloc(1, sizeof *l);
    if (!l) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a listener");
    }
    int on = 1;
    l->fd = socket(a.to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    l->path = local ? strdup(text + 5) : NULL;
    if (l->fd >= 0) {
        (void)setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (l->fd < 0 || bind(l->fd, (const struct sockaddr *)&a.to, a.len) != 0 || listen(l->fd, 64) != 0) {
        alb_status st = io_failed(err, "listen on", text);
        link_listener_free(l);
        return st;
    }
    name_listener(l, text);
    *out = l;
    return ALB_OK;
}

static alb_status wait_readable(int fd, int timeout_ms, alb_err *err)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n;
    do {
        n = poll(&p, 1, timeout_ms);
    } while (n < 0 && errno == EINTR);
    if (n == 0) {
        return ALB_TIMEOUT; /* no text: this is how a reader looks whether it should stop */
    }
    return n > 0 ? ALB_OK : io_failed(err, "poll", "");
}

alb_status link_accept(link_listener *listener, int timeout_ms, link_socket **out, alb_err *err)
{
    *out = NULL;
    ALB_TRY(wait_readable(listener->fd, timeout_ms, err));
    int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
    return fd >= 0 ? wrap(fd, out, err) : io_failed(err, "accept", "");
}

void link_listener_free(link_listener *listener)
{
    if (!listener) {
        return;
    }
    if (listener->fd >= 0) {
        (void)close(listener->fd);
    }
    if (listener->path) {
        (void)unlink(listener->path);
    }
    free(listener->path);
    free(listener);
}

void link_close(link_socket *link)
{
    if (link) {
        (void)shutdown(link->fd, SHUT_RDWR);
    }
}

void link_free(link_socket *link)
{
    if (!link) {
        return;
    }
    (void)close(link->fd);
    (void)pthread_mutex_destroy(&link->sending);
    free(link->in);
    free(link->out);
    free(link);
}

/* --- sending and receiving --- */

static bool grow(uint8_t **buf, size_t *cap, size_t need)
{
    if (need <= *cap) {
        return true;
    }
    size_t size = *cap ? *cap : FIRST_BUFFER;
    while (size < need) {
        size *= 2;
    }
    uint8_t *bigger = realloc(*buf, size);
    if (!bigger) {
        return false;
    }
    *buf = bigger;
    *cap = size;
    return true;
}

static alb_status send_all(int fd, alb_span octets, alb_err *err)
{
    size_t done = 0;
    while (done < octets.len) {
        ssize_t n = send(fd, octets.ptr + done, octets.len - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return alb_fail(err, ALB_CLOSED, NULL, 0, "the link closed while sending (errno %d)", errno);
        }
        done += (size_t)n;
    }
    return ALB_OK;
}

alb_status link_send(link_socket *link, const link_frame *frame, alb_err *err)
{
    alb_wr size = alb_wr_count();
    link_frame_write(&size, frame);
    if (size.st != ALB_OK) {
        return alb_fail(err, size.st, NULL, 0, "frame larger than %d octets", LINK_MAX_FRAME);
    }
    (void)pthread_mutex_lock(&link->sending);
    alb_status st = ALB_OK;
    if (grow(&link->out, &link->out_cap, size.pos)) {
        alb_wr w = alb_wr_init(link->out, link->out_cap);
        link_frame_write(&w, frame);
        st = send_all(link->fd, alb_wr_span(&w), err);
    } else {
        st = alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a frame");
    }
    (void)pthread_mutex_unlock(&link->sending);
    return st;
}

alb_status link_send_frames(link_socket *link, alb_span frames, alb_err *err)
{
    (void)pthread_mutex_lock(&link->sending);
    alb_status st = send_all(link->fd, frames, err);
    (void)pthread_mutex_unlock(&link->sending);
    return st;
}

/* Drops the frames that were handed out; gives back what a large one needed. */
static void forget_taken(link_socket *link)
{
    size_t left = link->in_len - link->in_at;
    if (link->in_at > 0 && left > 0) {
        memmove(link->in, link->in + link->in_at, left);
    }
    link->in_len = left;
    link->in_at = 0;
    if (left == 0 && link->in_cap > KEEP_BUFFER) {
        free(link->in);
        link->in = NULL;
        link->in_cap = 0;
    }
}

/* What has come of the next frame, and of those behind it. */
static alb_span waiting_octets(const link_socket *link)
{
    return link->in ? alb_span_of(link->in + link->in_at, link->in_len - link->in_at) : alb_span_none();
}

/* Octets of the whole next frame when its length is known, else 0. */
static alb_status frame_size(const link_socket *link, size_t *size)
{
    alb_span octets = waiting_octets(link);
    *size = 0;
    if (octets.len < LENGTH_OCTETS) {
        return ALB_OK;
    }
    alb_rd r = alb_rd_init(octets);
    uint32_t len = alb_rd_be32(&r);
    if (len == 0 || len > LINK_MAX_FRAME) {
        return ALB_BAD_FORMAT;
    }
    *size = LENGTH_OCTETS + (size_t)len;
    return ALB_OK;
}

static alb_status read_some(link_socket *link, size_t need, int timeout_ms, alb_err *err)
{
    forget_taken(link);
    /* Room grows with what has come, not with what a length promises. */
    size_t room = link->in_len + FIRST_BUFFER < need ? link->in_len + FIRST_BUFFER : need;
    if (!grow(&link->in, &link->in_cap, room > FIRST_BUFFER ? room : FIRST_BUFFER)) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a frame");
    }
    if (timeout_ms >= 0) {
        ALB_TRY(wait_readable(link->fd, timeout_ms, err));
    }
    ssize_t n = recv(link->fd, link->in + link->in_len, link->in_cap - link->in_len, 0);
    if (n < 0 && errno == EINTR) {
        return ALB_OK;
    }
    if (n <= 0) {
        return ALB_CLOSED;
    }
    link->in_len += (size_t)n;
    return ALB_OK;
}

alb_status link_receive(link_socket *link, int timeout_ms, link_frame *out, alb_err *err)
{
    memset(out, 0, sizeof *out);
    for (;;) {
        size_t size = 0;
        if (frame_size(link, &size) != ALB_OK) {
            return alb_fail(err, ALB_BAD_FORMAT, NULL, 0, "length of a frame out of range");
        }
        alb_span octets = waiting_octets(link);
        if (size != 0 && octets.len >= size) {
            alb_rd r = alb_rd_init(alb_span_sub(octets, 0, size));
            link->in_at += size;
            return link_frame_read(&r, out) == ALB_OK
                       ? ALB_OK
                       : alb_fail(err, ALB_BAD_FORMAT, NULL, alb_rd_offset(&r), "broken frame");
        }
        ALB_TRY(read_some(link, size ? size : LENGTH_OCTETS, timeout_ms, err));
    }
}
