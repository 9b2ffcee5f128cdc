import type { Definition } from '../../trace/async-events';
import type { AgentEvent, BoundaryFunction, Probe } from '../probe';
import type { Origin } from '../origins';
import { definitionOf } from '../promise-origins';
import { isBuiltIn } from '../stacks';
import type { V8Frame } from '../v8-frame';

const NUMERIC = new Set(['i32', 'i64', 'f32', 'f64']);
/** How often an import is looked at for the place of its function's definition, before giving up. */
const LOOKS = 4;
const LOOKED_FRAMES = 8;
const UNDECIDED = 100;
const DECIDED_MS = 2_000;

type Coerced = Extract<AgentEvent, { kind: 'promise-coerced' }>;

/**
 * Promises taken for values. An import of numeric type that gives a thenable is seen by its wrapper; every other way to
 * make a number or text of a promise goes through `Symbol.toPrimitive` (ECMA-262 7.1.1), which promises do not have, so
 * that ours is called for nothing else.
 */
export const promiseValues: Probe = {
  name: 'promise-values',
  rules: ['async/promise-as-value'],
  wrapsInstances: true,
  install(host) {
    const found = new Map<string, Coerced>();
    const fromImport = new WeakMap<object, string>();
    const fromExport = new WeakSet<object>();
    const definitions = new Map<string, { definedAt: Definition | null; looks: number }>();
    let looking: { definedAt: Definition | null } | null = null;

    const add = (event: Omit<Coerced, 'kind' | 'count'>): void => {
      const key = `${event.stack} ${event.how}`;
      found.set(key, { kind: 'promise-coerced', ...event, definedAt: event.definedAt ?? found.get(key)?.definedAt ?? null, count: (found.get(key)?.count ?? 0) + 1 });
    };
    const nameOf = ({ instance, name }: BoundaryFunction): string => `${instance.compiled.hash} ${name}`;

    host.wasm.onImportCall((target) => {
      const wanted = target.type?.results[0] ?? null;
      const numeric = wanted !== null && NUMERIC.has(wanted);
      if (!numeric && wanted !== 'externref') return null;
      const key = nameOf(target);
      const known = { definedAt: null as Definition | null, looks: 0 };
      definitions.set(key, known);
      return {
        enter() {
          if (known.looks < LOOKS && known.definedAt === null) {
            known.looks++;
            looking = known;
          }
        },
        leave(result) {
          looking = null;
          if (typeof result !== 'object' || result === null || typeof (result as { then?: unknown }).then !== 'function') return;
          fromImport.set(result, key);
          if (numeric) add({ how: 'import-result', wanted, import: target.name, definedAt: known.definedAt, stack: host.captureStack() });
        },
        fail() {
          looking = null;
        },
      };
    });
    // Arguments are converted inside of the call.
    let callsOpen = 0;
    host.wasm.onExportCall(() => ({
      enter: () => void callsOpen++,
      leave(result) {
        callsOpen--;
        if (result instanceof Promise) fromExport.add(result);
      },
      fail: () => void callsOpen--,
    }));
    host.promises.onInit(() => {
      if (!looking || looking.definedAt) return;
      const frames = host.promises.makerFrames(LOOKED_FRAMES);
      const definedAt = innermostDefinition(host.promises.seesEntries ? frames : calledByWasm(frames));
      looking.definedAt = definedAt && { ...definedAt, ...host.runtime.writtenAt(definedAt) };
    });
    // Whether an async function makes calls may be known only later.
    const undecided: { origin: Origin; event: Omit<Coerced, 'kind' | 'count'> }[] = [];
    const onCoercion = host.guard((promise: object, hint: string) => {
      const importKey = fromImport.get(promise);
      const inWasm = typeof (host.callerFrames(1)[0]?.getFunction() as unknown) === 'number';
      // A numeric import's result was seen by its wrapper already.
      if (importKey !== undefined && inWasm && hint === 'number') return;
      const how = hint === 'number' || hint === 'string' ? hint : 'default';
      const event = { how, wanted: null, import: importKey?.split(' ')[1] ?? null, definedAt: importKey === undefined ? null : (definitions.get(importKey)?.definedAt ?? null), stack: host.captureStack() } as const;
      if (importKey !== undefined || (how === 'number' && (inWasm || callsOpen > 0))) return add(event);
      // Text of a promise may be meant for a log.
      if (how === 'string') return;
      const origin = host.origins.of(promise as Promise<unknown>);
      if (fromExport.has(promise)) add(event);
      else if (origin && undecided.length < UNDECIDED) undecided.push({ origin, event });
    });
    const toPrimitive = function (this: object, hint: string): unknown {
      onCoercion(this, hint);
      return ordinaryToPrimitive(this, hint);
    };
    const prototype: object = Promise.prototype;
    Object.defineProperty(prototype, Symbol.toPrimitive, { value: toPrimitive, configurable: true, enumerable: false, writable: true });
    host.onFlush(() => {
      for (const { origin, event } of undecided.splice(0)) {
        if (host.origins.callOf(origin) !== null) add(event);
        else if (!host.ending && host.now() - origin.madeAt < DECIDED_MS) undecided.push({ origin, event });
      }
      for (const event of found.values()) host.emit(event);
      found.clear();
    });
    return () => {
      if (Object.getOwnPropertyDescriptor(prototype, Symbol.toPrimitive)?.value === toPrimitive) Reflect.deleteProperty(prototype, Symbol.toPrimitive);
    };
  },
};

/** Where an async function's entry is not seen, what it calls may be: the import is the function next to Wasm. */
function calledByWasm(frames: readonly V8Frame[]): readonly V8Frame[] {
  const caller = frames.findIndex((frame) => typeof (frame.getFunction() as unknown) === 'number');
  return caller > 0 ? frames.slice(caller - 1, caller) : [];
}

/** Where the innermost function of the program begins: the async function itself, or the one that chains promises. */
function innermostDefinition(frames: readonly V8Frame[]): Definition | null {
  const frame = frames.find((each) => !isBuiltIn(each) && typeof (each.getFunction() as unknown) !== 'number' && !(each.getScriptNameOrSourceURL() ?? 'node:').startsWith('node:'));
  return frame ? definitionOf(frame) : null;
}

/** OrdinaryToPrimitive (ECMA-262 7.1.1.1). */
function ordinaryToPrimitive(value: object, hint: string): unknown {
  const order = hint === 'string' ? (['toString', 'valueOf'] as const) : (['valueOf', 'toString'] as const);
  for (const name of order) {
    const method: unknown = Reflect.get(value, name);
    if (typeof method !== 'function') continue;
    const result: unknown = Reflect.apply(method, value, []);
    if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return result;
  }
  throw new TypeError('Cannot convert object to primitive value');
}
