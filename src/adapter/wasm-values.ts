import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from '../base/user-error';
import type { WasmFrame } from '../session/frames';
import type { PausedFrameState } from '../session/frame-state';
import type { Returned } from '../session/left-function';
import type { Pause } from '../session/pause';
import type { Thread } from '../session/thread';
import type { Variable } from '../symbols/variable';
import { completionsOf, type Completions } from '../values/completions';
import { assign, evaluate, isFulfilled, valueOf } from '../values/evaluate';
import { callableNames } from '../values/exported-function';
import { expressionText } from '../values/expression-text';
import type { Formatter, Value, ValueContext } from '../values/value';
import { returnedValue } from '../values/wasm-value';
import { partExpression } from '../values/part-expression';
import { panicMessage } from '../values/rust-panic';
import { displayValue, displayVariable, type Page, type ValueNode } from '../values/value-node';
import { MachineState } from './machine-state';
import { memoryReference } from './memory-references';
import type { PausedProgramCalls } from './program-calls';
import { ScriptValues } from './script-values';
import { tableFunctionName } from './table-function-name';
import type { VariableStore } from './variable-store';

const HIDDEN = ' (outer)';
const RETURNED = 'return value';
/** Constants of libc++'s templates. */
const LIBRARY = /^std::__\w+::/;

/** What the values of a frame are shown by. */
export interface ValueSurroundings {
  readonly thread: Thread;
  readonly store: VariableStore;
  readonly formatters: readonly Formatter[];
  /** Address of the module's script, where there are several; for references to its memories. */
  readonly module: string | null;
  /** What the user lets expressions run. */
  readonly calls: PausedProgramCalls | undefined;
}

/** The values of one Wasm frame of a thread that stands still, in its own language. */
export class WasmValues {
  private readonly state: PausedFrameState;
  private readonly pause: Pause;
  private readonly store: VariableStore;
  private readonly machine: MachineState;
  private readonly context: ValueContext;

  constructor(
    private readonly frame: WasmFrame,
    private readonly surroundings: ValueSurroundings,
  ) {
    const { thread, store, formatters, module } = surroundings;
    this.pause = thread.requireArrival();
    this.store = store;
    this.state = this.pause.state(frame);
    this.machine = new MachineState(frame, this.state, new ScriptValues(thread, store, null), store, thread, module);
    this.context = {
      memory: this.state.memory,
      functionInTable: (slot) => this.functionInTable(slot),
      typeWithVtable: (address) => frame.symbols.typeWithVtable(address),
      globalNamed: (name) => frame.symbols.globalNamed(name),
      typeNamed: (name, isShort) => frame.symbols.typeNamed(name, isShort),
      formatters,
      ...seenFrom(frame),
      get isHex() {
        return store.isHex;
      },
    };
  }

  /**
   * Scopes from the nearest outwards. The machine's own state comes last, for code without debug information. `returned`:
   * what the step that ended here left behind, shown with the locals.
   */
  scopes(returned: Returned | null): DebugProtocol.Scope[] {
    const scopes: DebugProtocol.Scope[] = [];
    const result = returned && this.resultOf(returned);
    const locals = async (): Promise<ValueNode[]> => [...(result ? [await result] : []), ...(await this.display(this.locals()))];
    if (result || this.locals().some(({ artificial }) => !artificial)) scopes.push({ name: 'Locals', presentationHint: 'locals', variablesReference: this.addNodes(locals, nameOf), expensive: false });
    if (this.frame.symbols.kinds.some((kind) => kind !== 'name-section')) scopes.push({ name: 'Globals', variablesReference: this.addNodes(() => this.display(this.globals().filter(({ name }) => !LIBRARY.test(name))), nameOf), expensive: true });
    scopes.push({ name: 'WebAssembly', presentationHint: 'registers', variablesReference: this.store.add(this.surroundings.thread.id, { children: () => this.machine.rows() }), expensive: false });
    return scopes;
  }

  /** undefined for functions that return nothing, or by way of memory. */
  private resultOf({ symbols, offset, type, value }: Returned): Promise<ValueNode> | undefined {
    const fn = symbols.functionAt(offset);
    const declared = symbols.returnTypeAt(offset);
    const returned = fn && declared && returnedValue(declared, value, type, this.context);
    return returned && displayValue(`${RETURNED} of ${fn.name}`, returned);
  }

  get hasRun(): boolean {
    return this.surroundings.calls?.hasRun === true;
  }

  /** `mayRun`: it is what the user typed, and may call functions of the program where that is allowed. */
  async evaluate(expression: string, mayRun = false): Promise<DebugProtocol.Variable> {
    return this.toVariable(await evaluate(expression, this.scope(), this.state, this.context, mayRun ? this.surroundings.calls : undefined), expression.trim());
  }

  /** What an expression names gets the value of another. */
  async setExpression(expression: string, value: string): Promise<DebugProtocol.Variable> {
    return this.assign(expression, await valueOf(expression, this.scope(), this.state, this.context), value);
  }

  /** Written out in full, to be pasted. */
  async copied(expression: string): Promise<string> {
    return expressionText(await valueOf(expression, this.scope(), this.state, this.context));
  }

  completions(text: string): Promise<Completions> {
    return completionsOf(text, this.scope(), this.state, this.context, this.surroundings.calls ? callableNames(this.frame.symbols) : []);
  }

