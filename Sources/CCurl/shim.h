// Tocsin — CCurl: libcurl for TocsinDelivery, its variadic calls one type each
// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

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
