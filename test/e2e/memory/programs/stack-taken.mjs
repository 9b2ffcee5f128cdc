// Names are put on the stack for a call, and where one is refused its space is never given back.
import { memory, stackAlloc, stackRestore, stackSave, total } from './stack.mjs';

function sumOf(name) {
  const before = stackSave();
  const bytes = Buffer.from(name);
  const at = stackAlloc(bytes.length); // BUG(memory/stack-leak): kept where the name is refused
  if (name.length > 5) return -1;
  new Uint8Array(memory.buffer).set(bytes, at);
  const sum = total(at, bytes.length);
  stackRestore(before);
  return sum;
}

let sum = 0;
for (let round = 0; round < 400; round++) sum += sumOf(round % 3 === 0 ? 'refused' : 'fine');
console.log(sum);
