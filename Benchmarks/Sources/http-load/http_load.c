// Tocsin — Benchmarks: reports over HTTP, as fast as answers come
// SPDX-License-Identifier: Apache-2.0
//
// Keeps N connections open to 127.0.0.1 and posts one report after another over each; every answer
// must be 202. Prints one line of JSON in the form of mllp_load's.
//
// `alertmanager` posts the same small alert to Prometheus Alertmanager, which every answer of 200
// has taken into memory: the yardstick beside us. `peer-page` posts it an alert of its own each
// time, with the time of CLOCK_MONOTONIC for http_sink; `page` posts us a high alert each time.
//
//   http_load --port P --conns N --msgs M --warm W --key K --pid PID --seed S
//             --kind nothing|alert|storm|page|alertmanager|peer-page

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
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

#define BUFFER 4096
#define IDLE_MS 30000

struct connection {
  int descriptor;
  int number;
  long sent;
  uint64_t begun;
  size_t filled;
  char buffer[BUFFER];
};

static int port, connections = 32, pid;
static long messages = 1000, warm = 100, seed = 1;
static const char *kind = "nothing", *key = "";
static double *samples;
static long measured, wrong;

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

/// The processor time of the gateway so far, in microseconds.
static double server_us(void) {
  char path[64], line[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  char *text = fgets(line, sizeof line, file);
  fclose(file);
  char *rest = text ? strrchr(text, ')') : NULL;
  unsigned long user = 0, system = 0;
  if (!rest || sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                      &system) != 2) {
    return 0;
  }
  return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static int is_peer_page(void) { return strcmp(kind, "peer-page") == 0; }

static int is_alertmanager(void) { return strcmp(kind, "alertmanager") == 0 || is_peer_page(); }

static int is_paged(void) { return strcmp(kind, "storm") == 0 || strcmp(kind, "page") == 0; }

static void post(struct connection *one) {
  char body[512], request[1024];
  int length;
  if (is_peer_page()) {
    length = snprintf(body, sizeof body,
                      "[{\"labels\":{\"alertname\":\"freezer\",\"id\":\"%ld-%d-%ld\"},\"annotations\":{"
                      "\"at\":\"%llu\",\"summary\":\"Freezer at -61.0 C, limit -70 C\"}}]",
                      seed, one->number, one->sent, (unsigned long long)now_ns());
  } else if (is_alertmanager()) {
    length = snprintf(body, sizeof body,
                      "[{\"labels\":{\"alertname\":\"freezer\"},\"annotations\":{\"summary\":"
                      "\"Freezer at -61.0 C, limit -70 C, rising for 12 minutes\"}}]");
  } else if (strcmp(kind, "nothing") != 0) {
    length = snprintf(
        body, sizeof body,
        "{\"key\":\"%ld-%d-%ld\",\"priority\":\"%s\",\"kind\":\"%s\",\"what\":\"Freezer "
        "%d at -61.0 C, limit -70 C, rising for 12 minutes\",\"where\":\"Biobank, cold room 2\","
        "\"ward\":\"BIO\",\"callBack\":\"4711\",\"since\":\"2026-11-24T03:02:00+01:00\"}",
        seed, one->number, one->sent, strcmp(kind, "page") == 0 ? "high" : "low",
        is_paged() ? "critical-result" : "temperature", one->number);
  } else {
    length = snprintf(
        body, sizeof body,
        "{\"key\":\"%ld-%d-%ld\",\"signal\":\"ended\",\"what\":\"Freezer %d at -79.0 C, limit -70 "
        "C, steady for 12 minutes\",\"where\":\"Biobank, cold room 2\",\"ward\":\"BIO\"}",
        seed, one->number, one->sent, one->number);
  }
  int all = snprintf(
      request, sizeof request,
      "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
      "Content-Type: application/json\r\nIdempotency-Key: %ld-%d-%ld\r\nContent-Length: %d\r\n\r\n"
      "%s",
      is_alertmanager() ? "/api/v2/alerts" : "/v1/alerts", key, seed, one->number, one->sent, length, body);
  one->begun = now_ns();
  one->filled = 0;
  if (write(one->descriptor, request, (size_t)all) != all) {
    perror("write");
    exit(1);
  }
  one->sent++;
}

/// Whether a whole answer is in the buffer.
static int is_whole(struct connection *one) {
  one->buffer[one->filled] = 0;
  char *end = strstr(one->buffer, "\r\n\r\n");
  if (!end) return 0;
  char *length = strcasestr(one->buffer, "\r\ncontent-length:");
  long body = length && length < end ? atol(length + 17) : 0;
  return one->filled >= (size_t)(end + 4 - one->buffer) + (size_t)body;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double at(double part) {
  if (measured == 0) return 0;
  long index = (long)(part * (double)(measured - 1));
  return samples[index];
}

static void options(int count, char **words) {
  for (int index = 1; index + 1 < count; index += 2) {
    const char *name = words[index], *value = words[index + 1];
    if (strcmp(name, "--port") == 0) port = atoi(value);
    else if (strcmp(name, "--conns") == 0) connections = atoi(value);
    else if (strcmp(name, "--msgs") == 0) messages = atol(value);
    else if (strcmp(name, "--warm") == 0) warm = atol(value);
    else if (strcmp(name, "--seed") == 0) seed = atol(value);
    else if (strcmp(name, "--pid") == 0) pid = atoi(value);
    else if (strcmp(name, "--kind") == 0) kind = value;
    else if (strcmp(name, "--key") == 0) key = value;
    else {
      fprintf(stderr, "http_load does not know %s\n", name);
      exit(64);
    }
  }
  if (port <= 0 || connections < 1 || messages < 1) {
    fprintf(stderr, "http_load needs --port, --conns and --msgs\n");
    exit(64);
  }
}

static int connected(void) {
  int descriptor = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("connect");
    exit(1);
  }
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return descriptor;
}

int main(int count, char **words) {
  options(count, words);
  struct connection *all = calloc((size_t)connections, sizeof *all);
  samples = calloc((size_t)(connections * messages), sizeof *samples);
  int poll = epoll_create1(0), open = connections, timed_out = 0;
  for (int index = 0; index < connections; index++) {
    all[index].number = index;
    all[index].descriptor = connected();
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[index]};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[index].descriptor, &event);
  }
  for (int index = 0; index < connections; index++) post(&all[index]);
  uint64_t begin = 0, end = 0;
  double cpu = 0;
  while (open > 0 && !timed_out) {
    struct epoll_event events[64];
    int ready = epoll_wait(poll, events, 64, IDLE_MS);
    if (ready == 0) timed_out = 1;
    for (int index = 0; index < ready; index++) {
      struct connection *one = events[index].data.ptr;
      ssize_t got = read(one->descriptor, one->buffer + one->filled, BUFFER - 1 - one->filled);
      if (got <= 0) {
        wrong++;
        open--;
        epoll_ctl(poll, EPOLL_CTL_DEL, one->descriptor, NULL);
        continue;
      }
      one->filled += (size_t)got;
      if (!is_whole(one)) continue;
      end = now_ns();
      const char *taken = is_alertmanager() ? "HTTP/1.1 200" : "HTTP/1.1 202";
      if (strncmp(one->buffer, taken, 12) != 0) wrong++;
      if (one->sent > warm) {
        if (begin == 0) {
          begin = one->begun;
          cpu = server_us();
        }
        samples[measured++] = (double)(end - one->begun) / 1000;
      }
      if (one->sent < warm + messages) {
        post(one);
      } else {
        open--;
      }
    }
  }
  double seconds = (double)(end - begin) / 1e9;
  double used = (server_us() - cpu) / (double)(measured ? measured : 1);
  qsort(samples, (size_t)measured, sizeof *samples, by_size);
  printf("{\"msgs\":%ld,\"secs\":%.4f,\"rate\":%.1f,\"p50_us\":%.1f,\"p90_us\":%.1f,"
         "\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"server_us_msg\":%.2f,"
         "\"err_code\":%ld,\"err_id\":0,\"err_nomsa\":0,\"err_lost\":0,\"err_frame\":0,"
         "\"timed_out\":%s}\n",
         measured, seconds, (double)measured / (seconds > 0 ? seconds : 1), at(0.5), at(0.9),
         at(0.99), at(0.999), at(1), used, wrong, timed_out ? "true" : "false");
  return 0;
}
