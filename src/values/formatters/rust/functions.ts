import type { Member, Variant } from '../../../symbols/type-info';
import type { Formatter, Inside, NamedValue, Value } from '../../value';
import { partsOf } from '../formatter';
import { isStruct, plainName } from '../layout';
import { listText } from '../list';
import { activeVariant } from './enums';

/** Closures: what they have captured, by the names it had there. */
export const rustClosure: Formatter = {
  name: 'Rust closure',
  matches: (shape) => isStruct(shape) && shape.variants === null && /^\{closure/.test(plainName(shape)),
  summary: (value, inside) => withVariables('closure', captures(value), inside),
  parts: (value) => Promise.resolve(partsOf(captures(value))),
};

/** `async` functions and blocks, and coroutines: the state that they are in, and what lives in it. */
export const rustStateMachine: Formatter = {
  name: 'Rust state machine',
  matches: (shape) => isStruct(shape) && shape.variants !== null && /^\{(?:async|gen|generator|coroutine)\w*_env|^\{(?:gen|coroutine)/.test(plainName(shape)),
  async summary(value, inside) {
    const { variant, content } = await activeVariant(value);
    return withVariables(stateText(variant), live(variant, content), inside);
  },
  async parts(value) {
    const { variant, content } = await activeVariant(value);
    return partsOf(live(variant, content));
  },
};

/** rustc names its variants `Unresumed`, `Returned`, `Panicked`, `Suspend0`, …; the line of one is that of its `await`. */
function stateText(variant: Variant): string {
  const state = stateOf(variant);
  if (state === 'Unresumed') return 'not started';
  if (!state.startsWith('Suspend')) return state.toLowerCase();
  return variant.line === undefined ? 'suspended' : `suspended at line ${variant.line}`;
}

const stateOf = ({ member }: Variant): string => member.type.name.replace(/^.*::/, '');

/** What was captured is listed in every state, though only the first still holds it for sure. */
function live(variant: Variant, content: Value): NamedValue[] {
  const state = stateOf(variant);
  if (state === 'Returned' || state === 'Panicked') return [];
  const members = membersOf(content);
  const first = members.filter((member, index) => members.findIndex(({ name }) => name === member.name) === index);
  return first.map((member) => ({ name: member.name === '__awaitee' ? 'awaiting' : captureName(member.name), value: content.member(member) }));
}

function captures(value: Value): NamedValue[] {
  return membersOf(value).map((member) => ({ name: captureName(member.name), value: value.member(member) }));
}

const membersOf = (value: Value): readonly Member[] => (value.shape.kind === 'struct' ? value.shape.members : []);

/** What is captured by reference has a prefix. */
const captureName = (name: string): string => name.replace(/^_ref__/, '');

async function withVariables(title: string, variables: readonly NamedValue[], inside: Inside): Promise<string> {
  if (variables.length === 0) return title;
  return `${title} ${await listText(partsOf(variables), inside, { open: '{', close: '}', named: true })}`;
}
