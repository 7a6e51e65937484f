#include "proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 16384, LOOK_MS = 100, HALF_OPEN_MS = 3000, EVENTS = 24 };

/* What happens to a connection. */
typedef enum fate { GOOD, DELAYED, CLOSED, RESET, HALF_OPEN, FATES } fate;

struct proxy {
    char to[128], address[32];
    int fd;
    pthread_t thread;
    atomic_bool stopping, is_calm;
    atomic_uint connections, harmed;
    atomic_ulong random;
};

typedef struct connection {
    proxy *proxy;
    int ends[2];
    fate fate;
    unsigned long left; /* when it happens: after so many pieces */
} connection;

static unsigned long draw(proxy *p, unsigned long below)
{
    unsigned long x = atomic_fetch_add(&p->random, 0x9e3779b97f4a7c15UL);
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9UL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebUL;
    return (x ^ (x >> 31)) % below;
}

static void pause_ms(unsigned long ms)
{
    struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&t, NULL);
}

static int connect_out(const char *to)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in tcp = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool is_local = strncmp(to, "unix:", 5) == 0;
    const char *colon = strrchr(to, ':');
    (void)snprintf(local.sun_path, sizeof local.sun_path, "%.100s", to + 5);
    tcp.sin_port = htons((uint16_t)strtod(colon + 1, NULL));
    int fd = socket(is_local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int st = is_local ? connect(fd, (struct sockaddr *)&local, sizeof local)
                      : connect(fd, (struct sockaddr *)&tcp, sizeof tcp);
    if (st != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* False: the end. */
static bool pass(const connection *c, int from)
{
    char octets[CHUNK];
    ssize_t n = recv(c->ends[from], octets, sizeof octets, 0);
    for (ssize_t sent = 0; n > 0 && sent < n;) {
        ssize_t one = send(c->ends[!from], octets + sent, (size_t)(n - sent), MSG_NOSIGNAL);
        if (one <= 0) {
            return false;
        }
        sent += one;
    }
    return n > 0;
}

static void reset(int fd)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void choose(connection *c)
{
    c->fate = atomic_load(&c->proxy->is_calm) ? GOOD : (fate)(1 + draw(c->proxy, FATES - 1));
    c->left += 1 + draw(c->proxy, EVENTS);
}

/* True: it is over. */
static bool strike(connection *c)
{
    atomic_fetch_add(&c->proxy->harmed, 1);
    switch (c->fate) {
    case DELAYED:
        pause_ms(50 + draw(c->proxy, 1500));
        choose(c);
        return false;
    case RESET:
        reset(c->ends[0]);
        reset(c->ends[1]);
        return true;
    case HALF_OPEN:
        pause_ms(HALF_OPEN_MS);
        return true;
    case GOOD:
    case CLOSED:
    case FATES:
        break;
    }
    return true;
}

static void *carry(void *arg)
{
    connection *c = arg;
    proxy *p = c->proxy;
    bool good = true;
    unsigned long passed = 0;
    while (good && !atomic_load(&p->stopping)) {
        struct pollfd f[] = {{.fd = c->ends[0], .events = POLLIN}, {.fd = c->ends[1], .events = POLLIN}};
        if (poll(f, 2, LOOK_MS) <= 0) {
            continue;
        }
        if (c->fate != GOOD && !atomic_load(&p->is_calm) && passed >= c->left && strike(c)) {
            break;
        }
        for (int i = 0; i < 2 && good; i++) {
            good = !f[i].revents || pass(c, i);
            passed += f[i].revents != 0;
        }
    }
    (void)close(c->ends[0]);
    (void)close(c->ends[1]);
    free(c);
    (void)atomic_fetch_sub(&p->connections, 1);
    return NULL;
}

static void take(proxy *p, int fd)
{
    pthread_t thread;
    pthread_attr_t detached;
    connection *c = calloc(1, sizeof *c);
    int out = connect_out(p->to);
    if (!c || out < 0) {
        (void)close(fd);
        free(c);
        return;
    }
    *c = (connection){.proxy = p, .ends = {fd, out}};
    choose(c);
    (void)atomic_fetch_add(&p->connections, 1);
    (void)pthread_attr_init(&detached);
    (void)pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &detached, carry, c) != 0) {
        abort();
    }
    (void)pthread_attr_destroy(&detached);
}

static void *listen_main(void *arg)
{
    proxy *p = arg;
    while (!atomic_load(&p->stopping)) {
        struct pollfd f = {.fd = p->fd, .events = POLLIN};
        if (poll(&f, 1, LOOK_MS) > 0) {
            int fd = accept(p->fd, NULL, NULL);
            if (fd >= 0) {
                take(p, fd);
            }
        }
    }
    return NULL;
}

proxy *proxy_start(const char *to)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    proxy *p = calloc(1, sizeof *p);
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    atomic_store(&p->random, (unsigned long)now.tv_nsec);
    (void)snprintf(p->to, sizeof p->to, "%s", to);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(p->fd, (struct sockaddr *)&at, len) != 0 || listen(p->fd, 64) != 0 ||
        getsockname(p->fd, (struct sockaddr *)&at, &len) != 0 ||
        pthread_create(&p->thread, NULL, listen_main, p) != 0) {
        return NULL;
    }
    (void)snprintf(p->address, sizeof p->address, "127.0.0.1:%u", ntohs(at.sin_port));
    return p;
}

const char *proxy_address(const proxy *p)
{
    return p->address;
}

void proxy_calm(proxy *p)
{
    atomic_store(&p->is_calm, true);
}

unsigned proxy_harmed(const proxy *p)
{
    return atomic_load(&p->harmed);
}

void proxy_stop(proxy *p)
{
    if (!p) {
        return;
    }
    atomic_store(&p->stopping, true);
    (void)pthread_join(p->thread, NULL);
    while (atomic_load(&p->connections) > 0) {
        pause_ms(10);
    }
    (void)close(p->fd);
    free(p);
}
