// clang-19 --target=wasm32 -O1 -c free-list.c && wasm-ld-19 --no-entry --strip-debug --export-memory free-list.o -o free-list.wasm
// (an allocator as small devices have it: first fit, freed blocks are neither split nor joined)

struct block {
  unsigned size;
  struct block *next;
};

extern unsigned char __heap_base;
static struct block *freed;
static unsigned top;

__attribute__((export_name("malloc"))) void *malloc(unsigned long size) {
  for (struct block **at = &freed; *at; at = &(*at)->next) {
    if ((*at)->size < size) continue;
    struct block *found = *at;
    *at = found->next;
    return found + 1;
  }
  if (top == 0) top = (unsigned)&__heap_base;
  struct block *made = (struct block *)((top + 7) & ~7u);
  top = (unsigned)(made + 1) + size;
  while (top > __builtin_wasm_memory_size(0) * 65536) __builtin_wasm_memory_grow(0, 1);
  made->size = size;
  return made + 1;
}

__attribute__((export_name("free"))) void free(void *address) {
  struct block *block = (struct block *)address - 1;
  block->next = freed;
  freed = block;
}
