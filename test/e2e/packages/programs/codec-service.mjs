// @jsquash/png (Rust by wasm-bindgen, one instance) in a service: pictures to PNG and back.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { bytesFor, serveAndAsk } from './serve.mjs';

globalThis.ImageData ??= class ImageData {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};
const { resolve } = createRequire(process.argv[2]);
const { default: encode, init: initEncoder } = await import(pathToFileURL(resolve('@jsquash/png/encode.js')).href);
const { default: decode, init: initDecoder } = await import(pathToFileURL(resolve('@jsquash/png/decode.js')).href);
const module = await WebAssembly.compile(readFileSync(resolve('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')));
await initEncoder(module);
await initDecoder(module);

const picture = (number) => bytesFor(number, 64 * 64 * 4);

await serveAndAsk(
  async (number) => {
    const png = await encode({ data: new Uint8ClampedArray(picture(number)), width: 64, height: 64 });
    const { data, width, height } = await decode(png);
    return `${width}x${height} ${Buffer.from(data).toString('base64')}`;
  },
  (number) => `64x64 ${Buffer.from(picture(number)).toString('base64')}`,
);
