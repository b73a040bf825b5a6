// Readiness of thousands of descriptors at once; Swift's Glibc module leaves it out.
#include <stdint.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>

static inline int epoll_change(int epoll, int action, int descriptor, uint32_t events) {
  struct epoll_event event = {.events = events, .data = {.fd = descriptor}};
  return epoll_ctl(epoll, action, descriptor, &event);
}

static inline int epoll_event_descriptor(const struct epoll_event *event) {
  return event->data.fd;
}

static inline uint32_t epoll_event_flags(const struct epoll_event *event) {
  return event->events;
}

// Waits in nanoseconds, or for ever if `seconds` is negative.
static inline int epoll_await(int epoll, struct epoll_event *events, int count, double seconds) {
  struct timespec time;
  time.tv_sec = (time_t)seconds;
  time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
  return epoll_pwait2(epoll, events, count, seconds < 0 ? NULL : &time, NULL);
}
