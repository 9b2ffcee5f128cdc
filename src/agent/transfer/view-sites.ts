import type { AgentHost } from '../probe';
import { isOwn, scriptPath, structuredStack } from '../stacks';
import type { V8Frame } from '../v8-frame';

/** A place in a script, 1-based. */
export interface ScriptPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a buffer was asked for, and by whom that function was called: it may make views for others. */
export interface ViewSite extends ScriptPlace {
  readonly caller: ScriptPlace | null;
}

/** Sites remembered of one buffer, and reads looked at for that: glue asks for the buffer with every call. */
const MAX_SITES = 32;
const MAX_LOOKS = 200;

interface Reads {
  looks: number;
  readonly sites: Map<string, ViewSite>;
}

/** Where the program asked for the buffers of memories, in order to make views, buffer by buffer. */
export class ViewSites {
  private readonly reads = new WeakMap<object, Reads>();

  constructor(host: AgentHost, isMemorys: (buffer: ArrayBufferLike) => boolean) {
    const note = (buffer: ArrayBufferLike, hook: Function): void => {
      if ((this.reads.get(buffer)?.looks ?? 0) < MAX_LOOKS) this.note(buffer, hook);
    };
    host.wasm.buffers.onMemory(note);
    host.wasm.buffers.onView((buffer, hook) => {
      if (isMemorys(buffer)) note(buffer, hook);
    });
  }

  of(buffer: object): readonly ViewSite[] {
    return [...(this.reads.get(buffer)?.sites.values() ?? [])];
  }

  /** Whether there may be more sites than are known. */
  areMore(buffer: object): boolean {
    const reads = this.reads.get(buffer);
    return reads !== undefined && (reads.looks >= MAX_LOOKS || reads.sites.size >= MAX_SITES);
  }

  private note(buffer: object, hook: Function): void {
    const reads = this.reads.get(buffer) ?? { looks: 0, sites: new Map<string, ViewSite>() };
    this.reads.set(buffer, reads);
    reads.looks++;
    if (reads.sites.size >= MAX_SITES) return;
    const [reader, caller] = structuredStack(2, hook);
    const place = reader && !isOwn(reader) ? placeOf(reader) : null;
    if (!place) return;
    const site = { ...place, caller: caller ? placeOf(caller) : null };
    reads.sites.set(JSON.stringify(site), site);
  }
}

/** Null for frames of Node's and of Wasm. */
export function placeOf(frame: V8Frame): ScriptPlace | null {
  const url = frame.getScriptNameOrSourceURL();
  const line = frame.getLineNumber();
  return url === null || line === null || /^(node|wasm):/.test(url) ? null : { file: scriptPath(url), line, column: frame.getColumnNumber() ?? 1 };
}
