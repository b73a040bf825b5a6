// Attention of one token's queries over the keys and values of those before it.

#define PAGE 16
#define PARTS (PAGE / LANES)
/// How many queries are compared at a time: as many as have their sums in registers, 4 at most.
#define QUERIES (2 * ROWS / PARTS < 4 ? 2 * ROWS / PARTS : 4)

/// How many pages are compared at a time with some queries: as many as have their sums in registers, so
/// that one addition need not wait for another.
#define PAGES(HEADS)                                                                        \
  (2 * ROWS >= 8 * HEADS * PARTS ? 8 : 2 * ROWS >= 4 * HEADS * PARTS ? 4 :                  \
   2 * ROWS >= 2 * HEADS * PARTS ? 2 : 1)

/// scores = query · key for the tokens of `count` pages.
INLINE void NAME(comparePages)(int heads, int count, float *scores, ptrdiff_t room,
                               const float *queries, const float *const *pages, ptrdiff_t keys,
                               ptrdiff_t values, ptrdiff_t headWidth, float scale) {
  V sums[4][8][PARTS];
#pragma clang loop unroll(full)
  for (int q = 0; q < heads; q++)
#pragma clang loop unroll(full)
    for (int page = 0; page < count; page++)
#pragma clang loop unroll(full)
      for (int part = 0; part < PARTS; part++) sums[q][page][part] = (V){0};
  for (ptrdiff_t h = 0; h < headWidth; h++) {
#pragma clang loop unroll(full)
    for (int page = 0; page < count; page++) {
      __builtin_prefetch(pages[page] + values + h * PAGE);
#pragma clang loop unroll(full)
      for (int part = 0; part < PARTS; part++) {
        V numbers = NAME(load)(pages[page] + keys + h * PAGE + part * LANES);
#pragma clang loop unroll(full)
        for (int q = 0; q < heads; q++)
          sums[q][page][part] += NAME(splat)(queries[q * headWidth + h]) * numbers;
      }
    }
  }
#pragma clang loop unroll(full)
  for (int q = 0; q < heads; q++)
#pragma clang loop unroll(full)
    for (int page = 0; page < count; page++)
#pragma clang loop unroll(full)
      for (int part = 0; part < PARTS; part++)
        NAME(store)(scores + q * room + page * PAGE + part * LANES, sums[q][page][part] * scale);
}

/// scores = query · key for all tokens.
INLINE void NAME(compare)(int heads, float *scores, ptrdiff_t room, const float *queries,
                          const float *const *pages, ptrdiff_t keys, ptrdiff_t values,
                          ptrdiff_t headWidth, float scale) {
  ptrdiff_t page = 0, count = room / PAGE;
#define SOME(COUNT)                                                                         \
  for (; COUNT <= PAGES(heads) && page + COUNT <= count; page += COUNT)                     \
    NAME(comparePages)(heads, COUNT, scores + page * PAGE, room, queries, pages + page, keys, \
                       values, headWidth, scale);
  SOME(8) SOME(4) SOME(2) SOME(1)
#undef SOME
}

/// out = Σ share · value over all tokens, for `vectors` vectors of each value; `chains` tokens, 4 at
/// most, are summed up apart, so that one addition need not wait for another.
INLINE void NAME(mix)(int vectors, int chains, float *out, const float *shares,
                      const float *const *pages, ptrdiff_t values, ptrdiff_t count,
                      ptrdiff_t headWidth) {
  V sums[4][4];
#pragma clang loop unroll(full)
  for (int c = 0; c < 4; c++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sums[c][v] = (V){0};
  for (ptrdiff_t first = 0; first < count; first += PAGE) {
    const float *value = pages[first / PAGE] + values;
    ptrdiff_t end = count - first < PAGE ? count - first : PAGE, t = 0;
    for (; t + chains <= end; t += chains) {
#pragma clang loop unroll(full)
      for (int c = 0; c < chains; c++) {
        __builtin_prefetch(value + (PAGE + t + c) * headWidth);
        V share = NAME(splat)(shares[first + t + c]);
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
          sums[c][v] += share * NAME(load)(value + (t + c) * headWidth + v * LANES);
      }
    }
    for (; t < end; t++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sums[0][v] += shares[first + t] * NAME(load)(value + t * headWidth + v * LANES);
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++)
    NAME(store)(out + v * LANES, (sums[0][v] + sums[1][v]) + (sums[2][v] + sums[3][v]));
}

static void NAME(attend)(float *out, const float *queries, const float *const *pages,
                         ptrdiff_t keys, ptrdiff_t values, ptrdiff_t hidden, ptrdiff_t count,
                         ptrdiff_t heads, ptrdiff_t headWidth, float scale, float *scores) {
  ptrdiff_t room = (count + PAGE - 1) / PAGE * PAGE;
  for (ptrdiff_t q = 0; q < heads;) {
    float *line = scores + q * room;
    const float *query = queries + q * headWidth;
    switch (heads - q < QUERIES ? heads - q : QUERIES) {
      case 1:
        NAME(compare)(1, line, room, query, pages, keys, values, headWidth, scale);
        q += 1;
        break;
      case 2:
        NAME(compare)(2, line, room, query, pages, keys, values, headWidth, scale);
        q += 2;
        break;
      case 3:
        NAME(compare)(3, line, room, query, pages, keys, values, headWidth, scale);
        q += 3;
        break;
      default:
        NAME(compare)(4, line, room, query, pages, keys, values, headWidth, scale);
        q += 4;
    }
  }
  for (ptrdiff_t q = 0; q < heads; q++) {
    float *line = scores + q * room, *to = out + q * headWidth;
    for (ptrdiff_t t = 0; t < hidden; t++) line[t] = -INFINITY;
    for (ptrdiff_t t = count; t < room; t++) line[t] = -INFINITY;
    NAME(softmax)(line, room, room);
    ptrdiff_t h = 0;
    for (; h + 4 * LANES <= headWidth; h += 4 * LANES)
      NAME(mix)(4, 2, to + h, line, pages, values + h, count, headWidth);
    for (; h + 2 * LANES <= headWidth; h += 2 * LANES)
      NAME(mix)(2, 4, to + h, line, pages, values + h, count, headWidth);
    for (; h + LANES <= headWidth; h += LANES)
      NAME(mix)(1, 4, to + h, line, pages, values + h, count, headWidth);
    for (; h < headWidth; h++) {
      float sum = 0;
      for (ptrdiff_t t = 0; t < count; t++)
        sum += line[t] * pages[t / PAGE][values + t % PAGE * headWidth + h];
      to[h] = sum;
    }
  }
}

#undef QUERIES
#undef PAGES
#undef PARTS
#undef PAGE
