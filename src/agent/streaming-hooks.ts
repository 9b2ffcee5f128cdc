import type { Patches } from './patches';

type Streaming = typeof WebAssembly & Partial<Record<'compileStreaming' | 'instantiateStreaming', (source: unknown, imports?: WebAssembly.Imports) => Promise<unknown>>>;

/**
 * The bytes of a response are needed before compilation, so streaming becomes reading, and what `compile` and
 * `instantiate` are by now. What the built-in would refuse (no response, an error status, another MIME type) is left to
 * it, for its own errors.
 */
export function hookStreaming(patches: Patches, onSource: (bytes: Uint8Array, url: string) => void): void {
  const streaming = WebAssembly as Streaming;
  if (!streaming.compileStreaming || !streaming.instantiateStreaming) return;
  const { compile, instantiate } = WebAssembly;
  const bytesOf = async (response: unknown): Promise<Uint8Array | null> => {
    if (!isAcceptable(response)) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.url) onSource(bytes, response.url);
    return bytes;
  };
  patches.replace(streaming, 'compileStreaming', (original) => async (source: unknown) => {
    const response = await (source as Promise<unknown>);
    const bytes = await bytesOf(response);
    return bytes ? compile(bytes) : original!.call(WebAssembly, response);
  });
  patches.replace(streaming, 'instantiateStreaming', (original) => async (source: unknown, imports?: WebAssembly.Imports) => {
    const response = await (source as Promise<unknown>);
    const bytes = await bytesOf(response);
    return bytes ? instantiate(bytes, imports) : original!.call(WebAssembly, response, imports);
  });
}

function isAcceptable(source: unknown): source is Response {
  return source instanceof Response && source.ok && !source.bodyUsed && source.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/wasm';
}
