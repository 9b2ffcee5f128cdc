import { serve, session, times } from './session.mjs';

const { grind } = await session();
await serve((request, response) => {
  response.end(String(grind(12))); // BUG(async/blocked-loop)
}, times(4, ['/a', '/b']), 10);
