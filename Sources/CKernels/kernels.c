#include "CKernels.h"
#include <math.h>

// Products and sums may be rounded once where the set can do that.
#pragma clang fp contract(fast)

#define INLINE static inline __attribute__((always_inline))
/// The greatest depth of a panel: 80 KiB of AVX-512's. It streams from the second cache; results
/// that are summed up in more parts would be read and written more often, which costs more.
#define DEPTH 640
/// How many rows are copied at a time, whole tiles of every set.
#define TALL 120

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));

#ifdef __x86_64__
#define TITLE "SSE2"
#define ROWS 6
#else
#define TITLE "NEON"
#define ROWS 12
#endif
#define NAME(x) x##Plain
#define LANES 4
#include "variant.h"

#ifdef __x86_64__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TITLE "AVX2"
#define ROWS 6
#define NAME(x) x##Wide
#define LANES 8
#include "variant.h"
#pragma clang attribute pop

#pragma clang attribute push(                                                         \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#define TITLE "AVX-512"
#define ROWS 12
#define NAME(x) x##Widest
#define LANES 16
#include "variant.h"
#pragma clang attribute pop

int kernelSets(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 1;
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
                 && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
             ? 3
             : 2;
}

const struct Kernels *kernelSet(int index) {
  return index == 0 ? &kernelsPlain : index == 1 ? &kernelsWide : &kernelsWidest;
}
#else
int kernelSets(void) { return 1; }

const struct Kernels *kernelSet(int index) { return &kernelsPlain; }
#endif
