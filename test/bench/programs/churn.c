// Allocates and frees as hard as it can: a ring of blocks of many sizes, the oldest freed for each new one.
// clang-19 --target=wasm32-wasi -isystem /usr/include/wasm32-wasi -O2 -gdwarf-5 -ffile-prefix-map=$PWD=/bench -fdebug-compilation-dir=/bench -c churn.c -o churn.o
// wasm-ld-19 --no-entry churn.o -L/usr/lib/wasm32-wasi -lc -o churn.wasm   (Debian: clang-19 19.1, wasi-libc)
#include <stdlib.h>

#define RING 1024

static char *ring[RING];

__attribute__((export_name("churn"))) unsigned churn(unsigned operations) {
  unsigned state = 1, sum = 0;
  for (unsigned operation = 0; operation < operations; operation++) {
    state = state * 1664525u + 1013904223u;
    unsigned size = 8 + (state >> 22);
    char **slot = &ring[operation % RING];
    if (*slot) {
      sum += (unsigned char)**slot;
      free(*slot);
    }
    *slot = malloc(size);
    for (unsigned at = 0; at < size; at += 16) (*slot)[at] = (char)(state >> (at & 15));
  }
  return sum;
}
