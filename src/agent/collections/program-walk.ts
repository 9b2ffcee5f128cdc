import { LIMITS } from '../../base/limits';
import { mayUseProfiler } from './executed-lines';
import { OWN_SCRIPT } from '../stacks';
import { kindOf, sizeOf, valuesOf } from './collection-kind';
import type { ScopeReader } from './scope-reader';

/** A value that the walk met, and how it is reached: variable or property path, in a file where one is known. */
export interface Reached {
  readonly value: unknown;
  /** Empty for a root that has no name of its own; `[*]` stands for any entry. */
  readonly owner: string;
  readonly file: string | null;
}

interface Step extends Reached {
  readonly depth: number;
}

/** Functions of Node's, V8's and our own, met before: they lead nowhere, and reading each takes time. */
const nodeFunctions = new WeakSet<Function>();
const FUNCTION_PROPERTIES: ReadonlySet<string> = new Set(['prototype', 'constructor', 'length', 'name', 'arguments', 'caller']);
const CHILDREN = 60;
const MAX_DEPTH = 8;

/**
 * Goes breadth-first from the roots through properties, entries, closures and private fields. Bounded, and a generator:
 * the caller takes as many steps at a time as it can afford. Getters and proxies are not run, keys are not kept.
 */
export function* walkProgram(roots: readonly Reached[], scopes: ScopeReader, isForeign: (value: object) => boolean): Generator<Reached> {
  const seen = new WeakSet<object>();
  const queue: Step[] = roots.map((root) => ({ ...root, depth: 0 }));
  let functions = 0;
  for (let at = 0; at < queue.length && at < LIMITS.agent.walkedObjects; at++) {
    const step = queue[at]!;
    const { value, depth } = step;
    yield step;
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > MAX_DEPTH) continue;
    seen.add(value);
    if (isForeign(value)) {
      queue.push(...listenersOf(value, step));
      continue;
    }
    if (typeof value === 'function') {
      if (nodeFunctions.has(value) || functions++ >= LIMITS.agent.walkedFunctions) continue;
      const { file: ownFile, variables } = scopes.scopesOf(value);
      if (ownFile === OWN_SCRIPT || (variables.length === 0 && (ownFile === null || ownFile.startsWith('node:')))) {
        if (mayUseProfiler()) nodeFunctions.add(value);
        continue;
      }
      for (const [name, held] of variables) queue.push({ value: held, owner: name, file: ownFile, depth: depth + 1 });
      queue.push(...propertiesOf(value, { ...step, owner: value.name, file: ownFile }));
      continue;
    }
    queue.push(...childrenOf(value, step, scopes));
  }
}

function childrenOf(value: object, step: Step, scopes: ScopeReader): Step[] {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Promise) return [];
  const inside = (child: unknown, name: string): Step => ({ value: child, owner: name, file: step.file, depth: step.depth + 1 });
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) return valuesOf(value, CHILDREN).map((child) => inside(child, `${step.owner}[*]`));
  const kind = kindOf(value);
  if (kind === 'dictionary' && sizeOf(value) > CHILDREN) return valuesOf(value, CHILDREN).map((child) => inside(child, `${step.owner}[*]`));
  const children = propertiesOf(value, step);
  if (kind === 'dictionary') return children;
  const { constructor } = value;
  if (typeof constructor === 'function') {
    children.push(inside(constructor, constructor.name));
    const prototype: unknown = constructor.prototype;
    if (prototype && typeof prototype === 'object') children.push(...propertiesOf(prototype, step).filter((child) => typeof child.value === 'function'));
    if (/#\w/.test(Function.prototype.toString.call(constructor))) {
      for (const [name, held] of scopes.privateFieldsOf(value)) children.push(inside(held, `${step.owner}.${name}`));
    }
  }
  return children;
}

/** Own data properties. */
function propertiesOf(value: object, step: Step): Step[] {
  const steps: Step[] = [];
  for (const key of Object.getOwnPropertyNames(value).slice(0, CHILDREN)) {
    if (FUNCTION_PROPERTIES.has(key) && (typeof value === 'function' || key === 'constructor')) continue;
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor && 'value' in descriptor) steps.push({ value: descriptor.value as unknown, owner: step.owner ? `${step.owner}.${key}` : key, file: step.file, depth: step.depth + 1 });
  }
  return steps;
}

/** Of Node's own objects only the listeners belong to the program. */
function listenersOf(value: object, step: Step): Step[] {
  const events = Object.getOwnPropertyDescriptor(value, '_events')?.value as unknown;
  return typeof events === 'object' && events !== null ? propertiesOf(events, { ...step, owner: `${step.owner || value.constructor.name} listeners` }) : [];
}
