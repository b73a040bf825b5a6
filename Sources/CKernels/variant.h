// All kernels for one instruction set. Before it is included, NAME(x) gives a function its name,
// LANES is the length of a vector, ROWS × 2 of which are a tile's sums in registers.

typedef float NAME(V) __attribute__((vector_size(4 * LANES)));
typedef float NAME(U) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t NAME(I) __attribute__((vector_size(4 * LANES)));
#define V NAME(V)
#define I NAME(I)

INLINE V NAME(load)(const float *p) { return *(const NAME(U) *)p; }
INLINE void NAME(store)(float *p, V v) { *(NAME(U) *)p = v; }
INLINE V NAME(root)(V v) { return __builtin_elementwise_sqrt(v); }

#include "rows.h"
#include "attention.h"
#include "product.h"

static const struct Kernels NAME(kernels) = {
    TITLE,           NAME(packedCount),  NAME(pack),           NAME(multiplyPacked),
    NAME(attend),    NAME(softmax),      NAME(softmaxBackward), NAME(logSumExponential),
    NAME(exponentials), NAME(norm),      NAME(normBackward),   NAME(swiGLU),
    NAME(swiGLUBackward), NAME(rotate),  NAME(add),            NAME(dot),
    NAME(adamW),
};

#undef V
#undef I
#undef NAME
#undef LANES
#undef ROWS
#undef TITLE
