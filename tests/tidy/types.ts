/** Holes in the types, and the console: what the compiler lets pass and we do not. */
import { faultAt, isNode, nodesOf } from './source.ts';
import type { Fault, Node, Source } from './source.ts';

const isConst = (node: Node): boolean => {
  const annotation = node['typeAnnotation'];
  const name = isNode(annotation) ? annotation['typeName'] : null;
  return isNode(name) && name['name'] === 'const';
};

function holeOf(node: Node): string | null {
  switch (node.type) {
    case 'TSAnyKeyword':
      return '`any`';
    case 'TSNonNullExpression':
      return '`!` asserts what nobody checked';
    case 'TSTypeAssertion':
      return 'a cast';
    case 'TSAsExpression':
      return isConst(node) ? null : '`as` asserts what nobody checked';
    default:
      return null;
  }
}

const isConsole = (node: Node): boolean =>
  node.type === 'MemberExpression' &&
  isNode(node['object']) &&
  node['object']['name'] === 'console';

const mayPrint = (path: string): boolean =>
  path === 'src/platform/log.ts' || path.startsWith('scripts/') || path.startsWith('bench/');

/** Faults of one TypeScript file. */
export function typeFaults(source: Source): Fault[] {
  const holes = nodesOf(source, (node) => holeOf(node) !== null);
  const prints = mayPrint(source.path) ? [] : nodesOf(source, isConsole);
  return [
    ...holes.map((node) => faultAt(source, node, holeOf(node) ?? '')),
    ...prints.map((node) => faultAt(source, node, 'console: use platform/log.ts')),
  ];
}
