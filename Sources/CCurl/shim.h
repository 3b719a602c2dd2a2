// Tocsin — CCurl: libcurl for TocsinDelivery, its variadic calls one type each
// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static inline CURLcode tocsin_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_writer(
    CURL *handle, CURLoption option, size_t (*take)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(handle, option, take);
}

static inline CURLcode tocsin_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tocsin_curl_set_opener(CURL *handle, curl_opensocket_callback opener) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
}

static inline CURLcode tocsin_curl_set_watcher(CURL *handle, curl_debug_callback watcher) {
  return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, watcher);
}

static inline CURLMcode tocsin_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// Copies the address that a socket is wanted for: 4 or 16 bytes, or 0 for another family.
static inline int tocsin_curl_address(const struct curl_sockaddr *wanted, unsigned char *bytes) {
  if (wanted->family == AF_INET) {
    const struct sockaddr_in *address = (const struct sockaddr_in *)(const void *)&wanted->addr;
    memcpy(bytes, &address->sin_addr, 4);
    return 4;
  }
  if (wanted->family == AF_INET6) {
    const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)(const void *)&wanted->addr;
    memcpy(bytes, &address->sin6_addr, 16);
    return 16;
  }
  return 0;
}

static inline curl_socket_t tocsin_curl_open(const struct curl_sockaddr *wanted) {
  return socket(wanted->family, wanted->socktype | SOCK_CLOEXEC, wanted->protocol);
}

static inline CURLcode tocsin_curl_get_long(CURL *handle, CURLINFO what, long *value) {
  return curl_easy_getinfo(handle, what, value);
}

static inline int tocsin_curl_next_done(CURLM *multi, CURL **handle, CURLcode *result) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg == CURLMSG_DONE) {
      *handle = message->easy_handle;
      *result = message->data.result;
      return 1;
    }
  }
  return 0;
}
