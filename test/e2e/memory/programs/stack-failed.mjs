// Errors of a call are caught and the instance is used on: the frames of the failed call stay on its stack.
import { descend } from './stack.mjs';

let failed = 0;
for (let depth = 0; depth < 600; depth++) {
  try {
    descend(depth % 20); // BUG(memory/stack-leak)
  } catch {
    failed++;
  }
}
console.log(failed);
