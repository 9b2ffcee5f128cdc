import { decodeCallFrame } from '../call-frame';
import { decodeTicks, recordedProfile, type CpuProfile, type CpuProfileNode } from '../cpu-profile';
import { DecodeError } from '../../base/decode-error';
import { JsonCursor } from './json-cursor';

/** Files that are none of ours to read: a Chrome trace, speedscope's, a heap profile or an old CPU profile, V8's log, Firefox's. */
const FOREIGN = new Set(['traceEvents', 'shared', 'head', 'code', 'ticks', 'threads', 'libs']);

/**
 * A `.cpuprofile` from its bytes, as `decodeCpuProfile` has it: call frames that are written alike are one object. Null for
 * JSON of another kind. Throws DecodeError where it is damaged.
 */
export function readCpuProfile(bytes: Uint8Array, onProgress?: (fraction: number) => void): CpuProfile | null {
  const cursor = new JsonCursor(bytes, onProgress);
  if (!cursor.isObject) return null;
  const reader = new CpuProfileReader(cursor);
  try {
    reader.read();
  } catch (error) {
    if (error instanceof ForeignFile) return null;
    throw error;
  }
  cursor.end();
  return reader.finish();
}

class ForeignFile extends Error {}

class CpuProfileReader {
  private nodes: CpuProfileNode[] | undefined;
  private samples: Float64Array = new Float64Array(0);
  private timeDeltas: Float64Array = new Float64Array(0);
  private startTime = NaN;
  private endTime = NaN;
  private extras: unknown;

  constructor(private readonly cursor: JsonCursor) {}

  read(): void {
    const { cursor } = this;
    cursor.object((key) => {
      if (this.nodes === undefined && FOREIGN.has(key)) throw new ForeignFile();
      if (key === 'nodes') this.nodes = this.readNodes();
      else if (key === 'samples') this.samples = cursor.numbers();
      else if (key === 'timeDeltas') this.timeDeltas = cursor.numbers();
      else if (key === 'startTime') this.startTime = cursor.number(NaN);
      else if (key === 'endTime') this.endTime = cursor.number(NaN);
      else if (key === '$wasmscope') this.extras = cursor.value();
      // As the protocol's answer has it.
      else if (key === 'profile' && this.nodes === undefined) this.read();
      else cursor.skip();
    });
  }

  finish(): CpuProfile {
    const { nodes, samples, timeDeltas, startTime, endTime, extras } = this;
    if (!nodes) throw new DecodeError('cpuprofile', 0, 'not a CPU profile: it has no nodes');
    return recordedProfile({ nodes, samples, timeDeltas, startTime, endTime, extras });
  }

  private readNodes(): CpuProfileNode[] {
    const nodes: CpuProfileNode[] = [];
    this.cursor.array(() => nodes.push(this.readNode()));
    return nodes;
  }

  private readNode(): CpuProfileNode {
    const { cursor } = this;
    const node: { -readonly [Field in keyof CpuProfileNode]: CpuProfileNode[Field] } = { id: 0, callFrame: NO_FRAME };
    let flat: Record<string, unknown> | undefined;
    cursor.object((key) => {
      if (key === 'id') node.id = cursor.number(0);
      else if (key === 'callFrame') node.callFrame = cursor.equalOnes('callFrame', decodeCallFrame);
      else if (key === 'children') node.children = cursor.numberList();
      else if (key === 'parent') node.parent = cursor.number(0);
      else if (key === 'positionTicks') node.positionTicks = cursor.equalOnes('positionTicks', decodeTicks);
      else if (key === 'hitCount') cursor.skip();
      // Old exports have no frame: the node itself is one.
      else (flat ??= {})[key] = cursor.value();
    });
    if (flat && node.callFrame === NO_FRAME) node.callFrame = decodeCallFrame(flat);
    return node;
  }
}

const NO_FRAME = decodeCallFrame({});
