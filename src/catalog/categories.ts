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

/** A category and its names from the top, `Lighting > Desk lamps`. */
export type CategoryPath = { readonly slug: string; readonly path: string };

type Branch = { slug: string; name: string; count: number; children: Branch[] };

/**
 * Builds the tree, by name; branches without a published product are left out.
 * @param totals products in and below each category, by its slug
 */
export function categoryTree(
  categories: readonly CategoryPath[],
  totals: ReadonlyMap<string, number>,
): CategoryNode[] {
  const branches = new Map<string, Branch>();
  const roots: Branch[] = [];
  for (const { slug, path } of categories) {
    const names = namesOfPath(path);
    let siblings = roots;
    for (const [depth, trail] of categoryTrail(slug).entries()) {
      let branch = branches.get(trail);
      if (branch === undefined) {
        const count = totals.get(trail) ?? 0;
        branch = { slug: trail, name: names[depth] ?? trail, count, children: [] };
        branches.set(trail, branch);
        siblings.push(branch);
      }
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
