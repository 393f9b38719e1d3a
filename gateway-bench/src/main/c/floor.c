/*
 * floor CLIENT_PORT PUSH_PORT
 *
 * What any gateway is measured against: one thread, epoll, and one send() per subscriber and message. Nothing else is
 * done, so a gateway that makes one system call per delivery cannot be cheaper than this.
 *
 *   GET  with Sec-WebSocket-Key on CLIENT_PORT   joins
 *   POST on PUSH_PORT                            frames the body once, sends it to all, answers 202
 *   GET  without the key, on either port         answers 200
 *
 * Loopback only. There is no queue: a subscriber that does not take a whole frame at once is disconnected.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_FDS = 1 << 16, INPUT_BYTES = 128 << 10, FRAME_HEAD_MAX = 10, EVENTS = 256 };
enum kind { FREE, LISTENER, REQUESTS, SUBSCRIBER };

struct connection {
    enum kind kind;
    int place;      /* in subscribers[], for a SUBSCRIBER */
    size_t filled;  /* bytes in input */
    char *input;    /* REQUESTS only */
};

static struct connection connections[MAX_FDS];
static int subscribers[MAX_FDS];
static int subscriber_count;
static int poller;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

/* ---- the WebSocket handshake ---- */

static uint32_t rotate(uint32_t value, int bits) {
    return value << bits | value >> (32 - bits);
}

static void sha1_block(uint32_t state[5], const uint8_t *block) {
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
        uint32_t mix, constant;
        if (i < 16) {
            memcpy(&w[i], block + 4 * i, 4);
            w[i] = ntohl(w[i]);
        } else {
            w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        switch (i / 20) {
            case 0:  mix = (b & c) | (~b & d);          constant = 0x5a827999; break;
            case 1:  mix = b ^ c ^ d;                   constant = 0x6ed9eba1; break;
            case 2:  mix = (b & c) | (b & d) | (c & d); constant = 0x8f1bbcdc; break;
            default: mix = b ^ c ^ d;                   constant = 0xca62c1d6; break;
        }
        uint32_t next = rotate(a, 5) + mix + e + constant + w[i];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

/* The key has 24 characters and the suffix 36, so the padded text always fills exactly two blocks. */
static void accept_value(const char key[24], char base64[29]) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    uint8_t text[128] = {0}, digest[21] = {0};
    memcpy(text, key, 24);
    memcpy(text + 24, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
    text[60] = 0x80;
    text[126] = 60 * 8 >> 8;
    text[127] = (60 * 8) & 0xff;
    sha1_block(state, text);
    sha1_block(state, text + 64);
    for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
    for (int i = 0; i < 28; i++) {
        int bit = i * 6, two_bytes = digest[bit / 8] << 8 | (bit / 8 < 20 ? digest[bit / 8 + 1] : 0);
        base64[i] = letters[two_bytes >> (10 - bit % 8) & 63];
    }
    strcpy(base64 + 27, "=");
}

/* ---- connections ---- */

static void watch(int fd, enum kind kind) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    connections[fd] = (struct connection){.kind = kind};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static void disconnect(int fd) {
    struct connection *connection = &connections[fd];
    if (connection->kind == SUBSCRIBER) {
        int moved = subscribers[--subscriber_count];
        subscribers[connection->place] = moved;
        connections[moved].place = connection->place;
    }
    free(connection->input);
    *connection = (struct connection){.kind = FREE};
    close(fd);
}

static void join(int fd) {
    free(connections[fd].input);
    connections[fd] = (struct connection){.kind = SUBSCRIBER, .place = subscriber_count};
    subscribers[subscriber_count++] = fd;
}

static void broadcast(const char *payload, size_t length) {
    static uint8_t frame[FRAME_HEAD_MAX + INPUT_BYTES];
    size_t head = length < 126 ? 2 : length < 65536 ? 4 : 10;
    frame[0] = 0x81;
    frame[1] = (uint8_t)(head == 2 ? length : head == 4 ? 126 : 127);
    for (size_t i = 2; i < head; i++) frame[i] = (uint8_t)((uint64_t)length >> 8 * (head - 1 - i));
    memcpy(frame + head, payload, length);
    ssize_t bytes = (ssize_t)(head + length);
    /* Backwards, because disconnect() fills the hole with the last one. */
    for (int i = subscriber_count - 1; i >= 0; i--)
        if (send(subscribers[i], frame, (size_t)bytes, MSG_DONTWAIT | MSG_NOSIGNAL) != bytes) disconnect(subscribers[i]);
}

/* ---- requests ---- */

static int answer(int fd, const char *text) {
    size_t length = strlen(text);
    return send(fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)length ? 0 : -1;
}

static const char *field(const char *head, const char *name) {
    const char *found = strcasestr(head, name);
    return found ? found + strlen(name) + strspn(found + strlen(name), " ") : NULL;
}

/* Handles the first request in the input: its length, 0 if it is not complete, -1 if the connection must go. */
static ssize_t handle_request(int fd, char *input, size_t filled) {
    char *end = memmem(input, filled, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0;
    const char *length = field(input, "\r\ncontent-length:"), *key = field(input, "\r\nsec-websocket-key:");
    size_t head = (size_t)(end - input) + 4, body = length ? strtoul(length, NULL, 10) : 0;
    if (head + body > filled) {
        *end = '\r';
        return head + body > INPUT_BYTES ? -1 : 0;
    }
    int sent;
    if (!strncmp(input, "POST ", 5)) {
        broadcast(input + head, body);
        sent = answer(fd, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    } else if (key && strcspn(key, "\r") == 24) {
        char accept[29], text[160];
        accept_value(key, accept);
        snprintf(text, sizeof text,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
        sent = answer(fd, text);
        if (!sent) join(fd);
    } else {
        sent = answer(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
    return sent ? -1 : (ssize_t)(head + body);
}

static void read_requests(int fd) {
    struct connection *connection = &connections[fd];
    if (!connection->input && !(connection->input = malloc(INPUT_BYTES + 1))) fail("malloc");
    ssize_t got = recv(fd, connection->input + connection->filled, INPUT_BYTES - connection->filled, 0);
    if (got <= 0) {
        /* An event of this round may belong to a connection that is gone and whose number was given out again. */
        if (!got || errno != EAGAIN) disconnect(fd);
        return;
    }
    connection->filled += (size_t)got;
    size_t done = 0;
    while (connection->kind == REQUESTS) {
        ssize_t used = handle_request(fd, connection->input + done, connection->filled - done);
        if (used < 0) {
            disconnect(fd);
            return;
        }
        if (!used) break;
        done += (size_t)used;
    }
    if (!connection->input) return;
    connection->filled -= done;
    memmove(connection->input, connection->input + done, connection->filled);
}

/* What subscribers send does not matter here, except that they leave. */
static void read_subscriber(int fd) {
    char ignored[1024];
    ssize_t got = recv(fd, ignored, sizeof ignored, 0);
    if (!got || (got < 0 && errno != EAGAIN)) disconnect(fd);
}

static void accept_all(int listener) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MAX_FDS) fail("more connections than MAX_FDS");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        watch(fd, REQUESTS);
    }
}

static void listen_on(const char *port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1024)) fail(port);
    watch(fd, LISTENER);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s CLIENT_PORT PUSH_PORT\n", argv[0]);
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    listen_on(argv[1]);
    listen_on(argv[2]);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            switch (connections[fd].kind) {
                case FREE: break;
                case LISTENER: accept_all(fd); break;
                case REQUESTS: read_requests(fd); break;
                case SUBSCRIBER: read_subscriber(fd); break;
            }
        }
    }
}
