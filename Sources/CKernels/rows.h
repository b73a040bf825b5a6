// Loops over the numbers of rows. The last, incomplete vector of a row is filled up.

INLINE V NAME(loadPart)(const float *p, ptrdiff_t n, float filler) {
  if (n >= LANES) return NAME(load)(p);
  float part[LANES];
  for (int i = 0; i < LANES; i++) part[i] = i < n ? p[i] : filler;
  return NAME(load)(part);
}

INLINE void NAME(storePart)(float *p, V v, ptrdiff_t n) {
  if (n >= LANES) {
    NAME(store)(p, v);
    return;
  }
  float part[LANES];
  NAME(store)(part, v);
  for (ptrdiff_t i = 0; i < n; i++) p[i] = part[i];
}

/// x in every place; x − 0 is x for every x, where 0 + x would be an addition.
INLINE V NAME(splat)(float x) { return x - (V){0}; }

INLINE V NAME(choose)(I mask, V yes, V no) {
  return (V)(((I)yes & mask) | ((I)no & ~mask));
}

INLINE V NAME(max)(V a, V b) { return NAME(choose)(a > b, a, b); }

INLINE float NAME(largest)(V v) {
  float part[LANES];
  NAME(store)(part, v);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) part[i] = part[i] > part[i + half] ? part[i] : part[i + half];
  return part[0];
}

/// The sum of all numbers, halves on halves.
INLINE float NAME(total)(V v) {
  float part[LANES];
  NAME(store)(part, v);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) part[i] += part[i + half];
  return part[0];
}

/// e^x, within two units in the last place; 0 below −87.3, finite above 88.
///
/// The exponent is split off by adding 1.5 · 2^23, which leaves it in the low bits; the rest, at
/// most ln 2 / 2, goes through the polynomial of Cephes (Moshier, `expf`).
INLINE V NAME(exponential)(V x) {
  V low = NAME(splat)(-87.33f), high = NAME(splat)(88), magic = NAME(splat)(12582912);
  V bounded = NAME(max)(x, low);
  bounded = NAME(choose)(bounded > high, high, bounded);
  V shifted = bounded * 1.44269504f + magic;
  V whole = shifted - magic;
  V rest = whole * 2.1219444e-4f + (bounded - whole * 0.693359375f);
  V series = NAME(splat)(1.98756915e-4f);
  series = series * rest + 1.3981999507e-3f;
  series = series * rest + 8.3334519073e-3f;
  series = series * rest + 4.1665795894e-2f;
  series = series * rest + 1.6666665459e-1f;
  series = series * rest + 0.5f;
  series = series * rest * rest + (rest + 1);
  V result = (V)((I)series + ((I)shifted << 23));
  return NAME(choose)(x < low, NAME(splat)(0), result);
}

INLINE V NAME(logistic)(V x) { return 1 / (1 + NAME(exponential)(-x)); }

static float NAME(logSumExponential)(const float *x, ptrdiff_t n) {
  V peaks = NAME(splat)(-INFINITY), sum = {0};
  for (ptrdiff_t i = 0; i < n; i += LANES)
    peaks = NAME(max)(peaks, NAME(loadPart)(x + i, n - i, -INFINITY));
  float peak = NAME(largest)(peaks);
  for (ptrdiff_t i = 0; i < n; i += LANES)
    sum += NAME(exponential)(NAME(loadPart)(x + i, n - i, -INFINITY) - peak);
  return peak + logf(NAME(total)(sum));
}

static void NAME(exponentials)(float *out, const float *x, ptrdiff_t n, float shift, float pace,
                               float factor) {
  for (ptrdiff_t i = 0; i < n; i += LANES) {
    V power = (NAME(loadPart)(x + i, n - i, shift) - shift) * pace;
    NAME(storePart)(out + i, NAME(exponential)(power) * factor, n - i);
  }
}

