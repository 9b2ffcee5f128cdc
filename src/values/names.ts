import { isShortFor, lastPart } from '../symbols/name-parts';
import type { TypeInfo } from '../symbols/type-info';
import type { FrameState, Variable } from '../symbols/variable';
import { findMember } from './find-member';
import { Unavailable } from './storage';
import { typeText } from './type-text';
import { Value, valueOfVariable, type ValueContext } from './value';

/** What the names in an expression mean. */
export interface Names {
  has(name: string): boolean | Promise<boolean>;
  /** Of a name that there is. Rejects with Unavailable where its value can't be had. */
  value(name: string): Promise<Value>;
  /** Of everything that has a name here: in them enumerators are looked for. */
  types(): readonly TypeInfo[];
}

/** Everything that an expression may name: outermost first, so that the last of a name wins, as shadowing wants. */
export type Scope = readonly Variable[];

/** The variables of a stopped frame. */
export class FrameNames implements Names {
  constructor(
    private readonly scope: Scope,
    private readonly frame: FrameState,
    private readonly context: ValueContext,
  ) {}

  async has(name: string): Promise<boolean> {
    return (await this.found(name)) !== undefined;
  }

  async value(name: string): Promise<Value> {
    const found = (await this.found(name))!;
    return found instanceof Value ? found : valueOfVariable(found, this.frame, this.context);
  }

  types(): readonly TypeInfo[] {
    return this.scope.map(({ type }) => type);
  }

  /** As C++ looks names up: what is declared here, then members of the object and what a lambda has captured, then everything else. */
  private async found(name: string): Promise<Variable | Value | undefined> {
    const plain = name.replace(/^(?:::|crate::)/, '');
    const declared = this.scope.findLast((candidate) => candidate.name === plain && (candidate.kind !== 'global' || plain !== name));
    return declared ?? (await this.memberOfThis(plain)) ?? this.enclosing(plain) ?? this.unqualified(plain);
  }

  private async memberOfThis(name: string): Promise<Value | undefined> {
    const self = this.scope.findLast((candidate) => candidate.name === 'this');
    if (!self || name.includes('::')) return undefined;
    try {
      const object = await valueOfVariable(self, this.frame, this.context);
      const captured = (await findMember(object, 'this')) ?? (await findMember(object, '__this'));
      return (await findMember(object, name)) ?? (captured && (await findMember(captured, name)));
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return undefined;
    }
  }

  /** A global of the class or namespace that the function stands in, of the one around it, and so on. */
  private enclosing(name: string): Variable | undefined {
    for (let scope = this.context.within ?? ''; ; ) {
      const shorter = scope.slice(0, Math.max(0, scope.length - lastPart(scope).length - 2));
      const wanted = shorter === '' ? name : `${shorter}::${name}`;
      const found = this.scope.findLast((candidate) => candidate.name === wanted);
      if (found || shorter === '') return found;
      scope = shorter;
    }
  }

  /** A global whose scopes are not all written, where only one has such a name: of this unit, or of any. */
  private unqualified(name: string): Variable | undefined {
    const found = this.scope.filter((candidate) => isShortFor(name, candidate.name) || (name.includes('<') && isShortFor(name, typeText({ ...candidate.type, name: candidate.name }))));
    return found.length === 1 ? found[0] : found.length === 0 ? this.context.globalNamed?.(name) : undefined;
  }
}

/** The members of a value, and itself: `this` and `self`. */
export class MemberNames implements Names {
  constructor(
    private readonly subject: Value,
    private readonly others: ReadonlyMap<string, Value> = new Map(),
  ) {}

  async has(name: string): Promise<boolean> {
    return (await this.find(name)) !== undefined;
  }

  async value(name: string): Promise<Value> {
    return (await this.find(name))!;
  }

  types(): readonly TypeInfo[] {
    return [this.subject.type, ...[...this.others.values()].map(({ type }) => type)];
  }

  private async find(name: string): Promise<Value | undefined> {
    if (name === 'this' || name === 'self') return this.subject;
    return this.others.get(name) ?? findMember(this.subject, name);
  }
}
