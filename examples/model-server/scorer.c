// A scorer: one hidden layer in fixed-point numbers, so that every build of it gives the same answers.
#include <stdint.h>

#define INPUTS 256
#define HIDDEN 128

static int32_t features[INPUTS];
static int16_t weights[HIDDEN][INPUTS];
static int16_t readout[HIDDEN];

/** Which build this is. */
int32_t revision(void) { return REVISION; }

static uint32_t next_number(uint32_t state) { return state * 1664525u + 1013904223u; }

/** Makes the weights; call once after instantiation. */
void load_weights(uint32_t seed) {
  for (int row = 0; row < HIDDEN; row++) {
    for (int column = 0; column < INPUTS; column++) {
      seed = next_number(seed);
      weights[row][column] = (int16_t)(seed >> 24) - 128;
    }
    readout[row] = (int16_t)(seed >> 16 & 0xff) - 128;
  }
}

#if REVISION == 1
static int32_t dot(const int16_t *row) {
  int32_t sum = 0;
  for (int column = 0; column < INPUTS; column++) sum += row[column] * features[column];
  return sum;
}
#else
/** Revision 2: four sums at a time. */
static int32_t dot(const int16_t *row) {
  int32_t sums[4] = {0, 0, 0, 0};
  for (int column = 0; column < INPUTS; column += 4)
    for (int lane = 0; lane < 4; lane++) sums[lane] += row[column + lane] * features[column + lane];
  return sums[0] + sums[1] + sums[2] + sums[3];
}
#endif

/** The features that a seed stands for. */
static void make_features(uint32_t seed) {
  for (int index = 0; index < INPUTS; index++) {
    seed = next_number(seed);
    features[index] = (int32_t)(seed >> 24) - 128;
  }
}

/** The score of one item; negative hidden values are cut off. */
int32_t score_of(uint32_t item) {
  int64_t total = 0;
  make_features(item * 2654435761u);
  for (int row = 0; row < HIDDEN; row++) {
    int32_t hidden = dot(weights[row]);
    if (hidden > 0) total += (int64_t)(hidden >> 8) * readout[row];
  }
  return (int32_t)(total >> 4);
}

/** The item with the highest score among `count` from `first` on. */
uint32_t best_of(uint32_t first, uint32_t count) {
  uint32_t best = first;
  int32_t best_score = INT32_MIN;
  for (uint32_t item = first; item < first + count; item++) {
    int32_t score = score_of(item);
    if (score > best_score) {
      best = item;
      best_score = score;
    }
  }
  return best;
}
