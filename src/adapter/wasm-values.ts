import type { DebugProtocol } from '@vscode/debugprotocol';
import type { WasmFrame } from '../session/frames';
import type { PausedFrameState } from '../session/frame-state';
import type { Variable } from '../symbols/variable';
import { evaluate, isFulfilled } from '../values/evaluate';
import type { ValueContext } from '../values/value';
import { displayVariable, type ValueNode } from '../values/value-node';
import type { Container, VariableStore } from './variable-store';

/** The values of one Wasm frame, in its own language. */
export class WasmValues {
  private readonly context: ValueContext;

  constructor(
    private readonly frame: WasmFrame,
    private readonly state: PausedFrameState,
    private readonly threadId: number,
    private readonly store: VariableStore,
  ) {
    this.context = state;
  }

  /** Scopes from the nearest outwards. The machine's own state comes last, for code without debug information. */
  scopes(): DebugProtocol.Scope[] {
    const scopes: DebugProtocol.Scope[] = [];
    if (this.locals().length > 0) scopes.push({ name: 'Locals', presentationHint: 'locals', variablesReference: this.add(() => this.display(this.locals())), expensive: false });
    if (this.frame.symbols.kinds.some((kind) => kind !== 'name-section')) scopes.push({ name: 'Globals', variablesReference: this.add(() => this.display(this.globals())), expensive: true });
    scopes.push({ name: 'WebAssembly', presentationHint: 'registers', variablesReference: this.add(() => this.machineState()), expensive: false });
    return scopes;
  }

  async evaluate(expression: string): Promise<DebugProtocol.Variable> {
    return this.toVariable(await evaluate(expression, [...this.globals(), ...this.locals()], this.state, this.context));
  }

  isFulfilled(condition: string): Promise<boolean> {
    return isFulfilled(condition, [...this.globals(), ...this.locals()], this.state, this.context);
  }

  private locals(): readonly Variable[] {
    return this.frame.inlineIndex < 0 ? [] : (this.frame.symbols.variablesAt(this.frame.offset)[this.frame.inlineIndex] ?? []);
  }

  private globals(): readonly Variable[] {
    return this.frame.symbols.globals(this.frame.offset);
  }

  private async display(variables: readonly Variable[]): Promise<DebugProtocol.Variable[]> {
    const nodes = await Promise.all(variables.map((variable) => displayVariable(variable, this.state, this.context)));
    return nodes.map((node, index) => {
      const isShadowed = variables.slice(index + 1).some(({ name }) => name === node.name);
      return { ...this.toVariable(node), ...(isShadowed ? { name: `${node.name} (outer)` } : {}), evaluateName: node.name };
    });
  }

  private toVariable({ name, type, summary, children, memoryAddress }: ValueNode): DebugProtocol.Variable {
    return {
      name,
      type,
      value: summary,
      variablesReference: children ? this.add(async () => (await children()).map((child) => this.toVariable(child))) : 0,
      ...(memoryAddress === undefined ? {} : { memoryReference: `0x${memoryAddress.toString(16)}` }),
    };
  }

  /** Locals, operand stack and globals of the machine, with their names from the name section. */
  private async machineState(): Promise<DebugProtocol.Variable[]> {
    const { locals, stack, globals } = await this.state.shape();
    const { names } = this.frame.symbols.module;
    const index = this.frame.symbols.module.functionAt(this.frame.offset)?.index ?? -1;
    const localNames = names.locals(index);
    const rows = (pairs: typeof locals, nameOf: (index: number) => string): DebugProtocol.Variable[] =>
      pairs.map(([type, text], position) => ({ name: nameOf(position), type, value: text ?? type, variablesReference: 0 }));
    const group = (name: string, variables: DebugProtocol.Variable[]): DebugProtocol.Variable => ({ name, value: String(variables.length), variablesReference: this.add(() => Promise.resolve(variables)) });
    return [
      ...rows(locals, (position) => localNames.get(position) ?? `local ${position}`),
      ...(stack.length > 0 ? [group('operand stack', rows(stack, String))] : []),
      ...(globals.length > 0 ? [group('globals', rows(globals, (position) => names.globals.get(position) ?? `global ${position}`))] : []),
    ];
  }

  private add(children: Container['children']): number {
    return this.store.add(this.threadId, { children });
  }
}
