// Header-only: nothing to link, and the hash is inlined where it is used.
#define XXH_INLINE_ALL
#include <xxhash.h>
