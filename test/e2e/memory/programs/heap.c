// clang-19 --target=wasm32-wasi -O1 -c heap.c && wasm-ld-19 --no-entry --strip-debug --export=malloc --export=free
//   --export-memory heap.o -L/usr/lib/wasm32-wasi -lc -o heap.wasm     (wasi-libc's allocator, with its name section;
//   clang as the linking driver runs wasm-opt, which drops names)
#include <stdlib.h>
#include <string.h>

/* Keeps the compiler from leaving the allocation out. */
static unsigned char *volatile copy;

/* Sums a frame through a copy that is released again. */
__attribute__((export_name("total"))) int total(const unsigned char *frame, int size) {
  copy = malloc(size);
  int sum = 0;
  memcpy(copy, frame, size);
  for (int i = 0; i < size; i++) sum += copy[i];
  free(copy);
  return sum;
}

static unsigned char *ring[16];
static int next;

/* Keeps the last sixteen frames. */
__attribute__((export_name("remember"))) void remember(const unsigned char *frame, int size) {
  free(ring[next]);
  ring[next] = malloc(size);
  memcpy(ring[next], frame, size);
  next = (next + 1) % 16;
}

/* Room for `bytes` more, so that the memory grows. */
__attribute__((export_name("reserve"))) void *reserve(int bytes) {
  return malloc(bytes);
}
