#include "vector.h"

#include <math.h>

float dot(const float *a, const float *b, int dims) {
  float sum = 0;
  for (int i = 0; i < dims; i++) sum += a[i] * b[i];
  return sum;
}

float norm(const float *a, int dims) {
  return sqrtf(dot(a, a, dims));
}

int keep_best(struct hit *hits, int held, int k, int row, float score) {
  if (held == k && score <= hits[k - 1].score) return held;
  int at = held < k ? held++ : k - 1;
  for (; at > 0 && hits[at - 1].score < score; at--) hits[at] = hits[at - 1];
  hits[at].row = (float)row;
  hits[at].score = score;
  return held;
}