static float NAME(softmax)(float *line, ptrdiff_t count, ptrdiff_t width) {
  V peaks = NAME(splat)(-INFINITY), sum = {0};
  for (ptrdiff_t i = 0; i < count; i += LANES)
    peaks = NAME(max)(peaks, NAME(loadPart)(line + i, count - i, -INFINITY));
  float peak = NAME(largest)(peaks);
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    V power = NAME(exponential)(NAME(loadPart)(line + i, count - i, -INFINITY) - peak);
    sum += power;
    NAME(storePart)(line + i, power, count - i);
  }
  float whole = NAME(total)(sum), share = 1 / whole;
  for (ptrdiff_t i = 0; i < count; i += LANES)
    NAME(storePart)(line + i, NAME(loadPart)(line + i, count - i, 0) * share, count - i);
  for (ptrdiff_t i = count; i < width; i++) line[i] = 0;
  return peak + logf(whole);
}

static void NAME(softmaxBackward)(float *line, float *slopes, float sum, ptrdiff_t count,
                                  ptrdiff_t width) {
  V mean = {0};
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    V share = NAME(exponential)(NAME(loadPart)(line + i, count - i, -INFINITY) - sum);
    NAME(storePart)(line + i, share, count - i);
    mean += share * NAME(loadPart)(slopes + i, count - i, 0);
  }
  float shared = NAME(total)(mean);
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    V slope = NAME(loadPart)(slopes + i, count - i, 0) - shared;
    NAME(storePart)(slopes + i, NAME(loadPart)(line + i, count - i, 0) * slope, count - i);
  }
  for (ptrdiff_t i = count; i < width; i++) line[i] = slopes[i] = 0;
}

static float NAME(dot)(const float *x, const float *y, ptrdiff_t n) {
  V sum = {0};
  for (ptrdiff_t i = 0; i < n; i += LANES)
    sum += NAME(loadPart)(x + i, n - i, 0) * NAME(loadPart)(y + i, n - i, 0);
  return NAME(total)(sum);
}

static void NAME(add)(float *out, const float *x, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += LANES)
    NAME(storePart)(out + i, NAME(loadPart)(out + i, n - i, 0) + NAME(loadPart)(x + i, n - i, 0),
                    n - i);
}

static void NAME(norm)(float *out, float *scales, const float *x, const float *gain,
                       float offset, ptrdiff_t rows, ptrdiff_t width, float epsilon) {
  for (ptrdiff_t row = 0; row < rows; row++, x += width, out += width) {
    float scale = 1 / sqrtf(NAME(dot)(x, x, width) / (float)width + epsilon);
    scales[row] = scale;
    for (ptrdiff_t i = 0; i < width; i += LANES) {
      V result = NAME(loadPart)(x + i, width - i, 0) * scale;
      V g = NAME(loadPart)(gain + i, width - i, 0) + offset;
      NAME(storePart)(out + i, result * g, width - i);
    }
  }
}

static void NAME(normBackward)(float *dx, float *dGain, const float *dy, const float *x,
                               const float *scales, const float *gain, float offset,
                               ptrdiff_t rows, ptrdiff_t width) {
  for (ptrdiff_t row = 0; row < rows; row++, dx += width, dy += width, x += width) {
    float scale = scales[row];
    V sum = {0};
    for (ptrdiff_t i = 0; i < width; i += LANES) {
      ptrdiff_t n = width - i;
      V along = NAME(loadPart)(dy + i, n, 0) * NAME(loadPart)(x + i, n, 0);
      sum += along * (NAME(loadPart)(gain + i, n, 0) + offset);
      NAME(storePart)(dGain + i, NAME(loadPart)(dGain + i, n, 0) + along * scale, n);
    }
    float shared = NAME(total)(sum) / (float)width * scale * scale;
    for (ptrdiff_t i = 0; i < width; i += LANES) {
      ptrdiff_t n = width - i;
      V g = NAME(loadPart)(gain + i, n, 0) + offset;
      V change = (g * NAME(loadPart)(dy + i, n, 0) - NAME(loadPart)(x + i, n, 0) * shared) * scale;
      NAME(storePart)(dx + i, NAME(loadPart)(dx + i, n, 0) + change, n);
    }
  }
}

/// silu(x) = x · σ(x), and its slope.
INLINE V NAME(silu)(V x, V *slope) {
  V sigma = NAME(logistic)(x);
  *slope = sigma * (1 + x * (1 - sigma));
  return x * sigma;
}

