/**
 * What a pure file may not call, beyond what its compile check proves: clocks, randomness, and
 * formatting that reads the machine's locale or time zone.
 */
import { placeOf } from './layout.ts';
import { faultAt, isNode, nodesOf } from './source.ts';
import type { Fault, Node, Source } from './source.ts';

const nameOf = (node: unknown): string =>
  isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';

/** `a.b` as text, where both are plain names. */
const memberOf = (node: unknown): string =>
  isNode(node) && node.type === 'MemberExpression'
    ? `${nameOf(node['object'])}.${nameOf(node['property'])}`
    : '';

const argumentsOf = (node: Node): unknown[] => {
  const given = node['arguments'];
  return Array.isArray(given) ? given : [];
};

function impurityOf(node: Node): string | null {
  const member = memberOf(node);
  if (member === 'Date.now' || member === 'Math.random') return member;
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  const callee = node['callee'];
  const count = argumentsOf(node).length;
  if (nameOf(callee) === 'Date') {
    if (node.type === 'CallExpression') return 'Date()';
    if (count === 0) return 'new Date()';
  }
  if (memberOf(callee).startsWith('Intl.') && count === 0) return `${memberOf(callee)}()`;
  const method = isNode(callee) ? nameOf(callee['property']) : '';
  return /^toLocale\w*String$/.test(method) && count === 0 ? `${method}()` : null;
}

/** Faults of one pure file; none for a file that is not pure. */
export function purityFaults(source: Source): Fault[] {
  if (placeOf(source.path)?.kind !== 'pure') return [];
  return nodesOf(source, (node) => impurityOf(node) !== null).map((node) =>
    faultAt(source, node, `a pure file calls ${impurityOf(node)}; take it as an argument`),
  );
}
