import type { StackId } from '../../trace/event';
import type { FilePlace } from '../../trace/memory-events';
import { isOwn, scriptPath, structuredStack } from '../stacks';
import type { CollectionKind } from './collection-kind';

/** Insertions watched in one window; then it closes early. */
const MAX_INSERTIONS = 20_000;
/** A container that gets fewer than this in a window is no candidate; an array must have some length as well. */
const MIN_INSERTIONS = 3;
const MIN_LENGTH = 16;

export interface Insertion {
  readonly object: object;
  readonly kind: CollectionKind;
  readonly stack: StackId;
  readonly place: FilePlace;
}

/**
 * For a short while the three built-in methods that make containers grow tell who is growing and at which line, so that
 * containers are found which no walk reaches. They are put back when the window closes.
 */
export function openInsertionWindow(capture: () => StackId, onClosed: (insertions: Insertion[]) => void): () => void {
  const counts = new Map<object, { kind: CollectionKind; count: number; stack: StackId; place: FilePlace | null }>();
  let total = 0;
  let busy = false;
  let open = true;
  const set = Reflect.get(Map.prototype, 'set') as Function;
  const add = Reflect.get(Set.prototype, 'add') as Function;
  const push = Reflect.get(Array.prototype, 'push') as Function;

  const note = (object: object, kind: CollectionKind, wrapper: Function): void => {
    busy = true;
    try {
      if (++total >= MAX_INSERTIONS) close();
      if (Array.isArray(object) && object.length < MIN_LENGTH) return;
      const seen = counts.get(object) ?? { kind, count: 0, stack: 0, place: null };
      if (++seen.count === 1) Reflect.apply(set, counts, [object, seen]);
      if (seen.count !== MIN_INSERTIONS) return;
      seen.stack = capture();
      seen.place = callerOf(wrapper);
    } finally {
      busy = false;
    }
  };
  const wrap = (original: Function, kind: CollectionKind): Function => {
    const replacement = function (this: object, ...items: unknown[]): unknown {
      const result: unknown = Reflect.apply(original, this, items);
      if (!busy) note(this, kind, replacement);
      return result;
    };
    return replacement;
  };
  const install = (owner: object, key: string, value: unknown): void => void Object.defineProperty(owner, key, { value, writable: true, configurable: true, enumerable: false });
  const replacements = { set: wrap(set, 'map'), add: wrap(add, 'set'), push: wrap(push, 'array') };
  install(Map.prototype, 'set', replacements.set);
  install(Set.prototype, 'add', replacements.add);
  install(Array.prototype, 'push', replacements.push);

  function close(): void {
    if (!open) return;
    open = false;
    if (Reflect.get(Map.prototype, 'set') === replacements.set) install(Map.prototype, 'set', set);
    if (Reflect.get(Set.prototype, 'add') === replacements.add) install(Set.prototype, 'add', add);
    if (Reflect.get(Array.prototype, 'push') === replacements.push) install(Array.prototype, 'push', push);
    const found: Insertion[] = [];
    for (const [object, { kind, count, stack, place: at }] of counts) if (count >= MIN_INSERTIONS && at) found.push({ object, kind, stack, place: at });
    counts.clear();
    setImmediate(onClosed, found);
  }
  return close;
}

/** Where the wrapper was called; null for containers of the agent itself, and of Node. */
function callerOf(wrapper: Function): FilePlace | null {
  const [frame] = structuredStack(1, wrapper);
  const url = frame?.getScriptNameOrSourceURL() ?? '';
  if (!frame || isOwn(frame) || url.startsWith('node:')) return null;
  return { file: scriptPath(url), line: frame.getLineNumber() ?? 0, column: frame.getColumnNumber() ?? 0 };
}