  /** In a function that a Rust panic begins in, at its first instruction. */
  async panicMessage(): Promise<string | undefined> {
    const { module } = this.frame.symbols;
    const fn = module.functionAt(this.frame.offset);
    const type = fn && module.types[fn.typeIndex];
    const name = fn && (module.functionName(fn.index) ?? '');
    if (!type || !/panic_fmt/.test(name ?? '') || type.params.some((param) => param !== 'i32')) return undefined;
    const parameters = await Promise.all(type.params.map((_, index) => this.state.local(index)));
    return panicMessage(this.state.memory, parameters.map((value) => Number(value) >>> 0), (slot) => this.functionInTable(slot));
  }

  isFulfilled(condition: string): Promise<boolean> {
    return isFulfilled(condition, this.scope(), this.state, this.context);
  }

  private scope(): readonly Variable[] {
    return [...this.globals(), ...this.locals()];
  }

  private locals(): readonly Variable[] {
    return this.frame.inlineIndex < 0 ? [] : (this.frame.symbols.variablesAt(this.frame.offset)[this.frame.inlineIndex] ?? []);
  }

  /** rustc's tables of methods are variables to the debug information, and to nobody else. */
  private globals(): readonly Variable[] {
    return this.frame.symbols.globals(this.frame.offset).filter(({ name }) => !name.endsWith('::{vtable}'));
  }

  /** A variable that another hides is named so, since clients tell variables apart by name. */
  private async display(all: readonly Variable[]): Promise<ValueNode[]> {
    const variables = all.filter(({ artificial }) => !artificial);
    const nodes = await Promise.all(variables.map((variable) => displayVariable(variable, this.state, this.context)));
    return nodes.map((node, index) => (variables.slice(index + 1).some(({ name }) => name === node.name) ? { ...node, name: node.name + HIDDEN } : node));
  }

  /** `expression`: how one asks for it, or, of a group of parts, for what they are parts of. */
  private toVariable({ name, type, summary, children, memoryAddress, elementCount, place }: ValueNode, expression?: string, whole = place): DebugProtocol.Variable {
    const partOf = ({ name: part }: ValueNode): string | undefined => (expression === undefined || !whole ? undefined : partExpression(expression, whole, part));
    return {
      ...(elementCount === undefined ? {} : { indexedVariables: elementCount }),
      name,
      type,
      value: summary,
      variablesReference: children ? this.addNodes(children, partOf, { expression, whole }) : 0,
      ...(memoryAddress === undefined ? {} : { memoryReference: memoryReference({ address: memoryAddress, memory: 0, module: this.surroundings.module }) }),
    };
  }

  /** `expressionOf`: how one asks for one of them in an expression. Groups stand for what they are groups of. */
  private addNodes(nodes: (page?: Page) => Promise<readonly ValueNode[]>, expressionOf: (node: ValueNode) => string | undefined, of?: { readonly expression: string | undefined; readonly whole: Value | undefined }): number {
    const variableOf = (node: ValueNode): DebugProtocol.Variable => {
      if (!node.place && node.children) return this.toVariable(node, of?.expression, of?.whole);
      const expression = expressionOf(node);
      return { ...this.toVariable(node, expression), ...(expression === undefined ? {} : { evaluateName: expression }) };
    };
    return this.store.add(this.surroundings.thread.id, {
      children: async (page) => (await nodes(page)).map(variableOf),
      set: async (name, expression) => this.set(await nodeNamed(name, nodes), expression),
    });
  }

  private async set(node: ValueNode | undefined, expression: string): Promise<DebugProtocol.Variable> {
    if (!node?.place) throw new UserError(node ? `${node.name} has no place to write to: ${node.summary}` : 'there is no such variable any more');
    return this.assign(node.name, node.place, expression);
  }

  private async assign(name: string, place: Value, expression: string): Promise<DebugProtocol.Variable> {
    const { writes, written } = await assign(place, expression, this.scope(), this.state, this.context, this.surroundings.calls);
    for (const { address, bytes } of writes) await this.pause.write(this.frame, address, bytes);
    return this.toVariable(await displayValue(name, written));
  }

  private async functionInTable(slot: number): Promise<string | undefined> {
    const fn = await this.state.functionInTable(slot);
    return fn && tableFunctionName(fn, this.frame.symbols, this.surroundings.thread);
  }
}

function seenFrom({ symbols, offset, inlineIndex }: WasmFrame): Pick<ValueContext, 'language' | 'within'> {
  const source = symbols.framesAt(offset)[inlineIndex];
  return { language: source?.language, within: source?.function };
}

/** Elements stand in groups where nobody asks for them by number. */
async function nodeNamed(name: string, nodes: (page?: Page) => Promise<readonly ValueNode[]>): Promise<ValueNode | undefined> {
  const position = /^\[(\d+)\]$/.exec(name)?.[1];
  const isMeant = (node: ValueNode): boolean => node.name === name;
  const element = position === undefined ? undefined : (await nodes({ start: Number(position), count: 1 })).find(isMeant);
  return element ?? (await nodes()).find(isMeant);
}

/** undefined for a hidden one: its name means another. */
function nameOf({ name }: ValueNode): string | undefined {
  return name.endsWith(HIDDEN) || name.startsWith(`${RETURNED} `) ? undefined : name;
}
