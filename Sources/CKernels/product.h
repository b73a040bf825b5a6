// Matrix products. A panel is the part of a packed matrix that has WIDTH columns and the depth of
// one block; a tile is ROWS × WIDTH results that are held in registers while they are summed up.
// A result's sum runs in the order of k, block after block, whatever tile it falls in.

#define WIDTH (2 * LANES)

/// The depth of the blocks that k falls into, about equal ones.
static ptrdiff_t NAME(depth)(ptrdiff_t k) {
  ptrdiff_t blocks = (k + DEPTH - 1) / DEPTH;
  return blocks == 0 ? 1 : (k + blocks - 1) / blocks;
}

static ptrdiff_t NAME(packedCount)(ptrdiff_t k, ptrdiff_t n) {
  return k * ((n + WIDTH - 1) / WIDTH * WIDTH);
}

/// panel (k, WIDTH) = the transpose of n rows of weight, zeros in further columns; four by four.
static void NAME(packPanel)(float *panel, const float *weight, ptrdiff_t stride, ptrdiff_t k,
                            ptrdiff_t n) {
  ptrdiff_t j = 0;
  for (; j + 4 <= n && j < WIDTH; j += 4) {
    const float *from = weight + j * stride;
    ptrdiff_t p = 0;
    for (; p + 4 <= k; p += 4) {
      Four a = *(const Four *)(from + p), b = *(const Four *)(from + stride + p);
      Four c = *(const Four *)(from + 2 * stride + p), d = *(const Four *)(from + 3 * stride + p);
      Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      Four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      Four ba = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      Four dc = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      float *to = panel + p * WIDTH + j;
      *(Four *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
      *(Four *)(to + WIDTH) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
      *(Four *)(to + 2 * WIDTH) = __builtin_shufflevector(ba, dc, 0, 1, 4, 5);
      *(Four *)(to + 3 * WIDTH) = __builtin_shufflevector(ba, dc, 2, 3, 6, 7);
    }
    for (; p < k; p++)
      for (int q = 0; q < 4; q++) panel[p * WIDTH + j + q] = from[q * stride + p];
  }
  for (; j < WIDTH; j++)
    for (ptrdiff_t p = 0; p < k; p++) panel[p * WIDTH + j] = j < n ? weight[j * stride + p] : 0;
}

static void NAME(pack)(float *packed, const float *weight, ptrdiff_t k, ptrdiff_t n) {
  ptrdiff_t depth = NAME(depth)(k);
  for (ptrdiff_t p = 0; p < k; p += depth) {
    ptrdiff_t deep = k - p < depth ? k - p : depth;
    for (ptrdiff_t j = 0; j < n; j += WIDTH) {
      NAME(packPanel)(packed, weight + j * k + p, k, deep, n - j);
      packed += deep * WIDTH;
    }
  }
}

/// One vector of a tile's results at the end of a row: the first n numbers of it.
static __attribute__((noinline)) void NAME(storeEnd)(float *out, V result, ptrdiff_t n, int adding) {
  if (n <= 0) return;
  if (adding) result += NAME(loadPart)(out, n, 0);
  NAME(storePart)(out, result, n);
}

/// A tile: out (rows, n) from left (rows, k), whose number (i, p) is at i · down + p · right. It
/// prefetches the places of its results, and on the way what lies at `ahead`, `pace` bytes for every
/// one of k.
///
/// The sums stay in registers only if every loop over them is unrolled and the loop over k has no
/// branch: a compiler that spills them halves the rate. `engine-bench kernels` shows it.
INLINE void NAME(tile)(int rows, float *out, ptrdiff_t stride, const float *left, ptrdiff_t down,
                       ptrdiff_t right, const float *panel, ptrdiff_t k, ptrdiff_t n,
                       int adding, const char *ahead, ptrdiff_t pace) {
  V sums[ROWS][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    __builtin_prefetch(out + i * stride, 1);
    __builtin_prefetch(out + i * stride + LANES, 1);
    sums[i][0] = sums[i][1] = (V){0};
  }
  ptrdiff_t second = pace > 64 ? 64 : 0;
  for (ptrdiff_t p = 0; p < k; p++, panel += WIDTH, left += right, ahead += pace) {
    __builtin_prefetch(ahead, 0, 2);
    if (WIDTH * sizeof(float) > 64) __builtin_prefetch(ahead + second, 0, 2);
    V b0 = NAME(load)(panel), b1 = NAME(load)(panel + LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      V a = NAME(splat)(left[i * down]);
      sums[i][0] += a * b0;
      sums[i][1] += a * b1;
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    float *line = out + i * stride;
    if (n < WIDTH) {
      NAME(storeEnd)(line, sums[i][0], n, adding);
      NAME(storeEnd)(line + LANES, sums[i][1], n - LANES, adding);
      continue;
    }
    if (adding) {
      sums[i][0] += NAME(load)(line);
      sums[i][1] += NAME(load)(line + LANES);
    }
    NAME(store)(line, sums[i][0]);
    NAME(store)(line + LANES, sums[i][1]);
  }
}

#define TILE(ROWS_, DOWN, RIGHT)                                                            \
  case ROWS_:                                                                               \
    NAME(tile)(ROWS_, out, stride, left, DOWN, RIGHT, panel, k, n, adding, ahead, pace);    \
    break;
#if ROWS == 12
#define TILES(DOWN, RIGHT)                                                                  \
  TILE(1, DOWN, RIGHT) TILE(2, DOWN, RIGHT) TILE(3, DOWN, RIGHT) TILE(4, DOWN, RIGHT)       \
  TILE(5, DOWN, RIGHT) TILE(6, DOWN, RIGHT) TILE(7, DOWN, RIGHT) TILE(8, DOWN, RIGHT)       \
  TILE(9, DOWN, RIGHT) TILE(10, DOWN, RIGHT) TILE(11, DOWN, RIGHT) TILE(12, DOWN, RIGHT)
#else
#define TILES(DOWN, RIGHT)                                                                  \
  TILE(1, DOWN, RIGHT) TILE(2, DOWN, RIGHT) TILE(3, DOWN, RIGHT) TILE(4, DOWN, RIGHT)       \
  TILE(5, DOWN, RIGHT) TILE(6, DOWN, RIGHT)
#endif

/// A tile whose left side lies row by row, `down` apart.
static void NAME(tileOfRows)(int rows, float *out, ptrdiff_t stride, const float *left,
                             ptrdiff_t down, const float *panel, ptrdiff_t k, ptrdiff_t n,
                             int adding, const char *ahead, ptrdiff_t pace) {
  switch (rows) { TILES(down, 1) }
}

/// A tile whose left side lies column by column, ROWS apart.
static void NAME(tileOfColumns)(int rows, float *out, ptrdiff_t stride, const float *left,
                                const float *panel, ptrdiff_t k, ptrdiff_t n, int adding,
                                const char *ahead, ptrdiff_t pace) {
  switch (rows) { TILES(1, ROWS) }
}
#undef TILES
#undef TILE

/// block (k, ROWS) = the transpose of some rows of left.
static void NAME(packRows)(float *block, const float *left, ptrdiff_t stride, ptrdiff_t k,
                           int rows) {
  for (int i = 0; i < rows; i++)
    for (ptrdiff_t p = 0; p < k; p++) block[p * ROWS + i] = left[i * stride + p];
}

/// Rows that lie a multiple of 2 KiB apart would drive each other from the cache: they are copied.
static void NAME(multiplyPacked)(float *out, const float *left, const float *packed, ptrdiff_t m,
                                 ptrdiff_t n, ptrdiff_t k, int adding) {
  float block[DEPTH * TALL] __attribute__((aligned(64)));
  ptrdiff_t depth = NAME(depth)(k), columns = (n + WIDTH - 1) / WIDTH * WIDTH;
  int copies = k % 512 == 0;
  ptrdiff_t tall = copies ? TALL : m;
  for (ptrdiff_t p = 0; p < k; p += depth) {
    ptrdiff_t deep = k - p < depth ? k - p : depth;
    int further = adding || p > 0;
    for (ptrdiff_t top = 0; top < m; top += tall) {
      ptrdiff_t high = m - top < tall ? m - top : tall;
      const float *from = left + top * k + p;
      ptrdiff_t tiles = (high + ROWS - 1) / ROWS;
      for (ptrdiff_t t = 0; copies && t < tiles; t++)
        NAME(packRows)(block + t * ROWS * deep, from + t * ROWS * k, k, deep,
                       (int)(high - t * ROWS < ROWS ? high - t * ROWS : ROWS));
      for (ptrdiff_t j = 0; j < n; j += WIDTH) {
        const float *panel = packed + p * columns + j * deep;
        float *to = out + top * n + j;
        // The next panel is on its way while this one is used, a part of it with every tile.
        ptrdiff_t pace = (WIDTH * (ptrdiff_t)sizeof(float) + tiles - 1) / tiles;
        const char *ahead = (const char *)(panel + deep * WIDTH);
        // Copied rows lie in whole tiles; others are shared out so that none is left with few.
        for (ptrdiff_t t = 0, i = 0; t < tiles; t++) {
          int rows = (int)((high - i + tiles - t - 1) / (tiles - t));
          if (copies) {
            rows = (int)(high - i < ROWS ? high - i : ROWS);
            NAME(tileOfColumns)(rows, to + i * n, n, block + i * deep, panel, deep, n - j, further,
                                ahead, pace);
          } else {
            NAME(tileOfRows)(rows, to + i * n, n, from + i * k, k, panel, deep, n - j, further,
                             ahead, pace);
          }
          i += rows;
          ahead += pace * deep;
        }
      }
    }
  }
}

#undef WIDTH
