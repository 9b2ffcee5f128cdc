import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import type { JsFrame } from '../session/frames';
import type { Thread } from '../session/thread';
import type { Completions } from '../values/completions';
import type { Container, VariableStore } from './variable-store';

type RemoteObject = Protocol.Runtime.RemoteObject;

const NEEDS_REPL = /\bawait\b|^\s*(?:let|const|class)\b/m;

/** JavaScript values as V8 hands them out (CDP domain Runtime). */
export class ScriptValues {
  constructor(
    private readonly thread: Pick<Thread, 'id' | 'session' | 'evaluations'>,
    private readonly store: VariableStore,
    /** Where new values are computed; null: among the globals. */
    private readonly frame: JsFrame | null,
  ) {}

  scopes(frame: JsFrame): DebugProtocol.Scope[] {
    return frame.callFrame.scopeChain.map(({ type, name, object }, scopeNumber) => ({
      name: name !== undefined && name !== '' && type !== 'local' ? `${capital(type)} (${name})` : capital(type),
      variablesReference: object.objectId === undefined ? 0 : this.store.add(this.thread.id, { ...this.container(object.objectId), set: (variable, value) => this.setInScope(frame, scopeNumber, variable, value) }),
      expensive: type === 'global',
      ...(type === 'local' ? { presentationHint: 'locals' } : {}),
    }));
  }

  /**
   * In a frame of a stopped thread; without one among the globals. What only a REPL allows (`await`, declaring again) needs a
   * thread that runs: V8 answers once it does.
   */
  async evaluate(expression: string, isStopped: boolean, throwOnSideEffect = false): Promise<DebugProtocol.Variable> {
    const { frame } = this;
    const { result, exceptionDetails } = await (frame
      ? this.thread.session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrame.callFrameId, expression, generatePreview: true, throwOnSideEffect })
      : this.thread.evaluations.run({ expression, generatePreview: true, replMode: !isStopped && NEEDS_REPL.test(expression), silent: true, throwOnSideEffect }));
    if (exceptionDetails) throw new UserError(result.description?.split('\n')[0] ?? exceptionDetails.text);
    return this.variable(expression, result);
  }

  /** Names that the frame sees, or properties after a dot; what looking at them would change stays unlooked at. Never rejects. */
  async completions(typed: string): Promise<Completions> {
    const { frame } = this;
    const [, object, word = ''] = /(?:([\w$.[\]]+)\.)?([\w$]*)$/.exec(typed) ?? [];
    const names = object === undefined && frame ? await this.namesIn(frame) : await this.propertiesOf(object ?? 'globalThis');
    const found = [...new Set(names)].filter((name) => name.startsWith(word) && /^[A-Za-z_$][\w$]*$/.test(name));
    return { replacedLength: word.length, found: found.slice(0, LIMITS.values.completions).map((label) => ({ label, kind: object === undefined ? 'variable' : 'member', detail: '' })) };
  }

  private async namesIn({ callFrame: { scopeChain } }: JsFrame): Promise<string[]> {
    const scopes = scopeChain.flatMap(({ object }) => object.objectId ?? []);
    const asked = scopes.map((objectId) => this.thread.session.send('Runtime.getProperties', { objectId, ownProperties: true }));
    return (await Promise.allSettled(asked)).flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.result.map(({ name }) => name) : []));
  }

  private async propertiesOf(object: string): Promise<string[]> {
    const { frame } = this;
    const expression = `(() => { const names = []; for (let at = Object(${object}); at && names.length < 5000; at = Object.getPrototypeOf(at)) names.push(...Object.getOwnPropertyNames(at)); return names; })()`;
    const common = { expression, returnByValue: true, silent: true, throwOnSideEffect: true };
    const asked = frame ? this.thread.session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrame.callFrameId, ...common }) : this.thread.evaluations.run(common);
    const { result } = await asked.catch(() => ({ result: { value: undefined } }));
    return Array.isArray(result.value) ? result.value.map(String) : [];
  }

  variable(name: string, value: RemoteObject): DebugProtocol.Variable {
    return { name, value: textOf(value), type: typeOf(value), variablesReference: this.reference(value), evaluateName: name };
  }

  reference({ objectId }: RemoteObject): number {
    return objectId === undefined ? 0 : this.store.add(this.thread.id, this.container(objectId));
  }

  private async setInScope(frame: JsFrame, scopeNumber: number, variableName: string, expression: string): Promise<DebugProtocol.Variable> {
    const { callFrameId } = frame.callFrame;
    const value = await this.remote(expression);
    await this.thread.session.send('Debugger.setVariableValue', { scopeNumber, variableName, newValue: argumentOf(value), callFrameId });
    return this.variable(variableName, value);
  }

  private async setProperty(objectId: string, name: string, expression: string): Promise<DebugProtocol.Variable> {
    const value = await this.remote(expression);
    const functionDeclaration = 'function (name, value) { this[name] = value; }';
    await this.thread.session.send('Runtime.callFunctionOn', { objectId, functionDeclaration, arguments: [{ value: name }, argumentOf(value)], silent: true });
    return this.variable(name, value);
  }

  private async remote(expression: string): Promise<RemoteObject> {
    const callFrameId = this.frame?.callFrame.callFrameId;
    const asked = callFrameId === undefined ? this.thread.evaluations.run({ expression, generatePreview: true, silent: true }) : this.thread.session.send('Debugger.evaluateOnCallFrame', { callFrameId, expression, generatePreview: true });
    const { result, exceptionDetails } = await asked;
    if (exceptionDetails) throw new UserError(result.description?.split('\n')[0] ?? exceptionDetails.text);
    return result;
  }

  container(objectId: string): Container {
    return {
      set: (name, expression) => this.setProperty(objectId, name, expression),
      children: async () => {
        const { result, internalProperties = [] } = await this.thread.session.send('Runtime.getProperties', { objectId, ownProperties: true, generatePreview: true });
        const own = result.flatMap(({ name, value, get }) => (value ? [this.variable(name, value)] : get ? [this.getter(objectId, name)] : []));
        return [...own, ...internalProperties.flatMap(({ name, value }) => (value ? [this.variable(name, value)] : []))];
      },
    };
  }

  /** A getter runs code of the program: only when it is unfolded. */
  private getter(objectId: string, name: string): DebugProtocol.Variable {
    const children = async (): Promise<DebugProtocol.Variable[]> => {
      const { result } = await this.thread.session.send('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function (name) { return this[name]; }', arguments: [{ value: name }], silent: true });
      return [this.variable(name, result)];
    };
    return { name, value: '(…)', variablesReference: this.store.add(this.thread.id, { children }), presentationHint: { lazy: true } };
  }
}

