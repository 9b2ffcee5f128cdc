// Stack space that is given back, later too or by another way, what is taken once, and calls that go deep and come back.
import { adjust, descend, put, stackRestore, stackSave, total } from './stack.mjs';

for (const name of ['program', '--verbose', '--threads=4', '--model', 'small', '--seed', '7', '--a', '--b', '--c', '--d', '--e', '--f', '--g', '--h', '--i', '--j']) put(Buffer.from(name));

let sum = 0;
for (let round = 0; round < 100; round++) {
  const before = stackSave();
  const rows = Array.from({ length: 24 }, (_, row) => put(Buffer.from(`row ${row}`)));
  for (const at of rows) sum += total(at, 4);
  stackRestore(before);
  sum += descend(10);
  const at = adjust(-32);
  sum += total(at, 32);
  adjust(32);
}
const before = stackSave();
const late = Array.from({ length: 24 }, (_, row) => put(Buffer.from(`late ${row}`)));
await new Promise((resolve) => setTimeout(resolve, 400));
for (const at of late) sum += total(at, 4);
stackRestore(before);
console.log(sum);
