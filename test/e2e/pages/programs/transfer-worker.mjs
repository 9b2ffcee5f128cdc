import { session } from './modules.mjs';

const { hash } = await session();
onmessage = ({ data }) => postMessage(hash(data.byteLength));
postMessage('ready');
