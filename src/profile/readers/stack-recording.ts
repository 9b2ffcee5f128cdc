import type { CallFrame } from '../call-frame';
import type { CpuProfile, CpuProfileNode } from '../cpu-profile';

/** Units as pprof and speedscope name them: of time in microseconds, of memory as a recording whose samples weigh bytes has them. */
export const UNIT_US: ReadonlyMap<string, number> = new Map([['nanoseconds', 1e-3], ['microseconds', 1], ['milliseconds', 1e3], ['seconds', 1e6], ['bytes', 1e3], ['kilobytes', 1e3 * 2 ** 10], ['megabytes', 1e3 * 2 ** 20]]);

export const isMemory = (unit: string): boolean => unit.endsWith('bytes');

/** A frame as formats other than V8's own know it. `line` counts from 1; 0 where unknown. */
export interface NamedFrame {
  readonly function: string;
  readonly file: string;
  /** Where the function begins. */
  readonly line: number;
}

interface GrowingNode extends CpuProfileNode {
  readonly children: number[];
  readonly positionTicks: { readonly line: number; ticks: number }[];
}

/** Stacks with weights, one after another, made into what V8 would have recorded; stacks share their nodes. */
export class StackRecording {
  private readonly nodes: GrowingNode[] = [{ id: 1, callFrame: callFrameOf({ function: '(root)', file: '', line: 0 }), children: [], positionTicks: [] }];
  private readonly idByFrame: Map<string, number>[] = [new Map<string, number>()];
  private readonly samples: number[] = [];
  private readonly starts: number[] = [];
  private atUs = 0;

  /** Of what the weights are; time where it is no memory. */
  constructor(private readonly unit = '') {}

  /** Outermost frame first; how long it lasted, microseconds; the line in the innermost function, where known. */
  add(stack: readonly NamedFrame[], durationUs: number, line = 0): void {
    let id = 1;
    for (const frame of stack) id = this.childOf(id, frame);
    if (line > 0) this.countLine(this.nodes[id - 1]!, line, durationUs);
    this.samples.push(id);
    this.starts.push(this.atUs);
    this.atUs += durationUs;
  }

  finish(): CpuProfile {
    const timeDeltas = this.starts.map((start, index) => start - (this.starts[index - 1] ?? 0));
    return { nodes: this.nodes, samples: this.samples, timeDeltas, startTime: 0, endTime: this.atUs, ...(isMemory(this.unit) ? { unit: 'bytes' } : {}) };
  }

  /** Ticks are microseconds here: only their proportions count. */
  private countLine({ positionTicks }: GrowingNode, line: number, durationUs: number): void {
    const known = positionTicks.find((tick) => tick.line === line);
    if (known) known.ticks += durationUs;
    else positionTicks.push({ line, ticks: durationUs });
  }

  private childOf(parent: number, frame: NamedFrame): number {
    const children = this.idByFrame[parent - 1]!;
    const key = JSON.stringify([frame.function, frame.file, frame.line]);
    const known = children.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.length + 1;
    this.nodes.push({ id, callFrame: callFrameOf(frame), children: [], positionTicks: [] });
    this.idByFrame.push(new Map());
    this.nodes[parent - 1]!.children.push(id);
    children.set(key, id);
    return id;
  }
}

/** The URL stands for the script: these formats have no script ids. */
function callFrameOf({ function: functionName, file, line }: NamedFrame): CallFrame {
  return { functionName, scriptId: file, url: file, lineNumber: line - 1, columnNumber: -1 };
}
