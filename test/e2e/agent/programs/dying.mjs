// A listener for errors that throws in turn, as Emscripten's does: Node ends at once, and tells no listener of 'exit'.
const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
process.on('uncaughtException', (error) => {
  throw error;
});
setTimeout(() => {
  new WebAssembly.Module(bytes);
  throw new Error('the end');
}, 1);
