#pragma once
#include <stddef.h>
#include <stdint.h>

// The engine's inner loops, compiled once for every instruction set that they gain from. Swift
// compiles a module for one set only, the oldest that the program shall run on; with that one
// sampling and training take about half as long again.
//
// R rows, C numbers a row. A place that is written to overlaps no other, unless it says so.

#pragma clang assume_nonnull begin

/// The factors of one update of Adam.
struct AdamWNumbers {
  float scale, beta1, beta2, rest1, rest2, keep, pace, root, epsilon;
};

/// One set of kernels. All give the same up to rounding; for one set every result is a function of
/// its own row alone, to the bit, wherever the row stands and however many there are.
struct Kernels {
  /// What an instruction set is called by its maker.
  const char *name;

  /// How many numbers `pack` writes for a matrix (k, n).
  ptrdiff_t (*packedCount)(ptrdiff_t k, ptrdiff_t n);
  /// Lays a matrix (k, n), the transpose of a weight (n, k), out for `multiplyPacked`.
  void (*pack)(float *packed, const float *weight, ptrdiff_t k, ptrdiff_t n);
  /// out (m, n) = left (m, k) · packed (k, n), or += if `adding`; rows of `out` are n apart.
  void (*multiplyPacked)(float *out, const float *left, const float *packed, ptrdiff_t m,
                         ptrdiff_t n, ptrdiff_t k, int adding);

  /// out (H · heads) = attention of `heads` queries, which follow each other and share keys and
  /// values, over `count` tokens in pages of 16: a page has keys (H, 16) at `keys` and values
  /// (16, H) at `values`. The first `hidden` tokens, fewer than 16, are not seen. `scores` has room for
  /// heads · (count rounded up to 16).
  void (*attend)(float *out, const float *queries, const float *_Nonnull const *_Nonnull pages,
                 ptrdiff_t keys, ptrdiff_t values, ptrdiff_t hidden, ptrdiff_t count,
                 ptrdiff_t heads, ptrdiff_t headWidth, float scale, float *scores);

  /// line (width) = the softmax of its first `count` numbers, then zeros.
  /// Returns ln Σ e^x.
  float (*softmax)(float *line, ptrdiff_t count, ptrdiff_t width);
  /// line = P = e^(x − sum), slopes dS = P · (dP − Σ P dP), zeros from `count` on.
  void (*softmaxBackward)(float *line, float *slopes, float sum, ptrdiff_t count, ptrdiff_t width);
  /// ln Σ e^x over n numbers.
  float (*logSumExponential)(const float *x, ptrdiff_t n);
  /// x = factor · e^((x − shift) · pace) over n numbers; `out` may be `x`.
  void (*exponentials)(float *out, const float *x, ptrdiff_t n, float shift, float pace,
                       float factor);

  /// out (R, C) = x · r · g with g = gain + offset, scales (R) r = 1 / √(mean x² + ε); `out` may be `x`.
  void (*norm)(float *out, float *scales, const float *x, const float *gain, float offset,
               ptrdiff_t rows, ptrdiff_t width, float epsilon);
  /// dx (R, C) += r · (g · dy − x · r² · mean(g · dy · x)), dGain (C) += Σ dy · x · r.
  void (*normBackward)(float *dx, float *dGain, const float *dy, const float *x,
                       const float *scales, const float *gain, float offset, ptrdiff_t rows,
                       ptrdiff_t width);
  /// out (R, C) = silu(gate) · up, gate and up side by side (R, 2C).
  void (*swiGLU)(float *out, const float *gateUp, ptrdiff_t rows, ptrdiff_t width);
  /// dGateUp (R, 2C) from dOut (R, C).
  void (*swiGLUBackward)(float *dGateUp, const float *dOut, const float *gateUp, ptrdiff_t rows,
                         ptrdiff_t width);
  /// out (R, C) = gelu(gate) · up, gelu(x) = x · σ(2 · √(2/π) · (x + 0.044715 · x³)).
  void (*geGLU)(float *out, const float *gateUp, ptrdiff_t rows, ptrdiff_t width);
  /// dGateUp (R, 2C) from dOut (R, C).
  void (*geGLUBackward)(float *dGateUp, const float *dOut, const float *gateUp, ptrdiff_t rows,
                        ptrdiff_t width);
  /// Turns numbers j and j + half of every head by the angle j.
  void (*rotate)(float *heads, ptrdiff_t count, ptrdiff_t half, const float *cosines,
                 const float *sines, float direction);
  /// out += x over n numbers.
  void (*add)(float *out, const float *x, ptrdiff_t n);
  /// Σ x · y over n numbers.
  float (*dot)(const float *x, const float *y, ptrdiff_t n);
  /// One update of Adam: m and v decay by beta1 and beta2 towards g = scale · gradient and g²,
  /// parameter = keep · parameter − pace · m / (√v · root + epsilon).
  void (*adamW)(float *parameters, float *first, float *second, const float *gradients,
                ptrdiff_t n, const struct AdamWNumbers *numbers);
};

/// How many sets this processor can run, one at least.
int kernelSets(void);

/// A set that this processor can run: 0 is the plainest, the last the fastest.
const struct Kernels *kernelSet(int index);

#pragma clang assume_nonnull end
