// PART OF json-ipc.mjs
process.on('message', ({ weights }) => process.send(weights.length));