/// gelu(x) = x · σ(u) with u = 2 · √(2/π) · (x + 0.044715 · x³), and its slope.
INLINE V NAME(gelu)(V x, V *slope) {
  V square = x * x;
  V sigma = NAME(logistic)(x * (square * 0.07135481283f + 1.595769122f));
  *slope = sigma + x * sigma * (1 - sigma) * (square * 0.2140644385f + 1.595769122f);
  return x * sigma;
}

/// A gated unit: out (R, C) = act(gate) · up, and the way back.
#define GATED(UNIT, ACT)                                                                         \
  static void NAME(UNIT)(float *out, const float *gateUp, ptrdiff_t rows, ptrdiff_t width) {     \
    for (ptrdiff_t row = 0; row < rows; row++, out += width, gateUp += 2 * width)                \
      for (ptrdiff_t i = 0; i < width; i += LANES) {                                             \
        V slope, gate = NAME(loadPart)(gateUp + i, width - i, 0);                                \
        V up = NAME(loadPart)(gateUp + width + i, width - i, 0);                                 \
        NAME(storePart)(out + i, NAME(ACT)(gate, &slope) * up, width - i);                       \
      }                                                                                          \
  }                                                                                              \
                                                                                                 \
  static void NAME(UNIT##Backward)(float *dGateUp, const float *dOut, const float *gateUp,       \
                                   ptrdiff_t rows, ptrdiff_t width) {                            \
    for (ptrdiff_t row = 0; row < rows; row++) {                                                 \
      for (ptrdiff_t i = 0; i < width; i += LANES) {                                             \
        ptrdiff_t n = width - i;                                                                 \
        V slope, gate = NAME(loadPart)(gateUp + i, n, 0), d = NAME(loadPart)(dOut + i, n, 0);    \
        V up = NAME(loadPart)(gateUp + width + i, n, 0), value = NAME(ACT)(gate, &slope);        \
        NAME(storePart)(dGateUp + i, d * up * slope, n);                                         \
        NAME(storePart)(dGateUp + width + i, d * value, n);                                      \
      }                                                                                          \
      dOut += width;                                                                             \
      gateUp += 2 * width;                                                                       \
      dGateUp += 2 * width;                                                                      \
    }                                                                                            \
  }
GATED(swiGLU, silu)
GATED(geGLU, gelu)
#undef GATED

static void NAME(rotate)(float *heads, ptrdiff_t count, ptrdiff_t half, const float *cosines,
                         const float *sines, float direction) {
  for (ptrdiff_t head = 0; head < count; head++, heads += 2 * half)
    for (ptrdiff_t j = 0; j < half; j += LANES) {
      ptrdiff_t n = half - j;
      V a = NAME(loadPart)(heads + j, n, 0), b = NAME(loadPart)(heads + half + j, n, 0);
      V c = NAME(loadPart)(cosines + j, n, 0), s = NAME(loadPart)(sines + j, n, 0) * direction;
      NAME(storePart)(heads + j, a * c - b * s, n);
      NAME(storePart)(heads + half + j, b * c + a * s, n);
    }
}

static void NAME(adamW)(float *parameters, float *first, float *second, const float *gradients,
                        ptrdiff_t n, const struct AdamWNumbers *numbers) {
  struct AdamWNumbers a = *numbers;
  for (ptrdiff_t i = 0; i < n; i += LANES) {
    V g = NAME(loadPart)(gradients + i, n - i, 0) * a.scale;
    V m = NAME(loadPart)(first + i, n - i, 0) * a.beta1 + g * a.rest1;
    V v = NAME(loadPart)(second + i, n - i, 0) * a.beta2 + g * g * a.rest2;
    NAME(storePart)(first + i, m, n - i);
    NAME(storePart)(second + i, v, n - i);
    V change = m * a.pace / (NAME(root)(v) * a.root + a.epsilon);
    NAME(storePart)(parameters + i, NAME(loadPart)(parameters + i, n - i, 0) * a.keep - change,
                    n - i);
  }
}
