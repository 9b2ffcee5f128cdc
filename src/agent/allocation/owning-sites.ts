import type { Block, BlockIndex } from './block-index';

/** Of a site's blocks, so many must be pointed to from the blocks of one other site for these to own them. */
const MOSTLY = 0.8;
const NONE = -1;

/**
 * Which sites' blocks belong to those of another: the parts of objects, to which the objects' own blocks point. By
 * number of the site; no more than one owner each, and never in a ring.
 */
export function owningSites(index: BlockIndex<Block & { readonly site: number }>): ReadonlyMap<number, number> {
  const { blocks } = index;
  const ownerOf = new Int32Array(blocks.length).fill(NONE);
  for (const { address, sizeBytes, site } of blocks) {
    index.pointers(address, address + sizeBytes, (position) => {
      if (blocks[position]!.site !== site && ownerOf[position] === NONE) ownerOf[position] = site;
    });
  }
  const owners = new Map<number, number>();
  for (const [site, counts] of countedBySite(blocks.map(({ site }) => site), ownerOf)) {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const [owner] = [...counts].find(([candidate, count]) => candidate !== NONE && count >= MOSTLY * total) ?? [];
    if (owner !== undefined && !leadsTo(owners, owner, site)) owners.set(site, owner);
  }
  return owners;
}

function countedBySite(sites: readonly number[], owners: Int32Array): Map<number, Map<number, number>> {
  const bySite = new Map<number, Map<number, number>>();
  sites.forEach((site, position) => {
    const counts = bySite.get(site) ?? new Map<number, number>();
    bySite.set(site, counts.set(owners[position]!, (counts.get(owners[position]!) ?? 0) + 1));
  });
  return bySite;
}

function leadsTo(owners: ReadonlyMap<number, number>, from: number, to: number): boolean {
  for (let at: number | undefined = from; at !== undefined; at = owners.get(at)) if (at === to) return true;
  return false;
}
