// Attention of one token's queries over the keys and values of those before it.

#define PAGE 16
#define PARTS (PAGE / LANES)
/// How many queries are compared at a time: as many as have their sums in registers, 4 at most.
#define QUERIES (2 * ROWS / PARTS < 4 ? 2 * ROWS / PARTS : 4)

/// scores = query · key for all tokens, a page at a time.
INLINE void NAME(compare)(int heads, float *scores, ptrdiff_t room, const float *queries,
                          const float *const *pages, ptrdiff_t keys, ptrdiff_t values,
                          ptrdiff_t count, ptrdiff_t headWidth, float scale) {
  for (ptrdiff_t first = 0; first < count; first += PAGE) {
    const float *key = pages[first / PAGE] + keys, *value = pages[first / PAGE] + values;
    V sums[4][PARTS];
    for (int q = 0; q < heads; q++)
      for (int part = 0; part < PARTS; part++) sums[q][part] = (V){0};
    for (ptrdiff_t h = 0; h < headWidth; h++) {
      __builtin_prefetch(value + h * PAGE);
      for (int part = 0; part < PARTS; part++) {
        V numbers = NAME(load)(key + h * PAGE + part * LANES);
        for (int q = 0; q < heads; q++) sums[q][part] += queries[q * headWidth + h] * numbers;
      }
    }
    for (int q = 0; q < heads; q++)
      for (int part = 0; part < PARTS; part++)
        NAME(store)(scores + q * room + first + part * LANES, sums[q][part] * scale);
  }
}

/// out = Σ share · value over all tokens, for `vectors` vectors of each value; even and odd tokens
/// are summed up apart, so that one addition need not wait for the other.
INLINE void NAME(mix)(int vectors, float *out, const float *shares, const float *const *pages,
                      ptrdiff_t values, ptrdiff_t count, ptrdiff_t headWidth) {
  V even[4], odd[4];
  for (int v = 0; v < vectors; v++) even[v] = odd[v] = (V){0};
  for (ptrdiff_t first = 0; first < count; first += PAGE) {
    const float *value = pages[first / PAGE] + values;
    ptrdiff_t end = count - first < PAGE ? count - first : PAGE, t = 0;
    for (; t + 2 <= end; t += 2) {
      __builtin_prefetch(value + (PAGE + t) * headWidth);
      __builtin_prefetch(value + (PAGE + t + 1) * headWidth);
      for (int v = 0; v < vectors; v++) {
        even[v] += shares[first + t] * NAME(load)(value + t * headWidth + v * LANES);
        odd[v] += shares[first + t + 1] * NAME(load)(value + (t + 1) * headWidth + v * LANES);
      }
    }
    if (t < end)
      for (int v = 0; v < vectors; v++)
        even[v] += shares[first + t] * NAME(load)(value + t * headWidth + v * LANES);
  }
  for (int v = 0; v < vectors; v++) NAME(store)(out + v * LANES, even[v] + odd[v]);
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
        NAME(compare)(1, line, room, query, pages, keys, values, count, headWidth, scale);
        q += 1;
        break;
      case 2:
        NAME(compare)(2, line, room, query, pages, keys, values, count, headWidth, scale);
        q += 2;
        break;
      case 3:
        NAME(compare)(3, line, room, query, pages, keys, values, count, headWidth, scale);
        q += 3;
        break;
      default:
        NAME(compare)(4, line, room, query, pages, keys, values, count, headWidth, scale);
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
      NAME(mix)(4, to + h, line, pages, values + h, count, headWidth);
    for (; h + 2 * LANES <= headWidth; h += 2 * LANES)
      NAME(mix)(2, to + h, line, pages, values + h, count, headWidth);
    for (; h + LANES <= headWidth; h += LANES)
      NAME(mix)(1, to + h, line, pages, values + h, count, headWidth);
    for (; h < headWidth; h++) {
      float sum = 0;
      for (ptrdiff_t t = 0; t < count; t++)
        sum += line[t] * pages[t / PAGE][values + t % PAGE * headWidth + h];
      to[h] = sum;
    }
  }
}

#undef QUERIES
#undef PARTS
#undef PAGE
