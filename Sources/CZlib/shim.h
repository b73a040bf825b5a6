#include <zlib.h>

// The window of a stream whose gzip header zlib reads itself: 15 bits, and 16 for gzip.
static inline int gunzipInit(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
