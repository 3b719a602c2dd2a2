// Tocsin — Benchmarks: where Alertmanager's webhooks arrive
// SPDX-License-Identifier: Apache-2.0
//
// Takes requests on 127.0.0.1 over any number of connections and answers each with 200 once it has
// come whole. Every `"at":"N"` in a body is an alert that was posted at N ns of CLOCK_MONOTONIC.
// Prints "ready PORT", and after COUNT alerts one line of JSON: when the last one came, and how
// long they took.
//
//   http_sink --count COUNT

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER (1 << 20)
#define IDLE_MS 60000

struct connection {
  int descriptor;
  size_t filled;
  char *buffer;
};

static long wanted = 1, came;
static double *samples;

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void tell(uint64_t end) {
  qsort(samples, (size_t)came, sizeof *samples, by_size);
  printf("{\"count\":%ld,\"end_ns\":%llu,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}\n", came,
         (unsigned long long)end, samples[(long)(0.5 * (double)(came - 1))],
         samples[(long)(0.99 * (double)(came - 1))], samples[came - 1]);
  fflush(stdout);
}

/// Counts the alerts of one body.
static void count(char *body, char *end) {
  uint64_t now = now_ns();
  char kept = *end;
  *end = 0;
  // Behind its alerts a notification says once more what they have in common.
  char *common = strstr(body, "\"groupLabels\"");
  if (common) *common = 0;
  for (char *at = body; came < wanted && (at = strstr(at, "\"at\":\"")); at += 6) {
    samples[came++] = (double)(now - strtoull(at + 6, NULL, 10)) / 1000;
  }
  if (common) *common = '"';
  *end = kept;
  if (came == wanted) {
    tell(now);
    exit(0);
  }
}

/// Answers every whole request in the buffer.
static void answer(struct connection *one) {
  static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  for (;;) {
    one->buffer[one->filled] = 0;
    char *end = strstr(one->buffer, "\r\n\r\n");
    if (!end) return;
    char *length = strcasestr(one->buffer, "\r\ncontent-length:");
    size_t body = length && length < end ? (size_t)atol(length + 17) : 0;
    size_t whole = (size_t)(end + 4 - one->buffer) + body;
    if (one->filled < whole) return;
    count(end + 4, one->buffer + whole);
    if (write(one->descriptor, reply, sizeof reply - 1) < 0) return;
    memmove(one->buffer, one->buffer + whole, one->filled - whole);
    one->filled -= whole;
  }
}

static int listening(void) {
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
      listen(descriptor, 512) != 0 ||
      getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) {
    perror("listen");
    exit(1);
  }
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return descriptor;
}

static void take(int poll, int listener) {
  struct connection *one = calloc(1, sizeof *one);
  int yes = 1;
  one->descriptor = accept(listener, NULL, NULL);
  one->buffer = malloc(BUFFER + 1);
  setsockopt(one->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
  epoll_ctl(poll, EPOLL_CTL_ADD, one->descriptor, &event);
}

static void receive(int poll, struct connection *one) {
  size_t room = BUFFER - one->filled;
  ssize_t got = room > 0 ? read(one->descriptor, one->buffer + one->filled, room) : 0;
  if (got > 0) {
    one->filled += (size_t)got;
    answer(one);
    return;
  }
  epoll_ctl(poll, EPOLL_CTL_DEL, one->descriptor, NULL);
  close(one->descriptor);
  free(one->buffer);
  free(one);
}

int main(int argc, char **words) {
  if (argc == 3 && strcmp(words[1], "--count") == 0) wanted = atol(words[2]);
  if (argc != 3 || wanted < 1) {
    fprintf(stderr, "http_sink needs --count COUNT\n");
    return 64;
  }
  samples = calloc((size_t)wanted, sizeof *samples);
  int listener = listening(), poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct epoll_event events[64];
    int ready = epoll_wait(poll, events, 64, IDLE_MS);
    if (ready <= 0) return 1;
    for (int index = 0; index < ready; index++) {
      if (events[index].data.ptr) receive(poll, events[index].data.ptr);
      else take(poll, listener);
    }
  }
}
