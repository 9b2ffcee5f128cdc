import { functionOf, type ScriptBlock, type ScriptBlocks } from './script-blocks';

/** A place that the program was seen at, in a function that was active: a call that it was in. */
export interface SeenPlace {
  readonly offset: number;
  readonly count: number;
}

/**
 * Which uses of a variable must have run after the program was seen at some place of the same activation: what follows
 * it without a branch between, and, where it was seen there twice, what the loop around it does in each round.
 * All numbers are offsets in the script's text; `declaredAt` is where the variable got its value.
 */
export function certainUses(blocks: ScriptBlocks, declaredAt: number, uses: readonly number[], seen: readonly SeenPlace[]): number[] {
  const scope = blocks.blockAt(declaredAt);
  const home = functionOf(scope);
  const isInScope = (offset: number): boolean => offset > declaredAt && offset < scope.end && functionOf(blocks.blockAt(offset)) === home;
  const places = seen.filter(({ offset }) => isInScope(offset));
  return uses.filter((use) => isInScope(use) && places.some((place) => mustFollow(blocks, scope, place, use)));
}

function mustFollow(blocks: ScriptBlocks, scope: ScriptBlock, { offset, count }: SeenPlace, use: number): boolean {
  const above = outwards(blocks.blockAt(offset));
  const path = outwards(blocks.blockAt(use));
  const shared = path.find((block) => above.includes(block))!;
  if (path.slice(0, path.indexOf(shared)).some(({ kind }) => kind === 'branch')) return false;
  if (above.slice(0, above.indexOf(shared)).some((block) => blocks.mayLeave(offset, block.end))) return false;
  if (use > offset) return true;
  const around = outwards(shared);
  const inScope = around.slice(0, around.indexOf(scope));
  return count > 1 && inScope.some(({ kind }) => kind === 'loop');
}

function outwards(block: ScriptBlock): ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  for (let at: ScriptBlock | null = block; at; at = at.parent) blocks.push(at);
  return blocks;
}