/** CDP Runtime.CallArgument of a value that V8 has handed out. */
function argumentOf({ objectId, unserializableValue, value }: RemoteObject): Protocol.Runtime.CallArgument {
  return objectId !== undefined ? { objectId } : unserializableValue !== undefined ? { unserializableValue } : { value: value as unknown };
}

function textOf({ type, subtype, value, unserializableValue, description, preview }: RemoteObject): string {
  if (subtype === 'null') return 'null';
  if (type === 'undefined') return 'undefined';
  if (type === 'string') return JSON.stringify(value);
  if (unserializableValue !== undefined) return unserializableValue;
  if (type === 'function') return `ƒ ${description?.split('\n')[0]?.slice(0, 80) ?? ''}`;
  if (type !== 'object') return description ?? String(value);
  if (!preview || subtype === 'error') return description?.split('\n')[0] ?? 'Object';
  const inner = preview.properties.map(({ name, value: shown = '…', type: kind }) => (subtype === 'array' ? '' : `${name}: `) + (kind === 'string' ? JSON.stringify(shown) : kind === 'function' ? 'ƒ' : shown));
  const list = `${inner.join(', ')}${preview.overflow ? ', …' : ''}`;
  return subtype === 'array' ? `${preview.description ?? ''} [${list}]` : `${preview.description === 'Object' ? '' : `${preview.description ?? ''} `}{${list}}`;
}

function typeOf({ type, subtype, className }: RemoteObject): string {
  return className ?? subtype ?? type;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
