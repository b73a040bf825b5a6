// Header-only: nothing to link, and the hash is inlined where it is used. The library renames its
// functions by macros then, which Swift cannot see: these are their names for Swift.
#define XXH_INLINE_ALL
#include <xxhash.h>

typedef XXH64_state_t HashState;

static inline uint64_t hashBytes(const void *bytes, size_t count, uint64_t seed) {
  return XXH64(bytes, count, seed);
}
static inline void hashReset(HashState *state) { XXH64_reset(state, 0); }
static inline void hashUpdate(HashState *state, const void *bytes, size_t count) {
  XXH64_update(state, bytes, count);
}
static inline uint64_t hashDigest(const HashState *state) { return XXH64_digest(state); }
