import type * as Inspector from 'node:inspector';
import { scriptPath } from '../stacks';
import { mayUseProfiler } from './executed-lines';

/** Variables that a function closes over, scope by scope, and the file that it stands in. */
export interface FunctionScopes {
  readonly file: string | null;
  readonly variables: readonly (readonly [name: string, value: unknown])[];
}

interface RemoteProperty {
  readonly name: string;
  readonly value?: { readonly objectId?: string; readonly value?: unknown };
}
interface Properties {
  readonly internalProperties?: readonly RemoteProperty[];
  readonly privateProperties?: readonly RemoteProperty[];
}
interface ScopeObject {
  readonly description: string;
  readonly object: object;
}

/** File of each script, by V8's number for it; null where V8 tells none (Node's own, evaluated text). */
const files = new Map<string, string | null>();
const GROUP = 'wasmscope.collections';
const HANDOVER = 'wasmscope.handover';

/**
 * Reads closures and private fields through an inspector session of the process with itself. `[[Scopes]]` answers
 * without Debugger.enable, so nothing becomes slower; a read takes about 0.2 ms. Objects cross through a holder that
 * both sides know.
 */
export class ScopeReader {
  private readonly session: Inspector.Session;
  private readonly holder: { value: unknown } = { value: undefined };
  private readonly holderId: string;

  constructor(inspector: typeof Inspector) {
    this.session = new inspector.Session();
    this.session.connect();
    const key = Symbol.for(HANDOVER);
    Object.defineProperty(globalThis, key, { value: this.holder, configurable: true });
    this.holderId = this.objectIdOf(this.post('Runtime.evaluate', { expression: `globalThis[Symbol.for('${HANDOVER}')]` })) ?? '';
    Reflect.deleteProperty(globalThis, key);
  }

  scopesOf(target: Function): FunctionScopes {
    const { internalProperties = [] } = this.properties(target);
    const bound = internalProperties.filter(({ name, value }) => (name === '[[TargetFunction]]' || name === '[[BoundThis]]') && value?.objectId !== undefined);
    if (bound.length > 0) return { file: null, variables: bound.map(({ value }) => ['', this.received(value!.objectId!)] as const) };
    const scopes = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    const location = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as { scriptId: string } | undefined;
    const file = location ? this.fileOf(location.scriptId) : null;
    if (!scopes || file === null || file.startsWith('node:')) return { file, variables: [] };
    const list = this.received(scopes);
    if (!Array.isArray(list)) return { file, variables: [] };
    // V8 gives an array without prototype.
    const own = Array.from(list as readonly ScopeObject[]).filter(({ description }) => description !== 'Global');
    return { file, variables: own.flatMap(({ object }) => Object.entries(object)) };
  }

  /** `#fields` of an instance. */
  privateFieldsOf(target: object): readonly (readonly [name: string, value: unknown])[] {
    const { privateProperties = [] } = this.properties(target);
    return privateProperties.map(({ name, value }) => [name, value?.objectId ? this.received(value.objectId) : value?.value] as const);
  }

  /** All objects that are alive and inherit from `prototype`; V8 collects all garbage first, which takes tens of milliseconds. */
  instancesOf(prototype: object): readonly unknown[] {
    const id = this.remoteId(prototype);
    const { objects } = (id === undefined ? {} : this.post('Runtime.queryObjects', { prototypeObjectId: id, objectGroup: GROUP })) as { objects?: { objectId?: string } };
    const found = objects?.objectId === undefined ? [] : this.received(objects.objectId);
    return Array.isArray(found) ? Array.from(found as readonly unknown[]) : [];
  }

  /** Lets go of everything that the inspector keeps for us. */
  release(): void {
    this.holder.value = undefined;
    this.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }

  close(): void {
    this.release();
    this.session.disconnect();
  }

  private remoteId(target: object): string | undefined {
    this.holder.value = target;
    return this.objectIdOf(this.post('Runtime.callFunctionOn', { objectId: this.holderId, functionDeclaration: 'function () { return this.value; }', objectGroup: GROUP }));
  }

  private properties(target: object): Properties {
    const objectId = this.remoteId(target);
    return objectId === undefined ? {} : (this.post('Runtime.getProperties', { objectId, ownProperties: true }));
  }

  private received(objectId: string): unknown {
    this.holder.value = undefined;
    this.post('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function (holder) { holder.value = this; }', arguments: [{ objectId: this.holderId }] });
    return this.holder.value;
  }

  private fileOf(scriptId: string): string | null {
    if (!files.has(scriptId)) {
      if (!mayUseProfiler()) return null;
      this.readFiles();
      if (!files.has(scriptId)) files.set(scriptId, null);
    }
    return files.get(scriptId) ?? null;
  }

  /** Best-effort coverage lists all scripts with their URLs and costs the target nothing afterwards. */
  private readFiles(): void {
    this.post('Profiler.enable');
    const { result = [] } = this.post('Profiler.getBestEffortCoverage') as { result?: readonly { scriptId: string; url: string }[] };
    this.post('Profiler.disable');
    for (const { scriptId, url } of result) files.set(scriptId, scriptPath(url));
  }

  private objectIdOf(answer: object): string | undefined {
    return (answer as { result?: { objectId?: string } }).result?.objectId;
  }

  /** A session with the own thread answers before `post` returns. */
  private post(method: string, parameters: object = {}): object {
    let answer: object = {};
    this.session.post(method, parameters, (error, result) => {
      if (!error && result) answer = result;
    });
    return answer;
  }
}
