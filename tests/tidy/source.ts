/** The project's own sources, read and parsed once: what the tidy rules look at. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

/** A node of the syntax tree (ESTree with TypeScript's nodes), as far as the rules need it. */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [field: string]: unknown;
};

export type Source = {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: Node;
};

/** What a rule found; `line` counts from 1. */
export type Fault = { readonly path: string; readonly line: number; readonly says: string };

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

function languageOf(path: string): 'dts' | 'tsx' | 'ts' | 'js' {
  if (/\.d\.m?ts$/.test(path)) return 'dts';
  if (path.endsWith('.tsx')) return 'tsx';
  return /\.m?ts$/.test(path) ? 'ts' : 'js';
}

/** Parses one file; a file that does not parse throws with its path. */
export function parse(path: string, text: string): Source {
  const tree: unknown = parseAst(text, { lang: languageOf(path) }, path);
  if (!isNode(tree)) throw new Error(`${path} did not parse`);
  return { path, text, tree };
}

/** Calls `visit` on every node below `node`, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | null) => void): void {
  const step = (current: Node, parent: Node | null): void => {
    visit(current, parent);
    for (const value of Object.values(current)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) step(child, current);
      }
    }
  };
  step(node, null);
}

/** Every node for which `matches` holds. */
export function nodesOf(source: Source, matches: (node: Node, parent: Node | null) => boolean) {
  const found: Node[] = [];
  walk(source.tree, (node, parent) => {
    if (matches(node, parent)) found.push(node);
  });
  return found;
}

export const lineAt = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length;

export const faultAt = (source: Source, node: Node, says: string): Fault => ({
  path: source.path,
  line: lineAt(source.text, node.start),
  says,
});

const folders = ['src', 'durable-objects', 'sandbox', 'tests', 'scripts', 'bench'];
const generated = new Set(['src/env.d.ts']);
/** What a running `wrangler dev` leaves beside its configuration. */
const built = /(^|\/)\.wrangler\//;

/** Every TypeScript and JavaScript file of ours below `root`. */
export function readSources(root: string): Source[] {
  const paths = folders.flatMap((folder) => filesBelow(root, folder));
  return paths
    .filter(
      (path) => /\.(ts|tsx|mts|mjs|js)$/.test(path) && !generated.has(path) && !built.test(path),
    )
    .map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

function filesBelow(root: string, folder: string): string[] {
  try {
    return (
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .map((path) => path.replaceAll('\\', '/'))
        // What a running `wrangler dev` bundles is not ours to keep tidy.
        .filter((path) => !path.includes('/.wrangler/'))
    );
  } catch {
    return [];
  }
}
