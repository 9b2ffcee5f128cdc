import { outermostNodes } from '../outermost-nodes';
import type { FrameClass, ProfileFrame, ProfileModule } from '../profile';
import type { ProfileColumns } from './profile-columns';

/**
 * Time by the piece of software that spent it. `selfMs` of all rows together is `nodeTotalMs[0]`, all that was sampled.
 *
 * - `wasm`: one row a module, `name` its file's name (or V8's URL where no file is known), `file` its path;
 * - `js`: one row a package (`name` as npm knows it), one for `node:` itself, one a file of the program's own (`file` its path);
 * - `glue`, `gc`, `program`, `idle`: one row each, and `name` is null: the view has its words for them.
 */
export interface ModuleRow {
  readonly kind: FrameClass;
  readonly name: string | null;
  readonly file: string | null;
  readonly selfMs: number;
  /** With all that is called from it; what it calls of itself counts once. */
  readonly totalMs: number;
  /** Its functions by self time; `function` is an index into the columns' functions. Their self times make up the row's. */
  readonly functions: readonly ModuleFunction[];
}

export interface ModuleFunction {
  readonly function: number;
  readonly selfMs: number;
}

/** Rows by self time. */
export function byModule(columns: ProfileColumns): ModuleRow[] {
  const { nodeFunction, nodeParent, nodeSelfMs, nodeTotalMs } = columns;
  const { groups, groupOfFunction } = groupsOf(columns);
  const nodeGroup = nodeFunction.map((index) => groupOfFunction[index]!);
  const outermost = outermostNodes(nodeParent, nodeGroup);
  const functionMs = new Float64Array(columns.functions.length);
  const totalMs = new Float64Array(groups.length);
  for (let node = 0; node < nodeFunction.length; node++) {
    functionMs[nodeFunction[node]!]! += nodeSelfMs[node]!;
    if (outermost[node]) totalMs[nodeGroup[node]!]! += nodeTotalMs[node]!;
  }
  const functions: ModuleFunction[][] = groups.map(() => []);
  for (const [index, selfMs] of functionMs.entries()) functions[groupOfFunction[index]!]!.push({ function: index, selfMs });
  return groups
    .map((group, index): ModuleRow => {
      const own = functions[index]!.sort((a, b) => b.selfMs - a.selfMs);
      // Roots and threads are nobody's calls: what stands on them is not theirs.
      const selfMs = own.reduce((sum, each) => sum + each.selfMs, 0);
      return { ...group, selfMs, totalMs: group.kind === 'program' ? selfMs : totalMs[index]!, functions: own };
    })
    .filter((row) => row.totalMs > 0)
    .sort((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs);
}

type Group = Pick<ModuleRow, 'kind' | 'name' | 'file'>;

function groupsOf(columns: ProfileColumns): { readonly groups: Group[]; readonly groupOfFunction: Int32Array } {
  const modules = new Map(columns.modules.flatMap((module) => (module.module === null ? [] : [[module.module, module] as const])));
  const groups: Group[] = [];
  const known = new Map<string, number>();
  const groupOfFunction = Int32Array.from(columns.functions, (frame) => {
    const { key, ...group } = groupOf(frame, modules);
    const index = known.get(key) ?? groups.push(group) - 1;
    known.set(key, index);
    return index;
  });
  return { groups, groupOfFunction };
}

function groupOf(frame: ProfileFrame, modules: ReadonlyMap<string, ProfileModule>): Group & { readonly key: string } {
  const { class: kind, file, module, script } = frame;
  if (kind === 'wasm') {
    const known = module === null ? undefined : modules.get(module);
    const path = known?.file ?? null;
    return { key: `wasm ${module ?? script?.url ?? ''}`, kind, name: path === null ? (script?.url ?? known?.url ?? null) : lastPart(path), file: path };
  }
  if (kind !== 'js' || file === null) return { key: kind, kind, name: null, file: null };
  const name = file.startsWith('node:') ? 'node:' : packageOf(file);
  return name === null ? { key: `file ${file}`, kind, name: lastPart(file), file } : { key: `package ${name}`, kind, name, file: null };
}

/** npm's name of the package that a file belongs to; null for the program's own files. */
function packageOf(file: string): string | null {
  const match = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(file);
  return match ? match[1]!.replace('\\', '/') : null;
}

const lastPart = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
