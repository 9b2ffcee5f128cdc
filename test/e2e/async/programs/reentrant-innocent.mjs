// Recursion by design, and callbacks that allocate.
import { session } from './session.mjs';

const tree = await session({ progress: (depth) => void tree.visit(depth - 1) });
console.log(tree.visit(4), tree.visit(3));
const trainer = await session({ progress: () => trainer.free(trainer.malloc(16)) });
console.log(trainer.train(10));
const watched = await session({ progress: (percent) => void (percent === 50 && watched.hash(percent)) });
console.log(watched.train(10));
