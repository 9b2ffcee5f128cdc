import { rewrittenOffset, type ModuleOffset } from '../base/offsets';
import type { CpuProfile, CpuProfileNode } from '../profile/cpu-profile';
import { lineShares, type InstructionCost, type LineShare } from '../profile/line-shares';
import { holdsAll, isWasmFrame, sampledFunctions, type ModuleCandidate } from '../profile/match-modules';
import type { ModuleHash } from '../trace/event';
import { decodeBody } from '../wasm/function-body';
import { functionCosts } from '../wasm/function-cost';
import type { Instruction } from '../wasm/instructions';
import type { WasmModule } from '../wasm/module';
import { readModule } from '../wasm/read-module';
import { countBlocks, countOf, type CountingModule } from '../wasm/rewrite/block-counters';
import type { CountedBlock } from '../wasm/rewrite/counted-blocks';
import type { BlockCounts } from './block-counting';
import { moduleHash } from './module-candidates';

interface CountedModule {
  readonly original: WasmModule;
  readonly counting: CountingModule;
  /** As V8 had it. */
  readonly running: WasmModule;
  readonly values: readonly number[];
}

/** Modules that ran with counters in them: leads a profile's offsets back to the modules as built, and spreads time over lines. */
export class CountedModules {
  private readonly modules: ReadonlyMap<ModuleHash, CountedModule>;

  constructor(counts: Iterable<BlockCounts>) {
    this.modules = new Map(
      [...counts].map(({ bytes, values }) => {
        const original = readModule(bytes);
        const counting = countBlocks(original);
        return [moduleHash(bytes), { original, counting, running: readModule(counting.bytes), values }];
      }),
    );
  }

  /** V8's recording as if the modules had run without counters; `onScript` hears which script was which module. */
  asBuilt<Recorded extends { readonly slices: readonly CpuProfile[] }>(thread: Recorded, onScript: (scriptId: string, bytes: Uint8Array) => void): Recorded {
    const ran = new Map<string, CountedModule>();
    for (const [scriptId, functions] of sampledFunctions(thread.slices)) {
      const module = [...this.modules.values()].find(({ running }) => holdsAll(running, functions));
      if (!module) continue;
      ran.set(scriptId, module);
      onScript(scriptId, module.original.bytes);
    }
    return { ...thread, slices: thread.slices.map((slice) => ({ ...slice, nodes: slice.nodes.map((node) => originalNode(node, ran)) })) };
  }

  /** Undefined where the function at `offset` was not counted. */
  linesOf({ hash, symbols }: ModuleCandidate, offset: ModuleOffset): readonly LineShare[] | undefined {
    const counted = this.modules.get(hash);
    return counted && lineShares(symbols, instructionCosts(counted, offset));
  }
}

function originalNode(node: CpuProfileNode, ran: ReadonlyMap<string, CountedModule>): CpuProfileNode {
  const module = ran.get(node.callFrame.scriptId);
  if (!module || !isWasmFrame(node.callFrame)) return node;
  return { ...node, callFrame: { ...node.callFrame, columnNumber: module.counting.offsetMap.toOriginal(rewrittenOffset(node.callFrame.columnNumber)) } };
}

function instructionCosts({ original, counting, values }: CountedModule, offset: ModuleOffset): InstructionCost[] {
  const fn = original.functionAt(offset);
  const blocks = fn && counting.blocksOf(fn);
  if (!blocks) return [];
  const { instructions } = decodeBody(original, fn);
  const counts = instructionCounts(instructions, blocks, values);
  return functionCosts(instructions, counts).map((cost, index) => ({ offset: instructions[index]!.offset, count: counts[index]!, cost }));
}

/** Blocks stand in the order of the code, as instructions do. */
function instructionCounts(instructions: readonly Instruction[], blocks: readonly CountedBlock[], values: readonly number[]): number[] {
  const counts = new Array<number>(instructions.length).fill(0);
  let at = 0;
  for (const block of blocks) {
    const count = countOf(block, values);
    for (; at < instructions.length && instructions[at]!.offset < block.end; at++) if (instructions[at]!.offset >= block.start) counts[at] = count;
  }
  return counts;
}
