// What the programs beside call. Built with:
//   clang-19 --target=wasm32 -O1 -fno-builtin -c session.c -o session.o
//   wasm-ld-19 --no-entry --allow-undefined session.o -o session.wasm
//   wasm-opt session.wasm --asyncify --pass-arg=asyncify-imports@env.wait_row -O1 -o session-asyncify.wasm
#define EXPORT(name) __attribute__((export_name(#name))) name
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))

IMPORT(row) int row(int id);
IMPORT(weight) double weight(int id);
IMPORT(stamp) long long stamp(int id);
IMPORT(progress) void progress(int percent);
IMPORT(wait_row) int wait_row(int id);

enum { SLOTS = 64, SESSIONS = 8 };

// One conversation at a time: its state is the module's.
static int history[SLOTS];
static int length;
void EXPORT(begin)(int seed) {
  for (int i = 0; i < SLOTS; i++) history[i] = 0;
  length = 0;
  history[length++] = seed;
}
int EXPORT(push)(int token) {
  history[length++ % SLOTS] = token;
  return length;
}
int EXPORT(finish)(void) {
  int sum = 0;
  for (int i = 0; i < length; i++) sum = sum * 31 + history[i % SLOTS];
  return sum;
}

// A conversation of its own for each id.
static struct { int tokens[SLOTS]; int length; } sessions[SESSIONS];
void EXPORT(open_session)(int id) { sessions[id].length = 0; }
int EXPORT(push_to)(int id, int token) {
  sessions[id].tokens[sessions[id].length++ % SLOTS] = token;
  return token;
}
int EXPORT(sum_of)(int id) {
  int sum = 0;
  for (int i = 0; i < sessions[id].length; i++) sum = sum * 31 + sessions[id].tokens[i];
  return sum;
}

// No state but a count of calls and a place to work in.
static int served;
static int bench[256];
int EXPORT(hash)(int x) {
  served++;
  for (int i = 0; i < 256; i++) bench[i] = x * (i + 7) ^ i;
  int sum = 0;
  for (int i = 0; i < 256; i++) sum += bench[i];
  return sum;
}

// An object that only one may borrow.
static int borrowed;
int EXPORT(borrow)(int x) {
  if (borrowed) __builtin_trap();
  borrowed = x;
  return x;
}
int EXPORT(give_back)(void) {
  int x = borrowed;
  borrowed = 0;
  return x;
}

// Asks the host for a value.
int EXPORT(with_row)(int id) { return row(id) + 1; }
double EXPORT(with_weight)(int id) { return weight(id) * 2; }
long long EXPORT(with_stamp)(int id) { return stamp(id) + 1; }

// Tells the host how far it is.
static int total;
int EXPORT(train)(int steps) {
  total = 0;
  for (int i = 0; i < steps; i++) {
    total += i + 1;
    progress(i * 100 / steps);
  }
  return total;
}
void EXPORT(cancel)(void) { total = -1000; }

// Descends as deep as it is told, through the host.
static int nodes;
int EXPORT(visit)(int depth) {
  nodes++;
  if (depth > 0) progress(depth);
  return nodes;
}

// A small allocator, to be called from callbacks.
static unsigned char arena[65536];
static int top;
void *EXPORT(malloc)(int size) {
  void *at = arena + top;
  top = (top + ((size + 7) & ~7)) % (int)sizeof arena;
  return at;
}
void EXPORT(free)(void *at) { (void)at; }

// Takes its time: a second and more for a hundred units.
unsigned EXPORT(grind)(int units) {
  unsigned state = 1;
  for (int i = 0; i < units; i++)
    for (int j = 0; j < 10000000; j++) state = state * 1664525u + 1013904223u;
  return state;
}

// Waits for rows: suspended where the host lets it be.
int EXPORT(gather)(int from) {
  volatile int rows[64];
  for (int i = 0; i < 64; i++) rows[i] = from;
  int sum = wait_row(from);
  for (int i = 0; i < 64; i++) sum += rows[i] == from ? 0 : 1000;
  return sum;
}
