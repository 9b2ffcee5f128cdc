// A long call while nobody is served: the warm-up.
import { serve, session, times } from './session.mjs';

const { grind, hash } = await session();
for (let i = 0; i < 4; i++) console.log(grind(12));
await serve((request, response) => response.end(String(hash(1))), times(3, ['/a']), 10);
