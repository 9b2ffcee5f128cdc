import { session } from './modules.mjs';

addEventListener('message', async ({ data }) => {
  const { hash } = await session({}, data);
  addEventListener('message', (frame) => postMessage(hash(frame.data.byteLength)));
  postMessage('ready');
}, { once: true });
