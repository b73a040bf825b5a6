#include <curl/curl.h>

// Swift cannot call variadic functions. libcurl defines its option setters also as macros that
// check types, hence the parentheses around the names.

static inline CURLcode easy_set_long(CURL *easy, CURLoption option, long value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode easy_set_text(CURL *easy, CURLoption option, const char *value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode easy_set_pointer(CURL *easy, CURLoption option, void *value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode easy_set_writer(CURL *easy, curl_write_callback value) {
  return (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, value);
}

static inline CURLcode easy_get_long(CURL *easy, CURLINFO what, long *value) {
  return (curl_easy_getinfo)(easy, what, value);
}

static inline CURLcode easy_get_size(CURL *easy, CURLINFO what, curl_off_t *value) {
  return (curl_easy_getinfo)(easy, what, value);
}

static inline CURLMcode multi_set_socket_function(
    CURLM *multi, curl_socket_callback function, void *context) {
  (curl_multi_setopt)(multi, CURLMOPT_SOCKETDATA, context);
  return (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode multi_set_timer_function(
    CURLM *multi, curl_multi_timer_callback function, void *context) {
  (curl_multi_setopt)(multi, CURLMOPT_TIMERDATA, context);
  return (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, function);
}

static inline CURLMcode multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (curl_multi_setopt)(multi, option, value);
}
