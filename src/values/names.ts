import type { TypeInfo } from '../symbols/type-info';
import type { FrameState, Variable } from '../symbols/variable';
import { findMember } from './find-member';
import { valueOfVariable, type Value, type ValueContext } from './value';

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

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  value(name: string): Promise<Value> {
    return valueOfVariable(this.find(name)!, this.frame, this.context);
  }

  types(): readonly TypeInfo[] {
    return this.scope.map(({ type }) => type);
  }

  private find(name: string): Variable | undefined {
    return this.scope.findLast((candidate) => candidate.name === name) ?? this.unqualified(name);
  }

  /** A global by its last name, where only one has it. */
  private unqualified(name: string): Variable | undefined {
    const found = this.scope.filter((candidate) => candidate.name.endsWith(`::${name}`));
    return found.length === 1 ? found[0] : undefined;
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
