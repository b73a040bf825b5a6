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
    .name = TITLE,
    .packedCount = NAME(packedCount),
    .pack = NAME(pack),
    .multiplyPacked = NAME(multiplyPacked),
    .attend = NAME(attend),
    .softmax = NAME(softmax),
    .softmaxBackward = NAME(softmaxBackward),
    .logSumExponential = NAME(logSumExponential),
    .exponentials = NAME(exponentials),
    .norm = NAME(norm),
    .normBackward = NAME(normBackward),
    .swiGLU = NAME(swiGLU),
    .swiGLUBackward = NAME(swiGLUBackward),
    .geGLU = NAME(geGLU),
    .geGLUBackward = NAME(geGLUBackward),
    .rotate = NAME(rotate),
    .add = NAME(add),
    .dot = NAME(dot),
    .adamW = NAME(adamW),
};

#undef V
#undef I
#undef NAME
#undef LANES
#undef ROWS
#undef TITLE
