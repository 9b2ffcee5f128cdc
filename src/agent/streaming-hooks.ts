import type { StackId } from '../trace/event';
import type { Patches } from './patches';

type Streaming = typeof WebAssembly & Partial<Record<'compileStreaming' | 'instantiateStreaming', (source: unknown, imports?: WebAssembly.Imports) => Promise<unknown>>>;

export interface StreamingNeeds {
  /** While the caller is still on the stack. */
  onCall(this: void): StackId;
  onSource(this: void, bytes: Uint8Array<ArrayBuffer>, url: string): void;
  compile(this: void, bytes: Uint8Array<ArrayBuffer>, stack: StackId): Promise<unknown>;
  instantiate(this: void, bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports | undefined, stack: StackId): Promise<unknown>;
}

/**
 * The bytes of a response are needed before compilation, so streaming becomes reading, and then what `compile`
 * and `instantiate` do. What the built-in would refuse (no response, an error status, another MIME type) is left to
 * it, for its own errors.
 */
export function hookStreaming(patches: Patches, { onCall, onSource, compile, instantiate }: StreamingNeeds): void {
  const streaming = WebAssembly as Streaming;
  if (!streaming.compileStreaming || !streaming.instantiateStreaming) return;
  const bytesOf = async (response: unknown): Promise<Uint8Array<ArrayBuffer> | null> => {
    if (!isAcceptable(response)) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.url) onSource(bytes, response.url);
    return bytes;
  };
  patches.replace(streaming, 'compileStreaming', (original) => async (source: unknown) => {
    const stack = onCall();
    const response = await (source as Promise<unknown>);
    const bytes = await bytesOf(response);
    return bytes ? compile(bytes, stack) : original!.call(WebAssembly, response);
  });
  patches.replace(streaming, 'instantiateStreaming', (original) => async (source: unknown, imports?: WebAssembly.Imports) => {
    const stack = onCall();
    const response = await (source as Promise<unknown>);
    const bytes = await bytesOf(response);
    return bytes ? instantiate(bytes, imports, stack) : original!.call(WebAssembly, response, imports);
  });
}

function isAcceptable(source: unknown): source is Response {
  return source instanceof Response && source.ok && !source.bodyUsed && source.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/wasm';
}
