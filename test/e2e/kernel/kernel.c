// A small signal kernel for the programs of test/e2e/handoff and test/e2e/cache. Recipe, with clang 19:
//   clang-19 --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o kernel.wasm kernel.c
//   clang-19 --target=wasm32 -O0 -nostdlib -Wl,--no-entry -o kernel-unoptimised.wasm kernel.c
#define ROOM (1 << 20)
static float in[ROOM];
static float out[ROOM];

#define EXPORT(name) __attribute__((export_name(#name))) name

float *EXPORT(input)(void) { return in; }
float *EXPORT(output)(void) { return out; }

/** A filter over the first `count` values. */
int EXPORT(filter)(int count, float level) {
  float last = 0;
  for (int i = 0; i < count; i++) {
    last = last * 0.7f + in[i] * 0.3f;
    out[i] = last > level ? last : level;
  }
  return count;
}

float EXPORT(out_at)(int i) { return out[i & (ROOM - 1)]; }
void EXPORT(set_in)(int i, float value) { in[i & (ROOM - 1)] = value; }

/** Pure arithmetic: cheap, but no access to data. */
int EXPORT(mixed)(int a, int b) { return (a * 31 + b) ^ (b >> 3); }

/** Sum over `rounds` passes: takes as long as it is told to. */
float EXPORT(work)(int rounds) {
  float sum = 0;
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < 4096; i++) {
      float value = in[i] * 1.0001f + (float)(i ^ round);
      sum += value > 3.0f ? value * 0.5f : value - 1.0f;
      if (sum > 1e9f) sum *= 0.001f;
    }
  return sum;
}

/** Takes a time in nanoseconds. */
int EXPORT(minute_of)(long long nanoseconds) { return (int)(nanoseconds / 60000000000ll % 60); }
