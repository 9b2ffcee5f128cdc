// PART OF json-innocent.mjs
process.on('message', ({ values }) => process.send({ done: values.map((value) => value / 2) }));
