// PART OF json-ipc.mjs
process.on('message', ({ weights }) => {
  process.send(weights.map((weight) => weight / 2)); // BUG(handoff/json)
});
