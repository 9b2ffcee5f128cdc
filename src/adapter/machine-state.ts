import type { DebugProtocol } from '@vscode/debugprotocol';
import { memoryAddress } from '../base/offsets';
import type { WasmFrame } from '../session/frames';
import { inTable, type MachineValue, type PausedFrameState, type TableSlot } from '../session/frame-state';
import type { Thread } from '../session/thread';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { Page } from '../values/value-node';
import { memoryReference } from './memory-references';
import type { ScriptValues } from './script-values';
import { tableFunctionName } from './table-function-name';
import type { Container, VariableStore } from './variable-store';

type Row = DebugProtocol.Variable;

/** Of the machine's names for its things: `locals[2]`. References stand there as JavaScript sees them. */
type Place = `${'locals' | 'stack' | 'globals'}[${number}]`;

const REFERENCE = /ref$/;
const PAGE_BYTES = 65_536;

/** What the machine itself holds in a frame, with the names of the module's name section: for code without debug information. */
export class MachineState {
  constructor(
    private readonly frame: WasmFrame,
    private readonly state: PausedFrameState,
    private readonly scripts: ScriptValues,
    private readonly store: VariableStore,
    private readonly thread: Thread,
    private readonly moduleUrl: string | null,
  ) {}

  private get symbols(): ModuleSymbols {
    return this.frame.symbols;
  }

  async rows(): Promise<Row[]> {
    const { locals, stack, globals, memories, tables } = await this.state.shape();
    const { module } = this.symbols;
    const { names } = module;
    const localNames = names.locals(module.functionAt(this.frame.offset)?.index ?? -1);
    return [
      ...(await this.values('locals', locals, (index) => localNames.get(index) ?? `local ${index}`)),
      ...this.group('operand stack', stack.length, () => this.values('stack', stack, String)),
      ...this.group('globals', globals.length, () => this.values('globals', globals, (index) => names.globals.get(index) ?? `global ${index}`)),
      ...this.group('memories', memories.length, () => Promise.resolve(memories.map((bytes, index) => this.memory(bytes, index)))),
      ...this.group('tables', tables.length, () => Promise.resolve(tables.map((length, index) => this.table(length, index)))),
    ];
  }

  private group(name: string, size: number, children: () => Promise<Row[]>): Row[] {
    return size === 0 ? [] : [{ name, value: String(size), variablesReference: this.add(children) }];
  }

  private values(kind: 'locals' | 'stack' | 'globals', values: readonly MachineValue[], nameOf: (index: number) => string): Promise<Row[]> {
    return Promise.all(values.map((value, index) => this.value(`${kind}[${index}]`, value, nameOf(index))));
  }

  private async value(place: Place, [type, text]: MachineValue, name: string): Promise<Row> {
    if (text !== null || !REFERENCE.test(type)) return { name, type, value: text ?? type, variablesReference: 0 };
    const { evaluateName: _, ...row } = this.scripts.variable(name, await this.state.object(`${place}.value`));
    return { ...row, type };
  }

  private memory(bytes: number, index: number): Row {
    const pages = bytes / PAGE_BYTES;
    const value = `${pages} ${pages === 1 ? 'page' : 'pages'}, ${bytes.toLocaleString('en')} bytes`;
    return { name: this.symbols.module.names.of('memory').get(index) ?? `memory ${index}`, value, variablesReference: 0, memoryReference: memoryReference({ address: memoryAddress(0), memory: index, module: this.moduleUrl }) };
  }

  private table(length: number, index: number): Row {
    return { name: this.symbols.module.names.of('table').get(index) ?? `table ${index}`, value: `${length} slots`, variablesReference: this.add((page) => this.slots(index, length, page)), indexedVariables: length };
  }

  private async slots(table: number, length: number, { start, count }: Page = { start: 0, count: length }): Promise<Row[]> {
    const slots = await this.state.tableSlots(table, start, Math.min(count, length - start));
    return Promise.all(slots.map((slot, at) => this.slot(inTable(table, start + at), slot, String(start + at))));
  }

  private async slot(place: string, content: TableSlot, name: string): Promise<Row> {
    const fn = typeof content === 'number' ? { index: content } : content === 'function' ? await this.state.functionAt(place) : undefined;
    const text = content === 'null' ? content : fn && (await tableFunctionName(fn, this.symbols, this.thread));
    if (text !== undefined) return { name, value: text, variablesReference: 0 };
    const { evaluateName: _, ...row } = this.scripts.variable(name, await this.state.object(place));
    return row;
  }

  private add(children: Container['children']): number {
    return this.store.add(this.thread.id, { children });
  }
}
