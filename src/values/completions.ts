import { LIMITS } from '../base/limits';
import type { FrameState } from '../symbols/variable';
import { partsOfValue } from './ask-formatters';
import { valueOf } from './evaluate';
import { throughPointers } from './find-member';
import type { Scope } from './names';
import { members } from './formatters/structs';
import { activeVariant } from './formatters/rust/enums';
import type { ValueContext } from './value';

export interface Completion {
  readonly label: string;
  readonly kind: 'variable' | 'member' | 'function';
  /** The type, as written in the program. */
  readonly detail: string;
}

export interface Completions {
  /** What they replace: this many characters before the end of the text. */
  readonly replacedLength: number;
  readonly found: readonly Completion[];
}

const LAST_WORD = /(\.|->|::)?\s*([\w$]*)$/;
/** What an operand may consist of, at its end. */
const OPERAND = /[\w$.:\->[\]()*\s"']+$/;

/** How a text that ends where the user types may go on: names in scope and `functions`, what a path holds, members after `.` and `->`. Never rejects. */
export async function completionsOf(text: string, scope: Scope, frame: FrameState, context: ValueContext = frame, functions: readonly string[] = []): Promise<Completions> {
  const [, operator, word = ''] = LAST_WORD.exec(text) ?? [];
  const before = text.slice(0, text.length - word.length);
  const all = operator === '.' || operator === '->' ? await membersOf(before.trimEnd().slice(0, -operator.length), scope, frame, context) : [...names(before, operator === '::', scope), ...(operator === undefined ? functions.map((label) => ({ label, kind: 'function' as const, detail: '' })) : [])];
  const found = all.filter(({ label }) => label.toLowerCase().startsWith(word.toLowerCase()));
  return { replacedLength: word.length, found: found.slice(0, LIMITS.values.completions) };
}

/** The innermost of a name; of a path the next step. */
function names(before: string, isPath: boolean, scope: Scope): Completion[] {
  const prefix = isPath ? (/[\w$:]+$/.exec(before)?.[0] ?? '') : '';
  const found = new Map<string, Completion>();
  for (const { name, type } of [...scope].reverse()) {
    if (!name.startsWith(prefix)) continue;
    const label = name.slice(prefix.length).split('::')[0]!;
    if (label !== '' && !found.has(label)) found.set(label, { label, kind: 'variable', detail: name === prefix + label ? type.name : '' });
  }
  return [...found.values()];
}

/** The operand is the longest end of the text that means something: before it may stand anything. */
async function membersOf(before: string, scope: Scope, frame: FrameState, context: ValueContext): Promise<Completion[]> {
  const operand = OPERAND.exec(before)?.[0] ?? '';
  const starts = [...operand.matchAll(/(?<![\w$.:>\-)\]])[\w$(*]/g)].slice(0, LIMITS.values.depth);
  for (const { index } of starts) {
    const value = await valueOf(operand.slice(index), scope, frame, context).catch(() => undefined);
    const target = value && (await throughPointers(value).catch(() => undefined));
    if (!target) continue;
    const content = target.shape.kind === 'struct' && target.shape.variants ? await activeVariant(target).then((active) => active.content).catch(() => target) : target;
    const parts = await partsOfValue(target).catch(() => null);
    const shown = parts ? await Promise.all(Array.from({ length: Math.min(parts.count, LIMITS.values.depth) }, async (_, part) => parts.part(part))) : [];
    const named = [...members(content), ...shown].filter(({ name }) => /^[A-Za-z_$\d][\w$]*$/.test(name));
    return [...new Map(named.map((part) => [part.name, { label: part.name, kind: 'member' as const, detail: part.value.type.name }])).values()];
  }
  return [];
}
