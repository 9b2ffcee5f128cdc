#include "vector.h"

#include <math.h>
#include <stdlib.h>

static int normalise(const float *query, float *unit, int dims) {
  float length = norm(query, dims);
  if (!isfinite(length) || length == 0) return 0;
  for (int i = 0; i < dims; i++) unit[i] = query[i] / length;
  return 1;
}

int search(const float *query, int dims, int k, int page_rows, struct hit *hits) {
  float *unit = malloc(dims * sizeof *unit); /* BUG(memory/leaked-allocation): not freed on the next line's way out */
  if (!normalise(query, unit, dims)) return -1;
  float *page = malloc(page_rows * dims * sizeof *page);
  int held = 0, first = 0, got;
  while ((got = fetch_rows(first, page_rows, page)) > 0) {
    for (int i = 0; i < got; i++) {
      const float *row = page + i * dims;
      float length = norm(row, dims);
      if (length > 0) held = keep_best(hits, held, k, first + i, dot(unit, row, dims) / length);
    }
    first += got;
  }
  free(page);
  free(unit);
  return held;
}
