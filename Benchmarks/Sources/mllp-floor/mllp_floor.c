/*
 * Tocsin — Benchmarks: the least that a durable MLLP listener can do
 * SPDX-License-Identifier: Apache-2.0
 *
 * One thread, epoll. Appends every frame to a file that was written before, syncs once for all that
 * one turn of the loop brought, and only then answers AA. It parses nothing but MSH-10, keeps no
 * index and recognises no repetition: what is slower than this is the price of the rest.
 *
 * Usage: mllp-floor FILE [nosync]; prints "ready mllp=127.0.0.1:PORT" and serves until a signal.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define VT 0x0b
#define FS 0x1c
#define CR 0x0d
#define EVENTS_MAX 256
#define BUFFER_BYTES 262144
#define FILE_BYTES (64L << 20)

struct source {
    int fd;
    size_t length;
    char *bytes;
};

static char out[EVENTS_MAX][BUFFER_BYTES / 8];
static size_t out_length[EVENTS_MAX];
static char block[65536];
static off_t place;

static void fail(const char *what)
{
    fprintf(stderr, "mllp-floor: %s: %s\n", what, strerror(errno));
    exit(70);
}

/* The file is written once from end to end, so that a sync later moves no metadata. */
static int prepare(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        fail(path);
    for (off_t at = 0; at < FILE_BYTES; at += (off_t)sizeof block)
        if (pwrite(fd, block, sizeof block, at) != (ssize_t)sizeof block)
            fail("write");
    if (fsync(fd))
        fail("fsync");
    return fd;
}

static int listen_on_loopback(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) || listen(fd, 512))
        fail("listen");
    if (getsockname(fd, (struct sockaddr *)&address, &size))
        fail("getsockname");
    printf("ready mllp=127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void take_new(int listener, int poller)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
    if (fd < 0)
        return;
    struct source *source = calloc(1, sizeof *source);
    if (!source || !(source->bytes = malloc(BUFFER_BYTES)))
        fail("memory");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    source->fd = fd;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = source};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event))
        fail("epoll_ctl");
}

/* MSH-10: the tenth field, MSH-1 being the separator itself. */
static const char *control_id(const char *message, const char *end, size_t *length)
{
    const char *at = message;
    for (int field = 0; at && field < 9; field++) {
        at = memchr(at, '|', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    const char *stop = at ? memchr(at, '|', (size_t)(end - at)) : NULL;
    *length = stop ? (size_t)(stop - at) : 0;
    return at;
}

/* Appends the whole frames of a source and prepares their replies. */
static bool take_frames(struct source *source, int file, int turn)
{
    char *from = source->bytes, *end = source->bytes + source->length, *stop;
    bool any = false;
    while ((stop = memchr(from, FS, (size_t)(end - from))) && stop + 1 < end) {
        size_t size = (size_t)(stop + 2 - from), id_size;
        if (place + (off_t)size > FILE_BYTES)
            place = 0;
        if (pwrite(file, from, size, place) != (ssize_t)size)
            fail("write");
        place += (off_t)size;
        const char *id = control_id(from, stop, &id_size);
        out_length[turn] += (size_t)snprintf(
            out[turn] + out_length[turn], sizeof out[turn] - out_length[turn],
            "%cMSH|^~\\&|||||||ACK^R01^ACK|1|P|2.5.1\rMSA|AA|%.*s\r%c%c", VT, (int)id_size, id, FS, CR);
        from = stop + 2;
        any = true;
    }
    source->length = (size_t)(end - from);
    memmove(source->bytes, from, source->length);
    return any;
}

/* Reads what is there; false when the source has gone. */
static bool read_source(struct source *source)
{
    ssize_t count = read(source->fd, source->bytes + source->length, BUFFER_BYTES - source->length);
    if (count > 0)
        source->length += (size_t)count;
    if (count > 0 || (count < 0 && errno == EAGAIN))
        return true;
    close(source->fd);
    free(source->bytes);
    free(source);
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 64;
    bool syncs = argc < 3 || strcmp(argv[2], "nosync");
    int file = prepare(argv[1]), listener = listen_on_loopback(), poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS_MAX];
    if (poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event))
        fail("epoll");
    for (;;) {
        int count = epoll_wait(poller, events, EVENTS_MAX, -1);
        bool any = false;
        for (int turn = 0; turn < count; turn++) {
            struct source *source = events[turn].data.ptr;
            out_length[turn] = 0;
            if (!source)
                take_new(listener, poller);
            else if (read_source(source))
                any |= take_frames(source, file, turn);
        }
        if (any && syncs && fdatasync(file))
            fail("fdatasync");
        for (int turn = 0; turn < count; turn++)
            if (out_length[turn] > 0) {
                struct source *source = events[turn].data.ptr;
                if (write(source->fd, out[turn], out_length[turn]) < 0 && errno != EPIPE)
                    fail("write reply");
            }
    }
}
