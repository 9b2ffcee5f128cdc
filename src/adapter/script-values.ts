import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import { UserError } from '../base/user-error';
import type { JsFrame } from '../session/frames';
import type { ThreadSession } from '../session/thread';
import type { Container, VariableStore } from './variable-store';

type RemoteObject = Protocol.Runtime.RemoteObject;

/** JavaScript values as V8 hands them out (CDP domain Runtime). */
export class ScriptValues {
  constructor(
    private readonly session: ThreadSession,
    private readonly threadId: number,
    private readonly store: VariableStore,
  ) {}

  scopes({ callFrame: { scopeChain } }: JsFrame): DebugProtocol.Scope[] {
    return scopeChain.map(({ type, name, object }) => ({
      name: name !== undefined && name !== '' && type !== 'local' ? `${capital(type)} (${name})` : capital(type),
      variablesReference: this.reference(object),
      expensive: type === 'global',
      ...(type === 'local' ? { presentationHint: 'locals' } : {}),
    }));
  }

  /**
   * In a frame of a stopped thread; without one among the globals. What a REPL allows (`await`, declaring again) needs a
   * thread that runs: V8 would answer once it does.
   */
  async evaluate(expression: string, frame: JsFrame | null, isStopped: boolean): Promise<DebugProtocol.Variable> {
    const { result, exceptionDetails } = await (frame
      ? this.session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrame.callFrameId, expression, generatePreview: true })
      : this.session.send('Runtime.evaluate', { expression, generatePreview: true, replMode: !isStopped, disableBreaks: true }));
    if (exceptionDetails) throw new UserError(result.description?.split('\n')[0] ?? exceptionDetails.text);
    return this.variable(expression, result);
  }

  variable(name: string, value: RemoteObject): DebugProtocol.Variable {
    return { name, value: textOf(value), type: typeOf(value), variablesReference: this.reference(value), evaluateName: name };
  }

  reference({ objectId }: RemoteObject): number {
    return objectId === undefined ? 0 : this.store.add(this.threadId, this.container(objectId));
  }

  container(objectId: string): Container {
    return {
      children: async () => {
        const { result, internalProperties = [] } = await this.session.send('Runtime.getProperties', { objectId, ownProperties: true, generatePreview: true });
        const own = result.flatMap(({ name, value, get }) => (value ? [this.variable(name, value)] : get ? [this.getter(objectId, name)] : []));
        return [...own, ...internalProperties.flatMap(({ name, value }) => (value ? [this.variable(name, value)] : []))];
      },
    };
  }

  /** A getter runs code of the program: only when it is unfolded. */
  private getter(objectId: string, name: string): DebugProtocol.Variable {
    const children = async (): Promise<DebugProtocol.Variable[]> => {
      const { result } = await this.session.send('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function (name) { return this[name]; }', arguments: [{ value: name }], silent: true });
      return [this.variable(name, result)];
    };
    return { name, value: '(…)', variablesReference: this.store.add(this.threadId, { children }), presentationHint: { lazy: true } };
  }
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
