// PART OF json-innocent.mjs
process.on('message', ({ values }) => process.send({ done: values.length }));
