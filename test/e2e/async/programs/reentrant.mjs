import { session } from './session.mjs';

const { train, cancel } = await session({
  progress(percent) {
    if (percent >= 50) cancel(); // BUG(async/reentrant-call)
  },
});
console.log(train(10), train(4));
