/** The category tree with the number of products each branch holds. */
import { categoryTrail } from './product.ts';
import { namesOfPath } from './slugs.ts';

export type CategoryNode = {
  readonly slug: string;
  readonly name: string;
  /** Published products here and below. */
  readonly count: number;
  readonly children: readonly CategoryNode[];
};

/** One category with the products directly in it. */
export type CategoryCount = {
  readonly slug: string;
  /** Names from the top, `Lighting > Desk lamps`. */
  readonly path: string;
  readonly count: number;
};

type Branch = { slug: string; name: string; count: number; children: Branch[] };

/** Builds the tree, by name; branches without a published product are left out. */
export function categoryTree(counts: readonly CategoryCount[]): CategoryNode[] {
  const branches = new Map<string, Branch>();
  const roots: Branch[] = [];
  for (const { slug, path, count } of counts) {
    const names = namesOfPath(path);
    let siblings = roots;
    for (const [depth, trail] of categoryTrail(slug).entries()) {
      let branch = branches.get(trail);
      if (branch === undefined) {
        branch = { slug: trail, name: names[depth] ?? trail, count: 0, children: [] };
        branches.set(trail, branch);
        siblings.push(branch);
      }
      branch.count += count;
      siblings = branch.children;
    }
  }
  return pruned(roots);
}

function pruned(branches: readonly Branch[]): CategoryNode[] {
  return branches
    .filter((branch) => branch.count > 0)
    .map(({ slug, name, count, children }) => ({ slug, name, count, children: pruned(children) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
